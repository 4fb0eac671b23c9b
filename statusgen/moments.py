"""One incident, maintenance or notice after each of its updates.

The updates, and for maintenance the start and end of the window, are applied in order of time.
Each makes a :class:`Moment` from the earlier moments alone, so a later update can never change a
past state or date. Each rule of the content format has its own function; a title in quotes in a
docstring is the section that describes the rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from types import MappingProxyType
from typing import Final, TypeVar

from statusgen.model import (
    STATES,
    ComponentState,
    Impact,
    Incident,
    Sort,
    State,
    States,
    Text,
    Update,
    Window,
    Withdrawn,
)

TOLERANCE: Final = timedelta(minutes=10)
"""How far in the future an update may be dated and still be published."""

ACTIVE: Final = frozenset({State.IN_PROGRESS, State.VERIFYING})
"""The states in which maintenance is under way."""

IMPACT_OF: Final = MappingProxyType(
    {
        ComponentState.OPERATIONAL: Impact.NONE,
        ComponentState.UNDER_MAINTENANCE: Impact.NONE,
        ComponentState.DEGRADED_PERFORMANCE: Impact.MINOR,
        ComponentState.PARTIAL_OUTAGE: Impact.MAJOR,
        ComponentState.MAJOR_OUTAGE: Impact.CRITICAL,
    }
)
"""The impact of each component state, used when an incident states no impact."""

_Field = TypeVar("_Field", datetime, Text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The situation from one update until the next."""

    update: Update
    """Written by an author, or made by the clock (``by_clock``), which has no text."""
    state: State
    """Never ``UPDATE``."""
    components: States
    """Every component named so far, in the order of naming, with its state."""
    changed: States
    """The components that this update changes or names; before maintenance starts, none."""
    impact: Impact
    is_stated: bool
    """Whether an author stated this impact, rather than the states of the components."""
    window: Window | None
    """Maintenance only: the window in force."""
    eta: datetime | None = None
    workaround: Text | None = None
    cause: Text | None = None
    fix: Text | None = None
    action: Text | None = None
    """What users have to do."""


def is_published(at: datetime, as_of: datetime) -> bool:
    """Tell whether an update dated ``at`` is published; clocks may differ a little (law 4)."""
    return at <= as_of + TOLERANCE


def impact_of(states: Iterable[ComponentState]) -> Impact:
    """Return the impact of the worst state ("Impact")."""
    return max((IMPACT_OF[state] for state in states), default=Impact.NONE)


def opening_moment(incident: Incident) -> Moment:
    """Return the moment from the beginning until the first update.

    It holds what the front matter states. Maintenance does not affect its components yet.
    """
    first = STATES[incident.sort][0]
    at = min(incident.began, incident.updates[0].at)
    states = tuple(
        (component, state if incident.sort is Sort.INCIDENT else ComponentState.OPERATIONAL)
        for component, state in incident.components
    )
    update = Update(
        id="", at=at, state=first, components=incident.components, impact=incident.impact
    )
    impact, is_stated = _impact(incident.sort, (), update, dict(states))
    return Moment(
        update=update,
        state=first,
        components=states,
        changed=(),
        impact=impact,
        is_stated=is_stated,
        window=incident.window,
    )


def moments_of(incident: Incident, as_of: datetime) -> tuple[Moment, ...]:
    """Return the moment after each update, oldest first, including updates made by the clock.

    An update counts once it is published, and the clock once its time has come. An update goes
    before the clock at the same instant ("Maintenance").
    """
    moments = [opening_moment(incident)]
    published = (update for update in incident.updates if is_published(update.at, as_of))
    for update in (*published, None):
        while (edge := clock_edge(moments[1:])) and edge.at <= as_of:
            if update is not None and update.at <= edge.at:
                break
            moments.append(_advance(incident.sort, moments, edge))
        if update is not None:
            moments.append(_advance(incident.sort, moments, update))
    return tuple(moments[1:])


def clock_edge(moments: Sequence[Moment]) -> Update | None:
    """Return the next update that the clock makes if no one writes one ("Maintenance").

    The clock starts scheduled maintenance. It ends active maintenance, unless an update since the
    start says that work continues. If the time had already passed when an update set it (the
    window moved to now, or the announcement came late), the clock acts at that update.
    """
    if not moments or not (window := moments[-1].window):
        return None
    now = moments[-1]
    if now.state is State.SCHEDULED:
        planned, state, mark = window.start, State.IN_PROGRESS, "start"
    elif now.state in ACTIVE and not _goes_on_by_word(moments):
        planned, state, mark = window.end, State.COMPLETED, "end"
    else:
        return None
    at = max(planned, now.update.at)
    return Update(id=f"{at:%Y%m%dT%H%M%SZ}-{mark}", at=at, state=state, by_clock=True)


