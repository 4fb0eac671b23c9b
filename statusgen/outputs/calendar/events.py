"""Maintenance as events of a calendar."""

from __future__ import annotations

from dataclasses import dataclass

from statusgen.model import State, Window
from statusgen.rendering.incident_view import IncidentView


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One maintenance."""

    view: IncidentView
    period: Window
    """Planned times, or the actual ones once they are known."""
    called_off: bool
    """Cancelled, or completed before it began."""


def event_of(view: IncidentView, planned: Window) -> Event:
    """Return the event of a maintenance whose current window is ``planned``.

    Actual times replace planned ones once they are known; active maintenance keeps its planned
    end. Maintenance without any duration keeps its planned times, and so does maintenance that was
    broken off and rescheduled.
    """
    announced = [entry.at for entry in view.entries if entry.state_kept is State.SCHEDULED]
    spells = [each for each in view.spells if not announced or announced[0] <= each.start]
    called_off = view.state is State.CANCELLED or not (view.is_open or spells)
    period, end = planned, view.ended or planned.end
    if spells and not view.is_upcoming and not called_off and spells[0].start < end:
        period = Window(start=spells[0].start, end=end)
    return Event(view=view, period=period, called_off=called_off)
