"""All ways to follow the site: a page for people, and one for other sites and programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from statusgen import addresses
from statusgen.outputs.pages.components import Section, sections
from statusgen.outputs.pages.context import PageContext
from statusgen.rendering.artifact import Artifact, page_at
from statusgen.rendering.bulletin import Bulletin, revision
from statusgen.rendering.kit import Kit

COMMAND: Final = "/feed subscribe"
"""The command of several chat apps, in every language. The address of a feed follows."""


def plan(context: PageContext) -> Iterator[Artifact]:
    """Declare both pages, without retired components."""
    parts = tuple(sections(context.site))
    yield page_at(addresses.SUBSCRIBE, render, context.bulletin, *parts)
    yield page_at(addresses.PROGRAMS, render_programs, *parts)


def render(kit: Kit, bulletin: Bulletin, *sections: Section) -> bytes:
    """Render the page for people, which tells them when there is news."""
    return kit.page(
        "subscribe.html",
        addresses.SUBSCRIBE,
        title=kit.locale.gettext("Get updates"),
        sections=sections,
        command=COMMAND,
        revision=revision(kit, bulletin),
    )


def render_programs(kit: Kit, *sections: Section) -> bytes:
    """Render the page for other sites and programs."""
    title = kit.locale.gettext("For websites and programs")
    return kit.page("programs.html", addresses.PROGRAMS, title=title, sections=sections)
