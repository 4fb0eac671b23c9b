"""The calendars of a site and their content."""

from __future__ import annotations

from dataclasses import replace

import icalendar
from builders import incident, maintenance, notice, site, update, window
from outputs.calendar.diary import ANNOUNCED, PARTS, WORKS, events, files, read

from statusgen.model import Incident, Site


def lines(shown: Site, path: str = "maintenance.ics") -> list[str]:
    """Return the unfolded lines of one calendar."""
    text = files(shown)[path].decode()
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_a_calendar_is_written_like_this() -> None:
    shown = site(WORKS, components=PARTS)
    assert lines(shown, "components/web/maintenance.ics") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//statusgen//Maintenance//EN",
        "DESCRIPTION:Upcoming maintenance\\, and maintenance of the last twelve months.",
        "NAME:Acme · Web · Maintenance",
        "X-WR-CALNAME:Acme · Web · Maintenance",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "SOURCE;VALUE=URI:https://status.acme.example/components/web/maintenance.ics",
        "URL:https://status.acme.example/components/web/",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        "SUMMARY:works",
        "DTSTART:20261128T210000Z",
        "DTEND:20261128T230000Z",
        "DTSTAMP:20261110T090000Z",
        "UID:tag:status.acme.example\\,2026:works",
        "SEQUENCE:0",
        "CATEGORIES:Web",
        "CREATED:20261110T090000Z",
        (
            "DESCRIPTION:Scheduled · 10 Nov 2026\\, 09:00\u00a0UTC\\n\\n"
            "We upgrade the database.\\n\\nAffected components: Web\\n\\n"
            "https://status.acme.example/incidents/works/"
        ),
        "LAST-MODIFIED:20261110T090000Z",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "URL:https://status.acme.example/incidents/works/",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_calendar_has_the_last_twelve_months_and_the_future() -> None:
    def past(slug: str, start: str, end: str) -> Incident:
        announced = update("2025-10-01 09:00", "scheduled")
        return maintenance(window(start, end), announced, slug=slug)

    found = events(
        past("too-old", "2025-11-19 09:00", "2025-11-19 12:00"),
        past("just-old-enough", "2025-11-19 09:00", "2025-11-19 12:01"),
        past("last-week", "2026-11-13 21:00", "2026-11-13 22:00"),
        past("in-two-years", "2028-11-13 21:00", "2028-11-13 22:00"),
    )
    assert [each["SUMMARY"] for each in found] == ["just-old-enough", "last-week", "in-two-years"]


def test_maintenance_that_never_ended_stays() -> None:
    begun = (update("2024-01-01 08:00", "scheduled"), update("2024-01-01 09:30", "in_progress"))
    assert events(maintenance(window("2024-01-01 09:00", "2024-01-01 10:00"), *begun))


def test_calendar_has_only_maintenance() -> None:
    shown = (
        incident(update("09:00", "investigating"), components="api=down"),
        notice(update("09:00", "notice")),
    )
    assert events(*shown) == []


def test_every_component_and_group_has_a_calendar_under_every_id() -> None:
    found = files(site(WORKS, components=PARTS))
    ids = ("api", "rest", "apps", "web", "old", "mail")
    assert set(found) == {
        "maintenance.ics",
        *(f"components/{each}/maintenance.ics" for each in ids),
    }
    assert found["components/rest/maintenance.ics"] == found["components/api/maintenance.ics"]


def test_calendar_of_a_component_has_its_maintenance() -> None:
    later = update("11-12 10:00", "update", components="api=maintenance")
    works = (
        maintenance(window("11-28 21:00", "11-28 22:00"), ANNOUNCED, later, slug="api-later"),
        maintenance(
            window("11-27 21:00", "11-27 22:00"), ANNOUNCED, slug="old", components="old=down"
        ),
        replace(WORKS, slug="web", id="web", title="web"),
    )

    def titles(part: str) -> list[str]:
        found = events(*works, path=f"components/{part}/maintenance.ics")
        return [str(each["SUMMARY"]) for each in found]

    assert [titles(each) for each in ("api", "apps", "web", "old", "mail")] == [
        ["api-later"],
        ["old", "web"],
        ["web"],
        ["old"],
        [],
    ]


def test_empty_calendar_is_valid() -> None:
    """RFC 5545 §3.6 requires a component."""
    found = icalendar.Calendar.from_ical(files(site())["maintenance.ics"])
    found.validate()  # type: ignore[no-untyped-call]  # as icalendar has it
    assert [each.name for each in found.subcomponents] == ["VTIMEZONE"]
    assert found["NAME"] == "Acme · Maintenance"


def test_uids_depend_only_on_the_site_id() -> None:
    shown = site(WORKS, components=PARTS)
    other = replace(
        shown,
        settings=replace(
            shown.settings, title="New", url="https://b.c", base_url="https://p.example"
        ),
        incidents=(replace(WORKS, title="Renamed", slug="renamed"),),
    )
    before, after = (read(files(each)["maintenance.ics"])[0] for each in (shown, other))
    assert before["UID"] == after["UID"]
    assert after["URL"] == "https://p.example/incidents/renamed/"


def test_calendar_does_not_depend_on_the_time_of_the_build() -> None:
    early, late = (site(WORKS, components=PARTS, as_of=time) for time in ("09:00", "23:00"))
    assert files(early) == files(late)
