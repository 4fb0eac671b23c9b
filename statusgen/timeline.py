"""One incident, maintenance or notice as it is at an instant.

Made from its :mod:`moments <statusgen.moments>` and the clock: what holds which
component from when until when, how long it was open, what was promised. One
function for each rule of the contract on content ("What follows from the
updates", "Maintenance", "Notices"); nothing here knows the site.

A fact of the clock (an edge, a promise, the end of a notice) turns exactly at
its instant: it has passed as soon as ``as_of`` reaches it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, takewhile
from operator import itemgetter
from typing import Final, TypeVar

from statusgen.model import ComponentState, Impact, Incident, Sort, State
from statusgen.moments import ACTIVE, Moment, dawn, moments_of

PINNED_FOR: Final = timedelta(days=7)
"""How long a resolution that asks something of users stays on top."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A component in a state other than operational, from ``start`` up to ``end``."""

    component: str
    state: ComponentState
    start: datetime
    end: datetime | None
    """``None``: it still holds."""
    planned: bool
    """By maintenance, which uptime does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A time in which an incident or notice was open, or maintenance active."""

    start: datetime
    end: datetime | None
    """``None``: it still is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """When the next update comes, as the last one said."""

    at: datetime
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """An incident, maintenance or notice at one instant, with all that led there."""

    incident: Incident
    moments: tuple[Moment, ...]
    """Oldest first, at least one; what the clock started and ended is among them."""
    holdings: tuple[Holding, ...]
    """By start."""
    spells: tuple[Spell, ...]
    """Oldest first; after a reopening more than one; none before maintenance starts."""
    began: datetime
    """Maintenance: when it first started; until then, when it is planned to."""
    ended: datetime | None
    """When the end came that still stands; ``None`` while it is open."""
    impact: Impact
    """The highest that it ever had; what is in force is ``now.impact``."""
    promise: Promise | None
    """Only while it is open."""
    overruns: bool
    """Maintenance that goes on after its window."""
    pinned: bool
    """Stays on top, open or not."""
    touched: tuple[str, ...]
    """The components that it ever named."""

    @property
    def now(self) -> Moment:
        """What is in force."""
        return self.moments[-1]

    @property
    def state(self) -> State:
        """The state in force."""
        return self.now.state

    @property
    def is_open(self) -> bool:
        """Whether it has not ended; announced maintenance is open too."""
        return self.ended is None

    @property
    def is_active(self) -> bool:
        """Whether it is maintenance that goes on."""
        return self.state in ACTIVE

    @property
    def is_upcoming(self) -> bool:
        """Whether it is maintenance that has yet to start."""
        return self.state is State.SCHEDULED

    @property
    def estimate(self) -> datetime | None:
        """When it is expected to be over; an end before the beginning of the work is none."""
        eta, is_planned = self.now.eta, self.incident.sort is Sort.MAINTENANCE
        return None if eta and is_planned and eta <= self.began else eta

    @property
    def last_update(self) -> datetime:
        """The time of its newest update."""
        return self.now.update.at


def play(incident: Incident, as_of: datetime) -> Timeline:
    """Return the incident as it is at ``as_of``; at least its first update is published by then."""
    moments = moments_of(incident, as_of)
    now = moments[-1]
    story = (dawn(incident), *moments)
    spells = _spells(incident, story, as_of)
    ended = _ended(incident, moments, as_of)
    promised = now.update.next if ended is None else None
    return Timeline(
        incident=incident,
        moments=moments,
        holdings=_holdings(incident, story),
        spells=spells,
        began=_began(incident, story, spells),
        ended=ended,
        impact=_highest(story),
        promise=Promise(at=promised, overdue=promised <= as_of) if promised else None,
        overruns=now.state in ACTIVE and now.window is not None and now.window.end <= as_of,
        pinned=_is_pinned(incident, now, ended, as_of),
        touched=tuple(component for component, _ in now.components),
    )


def open_time(timeline: Timeline, as_of: datetime) -> timedelta:
    """Return how long it was open (maintenance: active) up to ``as_of``, all spells together."""
    return sum(
        (max(timedelta(), (spell.end or as_of) - spell.start) for spell in timeline.spells),
        timedelta(),
    )


def _runs(
    steps: Iterable[tuple[datetime, _Value]],
) -> Iterator[tuple[_Value, datetime, datetime | None]]:
    """Yield each value with from when until when it held; the last one still does."""
    firsts = [next(run) for _, run in groupby(steps, key=itemgetter(1))]
    ends = [*(at for at, _ in firsts[1:]), None]
    return ((value, start, end) for (start, value), end in zip(firsts, ends, strict=True))


def _spells(incident: Incident, story: Sequence[Moment], as_of: datetime) -> tuple[Spell, ...]:
    """Return when it was open (maintenance: active); a notice's ``until`` cuts it off."""
    is_planned, until = incident.sort is Sort.MAINTENANCE, _cut(incident, as_of)
    steps = (
        (moment.update.at, moment.state in ACTIVE if is_planned else not moment.state.is_end)
        for moment in story
    )
    return tuple(
        Spell(start=start, end=min((at for at in (end, until) if at is not None), default=None))
        for goes_on, start, end in _runs(steps)
        if goes_on and (until is None or start < until)
    )


def _ended(incident: Incident, moments: Sequence[Moment], as_of: datetime) -> datetime | None:
    """Return the first end since it was last open; a later one moves nothing ("Reopening")."""
    trailing = takewhile(lambda moment: moment.state.is_end, reversed(moments))
    ends = [moment.update.at for moment in trailing]
    until = _cut(incident, as_of)
    return min(ends if until is None else [*ends, until], default=None)


def _cut(incident: Incident, as_of: datetime) -> datetime | None:
    """Return the ``until`` of a notice once it has passed ("Notices")."""
    return incident.until if incident.until is not None and incident.until <= as_of else None


def _began(incident: Incident, story: Sequence[Moment], spells: Sequence[Spell]) -> datetime:
    origin, now = story[0], story[-1]
    if incident.sort is not Sort.MAINTENANCE or now.window is None:
        return origin.update.at
    return spells[0].start if spells else now.window.start


def _holdings(incident: Incident, story: Sequence[Moment]) -> tuple[Holding, ...]:
    """Return from when until when it holds each component ("Components", "Maintenance")."""
    up, planned = ComponentState.OPERATIONAL, incident.sort is Sort.MAINTENANCE
    states = [(moment.update.at, dict(moment.components)) for moment in story]
    held = [
        Holding(component=component, state=state, start=start, end=end, planned=planned)
        for component in states[-1][1]
        for state, start, end in _runs((at, known.get(component, up)) for at, known in states)
        if state is not up and start != end
    ]
    return tuple(sorted(held, key=lambda each: each.start))


def _highest(story: Sequence[Moment]) -> Impact:
    """Return the highest impact it had; before its first update, if any time was ("Impact")."""
    origin, *moments = story
    impact = max(moment.impact for moment in moments)
    return max(impact, origin.impact) if origin.update.at < moments[0].update.at else impact


def _is_pinned(incident: Incident, now: Moment, ended: datetime | None, as_of: datetime) -> bool:
    """Tell whether it stays on top: its author says so, or users must still act ("Pinned")."""
    if incident.pinned_until is not None and as_of < incident.pinned_until:
        return True
    if ended is None:
        return incident.pinned
    asks = incident.sort is Sort.INCIDENT and now.action is not None
    return asks and as_of < ended + PINNED_FOR
