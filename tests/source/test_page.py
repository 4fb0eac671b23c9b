from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.problems import Problem, Problems
from statusgen.source.page import Line, Page, scan, split_page
from statusgen.source.text import Source


def split(text: str) -> tuple[Page | None, list[Problem]]:
    problems = Problems()
    return split_page(Source(path="x.md", text=text), problems), list(problems)


def test_front_matter_and_body() -> None:
    page, problems = split("---\ntitle: a\n---\nbody\n")
    assert problems == []
    assert page
    assert page.front
    assert [(key.text, key.span.line) for key, _ in page.front.entries] == [("title", 2)]
    assert (page.front.span.line, page.front.span.text) == (1, "---")
    assert page.body_line == 4


@pytest.mark.parametrize("text", ["---\n---", "---\n\n---\n", "---\n# nothing\n---  \nbody"])
def test_front_matter_may_be_empty(text: str) -> None:
    page, problems = split(text)
    assert problems == []
    assert page
    assert page.front
    assert page.front.entries == ()


def test_a_body_may_be_missing() -> None:
    page, _ = split("---\na: b\n---")
    assert page
    assert page.body_line == 4


@pytest.mark.parametrize(
    ("text", "code", "line", "hint"),
    [
        ("", "no-front-matter", 1, "title:"),
        ("\n \n", "no-front-matter", 1, "title:"),
        ("Hello", "no-front-matter", 1, "title:"),
        ("----\ntitle: a\n----", "no-front-matter", 1, "three hyphens"),
        ("—\ntitle: a\n—", "no-front-matter", 1, "three hyphens"),
        (" ---\ntitle: a\n ---", "no-front-matter", 1, "three hyphens"),
        ('+++\ntitle = "a"\n+++', "no-front-matter", 1, "three hyphens"),
        ("A\n---\ntitle: a\n---\nb", "no-front-matter", 1, "Begin the file with"),
        ("A\n---\n\nB\n\n---", "no-front-matter", 1, "Begin the file with"),
        ("A\n---", "no-front-matter", 1, "Begin the file with"),
        ("---\ntitle: a\n", "unclosed-front-matter", 1, "after the last key"),
        ("---\ntitle: a\n----\nbody", "unclosed-front-matter", 1, "three hyphens"),
        ("---\ntitle: a\n...\nbody", "unclosed-front-matter", 1, "three hyphens"),
    ],
)
def test_missing_front_matter_is_one_problem(text: str, code: str, line: int, hint: str) -> None:
    page, [problem] = split(text)
    assert page is None
    assert (problem.code, problem.span.line) == (code, line)
    assert hint in problem.hint


def test_a_rule_in_the_body_does_not_close_front_matter() -> None:
    text = "---\ntitle: a\n\n## Resolved - 2026-11-20 14:05\nAll is well.\n\n---\nmore\n"
    page, [problem] = split(text)
    assert page is None
    assert problem.code == "unclosed-front-matter"


def test_blank_lines_may_come_before_front_matter() -> None:
    page, problems = split("\n\n---\na: b\n---\nbody")
    assert page
    assert page.front
    assert page.body_line == 6
    assert not problems


def test_a_body_is_read_after_broken_front_matter() -> None:
    page, [problem] = split("---\ntitle: [\n---\nbody")
    assert page
    assert page.front is None
    assert page.body_line == 4
    assert problem.code == "yaml-syntax"


@given(st.text(st.sampled_from("-+.#a: \n\u2014"), max_size=50))
def test_any_page_is_split_or_reported(text: str) -> None:
    source = Source(path="x.md", text=text)
    problems = Problems()
    page = split_page(source, problems)
    if page is None or page.front is None:
        assert problems.errors
    if page:
        assert 3 <= page.body_line <= len(source.lines) + 1
    assert all(1 <= each.span.line <= len(source.lines) for each in problems)


def read(text: str, first: int = 1) -> tuple[tuple[Line, ...], list[str]]:
    problems = Problems()
    lines = scan(Source(path="x.md", text=text), first, problems)
    return lines, [f"{problem.span.line}:{problem.code}" for problem in problems]


def texts(text: str) -> list[str]:
    lines, problems = read(text)
    assert not problems
    return [line.text for line in lines]


def test_lines_keep_their_numbers_in_the_file() -> None:
    lines, _ = read("---\n---\na\n<!-- b\nc -->\nd", first=3)
    assert [(line.number, line.text) for line in lines] == [(3, "a"), (4, ""), (5, ""), (6, "d")]


