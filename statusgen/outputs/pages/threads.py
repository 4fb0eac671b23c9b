"""An incident, maintenance or notice as pages show it: whole, or as a line of a list.

Whole it is its view, and what the page adds.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from statusgen.model import ComponentState, Impact, Kind, Sort, State
from statusgen.outputs.pages.edition import Edition
from statusgen.rendering.incident_view import IncidentView
from statusgen.status import postmortem_due, postmortem_of
from statusgen.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPostmortem:
    """A postmortem: one that is there, or one that is promised."""

    slug: str = ""
    title: str = ""
    by: date | None = None
    """The promised day, where there is none yet."""
    overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread(IncidentView):
    """A view, perhaps with its newest entries only; while it is open, it is read today."""

    eta_passed: bool
    """It was expected to be over by now, and is not."""
    more: int
    """How many older entries its own page has beside these."""
    review: LinkedPostmortem | None
    source: str
    """Its file in the repository, where the page links to it."""


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


def thread(edition: Edition, line: Timeline, newest: int | None = None) -> Thread:
    """Show one whole, or with its newest entries only."""
    view = edition.views[line.incident.slug]
    eta_passed = view.eta is not None and view.eta <= edition.site.as_of
    facts = (edition.midday if view.is_open else None, eta_passed, edition.source(line.incident))
    return edition.memo(_thread, view, newest, _review(edition, line), facts)


def _thread(
    view: IncidentView,
    newest: int | None,
    review: LinkedPostmortem | None,
    facts: tuple[datetime | None, bool, str],
) -> Thread:
    """Show a view with its review, and with ``reference, eta_passed, source``."""
    reference, eta_passed, source = facts
    shown = {each.name: getattr(view, each.name) for each in fields(IncidentView)}
    entries = view.entries[:newest]
    return Thread(
        **{**shown, "entries": entries, "reference": reference},
        eta_passed=eta_passed,
        more=len(view.entries) - len(entries),
        review=review,
        source=source,
    )


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


def _review(edition: Edition, line: Timeline) -> LinkedPostmortem | None:
    found = postmortem_of(edition.site, line.incident.slug)
    if found:
        return LinkedPostmortem(slug=found.slug, title=found.title)
    by = postmortem_due(edition.site, line)
    return LinkedPostmortem(by=by, overdue=by < edition.today) if by else None
