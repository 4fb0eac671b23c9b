"""The index: the current status, first open incidents, then recent ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from statusgen import addresses
from statusgen.history import recent
from statusgen.model import ComponentState, Impact, Kind, Sort
from statusgen.outputs.pages.components import Block, blocks
from statusgen.outputs.pages.incidents import (
    IncidentLine,
    PageContext,
    Thread,
    brief,
    preview,
    thread,
)
from statusgen.rendering import labels
from statusgen.rendering.artifact import SITE_FILE, Artifact, Stage
from statusgen.rendering.bulletin import Bulletin, revision
from statusgen.rendering.incident_view import overall_shape
from statusgen.rendering.kit import Kit
from statusgen.status import Description, current_leaves, planned

EARLIER: Final = 3
"""How many updates the open incidents fold, besides the newest of each; each folds one at least."""

AHEAD: Final = timedelta(hours=24)
"""How long before its start maintenance is mentioned above the components."""

MANY: Final = 16
"""From this number of components on, groups are folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The first thing that the page says."""

    shape: ComponentState
    rank: Impact
    description: Description
    alarm: Kind | None
    """A kind of incident that matters more than the overall state."""
    asks: str
    """The slug of the first open or pinned incident that asks readers to act."""
    affected: int
    """The number of components that are not operational."""
    components: int
    quiet: bool
    """No incident is open, and all components work."""
    quiet_since: datetime | None
    """When the last incident ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The whole page."""

    headline: Headline
    open: tuple[Thread, ...]
    """Open incidents."""
    active: tuple[Thread, ...]
    """Active maintenance."""
    pinned: tuple[Thread, ...]
    """Ended, but still at the top."""
    soon: tuple[Thread, ...]
    """Maintenance that begins within 24 hours, and pinned notices."""
    notices: tuple[Thread, ...]
    """All open notices, including pinned ones."""
    upcoming: tuple[Thread, ...]
    """Maintenance that begins later."""
    blocks: tuple[Block, ...]
    folds: bool
    """There are so many components that groups are folded."""
    past: tuple[IncidentLine, ...]
    """What ended in the last 14 days, newest end first."""
    today: datetime
    """An instant of today."""


def plan(context: PageContext) -> Iterator[Artifact]:
    """Declare the index."""
    yield Artifact(
        path=addresses.output_path(addresses.INDEX),
        stage=Stage.INDEX,
        render=render,
        values=(view(context), context.bulletin),
        origin=SITE_FILE,
    )


def render(kit: Kit, index: Index, bulletin: Bulletin) -> bytes:
    """Render the index, with the revision of the bulletin.

    Its title never says that all is well: others keep titles for weeks.
    """
    headline = index.headline
    news = preview(kit, *index.open, *index.active)
    is_green = headline.description is Description.OPERATIONAL and headline.alarm is None
    words = labels.headline_words(kit.locale, headline.description, headline.alarm)
    return kit.page(
        "index.html",
        addresses.INDEX,
        title=kit.settings.title,
        claim=words if news and not is_green else "",
        description=news or kit.settings.description,
        state=index.headline.shape,
        twin=True,
        index=index,
        revision=revision(kit, bulletin),
    )


def view(context: PageContext) -> Index:
    """Decide the content of the page."""
    status, horizon = context.status, context.site.as_of + AHEAD
    soon = tuple(each for each in status.upcoming if planned(each) <= horizon)
    found = blocks(context)
    share = max(1, EARLIER // max(1, len(status.open)))
    return Index(
        headline=headline(context),
        open=tuple(thread(context, each, 1 + share) for each in status.open),
        active=tuple(thread(context, each, 1) for each in status.active),
        pinned=tuple(thread(context, each, 0) for each in status.pinned),
        soon=tuple(
            thread(context, each, 0)
            for each in (*soon, *(each for each in status.notices if each.pinned))
        ),
        notices=tuple(thread(context, each, 1) for each in status.notices),
        upcoming=tuple(thread(context, each, 0) for each in status.upcoming if each not in soon),
        blocks=found,
        folds=sum(len(each.rows) for each in found) >= MANY,
        past=tuple(brief(context, each) for each in recent(context.site, context.status)),
        today=context.midday,
    )


def headline(context: PageContext) -> Headline:
    """Decide the headline, which never says that all is well while something is not."""
    status = context.status
    incidents = (each for each in status.timelines if each.incident.sort is Sort.INCIDENT)
    ends = [each.ended for each in incidents if each.ended]
    asking = (*status.open, *status.active, *status.pinned)
    states = [status.state(leaf.id) for leaf in current_leaves(context.site)]
    return Headline(
        shape=overall_shape(status.overall, status.alarm),
        rank=status.overall.rank,
        description=status.overall.description,
        alarm=status.alarm,
        asks=next((each.incident.slug for each in asking if each.now.action), ""),
        affected=sum(map(bool, states)),
        components=len(states),
        quiet=not status.open and status.overall.rank is Impact.NONE,
        quiet_since=max(ends, default=None),
    )