def test_a_body_after_the_last_line_is_empty() -> None:
    assert read("---", first=2) == ((), [])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a <!-- b --> c", "a  c"),
        ("a <!-- b -->", "a"),
        ("<!-- b -->   a", "a"),
        ("  - a <!-- b --> <!-- c -->", "  - a"),
        ("a `<!-- b -->` c", "a `<!-- b -->` c"),
        ("a `` ` <!-- b --> `` c", "a `` ` <!-- b --> `` c"),
        ("a ` <!-- b --> c", "a `  c"),
        ("a \\` <!-- b --> ` c", "a \\`  ` c"),
        ("a <!--> b --> c", "a  c"),
        ("a <!-- `b` --> c", "a  c"),
        ("a --> b", "a --> b"),
    ],
)
def test_comments_are_removed_outside_code(text: str, shown: str) -> None:
    assert texts(text) == [shown]


@pytest.mark.parametrize(
    "end", ["", "- ", "1. ", "> ", "### x\n", "```\n```\n", "<!-- c -->\n"], ids=repr
)
def test_inline_code_ends_with_its_paragraph(end: str) -> None:
    assert "secret" not in "".join(texts(f"a ` b\n{end}<!-- secret --> ` c"))


def test_inline_code_may_span_lines() -> None:
    assert texts("a ` b\n<c> <!-- d --> ` e") == ["a ` b", "<c> <!-- d --> ` e"]


def test_a_comment_hides_headings_and_fences() -> None:
    assert texts("<!--\n## x\n```\n-->\na") == ["", "", "", "", "a"]


@pytest.mark.parametrize(
    "fence",
    [
        "```\n## x\n```",
        "~~~ sh\n## x\n~~~",
        "````\n```\n````",
        "```\n~~~\n```",
        "```\n<!-- b -->\n```",
        "  ```\n  ## x\n  ```",
        "- ```\n  ## x\n  ```",
        "1. > ~~~\n   > ## x\n   > ~~~",
        "```\na\n`````  ",
        "``` a\n\n    ```\n",
    ],
)
def test_lines_of_a_code_fence_are_code(fence: str) -> None:
    lines, problems = read(f"a\n{fence.rstrip()}\n`b`")
    assert not problems
    assert [line.code for line in lines] == [False, *[True] * (len(lines) - 2), False]
    assert "\n".join(line.text for line in lines[1:-1]) == fence.rstrip()


def test_backticks_after_a_fence_make_it_inline_code() -> None:
    lines, problems = read("``` a ` b\n## x")
    assert not problems
    assert not any(line.code for line in lines)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n```\nb", "2:unclosed-fence"),
        ("a\n```\nb\n~~~\n``", "2:unclosed-fence"),
        ("- a\n  ```\n  b\n## c\n```\nd\n```", "2:unclosed-fence"),
        ("a <!-- b\n\nc", "1:unclosed-comment"),
        ("a <!-- b -- >", "1:unclosed-comment"),
        ("press ` <!-- see `b` --> c", "1:unclear-comment"),
        ("<!-- a --> ## b", "1:unclear-comment"),
        ("<!--\n--> ```\nb", "2:unclear-comment"),
    ],
)
def test_unclosed_code_and_comments_are_errors(text: str, code: str) -> None:
    assert read(text)[1] == [code]


def test_reading_continues_at_the_next_heading() -> None:
    lines, problems = read("```\na\n## b\nc <!-- d\n## e")
    assert problems == ["1:unclosed-fence", "4:unclosed-comment"]
    assert [(line.text, line.code) for line in lines][2:3] == [("## b", False)]


@given(st.text(alphabet="a`~<!->#\\ \n", max_size=60) | st.text(max_size=60))
def test_any_body_keeps_its_lines(text: str) -> None:
    source = Source(path="x.md", text=text.replace("\0", ""))
    problems = Problems()
    lines = scan(source, 1, problems)
    assert [line.number for line in lines] == list(range(1, len(source.lines) + 1))
    for line in lines:
        assert not line.code or line.text == source.lines[line.number - 1]
    for problem in problems:
        assert problem.span.text == source.lines[problem.span.line - 1]


@given(st.lists(st.sampled_from(["`", "a", "<!--", "-->", "\n", "\n\n", "- ", " "]), max_size=30))
def test_a_comment_only_remains_in_code(parts: list[str]) -> None:
    lines, problems = read("".join(parts))
    text = "\n".join(line.text for line in lines)
    assert problems or "<!--" not in text or "`" in text
