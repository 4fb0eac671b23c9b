from typing import Any

import jinja2
import pytest

from statusgen import addresses
from statusgen.problems import Problem, Rejected
from statusgen.rendering.locale import Language, Locale
from statusgen.rendering.templates import Templates
from statusgen.rendering.theme import Theme

DEFAULT = {
    "templates/page.html": (
        "<h1>{{ title }}</h1>{% block main %}{% endblock %}<i>{{ _('End') }}</i>"
    ),
    "templates/index.html": "{% extends 'page.html' %}{% block main %}index{% endblock %}",
    "static/style.css": "a",
    "static/status.js": "b",
}


def theme(**files: str) -> Theme:
    """Make a theme named acme, where ``page=…`` is its templates/page.html."""
    return Theme(
        name="acme",
        files=tuple((f"templates/{name}.html", text.encode()) for name, text in files.items()),
        default=tuple((path, text.encode()) for path, text in DEFAULT.items()),
    )


def templates(**files: str) -> Templates:
    return Templates(theme(**files), Locale(Language(code="en"), "UTC"))


def render(name: str = "index.html", /, **files: str) -> str:
    return templates(**files).render(name, {"title": "T<"})


def problem(name: str = "index.html", /, **files: str) -> Problem:
    with pytest.raises(Rejected) as caught:
        render(name, **files)
    (found,) = caught.value.problems
    assert found.code == "template-error"
    assert found.is_error
    return found


def test_a_theme_without_files_is_the_default_one() -> None:
    assert render() == "<h1>T&lt;</h1>index<i>End</i>"


def test_a_file_overrides() -> None:
    assert render(index="mine") == "mine"
    assert render(page="<b>{% block main %}{% endblock %}</b>") == "<b>index</b>"


def test_a_block_overrides() -> None:
    mine = "{% extends 'default/page.html' %}{% block main %}mine{% endblock %}"
    assert render(index=mine) == "<h1>T&lt;</h1>mine<i>End</i>"
    assert render(page=mine) == "<h1>T&lt;</h1>index<i>End</i>"


def test_an_undefined_variable() -> None:
    found = problem(index="a\n<b>{{ titel }}</b>\n")
    assert (found.span.path, found.span.line) == ("themes/acme/templates/index.html", 2)
    assert (found.span.column, found.span.length) == (7, 5)
    assert found.span.text == "<b>{{ titel }}</b>"
    assert found.message == "The template failed: 'titel' is undefined"
    assert "default theme" in found.hint


def test_invalid_syntax() -> None:
    found = problem(index="a\n\n  {% if %}")
    assert (found.span.line, found.span.text) == (3, "  {% if %}")
    assert found.span.column == 3


def test_a_missing_template() -> None:
    found = problem(index="\n{% include 'no.html' %}")
    assert found.span.line == 2
    assert found.message == "Template 'no.html' does not exist"
    assert (found.span.column, found.span.length) == (13, 7)


def test_an_error_in_an_included_file_is_reported_there() -> None:
    found = problem(index="{% include 'part.html' %}", part="\n\n{{ 1 / 0 }}")
    assert (found.span.path, found.span.line) == ("themes/acme/templates/part.html", 3)
    assert found.message == "The template failed: division by zero"


def test_invalid_syntax_in_an_included_file_is_reported_there() -> None:
    found = problem(index="{% include 'part.html' %}", part="\n{% endif %}")
    assert (found.span.path, found.span.line) == ("themes/acme/templates/part.html", 2)


def test_an_error_in_the_default_theme_is_reported_at_the_sites_own_line() -> None:
    found = problem(index="\n{% set title %}{{ x }}{% endset %}{% extends 'default/page.html' %}")
    assert (found.span.path, found.span.line) == ("themes/acme/templates/index.html", 2)


def test_an_error_of_ours_keeps_its_traceback() -> None:
    with pytest.raises(jinja2.UndefinedError):
        templates().render("page.html", {})


def test_all_invalid_templates_are_reported_at_once() -> None:
    broken = templates(a="{{", b="{% nope %}", c="fine")
    found = sorted(broken.problems(), key=lambda problem: problem.sort_key)
    assert [problem.span.path for problem in found] == [
        "themes/acme/templates/a.html",
        "themes/acme/templates/b.html",
    ]


