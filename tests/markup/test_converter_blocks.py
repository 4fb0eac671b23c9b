from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.markup.converter import DEEPEST, Converter

CONVERTER = Converter()
TABLE = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr>{}</tr></tbody></table>"


def made(text: str) -> str:
    """Return the blocks as HTML, without the line breaks between them."""
    html = CONVERTER.safe(CONVERTER.tree(text))
    return re.sub(r"(?<=>)\n+(?=<)|\n+(?=</?[uo]l|</li)", "", html)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "text\n- a\n- b", "<p>text</p><ul><li>a</li><li>b</li></ul>", id="right after text"
        ),
        pytest.param(
            "- a\n  - b\n    - c\n- d",
            "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>",
            id="two spaces",
        ),
        pytest.param("* a\n    * b", "<ul><li>a<ul><li>b</li></ul></li></ul>", id="four spaces"),
        pytest.param(
            "1. a\n   - b\n2. c",
            "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
            id="three under a number",
        ),
        pytest.param("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>", id="parentheses"),
        pytest.param("- a\n\n  b", "<ul><li><p>a</p><p>b</p></li></ul>", id="a second paragraph"),
        pytest.param(
            "- a\n  b\n  - c", "<ul><li>a\nb<ul><li>c</li></ul></li></ul>", id="a second line"
        ),
        pytest.param("- a\nb", "<ul><li>a\nb</li></ul>", id="a lazy line"),
        pytest.param(
            "- a\n\n  b\n  - c",
            "<ul><li><p>a</p><p>b</p><ul><li>c</li></ul></li></ul>",
            id="after a second paragraph",
        ),
        pytest.param("- a\n\nb", "<ul><li>a</li></ul><p>b</p>", id="text after a list"),
        pytest.param(
            "- a\n\n  b\n- c",
            "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>",
            id="an item after its text",
        ),
        pytest.param(
            "- a\n\n  - b\n- c",
            "<ul><li><p>a</p><ul><li>b</li></ul></li><li><p>c</p></li></ul>",
            id="an item after a list",
        ),
        pytest.param(
            "- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>", id="another kind of list"
        ),
        pytest.param(
            "- - a\n  - b", "<ul><li><ul><li>a</li><li>b</li></ul></li></ul>", id="two on one line"
        ),
        pytest.param("-\n  a", "<ul><li>a</li></ul>", id="text below its marker"),
        pytest.param(
            "-     a", "<ul><li><pre><code>a\n</code></pre></li></ul>", id="code in an item"
        ),
        pytest.param("- a\n-\n- b", "<ul><li>a</li><li></li><li>b</li></ul>", id="an empty item"),
        pytest.param(
            "- a\n  > b",
            "<ul><li>a<blockquote><p>b</p></blockquote></li></ul>",
            id="a quotation in an item",
        ),
        pytest.param(
            "- a\n  ### b\n  c", "<ul><li>a<h3>b</h3><p>c</p></li></ul>", id="a heading in an item"
        ),
    ],
)
def test_lists(text: str, expected: str) -> None:
    assert made(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text\n1986. It was", "<p>text\n1986. It was</p>"),
        ("text\n      - a", "<p>text\n- a</p>"),
        ("text\n      # a", "<p>text\n# a</p>"),
        ("text\n      > a", "<p>text\n&gt; a</p>"),
        ("text\n      ---", "<p>text\n---</p>"),
        ("\u0663. a", "<p>٣. a</p>"),
    ],
)
def test_lines_that_are_not_blocks_stay_text(text: str, expected: str) -> None:
    assert made(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text\n***\ntext", "<p>text</p><hr><p>text</p>"),
        ("text\n---\nmore", "<h2>text</h2><p>more</p>"),
        ("text\n### a\nmore", "<p>text</p><h3>a</h3><p>more</p>"),
        (
            "text\n> a\n> - b\n>   - c\nmore",
            "<p>text</p><blockquote><p>a</p>{}</blockquote>".format(
                "<ul><li>b<ul><li>c\nmore</li></ul></li></ul>"
            ),
        ),
        ("> ```\n> a\n> ```", "<blockquote><pre><code>a\n</code></pre></blockquote>"),
        ("> a\n---\nmore", "<blockquote><p>a</p></blockquote><hr><p>more</p>"),
        ("> a\n===", "<blockquote><p>a\n===</p></blockquote>"),
        ("> a\nmore", "<blockquote><p>a\nmore</p></blockquote>"),
        ("> a\nb\n> c", "<blockquote><p>a\nb\nc</p></blockquote>"),
        ("> a\n\n> b", "<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote>"),
        ("a\n> b", "<p>a</p><blockquote><p>b</p></blockquote>"),
        ("## C#", "<h2>C#</h2>"),
        ("## a ##  \n## ##", "<h2>a</h2><h2></h2>"),
        ("- [x] a\n- [ ] b", "<ul><li>☑ a</li><li>☐ b</li></ul>"),
        ("1. [X] a\n2. [x]\n3. [y] b", "<ol><li>☑ a</li><li>[x]</li><li>[y] b</li></ol>"),
        ("|a|b|\n|-|-|\n|c|d|`e`|", TABLE.format("<td>c</td><td>d</td>")),
        ("|a|b|\n|-|-|\n|`c\\|d`|", TABLE.format("<td><code>c|d</code></td><td></td>")),
        ("    a\tb\n    \tc", "<pre><code>a\tb\n    c\n</code></pre>"),
        (
            "text\n| a | b |\n|---|:-:|\n| 1 | 2 |",
            f"<p>text</p>{TABLE.format('<td>1</td><td>2</td>')}",
        ),
        (
            "text\na | b\n--|--\nmore",
            f"<p>text</p>{TABLE.format('<td>more</td><td></td>')}",
        ),
        ("text\na | b\n--|--|--", "<p>text</p><p>a | b\n--|--|--</p>"),
        (
            "- c\n| a | b |\n|---|---|\nmore",
            f"<ul><li>c</li></ul>{TABLE.format('<td>more</td><td></td>')}",
        ),
        ("#4711 is open", "<p>#4711 is open</p>"),
    ],
)
def test_blocks_interrupt_paragraphs(text: str, expected: str) -> None:
    assert made(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "```sh\na <b>\n\n  c\n```", "<pre><code>a &lt;b&gt;\n\n  c\n</code></pre>", id="plain"
        ),
        pytest.param("~~~\n```\n~~~", "<pre><code>```\n</code></pre>", id="tildes"),
        pytest.param("````\n```\n````\n", "<pre><code>```\n</code></pre>", id="longer"),
        pytest.param(
            "~~~ It failed\na\n~~~", "<pre><code>It failed\na\n</code></pre>", id="words after it"
        ),
        pytest.param("```\na\n`````", "<pre><code>a\n</code></pre>", id="closed by a longer one"),
        pytest.param("```\na", "<pre><code>a\n</code></pre>", id="never closed"),
        pytest.param("```\n```", "<pre><code></code></pre>", id="empty"),
        pytest.param("```\n\ta\n```", "<pre><code>\ta\n</code></pre>", id="tabs stay"),
        pytest.param(
            "  ```\n  a\n   b\n c\n  ```", "<pre><code>a\n b\nc\n</code></pre>", id="indented"
        ),
        pytest.param(
            "- a\n  ```\n  b\n  ```\n- c",
            "<ul><li>a<pre><code>b\n</code></pre></li><li>c</li></ul>",
            id="in a list",
        ),
        pytest.param(
            "- ```\n  b\n  ```",
            "<ul><li><pre><code>b\n</code></pre></li></ul>",
            id="next to a marker",
        ),
        pytest.param(
            "text\n```\na\n```\ntext",
            "<p>text</p><pre><code>a\n</code></pre><p>text</p>",
            id="within text",
        ),
        pytest.param(
            "```\n- a\n## b\n```", "<pre><code>- a\n## b\n</code></pre>", id="its content is code"
        ),
    ],
)
def test_fences(text: str, expected: str) -> None:
    assert made(text) == expected


def test_indented_code_keeps_its_blank_lines() -> None:
    assert made("a\n\n    b\n\n      c\n    d\n\ne") == (
        "<p>a</p><pre><code>b\n\n  c\nd\n</code></pre><p>e</p>"
    )


def test_nesting_beyond_the_limit_is_text() -> None:
    lists, quotations = made("- " * 100 + "a"), made("> " * 100 + "a")
    assert (lists.count("<ul>"), quotations.count("<blockquote>")) == (DEEPEST, DEEPEST)
    assert "<li>- - " in lists
    assert "<p>&gt; &gt; " in quotations


MARKDOWN = st.lists(
    st.sampled_from(
        ["- ", "1. ", "> ", "\n```\n", "  ", "    ", "\n", "\n\n", "a", "# ", "---", "\t"]
    )
).map("".join)


@given(text=MARKDOWN)
def test_no_letter_is_lost(text: str) -> None:
    assert re.sub("<[^>]*>", "", made(text)).count("a") == text.count("a")
