from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from texts import MARKDOWN

from statusgen.markup.converter import Converter
from statusgen.markup.finding import Finder, Found
from statusgen.model import Text
from statusgen.notation.words import fold

FINDER = Finder()


def found(markdown: str) -> list[tuple[str, int, int]]:
    links = [(link.value, markdown[: link.start]) for link in FINDER.links(markdown)]
    return [(link, text.count("\n") + 1, len(text) - text.rfind("\n")) for link, text in links]


def test_links_with_their_places() -> None:
    markdown = (
        '`[no](a.md)` and [a](a.md "t"), ![b](<b c.png>)\n\n'
        "```\n[no](no.md)\n```\n\n"
        "[c][c], [d](d(e).md) https://a.example\n\n"
        "[c]: ../c.md#top"
    )
    assert found(markdown) == [
        ("a.md", 1, 22),
        ("b c.png", 1, 39),
        ("d(e).md", 7, 13),
        ("../c.md#top", 9, 6),
    ]
    assert [link.is_image for link in FINDER.links(markdown)] == [False, True, False, False]


@pytest.mark.parametrize(
    "markdown", ["", "a ] (b)", "\\[a](b)", "    [a](b)", "[a]: b", "a](b)", "<https://a.example>"]
)
def test_what_is_not_a_link(markdown: str) -> None:
    assert found(markdown) == []


def test_links_to_http_and_https_are_left_out_but_not_images() -> None:
    assert found("[a](https://a.example) ![b](<http://b.example/b.png>) [c](ftp://c.example)") == [
        ("http://b.example/b.png", 1, 30),
        ("ftp://c.example", 1, 59),
    ]


@given(
    st.lists(
        st.sampled_from(
            ["[a](https://a.b)", "[a][b]", "\n\n[b]: HTTP://c.d\n", "](x.md)", "`", "*"]
        )
        | st.sampled_from([" ", "- ", "<", ">", "[", "(", ")", "a"]),
        max_size=12,
    ).map("".join)
)
def test_links_are_the_same_next_to_an_image(markdown: str) -> None:
    image = f"{markdown}\n\n# a\n\n![z](z.png)"
    assert FINDER.links(markdown) == FINDER.links(image)[:-1]


def test_placeholders_outside_code() -> None:
    markdown = (
        "a {{ x }} `{{ no }}` ${{ no }} \\{{ no }} {{ No }} {{ a.b }}\n"
        "```\n{{ no }}\n```\n\n"
        "    {{ no }}\n\n"
        "- a\n\n    {{region}}"
    )
    assert FINDER.placeholders(markdown) == (
        Found(value="x", start=2, end=9),
        Found(value="region", start=len(markdown) - 10, end=len(markdown)),
    )
    assert FINDER.placeholders("a") == ()


SIGNS = (
    *("{{ a }}", "{{x}}", "{{", "}}", " ", "\n", "\n\n", "- ", "1. ", "> ", "# ", "a", "|", "---"),
    *("*", "_", "[", "](", ")", "<", ">", "<!--", "-->", "<pre>", "&", "$", "\\", "https://a.b/"),
)


@given(st.lists(st.sampled_from(SIGNS), max_size=15).map("".join))
def test_text_without_code_is_searched_without_markdown(
    markdown: str,
) -> None:
    assume("    " not in markdown)
    # With code anywhere in the text, Markdown decides.
    assert FINDER.placeholders(markdown) == FINDER.placeholders(f"{markdown}\n\n`code`")


def test_many_placeholders_are_found_quickly() -> None:
    found = FINDER.placeholders("{{ a }} " * 50_000)
    assert (len(found), found[-1].start) == (50_000, 8 * 49_999)


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("<b>a</b> <Font color=red>", ["<b>", "<Font color=red>"]),
        ("`<b>` \\<b> <br> <region> <b-c> a<b", []),
        ("    <b>\n\n<i>", ["<i>"]),
    ],
)
def test_tags(markdown: str, found: list[str]) -> None:
    assert [each.value for each in FINDER.tags(markdown)] == found


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("10:15 a\n10:20 b", ["10:20"]),
        ("Times:\n10:15 a\nand b\n2026-11-20 10:20 c\n10:30 d", ["2026-11-20 10:20"]),
        ("10:15 a\n10:20 b\n\n• c\n• d", ["10:20", "•"]),
        ("10h15 a\n**10h20** b", ["**10h20"]),
        ("• a\n•b", ["•"]),
        ("- a\n  – b\n  – c", ["–"]),  # noqa: RUF001 - as people type it
        ("> • a\n> • b", ["•"]),
        ("10:15 a  \n10:20 b\\\n10:30 c<br>\n10:40 d", []),
        ("10:15 a\n\n10:20 b", []),
        ("- 10:15 a\n- 10:20 b", []),
        ("between 10:15 and\n10:20 UTC", []),
        ("```\n10:15 a\n10:20 b\n```", []),
        ("a\n10:15", []),
        ("Time | What\n--- | ---\n10:15 | a\n10:20 | b", []),
        ("10:20 We saw:\n```\n10:15 a\n10:16 b\n```", []),
    ],
)
def test_joined_lines(markdown: str, found: list[str]) -> None:
    assert [each.value for each in FINDER.joined_lines(markdown)] == found


def test_headings() -> None:
    markdown = "## Root *cause* & [x](y)\n\nSet\n===\n\n```\n## no\n```\n\n##no"
    assert FINDER.headings(markdown) == {fold("Root cause & x"), fold("Set")}


@given(markdown=MARKDOWN)
def test_places_are_inside_the_text(markdown: str) -> None:
    for each in (
        *FINDER.links(markdown),
        *FINDER.placeholders(markdown),
        *FINDER.joined_lines(markdown),
    ):
        assert 0 <= each.start <= each.end <= len(markdown)
    FINDER.headings(markdown)


SNIPPETS = st.sampled_from(
    [
        ("[a]({})", True),
        ("![a](<{}>)", True),
        ("- b\n  - [a]( {} 'c')", True),
        ("> *b [a]({})*", True),
        ("| a |\n|---|\n| [b]({}) |", True),
        ("### [`a`]({})", True),
        ("`[a]({})`", False),
        ("~~~\n[a]({})\n~~~", False),
        ("    [a]({})", False),
        ("\\[a]({})", False),
        ("[a] ({})", False),
    ]
)


@given(snippets=st.lists(SNIPPETS, max_size=6))
def test_found_links_are_the_links_of_the_html(snippets: list[tuple[str, bool]]) -> None:
    # Text at column 1 keeps the snippets apart.
    written = [
        f"{snippet.format(f'{n}.md')}\n\nText\n\n" for n, (snippet, _) in enumerate(snippets)
    ]
    expected = [f"{n}.md" for n, (_, is_link) in enumerate(snippets) if is_link]
    markdown = "".join(written)
    assert [link.value for link in FINDER.links(markdown)] == expected
    for link in FINDER.links(markdown):
        assert markdown[link.start : link.end] == link.value
    targets = tuple((target, f"at/{target}") for target in expected)
    html = Converter().to_html(
        Text(markdown=markdown, targets=targets), address=str, heading_level=3
    )
    assert re.findall(r'(?:href|src)="at/([^"]*)"', html) == expected
