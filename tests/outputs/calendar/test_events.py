"""The event of one maintenance."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import at, maintenance, site, update, window
from hypothesis import given
from hypothesis import strategies as st
from outputs.calendar.diary import ANNOUNCED, PARTS, WORKS, event, files, read
from strategies import maintenances

from statusgen.model import Incident, Text


def times(found: Any) -> tuple[datetime, datetime]:  # noqa: ANN401 - as above
    return found.start, found.end


def paragraphs(found: Any) -> list[str]:  # noqa: ANN401 - as above
    return str(found["DESCRIPTION"]).split("\n\n")


def test_moved_maintenance_shows_its_current_window() -> None:
    moved = update(
        "11-18 10:00", "update", window=window("12-02 21:00", "12-02 22:30"), body="A week later."
    )
    found = event(maintenance(window("11-28 21:00", "11-28 23:00"), ANNOUNCED, moved))
    assert times(found) == (at("2026-12-02 21:00"), at("2026-12-02 22:30"))
    assert (found["SEQUENCE"], found["STATUS"]) == (1, "CONFIRMED")
    assert found.DTSTAMP == found.last_modified == at("11-18 10:00")
    assert found["UID"] == event(WORKS)["UID"]
    assert paragraphs(found)[:4] == [
        "Scheduled · 18 Nov 2026, 10:00\u00a0UTC",
        "Originally planned: 28 Nov 2026, 21:00\u00a0– 23:00\u00a0UTC",  # noqa: RUF001 - en dash
        "A week later.",
        "We upgrade the database.",
    ]


def test_what_the_clock_starts_and_ends_are_updates() -> None:
    works = maintenance(window("13:00", "14:00"), ANNOUNCED)
    before, meanwhile, after = (event(works, as_of=time) for time in ("12:00", "13:30", "14:00"))
    assert [each["SEQUENCE"] for each in (before, meanwhile, after)] == [0, 1, 2]
    assert [each.DTSTAMP for each in (before, meanwhile, after)] == [
        at("11-10 09:00"),
        at("13:00"),
        at("14:00"),
    ]
    assert times(before) == times(meanwhile) == times(after) == (at("13:00"), at("14:00"))
    assert paragraphs(meanwhile)[1:3] == [
        "Scheduled maintenance has begun.",
        "We upgrade the database.",
    ]


def test_overrunning_maintenance_ends_at_its_actual_end() -> None:
    longer = update("13:50", "in_progress", body="It takes longer.")
    works = maintenance(window("13:00", "14:00"), ANNOUNCED, longer)
    meanwhile = event(works, as_of="15:00")
    assert times(meanwhile) == (at("13:00"), at("14:00"))
    told = "Planned 20 Nov 2026, 13:00\u00a0– 14:00\u00a0UTC, still in progress"  # noqa: RUF001 - en dash
    assert told in paragraphs(meanwhile)
    over = replace(works, updates=(*works.updates, update("15:20", "completed")))
    assert times(event(over, as_of="16:00")) == (at("13:00"), at("15:20"))


def test_early_maintenance_shows_its_actual_times() -> None:
    early = (update("12:40", "in_progress"), update("13:10", "completed"))
    works = maintenance(window("13:00", "14:00"), ANNOUNCED, *early)
    assert times(event(works, as_of="12:50")) == (at("12:40"), at("14:00"))
    assert times(event(works, as_of="13:30")) == (at("12:40"), at("13:10"))


def test_late_maintenance_shows_its_actual_times() -> None:
    begun = update("13:20", "in_progress", window=window("13:20", "14:20"))
    works = maintenance(window("13:00", "14:00"), ANNOUNCED, begun)
    assert times(event(works, as_of="13:05")) == (at("13:00"), at("14:00"))
    assert times(event(works, as_of="13:30")) == (at("13:20"), at("14:20"))
    over = replace(works, updates=(*works.updates, update("14:10", "completed")))
    assert times(event(over, as_of="15:00")) == (at("13:20"), at("14:10"))


@pytest.mark.parametrize("state", ["cancelled", "completed"])
def test_maintenance_that_never_began_is_cancelled(state: str) -> None:
    off = update("11-19 14:00", state, body="Another day.")
    found = event(maintenance(window("11-28 21:00", "11-28 23:00"), ANNOUNCED, off))
    assert (found["STATUS"], found["SEQUENCE"]) == ("CANCELLED", 1)
    assert found["SUMMARY"] == f"[{state.capitalize()}] works"
    assert times(found) == (at("11-28 21:00"), at("11-28 23:00"))


def test_rescheduled_maintenance_shows_its_new_window() -> None:
    begun = update("13:05", "in_progress")
    later = update("13:20", "update", window=window("11-27 13:00", "11-27 14:00"))
    works = maintenance(window("13:00", "14:00"), ANNOUNCED, begun, later)
    assert times(event(works, as_of="13:30")) == (at("11-27 13:00"), at("11-27 14:00"))
    assert times(event(works, as_of="11-28 09:00")) == (at("11-27 13:00"), at("11-27 14:00"))
    off = replace(works, updates=(*works.updates, update("11-22 09:00", "completed")))
    assert event(off, as_of="11-23 09:00")["STATUS"] == "CANCELLED"


def test_reopened_maintenance_is_one_event() -> None:
    again = (update("14:30", "in_progress"), update("15:00", "completed"))
    works = maintenance(window("13:00", "14:00"), ANNOUNCED, *again)
    assert times(event(works, as_of="16:00")) == (at("13:00"), at("15:00"))


def test_late_announcement_shows_the_planned_window() -> None:
    late = maintenance(window("09:00", "10:00"), update("11:00", "scheduled"))
    assert times(event(late, as_of="12:00")) == (at("09:00"), at("10:00"))


def test_three_days_over_a_change_of_the_clocks() -> None:
    """Paris puts its clocks back on 25 October, so these three days have 73 hours."""
    works = maintenance(
        window("2026-10-23 22:00", "2026-10-26 23:00"), update("2026-10-01 09:00", "scheduled")
    )
    shown = site(works, as_of="2026-10-20 09:00", components=PARTS, timezone="Europe/Paris")
    data = files(shown)["maintenance.ics"]
    assert b"\r\nDTSTART:20261023T220000Z\r\nDTEND:20261026T230000Z\r\n" in data
    found = read(data)[0]
    assert found.end - found.start == timedelta(hours=73)


def test_description_has_all_facts() -> None:
    told = update(
        "11-18 10:00",
        "update",
        body="See [how](https://x.example/a).",
        action="Log out **before**.",
        workaround="Wait.",
    )
    works = maintenance(
        window("11-28 21:00", "11-28 23:00"), ANNOUNCED, told, summary=Text(markdown="In short.")
    )
    assert paragraphs(event(works))[1:] == [
        "See how (https://x.example/a).",
        "In short.",
        "Action required: Log out before.",
        "Workaround: Wait.",
        "https://status.acme.example/incidents/works/",
    ]


@given(works=maintenances(), steps=st.lists(st.integers(0, 120), min_size=2, max_size=2))
def test_laws_of_every_event(works: Incident, steps: list[int]) -> None:
    """An event has a duration, and its revision and dates never go back."""
    seen = []
    for step in sorted(steps):
        as_of = at("00:00") + timedelta(minutes=30 * step)
        published = tuple(each for each in works.updates if each.at <= as_of)
        if published:
            shown = site(replace(works, updates=published), as_of=as_of)
            found = read(files(shown)["maintenance.ics"])
            assert len(found) == 1
            assert found[0].start < found[0].end
            assert found[0]["STATUS"] in {"CONFIRMED", "CANCELLED"}
            seen.append(found[0])
    assert [each["SEQUENCE"] for each in seen] == sorted(each["SEQUENCE"] for each in seen)
    assert [each.DTSTAMP for each in seen] == sorted(each.DTSTAMP for each in seen)
