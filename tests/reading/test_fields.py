from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.problems import Problems
from statusgen.reading.updates import (
    NAMES,
    Field,
    known_key,
    match_field,
    match_in_text,
    meant_key,
    split_fields,
    warn_of_fields,
)
from statusgen.source.page import Line, scan
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
        "-next: 15:00\n-cause: a b\n\nText.",
        "    - next: 15:00\n    - cause: a\n      b\n\nText.",
        "\t- next: 15:00\n\t- cause: a b\n\nText.",
        "    next: 15:00\n    cause: a b\n\nText.",
        "\u2022\tnext: 15:00\n\u2022\tcause: a b\n\nText.",
        "\u2013 next\uff1a15:00\n\u2014 cause\u00a0: a b\n\nText.",
        "\u200b-\u00a0next:\u00a015:00\n\u3000- cause: a\n\u00a0\u00a0b\n\nText.",
        "*next: 15:00\n*cause: a b\n\nText.",
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
        "casue: x",
        "component: the API",
        "- We fixed it\n- and that: too",
        "```\nnext: 15:00\n```",
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
        ("1. next: 15:00", "1:misplaced-field"),
        ("> next: 15:00", "1:misplaced-field"),
        ("- next: 15:00 eta: 16:00", "1:joined-fields"),
        ("- cause: x\n- Cause: y", "2:duplicate-field"),
        ("- cause:\n- fix: y", "1:empty-field"),
        ("Text.\n\n- next: 15:00", "3:misplaced-field"),
        ("Text.\nfix: it", "2:misplaced-field"),
        ("- cause: x\n\nnext: 15:00", "3:misplaced-field"),
        ("**next**: 15:00", "1:misplaced-field"),
        ("**Next:** 30m", "1:misplaced-field"),
        ("- `eta`: none", "1:misplaced-field"),
        ("Text.\n\n_impact_: major", "3:misplaced-field"),
    ],
)
def test_what_is_wrong(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_text_directly_after_a_field_is_an_error() -> None:
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


def match(text: str) -> re.Match[str]:
    found = match_field(Line(number=1, text=text))
    assert found
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_key_is_known_in_every_spelling(name: str) -> None:
    for text in (name, name.upper(), name.replace(" ", "_"), name.replace(" ", "-")):
        assert known_key(match(f"- {text} : x")) == name


@pytest.mark.parametrize(
    "text",
    [
        "next: x",
        "   * next:x",
        "    - next: x",
        "\t- next: x",
        "    next: x",
        "+\tnext:",
        "action\\_required: x",
        "next:15:00",
    ],
)
def test_lines_that_begin_with_a_key(text: str) -> None:
    assert known_key(match(text))


@pytest.mark.parametrize(
    "text",
    ["1. next: x", "http://x", "15:00", "`next`: x", "_next_: x", "next_: x", "x"],
)
def test_lines_that_do_not_begin_with_a_key(text: str) -> None:
    found = match_field(Line(number=1, text=text))
    assert not found or not known_key(found)


def test_code_has_no_fields() -> None:
    assert not match_field(Line(number=1, text="next: 15:00", code=True))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("nxet: 15:00", "next"),
        ("nex: 30m", "next"),
        ("nexxt: 2026-11-20 15:00", "next"),
        ("nest: 1h 30m", "next"),
        ("eat: none", "eta"),
        ("Component: api=ok", "components"),
        ("componets: api = ok", "components"),
        ("imapct: Major", "impact"),
        ("imapct: critique", "impact"),
        ("windows: 2026-11-20 14:00 / 2026-11-20 15:00", "window"),
        ("correctd: 2026-11-20 14:00", "corrected"),
    ],
)
def test_a_misspelt_key_is_known_by_its_value(text: str, key: str) -> None:
    assert meant_key(match(text)) == key


@pytest.mark.parametrize(
    "text",
    [
        "Component: the API",
        "Impacts: users cannot log in",
        "text: we look",
        "EU: recovered.",
        "next: 15:00",
        "netx2: 15:00",
        "Windows: not affected",
    ],
)
def test_text_is_not_taken_for_a_misspelt_key(text: str) -> None:
    assert meant_key(match(text)) is None


@pytest.mark.parametrize("text", ["1. next: x", "> - next: x", "- [ ] next: x", "  - next: x"])
def test_a_key_at_the_start_of_a_line_in_a_text(text: str) -> None:
    found = match_in_text(Line(number=1, text=text))
    assert found
    assert known_key(found) == "next"
    assert match_in_text(Line(number=1, text=text.replace(": ", ":"))) is None
