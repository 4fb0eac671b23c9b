"""Components and groups: their list and their pages, with the last 90 days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Final

from statusgen import addresses
from statusgen.days import start_of_day
from statusgen.history import Record, did_harm
from statusgen.model import Component, ComponentState, Group, Site
from statusgen.outputs.pages.incidents import (
    IncidentLine,
    PageContext,
    Thread,
    brief,
    preview,
    thread,
)
from statusgen.rendering import labels
from statusgen.rendering.artifact import SITE_FILE, Artifact, page_at
from statusgen.rendering.bulletin import Bulletin, revision
from statusgen.rendering.kit import Kit
from statusgen.status import current, in_use

SHOWN: Final = 50
"""The number of incidents on a page. The rest is in the history."""

Section = tuple[Group | None, tuple[Component, ...]]
"""A group with its components in use, or consecutive components without a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDay:
    """A day on which a component was not operational all the time."""

    place: int
    """From 0, the oldest of the 90 days."""
    is_today: bool
    date: date
    state: ComponentState
    spans: tuple[tuple[ComponentState, timedelta], ...]
    """How long each state lasted, worst first."""
    incidents: tuple[tuple[str, str], ...]
    """Slug and title of each cause; first the one with the worst state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The days of a component, for the bars and their description."""

    length: int
    first: int
    """The place of the first day with data; ``length`` if there is none."""
    last: int
    """The place of the last day with data."""
    events: tuple[EventDay, ...]
    """Oldest first."""
    counts: tuple[tuple[ComponentState | None, int], ...]
    """The number of days in each state, most common first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentRow:
    """A component."""

    id: str
    name: str
    description: str
    state: ComponentState
    uptime: Decimal | None
    since: date | None
    """The first day with data."""
    is_new: bool
    """It has no data from before today, so there are no bars yet."""
    strip: Strip


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A group, or consecutive components without one. Then ``id`` and ``name`` are empty."""

    id: str
    name: str
    description: str
    state: ComponentState | None
    rows: tuple[ComponentRow, ...]

    @property
    def worst(self) -> int:
        """The number of components in the state of the group."""
        return [row.state for row in self.rows].count(self.state)  # type: ignore[arg-type]  # a group has one


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPage:
    """A component or group."""

    part: ComponentRow | Block
    group: tuple[str, str] | None
    """Id and name of the group of a component."""
    retired: datetime | None
    """Since when it is retired."""
    cause: Thread | None
    """The open incident or active maintenance to which it owes its state."""
    lines: tuple[IncidentLine, ...]
    """Its incidents, newest first."""
    more: bool
    """There are older ones in the history."""


def plan(context: PageContext) -> Iterator[Artifact]:
    """Declare the list and a page for each group and component, including retired ones."""
    page = partial(page_at, origin=SITE_FILE)
    yield page(addresses.COMPONENTS, render_list, blocks(context))
    groups = {
        leaf.id: (entry.id, entry.name)
        for entry in context.site.components
        if isinstance(entry, Group)
        for leaf in entry.components
    }
    for part in context.site.parts:
        shown = _page(context, part, groups.get(part.id))
        yield page(addresses.component(part.id), render, shown, context.bulletin)


def render_list(kit: Kit, blocks: tuple[Block, ...]) -> bytes:
    """Render the list."""
    title = kit.locale.gettext("Components")
    return kit.page("components.html", addresses.COMPONENTS, title=title, blocks=blocks)


def render(kit: Kit, page: PartPage, bulletin: Bulletin) -> bytes:
    """Render a component or group. Tabs and previews say its state while its cause is open."""
    part = page.part
    return kit.page(
        "group.html" if isinstance(part, Block) else "component.html",
        addresses.component(part.id),
        title=part.name,
        claim=labels.component_word(kit.locale, part.state) if page.cause and part.state else "",
        description=preview(kit, page.cause) if page.cause else part.description,
        state=None if page.retired else part.state,
        twin=True,
        page=page,
        revision=revision(kit, bulletin),
    )


