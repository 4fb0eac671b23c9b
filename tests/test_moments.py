from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from builders import at, incident, maintenance, notice, states, update, window
from hypothesis import given
from strategies import INSTANTS, incidents, maintenances

from statusgen.model import WITHDRAWN, Impact, Incident, State
from statusgen.moments import (
    Moment,
    clock_edge,
    impact_of,
    is_published,
    moments_of,
    opening_moment,
)


def moments(whole: Incident, as_of: str = "23:59") -> tuple[Moment, ...]:
    return moments_of(whole, at(as_of))


def story(whole: Incident, as_of: str = "23:59") -> list[str]:
    """Each moment as ``22:00 in_progress``, with ``*`` if the clock made it."""
    return [
        f"{moment.update.at:%H:%M} {moment.state}{'*' if moment.update.by_clock else ''}"
        for moment in moments(whole, as_of)
    ]


# Order and states


def test_an_update_keeps_the_previous_state() -> None:
    whole = incident(
        update("10:00", "identified"), update("10:10", "update"), update("10:20", "resolved")
    )
    assert story(whole) == ["10:00 identified", "10:10 identified", "10:20 resolved"]


@pytest.mark.parametrize(
    ("whole", "state"),
    [
        (incident(update("10:00", "update")), State.INVESTIGATING),
        (maintenance(window("12:00", "13:00"), update("10:00", "update")), State.SCHEDULED),
        (notice(update("10:00", "update")), State.NOTICE),
    ],
)
def test_a_first_update_means_the_first_state_of_its_sort(whole: Incident, state: State) -> None:
    assert moments(whole, "10:00")[0].state is state


def test_an_update_up_to_ten_minutes_ahead_is_in_force() -> None:
    whole = incident(update("10:00", "investigating"), update("10:20", "resolved"))
    assert story(whole, "10:09") == ["10:00 investigating"]
    assert story(whole, "10:10") == ["10:00 investigating", "10:20 resolved"]
    assert is_published(at("10:10"), at("10:00"))
    assert not is_published(at("10:10") + timedelta(seconds=1), at("10:00"))


def test_there_are_no_moments_before_the_first_update() -> None:
    assert moments(incident(update("10:00", "investigating")), "09:49") == ()


# Components


def held(whole: Incident, as_of: str = "23:59") -> list[str]:
    return [
        ", ".join(f"{component}={state.word}" for component, state in moment.components)
        for moment in moments(whole, as_of)
    ]


def test_states_last_until_they_change_or_the_incident_is_resolved() -> None:
    whole = incident(
        update("10:00", "investigating"),
        update("10:10", "identified", "web=degraded"),
        update("10:20", "monitoring", "api=ok"),
        update("10:30", "resolved"),
        components="api=down",
    )
    assert held(whole) == [
        "api=major_outage",
        "api=major_outage, web=degraded_performance",
        "api=operational, web=degraded_performance",
        "api=operational, web=operational",
    ]


def test_a_state_in_a_resolution_lasts_until_it_is_changed() -> None:
    whole = incident(
        update("10:00", "investigating", "api=down, web=down"),
        update("10:10", "resolved", "api=degraded"),
        update("10:20", "update"),
        update("10:30", "update", "api=ok"),
    )
    assert held(whole)[1:] == [
        "api=degraded_performance, web=operational",
        "api=degraded_performance, web=operational",
        "api=operational, web=operational",
    ]
    assert moments(whole)[-1].state is State.RESOLVED


def test_a_second_resolution_resets_the_states_of_the_first() -> None:
    whole = incident(
        update("10:00", "investigating", "api=down"),
        update("10:10", "resolved", "api=degraded"),
        update("10:20", "resolved"),
    )
    assert held(whole)[-1] == "api=operational"


@pytest.mark.parametrize("word", ["investigating", "identified", "monitoring"])
def test_reopening_restores_the_states_from_before_the_end(word: str) -> None:
    whole = incident(
        update("10:00", "investigating", "api=down, web=partial"),
        update("10:10", "resolved", "api=degraded"),
        update("10:20", "resolved"),
        update("10:30", word, "web=degraded"),
    )
    assert held(whole)[-1] == "api=major_outage, web=degraded_performance"


def test_reopening_an_incident_with_only_resolutions_restores_the_first_states() -> None:
    whole = incident(
        update("10:00", "resolved"), update("10:10", "investigating"), components="api=partial"
    )
    assert held(whole) == ["api=operational", "api=partial_outage"]


def test_the_components_that_an_update_changes() -> None:
    whole = incident(
        update("10:00", "investigating"),
        update("10:10", "update", "web=ok"),
        update("10:20", "update"),
        update("10:30", "resolved"),
        components="api=down",
    )
    assert [moment.changed for moment in moments(whole)] == [
        states("api=down"),
        states("web=ok"),
        (),
        states("api=ok"),
    ]


# Impact


