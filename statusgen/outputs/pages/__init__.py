"""The pages for readers, with a module for each kind.

In each module, ``plan`` decides the facts and ``render`` passes them to a template.
"""

from __future__ import annotations

from collections.abc import Iterator

from statusgen import addresses
from statusgen.memo import Memo, call
from statusgen.model import Site
from statusgen.outputs.pages import components, history, incidents, index, postmortems, subscribe
from statusgen.outputs.pages.context import context_of
from statusgen.rendering.artifact import Artifact, page_at
from statusgen.rendering.kit import Kit
from statusgen.status import Status


def plan(site: Site, status: Status, memo: Memo = call) -> Iterator[Artifact]:
    """Declare every page."""
    context = context_of(site, status, memo)
    for kind in (index, history, incidents, components, postmortems, subscribe):
        yield from kind.plan(context)
    yield page_at(addresses.NOT_FOUND, render_not_found)


def render_not_found(kit: Kit) -> bytes:
    """Render the page for unknown addresses. Its links start at the root."""
    title = kit.locale.gettext("Page not found")
    return kit.page("not_found.html", addresses.NOT_FOUND, title=title, noindex=True)
