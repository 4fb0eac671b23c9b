"""A maintenance in the words and the form of a calendar.

icalendar writes the file: it folds lines at 75 octets and ends them as they
must. What it does not know is here: which characters a text can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from typing import Final

import icalendar
from icalendar.prop import vCategory, vText

from statusgen.model import Text, Window
from statusgen.outputs.calendar.events import Event
from statusgen.rendering import labels
from statusgen.rendering.kit import Kit

_FORBIDDEN: Final = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters, for which RFC 5545 §3.3.11 has no place, and what is no character."""


def write(kit: Kit, event: Event) -> icalendar.Event:
    """Return a maintenance as RFC 5545 §3.6.1 has it."""
    made = icalendar.Event()
    made.add("UID", plain(f"tag:{kit.settings.id}:{event.id}"))
    made.add("CREATED", event.created)
    made.add("DTSTAMP", event.revised)
    made.add("LAST-MODIFIED", event.revised)
    made.add("SEQUENCE", event.revision)
    made.add("STATUS", "CANCELLED" if event.called_off else "CONFIRMED")
    made.add("TRANSP", "TRANSPARENT")
    made.add("DTSTART", event.period.start.astimezone(UTC))
    made.add("DTEND", event.period.end.astimezone(UTC))
    made.add("SUMMARY", plain(_summary(kit, event)))
    made.add("DESCRIPTION", plain("\n\n".join(_paragraphs(kit, event))))
    made.add("URL", kit.absolute(event.address))
    if event.names:
        categories = vCategory([])
        categories.cats = [plain(name) for name in event.names]
        made.add("CATEGORIES", categories)
    return made


def _summary(kit: Kit, event: Event) -> str:
    """Return the title; many programs show what was called off as if it were not."""
    if not event.called_off:
        return event.title
    return f"[{labels.state_word(kit.locale, event.state)}] {event.title}"


def _paragraphs(kit: Kit, event: Event) -> Iterator[str]:
    """Go through all that is known of it, as plain text; programs show little else."""
    words = kit.locale

    def text(given: Text) -> str:
        return kit.markup.to_plain(given, address=kit.absolute)

    def span(window: Window) -> str:
        return words.period(window.start, window.end)

    state = labels.state_word(words, event.state)
    yield f"{state} · {words.date_time(event.revised, zone=True)}"
    if event.overruns:
        yield words.gettext("Planned %(window)s, still going on") % {"window": span(event.overruns)}
    elif event.moved_from:
        yield words.gettext("First planned: %(window)s") % {"window": span(event.moved_from)}
    if event.by_clock:
        yield labels.clock_words(words, event.state)
    yield from (text(said) for said in event.said)
    if event.action:
        yield words.gettext("Action required: %(action)s") % {"action": text(event.action)}
    if event.workaround:
        yield words.gettext("Workaround: %(workaround)s") % {"workaround": text(event.workaround)}
    if event.names:
        message = words.gettext("Affected components: %(components)s")
        yield message % {"components": words.list_of(event.names)}
    yield kit.absolute(event.address)


class Plain(vText):
    """TEXT as RFC 5545 §3.3.11 escapes it.

    icalendar takes a backslash before an ``N`` for a line break and loses both.
    """

    def to_ical(self) -> bytes:
        """Return the value as it stands in the file."""
        escaped = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.replace("\n", "\\n").encode()


def plain(text: str) -> Plain:
    """Return text that a calendar can hold, its lines parted as they are there."""
    return Plain(_FORBIDDEN.sub("", "\n".join(text.splitlines())))
