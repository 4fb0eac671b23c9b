"""What a command has to say. The command line prints it; a test reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from statusgen.pipeline import Inputs, zone_of
from statusgen.problems import Problem, Problems, Severity, Span
from statusgen.reading.times import parse_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of a command."""

    problems: tuple[Problem, ...] = ()
    summary: str
    """One line: what was done, or that nothing was."""
    notes: tuple[str, ...] = ()
    """Further lines."""
    failed: bool = False


class UsageError(Exception):
    """The value of an option is none. The message names the option, and what would be one."""


def instant(text: str | None, clock: datetime, inputs: Inputs) -> datetime:
    """Return what ``--now`` says, in the site's zone where it names none; left out: the clock."""
    if text is None:
        return clock.replace(microsecond=0)
    problems = Problems()
    span = Span(path="--now", line=1, length=len(text), text=text)
    stamp = parse_instant(text, zone_of(inputs), span, problems)
    if stamp is None:
        problem = problems.errors[0]
        message = f"--now: {problem.message}. {problem.hint}"
        raise UsageError(message.rstrip())
    return stamp.at


def count(problems: Iterable[Problem]) -> str:
    """Return ``2 errors, 1 warning``; ``no problems``."""
    found = [problem.severity for problem in problems]
    parts = [
        amount(found.count(severity), str(severity)) for severity in Severity if severity in found
    ]
    return ", ".join(parts) or "no problems"


def amount(number: int, noun: str) -> str:
    """Return ``1 file``, ``2 files``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def some(names: Sequence[str], most: int = 5) -> str:
    """Return the first few names, and how many more there are."""
    rest = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest
