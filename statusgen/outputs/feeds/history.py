"""``history.atom`` and ``history.rss``: one entry for each incident, revised in place.

They have the addresses and the shape of Statuspage's, to the letter, for those
who followed a status page there and for programs that read it. So they are in
English and in universal time, whatever the site's language and zone. Notices
are no incidents, and Statuspage has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import nsmallest
from types import MappingProxyType
from typing import Final

from markupsafe import Markup, escape

from statusgen import addresses
from statusgen.model import Postmortem, Sort, State, Text, Window
from statusgen.moments import Moment
from statusgen.outputs.feeds.archive import Archive
from statusgen.outputs.feeds.documents import Document, Item, clean, distinct, identity
from statusgen.outputs.feeds.scopes import SIZE
from statusgen.rendering.kit import Kit
from statusgen.timeline import Timeline

WORDS: Final = MappingProxyType(
    {
        State.INVESTIGATING: "Investigating",
        State.IDENTIFIED: "Identified",
        State.MONITORING: "Monitoring",
        State.RESOLVED: "Resolved",
        State.SCHEDULED: "Scheduled",
        State.IN_PROGRESS: "In progress",
        State.VERIFYING: "Verifying",
        State.COMPLETED: "Completed",
        State.CANCELLED: "Completed",
        State.UPDATE: "Update",
    }
)
"""Statuspage's words, which programs look for; it cancels nothing, so the text has to say that."""

CANCELLED: Final = "This scheduled maintenance was cancelled."

BY_CLOCK: Final = MappingProxyType(
    {
        State.IN_PROGRESS: "Scheduled maintenance has begun.",
        State.COMPLETED: "Scheduled maintenance has ended.",
    }
)

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


