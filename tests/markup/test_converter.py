from __future__ import annotations

import re
from html.parser import HTMLParser
from time import process_time
from xml.etree.ElementTree import Element, fromstring, tostring

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from texts import MARKDOWN

from statusgen.markup import SCHEMES
from statusgen.markup.converter import (
    Converter,
    resolve_links,
    set_direction,
    shift_headings,
    target_of,
)
from statusgen.model import Text

CONVERTER = Converter()
TARGETS = (("../postmortems/x.md", "postmortems/x/"), ("static/a.png", "static/a.png"))


def here(address: str) -> str:
    return f"../../{address}"


def rendered(markdown: str, level: int = 3) -> str:
    text = Text(markdown=markdown, targets=TARGETS)
    return CONVERTER.to_html(text, address=here, heading_level=level).replace(' dir="auto"', "")


def flat(markdown: str) -> str:
    return rendered(markdown).replace("\n", "")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("", ""),
        (" \n\n", ""),
        ("a *b* __c__ `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"),
        ("a  \nb", "<p>a<br>b</p>"),
        ("snake_case_word", "<p>snake_case_word</p>"),
        ("5*x **note*, then", "<p>5*x *<em>note</em>, then</p>"),
        ("\\*a\\* \\# \\<b>", "<p>*a* # &lt;b&gt;</p>"),
        ("a &copy; &lt;i&gt; b", "<p>a © &lt;i&gt; b</p>"),
        ("text\n- a\n  - b", "<p>text</p><ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("- a\n\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("> a\nb", "<blockquote><p>ab</p></blockquote>"),
        ("a\n\n    b", "<p>a</p><pre><code>b</code></pre>"),
        ("```sh\na\n```", "<pre><code>a</code></pre>"),
        ("- a\n\n  ```\n  b\n  ```", "<ul><li><p>a</p><pre><code>b</code></pre></li></ul>"),
        ("#4711 is open", "<p>#4711 is open</p>"),
        ("- a\n-\n", "<ul><li>a</li><li></li></ul>"),
        ("- a\n- ```\n  b\n  ```", "<ul><li>a</li><li><pre><code>b</code></pre></li></ul>"),
        ("> a\n---", "<blockquote><p>a</p></blockquote><hr>"),
        ("***", "<hr>"),
    ],
)
def test_markdown(markdown: str, expected: str) -> None:
    assert flat(markdown) == expected


def test_tables_are_aligned_by_class() -> None:
    table = "| a | b | c |\n|:--|:-:|--:|\n| 1 | `2|3` | 4 |"
    assert flat(table) == (
        '<table><thead><tr><th class="align-left">a</th><th class="align-center">b</th>'
        '<th class="align-right">c</th></tr></thead><tbody><tr><td class="align-left">1</td>'
        '<td class="align-center"><code>2|3</code></td><td class="align-right">4</td></tr>'
        "</tbody></table>"
    )


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("<script>a</script>", "<p>&lt;script&gt;a&lt;/script&gt;</p>"),
        ("<div onclick=a>\n\nb", "<p>&lt;div onclick=a&gt;</p><p>b</p>"),
        ("<img src=x onerror=a>", "<p>&lt;img src=x onerror=a&gt;</p>"),
        ("]]> <![CDATA[ <?x?>", "<p>]]&gt; &lt;![CDATA[ &lt;?x?&gt;</p>"),
        ("&#106;avascript:", "<p>javascript:</p>"),
    ],
)
def test_raw_html_is_shown_as_text(markdown: str, expected: str) -> None:
    assert flat(markdown) == expected


def test_a_comment_is_shown_only_where_it_is_code() -> None:
    assert flat("a <!-- b --> c") == "<p>a  c</p>"
    assert flat("<!-- a\nb -->\n\nc") == "<p>c</p>"
    assert flat("`<!-- a -->`") == "<p><code>&lt;!-- a --&gt;</code></p>"
    assert flat("```\n<!-- a -->\n```") == "<pre><code>&lt;!-- a --&gt;</code></pre>"
    assert flat("\\<!-- a -->") == "<p>&lt;!-- a --&gt;</p>"


