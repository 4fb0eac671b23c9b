"""What is known of one update, or of one postmortem, as its entry tells it.

An entry holds what was so at its update and nothing later, so that nothing that
comes later can change it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from statusgen import addresses
from statusgen.model import (
    ComponentState,
    Impact,
    Kind,
    Postmortem,
    Sort,
    State,
    Text,
    Window,
    Withdrawn,
)
from statusgen.moments import dawn
from statusgen.outputs.feeds.archive import Names
from statusgen.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A component that is touched."""

    id: str
    name: str
    state: ComponentState
    told: bool
    """The state says something: it is not operational, or has just become so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One update."""

    id: str
    """Below the site's id: ``2026-11-20-api-errors/20261120T140500Z``."""
    address: str
    at: datetime
    corrected: datetime | None
    incident: str
    """The incident's id."""
    title: str
    sort: Sort
    kinds: tuple[Kind, ...]
    state: State
    """Never ``UPDATE``: the state that it keeps."""
    impact: Impact
    """The highest so far."""
    impact_now: Impact
    """What is in force from here on."""
    parts: tuple[Part, ...]
    """Every component touched so far."""
    by_clock: bool
    body: Text
    action: Text | Withdrawn | None
    workaround: Text | Withdrawn | None
    next: datetime | None
    window: Window | None
    """Maintenance: the window that it announces, or moves it to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One postmortem."""

    id: str
    """Below the site's id: ``postmortems/how-a-release-failed``."""
    address: str
    at: datetime
    incidents: tuple[str, ...]
    """The ids of the incidents it looks back on."""
    title: str
    authors: tuple[str, ...]
    summary: str
    body: Text
    """What stands in for the summary where there is none; else nothing."""
    impact: Impact
    """The highest that the incidents had when it was published."""
    parts: tuple[Part, ...]
    """The components that they had touched by then."""


def entry(timeline: Timeline, place: int, names: Names) -> Entry:
    """Return the entry of one update, by its place among the moments."""
    incident, moment = timeline.incident, timeline.moments[place]
    update = moment.update
    told = dict(moment.changed)
    return Entry(
        id=f"{incident.id}/{update.id}",
        address=addresses.incident(incident.slug, addresses.anchor(update.id)),
        at=update.at,
        corrected=update.corrected,
        incident=incident.id,
        title=incident.title,
        sort=incident.sort,
        kinds=incident.kinds,
        state=moment.state,
        impact=highest(timeline, place),
        impact_now=moment.impact,
        parts=tuple(
            Part(
                id=known,
                name=names[known],
                state=state,
                told=state is not ComponentState.OPERATIONAL or known in told,
            )
            for known, state in moment.components
        ),
        by_clock=update.by_clock,
        body=update.body,
        action=update.action,
        workaround=update.workaround,
        next=update.next,
        window=update.window or (moment.window if place == 0 else None),
    )


def review(postmortem: Postmortem, told: Sequence[Timeline], names: Names) -> Review:
    """Return the entry of a published postmortem, with the incidents that it looks back on.

    ValueError says that it is not published.
    """
    at = postmortem.published
    if at is None:
        message = f"{postmortem.slug} is not published"
        raise ValueError(message)
    seen = [(timeline, _place(timeline, at)) for timeline in told]
    touched = dict(held for timeline, place in seen for held in timeline.moments[place].components)
    return Review(
        id=f"postmortems/{postmortem.id}",
        address=addresses.postmortem(postmortem.slug),
        at=at,
        incidents=tuple(timeline.incident.id for timeline in told),
        title=postmortem.title,
        authors=postmortem.authors,
        summary=postmortem.summary,
        body=Text() if postmortem.summary else postmortem.body,
        impact=max((highest(timeline, place) for timeline, place in seen), default=Impact.NONE),
        parts=tuple(
            Part(id=known, name=names[known], state=state, told=False)
            for known, state in touched.items()
        ),
    )


def highest(timeline: Timeline, place: int) -> Impact:
    """Return the highest impact up to an update; before the first one, if any time was."""
    origin = dawn(timeline.incident)
    impacts = [moment.impact for moment in timeline.moments[: place + 1]]
    if origin.update.at < timeline.moments[0].update.at:
        impacts.append(origin.impact)
    return max(impacts)


def _place(timeline: Timeline, at: datetime) -> int:
    """Return the place of the last update by then, at least of the first one."""
    return max(sum(moment.update.at <= at for moment in timeline.moments) - 1, 0)
