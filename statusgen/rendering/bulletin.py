"""What a reader may be waiting for: the few facts that ``widget.json`` states, and their digest.

A page that is open carries the digest as its revision, and the script on it
compares that with the one in ``widget.json``; so both are made here, from the
same facts. Nothing here is read off the clock: an instant is stated, and whoever
reads it decides whether it has passed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from statusgen import addresses
from statusgen.model import (
    Component,
    ComponentState,
    Group,
    Impact,
    Kind,
    Site,
    Sort,
    State,
    States,
    Text,
    Window,
)
from statusgen.moments import clock_edge
from statusgen.rendering import labels
from statusgen.rendering.kit import Kit
from statusgen.status import Overall, Status, current, near, rank_of_incident, worst_states
from statusgen.timeline import Timeline, play

SCHEMA_VERSION: Final = 1
"""Within it keys are only ever added."""

DIGITS: Final = 12
"""Of the digest, in hexadecimal: enough for two instants of one site never to share one."""

Facts = Mapping[str, Any]
"""What stands in ``widget.json``, ready to be written as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An incident, maintenance or notice in short."""

    id: str
    slug: str
    title: str
    sort: Sort
    kinds: tuple[Kind, ...]
    state: State
    impact: Impact
    """The highest it had."""
    impact_now: Impact
    """What it adds to the overall state."""
    last_update: datetime
    next: datetime | None
    action: Text | None
    components: States
    """What it touches, as it holds it; announced maintenance: as it will."""
    window: Window | None
    until: datetime | None
    """A notice: when the clock ends it."""
    ends_by_clock: bool
    """Maintenance: nobody has said that work goes on, so it is over when its window is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A component in use."""

    id: str
    ids: tuple[str, ...]
    """Whatever it is asked for by: its id, its old ones, its group's."""
    name: str
    group: tuple[str, str] | None
    """Id and name."""
    state: ComponentState
    unplanned: ComponentState
    """The state without the maintenance that the bulletin has, whose start and end a reader's own
    clock can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """The facts as values, before they are put into words."""

    overall: Overall
    alarm: Kind | None
    incidents: tuple[Item, ...]
    notices: tuple[Item, ...]
    pinned: tuple[Item, ...]
    maintenance: tuple[Item, ...]
    components: tuple[Part, ...]


def bulletin_of(site: Site, status: Status) -> Bulletin:
    """Choose what is news at ``site.as_of``: what is open, pinned or near, and every state."""
    planned = near(site, status)
    return Bulletin(
        overall=status.overall,
        alarm=status.alarm,
        incidents=tuple(map(_item, status.open)),
        notices=tuple(map(_item, status.notices)),
        pinned=tuple(map(_item, status.pinned)),
        maintenance=tuple(map(_item, planned)),
        components=_parts(site, status, planned),
    )


def revision(kit: Kit, bulletin: Bulletin) -> str:
    """Return the digest of the facts: another one whenever, and only when, one of them changes."""
    text = json.dumps(dict(kit.once(facts, bulletin)), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def facts(kit: Kit, bulletin: Bulletin) -> Facts:
    """Put a bulletin into words: everything in ``widget.json`` but digest and build time."""
    overall = bulletin.overall
    return MappingProxyType(
        {
            "schema_version": SCHEMA_VERSION,
            "site": {
                "name": kit.settings.title,
                "url": kit.settings.base_url,
                "language": kit.settings.language,
                "timezone": kit.settings.timezone,
            },
            "overall": {
                "rank": overall.rank.word,
                "description": overall.description.value,
                "words": labels.overall_words(kit.locale, overall.description),
                "alarm": bulletin.alarm,
            },
            "incidents": [_stated(kit, each) for each in bulletin.incidents],
            "pinned": [_stated(kit, each) for each in bulletin.pinned],
            "notices": [_noticed(kit, each) for each in bulletin.notices],
            "maintenance": [_planned(kit, each) for each in bulletin.maintenance],
            "components": [
                {
                    "id": part.id,
                    "ids": list(part.ids),
                    "name": part.name,
                    "group": dict(zip(("id", "name"), part.group, strict=True))
                    if part.group
                    else None,
                    "state": part.state.word,
                    "without_maintenance": part.unplanned.word,
                }
                for part in bulletin.components
            ],
        }
    )


def _item(line: Timeline) -> Item:
    incident, now = line.incident, line.now
    counts = line.is_open and incident.sort is Sort.INCIDENT
    edge = clock_edge(line.moments)
    held = play(incident, edge.at).now if line.is_upcoming and edge else now
    return Item(
        id=incident.id,
        slug=incident.slug,
        title=incident.title,
        sort=incident.sort,
        kinds=incident.kinds,
        state=line.state,
        impact=line.impact,
        impact_now=rank_of_incident(line) if counts else Impact.NONE,
        last_update=line.last_update,
        next=line.promise.at if line.promise else None,
        action=now.action,
        components=held.components,
        window=now.window,
        until=incident.until,
        ends_by_clock=edge is not None,
    )


def _parts(site: Site, status: Status, planned: tuple[Timeline, ...]) -> tuple[Part, ...]:
    known = {each.incident.slug for each in planned}
    unplanned = worst_states(each for each in status.timelines if each.incident.slug not in known)

    def part(component: Component, group: Group | None) -> Part:
        ids = (component.id, *component.aliases)
        return Part(
            id=component.id,
            ids=(*ids, group.id, *group.aliases) if group else ids,
            name=component.name,
            group=(group.id, group.name) if group else None,
            state=status.state(component.id),
            unplanned=unplanned.get(component.id, ComponentState.OPERATIONAL),
        )

    found: list[Part] = []
    for entry in current(site):
        if isinstance(entry, Group):
            found += [part(component, entry) for component in entry.components]
        else:
            found.append(part(entry, None))
    return tuple(found)


def _stated(kit: Kit, item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "language": kit.settings.language,
        "kinds": list(item.kinds),
        "state": item.state.word,
        "impact": item.impact.word,
        "impact_now": item.impact_now.word,
        "link": kit.absolute(addresses.incident(item.slug)),
        "last_update": kit.locale.iso(item.last_update),
        "next": kit.locale.iso(item.next) if item.next else None,
        "action": kit.markup.to_plain(item.action, address=kit.absolute) if item.action else None,
        "components": {component: state.word for component, state in item.components},
    }


def _noticed(kit: Kit, item: Item) -> dict[str, Any]:
    """State a notice, with when a reader's clock ends it."""
    return {**_stated(kit, item), "until": kit.locale.iso(item.until) if item.until else None}


def _planned(kit: Kit, item: Item) -> dict[str, Any]:
    """State maintenance, with what tells a reader's clock when it starts and whether it ends."""
    if item.window is None:
        message = f"{item.slug} is maintenance without a window"
        raise ValueError(message)
    return {
        **_stated(kit, item),
        "from": kit.locale.iso(item.window.start),
        "until": kit.locale.iso(item.window.end),
        "ends_by_clock": item.ends_by_clock,
    }
