"""The index: the current status, first open incidents, then recent ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

from statusgen import addresses
from statusgen.history import Log, recent
from statusgen.model import ComponentState, Impact, Kind, Sort
from statusgen.outputs.pages.components import Block, blocks
from statusgen.outputs.pages.context import PageContext
from statusgen.outputs.pages.incidents import (
    EndedLine,
    IncidentLine,
    Thread,
    brief,
    ended_line,
    preview,
    thread,
)
from statusgen.rendering import labels
from statusgen.rendering.artifact import SITE_FILE, Artifact, Stage
from statusgen.rendering.bulletin import Bulletin, revision
from statusgen.rendering.incident_view import overall_shape
from statusgen.rendering.kit import Kit
from statusgen.status import Description

NEWEST: Final = 3
"""The number of updates shown of each incident. Active maintenance shows one."""


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
    quiet: bool
    """No incident is open, and all components work."""
    quiet_since: datetime | None
    """When the last incident ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """One day, or several on which nothing began or ended and the same went on."""

    first: date
    last: date
    began: tuple[IncidentLine, ...]
    ended: tuple[EndedLine, ...]
    """What began on an earlier day and ended on this one."""
    ongoing: tuple[IncidentLine, ...]
    """What began on an earlier day and went on after this one."""


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
    notices: tuple[Thread, ...]
    upcoming: tuple[Thread, ...]
    blocks: tuple[Block, ...]
    days: tuple[Days, ...]
    """Newest first."""
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
        index=index,
        revision=revision(kit, bulletin),
    )


def view(context: PageContext) -> Index:
    """Decide the content of the page."""
    status = context.status
    return Index(
        headline=headline(context),
        open=tuple(thread(context, each, NEWEST) for each in status.open),
        active=tuple(thread(context, each, 1) for each in status.active),
        pinned=tuple(thread(context, each, NEWEST) for each in status.pinned),
        notices=tuple(thread(context, each, NEWEST) for each in status.notices),
        upcoming=tuple(thread(context, each, 0) for each in status.upcoming),
        blocks=blocks(context),
        days=tuple(_days(context)),
        today=context.midday,
    )


def headline(context: PageContext) -> Headline:
    """Decide the headline, which never says that all is well while something is not."""
    status = context.status
    incidents = (each for each in status.timelines if each.incident.sort is Sort.INCIDENT)
    ends = [each.ended for each in incidents if each.ended]
    asking = (*status.open, *status.active, *status.pinned)
    return Headline(
        shape=overall_shape(status.overall, status.alarm),
        rank=status.overall.rank,
        description=status.overall.description,
        alarm=status.alarm,
        asks=next((each.incident.slug for each in asking if each.now.action), ""),
        quiet=not status.open and status.overall.rank is Impact.NONE,
        quiet_since=max(ends, default=None),
    )


def _days(context: PageContext) -> Iterator[Days]:
    def alike(log: Log) -> tuple[date | None, tuple[str, ...]]:
        ongoing = tuple(each.incident.slug for each in log.ongoing)
        return (log.first if log.began or log.ended else None, ongoing)

    for _, run in groupby(recent(context.site, context.status), alike):
        logs = tuple(run)
        yield Days(
            first=logs[-1].first,
            last=logs[0].first,
            began=tuple(brief(context, each) for each in logs[0].began),
            ended=tuple(ended_line(context, each) for each in logs[0].ended),
            ongoing=tuple(brief(context, each) for each in logs[0].ongoing),
        )
