from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from builders import at, component, incident, maintenance, notice, site, update, window
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import INSTANTS, incidents, maintenances, notices

from statusgen.history import (
    DAYS,
    Day,
    Log,
    Record,
    entered,
    log_of,
    months,
    recent,
    records,
)
from statusgen.model import ComponentState, Incident, Site
from statusgen.moments import is_published
from statusgen.status import status_of
from statusgen.timeline import Timeline, timeline_of

OK = ComponentState.OPERATIONAL
MAINTENANCE = ComponentState.UNDER_MAINTENANCE
DEGRADED = ComponentState.DEGRADED_PERFORMANCE
PARTIAL = ComponentState.PARTIAL_OUTAGE
DOWN = ComponentState.MAJOR_OUTAGE

HOUR = 3600
SINCE = "2026-01-01 00:00"


def record(*whole: Incident, **fields: Any) -> Record:  # noqa: ANN401 - of the model
    """Return the record of ``api``, by default since January."""
    api = component("api", since=fields.pop("since", SINCE), until=fields.pop("until", None))
    inside = site(*whole, components=(api,), **fields)
    return records(inside, status_of(inside))[0]


def outage(components: str, start: str, end: str) -> Incident:
    return incident(update(start, "investigating", components), update(end, "resolved"))


# Days


def test_a_record_has_the_last_ninety_days_in_the_sites_zone() -> None:
    days = record(as_of="23:30", timezone="Europe/Paris").days
    assert len(days) == DAYS
    assert days[-1].date == date(2026, 11, 21)
    assert days[0].date == date(2026, 11, 21) - timedelta(days=89)


def test_a_day_has_its_worst_state_and_the_duration_of_each() -> None:
    day = record(
        incident(
            update("11-19 10:00", "investigating", "api=partial"),
            update("11-19 12:00", "identified", "api=degraded"),
            update("11-19 13:00", "resolved"),
        )
    ).days[-2]
    spans = ((PARTIAL, 2 * HOUR), (DEGRADED, HOUR), (OK, 21 * HOUR))
    assert day == Day(date=date(2026, 11, 19), state=PARTIAL, spans=spans)


def test_the_worst_of_simultaneous_states_counts() -> None:
    day = record(
        outage("api=degraded", "11-19 10:00", "11-19 14:00"),
        outage("api=down", "11-19 11:00", "11-19 12:00"),
        maintenance(
            window("11-19 09:00", "11-19 15:00"),
            update("11-18 10:00", "scheduled"),
            components="api=partial",
        ),
    ).days[-2]
    spans = ((DOWN, HOUR), (DEGRADED, 3 * HOUR), (MAINTENANCE, 2 * HOUR), (OK, 18 * HOUR))
    assert day.spans == spans


def test_an_outage_over_midnight_is_in_both_days() -> None:
    days = record(outage("api=down", "11-18 23:00", "11-19 02:00"), as_of="11-19 12:00").days
    assert days[-2].spans == ((DOWN, HOUR), (OK, 23 * HOUR))
    assert days[-1].spans == ((DOWN, 2 * HOUR), (OK, 10 * HOUR))


def test_today_ends_now() -> None:
    whole = incident(update("11:00", "investigating", "api=down"))
    assert record(whole).days[-1].spans == ((DOWN, HOUR), (OK, 11 * HOUR))


@pytest.mark.parametrize("as_of", ["11:00", "10:50"])
def test_today_has_the_current_state(as_of: str) -> None:
    today = record(incident(update("11:00", "investigating", "api=down")), as_of=as_of).days[-1]
    assert today.state is DOWN
    assert [state for state, _ in today.spans] == [OK]


def test_uptime_counts_to_the_end_that_a_later_update_tells() -> None:
    late = incident(
        update("11-19 10:00", "investigating", "api=down"),
        update("10:00", "resolved", ended="11-19 10:20"),
    )
    found = record(late)
    assert found.uptime == Decimal("99.98")
    assert found.days[-1].state is OK


def test_a_day_that_has_just_begun_has_data() -> None:
    assert record(as_of="00:00").days[-1] == Day(date=date(2026, 11, 20), state=OK, spans=())


# No data


def test_there_is_no_data_before_since() -> None:
    found = record(since="11-19 00:00")
    assert [day.state for day in found.days[-3:]] == [None, OK, OK]
    assert {day.state for day in found.days[:-2]} == {None}
    assert found.since == date(2026, 11, 19)


def test_without_since_data_begins_with_the_content() -> None:
    found = record(outage("web=down", "11-19 18:00", "11-19 19:00"), since=None)
    assert found.days[-3].state is None
    assert found.days[-2].spans == ((OK, 6 * HOUR),)
    assert found.uptime == Decimal("100.00")


