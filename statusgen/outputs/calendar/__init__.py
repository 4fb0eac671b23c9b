"""Maintenance calendars (RFC 5545, RFC 7986) of the site, each component and each group.

A calendar has upcoming maintenance and that of the last twelve months. Events show the current
window and, after the end, the actual times. All times are in UTC, so events need no time zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from statusgen import addresses
from statusgen.memo import Memo, call
from statusgen.model import Site, Sort
from statusgen.outputs.calendar.events import Event, event_of
from statusgen.rendering.artifact import Artifact, data
from statusgen.rendering.components import names_of
from statusgen.rendering.incident_view import view_of
from statusgen.rendering.kit import Kit
from statusgen.status import Status

KEPT: Final = timedelta(days=366)
"""How long after its end maintenance stays in a calendar."""


def plan(site: Site, status: Status, memo: Memo = call) -> Iterator[Artifact]:
    """Declare all calendars, even empty ones, so that people can subscribe. Old ids have copies."""
    events = sorted(_events(site, status, memo), key=lambda each: (each.period.start, each.view.id))
    yield data(addresses.CALENDAR, render, addresses.CALENDAR, addresses.INDEX, "", *events)
    for part in site.parts:
        ids = {leaf.id for leaf in part.leaves}
        own = [each for each in events if not ids.isdisjoint(part.id for part in each.view.parts)]
        address, home = addresses.calendar(part.id), addresses.component(part.id)
        for path in (address, *map(addresses.calendar, part.aliases)):
            yield data(path, render, address, home, part.name, *own)


def _events(site: Site, status: Status, memo: Memo) -> Iterator[Event]:
    """Yield upcoming and active maintenance, and that of the last twelve months."""
    first, names = site.as_of - KEPT, memo(names_of, site.components)
    for timeline in status.timelines:
        view = memo(view_of, timeline, names)
        if view.sort is Sort.MAINTENANCE and view.window:
            event = memo(event_of, view, view.window)
            if timeline.is_open or first < event.period.end:
                yield event


def render(kit: Kit, address: str, home: str, name: str, *events: Event) -> bytes:
    """Render the calendar at an address. Its page is ``home``."""
    from statusgen.outputs.calendar.writing import write  # noqa: PLC0415 - loads icalendar

    return write(kit, address, home, name, events)
