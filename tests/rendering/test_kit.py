import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen import addresses
from statusgen.model import ComponentState, Settings, StaticFile, Text
from statusgen.rendering import labels
from statusgen.rendering.kit import (
    CONTRAST,
    DARK,
    LIGHT,
    Kit,
    KitData,
    contrast,
    legible,
    style_policy,
    style_sheet,
)
from statusgen.rendering.locale import Language
from statusgen.rendering.theme import Theme

SETTINGS = Settings(
    id="status.acme.example,2026",
    title="Acme & Co",
    url="https://acme.example/status",
    base_url="https://acme.example/status",
)


def data(*, preview: str | None = None, code: str = "en", css: str = "", **texts: str) -> KitData:
    """Make a kit whose theme has these templates."""
    files = {f"templates/{name}.html": text for name, text in texts.items()}
    files |= {"static/style.css": css, "static/status.js": "1"}
    return KitData(
        settings=SETTINGS,
        language=Language(code=code),
        theme=Theme(default=tuple((path, text.encode()) for path, text in files.items())),
        preview=preview,
    )


def page(text: str, address: str = "incidents/x/", /, **context: Any) -> str:  # noqa: ANN401 - variables of any template
    return Kit(data(page=text)).page("page.html", address, title="T", **context).decode()


def test_links_are_relative_to_the_page() -> None:
    text = "{{ link('') }} {{ link(urls.incident('y', 'a')) }} {{ asset('status.js') }}"
    assert page(text) == "../../ ../y/#a ../../assets/status.6b86b273.js"


def test_the_404_page_links_from_the_root() -> None:
    assert page("{{ link('history/') }}", addresses.NOT_FOUND) == "/status/history/"


def test_canonical_links_are_absolute() -> None:
    text = "{{ head.canonical }}"
    assert page(text) == "https://acme.example/status/incidents/x/"
    assert page(text, canonical="history/") == "https://acme.example/status/history/"
    assert page(text, addresses.NOT_FOUND) == ""


def test_canonical_links_follow_the_base_of_a_preview() -> None:
    known = data(page="{{ head.canonical }}")
    settings = replace(SETTINGS, base_url="https://preview.example")
    kit = Kit(replace(known, settings=settings))
    assert kit.page("page.html", "", title="") == b"https://preview.example/"
    assert kit.absolute("feed.atom") == "https://preview.example/feed.atom"


def test_values_are_escaped() -> None:
    assert page("{{ site.title }} {{ x }}", x="<b>") == "Acme &amp; Co &lt;b&gt;"


def test_a_page_has_the_language_and_zone_of_the_site() -> None:
    text = "{{ lang }} {{ dir }} {{ s|component_word }} {{ _('%(n)s left', n=2) }}"
    assert page(text, s=ComponentState.PARTIAL_OUTAGE) == ("en ltr Partial outage 2 left")
    assert page("{{ month(2026, 11) }}") == "November 2026"


def test_a_right_to_left_language() -> None:
    kit = Kit(data(code="ar", page="{{ lang }} {{ dir }}"))
    assert kit.page("page.html", "", title="") == b"ar rtl"


def test_the_policy_allows_the_style_of_the_page() -> None:
    kit = Kit(data(css="a { b: c }", page='{{ style }}<meta content="{{ policy }}">'))
    text = kit.page("page.html", "", title="").decode()
    assert text.startswith("<style>a{b:c}</style>")
    policies: list[str | None] = []

    class Meta(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "meta":
                policies.append(dict(attrs)["content"])

    Meta().feed(text)
    assert policies == [kit.policy]


def test_the_accent_is_in_the_style() -> None:
    known = data(page="{{ style }}")
    kit = Kit(replace(known, settings=replace(SETTINGS, accent="#0b5fff")))
    assert b"--accent:#0b5fff" in kit.page("page.html", "", title="")
    assert b"--accent" not in Kit(known).page("page.html", "", title="")


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("static/logo.svg", "data:image/svg+xml,%3Ca%20b=%22%23%FF%25%22/%3E"),
        ("static/l.PNG", "data:image/png;base64,PGEgYj0iI/8lIi8+"),
    ],
)
def test_the_logo_is_part_of_the_page(path: str, url: str) -> None:
    logo = StaticFile(path=path, data=b'<a b="#\xff%"/>')
    kit = Kit(replace(data(page="{{ logo }}"), settings=replace(SETTINGS, logo=logo)))
    assert kit.page("page.html", "", title="").decode() == url


