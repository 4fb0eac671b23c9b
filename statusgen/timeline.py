"""One incident, maintenance or notice at an instant.

A timeline is made from the :mod:`moments <statusgen.moments>` and the clock: which components
were affected and for how long, how long it was open, and what was promised. Each rule of the
content format has its own function ("What follows from the updates", "Maintenance", "Notices").
Nothing here knows the site.

A time has passed as soon as ``as_of`` reaches it: the edge of a window, a promise, the end of a
notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, groupby, takewhile
from operator import itemgetter
from typing import Final, TypeVar

from statusgen.memo import Memo, call
from statusgen.model import ComponentState, Impact, Incident, Sort, State, Update
from statusgen.moments import ACTIVE, Moment, moments_of, opening_moment

PINNED_FOR: Final = timedelta(days=7)
"""How long a resolved incident stays at the top if users still have to act."""

_Value = TypeVar("_Value")

_Steps = Sequence[tuple[datetime, Moment]]
"""Moments, oldest first, each with the time from which it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A component in a state other than operational, from ``start`` to ``end``."""

    component: str
    state: ComponentState
    start: datetime
    end: datetime | None
    """``None``: it has not ended."""
    planned: bool
    """Caused by maintenance, which does not reduce uptime."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A period in which an incident or notice was open, or maintenance was active."""

    start: datetime
    end: datetime | None
    """``None``: it has not ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The time of the next update, as the last one promised."""

    at: datetime
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """An incident, maintenance or notice at one instant, with its history."""

    incident: Incident
    moments: tuple[Moment, ...]
    """At least one, oldest first, including those made by the clock."""
    holdings: tuple[Holding, ...]
    """In order of start."""
    spells: tuple[Spell, ...]
    """Oldest first. Reopening adds one; maintenance that has not started has none."""
    began: datetime
    """Maintenance: the first start, or the planned start if it has not started."""
    ended: datetime | None
    """When it ended, perhaps before the update that says so; ``None`` while it is open."""
    closed: datetime | None
    """When readers heard of the end."""
    impact: Impact
    """The highest impact it ever had. The current one is ``now.impact``."""
    promise: Promise | None
    """``None`` once it has ended."""
    overruns: bool
    """Whether maintenance continues after its window."""
    pinned: bool
    """Whether it stays at the top, open or not."""
    touched: tuple[str, ...]
    """Every component that it ever named."""
    first_update: datetime
    last_update: datetime
    """The time of its newest update."""
    revised: datetime
    """The time of its newest update or correction."""
    cleared: datetime | None
    """When the last of its components worked again; ``None`` while one does not."""

    @property
    def now(self) -> Moment:
        """The latest moment."""
        return self.moments[-1]

    @property
    def state(self) -> State:
        """The current state."""
        return self.now.state

    @property
    def is_open(self) -> bool:
        """Whether it has not ended. Announced maintenance counts as open."""
        return not self.ended

    @property
    def is_active(self) -> bool:
        """Whether it is maintenance under way."""
        return self.is_open and self.state in ACTIVE

    @property
    def is_upcoming(self) -> bool:
        """Whether it is maintenance that has not started."""
        return self.is_open and self.state is State.SCHEDULED

    @property
    def estimate(self) -> datetime | None:
        """The expected end. An end before the start of maintenance is ignored."""
        eta, is_planned = self.now.eta, self.incident.sort is Sort.MAINTENANCE
        return None if eta and is_planned and eta <= self.began else eta