@pytest.mark.parametrize(
    ("markdown", "href", "text"),
    [
        ("[a](https://b.example)", "https://b.example", "a"),
        ("[a](<https://b.example/c d>)", "https://b.example/c%20d", "a"),
        ("[a](https://b.example/c d)", "https://b.example/c%20d", "a"),
        ("[a][b]\n\n[b]: tel:+33", "tel:+33", "a"),
        ("[a](../postmortems/x.md)", "../../postmortems/x/", "a"),
        ("https://b.example/c_d_e?f=1&g", "https://b.example/c_d_e?f=1&amp;g", None),
        ("(https://b.example)", "https://b.example", None),
        ("https://b.example.", "https://b.example", None),
        ("<https://b.example>", "https://b.example", None),
        ("me@b.example", "mailto:me@b.example", "me@b.example"),
        ("<me@b.example>", "mailto:me@b.example", "me@b.example"),
        ("![a](https://b.example/c.png)", "https://b.example/c.png", "a"),
    ],
)
def test_links(markdown: str, href: str, text: str | None) -> None:
    assert f'<a href="{href}">{href if text is None else text}</a>' in rendered(markdown)


@pytest.mark.parametrize(
    "target", ["javascript:a", "data:a", "b.md", "&#106;avascript:a", "javascript&colon;a", "//a"]
)
def test_a_link_to_nowhere_is_text(target: str) -> None:
    assert flat(f"[a]({target})") == "<p>a</p>"


@pytest.mark.parametrize("text", ["ftp://a.example", "acme/repo#12", "@somebody", "#12", "GH-12"])
def test_other_words_are_not_links(text: str) -> None:
    assert flat(text) == f"<p>{text}</p>"


def test_an_image_of_the_site() -> None:
    image = '<img src="../../static/a.png" alt="A curve" loading="lazy">'
    assert flat("![A curve](static/a.png)") == f"<p>{image}</p>"


def test_headings_move_to_the_level_of_the_page() -> None:
    assert flat("### a\n\n##### b\n\n### c") == "<h3>a</h3><h4>b</h4><h3>c</h3>"
    assert rendered("## a", level=6) == "<h6>a</h6>"


def test_each_block_has_its_own_direction() -> None:
    html = CONVERTER.to_html(Text(markdown="نعم\n\n- لا"), address=here, heading_level=3)
    assert html == '<p dir="auto">نعم</p>\n<ul>\n<li dir="auto">لا</li>\n</ul>'


# One line


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Use *the* `eu` one", "Use <em>the</em> <code>eu</code> one"),
        ("1. a", "1. a"),
        ("# a", "# a"),
        ("> a\n- b", "&gt; a - b"),
        ("[a](../postmortems/x.md)", '<a href="../../postmortems/x/">a</a>'),
        ("<b>a</b> <!-- b -->", "&lt;b&gt;a&lt;/b&gt;"),
        ("", ""),
    ],
)
def test_a_line_has_no_blocks(markdown: str, expected: str) -> None:
    text = Text(markdown=markdown, targets=TARGETS)
    assert CONVERTER.to_inline_html(text, address=here) == expected


# Text


def test_a_body_as_plain_text() -> None:
    text = Text(markdown="See [x](../postmortems/x.md).\n\n- a & b", targets=TARGETS)
    plain = CONVERTER.to_plain(text, address=lambda place: f"https://s.example/{place}")
    assert plain == "See x (https://s.example/postmortems/x/).\n\n- a & b"


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (100, "See this: all is well"),
        (21, "See this: all is well"),
        (20, "See this: all is…"),
        (9, "See…"),
        (3, "Se…"),
    ],
)
def test_a_summary_is_cut_between_words(limit: int, expected: str) -> None:
    text = Text(markdown="See [this](https://a.example):\n\nall is *well*")
    assert CONVERTER.summary(text, limit) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("## Impact\n\n- Major\n\nAll [went](https://a.example) well.\n\n1. So\n\nAnd on.", None),
        ("All went well. And on. More follows, which is too long.", "All went well. And on. More…"),
        ("## Impact\n\n- Major", "Impact - Major"),
        ("", ""),
    ],
)
def test_an_excerpt_has_only_paragraphs_if_there_are_any(
    markdown: str, expected: str | None
) -> None:
    wanted = "All went well. And on." if expected is None else expected
    assert CONVERTER.excerpt(Text(markdown=markdown), 30) == wanted


