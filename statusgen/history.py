"""The past: days, uptime and months, in the site's zone ("Uptime and history").

A day is a calendar day in the site's zone, so it has 23 or 25 hours when daylight saving time
changes. Everything is counted in seconds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from statusgen.days import day_of, start_of_day
from statusgen.model import Component, ComponentState, Site, Sort
from statusgen.status import Status
from statusgen.timeline import Holding, Timeline

DAYS: Final = 90
"""The number of days that uptime covers, including today."""

RECENT_DAYS: Final = 14
"""The number of days on the index, including today."""

LOST_TENTHS: Final = MappingProxyType(
    {ComponentState.MAJOR_OUTAGE: 10, ComponentState.PARTIAL_OUTAGE: 3}
)
"""The tenths of a second that uptime loses for each second in a state; other states lose none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The state of a component on one calendar day."""

    date: date
    state: ComponentState | None
    """The worst state of the day; ``None``: no data."""
    spans: tuple[tuple[ComponentState, int], ...]
    """The seconds that each state lasted so far, worst first, without zeros."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The record of a component for the last 90 days."""

    component: str
    days: tuple[Day, ...]
    """Oldest first; the last is today."""
    uptime: Decimal | None
    """Percent, truncated to two decimals; ``None``: no data."""
    since: date | None
    """The first of these days with data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What happened in a month, newest beginning first. Nothing is in two lists."""

    first: date
    """The first day of the month."""
    began: tuple[tuple[datetime, Timeline], ...]
    """With the time of the beginning."""
    ended: tuple[tuple[datetime, Timeline], ...]
    """Began earlier, and was no longer open at the end of the month. With its last end in it."""
    ongoing: tuple[Timeline, ...]
    """Began earlier, and was still open (maintenance: active) at the end of the month."""


def records(site: Site, status: Status) -> tuple[Record, ...]:
    """Return the record of every component in the order of site.yml, including retired ones."""
    zone = site.settings.timezone
    today = day_of(site.as_of, zone)
    dates = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    starts = [start_of_day(day, zone) for day in (*dates, today + timedelta(days=1))]
    held: defaultdict[str, list[Holding]] = defaultdict(list)
    for timeline in (each for each in status.timelines if did_harm(each, starts[0])):
        for holding in timeline.holdings:
            if not holding.end or holding.end >= starts[0]:
                held[holding.component].append(holding)
    edges, now = [_seconds(start) for start in starts], _seconds(site.as_of)
    return tuple(
        _record(
            replace(leaf, since=leaf.since or status.earliest), held[leaf.id], dates, edges, now
        )
        for leaf in site.leaves
    )


def did_harm(timeline: Timeline, since: datetime) -> bool:
    """Tell whether one of its components did not work at some time since an instant."""
    return not timeline.cleared or timeline.cleared >= since


def _record(
    component: Component,
    holdings: Sequence[Holding],
    dates: Sequence[date],
    edges: Sequence[int],
    now: int,
) -> Record:
    """Return the days and the uptime of one component.

    ``edges`` are the start of each day and the end of the last one, in seconds since 1970. Uptime
    covers the time from the component's ``since`` to the end of today, or to ``until``. The rest of
    today counts as up.
    """
    begin = max(edges[0], _seconds(component.since)) if component.since is not None else edges[-1]
    end = min(edges[-1], _seconds(component.until)) if component.until is not None else edges[-1]
    tallies = [Counter[ComponentState]() for _ in dates]
    for start, stop, state in _segments(holdings, edges, begin, min(end, now)):
        tallies[bisect_right(edges, start) - 1][state] += stop - start
    days = [_day(day, tally) for day, tally in zip(dates, tallies, strict=True)]
    if max(begin, edges[-2]) < end:
        days[-1] = _today(days[-1], holdings)
    return Record(
        component=component.id,
        days=tuple(days),
        uptime=_uptime(tallies, end - begin),
        since=next((day.date for day in days if day.state is not None), None),
    )


def _segments(
    holdings: Iterable[Holding], edges: Iterable[int], begin: int, end: int
) -> Iterator[tuple[int, int, ComponentState]]:
    """Split the time from ``begin`` to ``end`` at midnight and where the worst state changes."""
    steps = [(edge, 0, ComponentState.OPERATIONAL) for edge in (*edges, end) if begin < edge <= end]
    for holding in holdings:
        start = max(begin, _seconds(holding.start))
        stop = min(end, _seconds(holding.end)) if holding.end is not None else end
        if start < stop:
            state = _counted(holding)
            steps += [(start, 1, state), (stop, -1, state)]
    running = Counter({ComponentState.OPERATIONAL: 1})
    at = begin
    for instant, step, state in sorted(steps):
        if at < instant:
            yield at, instant, max(each for each, count in running.items() if count)
            at = instant
        running[state] += step


