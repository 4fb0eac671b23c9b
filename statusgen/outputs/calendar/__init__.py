"""Maintenance as a calendar (RFC 5545, RFC 7986): of the site, each component and each group.

It holds what is to come and what was in the last twelve months, and nothing
but maintenance. Subscribers are shown the window in force, and afterwards the
time that it really took. Every instant is in UTC, so no event needs a zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

import icalendar
from icalendar.prop import vDuration

from statusgen import addresses
from statusgen.days import day_of, start_of_day
from statusgen.model import Group, Site, Sort
from statusgen.outputs.calendar.events import Event, event_of, plain, write
from statusgen.rendering.artifact import Artifact, Stage, copies
from statusgen.rendering.incident_view import names_of, view_of
from statusgen.rendering.kit import Kit
from statusgen.status import Status

PRODUCT: Final = "-//statusgen//Maintenance//EN"

REFRESH: Final = timedelta(hours=1)
"""How often a subscriber is to ask again."""

FEBRUARY: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The maintenance of the site, or of one of its parts."""

    address: str
    home: str
    """The page that stands for it."""
    name: str
    """Of a component or group."""
    events: tuple[Event, ...]
    """By their start."""


def plan(site: Site, status: Status) -> Iterator[Artifact]:
    """Declare every calendar, of what has nothing yet as well: nobody subscribes to a missing file.

    Under a component's old ids, and where a redirect asks for one, stand the same bytes.
    """
    planned = tuple(_planned(site, status))
    yield from planned
    yield from copies(planned, site.settings.redirects)


def render(kit: Kit, calendar: Calendar) -> bytes:
    """Render a calendar."""
    words = kit.locale
    title = (kit.settings.title, calendar.name, words.gettext("Maintenance"))
    about = words.gettext("Planned maintenance: what is to come, and the last twelve months.")
    made = icalendar.Calendar()
    made.add("VERSION", "2.0")
    made.add("PRODID", PRODUCT)
    made.add("NAME", plain(" · ".join(filter(None, title))))
    made.add("X-WR-CALNAME", made["NAME"])
    made.add("DESCRIPTION", plain(about))
    made.add("URL", kit.absolute(calendar.home))
    made.add("SOURCE", kit.absolute(calendar.address), {"VALUE": "URI"})
    made.add("REFRESH-INTERVAL", REFRESH, {"VALUE": "DURATION"})
    made.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    for event in calendar.events:
        made.add_component(kit.once(write, event))
    if not calendar.events:
        made.add_component(_universal_time())
    return bytes(made.to_ical())


def _planned(site: Site, status: Status) -> Iterator[Artifact]:
    events = sorted(_events(site, status), key=lambda each: (each.period.start, each.view.id))
    yield _artifact(addresses.CALENDAR, addresses.INDEX, "", events)
    for part in site.parts:
        ids = {leaf.id for leaf in (part.components if isinstance(part, Group) else (part,))}
        own = (each for each in events if not ids.isdisjoint(part.id for part in each.view.parts))
        made = _artifact(addresses.calendar(part.id), addresses.component(part.id), part.name, own)
        yield made
        for alias in part.aliases:
            yield replace(made, path=addresses.calendar(alias))


def _events(site: Site, status: Status) -> Iterator[Event]:
    """Go through maintenance that is to come, goes on, or was within twelve months.

    A preview's drafts are not among it: programs keep what they were once told.
    """
    zone = site.settings.timezone
    first = start_of_day(_year_before(day_of(site.as_of, zone)), zone)
    names = names_of(site.leaves)
    for timeline in status.timelines:
        incident, window = timeline.incident, timeline.now.window
        if incident.sort is Sort.MAINTENANCE and not incident.draft and window:
            event = event_of(view_of(timeline, names), window)
            if timeline.is_open or first < event.period.end:
                yield event


def _year_before(day: date) -> date:
    """Return the same day of the year before; of 29 February the 28th."""
    kept = min(day.day, 28) if day.month == FEBRUARY else day.day
    return day.replace(year=day.year - 1, day=kept)


def _artifact(address: str, home: str, name: str, events: Iterable[Event]) -> Artifact:
    calendar = Calendar(address=address, home=home, name=name, events=tuple(events))
    return Artifact(
        path=address,
        stage=Stage.DATA,
        render=render,
        values=(calendar,),
        origin="content/site.yml",
    )


def _universal_time() -> icalendar.Timezone:
    """Return what stands in a calendar without events, since RFC 5545 §3.6 wants some component."""
    standard = icalendar.TimezoneStandard()
    standard.add("DTSTART", datetime(1970, 1, 1))  # noqa: DTZ001 - RFC 5545 §3.6.5: local time
    standard.add("TZOFFSETFROM", timedelta())
    standard.add("TZOFFSETTO", timedelta())
    zone = icalendar.Timezone()
    zone.add("TZID", "UTC")
    zone.add_component(standard)
    return zone
