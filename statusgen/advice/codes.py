"""The codes of warnings about good practice, and where they are turned off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from statusgen.model import Practice
from statusgen.problems import Problem
from statusgen.reading.entries import Entry

SECRET: Final = "secret-in-text"  # noqa: S105 - the name of a problem
"""An error that only the file itself can turn off."""

OVERDUE: Final = frozenset(
    {
        "long-silence",
        "maintenance-overruns",
        "overdue-estimate",
        "overdue-postmortem",
        "overdue-promise",
        "undecided-postmortem",
    }
)
"""Things to do now: time alone raises these warnings, without any change to a file."""

CODES: Final = OVERDUE | {
    SECRET,
    "distant-date",
    "estimate-after-window",
    "harmed-at-end",
    "identity-changed",
    "impact-too-high",
    "internal-host",
    "mail-address",
    "missing-action",
    "missing-backup",
    "missing-contact",
    "missing-explanation",
    "missing-section",
    "private-address",
    "no-beginning",
    "promise-in-words",
    "sample-left",
    "uncorrected-change",
    "vague-title",
}
"""All codes that can be turned off."""

RETIRED: Final = frozenset(
    {
        "blames-person",
        "early-postmortem",
        "estimate-before-window",
        "missing-phase",
        "missing-scenario",
        "missing-since",
        "other-year",
        "promise-after-end",
        "since-too-late",
    }
)
"""Codes that nothing reports any more. Files that turn them off stay valid."""


def excuses(practice: Practice, entries: Iterable[Entry]) -> Callable[[Problem], bool]:
    """Return a function that tells whether a problem is turned off.

    ``entries`` are those of the files that problems are in.
    """
    everywhere = {code for code, _ in practice.advice} - {SECRET}
    here = {entry.path: {code.text for code in entry.allow} for entry in entries if entry.allow}

    def is_excused(problem: Problem) -> bool:
        code = problem.code
        return code in CODES and (code in everywhere or code in here.get(problem.span.path, ()))

    return is_excused
