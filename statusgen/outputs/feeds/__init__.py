"""Feeds with one entry for each update, and feeds with one for each incident, as on Statuspage.

``entries`` chooses the entries of the first, ``documents`` turns them into text, and ``formats``
writes the files of both.

``history.atom`` and ``history.rss`` have one entry for each incident, which changes with it. They
have the addresses and the exact form of Statuspage's feeds, for people and programs that come from
there. So they are in English and UTC, whatever the site's language and zone. Notices are left out,
because Statuspage has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from heapq import nsmallest
from typing import Final

from markupsafe import Markup, escape

from statusgen import addresses
from statusgen.memo import Memo, call
from statusgen.model import Postmortem, Site, Sort, State, Text, Window
from statusgen.outputs.feeds.documents import (
    Document,
    Item,
    clean,
    distinct,
    document_of,
    identity,
)
from statusgen.outputs.feeds.entries import (
    EVERYTHING,
    MAJOR,
    POSTMORTEMS,
    SIZE,
    Archive,
    FeedEntry,
    Scope,
    archive_of,
    newest,
    reviews_of,
    scope_of,
    scope_of_incident,
    story,
)
from statusgen.rendering import labels
from statusgen.rendering.artifact import Artifact, data
from statusgen.rendering.feed_links import ATOM, FORMATS, RSS, Format
from statusgen.rendering.incident_view import IncidentView, UpdateView, view_of
from statusgen.rendering.kit import Kit
from statusgen.status import Status, is_followed
from statusgen.timeline import Timeline

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of an empty feed of a site without any fact."""

CANCELLED: Final = "This scheduled maintenance was cancelled."

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


Review = tuple[datetime, str]
"""The time of a postmortem as an update, and its address."""

Revised = tuple[IncidentView, Review | None]
"""One incident or maintenance with its postmortem."""


def plan(site: Site, status: Status, memo: Memo = call) -> Iterator[Artifact]:
    """Declare all feeds, also those under old ids of components."""
    archive = archive_of(site, status, memo)
    since = first_fact(site, status)
    for scope in (EVERYTHING, MAJOR, POSTMORTEMS, *map(scope_of, site.parts)):
        entries = newest(scope, archive)
        for address in (scope.address, *map(addresses.feed, scope.aliases)):
            for form in FORMATS:
                yield data(f"{address}{form.extension}", render, form, scope, since, *entries)
    reviews = tuple(reviews_of(EVERYTHING, archive))
    for timeline in archive.timelines:
        if is_followed(timeline, site.as_of):
            scope = scope_of_incident(timeline.incident)
            entries = story(timeline, reviews, archive.names, memo)
            yield data(f"{scope.address}{ATOM.extension}", render, ATOM, scope, since, *entries)
    incidents = revised(archive)
    for form in (ATOM, RSS):
        path = f"{addresses.HISTORY_FEED}{form.extension}"
        yield data(path, render_history, form, since, *incidents)


def first_fact(site: Site, status: Status) -> datetime:
    """Return the earliest instant that the site states, which is the date of an empty feed."""
    begun = (leaf.since for leaf in site.leaves if leaf.since and leaf.since <= site.as_of)
    return min(filter(None, (status.earliest, *begun)), default=NEVER)


def render(kit: Kit, form: Format, scope: Scope, since: datetime, *entries: FeedEntry) -> bytes:
    """Render a feed."""
    from statusgen.outputs.feeds.formats import write  # noqa: PLC0415 - loads feedgen

    return write(kit, document_of(kit, scope, since, entries), form)


def render_history(kit: Kit, form: Format, since: datetime, *incidents: Revised) -> bytes:
    """Render the feed with one entry for each incident."""
    from statusgen.outputs.feeds.formats import write  # noqa: PLC0415 - loads feedgen

    return write(kit, history_of(kit, form, since, incidents), form)


def revised(archive: Archive) -> tuple[Revised, ...]:
    """Return the incidents with the newest updates or postmortems, newest first."""
    postmortems = {slug: each for each in reversed(archive.postmortems) for slug in each.incidents}
    reviewed = (
        (timeline, _review(timeline, postmortems.get(timeline.incident.slug)))
        for timeline in archive.timelines
        if timeline.incident.sort is not Sort.NOTICE
    )
    return tuple(
        (archive.memo(view_of, timeline, archive.names), review)
        for timeline, review in nsmallest(SIZE, reviewed, key=_recency)
    )