def _counted(holding: Holding) -> ComponentState:
    """Return the state to show: planned downtime counts as maintenance, however bad."""
    return ComponentState.UNDER_MAINTENANCE if holding.planned else holding.state


def _day(day: date, tally: Counter[ComponentState]) -> Day:
    spans = tuple(sorted(tally.items(), reverse=True))
    return Day(date=day, state=spans[0][0] if spans else None, spans=spans)


def _today(day: Day, holdings: Iterable[Holding]) -> Day:
    """Return today with the current state, even if it has not lasted for a second yet."""
    now = (_counted(holding) for holding in holdings if not holding.end)
    return replace(day, state=max((day.state or ComponentState.OPERATIONAL, *now)))


def _uptime(tallies: Iterable[Counter[ComponentState]], total: int) -> Decimal | None:
    """Return the percentage of ``total`` seconds that was not lost, truncated."""
    if total <= 0:
        return None
    lost = sum(
        LOST_TENTHS.get(state, 0) * seconds for tally in tallies for state, seconds in tally.items()
    )
    return Decimal((10 * total - lost) * 10_000 // (10 * total)).scaleb(-2)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def months(site: Site, status: Status) -> tuple[Log, ...]:
    """Return every month in which something began, went on or ended, newest first."""
    zone = site.settings.timezone
    listed: defaultdict[date, list[tuple[datetime, Timeline]]] = defaultdict(list)
    for at, timeline in _listed(status):
        month, last = day_of(at, zone).replace(day=1), max(at, timeline.ended or site.as_of)
        while month <= day_of(last, zone):
            listed[month].append((at, timeline))
            month = _after(month)
    logs = (log_of(month, _after(month), zone, listed[month]) for month in sorted(listed)[::-1])
    return tuple(log for log in logs if log.began or log.ended or log.ongoing)


def _after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def log_of(first: date, after: date, zone: str, listed: Iterable[tuple[datetime, Timeline]]) -> Log:
    """Return what happened from one day until another. ``listed`` has everything and its time."""
    start, end = start_of_day(first, zone), start_of_day(after, zone)
    began, ended, ongoing = [], [], []
    for at, timeline in listed:
        ends = (*(spell.end for spell in timeline.spells), timeline.ended)
        inside = [each for each in ends if each and start <= each < end]
        if start <= at < end:
            began.append((at, timeline))
        elif any(spell.start < end <= (spell.end or end) for spell in timeline.spells):
            ongoing.append(timeline)
        elif inside:
            ended.append((max(inside), timeline))
    return Log(first=first, began=tuple(began), ended=tuple(ended), ongoing=tuple(ongoing))


def recent(site: Site, status: Status) -> tuple[Timeline, ...]:
    """Return what ended in the last 14 days, newest end first."""
    zone = site.settings.timezone
    start = start_of_day(day_of(site.as_of, zone) - timedelta(days=RECENT_DAYS - 1), zone)
    ends = ((each.ended, each) for each in status.timelines if each.ended)
    return tuple(each for at, each in _newest_first(ends) if at >= start)


def _listed(status: Status) -> list[tuple[datetime, Timeline]]:
    """Return everything that the history lists with its time, newest first."""
    times = ((entered(timeline), timeline) for timeline in status.timelines)
    return _newest_first((at, timeline) for at, timeline in times if at)


def _newest_first(entries: Iterable[tuple[datetime, Timeline]]) -> list[tuple[datetime, Timeline]]:
    return sorted(entries, key=lambda entry: (-entry[0].timestamp(), entry[1].incident.slug))


def entered(timeline: Timeline) -> datetime | None:
    """Return the time at which the history lists it; ``None``: not yet.

    Maintenance is listed once it has started or ended. If it was cancelled before its window, it
    is listed at the time of the cancellation.
    """
    if timeline.incident.sort is not Sort.MAINTENANCE or timeline.spells:
        return timeline.began
    return min(timeline.began, timeline.ended) if timeline.ended is not None else None
