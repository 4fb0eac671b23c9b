"""What subscribers are told of one maintenance, and for which time it stands in their calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from statusgen import addresses
from statusgen.model import State, Text, Window
from statusgen.timeline import Spell, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One maintenance as it is now."""

    id: str
    """The incident's id."""
    address: str
    title: str
    state: State
    called_off: bool
    """It was cancelled, or ended before it began."""
    period: Window
    """From when until when: as planned, or as it was as far as it has happened."""
    moved_from: Window | None
    """The window announced first, where another is in force."""
    overruns: Window | None
    """The window in force, where it goes on after that."""
    created: datetime
    revised: datetime
    """The newest update."""
    revision: int
    """How many updates came after the first."""
    by_clock: bool
    """The clock made the newest update."""
    said: tuple[Text, ...]
    """What was said last, and what was said first."""
    action: Text | None
    workaround: Text | None
    names: tuple[str, ...]
    """Of the components that it touches."""


def event_of(timeline: Timeline, planned: Window, names: Mapping[str, str]) -> Event:
    """Return what subscribers are told of a maintenance.

    ``planned`` is its window in force, ``names`` what readers call each component.
    """
    incident, now = timeline.incident, timeline.now
    said = [moment.update.body for moment in timeline.moments if moment.update.body]
    first = (incident.summary,) if incident.summary else tuple(said[:-1][:1])
    return Event(
        id=incident.id,
        address=addresses.incident(incident.slug),
        title=incident.title,
        state=timeline.state,
        called_off=_is_called_off(timeline),
        period=period(timeline, planned),
        moved_from=incident.window if incident.window != planned else None,
        overruns=planned if timeline.overruns else None,
        created=timeline.moments[0].update.at,
        revised=timeline.last_update,
        revision=len(timeline.moments) - 1,
        by_clock=now.update.by_clock,
        said=(*said[-1:], *first),
        action=now.action,
        workaround=now.workaround,
        names=tuple(names[component] for component in timeline.touched),
    )


def period(timeline: Timeline, planned: Window) -> Window:
    """Return from when until when it is planned; as far as it has happened, as it was.

    While it goes on its end is the planned one, since nobody knows better. What lasted for no
    time at all is shown as planned too.
    """
    spells = _spells(timeline)
    if timeline.is_upcoming or _is_called_off(timeline) or not spells:
        return planned
    start, end = spells[0].start, timeline.ended or planned.end
    return Window(start=start, end=end) if start < end else planned


def _spells(timeline: Timeline) -> tuple[Spell, ...]:
    """Return when it was active; what was broken off and put off to another window is not it."""
    announced = [moment.update.at for moment in timeline.moments if moment.state is State.SCHEDULED]
    return tuple(
        spell for spell in timeline.spells if not announced or announced[-1] <= spell.start
    )


def _is_called_off(timeline: Timeline) -> bool:
    over = not timeline.is_open and not _spells(timeline)
    return over or timeline.state is State.CANCELLED
