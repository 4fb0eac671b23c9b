from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from builders import at, incident, maintenance, notice, update, window
from hypothesis import given
from hypothesis import strategies as st
from strategies import INSTANTS, incidents, maintenances, notices

from statusgen.model import WITHDRAWN, ComponentState, Impact, Incident, Sort
from statusgen.moments import TOLERANCE
from statusgen.timeline import Timeline, bounds_of, misplaced_ends, open_time, timeline_of


def played(whole: Incident, as_of: str = "23:59") -> Timeline:
    return timeline_of(whole, at(as_of))


def holdings(whole: Incident, as_of: str = "23:59") -> list[tuple[str, str, str, str]]:
    return [
        (
            held.component,
            held.state.word,
            f"{held.start:%H:%M}",
            f"{held.end:%H:%M}" if held.end else "",
        )
        for held in played(whole, as_of).holdings
    ]


def spells(whole: Incident, as_of: str = "23:59") -> list[tuple[str, str]]:
    return [
        (f"{spell.start:%H:%M}", f"{spell.end:%H:%M}" if spell.end else "")
        for spell in played(whole, as_of).spells
    ]


def test_states_begin_with_the_start() -> None:
    whole = incident(
        update("10:00", "investigating", "web=degraded"),
        update("10:30", "identified", "api=degraded"),
        update("11:00", "resolved"),
        components="api=down",
        started="09:30",
    )
    assert holdings(whole) == [
        ("api", "major_outage", "09:30", "10:30"),
        ("web", "degraded_performance", "10:00", "11:00"),
        ("api", "degraded_performance", "10:30", "11:00"),
    ]
    assert played(whole).began == at("09:30")


def test_an_incident_ended_before_the_update_that_says_so() -> None:
    whole = incident(
        update("10:00", "investigating", "api=down"),
        update("10:30", "monitoring", "api=degraded"),
        update("12:00", "resolved", ended="10:20"),
        update("13:00", "investigating", "api=partial"),
        update("14:00", "resolved", ended="13:30"),
        update("15:00", "resolved"),
    )
    assert spells(whole) == [("10:00", "10:20"), ("13:00", "13:30")]
    assert holdings(whole) == [
        ("api", "major_outage", "10:00", "10:20"),
        ("api", "partial_outage", "13:00", "13:30"),
    ]
    assert (played(whole).ended, played(whole).closed) == (at("13:30"), at("14:00"))
    assert open_time(played(whole), at("23:59")) == timedelta(minutes=50)
    before = played(whole, "11:30")  # the past does not change
    assert (before.ended, before.now.state.word) == (None, "monitoring")


def test_maintenance_ended_before_the_clock_or_an_update_says_so() -> None:
    works = maintenance(
        window("11:00", "12:00"),
        update("10:00", "scheduled"),
        update("12:30", "completed", ended="11:40"),
    )
    assert spells(works) == [("11:00", "11:40")]
    assert (played(works).ended, played(works).closed) == (at("11:40"), at("12:00"))


def test_the_seven_days_at_the_top_count_from_the_report_of_the_end() -> None:
    whole = incident(
        update("11-01 10:00", "investigating"),
        update("11-12 10:00", "resolved", ended="11-02 10:00", action="Change your password."),
    )
    assert timeline_of(whole, at("11-19 09:00")).pinned
    assert not timeline_of(whole, at("11-19 10:00")).pinned


