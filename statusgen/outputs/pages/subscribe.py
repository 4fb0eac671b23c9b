"""The page on every way to follow the site: all of it, only what is serious, or one component."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from statusgen import addresses
from statusgen.outputs.pages.components import Section, sections
from statusgen.outputs.pages.context import PageContext
from statusgen.rendering.artifact import Artifact, page_at
from statusgen.rendering.feed_links import FORMATS
from statusgen.rendering.kit import Kit

COMMAND: Final = "/feed subscribe"
"""What the feed apps of several chats take, before the address of a feed; in every language."""


def plan(context: PageContext) -> Iterator[Artifact]:
    """Declare it; components that are out of use are not on it."""
    yield page_at(addresses.SUBSCRIBE, render, *sections(context.site))


def render(kit: Kit, *sections: Section) -> bytes:
    """Render it."""
    return kit.page(
        "subscribe.html",
        addresses.SUBSCRIBE,
        title=kit.locale.gettext("Get updates"),
        sections=[{"group": group, "parts": parts} for group, parts in sections],
        formats=FORMATS,
        command=COMMAND,
    )
