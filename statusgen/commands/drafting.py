"""An update on its way to its file: its words completed by whoever writes it, and what it promises.

What it cannot do without is asked for on a terminal, and told at once elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from statusgen.authoring.composing import Frame, Given, Missing, Written, compose
from statusgen.authoring.escaping import clean
from statusgen.authoring.stamping import stamped
from statusgen.commands.options import UsageError
from statusgen.commands.report import lasting
from statusgen.model import Impact, Phase, Practice, Sort, State, Window
from statusgen.moments import ACTIVE
from statusgen.reading.owed import cadence_for

__all__ = [
    "MESSAGE",
    "Edit",
    "IncompleteError",
    "cadence_of",
    "draft",
    "no_editor",
    "promise_of",
    "understood",
]

Edit = Callable[[str], str | None]
"""Shows a text in an editor and returns it as it was saved; ``None``: it was not."""

MESSAGE = Missing(name="message", option="--message TEXT", question="What do readers need to know?")


class IncompleteError(UsageError):
    """Something cannot be left out."""

    def __init__(self, missing: Iterable[Missing]) -> None:
        """Keep what is missing."""
        self.missing = tuple(missing)
        lines = (f"  {each.option}  {each.question}" for each in self.missing)
        super().__init__("\n".join(("Something is missing:", *lines)))


def no_editor(_: str) -> str | None:
    """Stand for an editor where there is none: nothing is written without a text."""
    raise IncompleteError([MESSAGE])


def draft(
    frame: Frame, given: Given, phase: Phase | None, *, edit: Edit, always: bool = False
) -> Written:
    """Return an update with its text; ``always`` tells whether to edit one that is ready, too.

    Raise :class:`IncompleteError` with all that is missing, and :class:`UsageError` where an editor
    returns nothing.
    """
    written = compose(frame, given, phase)
    if written.missing:
        raise IncompleteError(written.missing)
    if written.text and not always:
        return written
    text = edit(written.text)
    if text is None or not clean(text).strip():
        reason = "The text was not saved" if text is None else "The text is empty"
        message = f"{reason}, so nothing was written."
        raise UsageError(message)
    return compose(frame, replace(given, message=text), phase)


def cadence_of(
    practice: Practice, sort: Sort, state: State, impact: Impact, own: timedelta | None
) -> timedelta | None:
    """Return how long silence may last from an update in this state on.

    Nothing that is over, or is maintenance that has yet to begin, owes an update.
    """
    if state.is_end or (sort is Sort.MAINTENANCE and state not in ACTIVE):
        return None
    return cadence_for(practice, sort, impact, own)


def understood(window: Window | None, given: Given, frame: Frame) -> Iterator[str]:
    """Yield the times that were said, as they were understood."""
    if window:
        start, end = (stamped(edge, frame.zone) for edge in (window.start, window.end))
        yield f"Planned from {start} until {end}, {lasting(window.end - window.start)}."
    if isinstance(given.eta, datetime):
        ahead = lasting(given.eta - frame.now)
        yield f"Expected to be over by {stamped(given.eta, frame.zone)}, in {ahead}."


def promise_of(written: Written, frame: Frame, *, is_open: bool) -> Iterator[str]:
    """Yield a line on when readers hear more."""
    if written.next:
        ahead = lasting(written.next - frame.now)
        yield f"Next update promised by {stamped(written.next, frame.zone)}, in {ahead}."
    elif is_open:
        yield "No next update is promised; --next 30m promises one."
