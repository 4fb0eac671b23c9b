"""The facts in ``widget.json``, and their digest.

An open page contains the digest as its revision, and its script compares that with the revision in
``widget.json``. So both are made here, from the same facts. Nothing here depends on the clock: the
facts state instants, and the reader decides whether they have passed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from statusgen import addresses
from statusgen.model import (
    ComponentState,
    Group,
    Impact,
    Kind,
    Site,
    Sort,
    States,
)
from statusgen.moments import clock_edge
from statusgen.rendering import labels
from statusgen.rendering.components import Names, names_of
from statusgen.rendering.incident_view import IncidentView, view_of
from statusgen.rendering.kit import Kit
from statusgen.status import Overall, Status, current, near, worst_states
from statusgen.timeline import Timeline, timeline_of

SCHEMA_VERSION: Final = 1
"""A version only ever gains keys."""

DIGITS: Final = 12
"""The length of the digest in hexadecimal, enough to make collisions unlikely."""

Facts = Mapping[str, Any]
"""The contents of ``widget.json``, ready for JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """An incident, maintenance or notice, as the widget shows it."""

    view: IncidentView
    components: States
    """Its components with their states; for announced maintenance, the states to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentNews:
    """A component in use."""

    id: str
    ids: tuple[str, ...]
    """Every id that finds it: its own, its former ones, and those of its group."""
    name: str
    group: tuple[str, str] | None
    """Id and name."""
    state: ComponentState
    unplanned: ComponentState
    """The state without the maintenance in the bulletin. A reader's own clock can tell when that
    starts and ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """The facts as values."""

    overall: Overall
    alarm: Kind | None
    incidents: tuple[NewsItem, ...]
    notices: tuple[NewsItem, ...]
    pinned: tuple[NewsItem, ...]
    maintenance: tuple[NewsItem, ...]
    components: tuple[ComponentNews, ...]


def bulletin_of(site: Site, status: Status) -> Bulletin:
    """Return the facts at ``site.as_of``: everything open, pinned or near, and all states."""
    planned = near(site, status)
    item = partial(_item, names_of(site.components))
    return Bulletin(
        overall=status.overall,
        alarm=status.alarm,
        incidents=tuple(map(item, status.open)),
        notices=tuple(map(item, status.notices)),
        pinned=tuple(map(item, status.pinned)),
        maintenance=tuple(map(item, planned)),
        components=_parts(site, status, planned),
    )


def revision(kit: Kit, bulletin: Bulletin) -> str:
    """Return the digest of the facts, which changes only if a fact changes."""
    text = json.dumps(dict(kit.once(facts, bulletin)), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def facts(kit: Kit, bulletin: Bulletin) -> Facts:
    """Return the contents of ``widget.json`` without digest and build time."""
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
            # With the times at which a reader's own clock starts and ends each.
            "notices": [
                _stated(kit, each) | {"until": _iso(kit, each.view.until)}
                for each in bulletin.notices
            ],
            "maintenance": [
                _stated(kit, each)
                | {
                    "from": _iso(kit, each.view.window.start if each.view.window else None),
                    "until": _iso(kit, each.view.window.end if each.view.window else None),
                    "ends_by_clock": each.view.ends_by_clock,
                }
                for each in bulletin.maintenance
            ],
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


def _item(names: Names, line: Timeline) -> NewsItem:
    edge = clock_edge(line.moments)
    held = timeline_of(line.incident, edge.at).now if line.is_upcoming and edge else line.now
    return NewsItem(view=view_of(line, names), components=held.components)


def _parts(site: Site, status: Status, planned: tuple[Timeline, ...]) -> tuple[ComponentNews, ...]:
    known = {each.incident.slug for each in planned}
    unplanned = worst_states(each for each in status.timelines if each.incident.slug not in known)

    members = (
        (entry.components, (entry,)) if isinstance(entry, Group) else ((entry,), ())
        for entry in current(site)
    )
    return tuple(
        ComponentNews(
            id=component.id,
            ids=tuple(name for each in (component, *groups) for name in (each.id, *each.aliases)),
            name=component.name,
            group=next(((group.id, group.name) for group in groups), None),
            state=status.state(component.id),
            unplanned=unplanned.get(component.id, ComponentState.OPERATIONAL),
        )
        for components, groups in members
        for component in components
    )


def _stated(kit: Kit, item: NewsItem) -> dict[str, Any]:
    view = item.view
    counts = view.is_open and view.sort is Sort.INCIDENT
    return {
        "id": view.id,
        "title": view.title,
        "language": kit.settings.language,
        "kinds": list(view.kinds),
        "state": view.state.word,
        "impact": view.highest.word,
        "impact_now": (view.impact if counts else Impact.NONE).word,
        "link": kit.absolute(addresses.incident(view.slug)),
        "last_update": kit.locale.iso(view.last_update),
        "next": _iso(kit, view.promise.at if view.promise else None),
        "action": kit.markup.to_plain(view.action, address=kit.absolute) if view.action else None,
        "components": {component: state.word for component, state in item.components},
    }


def _iso(kit: Kit, at: datetime | None) -> str | None:
    return kit.locale.iso(at) if at is not None else None
