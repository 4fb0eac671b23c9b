"""Postmortems: the list and a page for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from statusgen import addresses
from statusgen.model import Postmortem, Text
from statusgen.outputs.pages.incidents import (
    IncidentLine,
    PageContext,
    brief,
)
from statusgen.rendering.artifact import Artifact, page_at
from statusgen.rendering.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class PostmortemView(Postmortem):
    """A postmortem. In a list, its body is empty."""

    lines: tuple[IncidentLine, ...]
    """Its incidents."""
    source: str
    """Its file in the repository, if the page links to it."""


def plan(context: PageContext) -> Iterator[Artifact]:
    """Declare the list and the pages."""
    postmortems = context.site.postmortems
    listed = (replace(each, body=Text()) for each in postmortems)
    views = tuple(_view(context, each) for each in listed)
    yield page_at(addresses.POSTMORTEMS, render_list, views)
    for each in postmortems:
        address = addresses.postmortem(each.slug)
        yield page_at(address, render, _view(context, each), origin=each.path)


def render_list(kit: Kit, postmortems: tuple[PostmortemView, ...]) -> bytes:
    """Render the list."""
    title = kit.locale.gettext("Postmortems")
    address = addresses.POSTMORTEMS
    return kit.page("postmortems.html", address, title=title, postmortems=postmortems)


def render(kit: Kit, postmortem: PostmortemView) -> bytes:
    """Render a postmortem."""
    return kit.page(
        "postmortem.html",
        addresses.postmortem(postmortem.slug),
        title=postmortem.title,
        description=postmortem.summary,
        noindex=postmortem.draft,
        twin=not postmortem.draft,
        postmortem=postmortem,
    )


def _view(context: PageContext, postmortem: Postmortem) -> PostmortemView:
    return PostmortemView(
        **{each.name: getattr(postmortem, each.name) for each in fields(Postmortem)},
        lines=tuple(brief(context, context.timelines[slug]) for slug in postmortem.incidents),
        source=context.source(postmortem),
    )
