"""Every language is complete, and every word that readers see goes through it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from jinja2 import nodes
from jinja2.ext import i18n

from statusgen.notation.words import LANGUAGES

ROOT = Path(__file__).parent.parent
FRENCH = ROOT / "statusgen/locale/fr/LC_MESSAGES/statusgen.po"
CATALOGUES = sorted(ROOT.glob("statusgen/locale/*/LC_MESSAGES/statusgen.po"))
COMPLETE = [path for path in CATALOGUES if LANGUAGES[path.parts[-3]] == "complete"]
TEMPLATES = sorted(ROOT.glob("themes/default/templates/**/*.html"))

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
SPOKEN = {"alt", "aria-description", "aria-label", "aria-roledescription", "placeholder", "title"}
"""Attributes that are shown or read out."""
NAMES = {"Atom", "CSV", "iCalendar", "JSON", "RSS"}
"""Proper names, the same in every language."""
CLASSES = {"tone"}
"""Blocks and macros that stand in a class attribute, wherever they are written."""

Key = tuple[str | None, str]


def read(path: Path, language: str = "") -> Catalog:
    with path.open(encoding="utf-8") as file:
        return read_po(file, locale=language or path.parts[-3])


def messages(catalogue: Catalog) -> dict[Key, Message]:
    return {
        (message.context, message.id if isinstance(message.id, str) else message.id[0]): message
        for message in catalogue
        if message.id
    }


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[Key, Message]:
    """The messages of code and templates, extracted as `make messages` does."""
    template = tmp_path_factory.mktemp("messages") / "statusgen.pot"
    command = ["pybabel", "-q", "extract", "-F", str(ROOT / "babel.cfg"), "-o", str(template)]
    command += [str(ROOT / "statusgen"), str(ROOT / "themes")]
    CommandLineInterface().run(command)  # type: ignore[no-untyped-call] # as Babel has it
    return messages(read(template, "en"))


def test_messages_are_found_in_code_and_in_templates(wanted: dict[Key, Message]) -> None:
    assert ("impact", "Major") in wanted
    assert (None, "This page has moved") in wanted
    assert (None, "Go to the new address") in wanted


def test_messages_are_written_with_typographic_signs(wanted: dict[Key, Message]) -> None:
    plain = re.compile(r"\w'\w|\"|\.\.\.|--")
    assert [text for _, text in wanted if plain.search(text)] == []


@pytest.mark.parametrize("path", COMPLETE, ids=lambda path: path.parts[-3])
def test_a_complete_catalogue_has_every_message(path: Path, wanted: dict[Key, Message]) -> None:
    known = messages(read(path))
    assert sorted(map(str, wanted.keys() - known.keys())) == [], "missing: run `make messages`"
    for key, message in known.items():
        assert all(forms(message.string)), f"not translated: {key}"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_has_no_stale_message(path: Path, wanted: dict[Key, Message]) -> None:
    catalogue = read(path)
    known = messages(catalogue)
    assert sorted(map(str, known.keys() - wanted.keys())) == [], "stale: run `make messages`"
    assert list(catalogue.obsolete) == []
    for key, message in known.items():
        assert not message.fuzzy, key
        assert forms(wanted[key].id) == forms(message.id), key


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_placeholders_are_kept(path: Path) -> None:
    for key, message in messages(read(path)).items():
        asked = {name for form in forms(message.id) for name in PLACEHOLDER.findall(form)}
        for form in filter(None, forms(message.string)):
            assert set(PLACEHOLDER.findall(form)) <= asked, key
            assert asked - {"num"} <= set(PLACEHOLDER.findall(form)), key
            assert "%" not in PLACEHOLDER.sub("", form).replace("%%", ""), key


def test_french_typography() -> None:
    narrow, wide, quote = "\u202f", "\u00a0", "’"  # noqa: RUF001 - the French apostrophe
    for key, message in messages(read(FRENCH)).items():
        for form in forms(message.string):
            text = PLACEHOLDER.sub("x", form)
            assert not re.search(rf"[^{narrow}][;!?]", text), key
            assert not re.search(rf"[^{wide}\d]:(?!//)|« | »", text), key
            assert "'" not in text, f"{key}: the apostrophe is {quote}"
            assert '"' not in text, key


# What stands in templates outside gettext


def environment() -> jinja2.Environment:
    return jinja2.Environment(autoescape=True, extensions=[i18n])


def constants(node: nodes.Node) -> Iterator[nodes.Const]:
    """The texts in an expression, but for those that gettext gets."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node
    called = node.node if isinstance(node, nodes.Call) else None
    if not (isinstance(called, nodes.Name) and called.name in GETTEXT):
        for child in node.iter_child_nodes():
            yield from constants(child)


def printed(node: nodes.Node) -> str:
    """The letters that an expression prints by itself."""
    parts: list[nodes.Expr | nodes.Node | None]
    match node:
        case nodes.TemplateData():
            return str(node.data)
        case nodes.Const():
            return str(node.value) if isinstance(node.value, str) else ""
        case nodes.CondExpr():
            parts = [node.expr1, node.expr2]
        case nodes.Filter():
            parts = [node.node]
        case nodes.Add() | nodes.Or() | nodes.And() | nodes.Concat():
            parts = list(node.iter_child_nodes())
        case _:
            parts = []
    return "".join(printed(part) for part in parts if part)


def markup(node: nodes.Node) -> str:
    """A template as the HTML that it holds, every branch of it, without what it is given."""
    if isinstance(node, nodes.Output):
        return "".join(printed(child) for child in node.nodes)
    if isinstance(node, nodes.Block | nodes.Macro) and node.name in CLASSES:
        return ""
    return "".join(markup(child) for child in node.iter_child_nodes())


class Visible(HTMLParser):
    """Collects the texts that readers see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"script", "style", "code"}
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"script", "style", "code"}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def untranslated(source: str) -> list[str]:
    """Every text of a template that no catalogue can change."""
    tree = environment().parse(source)
    parser = Visible()
    parser.feed(markup(tree))
    parser.close()
    words = [word for text in parser.found for word in text.split()]
    sentences = [node.value for node in constants(tree) if re.match(r"[A-Z][a-z]", node.value)]
    return [
        word
        for word in words + sentences
        if any(map(str.isalpha, word)) and word.strip(".,:;()") not in NAMES
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_visible_text_stands_outside_gettext(path: Path) -> None:
    assert untranslated(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>{{ _('Fine') }} · {{ title }} 90 {% trans %}Fine <b>too</b>{% endtrans %}</p>", []),
        ("<p class='a {{ 'b' if x else 'c' }}'><style>a { b: c }</style>", []),
        ("<p>bare</p>", ["bare"]),
        ("{% if x %}<p>{{ x }} ago</p>{% endif %}", ["ago"]),
        ("{% macro m() %}<a title='bare'>{% endmacro %}", ["bare"]),
        ("<img alt='{{ 'bare' if x }}'>", ["bare"]),
        ("{{ x ~ ' ago' }}", ["ago"]),
        ("{{ card('Began') }}", ["Began"]),
        ("<a>RSS</a> <a>Atom,</a>", []),
        ("{% block tone %}t{{ x }}{% endblock %}", []),
        ("{% block hero %}bare{% endblock %}", ["bare"]),
    ],
)
def test_what_counts_as_visible(source: str, found: list[str]) -> None:
    assert untranslated(source) == found