# Elements


def test_targets_of_links_and_images() -> None:
    found = [each for each in CONVERTER.targets("[a](<x &amp; y>) ![b](z) `[c](d)`") if each[0]]
    assert found == [("x & y", False), ("z", True)]


@pytest.mark.parametrize("first", ["```", "[a]: b", "<!--"])
def test_a_text_does_not_affect_the_next_one(first: str) -> None:
    CONVERTER.tree(first)
    assert CONVERTER.safe(CONVERTER.tree("[a]")) == "<p>[a]</p>"


PLACES = {"../postmortems/x.md": "postmortems/x/", "static/a.png": "static/a.png", "#": ""}


def settled(xml: str) -> str:
    root = fromstring(f"<div>{xml}</div>")  # noqa: S314 - our own text
    resolve_links(root, PLACES, lambda place: f"../{place}")
    return inner(root)


def inner(root: Element) -> str:
    return tostring(root, encoding="unicode").removeprefix("<div>").removesuffix("</div>")


@pytest.mark.parametrize(
    "href",
    ["https://a.example/b?c=d#e", "http://a.example", "HTTPS://a.example", "mailto:a@b", "tel:+33"],
)
def test_links_to_other_sites(href: str) -> None:
    assert settled(f'<a href="{href}">x</a>') == f'<a href="{href}">x</a>'


@pytest.mark.parametrize(
    "href",
    [
        *(
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java&#x9;script:alert(1)",
            "&#106;avascript:",
        ),
        *(
            "data:text/html,x",
            "vbscript:x",
            "ftp://a.example",
            "file:///etc",
            "//a.example",
            "http:",
        ),
        *("https:///a", "a.md", "/a", "", "?a", "#a"),
    ],
)
def test_other_links_are_text(href: str) -> None:
    assert settled(f'<a href="{href}"><b>x</b></a>') == "<span><b>x</b></span>"


def test_a_link_within_the_site() -> None:
    link = '<a href="../postmortems/x.md" title="t">x</a>'
    assert settled(link) == '<a title="t" href="../postmortems/x/">x</a>'
    assert settled('<a href="#">x</a>') == '<a href="../">x</a>'


def test_images_on_other_hosts_become_links() -> None:
    assert settled('<img src="static/a.png" alt="A" />') == (
        '<img src="../static/a.png" alt="A" loading="lazy" />'
    )
    remote = '<img src="https://b.example/c.png" alt="A" />'
    assert settled(remote) == '<a href="https://b.example/c.png">A</a>'
    unnamed = '<img src="https://b.example/c.png" alt="" />'
    assert settled(unnamed) == '<a href="https://b.example/c.png">https://b.example/c.png</a>'
    assert settled('<img src="data:image/png,x" alt="A" />') == "<span>A</span>"
    assert settled(f'<a href="tel:1">{remote}</a>') == '<a href="tel:1"><span>A</span></a>'


def test_a_link_inside_a_link_is_text() -> None:
    assert settled('<a href="tel:1"><b><a href="tel:2">x</a></b></a>') == (
        '<a href="tel:1"><b><span>x</span></b></a>'
    )


def test_targets_are_trimmed_and_encoded() -> None:
    assert target_of(Element("a", href=" javascript:&amp;x ")) == "javascript:&amp;x"
    assert target_of(Element("p")) == ""
    assert settled('<a href="https://a.example/b c&quot;|">x</a>') == (
        '<a href="https://a.example/b%20c%22%7C">x</a>'
    )


