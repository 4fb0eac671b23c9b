from dataclasses import replace
from itertools import pairwise

from builders import at, component, group, incident, maintenance, notice, site, update, window

from statusgen.memory import Memory
from statusgen.model import (
    WITHDRAWN,
    ComponentState,
    Impact,
    Incident,
    Kind,
    Postmortem,
    Site,
    State,
    Text,
)
from statusgen.outputs.feeds.entries import (
    EVERYTHING,
    MAJOR,
    POSTMORTEMS,
    SIZE,
    Archive,
    FeedPostmortem,
    FeedUpdate,
    Scope,
    archive_of,
    entry,
    newest,
    review,
    scope_of,
)
from statusgen.rendering.components import TouchedComponent
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
    return review(LOOK, at(published), found.timelines, found.names)


def test_entry_has_the_fields_of_its_update() -> None:
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


def test_update_without_state_keeps_the_state() -> None:
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


def test_impact_before_the_first_update_counts() -> None:
    begun = update("10:00", "monitoring", "api=ok")
    assert entries(incident(begun, components="api=down"))[0].impact is Impact.NONE
    early = incident(begun, components="api=down", started="09:00")
    assert entries(early)[0].impact is Impact.CRITICAL


def test_entry_has_components_affected_so_far() -> None:
    first, second, last = entries(COURSE)
    degraded = ComponentState.DEGRADED_PERFORMANCE
    assert first.parts == (TouchedComponent(id="api", name="Api", state=degraded),)
    assert [part.id for part in second.parts] == ["api", "web"]
    assert [part.state.word for part in last.parts] == ["operational", "operational"]


def test_window_is_in_the_announcement_and_in_each_change() -> None:
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


def test_postmortem_has_impact_and_components_of_its_publication() -> None:
    found = told(COURSE)
    assert found.id == "postmortems/review-7"
    assert found.address == "postmortems/look/"
    assert (found.impact, [part.id for part in found.parts]) == (Impact.CRITICAL, ["api", "web"])
    assert found.incidents == ("trouble",)
    early = told(COURSE, published="10:10")
    assert (early.impact, [part.id for part in early.parts]) == (Impact.MINOR, ["api"])


# What is in a feed

API = scope_of(component("api"))
WEB = scope_of(component("web"))
LATE = "11-22 12:00"


def look(published: str, *slugs: str) -> Postmortem:
    return Postmortem(
        slug="look",
        id="look",
        path="content/postmortems/look.md",
        title="Look",
        incidents=slugs,
        published=at(published),
        body=Text(markdown="All of it."),
    )


def found(scope: Scope, known: Site) -> list[str]:
    """Return the times of the entries of a feed, or the id of a postmortem."""
    entries = newest(scope, archive_of(known, status_of(known)))
    return [
        each.id if each.id.startswith("postmortems/") else f"{each.at:%H:%M}" for each in entries
    ]


def course(*, raised: str = "") -> Incident:
    return incident(
        update("10:00", "investigating", "api=degraded"),
        update("10:10", "update", raised),
        update("10:20", "resolved"),
        update("11:00", "update"),
    )


def test_everything_is_in_the_whole_feed_newest_first() -> None:
    other = incident(update("10:15", "investigating"), slug="other")
    known = site(course(), other, as_of=LATE)
    assert found(EVERYTHING, known) == ["11:00", "10:20", "10:15", "10:10", "10:00"]


def test_component_named_later_enters_its_feed_with_that_update() -> None:
    known = site(course(raised="web=partial"), as_of=LATE)
    assert found(API, known) == ["11:00", "10:20", "10:10", "10:00"]
    assert found(WEB, known) == ["11:00", "10:20", "10:10"]


def test_incident_that_becomes_major_stays_in_the_major_feed() -> None:
    assert found(MAJOR, site(course(), as_of=LATE)) == []
    known = site(course(raised="api=partial"), as_of=LATE)
    assert found(MAJOR, known) == ["11:00", "10:20", "10:10"]
    both = replace(API, impact=Impact.MAJOR)
    assert found(both, known) == ["11:00", "10:20", "10:10"]


def test_critical_and_stated_impacts_are_in_the_major_feed() -> None:
    stated = incident(update("10:00", "investigating"), impact=Impact.MAJOR, slug="stated")
    critical = incident(update("10:01", "investigating", "api=down"), slug="critical")
    assert found(MAJOR, site(stated, critical, as_of=LATE)) == ["10:01", "10:00"]


def test_group_feed_has_entries_of_all_its_components() -> None:
    apps = group("apps", component("web"), component("legacy", until="06-01 00:00"))
    old = incident(update("09:00", "investigating", "legacy=down"), slug="old")
    mine = incident(update("10:00", "investigating", "web=down"), slug="mine")
    other = incident(update("11:00", "investigating", "api=down"), slug="other")
    known = site(old, mine, other, components=(component("api"), apps), as_of=LATE)
    assert found(scope_of(apps), known) == ["10:00", "09:00"]
    assert found(scope_of(apps.components[1]), known) == ["09:00"]