Review = tuple[datetime, str]
"""A postmortem: its date in the story, and its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One update of an incident."""

    at: datetime
    label: State
    by_clock: bool
    body: Text
    action: Text | None
    workaround: Text | None
    next: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One incident or maintenance as it is now."""

    id: str
    address: str
    title: str
    window: Window | None
    """Maintenance: when it is planned."""
    revised: datetime
    """The newest update, correction or postmortem."""
    review: Review | None
    updates: tuple[Told, ...]
    """Newest first."""


def stories(archive: Archive) -> tuple[Story, ...]:
    """Return what was last updated or looked back on, newest first."""
    reviews = {slug: each for each in reversed(archive.postmortems) for slug in each.incidents}
    told = (
        (timeline, _review(timeline, reviews.get(timeline.incident.slug)))
        for timeline in archive.timelines
        if timeline.incident.sort is not Sort.NOTICE
    )
    return tuple(_story(*each) for each in nsmallest(SIZE, told, key=_recency))


def atom_document(kit: Kit, stories: tuple[Story, ...]) -> Document:
    """Return the feed whose ids and dates are ours."""
    return _document(kit, (_item(kit, story) for story in stories))


def rss_document(kit: Kit, stories: tuple[Story, ...]) -> Document:
    """Return the feed whose ids and dates are Statuspage's.

    So nobody who moves from there is told old news again. The ids follow ``url``, and never the
    base of a preview.
    """
    return _document(kit, (_statuspage_item(kit, story) for story in stories))


def _document(kit: Kit, items: Iterable[Item]) -> Document:
    title = clean(kit.settings.title)
    return Document(
        id=identity(kit, addresses.HISTORY_FEED),
        title=f"{title} - Incident History",
        description=f"{title} - Incident History",
        home=kit.absolute(addresses.INDEX),
        address=kit.absolute(addresses.HISTORY_FEED),
        language="en",
        author=title,
        hub=kit.settings.websub,
        items=tuple(items),
    )


def _item(kit: Kit, story: Story) -> Item:
    known = identity(kit, story.id)
    return Item(
        id=known,
        link=kit.absolute(story.address),
        title=clean(story.title),
        html=clean(kit.once(html, story)),
        published=story.updates[-1].at,
        updated=distinct(story.revised, known),
        authors=(clean(kit.settings.title),),
    )


def _statuspage_item(kit: Kit, story: Story) -> Item:
    return replace(
        _item(kit, story),
        id=addresses.absolute(kit.settings.url, f"{addresses.INCIDENTS}{story.id}"),
        permanent=True,
        published=story.window.start if story.window else story.updates[0].at,
        ends=story.window.end if story.window else None,
    )


def html(kit: Kit, story: Story) -> str:
    """Return the content: the window of maintenance, then every update, newest first."""
    parts = []
    if story.window:
        window = _window(story.window)
        parts.append(f"<p><strong>THIS IS A SCHEDULED EVENT {window} UTC</strong></p>")
    if story.review:
        at, address = story.review
        link = Markup('<a href="{}">Read details</a>').format(kit.absolute(address))
        parts.append(_paragraph(at, "Postmortem", link))
    for update in story.updates:
        text = escape("\n\n".join(_lines(kit, update))).replace("\n", Markup("<br />"))
        parts.append(_paragraph(update.at, WORDS[update.label], text))
    return "".join(parts)


def _paragraph(at: datetime, word: str, text: str) -> str:
    said = f" - {text}" if text else ""
    return f"<p><small>{_date(at)}, {_time(at)} UTC</small><br><strong>{word}</strong>{said}</p>"


def _lines(kit: Kit, update: Told) -> Iterator[str]:
    """Go through what an update says, as plain text."""

    def plain(text: Text) -> str:
        return kit.markup.to_plain(text, address=kit.absolute)

    if update.label is State.CANCELLED:
        yield CANCELLED
    if update.by_clock:
        yield BY_CLOCK[update.label]
    if update.body:
        yield plain(update.body)
    if update.action:
        yield f"Action required: {plain(update.action)}"
    if update.workaround:
        yield f"Workaround: {plain(update.workaround)}"
    if update.next:
        day = "" if update.next.date() == update.at.date() else f"{_day(update.next)}, "
        yield f"Next update by {day}{update.next:%H:%M} UTC"


def _window(window: Window) -> str:
    start, end = window.start, window.end
    day = "" if start.date() == end.date() else f"{_date(end)}, "
    return f"{_date(start)}, {_time(start)} - {day}{_time(end)}"


def _date(at: datetime) -> str:
    return f"{MONTHS[at.month - 1]} <var data-var='date'>{at.day}</var>"


def _time(at: datetime) -> str:
    return f"<var data-var='time'>{at:%H:%M}</var>"


def _day(at: datetime) -> str:
    return f"{MONTHS[at.month - 1]} {at.day}"


def _review(timeline: Timeline, postmortem: Postmortem | None) -> Review | None:
    """Return a postmortem as what Statuspage takes it for: an update after the last one."""
    if postmortem is None or postmortem.published is None:
        return None
    after = timeline.last_update + timedelta(seconds=1)
    return max(postmortem.published, after), addresses.postmortem(postmortem.slug)


def _recency(told: tuple[Timeline, Review | None]) -> tuple[float, str]:
    timeline, review = told
    newest = review[0] if review else timeline.last_update
    return (-newest.timestamp(), timeline.incident.id)


def _story(timeline: Timeline, review: Review | None) -> Story:
    incident, moments = timeline.incident, timeline.moments
    dates = [moment.update.corrected or moment.update.at for moment in moments]
    if review:
        dates.append(review[0])
    return Story(
        id=incident.id,
        address=addresses.incident(incident.slug),
        title=incident.title,
        window=timeline.now.window,
        revised=max(dates),
        review=review,
        updates=tuple(
            _told(moment, is_first=place == 0)
            for place, moment in reversed(tuple(enumerate(moments)))
        ),
    )


def _told(moment: Moment, *, is_first: bool) -> Told:
    update = moment.update
    return Told(
        at=update.at,
        label=moment.state if is_first else update.state,
        by_clock=update.by_clock,
        body=update.body,
        action=update.action if isinstance(update.action, Text) else None,
        workaround=update.workaround if isinstance(update.workaround, Text) else None,
        next=update.next,
    )