def test_impact_follows_from_the_worst_component() -> None:
    assert [impact_of([state]) for _, state in states("a=ok, b=maintenance, c=degraded")] == [
        Impact.NONE,
        Impact.NONE,
        Impact.MINOR,
    ]
    assert impact_of(state for _, state in states("a=partial, b=degraded")) is Impact.MAJOR
    assert impact_of(state for _, state in states("a=partial, b=down")) is Impact.CRITICAL
    assert impact_of([]) is Impact.NONE


def test_a_stated_impact_lasts_until_the_next_one() -> None:
    whole = incident(
        update("10:00", "investigating", "api=down"),
        update("10:10", "update", impact=Impact.NONE),
        update("10:20", "identified", "api=degraded"),
        impact=Impact.MINOR,
    )
    assert [moment.impact for moment in moments(whole)] == [Impact.MINOR, Impact.NONE, Impact.NONE]


# Fields


def test_fields_last_until_replaced_or_withdrawn() -> None:
    whole = incident(
        update("10:00", "investigating", action="Wait", eta="12:00", cause="A cat"),
        update("10:10", "update"),
        update("10:20", "update", action="Rotate keys", cause=WITHDRAWN),
        update("10:30", "update", action=WITHDRAWN),
    )
    actions = [moment.action and moment.action.markdown for moment in moments(whole)]
    assert actions == ["Wait", "Wait", "Rotate keys", None]
    assert [moment.cause is None for moment in moments(whole)] == [False, False, True, True]
    assert {moment.eta for moment in moments(whole)} == {at("12:00")}


def test_workaround_and_eta_end_with_the_incident() -> None:
    whole = incident(
        update("10:00", "identified", workaround="EU", eta="12:00", fix="Rolled back", action="Go"),
        update("10:10", "resolved"),
        update("10:20", "investigating"),
    )
    *_, end, again = moments(whole)
    assert (end.workaround, end.eta) == (again.workaround, again.eta) == (None, None)
    assert end.fix is not None
    assert end.action is not None


# Maintenance

NIGHT = window("22:00", "23:00")


def test_the_clock_starts_and_ends_maintenance_without_updates() -> None:
    whole = maintenance(NIGHT, update("10:00", "scheduled"), components="api=maintenance")
    assert story(whole, "21:59") == ["10:00 scheduled"]
    assert story(whole, "22:00") == ["10:00 scheduled", "22:00 in_progress*"]
    assert story(whole)[2:] == ["23:00 completed*"]
    assert held(whole) == ["api=operational", "api=under_maintenance", "api=operational"]
    assert [moment.update.id for moment in moments(whole)[1:]] == [
        "20261120T220000Z-start",
        "20261120T230000Z-end",
    ]


@pytest.mark.parametrize("word", ["in_progress", "verifying"])
def test_maintenance_with_an_update_needs_one_to_end(word: str) -> None:
    whole = maintenance(
        NIGHT, update("10:00", "scheduled"), update("22:10", word), update("22:20", "update")
    )
    assert story(whole)[1:] == ["22:00 in_progress*", f"22:10 {word}", f"22:20 {word}"]


def test_an_update_without_a_state_lets_the_clock_end_maintenance() -> None:
    whole = maintenance(NIGHT, update("10:00", "scheduled"), update("22:10", "update"))
    assert story(whole)[-1] == "23:00 completed*"


def test_an_update_goes_before_the_clock_at_the_same_instant() -> None:
    begun = maintenance(NIGHT, update("10:00", "scheduled"), update("22:00", "in_progress"))
    assert story(begun) == ["10:00 scheduled", "22:00 in_progress"]
    ended = maintenance(NIGHT, update("10:00", "scheduled"), update("23:00", "completed"))
    assert story(ended)[1:] == ["22:00 in_progress*", "23:00 completed"]
    kept = maintenance(NIGHT, update("10:00", "scheduled"), update("22:00", "update"))
    assert story(kept)[1:] == ["22:00 scheduled", "22:00 in_progress*", "23:00 completed*"]


@pytest.mark.parametrize("word", ["completed", "cancelled"])
def test_maintenance_that_ends_before_its_window_never_starts(word: str) -> None:
    whole = maintenance(
        NIGHT, update("10:00", "scheduled"), update("21:00", word), components="api=maintenance"
    )
    assert story(whole) == ["10:00 scheduled", f"21:00 {word}"]
    assert set(held(whole)) == {"api=operational"}


def test_the_clock_ignores_maintenance_that_begins_early() -> None:
    whole = maintenance(NIGHT, update("10:00", "scheduled"), update("21:50", "in_progress"))
    assert story(whole) == ["10:00 scheduled", "21:50 in_progress"]


@pytest.mark.parametrize("word", ["in_progress", "verifying"])
def test_work_after_the_end_reopens_maintenance(word: str) -> None:
    whole = maintenance(
        NIGHT, update("10:00", "scheduled"), update("23:10", word), components="api=degraded"
    )
    assert story(whole)[2:] == ["23:00 completed*", f"23:10 {word}"]
    assert held(whole)[-1] == "api=degraded_performance"


