"""An incident, maintenance or notice as a line of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.model import ComponentState, Impact, Kind, Sort, State
from statusgen.outputs.pages.edition import Edition
from statusgen.rendering.incident_view import IncidentView
from statusgen.status import postmortem_of
from statusgen.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
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


def brief(edition: Edition, line: Timeline) -> IncidentLine:
    """Show one."""
    slug = line.incident.slug
    reviewed = postmortem_of(edition.site, slug) is not None
    return edition.memo(_line, edition.views[slug], reviewed)


def _line(view: IncidentView, reviewed: bool) -> IncidentLine:  # noqa: FBT001 - a memo calls it, by position
    return IncidentLine(
        slug=view.slug,
        title=view.title,
        sort=view.sort,
        kinds=view.kinds,
        draft=view.draft,
        state=view.state,
        shape=view.shape,
        impact=view.highest,
        is_open=view.is_open,
        began=view.began,
        ended=view.ended,
        open_for=view.open_for,
        names=tuple(part.name for part in view.parts),
        reviewed=reviewed,
    )