def test_without_content_there_is_no_data() -> None:
    found = record(since=None)
    assert {day.state for day in found.days} == {None}
    assert (found.uptime, found.since) == (None, None)


def test_a_future_component_has_no_data() -> None:
    assert record(since="11-21 00:00").uptime is None


def test_there_is_no_data_after_retirement() -> None:
    found = record(outage("api=down", "11-18 12:00", "11-19 12:00"), until="11-19 00:00")
    assert [day.state for day in found.days[-3:]] == [DOWN, None, None]
    today = record(until="00:00")
    assert today.days[-1].state is None


# Uptime


@pytest.mark.parametrize(
    ("components", "uptime"),
    [
        ("api=down", "98.88"),  # 1 day of 90
        ("api=partial", "99.66"),  # 0.3 days
        ("api=degraded", "100.00"),
        ("api=maintenance", "100.00"),
        ("api=ok", "100.00"),
    ],
)
def test_the_uptime_that_each_state_costs(components: str, uptime: str) -> None:
    found = record(outage(components, "11-18 00:00", "11-19 00:00"))
    assert found.uptime == Decimal(uptime)
    assert str(found.uptime) == uptime


def test_uptime_is_never_rounded_up() -> None:
    start = at("11-18 12:00")
    blip = incident(
        update(start, "investigating", "api=partial"),
        update(start + timedelta(seconds=1), "resolved"),
    )
    assert record(blip).uptime == Decimal("99.99")


def test_all_of_today_counts_and_an_open_incident_up_to_now() -> None:
    whole = incident(update("11:00", "investigating", "api=down"))
    # 1 hour of the 48 of yesterday and today
    assert record(whole, since="11-19 00:00").uptime == Decimal("97.91")


def test_an_update_dated_ahead_costs_nothing_yet() -> None:
    whole = incident(update("12:05", "investigating", "api=down"))
    assert record(whole, as_of="12:00").uptime == Decimal("100.00")
    ending = outage("api=down", "11:00", "12:05")
    assert record(ending, as_of="12:00", since="11-19 00:00").uptime == Decimal("97.91")


def test_maintenance_never_reduces_uptime() -> None:
    works = maintenance(
        window("11-18 00:00", "11-19 00:00"),
        update("11-17 00:00", "scheduled"),
        components="api=down",
    )
    found = record(works)
    assert found.uptime == Decimal("100.00")
    assert found.days[-3].spans == ((MAINTENANCE, 24 * HOUR),)


@pytest.mark.parametrize(("day", "hours"), [("2026-10-25", 25), ("2026-03-29", 23)])
def test_days_on_which_clocks_are_changed(day: str, hours: int) -> None:
    as_of = datetime.fromisoformat(f"{day} 12:00+00:00") + timedelta(days=1)
    found = record(as_of=as_of, timezone="Europe/Paris", since="2026-01-01 00:00")
    assert found.days[-2].spans == ((OK, hours * HOUR),)


# Months


def listed(whole: Site) -> list[tuple[int, int, list[str]]]:
    return [
        (month.first.year, month.first.month, [each.incident.slug for _, each in month.began])
        for month in months(whole, status_of(whole))
    ]


def told(log: Log) -> tuple[str, str, str]:
    """Return what began, ended and went on."""
    rows = ([each for _, each in log.began], [each for _, each in log.ended], log.ongoing)
    began, ended, ongoing = (" ".join(each.incident.slug for each in row) for row in rows)
    return began, ended, ongoing


def days(whole: Site, number: int) -> list[tuple[str, str, str]]:
    """Return the last days, today first."""
    timelines = status_of(whole).timelines
    listed = [(at, each) for each in timelines if (at := entered(each)) is not None]
    today = whole.as_of.date()
    dates = [today - timedelta(days=ago) for ago in range(number)]
    return [told(log_of(day, day + timedelta(days=1), "UTC", listed)) for day in dates]


def test_incidents_are_listed_in_the_month_of_their_beginning() -> None:
    whole = site(
        incident(update("2026-10-31 23:30", "investigating"), slug="paris-november"),
        incident(update("2026-11-02 10:00", "resolved"), started="2026-10-30 10:00", slug="before"),
        notice(update("11-19 10:00", "notice")),
        incident(update("2025-11-19 10:00", "resolved"), slug="old"),
        timezone="Europe/Paris",
    )
    assert listed(whole) == [
        (2026, 11, ["notice", "paris-november"]),
        (2026, 10, ["before"]),
        (2025, 11, ["old"]),
    ]