def test_a_template_that_is_not_utf_8_is_reported() -> None:
    broken = Theme(name="acme", files=(("templates/index.html", b"\xff"),), default=())
    known = Templates(broken, Locale(Language(code="en"), "UTC"))
    assert known.render("index.html", {}) == "�"
    (found,) = known.problems()
    assert (found.code, found.message) == ("template-error", "the file is not UTF-8 text")
    assert (found.span.path, found.span.line) == ("themes/acme/templates/index.html", 0)


def test_filters_and_names_reach_imported_macros() -> None:
    known = templates(
        index="{% from 'macros.html' import twice %}{{ twice(2) }}",
        macros="{% macro twice(n) %}{{ n|double }}{{ unit }}{% endmacro %}",
    )
    filters: dict[str, Any] = {"double": lambda number: number * 2}
    known.environment.filters.update(filters)
    known.environment.globals["unit"] = "px"
    assert known.render("index.html", {}) == "4px"


def test_fixed_texts_are_translated_and_are_html_on_pages_alone() -> None:
    catalogue = 'msgid "a & b"\nmsgstr "a &amp; c, 100 %%"\n'
    french = Locale(Language(code="fr", catalogue=catalogue), "UTC")
    text = "{{ _('a & b') }}|{% trans %}a & b{% endtrans %}|{{ gettext('%(x)s & b', x='<') }}"
    own = Theme(
        files=(("templates/a.html", text.encode()), ("templates/a.md", text.encode())), default=()
    )
    assert (
        Templates(own, french).render("a.html", {}) == "a &amp; c, 100 %|a &amp; c, 100 %|&lt; & b"
    )
    assert Templates(own, french).render("a.md", {}) == "a &amp; c, 100 %|a &amp; c, 100 %|< & b"


@pytest.mark.parametrize("text", ["{{ _('100 %') }}", "{{ _('%(x)s') }}", "{{ pgettext('x') }}"])
def test_a_mistake_in_a_fixed_text_is_reported_at_its_line(text: str) -> None:
    assert problem(index=f"\n{text}").span.line == 2


@pytest.mark.parametrize("text", ["{{ lipsum() }}", "{{ [1, 2]|random }}"])
def test_templates_have_no_random_functions(text: str) -> None:
    assert problem(index=text).span.line == 1


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (
            "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
            "access to attribute '__init__' of 'type' object",
        ),
        (
            "{{ ''['__class__'].__mro__ }}",
            "access to attribute '__class__' of 'str' object",
        ),
        (
            "{{ '{0.__class__.__mro__}'.format(title) }}",
            "access to attribute '__class__' of 'str' object",
        ),
        (
            "{{ [title]|map(attribute='__class__')|join }}",
            "access to attribute '__class__' of 'str' object",
        ),
        (
            "{{ library.posixpath.os.popen('id').read() }}",
            "access to attribute 'posixpath' of 'module' object",
        ),
        (
            "{% set mine = [1] %}{{ mine.append(2) }}",
            "access to attribute 'append' of 'list' object",
        ),
    ],
)
def test_a_template_that_needs_more_than_the_sandbox_is_refused(text: str, refused: str) -> None:
    known = templates(index=f"<p>\n{text}")
    known.environment.globals["library"] = addresses
    with pytest.raises(Rejected) as caught:
        known.render("index.html", {"title": "T"})
    (found,) = caught.value.problems
    assert found.message == f"The template failed: {refused} is unsafe."
    assert found.span.place.startswith("themes/acme/templates/index.html:2:")
    assert "docs/themes.md" in found.hint


def test_the_sandbox_limits_loops() -> None:
    assert "blocks ranges larger" in problem(index="{{ range(10**9)|length }}").message


def test_functions_and_values_of_a_module_are_in_reach() -> None:
    known = templates(index="{{ urls.HISTORY }} {{ urls.incident('x') }}")
    known.environment.globals["urls"] = addresses
    assert known.render("index.html", {}) == "history/ incidents/x/"
