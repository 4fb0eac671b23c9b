"""Postmortems: the list, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from statusgen import addresses
from statusgen.model import Postmortem, Text
from statusgen.outputs.pages.edition import Edition
from statusgen.outputs.pages.incidents import IncidentLine, brief
from statusgen.rendering.artifact import Artifact, page_at
from statusgen.rendering.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class Look(Postmortem):
    """A postmortem; in a list without its body."""

    lines: tuple[IncidentLine, ...]
    """What it looks back on."""
    source: str
    """Its file in the repository, where the page links to it."""


def plan(edition: Edition) -> Iterator[Artifact]:
    """Declare the list and the pages."""
    postmortems = edition.site.postmortems
    looks = tuple(_look(edition, each, Text()) for each in postmortems)
    yield page_at(addresses.POSTMORTEMS, render_list, looks)
    for each in postmortems:
        look = _look(edition, each, each.body)
        yield page_at(addresses.postmortem(each.slug), render, look, origin=each.path)


def render_list(kit: Kit, looks: tuple[Look, ...]) -> bytes:
    """Render the list."""
    title = kit.locale.gettext("Postmortems")
    return kit.page("postmortems.html", addresses.POSTMORTEMS, title=title, looks=looks)


def render(kit: Kit, look: Look) -> bytes:
    """Render a postmortem."""
    return kit.page(
        "postmortem.html",
        addresses.postmortem(look.slug),
        title=look.title,
        description=look.summary,
        noindex=look.draft,
        look=look,
    )


def _look(edition: Edition, postmortem: Postmortem, body: Text) -> Look:
    shown = {each.name: getattr(postmortem, each.name) for each in fields(Postmortem)}
    return Look(
        **shown | {"body": body},
        lines=tuple(brief(edition, edition.timelines[slug]) for slug in postmortem.incidents),
        source=edition.source(postmortem),
    )
