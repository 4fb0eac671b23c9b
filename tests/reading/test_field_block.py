from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.problems import Problems
from statusgen.reading.field_block import Field, split_fields, warn_of_fields
from statusgen.source.body import scan
from statusgen.source.text import Source


def read(text: str) -> tuple[tuple[Field, ...], str, Problems]:
    problems = Problems()
    source = Source(path="x.md", text=text)
    fields, lines = split_fields(scan(source, 1, problems), source, problems)
    warn_of_fields(lines, source, problems)
    return fields, "\n".join(line.text for line in lines).strip(), problems


def codes(text: str) -> list[str]:
    return [f"{problem.span.line}:{problem.code}" for problem in read(text)[2]]


@pytest.mark.parametrize(
    "text",
    [
        "- next: 15:00\n- cause: a b\n\nText.",
        "\n\n* next: 15:00\n* cause: a b\n\nText.",
        "+ next: 15:00\n-   cause: a\n  b\n\nText.",
        "next: 15:00\ncause: a b\n\nText.",
        "  next: 15:00\n cause: a b  \n\n\nText.",
        "- next: 15:00\n\n* cause: a b\n\nText.",
        "- next: 15:00\n- cause:\n      a\n b\n\nText.",
        "<!-- ours -->\n- next: 15:00 <!-- ours -->\n- cause: a b\n\nText.",
        " - Next : 15:00\n - CAUSE:a b\n\nText.",
    ],
)
def test_fields_and_text(text: str) -> None:
    fields, rest, problems = read(text)
    assert not list(problems)
    assert [(field.key, field.value) for field in fields] == [("next", "15:00"), ("cause", "a b")]
    assert rest == "Text."


@pytest.mark.parametrize(
    "text",
    [
        "Text.",
        "EU: recovered.\nUS: down.",
        "- We fixed it\n- and that: too",
        "```\nnext: 15:00\n```",
        "    next: 15:00",
        "https://example.com: down",
    ],
)
def test_a_text_without_fields(text: str) -> None:
    fields, rest, problems = read(text)
    assert not fields
    assert not list(problems)
    assert rest == text.strip()


def test_a_list_may_follow_the_fields() -> None:
    fields, rest, problems = read("- next: 15:00\n\n- EU: recovered\n- US: down")
    assert len(fields) == 1
    assert rest == "- EU: recovered\n- US: down"
    assert not list(problems)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- next: 15:00\nText.", "2:field-layout"),
        ("next: 15:00\nText.", "2:field-layout"),
        ("- next: 15:00\n### Heading", "2:field-layout"),
        ("- next: 15:00\n```\ncode\n```", "2:field-layout"),
        ("- next: 15:00\ncause: x", "2:field-layout"),
        ("next: 15:00\n- cause: x", "2:field-layout"),
        ("- cause: x\n  - y", "2:field-layout"),
        ("- cause: x\n\n  y", "3:field-layout"),
        ("- cause: x\n\n      y", "3:field-layout"),
        ("- cause: x\n  fix: y", "2:joined-fields"),
        ("- cause: x\n  - fix: y", "2:field-layout"),
        ("components: api=ok next: 15:00", "1:joined-fields"),
        ("cause: a fix: b", "1:joined-fields"),
        ("- next: 15:00\n- status: x", "2:unknown-field"),
        ("next: 15:00\nstatus: x", "2:unknown-field"),
        ("nxet: 15:00", "1:misspelt-field"),
        ("- cause: x\n- nxet: 15:00", "2:misspelt-field"),
        ("- cause: x\n\n- nxet: 15:00", "3:misspelt-field"),
        ("casue: x", "1:misspelt-field"),
        ("- **next**: 15:00", "1:misspelt-field"),
        ("Next update: 15:00", "1:misspelt-field"),
        ("1. next: 15:00", "1:misplaced-field"),
        ("> next: 15:00", "1:misplaced-field"),
        ("- next: 15:00 eta: 16:00", "1:joined-fields"),
        ("- cause: x\n- Cause: y", "2:duplicate-field"),
        ("- cause:\n- fix: y", "1:empty-field"),
        ("Text.\n\n- next: 15:00", "3:misplaced-field"),
        ("Text.\nfix: it", "2:misplaced-field"),
        ("- cause: x\n\nnext: 15:00", "3:misplaced-field"),
    ],
)
def test_what_is_wrong(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_what_a_formatter_makes_of_a_lazy_line_is_wrong_before_and_after() -> None:
    assert codes("- workaround: x\nText.")
    assert not codes("- workaround: x\n\nText.")


def test_a_colon_inside_a_bulleted_value_is_text() -> None:
    fields, _, problems = read("- cause: a fix: b")
    assert [field.value for field in fields] == ["a fix: b"]
    assert not list(problems)


def test_places() -> None:
    (field,), _, _ = read("\n- components: api=ok,\n  web=down")
    assert (field.name.line, field.name.column, field.name.length) == (2, 3, 10)
    assert (field.span.line, field.span.column) == (2, 15)
    assert (field.find("web").line, field.find("web").column) == (3, 3)
    assert field.find("nowhere") == field.span


LINE = st.sampled_from(
    [
        "",
        "- ",
        "next: 5m",
        "- next: 5m",
        "  - fix: x",
        "  more",
        "Text",
        "x: y",
        "\t",
        "```",
        "eta:",
    ]
)


@given(st.lists(LINE, max_size=10).map("\n".join) | st.text(max_size=60))
def test_any_text(text: str) -> None:
    text = text.replace("\0", "")
    fields, _, problems = read(text)
    assert all(field.value for field in fields)
    for problem in problems:
        assert problem.span.text == text.split("\n")[problem.span.line - 1]