@pytest.mark.parametrize(
    ("written", "top", "shifted"),
    [
        ("3 3", 4, "4 4"),
        ("3 4 3", 4, "4 5 4"),
        ("3 5 4 3", 3, "3 4 4 3"),
        ("6 2 3", 2, "2 2 3"),
        ("1 2 3 4", 5, "5 6 6 6"),
    ],
)
def test_headings_have_no_gaps(written: str, top: int, shifted: str) -> None:
    root = Element("div")
    root.extend(Element(f"h{level}") for level in written.split())
    shift_headings(root, top)
    assert [heading.tag for heading in root] == [f"h{level}" for level in shifted.split()]


@pytest.mark.parametrize(
    ("xml", "directed"),
    [
        ("<p>a</p><h3>b</h3>", "<p*>a</p><h3*>b</h3>"),
        ("<ul><li>a</li><li><p>b</p></li></ul>", "<ul><li*>a</li><li*><p>b</p></li></ul>"),
        (
            "<ul><li><em>a</em></li><li><code>b</code></li><li><a>c</a> d</li><li /></ul>",
            "<ul><li*><em>a</em></li><li*><code>b</code></li><li*><a>c</a> d</li><li /></ul>",
        ),
        ("<blockquote><p>a</p></blockquote>", "<blockquote*><p>a</p></blockquote>"),
        (
            "<blockquote><ul><li>a</li></ul></blockquote>",
            "<blockquote><ul><li*>a</li></ul></blockquote>",
        ),
        ("<tr><td>a</td></tr><pre>b</pre>", "<tr><td*>a</td></tr><pre>b</pre>"),
    ],
)
def test_only_the_outer_block_has_a_direction(xml: str, directed: str) -> None:
    root = fromstring(f"<div>{xml}</div>")  # noqa: S314 - our own text
    set_direction(root)
    assert inner(root) == directed.replace("*", ' dir="auto"')


# Laws

VOID = {"br", "hr", "img"}


class Inspector(HTMLParser):
    """Collects everything that a page must not contain."""

    def __init__(self) -> None:
        super().__init__()
        self.around: list[str] = []
        self.complaints: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.around.append(tag)
        for name, value in attrs:
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value or "", re.IGNORECASE)
            is_elsewhere = scheme is not None or (value or "").startswith("//")
            if name.startswith("on") or name in {"style", "id"}:
                self.complaints.append(name)
            if name == "href" and scheme and scheme[1].lower() not in SCHEMES:
                self.complaints.append(f"{name}={value}")
            if name == "src" and is_elsewhere:
                self.complaints.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        if not self.around or self.around.pop() != tag:
            self.complaints.append(f"</{tag}>")


@given(markdown=MARKDOWN)
def test_html_is_always_safe(markdown: str) -> None:
    text = Text(markdown=markdown, targets=(("y", "z/"), *TARGETS))
    outputs = (
        CONVERTER.to_html(text, address=here, heading_level=3),
        CONVERTER.to_inline_html(text, address=here),
    )
    for html in outputs:
        inspector = Inspector()
        inspector.feed(html)
        inspector.close()
        assert inspector.complaints == []
        assert inspector.around == []
        assert not set("\x02\x03\r") & set(html)
        # A sanitiser finds nothing to remove.
        tags = {"p", "li", "blockquote", "ul", "ol", "pre", "code", "strong", "em", "hr", "br", "a"}
        tags |= {"img", "table", "thead", "tbody", "tr", "th", "td", "h3", "h4", "h5", "h6"}
        assert (
            nh3.clean(
                html,
                tags=tags,
                attributes={
                    **{tag: {"dir", "class", "start"} for tag in tags},
                    "a": {"href"},
                    "img": {"src", "alt", "title", "loading"},
                },
                link_rel=None,
                url_schemes=set(SCHEMES),
            ).strip()
            == html
        )


