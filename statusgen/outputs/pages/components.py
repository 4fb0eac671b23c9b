"""Components and groups: their list and their pages, with the last 90 days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any, Final

from statusgen import addresses
from statusgen.history import Day, Record
from statusgen.model import Component, ComponentState, Group, Site
from statusgen.outputs.pages.context import PageContext
from statusgen.outputs.pages.incidents import IncidentLine, Thread, brief, preview, thread
from statusgen.rendering import labels
from statusgen.rendering.artifact import SITE_FILE, Artifact, page_at
from statusgen.rendering.kit import Kit
from statusgen.status import current, in_use

SHOWN: Final = 50
"""The number of incidents on a page. The rest is in the history."""

Run = tuple[int, int]
"""The first day, from 0, and the number of days."""

Section = tuple[Group | None, tuple[Component, ...]]
"""A group with its components in use, or consecutive components without a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """The days of a component, for the bars and their description."""

    length: int
    runs: tuple[tuple[ComponentState | None, tuple[Run, ...]], ...]
    """The days to paint for each state. Later states cover earlier ones. ``None``: no data."""
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
    strip: Strip


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A group, or consecutive components without one. Then ``id`` and ``name`` are empty."""

    id: str
    name: str
    description: str
    state: ComponentState | None
    rows: tuple[ComponentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A line of the table: one day, or several without incidents."""

    first: date
    last: date
    state: ComponentState | None
    spans: tuple[tuple[ComponentState, timedelta], ...]
    """The duration of each state but operational, worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentPage:
    """A component."""

    row: ComponentRow
    group: tuple[str, str] | None
    """Id and name."""
    retired: datetime | None
    """Since when it is retired."""
    cause: Thread | None
    """The open incident or active maintenance to which it owes its state."""
    table: tuple[Stretch, ...]
    """Its days, newest first."""
    lines: tuple[IncidentLine, ...]
    """Its incidents, newest first."""
    more: bool
    """There are older ones in the history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """A group."""

    block: Block
    cause: Thread | None
    lines: tuple[IncidentLine, ...]
    more: bool


def plan(context: PageContext) -> Iterator[Artifact]:
    """Declare the list and a page for each group and component, including retired ones."""
    page = partial(page_at, origin=SITE_FILE)
    yield page(addresses.COMPONENTS, render_list, blocks(context))
    for entry in context.site.components:
        group = entry if isinstance(entry, Group) else None
        if group:
            yield page(addresses.component(entry.id), render_group, _group(context, group))
        for leaf in entry.components if isinstance(entry, Group) else (entry,):
            yield page(addresses.component(leaf.id), render, _component(context, leaf, group))


def render_list(kit: Kit, blocks: tuple[Block, ...]) -> bytes:
    """Render the list."""
    title = kit.locale.gettext("Components")
    return kit.page("components.html", addresses.COMPONENTS, title=title, blocks=blocks)


def render(kit: Kit, page: ComponentPage) -> bytes:
    """Render a component."""
    return kit.page(
        "component.html",
        addresses.component(page.row.id),
        title=page.row.name,
        **_preview(kit, page.row, page.cause),
        state=None if page.retired else page.row.state,
        page=page,
    )


def render_group(kit: Kit, page: GroupPage) -> bytes:
    """Render a group."""
    return kit.page(
        "group.html",
        addresses.component(page.block.id),
        title=page.block.name,
        **_preview(kit, page.block, page.cause),
        state=page.block.state,
        page=page,
    )


def _preview(kit: Kit, part: ComponentRow | Block, cause: Thread | None) -> dict[str, Any]:
    """Return what tabs and previews say: the state, but only while its cause is open."""
    if not cause or part.state is None:
        return {"description": part.description}
    words = labels.component_word(kit.locale, part.state)
    return {"claim": words, "description": preview(kit, cause)}


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
    return ComponentRow(
        id=component.id,
        name=component.name,
        description=component.description,
        state=context.status.state(component.id),
        uptime=record.uptime,
        since=record.since,
        strip=context.memo(strip, record),
    )


def strip(record: Record) -> Strip:
    """Turn days into few runs: operational days are painted first, below all others."""
    states = [day.state for day in record.days]

    def painted(state: ComponentState | None) -> tuple[Run, ...]:
        if state is ComponentState.OPERATIONAL:
            return _runs(each is not None for each in states)
        return _runs(each is state for each in states)

    runs = ((state, painted(state)) for state in (None, *ComponentState))
    counts = {state: states.count(state) for state in (*ComponentState, None)}
    return Strip(
        length=len(states),
        runs=tuple((state, found) for state, found in runs if found),
        counts=tuple(sorted(((s, n) for s, n in counts.items() if n), key=lambda pair: -pair[1])),
    )


def stretches(days: Sequence[Day]) -> Iterator[Stretch]:
    """Yield the lines of the table, newest first. Days without incidents share a line."""

    def alike(numbered: tuple[int, Day]) -> tuple[int, ComponentState | None]:
        place, day = numbered
        return (place, None) if _spans(day) else (-1, day.state)

    for _, run in groupby(enumerate(reversed(days)), alike):
        found = [day for _, day in run]
        yield Stretch(
            first=found[-1].date,
            last=found[0].date,
            state=found[0].state,
            spans=_spans(found[0]),
        )


def _spans(day: Day) -> tuple[tuple[ComponentState, timedelta], ...]:
    return tuple((state, timedelta(seconds=length)) for state, length in day.spans if state)


def _runs(wanted: Iterable[bool]) -> tuple[Run, ...]:
    days = groupby(enumerate(wanted), lambda pair: pair[1])
    places = ([place for place, _ in run] for is_wanted, run in days if is_wanted)
    return tuple((each[0], len(each)) for each in places)


def _component(context: PageContext, component: Component, group: Group | None) -> ComponentPage:
    retired = not in_use(component, context.site.as_of)
    lines, more = _lines(context, (component.id,))
    return ComponentPage(
        row=row(context, component),
        group=(group.id, group.name) if group else None,
        retired=component.until if retired else None,
        cause=None if retired else _cause(context, component),
        table=tuple(stretches(context.records[component.id].days)),
        lines=lines,
        more=more,
    )


def _group(context: PageContext, group: Group) -> GroupPage:
    lines, more = _lines(context, tuple(leaf.id for leaf in group.components))
    used = [leaf for leaf in group.components if in_use(leaf, context.site.as_of)]
    return GroupPage(
        block=block(context, group, used), cause=_cause(context, *used), lines=lines, more=more
    )


def _cause(context: PageContext, *components: Component) -> Thread | None:
    """Return the first thing open that gives one of the components the worst of their states."""
    status, ids = context.status, {each.id for each in components}
    worst = max(map(status.state, ids), default=ComponentState.OPERATIONAL)
    held = {(component, worst) for component in ids if worst}
    going = (*status.open, *status.active)
    found = (each for each in going if not held.isdisjoint(each.now.components))
    return next((thread(context, each, 0) for each in found), None)


def _lines(context: PageContext, ids: tuple[str, ...]) -> tuple[tuple[IncidentLine, ...], bool]:
    found = context.status.touching(ids)
    return tuple(brief(context, each) for each in found[:SHOWN]), len(found) > SHOWN
