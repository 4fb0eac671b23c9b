"""The current status: the state of each component, the open incidents, and the headline.

It is computed once from a :class:`~statusgen.model.Site`, for pages, widget, badges and API. Each
rule has its own function: "Components" and "Pinned" of the content format, the status table of
the API, and law 8 on the headline.
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
    Incident,
    Kind,
    Postmortem,
    Site,
    Sort,
)
from statusgen.timeline import Timeline, bounds_of, timeline_at

FOLLOWED: Final = timedelta(days=90)
"""How long after its end an incident has a feed and a Markdown twin."""
SOON: Final = timedelta(days=7)
"""How early upcoming maintenance is shown."""


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
    """The state of the whole service."""

    rank: Impact
    description: Description


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The status at ``Site.as_of``."""

    timelines: tuple[Timeline, ...]
    """All incidents, maintenance and notices, newest beginning first."""
    states: tuple[tuple[str, ComponentState], ...]
    """Every component and group, including retired ones; each group before its members."""
    overall: Overall
    alarm: Kind | None
    """The kind of an open incident that the headline names: security, or else data loss."""
    open: tuple[Timeline, ...]
    """Open incidents: pinned ones first, then by impact, newest update and slug."""
    pinned: tuple[Timeline, ...]
    """Everything that has ended and is still pinned, in the order of ``open``."""
    notices: tuple[Timeline, ...]
    """Open notices, in the order of ``open``."""
    active: tuple[Timeline, ...]
    """Maintenance under way: pinned first, then by window."""
    upcoming: tuple[Timeline, ...]
    """Maintenance that has not started: pinned first, then by window."""
    earliest: datetime | None
    """The first instant in the published content, if there is any content."""

    def state(self, component_id: str) -> ComponentState:
        """Return the state of a component or group. An unknown id raises KeyError."""
        return dict(self.states)[component_id]

    def touching(self, component_ids: Collection[str]) -> tuple[Timeline, ...]:
        """Return the timelines that ever named one of the components, newest first."""
        wanted = set(component_ids)
        return tuple(each for each in self.timelines if not wanted.isdisjoint(each.touched))


def status_of(site: Site, memo: Memo = call) -> Status:
    """Return the status of the site at ``site.as_of``."""
    known = (timeline_at(incident, site.as_of, memo) for incident in site.incidents)
    timelines = tuple(sorted(known, key=by_beginning))
    states = component_states(site, timelines)
    urgent = sorted((each for each in timelines if each.is_open or each.pinned), key=by_urgency)
    in_turn = sorted((each for each in timelines if each.is_open), key=by_window)
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
        earliest=earliest(site, memo),
    )


def current(site: Site) -> tuple[Component | Group, ...]:
    """Return the components and groups in use, without retired components and empty groups."""
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
    """Return the components in use without their groups."""
    return tuple(leaf for leaf in site.leaves if in_use(leaf, site.as_of))


def in_use(component: Component, as_of: datetime) -> bool:
    """Tell whether a component has not been retired by ``as_of``."""
    return not component.until or as_of < component.until


def existed(component: Component, at: datetime) -> bool:
    """Tell whether a component was in use at an instant, by ``since`` and ``until``."""
    return in_use(component, at) and not (component.since and at < component.since)


