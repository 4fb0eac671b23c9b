"""Feeds as files: Atom (RFC 4287), RSS 2.0 with its best-practice profile, JSON Feed 1.1.

feedgen writes Atom and RSS. Its RSS lacks hubs, authors without an e-mail address and Statuspage's
``maintenanceEndDate``, so extensions add them.
"""

from __future__ import annotations

import json
import re
from email.utils import format_datetime
from typing import Any, Final

from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]  # has no types
from feedgen.util import xml_elem  # type: ignore[import-untyped]  # has no types

from statusgen.outputs.feeds.documents import Document, Item, clean
from statusgen.outputs.feeds.entries import FeedEntry, FeedPostmortem, FeedUpdate
from statusgen.rendering.feed_links import ATOM, JSON, RSS, Format
from statusgen.rendering.kit import Kit

VERSION: Final = "https://jsonfeed.org/version/1.1"
ATOM_NAMES: Final = "http://www.w3.org/2005/Atom"
DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"

_CHANNEL_TEXT: Final = re.compile(rb"<(?:title|description)>[^<]*")
_ITEM_TEXT: Final = re.compile(rb"<(?:title|category|dc:creator)\b[^<]*")
"""Elements with plain text. The description of an item is HTML."""


def write(kit: Kit, document: Document, form: Format) -> bytes:
    """Return the file."""
    if form == JSON:
        return _json(kit, document)
    feed = _feed(document, form)
    return bytes(feed.atom_str()) + b"\n" if form == ATOM else _as_profiled(feed.rss_str())


def _feed(document: Document, form: Format) -> Any:  # noqa: ANN401 - feedgen has no types
    """Return a feed of feedgen. An RSS channel takes the last link."""
    links = [
        {"href": document.home, "rel": "alternate", "type": "text/html"},
        {"href": f"{document.address}{form.extension}", "rel": "self", "type": form.type},
        *([{"href": document.hub, "rel": "hub"}] if document.hub else []),
    ]
    feed = FeedGenerator()
    feed.register_extension("added", _ToChannel, _ToItem, atom=False)
    feed.added.hub = document.hub
    feed.id(f"{document.id}{form.extension}")
    feed.title(document.title)
    feed.description(document.description)
    feed.updated(document.updated)
    feed.author(name=document.author)
    feed.language(document.language)
    feed.generator("statusgen")
    feed.link(links[::-1] if form == RSS else links)
    for item in document.items:
        entry = feed.add_entry(order="append")
        entry.added.item = item
        entry.guid(item.id, permalink=item.permanent)
        entry.title(item.title)
        entry.link(href=item.link, rel="alternate", type="text/html")
        entry.published(item.published)
        entry.updated(item.updated)
        entry.author([{"name": author} for author in item.authors])
        entry.content(item.html, type="html")
        keys = ("term", "scheme") if form == RSS else ("term", "scheme", "label")
        entry.category([{key: each[key] for key in keys} for each in item.categories])
    return feed


def _as_profiled(data: bytes) -> bytes:
    """Escape plain text as the RSS profile asks, so that readers do not take it for HTML."""
    head, mark, items = data.partition(b"<item>")
    return _CHANNEL_TEXT.sub(_encode, head) + mark + _ITEM_TEXT.sub(_encode, items) + b"\n"


def _encode(element: re.Match[bytes]) -> bytes:
    return element[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")


class _ToChannel:
    """An extension of feedgen for the hub (WebSub §4)."""

    hub: str | None = None

    def extend_ns(self) -> dict[str, str]:
        return {"dc": DUBLIN_CORE}

    def extend_rss(self, rss: Any) -> None:  # noqa: ANN401 - lxml has no types
        if self.hub:
            xml_elem(f"{{{ATOM_NAMES}}}link", rss[0], rel="hub", href=self.hub)


class _ToItem:
    """An extension of feedgen for authors and the end of maintenance."""

    item: Item

    def extend_rss(self, element: Any) -> None:  # noqa: ANN401 - lxml has no types
        for author in self.item.authors:
            xml_elem(f"{{{DUBLIN_CORE}}}creator", element).text = author
        if self.item.ends:
            xml_elem("maintenanceEndDate", element).text = format_datetime(self.item.ends)


def _json(kit: Kit, document: Document) -> bytes:
    feed = {
        "version": VERSION,
        "title": document.title,
        "home_page_url": document.home,
        "feed_url": f"{document.address}{JSON.extension}",
        "description": document.description,
        "authors": [{"name": document.author}],
        "language": document.language,
        **({"hubs": [{"type": "WebSub", "url": document.hub}]} if document.hub else {}),
        "items": [],
    }
    # Most items are in several feeds, and writing one takes long if it has many components.
    items = ",\n".join(kit.once(_item, item) for item in document.items)
    text = _written(feed)
    if items:
        text = text.removesuffix("[]\n}") + f"[\n{items}\n ]\n}}"
    return f"{text}\n".encode()


def _item(_kit: Kit, item: Item) -> str:
    """Return the lines of an item in a JSON feed."""
    known = {
        "id": item.id,
        "url": item.link,
        "title": item.title,
        "content_html": item.html,
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        "authors": [{"name": author} for author in item.authors],
        "tags": [category["term"] for category in item.categories],
        "_status": _status(item.source),
    }
    return "  " + _written(known).replace("\n", "\n  ")


def _written(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _status(source: FeedEntry | None) -> dict[str, Any]:
    """Return what programs filter by: words of the content format, ids and dates."""
    match source:
        case FeedUpdate(facts=facts, update=update):
            return {
                "sort": facts.sort,
                "state": update.state_kept,
                "impact": source.impact.word,
                "impact_now": update.impact.word,
                "kinds": list(facts.kinds),
                "components": [
                    {"id": part.id, "name": clean(part.name), "state": part.state.word}
                    for part in source.parts
                ],
                "incidents": [facts.id],
                "next": update.next and update.next.isoformat(),
            }
        case FeedPostmortem():
            return {
                "sort": "postmortem",
                "state": "postmortem",
                "impact": source.impact.word,
                "components": [{"id": part.id, "name": clean(part.name)} for part in source.parts],
                "incidents": list(source.incidents),
            }
        case _:
            return {}
