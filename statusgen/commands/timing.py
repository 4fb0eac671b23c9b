"""Where an update may stand: what is refused there, before it is written."""

from __future__ import annotations

from datetime import datetime

from statusgen.authoring.composing import Given
from statusgen.authoring.stamping import stamped
from statusgen.commands.incidents import Subject
from statusgen.commands.options import OptionError, UsageError
from statusgen.model import STATES, Sort, State, Window
from statusgen.moments import Moment

__all__ = [
    "ReopeningError",
    "check_ahead",
    "check_end",
    "check_estimate",
    "check_place",
    "check_window",
]


class ReopeningError(UsageError):
    """The incident is over, and the update would open it again: that must be meant."""

    def __init__(self, fact: str) -> None:
        """``fact`` says so; what to do about it is told where nobody can be asked."""
        self.fact = fact
        remedy = "If that is meant, add --reopen; `update` says more without opening it."
        super().__init__(f"{fact} {remedy}")


def check_end(subject: Subject, state: State, at: datetime, *, reopen: bool) -> None:
    """Refuse to open again what is over, unless that is meant, and to do so by saying more."""
    if reopen and state is State.UPDATE and not subject.timeline.is_open:
        message = f"--reopen: {_ended(subject)}, and `{state.word}` opens nothing again. Name the "
        message += "state that it is in."
        raise UsageError(message)
    if subject.is_opened_by(state, at) and not reopen:
        fact = f"{_ended(subject)}, and `{state.word}` opens it again."
        raise ReopeningError(fact)


def check_place(subject: Subject, at: datetime, state: State) -> None:
    """Refuse the time of another update, one before the beginning, and an end that ends nothing."""
    zone, first = subject.entry.zone, subject.incident.updates[0].at
    if any(each.at == at for each in subject.incident.updates):
        message = f"There is an update of {stamped(at, zone)} already. "
        message += "Give this one another time; seconds are allowed."
        raise OptionError(("--at", message))
    if at < first:
        message = f"The first update is of {stamped(first, zone)}, and one of "
        message += f"{stamped(at, zone)} would move the beginning. `started` in the file says "
        message += "when it began."
        raise OptionError(("--at", message))
    last = subject.incident.updates[-1].at
    if at < last and state.is_end and subject.timeline.is_open:
        message = f"The last update is of {stamped(last, zone)}, and goes on with it: an end "
        message += "before it ends nothing. Say a later time, or correct that update in the file."
        raise OptionError(("--at", message))
    window = subject.timeline.now.window
    if window and subject.timeline.is_upcoming and state is State.COMPLETED and at < window.start:
        message = f"It begins at {stamped(window.start, zone)}; `cancelled` calls it off."
        raise UsageError(message)


def check_window(window: Window | None, at: datetime, option: str, zone: str) -> None:
    """Refuse work that would be over when an update first tells of it.

    The clock would begin and end it at once, and everybody who follows the site would hear of it.
    """
    if window and window.end <= at:
        message = f"The work would be over at {stamped(window.end, zone)}, and this "
        message += f"tells of it at {stamped(at, zone)}. Say when it begins. To tell of work in "
        message += "the past, --at says when it was announced."
        raise OptionError((option, message))


def check_ahead(given: Given, window: Window | None, option: str, zone: str) -> None:
    """Refuse an estimate of when work is over that ends before it begins."""
    if window and isinstance(given.eta, datetime) and given.eta <= window.start:
        message = f"{stamped(given.eta, zone)} is before the work begins, at "
        message += f"{stamped(window.start, zone)}. {option} says until when it is planned."
        raise OptionError(("--eta", message))


def check_estimate(subject: Subject, given: Given, moment: Moment) -> None:
    """Refuse an estimate that nobody would see: of what is over, or has yet to begin by then."""
    if moment.state is State.SCHEDULED:
        check_ahead(given, moment.window, "--window", subject.entry.zone)
    if not isinstance(given.eta, datetime) or not moment.state.is_end:
        return
    if moment.update.state.is_end:
        message = f"`{moment.state.word}` says that it is over. Leave one of them out."
        raise OptionError(("--eta", message))
    sort = subject.incident.sort
    goes_on = State.IN_PROGRESS if sort is Sort.MAINTENANCE else STATES[sort][0]
    message = f"{_ended(subject)}, so that no estimate is shown. Where it goes on, say so: "
    message += f"`statusgen update {subject.incident.slug} {goes_on.word} --reopen --eta …`."
    raise OptionError(("--eta", message))


def _ended(subject: Subject) -> str:
    timeline = subject.timeline
    ended = stamped(timeline.ended or timeline.last_update, subject.entry.zone)
    return f"`{subject.incident.slug}` is over since {ended}"
