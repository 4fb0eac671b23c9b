"""What is known of one update, or of one postmortem, as its entry tells it.

An entry holds what was so at its update and nothing later, so that nothing that
comes later can change it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from statusgen import addresses
from statusgen.model import Impact, IncidentFacts, Postmortem, Text, Window
from statusgen.moments import dawn
from statusgen.rendering.incident_view import (
    Names,
    TouchedComponent,
    UpdateView,
    facts_of,
    parts_of,
    update_view,
)
from statusgen.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedUpdate:
    """One update."""

    facts: IncidentFacts
    update: UpdateView
    impact: Impact
    """The highest so far."""
    window: Window | None
    """Maintenance: the window that it announces, or moves it to."""

    @property
    def id(self) -> str:
        """Below the site's id: ``2026-11-20-api-errors/20261120T140500Z``."""
        return f"{self.facts.id}/{self.update.id}"

    @property
    def address(self) -> str:
        """Its place on the incident's page."""
        return addresses.incident(self.facts.slug, addresses.anchor(self.update.id))

    @property
    def at(self) -> datetime:
        """The time of the update."""
        return self.update.at

    @property
    def title(self) -> str:
        """The incident's."""
        return self.facts.title

    @property
    def parts(self) -> tuple[TouchedComponent, ...]:
        """Every component touched so far."""
        return self.update.parts


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPostmortem:
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
    parts: tuple[TouchedComponent, ...]
    """The components that they had touched by then."""


Entry = FeedUpdate | FeedPostmortem


def entry(timeline: Timeline, place: int, names: Names) -> FeedUpdate:
    """Return the entry of one update, by its place among the moments."""
    moment = timeline.moments[place]
    return FeedUpdate(
        facts=facts_of(timeline.incident),
        update=update_view(moment, names),
        impact=highest(timeline, place),
        window=moment.update.window or (moment.window if place == 0 else None),
    )


def review(postmortem: Postmortem, told: Sequence[Timeline], names: Names) -> FeedPostmortem:
    """Return the entry of a published postmortem, with the incidents that it looks back on.

    ValueError says that it is not published.
    """
    at = postmortem.published
    if at is None:
        message = f"{postmortem.slug} is not published"
        raise ValueError(message)
    seen = [(timeline, _place(timeline, at)) for timeline in told]
    touched = dict(held for timeline, place in seen for held in timeline.moments[place].components)
    return FeedPostmortem(
        id=f"postmortems/{postmortem.id}",
        address=addresses.postmortem(postmortem.slug),
        at=at,
        incidents=tuple(timeline.incident.id for timeline in told),
        title=postmortem.title,
        authors=postmortem.authors,
        summary=postmortem.summary,
        body=Text() if postmortem.summary else postmortem.body,
        impact=max((highest(timeline, place) for timeline, place in seen), default=Impact.NONE),
        parts=parts_of(names, tuple(touched.items())),
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