def history_of(kit: Kit, form: Format, since: datetime, incidents: Iterable[Revised]) -> Document:
    """Return the feed, with our own ids and dates in Atom and those of Statuspage in RSS.

    So feed readers do not show old entries again after a move from Statuspage.
    """
    title = clean(kit.settings.title)
    item = _statuspage_item if form == RSS else _item
    return Document(
        id=identity(kit, addresses.HISTORY_FEED),
        title=f"{title} - Incident History",
        description=f"{title} - Incident History",
        home=kit.absolute(addresses.INDEX),
        address=kit.absolute(addresses.HISTORY_FEED),
        language="en",
        author=title,
        hub=kit.settings.websub,
        items=tuple(item(kit, each) for each in incidents),
        since=since,
    )


def _item(kit: Kit, incident: Revised) -> Item:
    view, review = incident
    entry_id = identity(kit, view.id)
    dates = [entry.corrected or entry.at for entry in view.entries]
    return Item(
        id=entry_id,
        link=kit.absolute(addresses.incident(view.slug)),
        title=clean(view.title),
        html=clean(kit.once(html, *incident)),
        published=view.entries[-1].at,
        updated=distinct(max((*dates, review[0]) if review is not None else dates), entry_id),
        authors=(clean(kit.settings.title),),
    )


def _statuspage_item(kit: Kit, incident: Revised) -> Item:
    """Return an item of RSS. Its id starts with ``url``, even in a preview."""
    view, _ = incident
    return replace(
        _item(kit, incident),
        id=addresses.absolute(kit.settings.url, f"{addresses.INCIDENTS}{view.id}"),
        permanent=True,
        published=view.window.start if view.window else view.last_update,
        ends=view.window.end if view.window else None,
    )


def html(kit: Kit, view: IncidentView, review: Review | None) -> str:
    """Return the content: the window of maintenance, then all updates, newest first."""
    parts = []
    if view.window:
        window = _window(view.window)
        parts.append(f"<p><strong>THIS IS A SCHEDULED EVENT {window} UTC</strong></p>")
    if review:
        at, address = review
        link = Markup('<a href="{}">Read details</a>').format(kit.absolute(address))
        parts.append(_paragraph(at, "Postmortem", link))
    for update in view.entries:
        state = update.state_kept if update is view.entries[-1] else update.state
        text = escape("\n\n".join(_lines(kit, update, state))).replace("\n", Markup("<br />"))
        # Statuspage has no word for cancelled maintenance, so the text says that.
        word = (State.COMPLETED if state is State.CANCELLED else state).heading
        parts.append(_paragraph(update.at, word, text))
    return "".join(parts)


def _paragraph(at: datetime, word: str, text: str) -> str:
    rest = f" - {text}" if text else ""
    return f"<p><small>{_date(at)}, {_time(at)} UTC</small><br><strong>{word}</strong>{rest}</p>"


def _lines(kit: Kit, update: UpdateView, state: State) -> Iterator[str]:
    """Yield the paragraphs of an update as plain text."""

    def plain(text: Text) -> str:
        return kit.markup.to_plain(text, address=kit.absolute)

    if state is State.CANCELLED:
        yield CANCELLED
    if update.by_clock:
        yield labels.CLOCK[state][1]
    if update.body:
        yield plain(update.body)
    if update.action:
        yield f"Action required: {plain(update.action)}"
    if update.workaround:
        yield f"Workaround: {plain(update.workaround)}"
    for words, at in (("Ended", update.ended), ("Next update by", update.next)):
        if at:
            day = "" if at.date() == update.at.date() else f"{MONTHS[at.month - 1]} {at.day}, "
            yield f"{words} {day}{at:%H:%M} UTC"


def _window(window: Window) -> str:
    start, end = window.start, window.end
    day = "" if start.date() == end.date() else f"{_date(end)}, "
    return f"{_date(start)}, {_time(start)} - {day}{_time(end)}"


def _date(at: datetime) -> str:
    return f"{MONTHS[at.month - 1]} <var data-var='date'>{at.day}</var>"


def _time(at: datetime) -> str:
    return f"<var data-var='time'>{at:%H:%M}</var>"


def _review(timeline: Timeline, postmortem: Postmortem | None) -> Review | None:
    """Return a postmortem as an update after the last one, as on Statuspage."""
    if not postmortem or not postmortem.published:
        return None
    after = timeline.last_update + timedelta(seconds=1)
    return max(postmortem.published, after), addresses.postmortem(postmortem.slug)


def _recency(reviewed: tuple[Timeline, Review | None]) -> tuple[float, str]:
    timeline, review = reviewed
    newest = review[0] if review else timeline.last_update
    return (-newest.timestamp(), timeline.incident.id)
