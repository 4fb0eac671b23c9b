"""The site now: every component's state, what is open, and what the headline may say.

Computed once from a :class:`~statusgen.model.Site`, for pages, widget, badges
and API alike. One function for each rule of the contracts (on content:
"Components", "Pinned"; on output: the status table of the API, and law 8 on the
headline).
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from statusgen.memo import Memo, call
from statusgen.model import (
    Component,
    ComponentState,
    Group,
    Impact,
    Kind,
    Postmortem,
    Site,
    Sort,
)
from statusgen.timeline import Timeline, play

SOON: Final = timedelta(days=7)
"""How far ahead maintenance is news."""


class Description(enum.StrEnum):
    """The overall state in the words of Statuspage's API, version 2."""

    OPERATIONAL = "All Systems Operational"
    MAINTENANCE = "Service Under Maintenance"
    PARTLY_DEGRADED = "Partially Degraded Service"
    DEGRADED = "Degraded System Service"
    MINOR_OUTAGE = "Minor Service Outage"
    PARTIAL_OUTAGE = "Partial System Outage"
    MAJOR_OUTAGE = "Major System Outage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """How the service as a whole is."""

    rank: Impact
    description: Description


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is so at ``Site.as_of``."""

    timelines: tuple[Timeline, ...]
    """Everything under incidents/, by its beginning, newest first."""
    states: tuple[tuple[str, ComponentState], ...]
    """Every component and group of site.yml, retired ones included; a group before its own."""
    overall: Overall
    alarm: Kind | None
    """The harm in an open incident that readers must know of: security, else data loss."""
    open: tuple[Timeline, ...]
    """Incidents that are open: what is pinned, then by impact, newest update, slug."""
    pinned: tuple[Timeline, ...]
    """What has ended and stays on top, of every sort; in the order of ``open``."""
    notices: tuple[Timeline, ...]
    """Notices that are open; in the order of ``open``."""
    active: tuple[Timeline, ...]
    """Maintenance that goes on: what is pinned, then by its window."""
    upcoming: tuple[Timeline, ...]
    """Maintenance that has yet to start: what is pinned, then soonest first."""
    earliest: datetime | None
    """The first instant in the published content; ``None`` while there is none."""

    def state(self, component_id: str) -> ComponentState:
        """Return the state of a component or group; KeyError where there is none."""
        return dict(self.states)[component_id]

    def touching(self, component_ids: Collection[str]) -> tuple[Timeline, ...]:
        """Return what ever named one of the components, newest first."""
        wanted = set(component_ids)
        return tuple(each for each in self.timelines if not wanted.isdisjoint(each.touched))


def status_of(site: Site, memo: Memo = call) -> Status:
    """Apply every rule to the site as it is at ``site.as_of``."""
    timelines = tuple(
        sorted((memo(play, incident, site.as_of) for incident in site.incidents), key=by_beginning)
    )
    states = component_states(site, timelines)
    urgent = sorted(timelines, key=urgency)
    in_turn = sorted(timelines, key=turn)
    opened = tuple(each for each in urgent if each.incident.sort is Sort.INCIDENT and each.is_open)
    return Status(
        timelines=timelines,
        states=tuple(states.items()),
        overall=overall([states[leaf.id] for leaf in current_leaves(site)], opened),
        alarm=alarm(opened),
        open=opened,
        pinned=tuple(each for each in urgent if each.pinned and not each.is_open),
        notices=tuple(
            each for each in urgent if each.incident.sort is Sort.NOTICE and each.is_open
        ),
        active=tuple(each for each in in_turn if each.is_active),
        upcoming=tuple(each for each in in_turn if each.is_upcoming),
        earliest=earliest(site),
    )


def current(site: Site) -> tuple[Component | Group, ...]:
    """Return the components in use: no retired ones, and no group that they leave empty."""
    known = (
        replace(
            entry, components=tuple(leaf for leaf in entry.components if in_use(leaf, site.as_of))
        )
        if isinstance(entry, Group)
        else entry
        for entry in site.components
    )
    return tuple(
        entry
        for entry in known
        if (entry.components if isinstance(entry, Group) else in_use(entry, site.as_of))
    )


def current_leaves(site: Site) -> tuple[Component, ...]:
    """Return the components in use, without their groups."""
    return tuple(leaf for leaf in site.leaves if in_use(leaf, site.as_of))


def in_use(component: Component, as_of: datetime) -> bool:
    """Tell whether a component has not been retired."""
    return component.until is None or as_of < component.until


def component_states(site: Site, timelines: Iterable[Timeline]) -> dict[str, ComponentState]:
    """Return the worst state that anything holds each component in; a group has its worst child's.

    Maintenance never hides an outage, and what a resolution left behind counts ("Components").
    """
    worst, up = worst_states(timelines), ComponentState.OPERATIONAL
    return {
        part.id: worst.get(part.id, up)
        if isinstance(part, Component)
        else max(
            (worst.get(leaf.id, up) for leaf in part.components if in_use(leaf, site.as_of)),
            default=up,
        )
        for part in site.parts
    }


