"""Feeds with one entry for each update, and feeds with one for each incident, as on Statuspage.

``entries`` and ``history`` choose the entries, ``documents`` turns them into text, and ``formats``
writes the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from statusgen import addresses
from statusgen.memo import Memo, call
from statusgen.model import Site
from statusgen.outputs.feeds.documents import document_of
from statusgen.outputs.feeds.entries import (
    EVERYTHING,
    MAJOR,
    POSTMORTEMS,
    FeedEntry,
    Scope,
    archive_of,
    newest,
    reviews_of,
    scope_of,
    scope_of_incident,
    story,
)
from statusgen.outputs.feeds.history import Revised, history_of, revised
from statusgen.rendering.artifact import Artifact, data
from statusgen.rendering.feed_links import ATOM, FORMATS, RSS, Format
from statusgen.rendering.kit import Kit
from statusgen.status import Status, is_followed

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of an empty feed of a site without any fact."""


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
