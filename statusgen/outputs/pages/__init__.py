"""The pages for readers, with a module for each kind.

In each module, ``plan`` decides the facts and ``render`` passes them to a template.
"""

from __future__ import annotations

from collections.abc import Iterator

from statusgen import addresses
from statusgen.memo import Memo, call
from statusgen.model import Site
from statusgen.outputs.pages import (
    components,
    history,
    incidents,
    index,
    postmortems,
    subscribe,
    twins,
)
from statusgen.outputs.pages.context import context_of
from statusgen.rendering.artifact import Artifact, page_at
from statusgen.rendering.kit import Kit
from statusgen.status import Status


def plan(site: Site, status: Status, memo: Memo = call) -> Iterator[Artifact]:
    """Declare every page, and the Markdown twins of some."""
    context = context_of(site, status, memo)
    kinds = (index, history, incidents, components, postmortems, subscribe)
    pages = tuple(page for kind in kinds for page in kind.plan(context))
    yield from pages
    yield from twins.plan(context, pages)
    yield page_at(addresses.NOT_FOUND, render_not_found)


def render_not_found(kit: Kit) -> bytes:
    """Render the page for unknown addresses. Its links start at the root."""
    title = kit.locale.gettext("Page not found")
    return kit.page("not_found.html", addresses.NOT_FOUND, title=title, noindex=True)
