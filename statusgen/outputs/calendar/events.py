"""For which time a maintenance stands in subscribers' calendars, and what it tells them."""

from __future__ import annotations

from dataclasses import dataclass

from statusgen.model import State, Text, Window
from statusgen.rendering.incident_view import IncidentView
from statusgen.timeline import Spell


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One maintenance as it is now."""

    view: IncidentView
    period: Window
    """From when until when: as planned, or as it was as far as it has happened."""
    called_off: bool
    """It was cancelled, or ended before it began."""

    @property
    def texts(self) -> tuple[Text, ...]:
        """What was said last, and what was said first."""
        said = [entry.body for entry in self.view.entries if entry.body]
        first = (self.view.summary,) if self.view.summary else tuple(said[1:][-1:])
        return (*said[:1], *first)


def event_of(view: IncidentView, planned: Window) -> Event:
    """Return what subscribers are told of a maintenance; ``planned`` is its window in force."""
    spells = _spells(view)
    called_off = view.state is State.CANCELLED or (not view.is_open and not spells)
    period = planned
    if spells and not view.is_upcoming and not called_off:
        period = _period(spells[0], view, planned)
    return Event(view=view, period=period, called_off=called_off)


def _period(first: Spell, view: IncidentView, planned: Window) -> Window:
    """Return from when until when it is planned; as far as it has happened, as it was.

    While it goes on its end is the planned one, since nobody knows better. What lasted for no
    time at all is shown as planned too.
    """
    end = view.ended or planned.end
    return Window(start=first.start, end=end) if first.start < end else planned


def _spells(view: IncidentView) -> tuple[Spell, ...]:
    """Return when it was active; what was broken off and put off to another window is not it."""
    announced = [entry.at for entry in view.entries if entry.state_kept is State.SCHEDULED]
    return tuple(spell for spell in view.spells if not announced or announced[0] <= spell.start)