def component_states(site: Site, timelines: Iterable[Timeline]) -> dict[str, ComponentState]:
    """Return the worst state of each component; a group has the worst state of its members.

    Maintenance never hides an outage. A state that ``resolved`` names counts too ("Components").
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
    """Return the worst state of each component that these timelines name."""
    worst: dict[str, ComponentState] = {}
    for timeline in (each for each in timelines if not each.cleared):
        for component, state in timeline.now.components:
            worst[component] = max(worst.get(component, state), state)
    return worst


def overall(states: Sequence[ComponentState], opened: Iterable[Timeline]) -> Overall:
    """Return the worse of the components' rank and the open incidents' rank (law 8)."""
    by_components = rank_of_components(states)
    by_incidents = max(map(_rank_in_headline, opened), default=Impact.NONE)
    if by_incidents <= by_components.rank:
        return by_components
    return Overall(rank=by_incidents, description=_OUTAGES[by_incidents])


_OUTAGES: Final = (
    Description.OPERATIONAL,
    Description.MINOR_OUTAGE,
    Description.PARTIAL_OUTAGE,
    Description.MAJOR_OUTAGE,
)
"""For each impact, the description if an incident is worse than the components."""

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
"""For each worst state: the rank if only some components have it, and if all do."""


def rank_of_components(states: Sequence[ComponentState]) -> Overall:
    """Return the rank of the components in use, by the table of Statuspage's API."""
    worst = max(states, default=ComponentState.OPERATIONAL)
    rank, description = _BY_WORST[worst][all(state is worst for state in states)]
    return Overall(rank=rank, description=description)


def rank_of_incident(timeline: Timeline) -> Impact:
    """Return the rank of an open incident: its impact now, at least minor if it ever had one."""
    return max(timeline.now.impact, Impact.MINOR if timeline.impact else Impact.NONE)


def _rank_in_headline(timeline: Timeline) -> Impact:
    """Return what an open incident adds to the headline.

    An outage is major only if all components are down, or if an author says so.
    """
    rank = rank_of_incident(timeline)
    return rank if timeline.now.is_stated else min(rank, Impact.MAJOR)


def alarm(opened: Iterable[Timeline]) -> Kind | None:
    """Return the kind that the headline names: the gravest kind of all open incidents."""
    kinds = {kind for timeline in opened for kind in timeline.incident.kinds}
    return next((kind for kind in (Kind.SECURITY, Kind.DATA_LOSS) if kind in kinds), None)


def by_beginning(timeline: Timeline) -> tuple[float, str]:
    """Sort by beginning, newest first."""
    return (-timeline.began.timestamp(), timeline.incident.slug)


def by_urgency(timeline: Timeline) -> tuple[bool, int, float, str]:
    """Sort by urgency: pinned, impact, newest update, slug."""
    return (
        not timeline.pinned,
        -timeline.impact,
        -timeline.last_update.timestamp(),
        timeline.incident.slug,
    )


def by_window(timeline: Timeline) -> tuple[bool, float, str]:
    """Sort maintenance by planned start, pinned first."""
    return (not timeline.pinned, planned(timeline).timestamp(), timeline.incident.slug)


def planned(timeline: Timeline) -> datetime:
    """Return the planned start of maintenance; if it was moved, it may have begun earlier."""
    return timeline.now.window.start if timeline.now.window else timeline.began


def near(site: Site, status: Status) -> tuple[Timeline, ...]:
    """Return the maintenance to show: active, pinned, or starting within seven days."""
    horizon = site.as_of + SOON
    return status.active + tuple(
        each for each in status.upcoming if each.pinned or planned(each) <= horizon
    )


def is_followed(timeline: Timeline, as_of: datetime) -> bool:
    """Tell whether it is open or has just ended: it has a feed and a Markdown twin."""
    return not timeline.closed or timeline.closed > as_of - FOLLOWED


def earliest(site: Site, memo: Memo = call) -> datetime | None:
    """Return the first instant in the published content, if there is any content."""
    known = [memo(bounds_of, each).first for each in site.incidents]
    published = [each.published for each in site.postmortems if each.published is not None]
    return min((*known, *published), default=None)


def postmortems_of(site: Site) -> dict[str, Postmortem]:
    """Return the postmortem of each incident that has one, by slug; in a preview maybe a draft."""
    return {slug: each for each in reversed(site.postmortems) for slug in each.incidents}


def postmortem_due(incident: Incident, postmortem: Postmortem | None) -> date | None:
    """Return the day on which the postmortem of an incident is due, until it is published."""
    promised, is_kept = incident.postmortem, postmortem is not None and not postmortem.draft
    return promised if isinstance(promised, date) and not is_kept else None