def worst_states(timelines: Iterable[Timeline]) -> dict[str, ComponentState]:
    """Return the worst state that any of them holds each component in; only what they touch."""
    worst: dict[str, ComponentState] = {}
    for timeline in timelines:
        for component, state in timeline.now.components:
            worst[component] = max(worst.get(component, state), state)
    return worst


def overall(states: Sequence[ComponentState], opened: Iterable[Timeline]) -> Overall:
    """Return the worse of what the components and the open incidents say (law 8)."""
    by_components = rank_of_components(states)
    by_incidents = max((rank_of_incident(each) for each in opened), default=Impact.NONE)
    if by_incidents <= by_components.rank:
        return by_components
    return Overall(rank=by_incidents, description=_OUTAGES[by_incidents])


_OUTAGES: Final = (
    Description.OPERATIONAL,
    Description.MINOR_OUTAGE,
    Description.PARTIAL_OUTAGE,
    Description.MAJOR_OUTAGE,
)
"""By impact, where an incident weighs more than the components."""

_BY_WORST: Final = MappingProxyType(
    {
        ComponentState.OPERATIONAL: ((Impact.NONE, Description.OPERATIONAL),) * 2,
        ComponentState.UNDER_MAINTENANCE: ((Impact.NONE, Description.MAINTENANCE),) * 2,
        ComponentState.DEGRADED_PERFORMANCE: (
            (Impact.MINOR, Description.PARTLY_DEGRADED),
            (Impact.MINOR, Description.DEGRADED),
        ),
        ComponentState.PARTIAL_OUTAGE: (
            (Impact.MINOR, Description.MINOR_OUTAGE),
            (Impact.MAJOR, Description.PARTIAL_OUTAGE),
        ),
        ComponentState.MAJOR_OUTAGE: (
            (Impact.MAJOR, Description.PARTIAL_OUTAGE),
            (Impact.CRITICAL, Description.MAJOR_OUTAGE),
        ),
    }
)
"""By the worst state: what it means for some components, and for all of them."""


def rank_of_components(states: Sequence[ComponentState]) -> Overall:
    """Return what the components in use say, by the table of Statuspage's API."""
    worst = max(states, default=ComponentState.OPERATIONAL)
    rank, description = _BY_WORST[worst][all(state is worst for state in states)]
    return Overall(rank=rank, description=description)


def rank_of_incident(timeline: Timeline) -> Impact:
    """Return what an open incident adds: its impact now, minor at least if it ever had any."""
    return max(timeline.now.impact, Impact.MINOR if timeline.impact else Impact.NONE)


def alarm(opened: Iterable[Timeline]) -> Kind | None:
    """Return the kind that the headline must name, the gravest of all open incidents."""
    kinds = {kind for timeline in opened for kind in timeline.incident.kinds}
    return next((kind for kind in (Kind.SECURITY, Kind.DATA_LOSS) if kind in kinds), None)


def by_beginning(timeline: Timeline) -> tuple[float, str]:
    """Sort by when it began, newest first."""
    return (-timeline.began.timestamp(), timeline.incident.slug)


def urgency(timeline: Timeline) -> tuple[bool, int, float, str]:
    """Sort by what a reader must see first: pinned, impact, newest update, slug."""
    return (
        not timeline.pinned,
        -timeline.impact,
        -timeline.last_update.timestamp(),
        timeline.incident.slug,
    )


def turn(timeline: Timeline) -> tuple[bool, float, str]:
    """Sort maintenance by when it is planned, what is pinned first."""
    return (not timeline.pinned, planned(timeline).timestamp(), timeline.incident.slug)


def planned(timeline: Timeline) -> datetime:
    """Return when maintenance is planned to start; moved on, it may have begun before."""
    return timeline.now.window.start if timeline.now.window else timeline.began


def near(site: Site, status: Status) -> tuple[Timeline, ...]:
    """Return the maintenance that is news: active, pinned, or to start within seven days."""
    horizon = site.as_of + SOON
    return status.active + tuple(
        each for each in status.upcoming if each.pinned or planned(each) <= horizon
    )


def earliest(site: Site) -> datetime | None:
    """Return the first instant in the published content."""
    known = [min(each.began, each.updates[0].at) for each in site.incidents]
    published = [each.published for each in site.postmortems if each.published is not None]
    return min((*known, *published), default=None)


def postmortem_of(site: Site, slug: str) -> Postmortem | None:
    """Return the look back on an incident; in a preview a draft, where no other is there."""
    return next((each for each in site.postmortems if slug in each.incidents), None)


def postmortem_due(site: Site, timeline: Timeline) -> date | None:
    """Return the day for which a look back is promised, until it is published."""
    promised, slug = timeline.incident.postmortem, timeline.incident.slug
    kept = any(slug in each.incidents and not each.draft for each in site.postmortems)
    return promised if isinstance(promised, date) and not kept else None