def test_a_later_window_makes_maintenance_scheduled_again() -> None:
    whole = maintenance(
        NIGHT,
        update("10:00", "scheduled"),
        update("22:10", "in_progress"),
        update("22:20", "update", window=window("23:00", "23:30")),
        components="api=maintenance",
    )
    assert story(whole)[2:] == [
        "22:10 in_progress",
        "22:20 scheduled",
        "23:00 in_progress*",
        "23:30 completed*",
    ]
    assert held(whole)[2:] == [
        "api=under_maintenance",
        "api=operational",
        "api=under_maintenance",
        "api=operational",
    ]


def test_a_window_from_the_update_keeps_maintenance_active() -> None:
    whole = maintenance(
        NIGHT,
        update("10:00", "scheduled"),
        update("22:10", "in_progress"),
        update("22:20", "update", window=window("22:20", "22:40")),
    )
    assert story(whole)[2:] == ["22:10 in_progress", "22:20 in_progress"]


def test_moving_a_window_that_has_begun_changes_only_its_end() -> None:
    whole = maintenance(
        NIGHT,
        update("10:00", "scheduled"),
        update("22:20", "update", window=window("22:10", "22:40")),
    )
    assert story(whole)[1:] == ["22:00 in_progress*", "22:20 in_progress", "22:40 completed*"]


def test_moving_a_window_before_its_start_changes_start_and_end() -> None:
    whole = maintenance(
        window("11:00", "12:00"),
        update("10:00", "scheduled"),
        update("10:30", "update", window=NIGHT),
    )
    assert story(whole) == [
        "10:00 scheduled",
        "10:30 scheduled",
        "22:00 in_progress*",
        "23:00 completed*",
    ]


def test_a_start_or_end_in_the_past_takes_effect_at_the_update() -> None:
    late = maintenance(NIGHT, update("22:10", "scheduled"))
    assert story(late) == ["22:10 scheduled", "22:10 in_progress*", "23:00 completed*"]
    moved = maintenance(
        NIGHT,
        update("10:00", "scheduled"),
        update("10:30", "update", window=window("10:10", "11:00")),
    )
    assert story(moved)[1:] == ["10:30 scheduled", "10:30 in_progress*", "11:00 completed*"]


def test_the_clock_has_no_tolerance() -> None:
    whole = maintenance(NIGHT, update("10:00", "scheduled"), update("22:05", "in_progress"))
    assert story(whole, "21:59") == ["10:00 scheduled", "22:05 in_progress"]
    assert story(whole, "22:00") == ["10:00 scheduled", "22:00 in_progress*", "22:05 in_progress"]


def test_states_in_a_completion_are_not_restored() -> None:
    whole = maintenance(
        NIGHT,
        update("10:00", "scheduled", "web=partial"),
        update("22:30", "completed", "api=down, mail=down"),
        update("22:40", "in_progress"),
        components="api=maintenance",
    )
    assert held(whole)[-2:] == [
        "api=operational, web=operational, mail=operational",
        "api=under_maintenance, web=partial_outage, mail=operational",
    ]


def test_inactive_maintenance_changes_no_components() -> None:
    whole = maintenance(NIGHT, update("10:00", "scheduled"), components="api=maintenance")
    assert [moment.changed for moment in moments(whole)] == [
        (),
        states("api=maintenance"),
        states("api=ok"),
    ]


def test_the_next_update_of_the_clock() -> None:
    whole = maintenance(NIGHT, update("10:00", "scheduled"))
    start = clock_edge(moments(whole, "10:00"))
    assert start is not None
    assert (start.at, start.by_clock, start.state) == (at("22:00"), True, State.IN_PROGRESS)
    assert clock_edge(moments(whole)) is None
    assert clock_edge(moments(incident(update("10:00", "investigating")))) is None


# Notices


def test_a_notice_affects_nothing() -> None:
    whole = notice(update("10:00", "notice", "api=down"), impact=Impact.MAJOR)
    assert held(whole) == ["api=operational"]
    assert moments(whole)[0].impact is Impact.NONE


# Laws


@given(whole=incidents() | maintenances(), early=INSTANTS, late=INSTANTS)
def test_later_updates_never_change_the_past(
    whole: Incident, early: datetime, late: datetime
) -> None:
    first, second = sorted((early, late))
    before = [m for m in moments_of(whole, first) if m.update.at <= first]
    after = [m for m in moments_of(whole, second) if m.update.at <= first]
    assert before == after


@given(whole=incidents() | maintenances(), as_of=INSTANTS)
def test_moments_are_in_order_and_know_their_state(whole: Incident, as_of: datetime) -> None:
    found = moments_of(whole, as_of)
    assert [m.update.at for m in found] == sorted(m.update.at for m in found)
    assert State.UPDATE not in {moment.state for moment in found}
    assert len({moment.update.id for moment in found}) == len(found)
    touched = [component for component, _ in opening_moment(whole).components]
    for moment in found:
        ids = [component for component, _ in moment.components]
        assert ids[: len(touched)] == touched
        assert {component for component, _ in moment.update.components} <= set(ids)
        touched = ids
