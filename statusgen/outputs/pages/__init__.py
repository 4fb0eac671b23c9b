"""The pages that readers meet, a module for each kind.

Each has ``plan``, which decides the facts, and ``render`` functions, which
hand them to a template of the theme.
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
    """Render the page for an address at which there is nothing, whose links lead from the root."""
    title = kit.locale.gettext("There is nothing at this address")
    return kit.page("not_found.html", addresses.NOT_FOUND, title=title, noindex=True)
