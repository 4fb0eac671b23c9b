from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.notation.durations import parse_duration, tidy
from statusgen.problems import Problem, Problems, Span


def parse(text: str) -> tuple[timedelta | None, list[Problem]]:
    problems = Problems()
    span = Span(path="x.md", text=text, length=max(1, len(text)))
    return parse_duration(text, span, problems), list(problems)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("30m", 30),
        ("90m", 90),
        ("1h", 60),
        ("1h30m", 90),
        ("1d", 1440),
        ("1d1h1m", 1501),
        (" 5m ", 5),
    ],
)
def test_durations(text: str, minutes: int) -> None:
    assert parse(text) == (timedelta(minutes=minutes), [])


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("45s", "`30m`"),
        ("", "`30m`"),
        ("30", "`30m`"),
        ("m30", "`30m`"),
        ("30m1h", "`30m`"),
        ("0m", "`30m`"),
        ("1.5h", "`30m`"),
        ("30 min", "Write `30m`"),
        ("1 hour 30 minutes", "Write `1h30m`"),
        ("2 days", "Write `2d`"),
        ("1H", "Write `1h`"),
        ("9999d", "366d"),
        ("\u0663\u0660m", "`30m`"),
    ],
)
def test_anything_else_is_an_error_with_its_remedy(text: str, hint: str) -> None:
    size, [problem] = parse(text)
    assert size is None
    assert problem.code == "invalid-duration"
    assert hint in problem.hint


def test_nothing_is_said_to_be_nothing() -> None:
    assert "no time at all" in parse("0h0m")[1][0].message


@given(st.timedeltas(timedelta(minutes=1), timedelta(days=366)))
def test_what_is_written_in_parts_is_their_sum(size: timedelta) -> None:
    minutes = size // timedelta(minutes=1)
    text = f"{minutes // 1440}d{minutes % 1440 // 60}h{minutes % 60}m"
    assert parse(text)[0] == timedelta(minutes=minutes)


@given(st.text(max_size=20))
def test_any_text_is_a_duration_or_a_problem(text: str) -> None:
    size, problems = parse(text)
    assert (size is None) == bool(problems)


def test_blanks_are_evened_out_and_long_text_is_cut() -> None:
    assert tidy(" a\u00a0 b\n") == "a b"
    assert tidy("x" * 1000).endswith("x …")
    assert len(tidy("x" * 1000)) < 200