def test_maintenance_is_listed_once_it_has_started_or_ended() -> None:
    works = maintenance(
        window("2026-12-01 10:00", "2026-12-01 11:00"), update("11:00", "scheduled")
    )
    assert listed(site(works)) == []
    assert entered(timeline_of(works, at("12:00"))) is None
    assert listed(site(works, as_of="2026-12-01 10:00")) == [(2026, 12, ["works"])]


def test_cancelled_maintenance_is_listed_at_its_cancellation() -> None:
    planned = window("2026-12-01 10:00", "2026-12-01 11:00")
    works = maintenance(planned, update("11:00", "scheduled"), update("11:30", "cancelled"))
    assert entered(timeline_of(works, at("12:00"))) == at("11:30")


# The last days


def test_what_ended_in_the_last_fourteen_days() -> None:
    whole = site(
        incident(update("11:00", "investigating"), slug="today"),
        outage("", "11-17 10:00", "11-19 10:00"),
        incident(update("10-01 10:00", "investigating"), slug="long"),
        incident(update("11-06 23:59", "resolved"), slug="before"),
        incident(update("11-07 00:00", "resolved"), slug="first"),
    )
    ended = recent(whole, status_of(whole))
    assert [each.incident.slug for each in ended] == ["trouble", "first"]
    assert days(whole, 4) == [
        ("today", "", "long"),
        ("", "trouble", "long"),
        ("", "", "trouble long"),
        ("trouble", "", "long"),
    ]


def test_an_end_at_midnight_belongs_to_the_day_that_begins() -> None:
    whole = site(
        outage("", "11-17 10:00", "11-18 00:00"),
        maintenance(window("11-21 10:00", "11-21 11:00"), update("11-16 10:00", "scheduled")),
    )
    quiet = ("", "", "")
    ended, began = ("", "trouble", ""), ("trouble", "", "")
    assert days(whole, 5) == [quiet, quiet, ended, began, quiet]


def test_ends_on_the_last_days() -> None:
    planned = window("11-16 10:00", "11-16 11:00")
    whole = site(
        notice(update("11-16 10:00", "notice"), until="11-18 10:00"),
        maintenance(
            planned,
            update("11-15 10:00", "scheduled"),
            update("11-16 10:30", "scheduled", window=window("11-25 10:00", "11-25 11:00")),
            update("11-19 10:00", "cancelled"),
        ),
        maintenance(
            window("11-25 10:00", "11-25 11:00"),
            update("11-16 10:00", "scheduled"),
            update("11-18 10:00", "cancelled"),
            slug="off",
        ),
        incident(
            update("11-16 10:00", "investigating"),
            update("11-17 10:00", "resolved"),
            update("11-19 10:00", "investigating"),
        ),
    )
    assert days(whole, 5) == [
        ("", "", "trouble"),
        ("", "works", "trouble"),
        ("off", "notice", ""),
        ("", "trouble", "notice"),
        ("notice trouble works", "", ""),
    ]


def test_a_month_lists_what_began_earlier_and_ended_or_went_on_in_it() -> None:
    whole = site(
        outage("", "2026-07-20 10:00", "2026-10-19 10:00"),
        outage("", "2026-05-20 10:00", "2026-05-21 10:00"),
    )
    found = {month.first.month: told(month) for month in months(whole, status_of(whole))}
    assert found == {
        10: ("", "trouble", ""),
        9: ("", "", "trouble"),
        8: ("", "", "trouble"),
        7: ("trouble", "", ""),
        5: ("trouble", "", ""),
    }


# Laws


@given(one=incidents("one"), note=notices("note"), works=maintenances(), as_of=INSTANTS)
def test_days_and_longer_periods_list_the_same(
    one: Incident, note: Incident, works: Incident, as_of: datetime
) -> None:
    known = [each for each in (one, note, works) if is_published(each.updates[0].at, as_of)]
    timelines = [timeline_of(each, as_of) for each in known]
    listed = [(at, each) for each in timelines if (at := entered(each)) is not None]
    dates = [date(2026, 11, 15) + timedelta(days=ahead) for ahead in range(11)]
    logs = [log_of(day, after, "UTC", listed) for day, after in pairwise(dates)]
    for at, timeline in listed:
        parts = [_part(log, timeline) for log in logs]
        assert [dates[place] for place, part in enumerate(parts) if part == "began"] == [at.date()]
        last = max(place for place, part in enumerate(parts) if part)
        if timeline.ended:
            assert dates[last] == max(at, timeline.ended).date()
            assert parts[last] in {"began", "ended"}
        for day, part in zip(dates, parts, strict=False):
            start = datetime(day.year, day.month, day.day, tzinfo=UTC)
            is_open = any(
                spell.start < start + timedelta(days=1) and not (spell.end and spell.end <= start)
                for spell in timeline.spells
            )
            assert part or not is_open
        for middle in dates[1:-1]:
            halves = (
                log_of(dates[0], middle, "UTC", listed),
                log_of(middle, dates[-1], "UTC", listed),
            )
            kept = [bool(_part(half, timeline)) for half in halves]
            place = dates.index(middle)
            assert kept == [any(parts[:place]), any(parts[place:])]


