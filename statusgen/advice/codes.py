"""The codes of good practice, and where a team says that one does not apply.

site.yml turns a code off for all with a reason, ``advice: {code: reason}``, and
a file for itself, ``allow: [code]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from statusgen.model import Practice
from statusgen.problems import Problem, Problems, Span, did_you_mean, nearest
from statusgen.reading.entries import Entry
from statusgen.reading.site import SiteEntry

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
"""What somebody should do now: the clock raises it, and no edit of a file."""

SECRET: Final = "secret-in-text"  # noqa: S105 - the name of a problem
"""An error, and so important that only the file that it is in can turn it off."""

CODES: Final = OVERDUE | {
    SECRET,
    "early-postmortem",
    "estimate-after-window",
    "estimate-before-window",
    "harmed-at-end",
    "internal-host",
    "mail-address",
    "missing-action",
    "missing-backup",
    "missing-contact",
    "missing-explanation",
    "missing-phase",
    "missing-scenario",
    "missing-section",
    "other-year",
    "private-address",
    "promise-after-end",
    "sample-left",
    "vague-title",
}
"""All that can be turned off."""

RETIRED: Final = frozenset({"blames-person"})
"""Nothing reports these any more; files that turn them off stay valid."""


def excuses(practice: Practice, entries: Iterable[Entry]) -> Callable[[Problem], bool]:
    """Return what tells whether somebody has said that a problem does not apply.

    ``entries`` are those of the files that problems are in.
    """
    everywhere = {code for code, _ in practice.advice} - {SECRET}
    here = {entry.path: {code.text for code in entry.allow} for entry in entries if entry.allow}

    def is_excused(problem: Problem) -> bool:
        code = problem.code
        return code in CODES and (code in everywhere or code in here.get(problem.span.path, ()))

    return is_excused


def check_codes(settings: SiteEntry, entries: Iterable[Entry], problems: Problems) -> None:
    """Warn of what is turned off and cannot be."""
    for code, span in _turned_off(settings, entries):
        if code not in CODES | RETIRED:
            problems.warning(
                "unknown-code",
                f"`{code}` is no code of good practice, so this turns nothing off",
                span,
                did_you_mean(
                    nearest(code, CODES),
                    "The code stands in brackets in the report of a problem. Others than those of "
                    "good practice cannot be turned off.",
                ),
            )
    for code, _ in settings.practice.advice:
        if code == SECRET:
            problems.warning(
                "unknown-code",
                f"`{code}` cannot be turned off for all files",
                settings.span(f"advice.{code}"),
                f"Write `allow: [{code}]` at the head of the file that is meant.",
            )


def _turned_off(settings: SiteEntry, entries: Iterable[Entry]) -> Iterator[tuple[str, Span]]:
    for code, _ in settings.practice.advice:
        yield code, settings.span(f"advice.{code}")
    for entry in entries:
        yield from ((code.text, code.span) for code in entry.allow)