def test_maintenance_is_in_component_feeds_from_its_announcement() -> None:
    works = maintenance(
        window("10:00", "11:00"), update("09:00", "scheduled"), components="api=maintenance"
    )
    assert found(API, site(works, as_of="09:30")) == ["09:00"]
    assert found(API, site(works, as_of=LATE)) == ["11:00", "10:00", "09:00"]
    assert found(MAJOR, site(works, as_of=LATE)) == []


def test_notice_is_in_the_feeds_of_its_components() -> None:
    word = notice(update("10:00", "notice"), components="api=ok", until="11:00")
    known = site(word, as_of=LATE)
    assert found(EVERYTHING, known) == found(API, known) == ["10:00"]
    assert found(WEB, known) == found(MAJOR, known) == []


def test_postmortem_is_in_the_feeds_of_its_incident() -> None:
    known = site(course(), as_of=LATE, postmortems=(look("11-21 09:00", "trouble"),))
    for scope in (EVERYTHING, API):
        assert found(scope, known)[0] == "postmortems/look"
    assert found(WEB, known) == found(MAJOR, known) == []
    assert found(POSTMORTEMS, known) == ["postmortems/look"]


def test_postmortem_of_a_day_comes_after_all_news_of_that_day_so_far() -> None:
    other = incident(
        update("11-21 09:00", "investigating"), update("11-22 10:00", "resolved"), slug="other"
    )

    def time_of(day: str) -> str:
        dated = replace(look(f"{day} 00:00", "trouble"), by_day=True)
        known = site(other, course(), as_of=LATE, postmortems=(dated,))
        (entry,) = newest(POSTMORTEMS, archive_of(known, status_of(known)))
        return f"{entry.at:%m-%d %H:%M:%S}"

    assert time_of("11-21") == "11-21 09:00:01"
    assert time_of("11-22") == "11-22 10:00:01"
    assert time_of("11-19") == "11-19 00:00:00"


def test_postmortem_without_incident_is_only_in_the_whole_feeds() -> None:
    known = site(course(), as_of=LATE, postmortems=(look("11-21 09:00"),))
    assert found(EVERYTHING, known)[0] == found(POSTMORTEMS, known)[0] == "postmortems/look"
    assert "postmortems/look" not in found(API, known) + found(MAJOR, known)


def test_postmortem_before_a_rise_to_major_stays_out_of_the_major_feed() -> None:
    late = incident(
        update("10:00", "investigating", "api=degraded"),
        update("10:20", "resolved"),
        update("11-22 09:00", "identified", "api=down"),
    )
    before = site(late, as_of=LATE, postmortems=(look("11-21 09:00", "trouble"),))
    assert found(MAJOR, before) == ["09:00"]
    after = site(late, as_of="11-23 12:00", postmortems=(look("11-23 09:00", "trouble"),))
    assert found(MAJOR, after) == ["postmortems/look", "09:00"]


def test_postmortem_dated_before_its_incident_is_in_the_feed() -> None:
    known = site(course(), as_of=LATE, postmortems=(look("00:00", "trouble"),))
    assert found(API, known)[-1] == "postmortems/look"


def test_a_feed_holds_the_newest_entries() -> None:
    many = [
        incident(
            update(f"11-{day:02} 10:00", "investigating", "api=degraded"),
            update(f"11-{day:02} 11:00", "update"),
            update(f"11-{day:02} 12:00", "resolved"),
            slug=f"trouble-{day}",
        )
        for day in range(1, 21)
    ]
    known = site(*many, as_of=LATE, postmortems=(look("11-10 11:30", "trouble-3"),))
    archive = archive_of(known, status_of(known))
    entries = newest(EVERYTHING, archive)
    assert len(entries) == SIZE == 50
    assert [each.at for each in entries] == sorted((each.at for each in entries), reverse=True)
    assert entries[0].at == at("11-20 12:00")
    assert "postmortems/look" in [each.id for each in entries]
    assert entries == newest(API, archive)


def test_an_entry_of_several_feeds_is_made_once() -> None:
    known = site(incident(update("11-10 10:00", "investigating", "api=degraded")), as_of=LATE)
    archive = archive_of(known, status_of(known), Memory())
    assert newest(EVERYTHING, archive)[0] is newest(API, archive)[0]


def test_an_old_incident_with_a_new_update_is_in_the_feed() -> None:
    many = [
        incident(update(f"11-{day:02} 10:00", "resolved"), slug=f"trouble-{day}")
        for day in range(1, 20)
    ]
    old = incident(
        update("2025-01-01 10:00", "investigating"), update("11:00", "resolved"), slug="old"
    )
    assert found(EVERYTHING, site(*many, old, as_of=LATE))[0] == "11:00"