@pytest.mark.parametrize(
    ("updates", "found"),
    [
        ([("10:00", "investigating", None), ("11:00", "resolved", "10:00")], []),
        ([("10:00", "investigating", None), ("11:00", "resolved", "09:59")], ["10:00"]),
        ([("10:00", "investigating", "09:00")], [None]),
        ([("10:00", "resolved", "09:40")], ["10:00"]),
        (
            [
                ("10:00", "investigating", None),
                ("11:00", "resolved", None),
                ("12:00", "identified", None),
                ("13:00", "resolved", "11:30"),
            ],
            ["12:00"],
        ),
        ([("10:00", "investigating", None), ("11:00", "update", "10:30")], [None]),
        (
            [
                ("10:00", "investigating", None),
                ("11:00", "resolved", None),
                ("12:00", "resolved", "10:50"),
                ("13:00", "resolved", "11:30"),
            ],
            [None],
        ),
    ],
)
def test_an_end_that_does_not_fit_is_found(
    updates: list[tuple[str, str, str | None]], found: list[str | None]
) -> None:
    whole = incident(*(update(time, state, ended=ended) for time, state, ended in updates))
    begun = [opened and f"{opened:%H:%M}" for _, opened in misplaced_ends(whole)]
    assert begun == found


def test_without_a_start_the_first_update_decides() -> None:
    whole = incident(update("10:00", "investigating", "api=ok"), components="api=down")
    assert holdings(whole) == []
    assert played(whole).impact is Impact.NONE
    assert played(whole).touched == ("api",)


def test_the_impact_is_the_highest_it_ever_had() -> None:
    whole = incident(
        update("10:00", "investigating", "api=degraded"), components="api=down", started="09:30"
    )
    assert played(whole).impact is Impact.CRITICAL
    assert played(whole).now.impact is Impact.MINOR


def test_open_time_adds_up_after_reopening() -> None:
    whole = incident(
        update("10:00", "investigating"),
        update("10:30", "resolved"),
        update("10:40", "resolved"),
        update("11:00", "identified"),
        update("11:30", "resolved"),
        update("11:40", "update"),
        started="09:50",
    )
    assert spells(whole) == [("09:50", "10:30"), ("11:00", "11:30")]
    assert open_time(played(whole), at("12:00")) == timedelta(minutes=70)
    assert played(whole, "10:45").ended == at("10:30")
    assert played(whole, "11:05").ended is None
    assert played(whole, "11:50").ended == at("11:30")
    assert played(whole, "11:50").last_update == at("11:40")


def test_an_open_incident_has_been_open_until_now() -> None:
    whole = incident(update("10:00", "investigating"))
    assert open_time(played(whole, "10:20"), at("10:20")) == timedelta(minutes=20)
    assert open_time(played(whole, "09:55"), at("09:55")) == timedelta()
    assert played(whole).is_open


def test_a_resolution_dated_ahead_counts_at_once() -> None:
    whole = incident(update("10:00", "investigating", "api=down"), update("10:30", "resolved"))
    assert played(whole, "10:20").ended == at("10:30")
    assert not played(whole, "10:20").is_open


# Promises


def test_a_promise_is_overdue_at_its_time() -> None:
    whole = incident(update("10:00", "investigating", next="10:30"))
    early, late = played(whole, "10:29").promise, played(whole, "10:30").promise
    assert early is not None
    assert late is not None
    assert (early.at, early.overdue) == (at("10:30"), False)
    assert late.overdue


@pytest.mark.parametrize("word", ["update", "resolved"])
def test_any_later_update_keeps_a_promise(word: str) -> None:
    whole = incident(update("10:00", "investigating", next="10:30"), update("10:40", word))
    assert played(whole, "10:30").promise is None
    assert played(whole, "10:50").promise is None


def test_a_resolved_incident_has_no_promise() -> None:
    assert played(incident(update("10:00", "resolved", next="10:30"))).promise is None


# Pinned


def test_a_resolution_with_an_action_is_pinned_for_seven_days() -> None:
    whole = incident(
        update("10:00", "investigating"), update("11:00", "resolved", action="Rotate keys")
    )
    assert not played(whole, "10:30").pinned
    assert played(whole, "11-27 10:59").pinned
    assert not played(whole, "11-27 11:00").pinned


def test_a_withdrawn_action_does_not_pin() -> None:
    whole = incident(
        update("10:00", "investigating", action="Wait"),
        update("11:00", "resolved", action=WITHDRAWN),
    )
    assert not played(whole, "11:30").pinned


def test_maintenance_with_an_action_is_not_pinned_after_its_end() -> None:
    whole = maintenance(window("22:00", "23:00"), update("10:00", "scheduled", action="Save"))
    assert not played(whole).pinned


