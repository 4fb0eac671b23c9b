"""A feed as Atom (RFC 4287), by feedgen."""

from __future__ import annotations

from typing import Any

from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]  # has no types

from statusgen.outputs.feeds.documents import Document, Item
from statusgen.rendering.feed_links import ATOM


def write(document: Document) -> bytes:
    """Return the file."""
    feed = FeedGenerator()
    feed.id(f"{document.id}{ATOM.extension}")
    feed.title(document.title)
    feed.subtitle(document.description)
    feed.updated(document.updated)
    feed.author(name=document.author)
    feed.language(document.language)
    feed.generator("statusgen")
    feed.link(href=document.home, rel="alternate", type="text/html")
    feed.link(href=f"{document.address}{ATOM.extension}", rel="self", type=ATOM.type)
    if document.hub:
        feed.link(href=document.hub, rel="hub")
    for item in document.items:
        _add(feed, item)
    return bytes(feed.atom_str()) + b"\n"


def _add(feed: Any, item: Item) -> None:  # noqa: ANN401 - feedgen has no types
    entry = feed.add_entry(order="append")
    entry.id(item.id)
    entry.title(item.title)
    entry.published(item.published)
    entry.updated(item.updated)
    entry.link(href=item.link, rel="alternate", type="text/html")
    entry.author([{"name": author} for author in item.authors])
    entry.content(item.html, type="html")
    entry.category(
        [
            {"term": category.term, "scheme": category.scheme, "label": category.label}
            for category in item.categories
        ]
    )
