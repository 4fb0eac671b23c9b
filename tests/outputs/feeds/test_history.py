from dataclasses import replace

from builders import at, incident, maintenance, notice, site, update, window
from feeds.publishing import kit_of

from statusgen.model import WITHDRAWN, Incident, Postmortem, Site, Text
from statusgen.outputs.feeds import Revised, history_of, revised
from statusgen.outputs.feeds.documents import Document
from statusgen.outputs.feeds.entries import archive_of
from statusgen.rendering.feed_links import ATOM, RSS
from statusgen.status import status_of

PARIS = "Europe/Paris"
SINCE = at("2026-01-01 00:00")
LOOK = Postmortem(
    slug="look",
    id="look",
    path="content/postmortems/look.md",
    title="Look",
    incidents=("trouble",),
    published=at("11-21 09:00"),
    body=Text(markdown="All of it."),
)


def stories(known: Site) -> tuple[Revised, ...]:
    return revised(archive_of(known, status_of(known)))


def documents(known: Site, language: str = "en") -> tuple[Document, Document]:
    """Both feeds: Atom, RSS."""
    kit, told = kit_of(known, language), stories(known)
    return (
        history_of(kit, ATOM, SINCE, told),
        history_of(kit, RSS, SINCE, told),
    )


def html(each: Incident, **fields: object) -> str:
    known = site(each, as_of="11-30 12:00", **fields)
    return documents(known, "fr")[0].items[0].html


def small(day: str, time: str) -> str:
    return (
        f"<p><small>Nov <var data-var='date'>{day}</var>, <var data-var='time'>{time}</var> UTC"
        "</small><br>"
    )


def test_content_has_statuspage_form_in_english_and_utc() -> None:
    course = incident(
        update(
            "11-06 09:05", "investigating", body="It *fails*.\n\nSorry, [look](https://a.example)."
        ),
        update("11-06 10:00", "update", body="1 < 2 & 3"),
        update("16:10", "resolved", body="Done."),
    )
    assert html(course, timezone=PARIS) == (
        f"{small('20', '16:10')}<strong>Resolved</strong> - Done.</p>"
        f"{small('6', '10:00')}<strong>Update</strong> - 1 &lt; 2 &amp; 3</p>"
        f"{small('6', '09:05')}<strong>Investigating</strong> - It fails.<br /><br />"
        "Sorry, look (https://a.example).</p>"
    )


def test_first_update_without_state_is_investigating() -> None:
    course = incident(update("10:00", "update", body="Hm."), update("10:10", "update"))
    assert "<strong>Investigating</strong> - Hm.</p>" in html(course)
    assert "<strong>Update</strong></p>" in html(course)


def test_action_and_workaround_are_in_the_text() -> None:
    course = incident(
        update("10:00", "identified", body="A.", action="B.", workaround="C.", next="11:00"),
        update("10:10", "update", body="D.", action=WITHDRAWN, next="11-21 01:00"),
    )
    gap = "<br /><br />"
    lines = f"A.{gap}Action required: B.{gap}Workaround: C.{gap}Next update by 11:00 UTC"
    assert f"<strong>Identified</strong> - {lines}</p>" in html(course)
    assert "- D.<br /><br />Next update by Nov 21, 01:00 UTC</p>" in html(course)


def test_maintenance_begins_with_its_window() -> None:
    works = maintenance(
        window("11-28 22:00", "11-28 23:00"), update("11-20 10:00", "scheduled", body="A.")
    )
    assert html(works).startswith(
        "<p><strong>THIS IS A SCHEDULED EVENT Nov <var data-var='date'>28</var>, "
        "<var data-var='time'>22:00</var> - <var data-var='time'>23:00</var> UTC</strong></p>"
        f"{small('28', '23:00')}<strong>Completed</strong> - Scheduled maintenance has ended.</p>"
        f"{small('28', '22:00')}<strong>In progress</strong> - Scheduled maintenance has begun.</p>"
        f"{small('20', '10:00')}<strong>Scheduled</strong> - A.</p>"
    )


def test_window_over_several_days_has_both_dates() -> None:
    works = maintenance(window("11-28 22:00", "12-01 02:00"), update("10:00", "scheduled"))
    assert (
        "EVENT Nov <var data-var='date'>28</var>, <var data-var='time'>22:00</var> - "
        "Dec <var data-var='date'>1</var>, <var data-var='time'>02:00</var> UTC</strong>"
    ) in html(works)


