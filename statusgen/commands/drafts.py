"""An update on its way to its file: its words completed by whoever writes it, and what it promises.

What it cannot do without is asked for on a terminal, and told at once elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from statusgen.advice.overdue import cadence_for
from statusgen.authoring.composing import ComposedUpdate, Frame, Given, Missing, compose
from statusgen.authoring.escaping import clean
from statusgen.authoring.stamping import stamped
from statusgen.commands.options import OptionError, UsageError
from statusgen.commands.report import lasting
from statusgen.model import WITHDRAWN, Impact, Phase, Practice, Sort, State, Window
from statusgen.moments import ACTIVE
from statusgen.problems import did_you_mean, nearest
from statusgen.schema.front_matter import PLACEHOLDERS

__all__ = [
    "MESSAGE",
    "Edit",
    "IncompleteError",
    "NoTextError",
    "cadence_of",
    "draft",
    "promise_of",
    "ready_made",
    "understood",
]

Edit = Callable[[str], str | None]
"""Shows a text in an editor and returns it as it was saved; ``None``: it was not."""

MESSAGE = Missing(name="message", option="--message TEXT", question="What do readers need to know?")


TITLE = Missing(name="title", option="--title TEXT", question="What do readers see in lists?")
START = Missing(name="start", option="--from TIME", question="When does the maintenance begin?")
END = Missing(name="until", option="--until TIME", question="When is it planned to be over?")


class IncompleteError(UsageError):
    """Something cannot be left out."""

    def __init__(self, missing: Iterable[Missing], hint: str = "") -> None:
        """Keep what is missing; ``hint`` tells of another way to say it."""
        self.missing = tuple(missing)
        lines = [f"  {each.option}  {each.question}" for each in self.missing]
        super().__init__("\n".join(filter(None, ("Something is missing:", *lines, hint))))


class NoTextError(UsageError):
    """An editor was left without a text: nothing is to be written."""


def draft(
    frame: Frame, given: Given, phase: Phase | None, *, edit: Edit | None, always: bool = False
) -> ComposedUpdate:
    """Return an update with its text; ``always`` tells whether to edit one that is ready, too.

    Raise :class:`IncompleteError` with all that is missing, :class:`NoTextError` where an editor
    returns nothing, and :class:`UsageError` where the scenario asks for what nothing fills in.
    """
    written = compose(frame, given, phase)
    if given.next is WITHDRAWN and any(each.name == "next" for each in written.missing):
        message = "The scenario's text says when the next update comes. Promise one, or "
        message += "write another text with --message."
        raise OptionError(("--next", message))
    if written.missing:
        _check_placeholders(written.missing, frame, phase)
        raise IncompleteError(written.missing)
    if written.text and not always:
        return written
    if edit is None:
        raise IncompleteError([MESSAGE])
    text = edit(written.text)
    if text is None or not clean(text).strip():
        reason = "The text was not saved" if text is None else "The text is empty"
        message = f"{reason}, so nothing was written."
        raise NoTextError(message)
    return compose(frame, replace(given, message=text), phase)


def _check_placeholders(missing: Iterable[Missing], frame: Frame, phase: Phase | None) -> None:
    """Refuse a scenario's mistake: what is no placeholder cannot be given by any option."""
    known = (*PLACEHOLDERS, *(each.name for each in frame.variables))
    unknown = next((each.name for each in missing if each.name not in known), None)
    if unknown is None:
        return
    path = phase.text.path if phase else ""
    message = f"{path or 'The scenario'} has `{{{{ {unknown} }}}}`, which nothing fills in. "
    remedy = "Correct it there, or write the text with --message."
    message += did_you_mean(nearest(unknown, known), always=remedy)
    raise UsageError(message)


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
        yield f"Expected to be over by {_seen_from(frame, given.eta)}."


def _seen_from(frame: Frame, at: datetime) -> str:
    """Return an instant, and how far it is from now."""
    ahead = at - (frame.clock or frame.now)
    far = f"in {lasting(ahead)}" if ahead >= timedelta() else f"{lasting(-ahead)} ago"
    return f"{stamped(at, frame.zone)}, {far}"


def ready_made(written: ComposedUpdate) -> Iterator[str]:
    """Yield what is said and whoever says it may not have seen: line by line, set in."""
    if written.ready_made:
        yield "From the scenario:"
        yield from (f"  {line}".rstrip() for line in written.ready_made.splitlines())


def promise_of(written: ComposedUpdate, frame: Frame, *, is_open: bool) -> Iterator[str]:
    """Yield a line on when readers hear more."""
    if written.next:
        yield f"Next update promised by {_seen_from(frame, written.next)}."
    elif is_open:
        yield "No next update is promised; --next 30m promises one."