def sections(site: Site) -> Iterator[Section]:
    """Yield the components in use, by group."""
    for grouped, run in groupby(current(site), lambda each: isinstance(each, Group)):
        entries = tuple(run)
        if not grouped:
            yield None, tuple(entry for entry in entries if isinstance(entry, Component))
        yield from ((entry, entry.components) for entry in entries if isinstance(entry, Group))


def blocks(context: PageContext) -> tuple[Block, ...]:
    """Return all components in use, by group."""
    return tuple(block(context, *section) for section in sections(context.site))


def block(context: PageContext, group: Group | None, components: Iterable[Component]) -> Block:
    """Return a block of components, with their group if they have one."""
    return Block(
        id=group.id if group else "",
        name=group.name if group else "",
        description=group.description if group else "",
        state=context.status.state(group.id) if group else None,
        rows=tuple(row(context, each) for each in components),
    )


def row(context: PageContext, component: Component) -> ComponentRow:
    """Return the row of a component."""
    record = context.records[component.id]
    is_new = record.since in {context.today, None}
    return ComponentRow(
        id=component.id,
        name=component.name,
        description=component.description,
        state=context.status.state(component.id),
        uptime=None if is_new else record.uptime,
        since=record.since,
        is_new=is_new,
        strip=strip(context, record),
    )


def strip(context: PageContext, record: Record) -> Strip:
    """Return the days of a component, with what happened on them."""
    states = [day.state for day in record.days]
    known = [place for place, state in enumerate(states) if state is not None]
    counts = {state: states.count(state) for state in (*ComponentState, None)}
    return Strip(
        length=len(states),
        first=min(known, default=len(states)),
        last=max(known, default=len(states)),
        events=tuple(_events(context, record)),
        counts=tuple(sorted(((s, n) for s, n in counts.items() if n), key=lambda pair: -pair[1])),
    )


def _events(context: PageContext, record: Record) -> Iterator[EventDay]:
    zone = context.site.settings.timezone
    first = start_of_day(record.days[0].date, zone)
    held = [
        (holding, timeline.incident)
        for timeline in context.status.touching((record.component,))
        if did_harm(timeline, first)
        for holding in timeline.holdings
        if holding.component == record.component
    ]
    held.sort(key=lambda each: (each[0].planned, -each[0].state))
    for place, day in enumerate(record.days):
        if day.state:
            start, end = (start_of_day(day.date + timedelta(days=n), zone) for n in (0, 1))
            causes = (
                (incident.slug, incident.title)
                for holding, incident in held
                if holding.start < end and (not holding.end or start < holding.end)
            )
            yield EventDay(
                place=place,
                is_today=day.date == context.today,
                date=day.date,
                state=day.state,
                spans=tuple((state, timedelta(seconds=n)) for state, n in day.spans if state),
                incidents=tuple(dict.fromkeys(causes)),
            )


def _page(context: PageContext, part: Component | Group, group: tuple[str, str] | None) -> PartPage:
    used = [leaf for leaf in part.leaves if in_use(leaf, context.site.as_of)]
    found = context.status.touching([leaf.id for leaf in part.leaves])
    return PartPage(
        part=block(context, part, used) if isinstance(part, Group) else row(context, part),
        group=group,
        retired=part.until if isinstance(part, Component) and not used else None,
        cause=_cause(context, used),
        lines=tuple(brief(context, each) for each in found[:SHOWN]),
        more=len(found) > SHOWN,
    )


def _cause(context: PageContext, components: Iterable[Component]) -> Thread | None:
    """Return the first thing open that gives one of the components the worst of their states."""
    status, ids = context.status, {each.id for each in components}
    worst = max(map(status.state, ids), default=ComponentState.OPERATIONAL)
    held = {(component, worst) for component in ids if worst}
    going = (*status.open, *status.active)
    found = (each for each in going if not held.isdisjoint(each.now.components))
    return next((thread(context, each, 0) for each in found), None)