def _part(log: Log, timeline: Timeline) -> str:
    """Return the only list that has it, if one does."""
    began, ended = ([each for _, each in row] for row in (log.began, log.ended))
    rows = {"began": began, "ended": ended, "ongoing": log.ongoing}
    found = [name for name, row in rows.items() if timeline in row]
    assert len(found) <= 1
    return "".join(found)


@given(one=incidents("one"), two=incidents("two"), works=maintenances(), as_of=INSTANTS)
def test_days_are_complete_and_uptime_is_a_percentage(
    one: Incident, two: Incident, works: Incident, as_of: datetime
) -> None:
    whole = [each for each in (one, two, works) if is_published(each.updates[0].at, as_of)]
    found = record(*whole, as_of=as_of)
    assert found.uptime is not None
    assert 0 <= found.uptime <= 100
    assert found.uptime == found.uptime.quantize(Decimal("0.01"))
    assert {sum(seconds for _, seconds in day.spans) for day in found.days[:-1]} == {24 * HOUR}
    lost = {state for day in found.days for state, _ in day.spans} & {PARTIAL, DOWN}
    assert (found.uptime == 100) is not bool(lost)
    assert all(day.state == day.spans[0][0] for day in found.days[:-1])
    fewer = record(*whole[1:], as_of=as_of).uptime
    assert fewer is not None
    assert found.uptime <= fewer


def work_for(count: int) -> int:
    """Return the number of function calls for the records of 30 components."""
    start = datetime(2026, 9, 1, tzinfo=UTC)
    many = [
        incident(
            update(start + timedelta(hours=2 * number), "investigating", f"c{number % 30}=down"),
            update(start + timedelta(hours=2 * number, minutes=30), "resolved"),
            slug=f"i{number}",
        )
        for number in range(count)
    ]
    components = tuple(component(f"c{number}") for number in range(30))
    whole = site(*many, components=components, as_of="2026-11-25 12:00")
    status = status_of(whole)
    called = 0

    def count_call(_frame: object, event: str, _argument: object) -> None:
        nonlocal called
        called += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        found = records(whole, status)
    finally:
        sys.setprofile(before)
    assert len(found) == 30
    return called


def test_computing_records_takes_linear_time() -> None:
    few, some, many = map(work_for, (0, 250, 1000))
    assert many - few < 5 * (some - few)
    assert many < 200_000  # three times the usual number; quadratic work would need more


@given(
    one=incidents("one"),
    two=incidents("two"),
    works=maintenances(),
    as_of=INSTANTS,
    zone=st.sampled_from(["UTC", "Europe/Paris", "Asia/Kolkata"]),
    until=st.none() | INSTANTS,
)
@settings(max_examples=30)
def test_counting_by_the_half_hour_gives_the_same_result(
    *,
    one: Incident,
    two: Incident,
    works: Incident,
    as_of: datetime,
    zone: str,
    until: datetime | None,
) -> None:
    whole = [each for each in (one, two, works) if is_published(each.updates[0].at, as_of)]
    found = record(*whole, as_of=as_of, timezone=zone, until=until)
    held = [
        (holding.start, holding.end, MAINTENANCE if each is works else holding.state)
        for each in whole
        for holding in timeline_of(each, as_of).holdings
        if holding.component == "api"
    ]
    tally = {day.date: Counter[ComponentState]() for day in found.days}
    total, now = 0, as_of - timedelta(days=92)
    while (day := now.astimezone(ZoneInfo(zone)).date()) <= found.days[-1].date:
        if day in tally and (until is None or now < until):
            total += 1
            states = (
                state for start, end, state in held if start <= now and (end is None or now < end)
            )
            if now < as_of:
                tally[day][max(states, default=OK)] += 1
        now += timedelta(minutes=30)
    for each in found.days:
        assert {state: seconds // 1800 for state, seconds in each.spans} == tally[each.date]
    lost = sum(10 * each[DOWN] + 3 * each[PARTIAL] for each in tally.values())
    assert found.uptime == Decimal((10 * total - lost) * 10_000 // (10 * total)) / 100
