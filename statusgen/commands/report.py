"""The report of a command, and words that reports share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import wraps
from typing import Final, ParamSpec

from statusgen.problems import Problem, Rejected, Severity

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of a command."""

    problems: tuple[Problem, ...] = ()
    summary: str
    """One line: what was done, or that nothing was."""
    notes: tuple[str, ...] = ()
    """Further lines."""
    failed: bool = False
    interrupted: bool = False
    """Whether Ctrl-C ended it."""
    unseen: bool = False
    """Whether it was pushed, but the published site does not show it yet."""
    written: str = ""
    """The file that was written, relative to the project."""
    message: str = ""
    """The message of the commit that publishes it."""


OLD: Final = (
    "The errors above were already in the file. Your text was saved, but `build` refuses the file "
    "until they are fixed."
)
"""An old mistake does not stop an urgent update, but its author must know of it."""


def answered(command: Callable[P, Report]) -> Callable[P, Report]:
    """Make a command that writes report why it wrote nothing, instead of raising that.

    Errors that were in the file before are not a failure, but the report explains them.
    """

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> Report:
        from statusgen.writing import WritingError

        try:
            report = command(*args, **options)
        except (Rejected, WritingError) as error:
            summary = f"{count(error.problems)}; nothing was written"
            return Report(problems=error.problems, summary=summary, failed=True)
        is_old = any(problem.is_error for problem in report.problems)
        return replace(report, notes=(*report.notes, OLD)) if is_old else report

    return run


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


def lasting(size: timedelta) -> str:
    """Return ``20 minutes``, ``1 hour``, ``9 h 19 min``: whole minutes."""
    hours, minutes = divmod(max(0, size // timedelta(minutes=1)), 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "day", "d"), (hours, "hour", "h"), (minutes, "minute", "min"))
    found = [part for part in parts if part[0]] or [parts[-1]]
    if len(found) == 1:
        return amount(*found[0][:2])
    return " ".join(f"{number} {unit}" for number, _, unit in found)


def some(names: Sequence[str], most: int = 5) -> str:
    """Return the first few names, and how many more there are."""
    rest = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest
