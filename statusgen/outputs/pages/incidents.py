"""An incident, maintenance or notice: whole, on its page and the index, and as a line of a list.

Whole it is its view, and what the page adds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from statusgen import addresses
from statusgen.outputs.pages.context import PageContext
from statusgen.rendering.artifact import Artifact, page_at
from statusgen.rendering.bulletin import Bulletin, revision
from statusgen.rendering.incident_view import IncidentView
from statusgen.rendering.kit import Kit
from statusgen.status import postmortem_due, postmortem_of
from statusgen.timeline import Timeline

DESCRIPTION_LENGTH: Final = 200
"""Characters; what search engines and chats show."""


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
class IncidentLine(IncidentView):
    """A view in a list: without entries, and with the highest impact it had as its impact."""

    names: tuple[str, ...]
    """What readers call the components that it touched."""
    reviewed: bool
    """There is a postmortem."""


def plan(context: PageContext) -> Iterator[Artifact]:
    """Declare a page for each; only those of what is open know the site's revision."""
    for timeline in context.status.timelines:
        shown = thread(context, timeline)
        bulletin = context.bulletin if shown.is_open else None
        address = addresses.incident(shown.slug)
        yield page_at(address, render, shown, bulletin, origin=timeline.incident.path)


def render(kit: Kit, thread: Thread, bulletin: Bulletin | None) -> bytes:
    """Render it; its description is what was said last."""
    bodies = (entry.body for entry in thread.entries if entry.body)
    newest = next(bodies, None)
    return kit.page(
        "incident.html",
        addresses.incident(thread.slug),
        title=thread.title,
        description=kit.markup.summary(newest, DESCRIPTION_LENGTH) if newest else "",
        state=thread.shape,
        noindex=thread.draft,
        thread=thread,
        revision=revision(kit, bulletin) if bulletin else "",
    )


def thread(context: PageContext, line: Timeline, newest: int | None = None) -> Thread:
    """Show one whole, or with its newest entries only."""
    view = context.views[line.incident.slug]
    eta_passed = view.eta is not None and view.eta <= context.site.as_of
    facts = (context.midday if view.is_open else None, eta_passed, context.source(line.incident))
    return context.memo(_thread, view, newest, _review(context, line), facts)


def _thread(
    view: IncidentView,
    newest: int | None,
    review: LinkedPostmortem | None,
    facts: tuple[datetime | None, bool, str],
) -> Thread:
    """Show a view with its review, and with ``reference, eta_passed, source``."""
    reference, eta_passed, source = facts
    entries = view.entries[:newest]
    return Thread(
        **_fields(view, entries=entries, reference=reference),
        eta_passed=eta_passed,
        more=len(view.entries) - len(entries),
        review=review,
        source=source,
    )


def brief(context: PageContext, line: Timeline) -> IncidentLine:
    """Show one."""
    slug = line.incident.slug
    reviewed = postmortem_of(context.site, slug) is not None
    return context.memo(_line, context.views[slug], reviewed)


def _line(view: IncidentView, reviewed: bool) -> IncidentLine:  # noqa: FBT001 - a memo calls it, by position
    return IncidentLine(
        **_fields(view, entries=(), impact=view.highest),
        names=tuple(part.name for part in view.parts),
        reviewed=reviewed,
    )


def _fields(view: IncidentView, **changed: object) -> dict[str, Any]:
    return {each.name: getattr(view, each.name) for each in fields(IncidentView)} | changed


def _review(context: PageContext, line: Timeline) -> LinkedPostmortem | None:
    found = postmortem_of(context.site, line.incident.slug)
    if found:
        return LinkedPostmortem(slug=found.slug, title=found.title)
    by = postmortem_due(context.site, line)
    return LinkedPostmortem(by=by, overdue=by < context.today) if by else None
