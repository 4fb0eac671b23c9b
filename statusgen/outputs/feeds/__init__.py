"""Feeds with one entry for each update, and feeds with one for each incident, as on Statuspage.

``entries`` and ``history`` choose the entries, ``documents`` turns them into text, and ``formats``
writes the files.
"""

from __future__ import annotations

from collections.abc import Iterator

from statusgen import addresses
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
    scope_of,
)
from statusgen.outputs.feeds.formats import write
from statusgen.outputs.feeds.history import Revised, history_of, revised
from statusgen.rendering.artifact import Artifact, data
from statusgen.rendering.feed_links import ATOM, FORMATS, RSS, Format
from statusgen.rendering.kit import Kit
from statusgen.status import Status


def plan(site: Site, status: Status) -> Iterator[Artifact]:
    """Declare all feeds, also those under old ids of components."""
    archive = archive_of(site, status)
    for scope in (EVERYTHING, MAJOR, POSTMORTEMS, *map(scope_of, site.parts)):
        entries = newest(scope, archive)
        for address in (scope.address, *map(addresses.feed, scope.aliases)):
            for form in FORMATS:
                yield data(f"{address}{form.extension}", render, form, scope, *entries)
    incidents = revised(archive)
    for form in (ATOM, RSS):
        path = f"{addresses.HISTORY_FEED}{form.extension}"
        yield data(path, render_history, form, *incidents)


def render(kit: Kit, form: Format, scope: Scope, *entries: FeedEntry) -> bytes:
    """Render a feed."""
    return write(document_of(kit, scope, entries), form)


def render_history(kit: Kit, form: Format, *incidents: Revised) -> bytes:
    """Render the feed with one entry for each incident."""
    return write(history_of(kit, form, incidents), form)
