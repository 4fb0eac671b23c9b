"""Components and groups in the form of the API.

Retired components are in no list of components, but past incidents still contain them.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from statusgen.days import day_of
from statusgen.model import Component, ComponentState, Group, Site
from statusgen.rendering.components import Named, Names
from statusgen.rendering.kit import Kit
from statusgen.status import Status, current, current_leaves
from statusgen.timeline import Holding

Json = dict[str, Any]

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of anything without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiComponent:
    """A component or a group."""

    part: Component | Group
    is_used: bool
    state: ComponentState
    created: datetime
    updated: datetime
    """When its state last changed."""
    position: int
    """From 1, within its level. Retired components come last."""
    group: str | None
    """The id of its group, if the group is in use."""
    leaves: tuple[str, ...]
    """The ids of a group's components that are in use."""


def components_of(site: Site, status: Status) -> tuple[ApiComponent, ...]:
    """Return all components and groups in the order of site.yml, groups before their components.

    Groups without a component in use are left out.
    """
    used = {entry.id for entry in (*current(site), *current_leaves(site))}
    holdings: defaultdict[str, list[Holding]] = defaultdict(list)
    for timeline in status.timelines:
        for holding in timeline.holdings:
            holdings[holding.component].append(holding)

    def row(
        part: Component | Group, level: Sequence[Component | Group], group: str | None = None
    ) -> ApiComponent:
        leaves = (
            [leaf for leaf in part.components if leaf.id in used]
            if isinstance(part, Group)
            else [part]
        )
        created = min(leaf.since or status.earliest or EPOCH for leaf in leaves)
        changed = last_change([each for leaf in leaves for each in holdings[leaf.id]])
        return ApiComponent(
            part=part,
            is_used=part.id in used,
            state=status.state(part.id),
            created=created,
            updated=max(created, changed or created),
            position=sorted(level, key=lambda each: each.id not in used).index(part) + 1,
            group=group,
            leaves=tuple(leaf.id for leaf in leaves),
        )

    def rows() -> Iterator[ApiComponent]:
        for part in site.components:
            if isinstance(part, Component) or part.id in used:
                yield row(part, site.components)
            if isinstance(part, Group):
                group = part.id if part.id in used else None
                yield from (row(leaf, part.components, group) for leaf in part.components)

    return tuple(rows())


def labels_of(entries: tuple[Component | Group, ...]) -> Names:
    """Return the name of each component, after that of its group: ``Apps - Dashboard``."""
    groups = [entry for entry in entries if isinstance(entry, Group)]
    prefixes = {leaf.id: f"{group.name} - " for group in groups for leaf in group.components}
    return MappingProxyType(
        {
            leaf.id: Named(name=f"{prefixes.get(leaf.id, '')}{leaf.name}")
            for entry in entries
            for leaf in entry.leaves
        }
    )


def last_change(holdings: Sequence[Holding]) -> datetime | None:
    """Return when the worst of the states last changed, or ``None`` if it never did."""

    def worst(at: datetime) -> ComponentState:
        held = (
            each.state
            for each in holdings
            if each.start <= at and not (each.end and each.end <= at)
        )
        return max(held, default=ComponentState.OPERATIONAL)

    edges = {edge for each in holdings for edge in (each.start, each.end) if edge}
    past = pairwise((*sorted(edges, reverse=True), EPOCH))
    return next((at for at, before in past if worst(at) is not worst(before)), None)


def component(kit: Kit, row: ApiComponent) -> Json:
    """Return a component or group in Statuspage's form. Only groups have ``components``."""
    part = row.part
    is_group = isinstance(part, Group)
    since = None if isinstance(part, Group) else part.since
    found = {
        "id": part.id,
        "name": part.name,
        "status": row.state.word,
        "created_at": instant(row.created),
        "updated_at": instant(row.updated),
        "position": row.position,
        "description": part.description or None,
        "showcase": True,
        "start_date": since and day_of(since, kit.settings.timezone).isoformat(),
        "group_id": row.group,
        "page_id": page_id(kit),
        "group": is_group,
        "only_show_if_degraded": False,
    }
    return {**found, "components": list(row.leaves)} if is_group else found


def page_id(kit: Kit) -> str:
    """Return 12 letters and digits derived from the site's id."""
    digest = hashlib.sha256(kit.settings.id.encode()).digest()
    return base64.b32encode(digest).decode().lower()[:12]


def instant(at: datetime) -> str:
    """Return ``2026-11-20T14:05:00.000Z``."""
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