def test_the_icon_has_the_shape_of_the_state() -> None:
    state = ComponentState.MAJOR_OUTAGE
    assert page("{{ head.icon|safe }}", state=state) == labels.icon_url(state)
    assert page("{{ head.icon|safe }}") == labels.icon_url(None)


def test_a_preview_is_marked_and_not_indexed() -> None:
    text = "{{ preview }} {{ head.noindex }}"
    assert page(text) == "None False"
    assert page(text, noindex=True) == "None True"
    kit = Kit(data(preview="#12", page=text))
    assert kit.page("page.html", "", title="") == b"#12 True"


def test_markdown_links_are_relative_to_the_page() -> None:
    body = Text(markdown="[a](../b.md) **c**", targets=(("../b.md", "postmortems/b/"),))
    assert 'href="../../postmortems/b/"' in page("{{ inline(x) }}", x=body)
    found = page("{{ body(x, 3) }}", x=Text(markdown="### Heading"))
    assert re.search(r"<h3\b[^>]*>Heading</h3>", found)


def test_the_navigation_has_labels_and_addresses() -> None:
    text = "{% for label, address in nav %}{{ label }}={{ link(address) }} {% endfor %}"
    assert page(text, "history/").startswith("Status=../ History=./ Components=../components/ ")


def test_shared_values_are_made_once() -> None:
    made: list[str] = []

    def shout(kit: Kit, word: str) -> str:
        made.append(word)
        return f"{kit.settings.title} {word}!"

    kit = Kit(data())
    assert [kit.once(shout, word) for word in ("one", "two", "one")] == [
        "Acme & Co one!",
        "Acme & Co two!",
        "Acme & Co one!",
    ]
    assert made == ["one", "two"]
    assert Kit(data()).once(shout, "one") == "Acme & Co one!"
    assert made == ["one", "two", "one"]


def test_a_page_announces_its_feeds_and_those_of_the_site() -> None:
    every = "{% for feed in head.feeds + head.site_feeds %}"
    text = f"{every}{{{{ feed.name }}}} {{{{ link(feed.address) }}}}, {{% endfor %}}"
    assert page(text, "postmortems/x/").startswith("Postmortems ../feed.atom, ")
    assert page(text).startswith("Acme &amp; Co ../../feed.atom, ")


# Style

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@given(COLOURS, st.sampled_from([LIGHT, DARK]))
def test_any_accent_is_readable(accent: str, surface: str) -> None:
    assert contrast(legible(accent, surface), surface) >= CONTRAST


def test_a_readable_accent_is_unchanged() -> None:
    assert legible("#0b5fff", LIGHT) == "#0b5fff"
    assert legible("#8ab4ff", DARK) == "#8ab4ff"


def test_minifying_removes_comments_and_keeps_strings() -> None:
    css = 'a::before {\n  content: "/* no */ \\" //";  /* yes\n   */ color: red;\n}\n\n/* open'
    assert style_sheet(css, None).startswith('a::before{content:"/* no */ \\" //";color:red}')


def test_the_accent_comes_last() -> None:
    sheet = style_sheet(":root { --accent: #000 }", "#0b5fff")
    assert sheet.startswith(":root{--accent:#000}:root{--accent:#0b5fff}")
    assert sheet.count("{") == sheet.count("}")


@given(st.text())
def test_the_policy_allows_exactly_the_style_sheet(css: str) -> None:
    sheet = style_sheet(css, None)
    assert "</" not in sheet
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in style_policy(sheet)


def test_the_policy_allows_nothing_from_other_hosts() -> None:
    policy = style_policy("")
    assert policy.startswith("default-src 'none'; script-src 'self'; connect-src 'self'; ")
    assert policy.endswith("; base-uri 'none'; form-action 'none'")
    assert "unsafe" not in policy