def test_moved_window_is_used() -> None:
    moved = window("11-29 10:00", "11-29 11:00")
    works = maintenance(
        window("11-28 22:00", "11-28 23:00"),
        update("09:00", "scheduled"),
        update("10:00", "update", window=moved),
    )
    assert "EVENT Nov <var data-var='date'>29</var>, <var data-var='time'>10:00</var>" in html(
        works
    )
    (item,) = documents(site(works, as_of="11-30 12:00"))[1].items
    assert (item.published, item.ends) == (moved.start, moved.end)


def test_cancelled_maintenance_is_completed_and_says_so() -> None:
    works = maintenance(
        window("11-28 22:00", "11-28 23:00"),
        update("10:00", "scheduled"),
        update("11:00", "cancelled", body="Another day."),
    )
    assert (
        "<strong>Completed</strong> - This scheduled maintenance was cancelled.<br /><br />"
        "Another day.</p>"
    ) in html(works)


def test_dates_and_ids_of_history_atom() -> None:
    course = incident(
        update("10:00", "investigating", corrected="13:00"), update("11:00", "resolved"), id="x_1"
    )
    (item,) = documents(site(course, as_of="14:00"))[0].items
    assert item.id == "tag:status.acme.example,2026:x_1"
    assert item.link == "https://status.acme.example/incidents/trouble/"
    assert item.published == at("10:00")
    assert item.updated.replace(microsecond=0) == at("13:00") != item.updated
    assert (item.ends, item.permanent, item.title) == (None, False, "trouble")


def test_dates_and_ids_of_history_rss() -> None:
    course = incident(update("10:00", "investigating"), update("11:00", "resolved"), id="x_1")
    known = site(course, as_of="14:00")
    moved = replace(known.settings, url="https://new.example/s", base_url="https://preview.example")
    (item,) = documents(replace(known, settings=moved))[1].items
    assert item.id == "https://new.example/s/incidents/x_1"
    assert item.permanent
    assert item.link == "https://preview.example/incidents/trouble/"
    assert item.published == at("11:00")
    assert item.ends is None


def test_only_rss_dates_maintenance_by_its_window() -> None:
    planned = window("11-28 22:00", "11-28 23:00")
    works = maintenance(planned, update("10:00", "scheduled"))
    ours, theirs = documents(site(works, as_of="14:00"))
    assert ours.items[0].published == at("10:00")
    assert (theirs.items[0].published, theirs.items[0].ends) == (planned.start, planned.end)
    assert theirs.updated < at("14:00")


def test_postmortem_is_an_update_as_on_statuspage() -> None:
    course = incident(update("10:00", "resolved", body="Done."))
    known = site(course, as_of="11-30 12:00", postmortems=(LOOK,))
    ours, theirs = documents(known)
    assert ours.items[0].html == (
        f"{small('21', '09:00')}<strong>Postmortem</strong> - "
        '<a href="https://status.acme.example/postmortems/look/">Read details</a></p>'
        f"{small('20', '10:00')}<strong>Resolved</strong> - Done.</p>"
    )
    assert ours.items[0].updated.replace(microsecond=0) == at("11-21 09:00")
    assert theirs.items[0].published == at("10:00")


def test_a_postmortem_comes_after_the_last_update() -> None:
    course = incident(update("11-21 10:00", "resolved"))
    ((_, review),) = stories(site(course, as_of="11-30 12:00", postmortems=(LOOK,)))
    assert review == (at("11-21 10:00").replace(second=1), "postmortems/look/")


def test_history_has_the_newest_incidents_without_notices() -> None:
    days = range(1, 29)
    many = [
        incident(update(f"{month}-{day:02} 10:00", "resolved"), slug=f"trouble-{month}-{day}")
        for month in ("09", "10")
        for day in days
    ]
    old = incident(
        update("2025-01-01 10:00", "investigating"), update("11-01 10:00", "resolved"), slug="old"
    )
    told = stories(site(*many, old, notice(update("10:00", "notice")), as_of="11-30 12:00"))
    assert len(told) == 50
    assert [view.id for view, _ in told[:2]] == ["old", "trouble-10-28"]


def test_new_postmortem_moves_its_incident_to_the_top() -> None:
    many = [
        incident(update(f"11-{day:02} 10:00", "resolved"), slug=f"other-{day}")
        for day in range(1, 10)
    ]
    course = incident(update("2025-01-01 10:00", "resolved"))
    told = stories(site(course, *many, as_of="11-30 12:00", postmortems=(LOOK,)))
    assert told[0][0].id == "trouble"


def test_the_feed_is_in_english() -> None:
    ours, theirs = documents(site(), "fr")
    assert ours.language == theirs.language == "en"
    assert ours.title == theirs.title == "Acme - Incident History"
    assert ours.id == "tag:status.acme.example,2026:history"
