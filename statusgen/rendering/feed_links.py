"""The feeds that a page announces in its head, where readers look for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from statusgen import addresses
from statusgen.rendering.locale import Locale


class Format(NamedTuple):
    """What feeds are written in."""

    name: str
    """A proper name, the same in every language."""
    extension: str
    type: str
    """The media type."""


ATOM: Final = Format("Atom", ".atom", "application/atom+xml")
RSS: Final = Format("RSS", ".rss", "application/rss+xml")
JSON: Final = Format("JSON", ".json", "application/feed+json")
FORMATS: Final = (ATOM, RSS, JSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed in one format."""

    name: str
    """What it is about."""
    form: str
    """The name of the format."""
    address: str
    type: str
    """The media type."""


def feed_links(name: str, address: str) -> tuple[FeedLink, ...]:
    """Return a feed in every format; ``address`` is without what tells them apart."""
    forms = (ATOM, RSS) if address == addresses.HISTORY_FEED else FORMATS
    return tuple(
        FeedLink(name=name, form=each.name, address=f"{address}{each.extension}", type=each.type)
        for each in forms
    )


def feeds_of(page: str, title: str, words: Locale) -> tuple[FeedLink, ...]:
    """Return the feeds that belong to the page at an address, beside those of the site."""
    if page == addresses.INDEX:
        return feed_links(words.gettext("Major and critical incidents"), addresses.MAJOR_FEED)
    if page.startswith(addresses.HISTORY):
        return feed_links(words.gettext("History"), addresses.HISTORY_FEED)
    if page.startswith(addresses.POSTMORTEMS):
        return feed_links(words.gettext("Postmortems"), addresses.POSTMORTEM_FEED)
    if page.startswith(addresses.COMPONENTS) and page != addresses.COMPONENTS:
        return feed_links(title, f"{page}{addresses.FEED}")
    return ()
