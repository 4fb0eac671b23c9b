"""The links to feeds in the head of a page."""

from __future__ import annotations

from typing import Final, NamedTuple

from statusgen import addresses
from statusgen.rendering.locale import Locale


class Format(NamedTuple):
    """A format of feeds."""

    name: str
    """A proper name, the same in every language."""
    extension: str
    type: str
    """The media type."""


ATOM: Final = Format("Atom", ".atom", "application/atom+xml")
RSS: Final = Format("RSS", ".rss", "application/rss+xml")
JSON: Final = Format("JSON", ".json", "application/feed+json")
FORMATS: Final = (ATOM, RSS, JSON)


def feed_links(name: str, address: str) -> tuple[dict[str, str], ...]:
    """Return a feed in every format; ``address`` has no extension.

    Each link has a ``name`` (of the feed), a ``form`` (the name of the format), an ``address`` and
    a ``type`` (the media type).
    """
    fewer = {addresses.HISTORY_FEED: (ATOM, RSS), addresses.INCIDENTS: (ATOM,)}
    kind = address[: address.find("/") + 1] or address
    return tuple(
        {"name": name, "form": form, "address": f"{address}{extension}", "type": media_type}
        for form, extension, media_type in fewer.get(kind, FORMATS)
    )


def feeds_of(
    page: str, title: str, words: Locale, *, followed: bool = False
) -> tuple[dict[str, str], ...]:
    """Return the feeds of a page, without those of the whole site.

    ``followed``: it is an incident with a feed.
    """
    if page == addresses.INDEX:
        return feed_links(words.gettext("Major and critical incidents"), addresses.MAJOR_FEED)
    if page.startswith(addresses.HISTORY):
        return feed_links(words.gettext("History"), addresses.HISTORY_FEED)
    if page.startswith(addresses.POSTMORTEMS):
        return feed_links(words.gettext("Postmortems"), addresses.POSTMORTEM_FEED)
    if followed or (page.startswith(addresses.COMPONENTS) and page != addresses.COMPONENTS):
        return feed_links(title, f"{page}{addresses.FEED}")
    return ()
