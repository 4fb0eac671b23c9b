"""Incidents and maintenance as the API has them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import at, component, group, incident, maintenance, notice, site, update, window

from statusgen.model import Impact, Incident, Postmortem, Sort, Text
from statusgen.outputs.api.components import directory
from statusgen.outputs.api.incidents import (
    ApiIncident,
    ApiPostmortem,
    Change,
    changes,
    newest,
    report,
    review,
    revised,
    state_word,
)
from statusgen.status import status_of
from statusgen.timeline import Timeline, play

PARTS = (component("api"), group("apps", component("web"), component("old", until="09:00")))
LOOK = Postmortem(
    slug="why",
    id="why",
    path="content/postmortems/why.md",
    title="Why",
    incidents=("trouble",),
    published=at("11-24 09:00"),
    body=Text(markdown="Long."),
    summary="Short.",
)
OVER = incident(update("10:00", "investigating", "api=down"), update("11:00", "resolved"))


def shown(told: Incident, as_of: str = "12:00", look: Postmortem | None = None) -> ApiIncident:
    whole = site(told, as_of=as_of, components=PARTS)
    timeline = play(told, at(as_of))
    return report(timeline, directory(whole, status_of(whole)), review(timeline, look))


def told(whole: ApiIncident) -> list[tuple[str, str]]:
    """Return state and id of each update, newest first."""
    return [(state_word(each.state_kept), each.id) for each in whole.view.entries]


def moved(whole: ApiIncident) -> list[list[Change]]:
    """Return what each update says of components, newest first."""
    entries = whole.view.entries
    return [
        list(changes(now, before))
        for now, before in zip(entries, (*entries[1:], None), strict=True)
    ]


def played(told: Incident, as_of: str = "12:00") -> Timeline:
    return play(told, at(as_of))


# States


def test_an_update_keeps_the_state_before_it() -> None:
    going_on = incident(
        update("10:00", "update"), update("10:10", "identified"), update("10:20", "update")
    )
    assert [state for state, _ in told(shown(going_on))] == [
        "identified",
        "identified",
        "investigating",
    ]
    assert shown(going_on).state == "identified"


def test_a_late_word_after_the_end_keeps_it_resolved() -> None:
    last = replace(OVER, updates=(*OVER.updates, update("11:30", "update")))
    assert (shown(last).state, shown(last).view.ended) == ("resolved", at("11:00"))


def test_what_was_cancelled_is_completed() -> None:
    off = maintenance(
        window("14:00", "15:00"),
        update("09:00", "scheduled"),
        update("10:00", "cancelled"),
        update("10:30", "update"),
    )
    found = shown(off)
    assert found.state == "completed"
    assert [state for state, _ in told(found)] == ["completed", "completed", "scheduled"]
    assert found.view.ended == at("10:00")


def test_the_clock_starts_and_ends_maintenance_with_updates_of_its_own() -> None:
    works = maintenance(window("10:00", "11:00"), update("09:00", "scheduled"), components="api=ok")
    found = shown(works)
    assert told(found) == [
        ("completed", "20261120T110000Z-end"),
        ("in_progress", "20261120T100000Z-start"),
        ("scheduled", "20261120T090000Z"),
    ]
    assert [each.by_clock for each in found.view.entries] == [True, True, False]
    assert found.impact == "maintenance"
    assert found.window == window("10:00", "11:00")


def test_a_moved_window_is_the_one_that_counts() -> None:
    works = maintenance(
        window("14:00", "15:00"),
        update("09:00", "scheduled"),
        update("10:00", "update", window=window("18:00", "19:00")),
    )
    assert shown(works).window == window("18:00", "19:00")


# Dates


def test_dates_of_an_incident() -> None:
    found = shown(
        incident(
            update("10:00", "investigating"),
            update("10:10", "identified", corrected="11-20 11:45"),
            update("10:30", "monitoring"),
            update("10:40", "identified"),
            update("10:50", "monitoring"),
            update("11:00", "resolved"),
            started="09:30",
        )
    )
    assert (found.started, found.created) == (at("09:30"), at("10:00"))
    assert found.monitored == at("10:30")
    assert found.view.ended == at("11:00")
    assert found.updated == at("11:45")


@pytest.mark.parametrize(
    ("states", "monitored"),
    [
        ("investigating identified", None),
        ("monitoring resolved", "10:00"),
        ("monitoring resolved investigating", None),
        ("monitoring resolved monitoring", "10:02"),
        ("monitoring resolved update", "10:00"),
        ("monitoring resolved identified monitoring resolved resolved", "10:03"),
        ("investigating resolved", None),
    ],
)
def test_watching_counts_from_the_last_reopening(states: str, monitored: str | None) -> None:
    updates = [update(f"10:{place:02}", state) for place, state in enumerate(states.split())]
    assert shown(incident(*updates)).monitored == (at(monitored) if monitored else None)


def test_of_maintenance_the_end_is_when_it_was_resolved() -> None:
    works = maintenance(window("10:00", "11:00"), update("09:00", "scheduled"))
    assert [shown(works, time).view.ended for time in ("09:30", "10:30", "11:30")] == [
        None,
        None,
        at("11:00"),
    ]
    assert shown(works).started == shown(works).created == at("09:00")


# Impact and components


def test_the_impact_is_the_highest_it_had() -> None:
    better = incident(
        update("10:00", "investigating", "api=down"), update("10:10", "monitoring", "api=degraded")
    )
    assert shown(better).impact == Impact.CRITICAL.word


def test_components_are_whole_and_as_they_are_now_retired_ones_too() -> None:
    found = shown(replace(OVER, updates=(update("10:00", "investigating", "api=down, old=down"),)))
    assert [(each.id, each.state.word) for each in found.components] == [
        ("api", "major_outage"),
        ("old", "major_outage"),
    ]
    assert [each.state.word for each in shown(OVER).components] == ["operational"]


def test_an_update_says_what_it_moves_or_names() -> None:
    found = shown(
        incident(
            update("10:00", "investigating", "web=partial"),
            update("10:10", "identified", "api=down"),
            update("10:20", "update", "api=down, web=ok"),
            update("10:30", "update"),
            update("11:00", "resolved"),
            components="api=degraded",
            started="09:00",
        )
    )
    assert [
        [(each.label, each.before.word, each.after.word) for each in one]
        for one in reversed(moved(found))
    ] == [
        [
            ("Api", "operational", "degraded_performance"),
            ("Apps - Web", "operational", "partial_outage"),
        ],
        [("Api", "degraded_performance", "major_outage")],
        [
            ("Api", "major_outage", "major_outage"),
            ("Apps - Web", "partial_outage", "operational"),
        ],
        [],
        [("Api", "major_outage", "operational")],
    ]


def test_announced_maintenance_names_what_it_is_to_touch() -> None:
    works = maintenance(
        window("10:00", "11:00"), update("09:00", "scheduled"), components="web=degraded"
    )
    degraded, fine = shown(works, "10:30").components[0].state, shown(works).components[0].state
    assert moved(shown(works)) == [
        [Change(id="web", label="Apps - Web", before=degraded, after=fine)],
        [Change(id="web", label="Apps - Web", before=fine, after=degraded)],
        [Change(id="web", label="Apps - Web", before=fine, after=fine)],
    ]


# Postmortems


def test_a_look_back_is_dated_when_it_was_published() -> None:
    assert review(played(OVER), LOOK) == ApiPostmortem(
        at=at("11-24 09:00"), address="postmortems/why/", title="Why", summary="Short.", body=Text()
    )
    found = shown(OVER, look=LOOK)
    assert (found.state, found.view.ended) == ("postmortem", at("11:00"))
    assert found.updated == at("11-24 09:00")


@pytest.mark.parametrize("published", ["10:30", "11:00"])
def test_it_comes_a_second_after_the_last_update_at_least(published: str) -> None:
    found = review(played(OVER), replace(LOOK, published=at(published)))
    assert found
    assert found.at == at("11:00").replace(second=1)


def test_without_a_summary_its_text_is_kept() -> None:
    found = review(played(OVER), replace(LOOK, summary=""))
    assert found
    assert found.body == Text(markdown="Long.")


def test_there_is_none_of_what_is_open_or_planned_or_not_written() -> None:
    again = replace(OVER, updates=(*OVER.updates, update("11:30", "investigating")))
    works = maintenance(window("09:00", "10:00"), update("08:00", "scheduled"))
    assert review(played(OVER), None) is None
    assert review(played(OVER), replace(LOOK, published=None)) is None
    assert review(played(again), LOOK) is None
    assert review(played(works), LOOK) is None


def test_when_it_last_changed() -> None:
    mended = replace(
        OVER, updates=(replace(OVER.updates[0], corrected=at("11:20")), OVER.updates[1])
    )
    assert revised(played(OVER), None) == at("11:00")
    assert revised(played(mended), None) == at("11:20")
    assert revised(played(mended), review(played(mended), LOOK)) == at("11-24 09:00")


# Order


def test_the_newest_first_by_the_first_update_then_by_id() -> None:
    def one(name: str, time: str, started: str | None = None) -> Incident:
        slug = {"a": "z"}.get(name, name)
        return incident(update(time, "investigating"), slug=slug, id=name, started=started)

    whole = site(
        one("a", "10:00"),
        one("b", "11:00", "08:00"),
        one("c", "10:00"),
        notice(update("10:00", "notice")),
        maintenance(window("10:00", "11:00"), update("09:00", "scheduled")),
    )
    status = status_of(whole)
    assert [each.incident.id for each in newest(status, Sort.INCIDENT)] == ["b", "a", "c"]
    assert [each.incident.id for each in newest(status, Sort.MAINTENANCE)] == ["works"]
