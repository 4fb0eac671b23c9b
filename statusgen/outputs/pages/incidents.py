"""An incident, maintenance or notice: in full on a page, and as a line of a list.

The planning of every page begins with a :class:`PageContext`. It has the whole site, including what
is only for the team, so artifacts never contain one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import Any, Final

from statusgen import addresses
from statusgen.days import day_of, start_of_day
from statusgen.history import Record, records
from statusgen.memo import Memo, call
from statusgen.model import Incident, Postmortem, Site, Sort
from statusgen.rendering import labels
from statusgen.rendering.artifact import Artifact, page_at
from statusgen.rendering.bulletin import Bulletin, bulletin_of, revision
from statusgen.rendering.components import names_of
from statusgen.rendering.incident_view import IncidentView, UpdateView, view_of
from statusgen.rendering.kit import Kit
from statusgen.rendering.locale import NO_BREAK
from statusgen.status import Status, is_followed, postmortem_due, postmortems_of
from statusgen.timeline import Timeline

DESCRIPTION_LENGTH: Final = 200
"""Characters of the description for search engines and chats."""


LONG: Final = 10
"""How many updates in a row without a change of state are shown; a longer run is folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """A site at one instant, with lookups."""

    site: Site
    status: Status
    views: MappingProxyType[str, IncidentView]
    """By slug."""
    timelines: MappingProxyType[str, Timeline]
    """By slug."""
    records: MappingProxyType[str, Record]
    """By component."""
    postmortems: MappingProxyType[str, Postmortem]
    """By the slug of their incident."""
    bulletin: Bulletin
    memo: Memo

    @property
    def today(self) -> date:
        """The current day in the site's time zone."""
        return day_of(self.site.as_of, self.site.settings.timezone)

    @property
    def midday(self) -> datetime:
        """An instant that represents today, the same for all builds of the day."""
        return start_of_day(self.today, self.site.settings.timezone) + timedelta(hours=12)

    def source(self, entry: Incident | Postmortem) -> str:
        """Return the file that a page links to in the repository, or an empty string."""
        settings = self.site.settings
        return entry.path if settings.show_source and settings.repository else ""


