"""One incident, maintenance or notice as readers see it. Every output shows it from this view.

A view is made only from a timeline and the names of components, so it can contain nothing internal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from statusgen.model import (
    ComponentState,
    Impact,
    Incident,
    IncidentFacts,
    Kind,
    Sort,
    State,
    Text,
    Update,
    UpdateFacts,
    Window,
    Withdrawn,
)
from statusgen.moments import Moment, clock_edge
from statusgen.rendering.components import Names, TouchedComponent, parts_of
from statusgen.status import Description, Overall, rank_of_incident
from statusgen.timeline import Promise, Spell, Timeline, open_time

WITHDRAWABLE: Final = ("action", "workaround", "eta", "cause", "fix")


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateView(UpdateFacts):
    """One update, with the fields that it states itself.

    It contains nothing later than the update, so a later update never changes it.
    """

    state_kept: State
    """The state after the update, never ``UPDATE``."""
    parts: tuple[TouchedComponent, ...]
    """Every component named so far."""
    changed: tuple[TouchedComponent, ...]
    """The components that it changes or names."""
    named: tuple[str, ...]
    """The ids of the components that it names."""
    impact: Impact
    """The impact after the update."""
    eta: datetime | None
    workaround: Text | None
    cause: Text | None
    fix: Text | None
    action: Text | None
    withdrawn: tuple[str, ...]
    """The withdrawn fields of ``action``, ``workaround``, ``eta``, ``cause`` and ``fix``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView(IncidentFacts):
    """One incident, maintenance or notice as it is now."""

    state: State
    shape: ComponentState | None
    """Its shape and colour; ``None``: it is only information."""
    impact: Impact
    """While it is open, its current rank; afterwards, the highest impact it had."""
    highest: Impact
    """The highest impact it had."""
    is_open: bool
    is_active: bool
    """Whether it is maintenance under way."""
    is_upcoming: bool
    """Whether it is maintenance that has not started."""
    began: datetime
    ended: datetime | None
    closed: datetime | None
    """When readers heard of the end, perhaps later."""
    spells: tuple[Spell, ...]
    """When it was open (maintenance: active), oldest first."""
    first_update: datetime
    last_update: datetime
    count: int
    """The number of its updates."""
    open_for: timedelta | None
    """The total time it was open (maintenance: active), once it is over; not for notices."""
    promise: Promise | None
    eta: datetime | None
    workaround: Text | None
    cause: Text | None
    fix: Text | None
    action: Text | None
    parts: tuple[TouchedComponent, ...]
    """Every component that it named, with its current state."""
    window: Window | None
    announced: Window | None
    """The first window, if it was moved later."""
    planned: Window | None
    """The window of past maintenance that did not keep to it."""
    ends_by_clock: bool
    """Whether it ends with its window if no one writes an update."""
    overruns: bool
    entries: tuple[UpdateView, ...]
    """Newest first."""
    reference: datetime | None = None
    """An instant on the day of reading: times on that day are shown without a date."""


def facts_of(incident: Incident) -> IncidentFacts:
    """Return the public facts that its file states once."""
    return IncidentFacts(**_shared(IncidentFacts, incident))


def view_of(timeline: Timeline, names: Names) -> IncidentView:
    """Return the view of a timeline."""
    incident, now = timeline.incident, timeline.now
    return IncidentView(
        **_shared(IncidentFacts, incident),
        state=timeline.state,
        shape=_shape(timeline),
        impact=rank_of_incident(timeline) if timeline.is_open else timeline.impact,
        highest=timeline.impact,
        is_open=timeline.is_open,
        is_active=timeline.is_active,
        is_upcoming=timeline.is_upcoming,
        began=timeline.began,
        ended=timeline.ended,
        closed=timeline.closed,
        spells=timeline.spells,
        first_update=timeline.first_update,
        last_update=timeline.last_update,
        count=len(timeline.moments),
        open_for=_open_for(timeline),
        promise=timeline.promise,
        eta=timeline.estimate,
        workaround=now.workaround,
        cause=now.cause,
        fix=now.fix,
        action=now.action,
        parts=parts_of(names, now.components, now.update.at),
        window=now.window,
        announced=incident.window if incident.window != now.window else None,
        planned=_missed(timeline),
        ends_by_clock=clock_edge(timeline.moments) is not None,
        overruns=timeline.overruns,
        entries=tuple(update_view(moment, names) for moment in reversed(timeline.moments)),
    )


def update_view(moment: Moment, names: Names) -> UpdateView:
    """Return the view of one update."""
    update = moment.update
    given = {name: getattr(update, name) for name in WITHDRAWABLE}
    withdrawn = tuple(name for name, value in given.items() if isinstance(value, Withdrawn))
    return UpdateView(
        **_shared(UpdateFacts, update),
        **given | dict.fromkeys(withdrawn),
        withdrawn=withdrawn,
        state_kept=moment.state,
        parts=parts_of(names, moment.components, update.at),
        changed=parts_of(names, moment.changed, update.at),
        named=tuple(component for component, _ in update.components),
        impact=moment.impact,
    )


def impact_shape(impact: Impact) -> ComponentState | None:
    """Return the component state that matches an impact."""
    return None if impact is Impact.NONE else ComponentState(impact + 1)


def overall_shape(overall: Overall, alarm: Kind | None = None) -> ComponentState:
    """Return the component state that matches the headline, or its alarm."""
    rank = max(overall.rank, Impact(alarm is not None))
    is_maintenance = overall.description is Description.MAINTENANCE
    return impact_shape(rank) or ComponentState(is_maintenance)


def _shared(facts: type[IncidentFacts | UpdateFacts], value: Incident | Update) -> dict[str, Any]:
    return {name: getattr(value, name) for name in facts.__dataclass_fields__}


def _shape(timeline: Timeline) -> ComponentState | None:
    """Return its shape: the rank of an open incident, or a tick once it has ended.

    An open incident that did harm is never shown as harmless.
    """
    if timeline.incident.sort is Sort.NOTICE or timeline.state is State.CANCELLED:
        return None
    if not timeline.is_open:
        return ComponentState.OPERATIONAL
    if timeline.incident.sort is Sort.MAINTENANCE:
        return ComponentState.UNDER_MAINTENANCE
    return impact_shape(rank_of_incident(timeline))


def _open_for(timeline: Timeline) -> timedelta | None:
    """Return the total time it was open, once it is over; ``None`` for a notice."""
    if not timeline.ended or not timeline.spells or timeline.incident.sort is Sort.NOTICE:
        return None
    return open_time(timeline, timeline.ended)


def _missed(timeline: Timeline) -> Window | None:
    """Return the window of past maintenance that began or ended at another time."""
    window = timeline.now.window
    if not window or not timeline.ended or not timeline.spells:
        return None
    return window if (window.start, window.end) != (timeline.began, timeline.ended) else None
