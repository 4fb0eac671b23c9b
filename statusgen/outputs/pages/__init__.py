"""The pages for readers, with a module for each kind of page that has much to decide.

In each module, ``plan`` decides the facts and ``render`` passes them to a template.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from statusgen import addresses
from statusgen.memo import Memo, call
from statusgen.model import Site
from statusgen.outputs.pages import (
    components,
    history,
    incidents,
    index,
    postmortems,
    twins,
)
from statusgen.outputs.pages.components import Section, sections
from statusgen.outputs.pages.incidents import PageContext, context_of
from statusgen.rendering.artifact import Artifact, page_at
from statusgen.rendering.bulletin import Bulletin, revision
from statusgen.rendering.kit import Kit
from statusgen.status import Status

COMMAND: Final = "/feed subscribe"
"""The command of several chat apps, in every language. The address of a feed follows."""


def plan(site: Site, status: Status, memo: Memo = call) -> Iterator[Artifact]:
    """Declare every page, and the Markdown twins of some."""
    context = context_of(site, status, memo)
    kinds = (index, history, incidents, components, postmortems)
    pages = tuple(page for kind in kinds for page in kind.plan(context))
    yield from pages
    yield from twins.plan(context, pages)
    yield from _subscribe(context)
    yield page_at(addresses.NOT_FOUND, render_not_found)


def render_not_found(kit: Kit) -> bytes:
    """Render the page for unknown addresses. Its links start at the root."""
    title = kit.locale.gettext("Page not found")
    return kit.page("not_found.html", addresses.NOT_FOUND, title=title, noindex=True)


def _subscribe(context: PageContext) -> Iterator[Artifact]:
    """Declare the ways to follow the site, without retired components."""
    parts = tuple(sections(context.site))
    yield page_at(addresses.SUBSCRIBE, render_subscribe, context.bulletin, *parts)
    yield page_at(addresses.PROGRAMS, render_programs, *parts)


def render_subscribe(kit: Kit, bulletin: Bulletin, *sections: Section) -> bytes:
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
