from __future__ import annotations

from datetime import timedelta

import pytest

from statusgen.commands.report import amount, count, lasting, some
from statusgen.problems import Problem, Span

ERROR = Problem(code="a", message="A", span=Span(path="a.md"))


def test_problems_are_counted_by_severity() -> None:
    assert count([]) == "no problems"
    assert count([ERROR]) == "1 error"
    assert count([ERROR, ERROR.as_warning(), ERROR]) == "2 errors, 1 warning"


def test_amounts_have_a_plural() -> None:
    assert [amount(number, "file") for number in (0, 1, 1234)] == [
        "0 files",
        "1 file",
        "1,234 files",
    ]


def test_a_long_list_is_cut_short() -> None:
    assert some(["a", "b"]) == "a, b"
    assert some(list("abcdef")) == "a, b, c, d, e and 1 more"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-5, "0 minutes"),
        (1, "1 minute"),
        (20, "20 minutes"),
        (60, "1 hour"),
        (559, "9 h 19 min"),
        (1441, "1 d 1 min"),
        (2880, "2 days"),
    ],
)
def test_durations_are_rounded_to_minutes(minutes: int, words: str) -> None:
    assert lasting(timedelta(minutes=minutes)) == words
