"""Postmortems: the list, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from statusgen import addresses
from statusgen.model import Postmortem, Text
from statusgen.outputs.pages.edition import Edition
from statusgen.outputs.pages.threads import IncidentLine, brief
from statusgen.rendering.artifact import Artifact, Stage
from statusgen.rendering.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A postmortem; in a list without its body."""

    slug: str
    title: str
    draft: bool
    published: datetime | None
    authors: tuple[str, ...]
    summary: str
    body: Text
    lines: tuple[IncidentLine, ...]
    """What it looks back on."""
    source: str
    """Its file in the repository, where the page links to it."""


def plan(edition: Edition) -> Iterator[Artifact]:
    """Declare the list and the pages."""
    postmortems = edition.site.postmortems
    yield Artifact(
        path=addresses.output_path(addresses.POSTMORTEMS),
        stage=Stage.PAGE,
        render=render_list,
        values=(tuple(_look(edition, each, Text()) for each in postmortems),),
    )
    for each in postmortems:
        yield Artifact(
            path=addresses.output_path(addresses.postmortem(each.slug)),
            stage=Stage.PAGE,
            render=render,
            values=(_look(edition, each, each.body),),
            origin=each.path,
        )


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
    return Look(
        slug=postmortem.slug,
        title=postmortem.title,
        draft=postmortem.draft,
        published=postmortem.published,
        authors=postmortem.authors,
        summary=postmortem.summary,
        body=body,
        lines=tuple(brief(edition, edition.timelines[slug]) for slug in postmortem.incidents),
        source=edition.source(postmortem),
    )
