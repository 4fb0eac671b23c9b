"""The page with all ways to follow the site, its major incidents, or one component."""

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
"""The command of several chat apps, in every language. The address of a feed follows."""


def plan(context: PageContext) -> Iterator[Artifact]:
    """Declare the page, without retired components."""
    yield page_at(addresses.SUBSCRIBE, render, *sections(context.site))


def render(kit: Kit, *sections: Section) -> bytes:
    """Render the page."""
    return kit.page(
        "subscribe.html",
        addresses.SUBSCRIBE,
        title=kit.locale.gettext("Get updates"),
        sections=[{"group": group, "parts": parts} for group, parts in sections],
        formats=FORMATS,
        command=COMMAND,
    )
