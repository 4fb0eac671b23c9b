"""The components as the API has them: those in use and their groups, and those that are retired.

A retired component is in no list of components, and incidents that touched it
still carry it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Final

from statusgen.days import day_of
from statusgen.model import Component, ComponentState, Group, Site
from statusgen.rendering.incident_view import Names
from statusgen.status import Status, current, current_leaves
from statusgen.timeline import Holding

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of what nothing is known of yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiComponent:
    """A component or a group."""

    id: str
    name: str
    description: str
    state: ComponentState
    created: datetime
    updated: datetime
    """The last change of its state."""
    position: int
    """From 1, on its level; retired ones come after the others."""
    start: date | None
    """As site.yml says it."""
    group: str | None
    """The id of its group, where that has a row too."""
    children: tuple[str, ...] | None
    """The ids of a group's components that are in use; ``None``: no group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDirectory:
    """Every component."""

    rows: tuple[ApiComponent, ...]
    """Those in use, in the order of site.yml; a group before its own."""
    by_id: Mapping[str, ApiComponent]
    """Every component by its id, retired ones included; no groups."""
    labels: Names
    """Every component's name with that of its group before it: ``Apps - Dashboard``."""


def directory(site: Site, status: Status) -> ApiDirectory:
    """Return the components as they are now."""
    holdings: defaultdict[str, list[Holding]] = defaultdict(list)
    for timeline in status.timelines:
        for holding in timeline.holdings:
            holdings[holding.component].append(holding)
    make = _Maker(site=site, status=status, states=dict(status.states), holdings=holdings)
    used = _used(site)
    places = _places(site.components, used)
    rows: list[ApiComponent] = []
    by_id: dict[str, ApiComponent] = {}
    labels: dict[str, str] = {}
    for entry in site.components:
        if isinstance(entry, Group):
            group = entry.id if entry.id in used else None
            inner = _places(entry.components, used)
            own = [make.leaf(leaf, inner[leaf.id], group) for leaf in entry.components]
            kept = [row for row in own if row.id in used]
            rows += [make.group(entry, places[entry.id], kept), *kept] if kept else []
            labels |= {leaf.id: f"{entry.name} - {leaf.name}" for leaf in entry.components}
        else:
            own = [make.leaf(entry, places[entry.id], None)]
            rows += [row for row in own if row.id in used]
            labels[entry.id] = entry.name
        by_id |= {row.id: row for row in own}
    return ApiDirectory(
        rows=tuple(rows), by_id=MappingProxyType(by_id), labels=MappingProxyType(labels)
    )


def last_change(holdings: Iterable[Holding]) -> datetime | None:
    """Return when the worst state that anything holds last changed; ``None``: it never did."""
    steps: list[tuple[datetime, ComponentState, int]] = []
    held: Counter[ComponentState] = Counter()
    for holding in holdings:
        steps.append((holding.start, holding.state, 1))
        if holding.end is None:
            held[holding.state] += 1
        else:
            steps.append((holding.end, holding.state, -1))
    for at, together in groupby(sorted(steps, reverse=True), _instant):
        after = _worst(held)
        for _, state, step in together:
            held[state] -= step
        if _worst(held) is not after:
            return at
    return None


def _instant(step: tuple[datetime, ComponentState, int]) -> datetime:
    return step[0]


def _worst(held: Counter[ComponentState]) -> ComponentState:
    return max((state for state in held if held[state]), default=ComponentState.OPERATIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    """What rows are made from."""

    site: Site
    status: Status
    states: Mapping[str, ComponentState]
    holdings: Mapping[str, Sequence[Holding]]

    def leaf(self, component: Component, position: int, group: str | None) -> ApiComponent:
        created = component.since or self.status.earliest or EPOCH
        changed = last_change(self.holdings.get(component.id, ()))
        zone = self.site.settings.timezone
        return ApiComponent(
            id=component.id,
            name=component.name,
            description=component.description,
            state=self.states[component.id],
            created=created,
            updated=max(created, changed or created),
            position=position,
            start=day_of(component.since, zone) if component.since else None,
            group=group,
            children=None,
        )

    def group(self, group: Group, position: int, leaves: Sequence[ApiComponent]) -> ApiComponent:
        created = min(leaf.created for leaf in leaves)
        held = (each for leaf in leaves for each in self.holdings.get(leaf.id, ()))
        changed = last_change(held)
        return ApiComponent(
            id=group.id,
            name=group.name,
            description=group.description,
            state=self.states[group.id],
            created=created,
            updated=max(created, changed or created),
            position=position,
            start=None,
            group=None,
            children=tuple(leaf.id for leaf in leaves),
        )


def _used(site: Site) -> frozenset[str]:
    """Return the ids of the components in use, and of groups that have any."""
    groups = (entry.id for entry in current(site))
    return frozenset((*groups, *(leaf.id for leaf in current_leaves(site))))


def _places(entries: Sequence[Component | Group], used: frozenset[str]) -> dict[str, int]:
    """Return each place on one level, from 1, of what is in use first."""
    ordered = sorted((entry.id for entry in entries), key=lambda name: name not in used)
    return {name: place for place, name in enumerate(ordered, start=1)}
