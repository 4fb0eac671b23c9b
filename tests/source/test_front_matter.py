from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.problems import Problem, Problems
from statusgen.source.front_matter import Page, split_page
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
        (" ---\ntitle: a\n ---", "no-front-matter", 1, "start of the line"),
        ('+++\ntitle = "a"\n+++', "toml-front-matter", 1, "`key: value` instead"),
        ("A\n---\ntitle: a\n---\nb", "no-front-matter", 1, "what stands above line 2 behind it"),
        ("A\n---\n\nB\n\n---", "no-front-matter", 1, "Begin the file with"),
        ("A\n---", "no-front-matter", 1, "Begin the file with"),
        ("---\ntitle: a\n", "unclosed-front-matter", 1, "behind the last key"),
        ("---\ntitle: a\n----\nbody", "unclosed-front-matter", 1, "Line 3, `----`"),
        ("---\ntitle: a\n...\nbody", "unclosed-front-matter", 1, "Line 3, `...`"),
    ],
)
def test_missing_front_matter_is_one_problem(text: str, code: str, line: int, hint: str) -> None:
    page, [problem] = split(text)
    assert page is None
    assert (problem.code, problem.span.line) == (code, line)
    assert hint in problem.hint


def test_a_rule_in_the_body_does_not_close_front_matter_unseen() -> None:
    text = "---\ntitle: a\n\n## Resolved - 2026-11-20 14:05\nAll is well.\n\n---\nmore\n"
    page, [problem] = split(text)
    assert page is None
    assert problem.code == "unclosed-front-matter"


def test_blank_lines_in_front_are_a_warning() -> None:
    page, [problem] = split("\n\n---\na: b\n---\nbody")
    assert page
    assert page.front
    assert page.body_line == 6
    assert (problem.code, problem.is_error) == ("blank-before-front-matter", False)


def test_unreadable_front_matter_leaves_the_body_readable() -> None:
    page, [problem] = split("---\ntitle: [\n---\nbody")
    assert page
    assert page.front is None
    assert page.body_line == 4
    assert problem.code == "yaml-syntax"


@given(st.text(st.sampled_from("-+.#a: \n\u2014"), max_size=50))
def test_any_text_is_split_or_a_problem(text: str) -> None:
    source = Source(path="x.md", text=text)
    problems = Problems()
    page = split_page(source, problems)
    if page is None or page.front is None:
        assert problems.errors
    if page:
        assert 3 <= page.body_line <= len(source.lines) + 1
    assert all(1 <= each.span.line <= len(source.lines) for each in problems)
