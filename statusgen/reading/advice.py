"""What good practice asks, as problems that a team may turn off.

The rules are in the rooms below: what is owed by now (``owed``), slips
(``slips``), how ready the team is (``readiness``), and what must not be said
(``leaks``), which is found as each file is read.
site.yml turns a code off for all with a reason, ``advice: {code: reason}``, and
a file for itself, ``allow: [code]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from statusgen.memo import Memo, call
from statusgen.model import Practice, Site
from statusgen.problems import Problem, Problems, Span, nearest
from statusgen.reading.entries import Entry
from statusgen.reading.incident import IncidentEntry
from statusgen.reading.owed import due, find_owed
from statusgen.reading.postmortem import PostmortemEntry
from statusgen.reading.readiness import find_unready
from statusgen.reading.site import SiteEntry
from statusgen.reading.slips import find_slips

__all__ = ["CODES", "OVERDUE", "SECRET", "check_advice", "due", "overdue"]

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
    "blames-person",
    "early-postmortem",
    "estimate-after-window",
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
    "vague-title",
}
"""All that can be turned off."""


def check_advice(
    site: Site,
    settings: SiteEntry,
    entries: Sequence[Entry],
    problems: Problems,
    memo: Memo = call,
) -> None:
    """Report what falls short of good practice, and drop what site.yml or the file excuses."""
    _check_codes(settings, entries, problems)
    is_excused = _excuses(site.practice, entries)
    problems.drop(is_excused)
    # What a file lacks may stand there, and have a mistake: one mistake is reported once.
    mistaken = {problem.span.path for problem in problems.errors}
    right = [entry for entry in entries if entry.path not in mistaken]
    incidents, lookbacks = _sorted(right)
    problems.extend(find_owed(site, incidents, lookbacks, memo))
    problems.extend(find_slips(site, incidents, lookbacks, memo))
    problems.extend(find_unready(site, settings, right, is_whole=not mistaken))
    problems.drop(is_excused)


def overdue(site: Site, entries: Iterable[Entry]) -> tuple[Problem, ...]:
    """Return what is overdue and not excused, by place; ``entries`` are those of its files."""
    entries = tuple(entries)
    found = Problems(each for each in find_owed(site, *_sorted(entries)) if each.code in OVERDUE)
    found.drop(_excuses(site.practice, entries))
    return tuple(found)


def _sorted(entries: Iterable[Entry]) -> tuple[list[IncidentEntry], list[PostmortemEntry]]:
    entries = tuple(entries)
    return (
        [entry for entry in entries if isinstance(entry, IncidentEntry)],
        [entry for entry in entries if isinstance(entry, PostmortemEntry)],
    )


def _excuses(practice: Practice, entries: Iterable[Entry]) -> Callable[[Problem], bool]:
    """Return what tells whether somebody has said that a problem does not apply."""
    everywhere = {code for code, _ in practice.advice} - {SECRET}
    here = {entry.path: {code.text for code in entry.allow} for entry in entries if entry.allow}

    def is_excused(problem: Problem) -> bool:
        code = problem.code
        return code in CODES and (code in everywhere or code in here.get(problem.span.path, ()))

    return is_excused


def _check_codes(settings: SiteEntry, entries: Iterable[Entry], problems: Problems) -> None:
    """Warn of what is turned off and cannot be."""
    for code, span in _turned_off(settings, entries):
        if code not in CODES:
            near = nearest(code, CODES)
            problems.warning(
                "unknown-code",
                f"`{code}` is no code of good practice, so this turns nothing off",
                span,
                f"Did you mean `{near}`?"
                if near
                else "The code stands in brackets in the report of a problem. Others than those of "
                "good practice cannot be turned off.",
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