def test_pinned_while_open_or_until_a_day() -> None:
    updates = (update("10:00", "investigating"), update("11:00", "resolved"))
    assert played(incident(*updates, pinned=True), "10:30").pinned
    assert not played(incident(*updates, pinned=True), "11:30").pinned
    dated = incident(*updates, pinned_until="11-22 00:00")
    assert played(dated, "11-21 23:59").pinned
    assert not played(dated, "11-22 00:00").pinned


# Maintenance

NIGHT = window("22:00", "23:00")


def test_maintenance_affects_its_components_from_start_to_end() -> None:
    whole = maintenance(
        NIGHT,
        update("10:00", "scheduled"),
        update("22:30", "update", "api=partial"),
        components="api=maintenance",
    )
    assert holdings(whole) == [
        ("api", "under_maintenance", "22:00", "22:30"),
        ("api", "partial_outage", "22:30", "23:00"),
    ]
    assert all(held.planned for held in played(whole).holdings)
    assert played(whole, "10:00").touched == ("api",)


def test_when_maintenance_began() -> None:
    whole = maintenance(
        NIGHT,
        update("10:00", "scheduled"),
        update("22:10", "update", window=window("11-21 22:00", "11-21 23:00")),
    )
    assert played(whole, "11:00").began == at("22:00")
    assert played(whole, "11-22 00:00").began == at("22:00")
    assert spells(whole, "11-22 00:00") == [("22:00", "22:10"), ("22:00", "23:00")]
    moved = maintenance(
        NIGHT, update("10:00", "update"), update("10:10", "update", window=window("20:00", "21:00"))
    )
    assert played(moved, "11:00").began == at("20:00")
    assert played(moved, "11:00").is_upcoming


def test_maintenance_overruns_when_an_update_keeps_it_going() -> None:
    whole = maintenance(NIGHT, update("10:00", "scheduled"), update("22:30", "in_progress"))
    assert not played(whole, "22:59").overruns
    assert played(whole, "23:00").overruns
    assert played(whole, "23:00").is_active
    assert not played(maintenance(NIGHT, update("10:00", "scheduled")), "23:00").overruns


def test_cancelled_maintenance_was_never_active() -> None:
    whole = maintenance(NIGHT, update("10:00", "scheduled"), update("11:00", "cancelled"))
    assert spells(whole) == []
    assert played(whole).ended == at("11:00")
    assert open_time(played(whole), at("23:00")) == timedelta()


# Notices


def test_the_clock_ends_a_notice_without_an_update() -> None:
    whole = notice(update("10:00", "notice"), update("10:30", "update"), until="11:00")
    assert played(whole, "10:59").is_open
    ended = played(whole, "11:00")
    assert ended.ended == at("11:00")
    assert len(ended.moments) == 2
    assert spells(whole, "11:00") == [("10:00", "11:00")]


def test_a_notice_ends_when_resolved_or_at_its_until() -> None:
    early = notice(update("10:00", "notice"), update("10:30", "resolved"), until="11:00")
    assert played(early, "12:00").ended == at("10:30")
    late = notice(update("10:00", "notice"), update("11:30", "resolved"), until="11:00")
    assert played(late, "12:00").ended == at("11:00")
    assert spells(late, "12:00") == [("10:00", "11:00")]


# Laws


def clipped(timeline: Timeline, until: datetime) -> set[tuple[str, ComponentState, str, str]]:
    return {
        (held.component, held.state, str(held.start), str(min(held.end or until, until)))
        for held in timeline.holdings
        if held.start < until
    }


@given(whole=incidents() | maintenances(), early=INSTANTS, late=INSTANTS)
def test_past_holdings_never_change(whole: Incident, early: datetime, late: datetime) -> None:
    first, second = sorted((early, late))
    if whole.updates[0].at <= first + TOLERANCE:
        assert clipped(timeline_of(whole, first), first) == clipped(
            timeline_of(whole, second), first
        )
        assert timeline_of(whole, first).impact <= timeline_of(whole, second).impact


