"""Calendars as files (RFC 5545, RFC 7986)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import icalendar
from icalendar.prop import vCategory, vDuration, vText, vUri

from statusgen import addresses
from statusgen.model import Text, Window
from statusgen.outputs.calendar.events import Event
from statusgen.rendering import labels
from statusgen.rendering.components import affected
from statusgen.rendering.kit import Kit

PRODUCT: Final = "-//statusgen//Maintenance//EN"

REFRESH: Final = timedelta(hours=1)
"""How often subscribers should refresh."""

_FORBIDDEN: Final = r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""Control characters, which RFC 5545 §3.3.11 forbids, and code points that are no characters."""


def write(kit: Kit, address: str, home: str, name: str, events: Iterable[Event]) -> bytes:
    """Return the file of a calendar. Its page is ``home``."""
    words = kit.locale
    title = (kit.settings.title, name, words.gettext("Maintenance"))
    about = words.gettext("Upcoming maintenance, and maintenance of the last twelve months.")
    properties = {
        "VERSION": "2.0",
        "PRODID": PRODUCT,
        "NAME": plain(" · ".join(filter(None, title))),
        "X-WR-CALNAME": plain(" · ".join(filter(None, title))),
        "DESCRIPTION": plain(about),
        "URL": kit.absolute(home),
        "SOURCE": vUri(kit.absolute(address), params={"VALUE": "URI"}),
        "REFRESH-INTERVAL": vDuration(REFRESH, params={"VALUE": "DURATION"}),
        "X-PUBLISHED-TTL": vDuration(REFRESH),
    }
    parts = [kit.once(write_event, event) for event in events] or [_universal_time()]
    return bytes(_filled(icalendar.Calendar(), properties, *parts).to_ical())


def write_event(kit: Kit, event: Event) -> icalendar.Component:
    """Return an event as in RFC 5545 §3.6.1."""
    view = event.view
    # Many programs do not show the status.
    called_off = f"[{labels.state_word(kit.locale, view.state)}] " if event.called_off else ""
    categories = vCategory([])
    categories.cats = [plain(part.name) for part in view.parts]
    properties = {
        "UID": plain(f"tag:{kit.settings.id}:{view.id}"),
        "CREATED": view.entries[-1].at,
        "DTSTAMP": view.last_update,
        "LAST-MODIFIED": view.last_update,
        "SEQUENCE": len(view.entries) - 1,
        "STATUS": "CANCELLED" if event.called_off else "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        "DTSTART": event.period.start.astimezone(UTC),
        "DTEND": event.period.end.astimezone(UTC),
        "SUMMARY": plain(f"{called_off}{view.title}"),
        "DESCRIPTION": plain("\n\n".join(_paragraphs(kit, event))),
        "URL": kit.absolute(addresses.incident(view.slug)),
        **({"CATEGORIES": categories} if view.parts else {}),
    }
    return _filled(icalendar.Event(), properties)


def _universal_time() -> icalendar.Component:
    """Return the content of an empty calendar: RFC 5545 §3.6 requires a component."""
    start = datetime(1970, 1, 1)  # noqa: DTZ001 - RFC 5545 §3.6.5: local time
    properties = {"DTSTART": start, "TZOFFSETFROM": timedelta(), "TZOFFSETTO": timedelta()}
    standard = _filled(icalendar.TimezoneStandard(), properties)
    return _filled(icalendar.Timezone(), {"TZID": "UTC"}, standard)


def _filled(
    made: icalendar.Component, properties: Mapping[str, object], *parts: icalendar.Component
) -> icalendar.Component:
    for name, value in properties.items():
        made.add(name, value)
    for part in parts:
        made.add_component(part)
    return made


def _paragraphs(kit: Kit, event: Event) -> Iterator[str]:
    """Yield all facts as plain text, because programs show little else."""
    words, view = kit.locale, event.view

    def text(given: Text) -> str:
        return kit.markup.to_plain(given, address=kit.absolute)

    def span(window: Window) -> str:
        return words.period(window.start, window.end)

    state = labels.state_word(words, view.state)
    yield f"{state} · {words.date_time(view.last_update, zone=True)}"
    if view.overruns and view.window:
        yield words.gettext("Planned %(window)s, still in progress") % {"window": span(view.window)}
    elif view.announced:
        yield words.gettext("Originally planned: %(window)s") % {"window": span(view.announced)}
    if view.entries[0].by_clock:
        yield labels.clock_words(words, view.state)
    bodies = [entry.body for entry in view.entries if entry.body]
    first = [view.summary] if view.summary else bodies[1:][-1:]
    yield from (text(each) for each in (*bodies[:1], *first))
    if view.action:
        yield words.gettext("Action required: %(action)s") % {"action": text(view.action)}
    if view.workaround:
        yield words.gettext("Workaround: %(workaround)s") % {"workaround": text(view.workaround)}
    if view.parts:
        message = words.gettext("Affected components: %(components)s")
        yield message % {"components": affected(words, view.parts).text}
    yield kit.absolute(addresses.incident(view.slug))


class Plain(vText):
    """TEXT escaped as in RFC 5545 §3.3.11.

    icalendar would read a backslash before an ``N`` as a line break and lose both.
    """

    def to_ical(self) -> bytes:
        """Return the escaped value."""
        escaped = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.replace("\n", "\\n").encode()


def plain(text: str) -> Plain:
    """Return text without forbidden characters, with calendar line breaks."""
    return Plain(re.sub(_FORBIDDEN, "", "\n".join(text.splitlines())))
