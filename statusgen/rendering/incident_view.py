"""One incident, maintenance or notice as readers see it: what every output shows it from.

A view is made from a timeline and the names of components, and from nothing else. Nothing that is
meant for the team can get into one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from statusgen.model import (
    Component,
    ComponentState,
    Impact,
    Incident,
    IncidentFacts,
    Kind,
    Sort,
    State,
    States,
    Text,
    Update,
    UpdateFacts,
    Window,
    Withdrawn,
)
from statusgen.moments import Moment, clock_edge
from statusgen.status import Description, Overall, rank_of_incident
from statusgen.timeline import Promise, Spell, Timeline, open_time

WITHDRAWABLE: Final = ("action", "workaround", "eta", "cause", "fix")

Names = MappingProxyType[str, str]
"""Component ids and what readers call them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedComponent:
    """A component, and the state that it is or was held in."""

    id: str
    name: str
    state: ComponentState


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateView(UpdateFacts):
    """One update; of the fields those that it gave itself.

    It holds what was so at the update and nothing later, so nothing that comes later changes it.
    """

    state_kept: State
    """The state from here on, never ``UPDATE``."""
    parts: tuple[TouchedComponent, ...]
    """Every component touched so far."""
    changed: tuple[TouchedComponent, ...]
    """Those of them that it moves or names."""
    named: tuple[str, ...]
    """The ids of those that it names."""
    impact: Impact
    """What is in force from here on."""
    eta: datetime | None
    workaround: Text | None
    cause: Text | None
    fix: Text | None
    action: Text | None
    withdrawn: tuple[str, ...]
    """Of ``action``, ``workaround``, ``eta``, ``cause`` and ``fix`` those that no longer hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView(IncidentFacts):
    """One incident, maintenance or notice as it is now."""

    state: State
    shape: ComponentState | None
    """Which shape and colour stand for it; ``None``: information, no harm."""
    impact: Impact
    """While it is open the one in force (some, if it ever had any); then the highest it had."""
    highest: Impact
    """The highest impact it had."""
    is_open: bool
    is_active: bool
    """Maintenance that goes on."""
    is_upcoming: bool
    """Maintenance that has yet to start."""
    began: datetime
    ended: datetime | None
    spells: tuple[Spell, ...]
    """When it was open (maintenance: active), oldest first."""
    last_update: datetime
    open_for: timedelta | None
    """How long it was open (maintenance: active) altogether, once it is over; no notice."""
    promise: Promise | None
    eta: datetime | None
    workaround: Text | None
    cause: Text | None
    fix: Text | None
    action: Text | None
    parts: tuple[TouchedComponent, ...]
    """Every component that it touches, and how it holds it now."""
    window: Window | None
    announced: Window | None
    """The window announced first, where it was moved since."""
    planned: Window | None
    """Of maintenance that is over: its window, where it did not keep to it."""
    ends_by_clock: bool
    """The end of the window ends it, if nobody writes."""
    overruns: bool
    entries: tuple[UpdateView, ...]
    """Newest first."""
    reference: datetime | None = None
    """An instant of the day on which it is read: times of that day are shown without their date."""


def names_of(leaves: Iterable[Component]) -> Names:
    """Return what readers call each component; those of a site include the retired ones."""
    return MappingProxyType({leaf.id: leaf.name for leaf in leaves})


def facts_of(incident: Incident) -> IncidentFacts:
    """Return what its file tells readers once, without the rest of the file."""
    return IncidentFacts(**_shared(IncidentFacts, incident))


def view_of(line: Timeline, names: Names) -> IncidentView:
    """Show one whole."""
    incident, now = line.incident, line.now
    return IncidentView(
        **_shared(IncidentFacts, incident),
        state=line.state,
        shape=_shape(line),
        impact=rank_of_incident(line) if line.is_open else line.impact,
        highest=line.impact,
        is_open=line.is_open,
        is_active=line.is_active,
        is_upcoming=line.is_upcoming,
        began=line.began,
        ended=line.ended,
        spells=line.spells,
        last_update=line.last_update,
        open_for=_open_for(line),
        promise=line.promise,
        eta=line.estimate,
        workaround=now.workaround,
        cause=now.cause,
        fix=now.fix,
        action=now.action,
        parts=parts_of(names, now.components),
        window=now.window,
        announced=incident.window if incident.window != now.window else None,
        planned=_missed(line),
        ends_by_clock=clock_edge(line.moments) is not None,
        overruns=line.overruns,
        entries=tuple(update_view(moment, names) for moment in reversed(line.moments)),
    )


def update_view(moment: Moment, names: Names) -> UpdateView:
    """Show one update."""
    update = moment.update
    given = {name: getattr(update, name) for name in WITHDRAWABLE}
    withdrawn = tuple(name for name, value in given.items() if isinstance(value, Withdrawn))
    return UpdateView(
        **_shared(UpdateFacts, update),
        **given | dict.fromkeys(withdrawn),
        withdrawn=withdrawn,
        state_kept=moment.state,
        parts=parts_of(names, moment.components),
        changed=parts_of(names, moment.changed),
        named=tuple(component for component, _ in update.components),
        impact=moment.impact,
    )


def parts_of(names: Names, states: States) -> tuple[TouchedComponent, ...]:
    """Return components with their names, in their order."""
    return tuple(
        TouchedComponent(id=known, name=names[known], state=state) for known, state in states
    )


def impact_shape(impact: Impact) -> ComponentState | None:
    """Return the state of a component that hurts as much."""
    return None if impact is Impact.NONE else ComponentState(impact + 1)


def overall_shape(overall: Overall, alarm: Kind | None = None) -> ComponentState:
    """Return the state of a component that is as bad as everything together, or as an alarm."""
    rank = max(overall.rank, Impact(alarm is not None))
    is_maintenance = overall.description is Description.MAINTENANCE
    return impact_shape(rank) or ComponentState(is_maintenance)


def _shared(facts: type[IncidentFacts | UpdateFacts], value: Incident | Update) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in fields(facts)}


def _shape(line: Timeline) -> ComponentState | None:
    """Return what stands for it: for an open incident its impact in force, for its end a tick.

    An open incident that did harm is never shown as harmless.
    """
    if line.incident.sort is Sort.NOTICE or line.state is State.CANCELLED:
        return None
    if not line.is_open:
        return ComponentState.OPERATIONAL
    if line.incident.sort is Sort.MAINTENANCE:
        return ComponentState.UNDER_MAINTENANCE
    return impact_shape(rank_of_incident(line))


def _open_for(line: Timeline) -> timedelta | None:
    """Return how long it was open altogether, once it is over; of a notice nothing."""
    if not line.ended or not line.spells or line.incident.sort is Sort.NOTICE:
        return None
    return open_time(line, line.ended)


def _missed(line: Timeline) -> Window | None:
    """Return the window of maintenance that took place, and began or ended at another time."""
    window = line.now.window
    if not window or not line.ended or not line.spells:
        return None
    return window if (window.start, window.end) != (line.began, line.ended) else None
