"""The Markdown twins of pages, and ``llms.txt``, which lists them for assistants.

A twin has the view of its page. It says the time of its newest fact, never that of the build, and
nothing that changes by the clock alone: no uptime, and not whether a time has passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from statusgen import addresses
from statusgen.history import RECENT_DAYS
from statusgen.model import Component
from statusgen.outputs.pages.components import PartPage
from statusgen.outputs.pages.incidents import (
    IncidentLine,
    PageContext,
    Thread,
    brief,
)
from statusgen.outputs.pages.index import Index
from statusgen.outputs.pages.postmortems import PostmortemView
from statusgen.rendering.artifact import Artifact, data
from statusgen.rendering.kit import Kit
from statusgen.status import current
from statusgen.timeline import Timeline

NEWEST: Final = 50
"""The number of incidents in ``llms.txt``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexTwin:
    """The index."""

    index: Index
    recent: tuple[IncidentLine, ...]
    """What is pinned or ended shortly before the newest fact: all that the page has, and no less
    as the days go by. Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What ``llms.txt`` lists."""

    parts: tuple[tuple[str, str], ...]
    """Ids and names of the components and groups in use."""
    open: tuple[IncidentLine, ...]
    newest: tuple[IncidentLine, ...]


def plan(context: PageContext, pages: Iterable[Artifact]) -> Iterator[Artifact]:
    """Declare ``llms.txt``, the twin of the index and those of other pages, not of drafts."""
    site, status = context.site, context.status
    parts = {each.id: each for each in site.parts}
    leaves: tuple[Component, ...]
    lines: tuple[Timeline, ...]
    for page in pages:
        address = page.path.removesuffix("index.html")
        match page.values:
            case (Index() as shown, _):
                fact = _newest_fact(context, status.timelines, site.leaves)
                yield _twin("index", address, fact, _index(context, shown, fact))
                continue
            case (Thread(followed=True) as shown, *_):
                kind, lines, leaves = "incident", (context.timelines[shown.slug],), ()
            case (PostmortemView(draft=False) as shown,):
                kind, leaves = "postmortem", ()
                lines = tuple(context.timelines[slug] for slug in shown.incidents)
            case (PartPage(part=part) as shown, *_):
                kind, leaves = "component", parts[part.id].leaves
                lines = status.touching([leaf.id for leaf in leaves])
            case _:
                continue
        yield _twin(kind, address, _newest_fact(context, lines, leaves), shown)
    yield data(addresses.LLMS, render, "llms", addresses.INDEX, None, _contents(context))


def render(
    kit: Kit,
    template: str,
    address: str,
    fact: datetime | None,
    page: IndexTwin | Thread | PostmortemView | PartPage | Contents,
) -> bytes:
    """Render a twin, or ``llms.txt``."""
    values = {"page": page, "address": address, "fact": fact}
    return kit.templates.render(f"twins/{template}.md", values).encode()


def _twin(template: str, address: str, *values: object) -> Artifact:
    return data(f"{address}{addresses.TWIN}", render, template, address, *values)


def _index(context: PageContext, index: Index, fact: datetime | None) -> IndexTwin:
    ended = ((each, each.ended) for each in context.status.timelines)
    recent = (
        brief(context, each)
        for each, at in ended
        if at and (each.pinned or (fact and at >= fact - timedelta(days=RECENT_DAYS)))
    )
    return IndexTwin(index=index, recent=tuple(recent))


def _contents(context: PageContext) -> Contents:
    site, status = context.site, context.status
    parts = {part.id: part.name for each in current(site) for part in (each, *each.leaves)}
    return Contents(
        parts=tuple(parts.items()),
        open=tuple(brief(context, each) for each in status.open),
        newest=tuple(brief(context, each) for each in status.timelines[:NEWEST]),
    )


def _newest_fact(
    context: PageContext, timelines: Sequence[Timeline], leaves: Iterable[Component]
) -> datetime | None:
    """Return the time of the newest fact about these, if there is any."""
    site, slugs = context.site, {each.incident.slug for each in timelines}
    looks = (each for each in site.postmortems if not slugs.isdisjoint(each.incidents))
    times = (
        *(each.revised for each in timelines),
        *(each.ended for each in timelines),
        *(each.published for each in looks),
        *(at for leaf in leaves for at in (leaf.since, leaf.until)),
    )
    return max((at for at in times if at and at <= site.as_of), default=None)
