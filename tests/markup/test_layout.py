from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.markup.layout import DEEPEST, lay_out


def laid(text: str) -> str:
    """Lay a text out; finished HTML stands in brackets."""
    return "\n".join(lay_out(text.strip("\n").split("\n"), lambda block: f"[{block}]")).strip("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("text\n- a\n- b", "text\n\n- a\n- b", id="directly after text"),
        pytest.param("- a\n  - b\n    - c\n- d", "- a\n    - b\n        - c\n- d", id="two blanks"),
        pytest.param("* a\n    * b", "- a\n    - b", id="four blanks"),
        pytest.param("1. a\n   - b\n2. c", "1. a\n    - b\n2. c", id="three under a number"),
        pytest.param("1) a\n2) b", "1. a\n2. b", id="parentheses"),
        pytest.param("- a\n\n  b", "- a\n\n    b", id="a second paragraph"),
        pytest.param("- a\n  b\n  - c", "- a\nb\n    - c", id="a second line"),
        pytest.param("- a\nb", "- a\nb", id="a lazy line"),
        pytest.param("- a\n\n  b\n  - c", "- a\n\n    b\n\n    - c", id="after a second paragraph"),
        pytest.param("- a\n\nb", "- a\n\nb", id="text after a list"),
        pytest.param("- a\n\n  b\n- c", "- a\n\n    b\n\n- c", id="an item after its text"),
        pytest.param("- a\n\n  - b\n- c", "- a\n\n    - b\n\n- c", id="an item after a list"),
        pytest.param("- a\n1. b", "- a\n\n1. b", id="another kind of list"),
        pytest.param("- - a\n  - b", "* \n    - a\n    - b", id="two on one line"),
        pytest.param("-\n  a", "* \n\n    a", id="text below its marker"),
        pytest.param("-     a", "* \n\n        a", id="code in an item"),
        pytest.param("- a\n-\n- b", "- a\n* \n- b", id="an empty item"),
        pytest.param("- a\n  > b", "- a\n\n    > b", id="a quotation in an item"),
        pytest.param("- a\n  ### b\n  c", "- a\n\n    ### b\n\n    c", id="a heading in an item"),
    ],
)
def test_lists(text: str, expected: str) -> None:
    assert laid(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text\n1986. It was", "text\n1986\\. It was"),
        ("text\n      - a", "text\n\\- a"),
        ("text\n      # a", "text\n\\# a"),
        ("text\n      > a", "text\n\\> a"),
        ("text\n      ---", "text\n\\---"),
        ("\u0663. a", "\u0663\\. a"),
    ],
)
def test_what_only_looks_like_a_block_is_text(text: str, expected: str) -> None:
    assert laid(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text\n***\ntext", "text\n\n***\n\ntext"),
        ("text\n---\nmore", "text\n---\n\nmore"),
        ("text\n### a\nmore", "text\n\n### a\n\nmore"),
        ("text\n> a\n> - b\n>   - c\nmore", "text\n\n> a\n>\n> - b\n>     - c\nmore"),
        ("> ```\n> a\n> ```", "> [<pre><code>a\n</code></pre>]\n>"),
        ("> a\n---\nmore", "> a\n\n---\n\nmore"),
        ("> a\n===", "> a\n\\==="),
        ("> a\nmore", "> a\nmore"),
        ("text\n| a | b |\n|---|:-:|\n| 1 | 2 |", "text\n\n| a | b |\n|---|:-:|\n| 1 | 2 |"),
        ("text\na | b\n--|--\nmore", "text\n\na | b\n--|--\nmore"),
        ("text\na | b\n--|--|--", "text\na | b\n--|--|--"),
        ("- c\n| a | b |\n|---|---|\nmore", "- c\n\n| a | b |\n|---|---|\nmore"),
        ("#4711 is open", "#4711 is open"),
    ],
)
def test_blocks_stand_apart(text: str, expected: str) -> None:
    assert laid(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("```sh\na <b>\n\n  c\n```", "[a &lt;b&gt;\n\n  c\n]", id="plain"),
        pytest.param("~~~\n```\n~~~", "[```\n]", id="tildes"),
        pytest.param("````\n```\n````\n", "[```\n]", id="longer"),
        pytest.param("```\na\n`````", "[a\n]", id="closed by a longer one"),
        pytest.param("```\na", "[a\n]", id="never closed"),
        pytest.param("```\n```", "[]", id="empty"),
        pytest.param("```\n\ta\n```", "[\ta\n]", id="tabs stay"),
        pytest.param("  ```\n  a\n   b\n c\n  ```", "[a\n b\nc\n]", id="indented"),
        pytest.param("- a\n  ```\n  b\n  ```\n- c", "- a\n\n    [b\n]\n\n- c", id="in a list"),
        pytest.param("- ```\n  b\n  ```", "* \n\n    [b\n]", id="beside a marker"),
        pytest.param("text\n```\na\n```\ntext", "text\n\n[a\n]\n\ntext", id="within text"),
        pytest.param("```\n- a\n## b\n```", "[- a\n## b\n]", id="what it holds is code"),
    ],
)
def test_fences(text: str, expected: str) -> None:
    assert laid(text) == expected.replace("[", "[<pre><code>").replace("]", "</code></pre>]")


def test_indented_code_stays_as_it_is() -> None:
    text = "a\n\n    b\n\n      c\n    d\n\ne"
    assert laid(text) == text


def test_there_is_an_end_to_depth() -> None:
    deepest = laid("- " * 100 + "a").split("\n")[-1]
    assert deepest.startswith(" " * 4 * (DEEPEST - 1) + "- \\- - ")
    assert laid("> " * 100 + "a").startswith("> " * DEEPEST + "\\> > ")


MARKDOWN = st.lists(
    st.sampled_from(
        ["- ", "1. ", "> ", "\n```\n", "  ", "    ", "\n", "\n\n", "a", "# ", "---", "\t"]
    )
).map("".join)


@given(text=MARKDOWN)
def test_no_letter_is_lost(text: str) -> None:
    assert laid(text).replace("<pre><code>", "").count("a") == text.count("a")
