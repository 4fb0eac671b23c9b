from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from statusgen.problems import Problem, Problems
from statusgen.source.syntax import QUOTING, mended, mended_flow, quoted
from statusgen.source.text import Source
from statusgen.source.tree import parse_yaml


def complaint(text: str) -> Problem:
    problems = Problems()
    parse_yaml(Source(path="site.yml", text=text), problems)
    return next(each for each in problems if each.code == "yaml-syntax")


@pytest.mark.parametrize(
    ("line", "better"),
    [
        ("title: API: down", 'title: "API: down"'),
        ("title: @home", 'title: "@home"'),
        ("title: %d errors", 'title: "%d errors"'),
        ("title: `x`", 'title: "`x`"'),
        ("title: [Resolved] API down", 'title: "[Resolved] API down"'),
        ("title: {{ name }} is down", 'title: "{{ name }} is down"'),
        ("title: *bold* and", 'title: "*bold* and"'),
        ("title: & more: x", 'title: "& more: x"'),
        ("title: | x", 'title: "| x"'),
        ("title: > 5 errors", 'title: "> 5 errors"'),
        ("title: - one", 'title: "- one"'),
        ('title: "API" is down', "title: '\"API\" is down'"),
        ("title: 'it's down'", 'title: "it\'s down"'),
        ('title: "not closed', 'title: "not closed"'),
        ("title: API: down  # a comment", 'title: "API: down"  # a comment'),
        ("  - name: A: B", '  - name: "A: B"'),
        ("- {id: api, name: API: public}", '- {id: api, name: "API: public"}'),
    ],
)
def test_the_line_as_it_should_be(line: str, better: str) -> None:
    problem = complaint(f"x: y\n{line}" if not line.strip().startswith("-") else f"x:\n{line}")
    assert problem.span.line == 2
    assert problem.hint.endswith(f"\n{better.strip()}")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: b\n  c: d", 2, "indented further"),
        ("a:\n\tb: c", 2, "tab"),
        ("a: b\nc\nd: e", 2, "no colon"),
        ("a: {b: c\nd: e", 1, "`{` is not closed"),
        ("a: [b\nc: d", 1, "`[` is not closed"),
        ("a: [", 1, "is not closed"),
        ("a: [x, 'y", 1, "quote is not closed"),
        ('a: "c:\\quarantine"', 1, "escape"),
        ("%YAML 2.0\n---\na: b", 1, "directive"),
        ("  a: b\nc: d", 2, "does not fit"),
        ("a: b\n]", 2, "does not fit"),
    ],
)
def test_other_mistakes_are_named_at_their_line(text: str, line: int, message: str) -> None:
    problem = complaint(text)
    assert problem.span.line == line
    assert message in problem.message
    assert problem.hint


def test_no_word_of_the_scanner_is_shown() -> None:
    for text in ("a: b: c", "a: @", "a: {", "a\nb: c", "a: 'b"):
        shown = complaint(text).message + complaint(text).hint.replace(QUOTING, "")
        for word in ("token", "scalar", "mapping", "stream", "block", "context"):
            assert word not in shown


@pytest.mark.parametrize("line", ["title: fine", "title: [a, b]", "a: {b: c}", "text", ""])
def test_a_line_that_needs_nothing_is_left_alone(line: str) -> None:
    assert mended(line) is None
    assert mended_flow(line) is None


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1))
def test_what_is_quoted_is_read_as_it_was(text: str) -> None:
    document = f"- {quoted(text)}"
    assert yaml.load(document, Loader=yaml.CBaseLoader) == [text]  # noqa: S506 - it makes text only