def _goes_on_by_word(moments: Sequence[Moment]) -> bool:
    activity = takewhile(lambda moment: moment.state in ACTIVE, reversed(moments))
    return any(moment.update.state in ACTIVE and not moment.update.by_clock for moment in activity)


def _advance(sort: Sort, past: Sequence[Moment], update: Update) -> Moment:
    """Return the moment after the update."""
    before = past[-1]
    state = _state(before, update)
    components = _components(sort, past, update, state)
    impact, is_stated = _impact(sort, past, update, components)
    over = state.is_end
    return Moment(
        update=update,
        state=state,
        components=tuple(components.items()),
        changed=_changed(sort, past, update, state, components),
        impact=impact,
        is_stated=is_stated,
        window=update.window or before.window,
        eta=None if over else _in_force(update.eta, before.eta),
        workaround=None if over else _in_force(update.workaround, before.workaround),
        cause=_in_force(update.cause, before.cause),
        fix=_in_force(update.fix, before.fix),
        action=_in_force(update.action, before.action),
    )


def _state(before: Moment, update: Update) -> State:
    """Return the state after an update ("Order", "Maintenance").

    ``update`` keeps the previous state. If it moves active maintenance to a later window, the
    maintenance is scheduled again.
    """
    if update.state is not State.UPDATE:
        return update.state
    if before.state in ACTIVE and update.window is not None and update.window.start > update.at:
        return State.SCHEDULED
    return before.state


def _components(
    sort: Sort, past: Sequence[Moment], update: Update, state: State
) -> dict[str, ComponentState]:
    """Return every component named so far, with its state after the update."""
    if sort is Sort.INCIDENT:
        return _unplanned(past, update, state)
    planned = _planned(past, update, state)
    return planned if state in ACTIVE else dict.fromkeys(planned, ComponentState.OPERATIONAL)


def _unplanned(past: Sequence[Moment], update: Update, state: State) -> dict[str, ComponentState]:
    """Return the component states of an incident ("Components", "Reopening").

    A state lasts until it is changed. ``resolved`` resets every state except those that it names.
    Reopening restores the states from before the end.
    """
    states = dict(past[-1].components)
    if update.state is State.RESOLVED:
        states = dict.fromkeys(states, ComponentState.OPERATIONAL)
    elif past[-1].state is State.RESOLVED and state is not State.RESOLVED:
        before_the_end = (moment for moment in reversed(past) if not moment.state.is_end)
        states |= next(before_the_end).components
    return states | dict(update.components)


def _planned(past: Sequence[Moment], update: Update, state: State) -> dict[str, ComponentState]:
    """Return the component states of active maintenance; an update that ends it adds none."""
    states: dict[str, ComponentState] = {}
    for given, left in (*((moment.update, moment.state) for moment in past), (update, state)):
        for component, held in given.components:
            if left.is_end:
                states.setdefault(component, ComponentState.OPERATIONAL)
            else:
                states[component] = held
    return states


def _changed(
    sort: Sort,
    past: Sequence[Moment],
    update: Update,
    state: State,
    components: dict[str, ComponentState],
) -> States:
    """Return the components that the update changes or names, with their states."""
    old = dict(past[-1].components)
    named = dict(update.components) | dict(past[0].update.components if len(past) == 1 else ())
    return tuple(
        (component, held)
        for component, held in components.items()
        if (component in named and (sort is Sort.INCIDENT or state in ACTIVE))
        or held != old.get(component, ComponentState.OPERATIONAL)
    )


def _impact(
    sort: Sort,
    past: Sequence[Moment],
    update: Update,
    components: dict[str, ComponentState],
) -> tuple[Impact, bool]:
    """Return the stated impact in force, or that of the worst component; and whether it is stated.

    See "Impact".
    """
    if sort is Sort.NOTICE:
        return Impact.NONE, False
    if update.impact is not None:
        return update.impact, True
    if past and past[-1].is_stated:
        return past[-1].impact, True
    return impact_of(components.values()), False


def _in_force(given: _Field | Withdrawn | None, before: _Field | None) -> _Field | None:
    """Return the value in force, which lasts until it is replaced or withdrawn ("Promises")."""
    if not given:
        return before
    return None if isinstance(given, Withdrawn) else given