@given(
    whole=incidents() | maintenances() | notices(),
    later=st.timedeltas(timedelta(), timedelta(days=900)),
)
def test_from_some_instant_on_the_clock_changes_nothing(whole: Incident, later: timedelta) -> None:
    rest = bounds_of(whole).rest
    assert timeline_of(whole, rest + later) == timeline_of(whole, rest)


@given(whole=incidents() | maintenances(), as_of=INSTANTS)
def test_a_timeline_is_consistent(whole: Incident, as_of: datetime) -> None:
    if whole.updates[0].at > as_of + TOLERANCE:
        return
    timeline = timeline_of(whole, as_of)
    holding = {held.component: held.state for held in timeline.holdings if held.end is None}
    now = {component: state for component, state in timeline.now.components if state}
    assert holding == now
    assert (timeline.cleared is None) is bool(now)
    if timeline.cleared:
        assert all(held.end and held.end <= timeline.cleared for held in timeline.holdings)
    assert timeline.impact >= timeline.now.impact
    assert timeline.is_open is not timeline.state.is_end
    assert all(held.end is None or held.start < held.end for held in timeline.holdings)
    ends = [spell.end for spell in timeline.spells]
    assert None not in ends[:-1]
    goes_on = timeline.is_active if whole.sort is Sort.MAINTENANCE else timeline.is_open
    assert (ends[-1:] == [None]) is goes_on


@given(whole=maintenances(), as_of=INSTANTS)
def test_inactive_maintenance_affects_nothing(whole: Incident, as_of: datetime) -> None:
    if whole.updates[0].at > as_of + TOLERANCE:
        return
    timeline = timeline_of(whole, as_of)
    for held in timeline.holdings:
        assert held.planned
        assert any(
            spell.start <= held.start and (spell.end is None or (held.end or as_of) <= spell.end)
            for spell in timeline.spells
        )


def test_an_estimate_before_maintenance_starts_is_ignored() -> None:
    planned = window("10:00", "14:00")
    early = maintenance(planned, update("08:00", "scheduled", eta=at("09:00")))
    assert [played(early, hour).estimate for hour in ("08:30", "09:30", "11:00")] == [None] * 3
    begun = maintenance(planned, update("08:00", "in_progress", eta=at("09:00")))
    assert played(begun, "08:30").estimate == at("09:00")
    trouble = incident(update("08:00", "investigating", eta=at("08:00")))
    assert played(trouble, "08:30").estimate == at("08:00")


ANNOUNCED = update("09:00", "scheduled")


def late(time: str = "22:30", start: str = "22:30", state: str = "in_progress") -> Incident:
    told = update(time, state, window=window(start, "23:30"))
    return maintenance(
        window("22:00", "23:00"), ANNOUNCED, told, update("23:20", "completed"), components="api=ok"
    )


def test_maintenance_that_began_late_counts_from_the_window_of_the_update_that_says_so() -> None:
    for told in ("22:30", "22:45"):
        whole = late(told)
        assert spells(whole) == [("22:30", "23:20")]
        assert played(whole).began == at("22:30")
        assert open_time(played(whole), at("23:59")) == timedelta(minutes=50)
        moments = [f"{each.update.at:%H:%M}" for each in played(whole).moments]
        assert moments == ["09:00", "22:00", told, "23:20"]
        assert spells(whole, "22:15") == [("22:00", "")]  # as it was told then


def test_other_windows_do_not_move_the_start() -> None:
    assert spells(late(start="21:30")) == [("22:00", "23:20")]
    assert spells(late(state="verifying")) == [("22:00", "23:20")]
    plain = maintenance(window("22:00", "23:00"), ANNOUNCED, update("22:30", "in_progress"))
    assert spells(plain) == [("22:00", "")]
    typed = late().updates[1:]
    early = maintenance(window("22:00", "23:00"), update("21:00", "in_progress"), *typed)
    assert spells(early) == [("21:00", "23:20")]
