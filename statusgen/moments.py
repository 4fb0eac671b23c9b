"""From the updates of one incident, maintenance or notice to what each of them makes so.

The updates, and for maintenance the edges of the window in force, are gone
through in order of time; each makes a :class:`Moment` from the moments before
it and from nothing else. So what comes later, be it an update or the clock,
can change no state and no date of what is past. One function for each rule of
the contract on content; where a docstring has a title in quotes, the rule
stands there under that title.
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
"""How far ahead of the clock an update may be dated and still be published."""

ACTIVE: Final = frozenset({State.IN_PROGRESS, State.VERIFYING})
"""The states in which maintenance holds its components."""

IMPACT_OF: Final = MappingProxyType(
    {
        ComponentState.OPERATIONAL: Impact.NONE,
        ComponentState.UNDER_MAINTENANCE: Impact.NONE,
        ComponentState.DEGRADED_PERFORMANCE: Impact.MINOR,
        ComponentState.PARTIAL_OUTAGE: Impact.MAJOR,
        ComponentState.MAJOR_OUTAGE: Impact.CRITICAL,
    }
)
"""The impact that follows from a component's state, where none is stated."""

_Field = TypeVar("_Field", datetime, Text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is so from one update on, until the next."""

    update: Update
    """As written, or made by the clock (``by_clock``; then its words are the page's)."""
    state: State
    """Never ``UPDATE``."""
    components: States
    """Every component touched so far, in the order in which they were named, and its state."""
    changed: States
    """Those of them that this update moves or names; nothing while maintenance holds none."""
    impact: Impact
    window: Window | None
    """Maintenance: as planned from here on."""
    eta: datetime | None = None
    workaround: Text | None = None
    cause: Text | None = None
    fix: Text | None = None
    action: Text | None = None
    """What users must do."""


def is_published(at: datetime, as_of: datetime) -> bool:
    """Tell whether what is dated ``at`` is shown: clocks differ by a little (law 4)."""
    return at <= as_of + TOLERANCE


def impact_of(states: Iterable[ComponentState]) -> Impact:
    """Return the impact that follows from the worst of the states ("Impact")."""
    return max((IMPACT_OF[state] for state in states), default=Impact.NONE)


def dawn(incident: Incident) -> Moment:
    """Return what is so from its beginning until its first update (of maintenance: nothing yet).

    What the front matter states is the start of everything that holds until changed.
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
    return Moment(
        update=update,
        state=first,
        components=states,
        changed=(),
        impact=_impact(incident.sort, (), update, dict(states)),
        window=incident.window,
    )


def moments_of(incident: Incident, as_of: datetime) -> tuple[Moment, ...]:
    """Return what is so from each update on, oldest first; the clock's own are among them.

    Updates count once they are published, what the clock does once its instant has come. At
    one instant an update goes before the clock ("Maintenance").
    """
    moments = [dawn(incident)]
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
    """Return what the clock does next if nobody writes, whenever that is due ("Maintenance").

    It starts what is scheduled, and ends what is active unless an update of this activity has
    said that work goes on. An edge that had passed before the update that made it one (a
    window moved to now, an announcement that came late) takes effect with that update.
    """
    if not moments or (window := moments[-1].window) is None:
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
    """Return what is so after the update, from what was so before."""
    before = past[-1]
    state = _state(before, update)
    components = _components(sort, past, update, state)
    over = state.is_end
    return Moment(
        update=update,
        state=state,
        components=tuple(components.items()),
        changed=_changed(sort, past, update, state, components),
        impact=_impact(sort, past, update, components),
        window=update.window or before.window,
        eta=None if over else _in_force(update.eta, before.eta),
        workaround=None if over else _in_force(update.workaround, before.workaround),
        cause=_in_force(update.cause, before.cause),
        fix=_in_force(update.fix, before.fix),
        action=_in_force(update.action, before.action),
    )


def _state(before: Moment, update: Update) -> State:
    """Return the state that an update leaves ("Order", "Maintenance").

    ``update`` keeps the one before it, but a window that has yet to begin sets started
    maintenance back.
    """
    if update.state is not State.UPDATE:
        return update.state
    if before.state in ACTIVE and update.window is not None and update.window.start > update.at:
        return State.SCHEDULED
    return before.state


def _components(
    sort: Sort, past: Sequence[Moment], update: Update, state: State
) -> dict[str, ComponentState]:
    """Return every component touched so far, with the state that it is held in from here on."""
    if sort is Sort.INCIDENT:
        return _unplanned(past, update, state)
    planned = _planned(past, update, state)
    return planned if state in ACTIVE else dict.fromkeys(planned, ComponentState.OPERATIONAL)


def _unplanned(past: Sequence[Moment], update: Update, state: State) -> dict[str, ComponentState]:
    """Return the states that an incident holds ("Components", "Reopening").

    They hold until changed. ``resolved`` ends them, but for those that it names itself; a
    reopening brings back those from before the end.
    """
    states = dict(past[-1].components)
    if update.state is State.RESOLVED:
        states = dict.fromkeys(states, ComponentState.OPERATIONAL)
    elif past[-1].state is State.RESOLVED and state is not State.RESOLVED:
        before_the_end = (moment for moment in reversed(past) if not moment.state.is_end)
        states |= next(before_the_end).components
    return states | dict(update.components)


def _planned(past: Sequence[Moment], update: Update, state: State) -> dict[str, ComponentState]:
    """Return the states that maintenance holds while it is active; an end adds none to them."""
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
    """Return what the update says of components: those that it moves, and those it only names."""
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
) -> Impact:
    """Return the stated impact in force, else what the worst component means ("Impact")."""
    if sort is Sort.NOTICE:
        return Impact.NONE
    updates = (update, *(moment.update for moment in reversed(past)))
    stated = next((given.impact for given in updates if given.impact is not None), None)
    return impact_of(components.values()) if stated is None else stated


def _in_force(given: _Field | Withdrawn | None, before: _Field | None) -> _Field | None:
    """Return the value that holds: until given again or withdrawn ("Promises")."""
    if given is None:
        return before
    return None if isinstance(given, Withdrawn) else given