@given(markdown=MARKDOWN, targets=st.sampled_from([TARGETS, ()]))
def test_the_result_does_not_depend_on_earlier_ones(
    markdown: str, targets: tuple[tuple[str, str], ...]
) -> None:
    text = Text(markdown=markdown, targets=targets)
    for level in (2, 3, 2):
        fresh = Converter()
        assert CONVERTER.to_html(text, address=here, heading_level=level) == fresh.to_html(
            text, address=here, heading_level=level
        )
        line = CONVERTER.to_inline_html(text, address=here)
        assert line == fresh.to_inline_html(text, address=here)
        assert CONVERTER.excerpt(text, 9 * level) == fresh.excerpt(text, 9 * level)


@given(MARKDOWN.map(lambda markdown: re.sub("[*_~`<]", "", markdown)))
def test_a_text_without_emphasis_is_the_same_next_to_one_with_emphasis(markdown: str) -> None:
    text = f"{markdown}\n\n# a\n\n"
    with_emphasis = rendered(f"{text}*b*")
    assert with_emphasis == f"{rendered(text)}\n<p><em>b</em></p>"


@given(
    words=st.lists(st.sampled_from(["*", "**", "_", "a", "b ", " ", "`c`", "&amp;", "[l](tel:1)"]))
)
@example(words=["**", "*", "_", "*", "_", " ", "*", "`c`", "*"])
def test_emphasis_loses_no_letter(words: list[str]) -> None:
    html = CONVERTER.to_inline_html(Text(markdown="".join(words)), address=here)
    shown = re.sub(r"<[^>]*>|&amp;", "", html)
    written = "".join(words).replace("[l](tel:1)", "l").replace("&amp;", "")
    assert re.sub(r"\W|_", "", shown) == re.sub(r"\W|_", "", written)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("- {}\n    - *b*", "<ul><li>{}<ul><li><em>b</em></li></ul></li></ul>"),
        ("- a\n    - {}\n    - b", "<ul><li>a<ul><li>{}</li><li>b</li></ul></li></ul>"),
        ("- *a*\n    - b\n        - {}", "<ul><li><em>a</em><ul><li>b<ul><li>{}</li></ul>"),
        ("> {}\n>\n> *b*", "<blockquote><p>{}</p><p><em>b</em></p></blockquote>"),
    ],
)
def test_broken_emphasis_does_not_affect_its_neighbours(markdown: str, expected: str) -> None:
    torn = "***_*_ *`c`*"
    alone = flat(torn).removeprefix("<p>").removesuffix("</p>")
    assert flat(markdown.format(torn) + "\n\nafter").startswith(expected.format(alone))
    assert flat(markdown.format(torn) + "\n\nafter").endswith("<p>after</p>")


@pytest.mark.parametrize(
    "markdown",
    [
        "[" * 20_000,
        "![" * 10_000,
        "- " * 2_000,
        "> " * 2_000,
        "*a **b " * 2_000,
        "<!-- " * 20_000,
        "-\n" * 10_000,
    ],
)
def test_deep_and_long_texts_are_rendered(markdown: str) -> None:
    assert rendered(markdown)


@pytest.mark.parametrize(
    "words",
    [
        *("a", "a.a.a.", "+a.", "-.", "a-", "a@", "a@b.", "a.b@", "www.a ", "https://a"),
        *("https://a. ", "*a ", "**a *b ", "_a_", "*a*", "`a` ", "<a", "<a@b.", "&a", "#", "a|b"),
        *("[a](", "a\n", "- a\n", "[a](b ", '[a](b "', "[a]: #\n", '[a]: # "\n', "[", "]", "[]"),
        *(
            "![",
            "[[a](b)",
            "``` ` ",
            "&amp;",
            "\\*",
            "~~a ",
            "<a b='",
            "<!-- ",
            "--> <!-- ",
            "(",
            "a  ",
        ),
        *("https://a)", "https://a(", "www.a]", "[www.a", "# ", "a#", "- [x] a\n", "10:00 a\n"),
    ],
)
def test_rendering_time_is_not_quadratic(words: str) -> None:
    def cost(length: int) -> float:
        text, fresh = Text(markdown=(words * length)[:length]), Converter()
        begin = process_time()
        fresh.to_html(text, address=here, heading_level=3)
        return process_time() - begin

    assert any(cost(16_000) < 10 * cost(4_000) for _ in range(5))
