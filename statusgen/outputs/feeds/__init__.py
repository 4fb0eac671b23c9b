"""Feeds: an entry for each update, by scope; and one for each incident, as Statuspage has it.

What is so is decided in ``archive``, ``entries``, ``scopes`` and ``history``;
``documents`` puts it into words; ``atom``, ``rss`` and
``json_feed`` write it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from statusgen import addresses
from statusgen.model import Site
from statusgen.outputs.feeds import atom, history, json_feed, rss
from statusgen.outputs.feeds.archive import archive_of
from statusgen.outputs.feeds.documents import document_of
from statusgen.outputs.feeds.history import Story, stories
from statusgen.outputs.feeds.scopes import (
    EVERYTHING,
    MAJOR,
    POSTMORTEMS,
    Feed,
    feed_of,
    scope_of,
)
from statusgen.rendering.artifact import Artifact, Stage, copies
from statusgen.rendering.feed_links import ATOM, JSON, RSS
from statusgen.rendering.kit import Kit
from statusgen.status import Status

SITE_FILE: Final = "content/site.yml"


def plan(site: Site, status: Status) -> Iterator[Artifact]:
    """Declare every feed, and at old addresses files with the same bytes."""
    planned = tuple(_feeds(site, status))
    yield from planned
    yield from copies(planned, site.settings.redirects)


def render_atom(kit: Kit, feed: Feed) -> bytes:
    """Render a feed as Atom."""
    return atom.write(document_of(kit, feed))


def render_rss(kit: Kit, feed: Feed) -> bytes:
    """Render a feed as RSS."""
    return rss.write(document_of(kit, feed))


def render_json(kit: Kit, feed: Feed) -> bytes:
    """Render a feed as JSON Feed."""
    return json_feed.write(document_of(kit, feed))


def render_history_atom(kit: Kit, *stories: Story) -> bytes:
    """Render the incidents as Atom."""
    return atom.write(history.atom_document(kit, stories))


def render_history_rss(kit: Kit, *stories: Story) -> bytes:
    """Render the incidents as RSS."""
    return rss.write(history.rss_document(kit, stories))


def _feeds(site: Site, status: Status) -> Iterator[Artifact]:
    archive = archive_of(site, status)
    for scope in (EVERYTHING, MAJOR, POSTMORTEMS):
        yield from _formats(scope.address, feed_of(scope, archive))
    for part in site.parts:
        feed = feed_of(scope_of(part), archive)
        yield from _formats(feed.address, feed)
        for alias in part.aliases:
            yield from _formats(addresses.feed(alias), feed)
    told = stories(archive)
    yield _artifact(f"{addresses.HISTORY_FEED}{ATOM.extension}", render_history_atom, *told)
    yield _artifact(f"{addresses.HISTORY_FEED}{RSS.extension}", render_history_rss, *told)


def _formats(address: str, feed: Feed) -> Iterator[Artifact]:
    yield _artifact(f"{address}{ATOM.extension}", render_atom, feed)
    yield _artifact(f"{address}{RSS.extension}", render_rss, feed)
    yield _artifact(f"{address}{JSON.extension}", render_json, feed)


def _artifact(path: str, render: Callable[..., bytes], *values: Any) -> Artifact:  # noqa: ANN401 - as an artifact takes them
    return Artifact(path=path, stage=Stage.DATA, render=render, values=values, origin=SITE_FILE)
