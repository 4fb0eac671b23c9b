"""One maintenance in a calendar: its time there, its words and its form.

icalendar writes the file: it folds lines at 75 octets and ends them as they
must. What it does not know is here: which characters a text can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Final

import icalendar
from icalendar.prop import vCategory, vText

from statusgen import addresses
from statusgen.model import State, Text, Window
from statusgen.rendering import labels
from statusgen.rendering.incident_view import IncidentView
from statusgen.rendering.kit import Kit
from statusgen.timeline import Spell

_FORBIDDEN: Final = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters, for which RFC 5545 §3.3.11 has no place, and what is no character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One maintenance as it is now."""

    view: IncidentView
    period: Window
    """From when until when: as planned, or as it was as far as it has happened."""
    called_off: bool
    """It was cancelled, or ended before it began."""

    @property
    def texts(self) -> tuple[Text, ...]:
        """What was said last, and what was said first."""
        said = [entry.body for entry in self.view.entries if entry.body]
        first = (self.view.summary,) if self.view.summary else tuple(said[1:][-1:])
        return (*said[:1], *first)


def event_of(view: IncidentView, planned: Window) -> Event:
    """Return what subscribers are told of a maintenance; ``planned`` is its window in force."""
    spells = _spells(view)
    called_off = view.state is State.CANCELLED or (not view.is_open and not spells)
    period = planned
    if spells and not view.is_upcoming and not called_off:
        period = _period(spells[0], view, planned)
    return Event(view=view, period=period, called_off=called_off)


def write(kit: Kit, event: Event) -> icalendar.Event:
    """Return a maintenance as RFC 5545 §3.6.1 has it."""
    view = event.view
    made = icalendar.Event()
    made.add("UID", plain(f"tag:{kit.settings.id}:{view.id}"))
    made.add("CREATED", view.entries[-1].at)
    made.add("DTSTAMP", view.last_update)
    made.add("LAST-MODIFIED", view.last_update)
    made.add("SEQUENCE", len(view.entries) - 1)
    made.add("STATUS", "CANCELLED" if event.called_off else "CONFIRMED")
    made.add("TRANSP", "TRANSPARENT")
    made.add("DTSTART", event.period.start.astimezone(UTC))
    made.add("DTEND", event.period.end.astimezone(UTC))
    made.add("SUMMARY", plain(_summary(kit, event)))
    made.add("DESCRIPTION", plain("\n\n".join(_paragraphs(kit, event))))
    made.add("URL", kit.absolute(addresses.incident(view.slug)))
    if view.parts:
        categories = vCategory([])
        categories.cats = [plain(part.name) for part in view.parts]
        made.add("CATEGORIES", categories)
    return made


def _period(first: Spell, view: IncidentView, planned: Window) -> Window:
    """Return from when until when it is planned; as far as it has happened, as it was.

    While it goes on its end is the planned one, since nobody knows better. What lasted for no
    time at all is shown as planned too.
    """
    end = view.ended or planned.end
    return Window(start=first.start, end=end) if first.start < end else planned


def _spells(view: IncidentView) -> tuple[Spell, ...]:
    """Return when it was active; what was broken off and put off to another window is not it."""
    announced = [entry.at for entry in view.entries if entry.state_kept is State.SCHEDULED]
    return tuple(spell for spell in view.spells if not announced or announced[0] <= spell.start)


def _summary(kit: Kit, event: Event) -> str:
    """Return the title; many programs show what was called off as if it were not."""
    if not event.called_off:
        return event.view.title
    return f"[{labels.state_word(kit.locale, event.view.state)}] {event.view.title}"


def _paragraphs(kit: Kit, event: Event) -> Iterator[str]:
    """Go through all that is known of it, as plain text; programs show little else."""
    words, view = kit.locale, event.view

    def text(given: Text) -> str:
        return kit.markup.to_plain(given, address=kit.absolute)

    def span(window: Window) -> str:
        return words.period(window.start, window.end)

    state = labels.state_word(words, view.state)
    yield f"{state} · {words.date_time(view.last_update, zone=True)}"
    if view.overruns and view.window:
        yield words.gettext("Planned %(window)s, still going on") % {"window": span(view.window)}
    elif view.announced:
        yield words.gettext("First planned: %(window)s") % {"window": span(view.announced)}
    if view.entries[0].by_clock:
        yield labels.clock_words(words, view.state)
    yield from (text(said) for said in event.texts)
    if view.action:
        yield words.gettext("Action required: %(action)s") % {"action": text(view.action)}
    if view.workaround:
        yield words.gettext("Workaround: %(workaround)s") % {"workaround": text(view.workaround)}
    if view.parts:
        message = words.gettext("Affected components: %(components)s")
        yield message % {"components": words.list_of(part.name for part in view.parts)}
    yield kit.absolute(addresses.incident(view.slug))


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