def timeline_at(incident: Incident, as_of: datetime, memo: Memo = call) -> Timeline:
    """Return the timeline at ``as_of``, remembered by the last instant that changes it."""
    return memo(timeline_of, incident, min(as_of, memo(bounds_of, incident).rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What an incident states, whatever the time is."""

    began: datetime
    first: datetime
    """When it began, or its first update if that is earlier."""
    newest: datetime
    """The newest time of an update or correction."""
    rest: datetime
    """From then on, the clock changes nothing."""


def bounds_of(incident: Incident) -> Bounds:
    """Return the bounds of an incident."""
    updates = incident.updates
    windows = [each for each in (incident.window, *(each.window for each in updates)) if each]
    news = [at for each in updates for at in (each.at, each.corrected) if at]
    given = [incident.until, incident.pinned_until, *(each.end for each in windows)]
    given += [at for each in updates for at in (each.at, each.next, each.ended)]
    return Bounds(
        began=incident.began,
        first=min(incident.began, updates[0].at),
        newest=max(news),
        rest=max(at for at in given if at) + PINNED_FOR,
    )


def timeline_of(incident: Incident, as_of: datetime) -> Timeline:
    """Return the timeline at ``as_of``. At least one update must be published by then."""
    moments = moments_of(incident, as_of)
    now = moments[-1]
    story = (opening_moment(incident), *moments)
    steps = _steps(story)
    spells = _spells(incident, steps, as_of)
    ended, closed = _ended(incident, steps[1:], as_of)
    promised = None if ended is not None else now.update.next
    holdings, dates = _holdings(incident, steps), [moment.update.at for moment in moments]
    return Timeline(
        incident=incident,
        moments=moments,
        holdings=holdings,
        spells=spells,
        began=_began(incident, story, spells),
        ended=ended,
        closed=closed,
        impact=_highest(story),
        promise=Promise(at=promised, overdue=promised <= as_of) if promised else None,
        overruns=now.state in ACTIVE and now.window is not None and now.window.end <= as_of,
        pinned=_is_pinned(incident, now, closed, as_of),
        touched=tuple(component for component, _ in now.components),
        first_update=dates[0],
        last_update=dates[-1],
        revised=max(moment.update.corrected or moment.update.at for moment in moments),
        cleared=_cleared(holdings, steps[0][0]),
    )


def open_time(timeline: Timeline, as_of: datetime) -> timedelta:
    """Return the total time that it was open (maintenance: active) until ``as_of``."""
    return sum(
        (max(timedelta(), (spell.end or as_of) - spell.start) for spell in timeline.spells),
        timedelta(),
    )


def _runs(
    steps: Iterable[tuple[datetime, _Value]],
) -> Iterator[tuple[_Value, datetime, datetime | None]]:
    """Return each value with its start and end. The last value has no end."""
    firsts = [next(run) for _, run in groupby(steps, key=itemgetter(1))]
    ends = [*(at for at, _ in firsts[1:]), None]
    return ((value, start, end) for (start, value), end in zip(firsts, ends, strict=True))


def misplaced_ends(incident: Incident) -> Iterator[tuple[Update, datetime | None]]:
    """Yield each update whose ``ended`` is before the beginning, with the time of that.

    If the update ends nothing, or it had ended before, the time is ``None`` ("Ended earlier").
    """
    opened, closed, was_open = None, None, False
    for moment in (opening_moment(incident), *moments_of(incident, incident.updates[-1].at)):
        update, is_open = moment.update, _goes_on(incident, moment)
        opened = update.at if is_open and not was_open else opened
        ends = update.state.is_end and opened
        if update.ended and (not ends or (closed and update.ended > closed)):
            yield update, None
        elif update.ended and opened and update.ended < opened:
            yield update, opened
        was_open, closed = is_open, None if is_open else closed or update.ended or update.at


def _steps(story: Sequence[Moment]) -> _Steps:
    """Return the moments, which hold from the end that a later update tells of, at the latest."""
    pairs = reversed([*zip(story, (*story[1:], None), strict=True)])
    told = (moment.update.ended or _late_start(moment, after) for moment, after in pairs)
    return tuple(zip(reversed([*accumulate(told, min)]), story, strict=True))


def _late_start(moment: Moment, after: Moment | None) -> datetime:
    """Return the time of a moment; for a start by the clock, the start that is told next.

    An update that says ``in_progress`` tells it with its window ("Maintenance").
    """
    at, next_update = moment.update.at, after and after.update
    if (
        moment.update.by_clock
        and moment.state in ACTIVE
        and next_update
        and next_update.state is State.IN_PROGRESS
        and next_update.window
        and next_update.window.start <= next_update.at
    ):
        return max(at, next_update.window.start)
    return at


def _goes_on(incident: Incident, moment: Moment) -> bool:
    """Tell whether it is open (maintenance: active) after an update."""
    is_planned = incident.sort is Sort.MAINTENANCE
    return moment.state in ACTIVE if is_planned else not moment.state.is_end


def _spells(incident: Incident, steps: _Steps, as_of: datetime) -> tuple[Spell, ...]:
    """Return the periods in which it was open (maintenance: active), up to a notice's ``until``."""
    until = _cut(incident, as_of)
    return tuple(
        Spell(start=start, end=min((at for at in (end, until) if at is not None), default=None))
        for goes_on, start, end in _runs((at, _goes_on(incident, moment)) for at, moment in steps)
        if goes_on and (not until or start < until)
    )


def _ended(
    incident: Incident, steps: _Steps, as_of: datetime
) -> tuple[datetime, datetime] | tuple[None, None]:
    """Return the first end since it was last open ("Reopening"), and when readers heard of it."""
    trailing = takewhile(lambda step: step[1].state.is_end, reversed(steps))
    ends = [(at, moment.update.at) for at, moment in trailing]
    until = _cut(incident, as_of)
    return min([*ends, (until, until)] if until is not None else ends, default=(None, None))


def _cut(incident: Incident, as_of: datetime) -> datetime | None:
    """Return the ``until`` of a notice, if it has passed ("Notices")."""
    return incident.until if incident.until is not None and incident.until <= as_of else None


def _began(incident: Incident, story: Sequence[Moment], spells: Sequence[Spell]) -> datetime:
    origin, now = story[0], story[-1]
    if incident.sort is not Sort.MAINTENANCE or not now.window:
        return origin.update.at
    return spells[0].start if spells else now.window.start


def _holdings(incident: Incident, steps: _Steps) -> tuple[Holding, ...]:
    """Return how long each component was in each state ("Components", "Maintenance")."""
    up, planned = ComponentState.OPERATIONAL, incident.sort is Sort.MAINTENANCE
    states = [(at, dict(moment.components)) for at, moment in steps]
    held = [
        Holding(component=component, state=state, start=start, end=end, planned=planned)
        for component in states[-1][1]
        for state, start, end in _runs((at, known.get(component, up)) for at, known in states)
        if state is not up and start != end
    ]
    return tuple(sorted(held, key=lambda each: each.start))


def _cleared(holdings: Sequence[Holding], began: datetime) -> datetime | None:
    """Return when the last component worked again, if none has trouble now."""
    ends = [each.end for each in holdings if each.end is not None]
    return max(ends, default=began) if len(ends) == len(holdings) else None


def _highest(story: Sequence[Moment]) -> Impact:
    """Return the highest impact, including the time before the first update ("Impact")."""
    origin, *moments = story
    impact = max(moment.impact for moment in moments)
    return max(impact, origin.impact) if origin.update.at < moments[0].update.at else impact


def _is_pinned(incident: Incident, now: Moment, closed: datetime | None, as_of: datetime) -> bool:
    """Tell whether it stays at the top: it is pinned, or users have to act ("Pinned")."""
    if incident.pinned_until is not None and as_of < incident.pinned_until:
        return True
    if not closed:
        return incident.pinned
    asks = incident.sort is Sort.INCIDENT and now.action is not None
    return asks and as_of < closed + PINNED_FOR