def context_of(site: Site, status: Status, memo: Memo = call) -> PageContext:
    """Prepare the lookups."""
    names = memo(names_of, site.components)
    return PageContext(
        site=site,
        status=status,
        views=MappingProxyType(
            {each.incident.slug: memo(view_of, each, names) for each in status.timelines}
        ),
        timelines=MappingProxyType({each.incident.slug: each for each in status.timelines}),
        records=MappingProxyType({record.component: record for record in records(site, status)}),
        postmortems=MappingProxyType(postmortems_of(site)),
        bulletin=bulletin_of(site, status),
        memo=memo,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPostmortem:
    """A postmortem that is published or promised."""

    slug: str = ""
    title: str = ""
    by: date | None = None
    """The promised day of a postmortem that is not published yet."""
    overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Consecutive updates, newest first."""

    entries: tuple[UpdateView, ...]
    is_folded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread(IncidentView):
    """A view, with all entries, or with the newest ones that people wrote."""

    eta_passed: bool
    """The estimate has passed, and it is still open."""
    earlier: tuple[Stretch, ...]
    """The entries before the newest one."""
    broken: tuple[str, ...]
    """The ids of the updates whose promise of a next update was not kept."""
    review: LinkedPostmortem | None
    source: str
    """Its file in the repository, if the page links to it."""
    followed: bool
    """It is published, and open or ended recently: it has a feed and a twin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine(IncidentView):
    """A view in a list, without entries. ``impact`` is the highest impact."""

    reviewed: bool
    """It has a postmortem."""
    followed: bool
    """It has a feed and a twin, as in a thread."""


def plan(context: PageContext) -> Iterator[Artifact]:
    """Declare a page for each. Only open ones have the site's revision."""
    for timeline in context.status.timelines:
        shown = thread(context, timeline)
        bulletin = context.bulletin if shown.is_open else None
        address = addresses.incident(shown.slug)
        yield page_at(address, render, shown, bulletin, origin=timeline.incident.path)


def render(kit: Kit, thread: Thread, bulletin: Bulletin | None) -> bytes:
    """Render a page. Its description has the newest text."""
    bodies = (entry.body for entry in thread.entries if entry.body)
    newest = next(bodies, None)
    text = kit.markup.summary(newest, DESCRIPTION_LENGTH) if newest else ""
    return kit.page(
        "incident.html",
        addresses.incident(thread.slug),
        title=thread.title,
        claim=labels.state_word(kit.locale, thread.state),
        description=" ".join(filter(None, (preview(kit, thread), text))),
        state=thread.shape,
        noindex=thread.draft,
        twin=thread.followed,
        thread=thread,
        revision=revision(kit, bulletin) if bulletin else "",
    )


def preview(kit: Kit, *threads: Thread) -> str:
    """Return what link previews say of the first open incident or active maintenance, if any.

    For example ``Since 14:05 CET: Sign-in fails for some. Next update by 14:35.`` A promise that
    has passed is left out.
    """
    first = next(
        (
            each
            for each in threads
            if each.is_active or (each.is_open and each.sort is Sort.INCIDENT)
        ),
        None,
    )
    if not first:
        return ""
    text = kit.locale.gettext("Since %(time)s: %(title)s.") % {
        "time": kit.locale.moment(first.began, first.reference, zone=True),
        "title": first.title.rstrip("."),
    }
    if first.promise and not first.promise.overdue:
        by = kit.locale.moment(first.promise.at, first.reference)
        text += " " + kit.locale.gettext("Next update by %(time)s.") % {"time": by}
    return text.replace(NO_BREAK, " ")


def thread(context: PageContext, line: Timeline, newest: int | None = None) -> Thread:
    """Return a thread with all entries, or with the newest ones only."""
    view = context.views[line.incident.slug]
    eta_passed = view.eta is not None and view.eta <= context.site.as_of
    followed = _followed(context, line)
    reference, source = context.midday if view.is_open else None, context.source(line.incident)
    facts = (reference, eta_passed, source, followed, context.site.settings.timezone)
    return context.memo(_thread, view, newest, _review(context, line), facts)


def _thread(
    view: IncidentView,
    newest: int | None,
    review: LinkedPostmortem | None,
    facts: tuple[datetime | None, bool, str, bool, str],
) -> Thread:
    """Build a thread.

    ``facts`` are ``reference``, ``eta_passed``, ``source``, ``followed`` and the time zone.
    """
    reference, eta_passed, source, followed, zone = facts
    if newest is None:
        entries, earlier = view.entries, tuple(_stretches(view.entries, zone))
    else:
        entries = tuple(each for each in view.entries if not each.by_clock)[:newest]
        earlier = (Stretch(entries=entries[1:], is_folded=True),) if entries[1:] else ()
    return Thread(
        **_fields(view, entries=entries, reference=reference),
        eta_passed=eta_passed,
        earlier=earlier,
        broken=tuple(
            old.id for new, old in pairwise(view.entries) if old.next and old.next < new.at
        ),
        review=review,
        source=source,
        followed=followed,
    )


def _stretches(entries: tuple[UpdateView, ...], zone: str) -> Iterator[Stretch]:
    """Split the entries before the newest one.

    A long run without a change of state is folded, one fold a day, but not the three newest.
    """
    steps = {new.id for new, old in pairwise(entries) if new.state_kept is not old.state_kept}
    steps.add(entries[-1].id)
    folds: dict[str, date] = {}
    for is_step, run in groupby(entries, lambda entry: entry.id in steps):
        found = list(run)
        if len(found) > LONG and not is_step:
            folds |= {each.id: day_of(each.at, zone) for each in found if each not in entries[:3]}
    for day, run in groupby(entries[1:], lambda entry: folds.get(entry.id)):
        yield Stretch(entries=tuple(run), is_folded=day is not None)


def brief(context: PageContext, line: Timeline) -> IncidentLine:
    """Return the line for a list."""
    slug = line.incident.slug
    reviewed = slug in context.postmortems
    return context.memo(_line, context.views[slug], reviewed, _followed(context, line))


def _line(view: IncidentView, reviewed: bool, followed: bool) -> IncidentLine:  # noqa: FBT001 - a memo calls it, by position
    return IncidentLine(
        **_fields(view, entries=(), impact=view.highest), reviewed=reviewed, followed=followed
    )


def _followed(context: PageContext, line: Timeline) -> bool:
    return not line.incident.draft and is_followed(line, context.site.as_of)


def _fields(view: IncidentView, **changed: object) -> dict[str, Any]:
    return {name: getattr(view, name) for name in IncidentView.__dataclass_fields__} | changed


def _review(context: PageContext, line: Timeline) -> LinkedPostmortem | None:
    found = context.postmortems.get(line.incident.slug)
    if found:
        return LinkedPostmortem(slug=found.slug, title=found.title)
    by = postmortem_due(line.incident, found)
    return LinkedPostmortem(by=by, overdue=by < context.today) if by else None
