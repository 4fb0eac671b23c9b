"""An incident, maintenance or notice as a line of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.model import ComponentState, Impact, Kind, Sort, State
from statusgen.outputs.pages.edition import Edition, Names
from statusgen.outputs.pages.threads import shape, time_open
from statusgen.status import postmortem_of
from statusgen.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One incident, maintenance or notice in a list."""

    slug: str
    title: str
    sort: Sort
    kinds: tuple[Kind, ...]
    draft: bool
    state: State
    shape: ComponentState | None
    impact: Impact
    """The highest it had."""
    is_open: bool
    began: datetime
    ended: datetime | None
    open_for: timedelta | None
    names: tuple[str, ...]
    """What readers call the components that it touched."""
    reviewed: bool
    """There is a postmortem."""


def brief(edition: Edition, line: Timeline) -> Line:
    """Show one."""
    reviewed = postmortem_of(edition.site, line.incident.slug) is not None
    return edition.memo(_line, line, edition.names, reviewed)


def _line(line: Timeline, names: Names, reviewed: bool) -> Line:  # noqa: FBT001 - a memo calls it, by position
    incident = line.incident
    return Line(
        slug=incident.slug,
        title=incident.title,
        sort=incident.sort,
        kinds=incident.kinds,
        draft=incident.draft,
        state=line.state,
        shape=shape(line),
        impact=line.impact,
        is_open=line.is_open,
        began=line.began,
        ended=line.ended,
        open_for=time_open(line),
        names=tuple(names[component] for component in line.touched),
        reviewed=reviewed,
    )
