"""A feed as RSS 2.0, after the best-practice profile, by feedgen.

feedgen leaves out a hub and authors without an e-mail address, and does not
know Statuspage's ``maintenanceEndDate``: its extensions add them.
"""

from __future__ import annotations

import re
from email.utils import format_datetime
from typing import Any, Final

from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]  # has no types
from feedgen.util import xml_elem  # type: ignore[import-untyped]  # has no types

from statusgen.outputs.feeds.documents import Document, Item
from statusgen.rendering.feed_links import RSS

ATOM: Final = "http://www.w3.org/2005/Atom"
DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"

_CHANNEL_TEXT: Final = re.compile(rb"<(?:title|description)>[^<]*")
_ITEM_TEXT: Final = re.compile(rb"<(?:title|category|dc:creator)\b[^<]*")
"""Elements of plain text; the description of an item is HTML."""


def write(document: Document) -> bytes:
    """Return the file."""
    feed = FeedGenerator()
    feed.register_extension("added", _ToChannel, _ToItem, atom=False)
    feed.added.hub = document.hub
    feed.title(document.title)
    feed.description(document.description)
    feed.language(document.language)
    feed.updated(document.updated)
    feed.generator("statusgen")
    feed.link(href=f"{document.address}{RSS.extension}", rel="self", type=RSS.type)
    feed.link(href=document.home, rel="alternate")  # the last one is the channel's
    for item in document.items:
        _add(feed, item)
    head, mark, items = bytes(feed.rss_str()).partition(b"<item>")
    return _CHANNEL_TEXT.sub(_encode, head) + mark + _ITEM_TEXT.sub(_encode, items) + b"\n"


def _encode(element: re.Match[bytes]) -> bytes:
    """Write signs of plain text as the profile asks, so that none is taken for HTML."""
    return element[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")


def _add(feed: Any, item: Item) -> None:  # noqa: ANN401 - feedgen has no types
    entry = feed.add_entry(order="append")
    entry.added.item = item
    entry.guid(item.id, permalink=item.permanent)
    entry.title(item.title)
    entry.link(href=item.link)
    entry.published(item.published)
    entry.updated(item.updated)
    entry.content(item.html)
    entry.category(
        [{"term": category.term, "scheme": category.scheme} for category in item.categories]
    )


class _ToChannel:
    """An extension of feedgen: the hub (WebSub §4)."""

    hub: str | None = None

    def extend_ns(self) -> dict[str, str]:
        return {"dc": DUBLIN_CORE}

    def extend_rss(self, rss: Any) -> None:  # noqa: ANN401 - lxml has no types
        if self.hub:
            xml_elem(f"{{{ATOM}}}link", rss[0], rel="hub", href=self.hub)


class _ToItem:
    """An extension of feedgen: names of authors, and when maintenance ends."""

    item: Item

    def extend_rss(self, element: Any) -> None:  # noqa: ANN401 - lxml has no types
        for author in self.item.authors:
            xml_elem(f"{{{DUBLIN_CORE}}}creator", element).text = author
        if self.item.ends:
            xml_elem("maintenanceEndDate", element).text = format_datetime(self.item.ends)
