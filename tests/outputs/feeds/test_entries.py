from dataclasses import replace
from itertools import pairwise

from builders import at, incident, maintenance, site, update, window

from statusgen.model import (
    WITHDRAWN,
    ComponentState,
    Impact,
    Incident,
    Kind,
    Postmortem,
    State,
    Text,
)
from statusgen.outputs.feeds.archive import Archive, archive_of
from statusgen.outputs.feeds.entries import FeedPostmortem, FeedUpdate, entry, review
from statusgen.rendering.incident_view import TouchedComponent
from statusgen.status import status_of

COURSE = incident(
    update("10:00", "investigating", body="It fails.", next="10:30", action="Wait."),
    update("10:20", "update", "web=down", body="Worse.", workaround="Try again."),
    update("11:00", "resolved", action=WITHDRAWN, corrected="11:30"),
    components="api=degraded",
    title="Trouble",
    kinds=(Kind.OUTAGE,),
)
LOOK = Postmortem(
    slug="look",
    id="review-7",
    path="content/postmortems/look.md",
    title="What we learned",
    incidents=("trouble",),
    published=at("11-21 09:00"),
    body=Text(markdown="All of it."),
    authors=("Ana",),
)


def archive(*incidents: Incident, as_of: str = "11-22 12:00") -> Archive:
    known = site(*incidents, as_of=as_of)
    return archive_of(known, status_of(known))


def entries(*incidents: Incident, as_of: str = "11-22 12:00") -> list[FeedUpdate]:
    found = archive(*incidents, as_of=as_of)
    (timeline,) = found.timelines
    return [entry(timeline, place, found.names) for place in range(len(timeline.moments))]


def told(*incidents: Incident, published: str = "11-21 09:00") -> FeedPostmortem:
    found = archive(*incidents)
    return review(replace(LOOK, published=at(published)), found.timelines, found.names)


def test_an_entry_has_what_its_update_says() -> None:
    first, second, last = entries(COURSE)
    assert first.id == "trouble/20261120T100000Z"
    assert first.address == "incidents/trouble/#20261120T100000Z"
    assert (first.title, first.facts.kinds, first.at) == ("Trouble", (Kind.OUTAGE,), at("10:00"))
    assert first.update.body.markdown == "It fails."
    assert first.update.action == Text(markdown="Wait.")
    assert first.update.next == at("10:30")
    assert second.update.action is None
    assert second.update.workaround == Text(markdown="Try again.")
    assert second.update.next is None
    assert last.update.withdrawn == ("action",)
    assert last.update.corrected == at("11:30")


def test_an_update_has_the_state_that_it_keeps() -> None:
    assert [each.update.state_kept for each in entries(COURSE)] == [
        State.INVESTIGATING,
        State.INVESTIGATING,
        State.RESOLVED,
    ]


def test_the_impact_is_the_highest_so_far() -> None:
    assert [(each.impact, each.update.impact) for each in entries(COURSE)] == [
        (Impact.MINOR, Impact.MINOR),
        (Impact.CRITICAL, Impact.CRITICAL),
        (Impact.CRITICAL, Impact.NONE),
    ]


def test_the_impact_before_the_first_update_counts_if_any_time_was() -> None:
    begun = update("10:00", "monitoring", "api=ok")
    assert entries(incident(begun, components="api=down"))[0].impact is Impact.NONE
    early = incident(begun, components="api=down", started="09:00")
    assert entries(early)[0].impact is Impact.CRITICAL


def test_components_are_those_touched_so_far() -> None:
    first, second, last = entries(COURSE)
    degraded = ComponentState.DEGRADED_PERFORMANCE
    assert first.parts == (TouchedComponent(id="api", name="Api", state=degraded),)
    assert [part.id for part in second.parts] == ["api", "web"]
    assert [part.state.word for part in last.parts] == ["operational", "operational"]


def test_maintenance_tells_its_window_when_it_is_announced_and_when_it_moves() -> None:
    moved = window("11-21 14:00", "11-21 15:00")
    course = maintenance(
        window("11-21 10:00", "11-21 11:00"),
        update("09:00", "scheduled"),
        update("10:00", "update", window=moved),
        update("11:00", "update"),
        components="api=maintenance",
    )
    found = entries(course)
    assert [each.window for each in found] == [course.window, moved, None, None, None]
    assert [each.update.state_kept.word for each in found] == [
        *("scheduled", "scheduled", "scheduled"),
        *("in_progress", "completed"),
    ]
    assert [each.id.rpartition("/")[2] for each in found[3:]] == [
        "20261121T140000Z-start",
        "20261121T150000Z-end",
    ]
    assert [each.update.by_clock for each in found] == [False, False, False, True, True]


def test_later_updates_change_no_entry() -> None:
    updates = COURSE.updates
    for count in range(1, len(updates)):
        short = incident(
            *updates[:count], components="api=degraded", title="Trouble", kinds=(Kind.OUTAGE,)
        )
        assert entries(short) == entries(COURSE)[:count]


def test_the_clock_changes_no_entry() -> None:
    course = maintenance(
        window("10:00", "11:00"), update("09:00", "scheduled"), components="api=maintenance"
    )
    times = ("09:30", "10:30", "11:30", "11-25 00:00")
    found = [entries(course, as_of=time) for time in times]
    assert [len(each) for each in found] == [1, 2, 3, 3]
    for before, after in pairwise(found):
        assert after[: len(before)] == before


def test_a_postmortem_tells_what_was_known_when_it_was_published() -> None:
    found = told(COURSE)
    assert found.id == "postmortems/review-7"
    assert found.address == "postmortems/look/"
    assert (found.impact, [part.id for part in found.parts]) == (Impact.CRITICAL, ["api", "web"])
    assert found.incidents == ("trouble",)
    early = told(COURSE, published="10:10")
    assert (early.impact, [part.id for part in early.parts]) == (Impact.MINOR, ["api"])


def test_a_postmortem_with_a_summary_needs_no_body() -> None:
    found = archive(COURSE)
    short = replace(LOOK, summary="In short.")
    assert review(short, found.timelines, found.names).body == Text()
    assert told(COURSE).body == LOOK.body
