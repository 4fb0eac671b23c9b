"""A maintenance, its calendars, and their events as programs read them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import icalendar
from builders import component, group, maintenance, site, update, window
from outputs.pages.scene import kit

from statusgen.model import Incident, Site
from statusgen.outputs import calendar
from statusgen.status import status_of

PARTS = (
    replace(component("api"), aliases=("rest",)),
    group("apps", component("web"), component("old", until="2026-06-01 00:00")),
    component("mail"),
)

ANNOUNCED = update("11-10 09:00", "scheduled", body="We upgrade the database.")
WORKS = maintenance(window("11-28 21:00", "11-28 23:00"), ANNOUNCED, components="web=maintenance")


def files(shown: Site) -> dict[str, bytes]:
    """Return every calendar of a site by its path."""
    known = kit(shown)
    return {each.path: each.produce(known) for each in calendar.plan(shown, status_of(shown))}


def read(data: bytes) -> list[Any]:
    """Return the events of a calendar, read by icalendar."""
    return [*icalendar.Calendar.from_ical(data).events]


def events(*works: Incident, as_of: str = "12:00", path: str = "maintenance.ics") -> list[Any]:
    return read(files(site(*works, as_of=as_of, components=PARTS))[path])


def event(*works: Incident, as_of: str = "12:00") -> Any:  # noqa: ANN401 - icalendar types little
    found = events(*works, as_of=as_of)
    assert len(found) == 1
    return found[0]
