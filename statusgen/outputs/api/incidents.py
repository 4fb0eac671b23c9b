"""Incidents and maintenance as the API has them, and in which order its lists hold them.

Statuspage knows fewer states than we do: what was cancelled is sent as
``completed`` and says so in words, and an incident that has been looked back on
is in the state ``postmortem``. Notices are no incidents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from statusgen import addresses
from statusgen.model import ComponentState, Postmortem, Sort, State, Text, Window
from statusgen.outputs.api.components import ApiComponent, ApiDirectory
from statusgen.rendering.incident_view import IncidentView, UpdateView, view_of
from statusgen.status import Status
from statusgen.timeline import Timeline

POSTMORTEM: Final = "postmortem"
"""The state of an incident that has been looked back on, and of the update that says so."""

MAINTENANCE: Final = "maintenance"
"""The impact of maintenance, whatever it holds its components in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an update says of one component."""

    id: str
    label: str
    before: ComponentState
    after: ComponentState


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiPostmortem:
    """A published postmortem, as the newest update of its incident."""

    at: datetime
    address: str
    title: str
    summary: str
    body: Text
    """What stands in for the summary where there is none; else nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiIncident:
    """One incident or maintenance as it is now."""

    view: IncidentView
    """Its components have the names of the directory."""
    review: ApiPostmortem | None
    updated: datetime
    components: tuple[ApiComponent, ...]
    """As they are now, whatever they were."""

    @property
    def is_planned(self) -> bool:
        """Whether it is maintenance."""
        return self.view.sort is Sort.MAINTENANCE

    @property
    def state(self) -> str:
        """The state in Statuspage's words."""
        return POSTMORTEM if self.review else state_word(self.view.state)

    @property
    def impact(self) -> str:
        """The highest impact that it had."""
        return MAINTENANCE if self.is_planned else self.view.highest.word

    @property
    def created(self) -> datetime:
        """When it was first told."""
        return self.view.entries[-1].at

    @property
    def started(self) -> datetime:
        """When it began; of maintenance when it was announced."""
        return self.created if self.is_planned else self.view.began

    @property
    def monitored(self) -> datetime | None:
        """The first time that it was watched since it was last reopened, if it was."""
        ends = list(takewhile(lambda entry: entry.state_kept.is_end, self.view.entries))
        since = self.view.entries[len(ends) :]
        spell = takewhile(lambda entry: not entry.state_kept.is_end, since)
        watched = [entry.at for entry in spell if entry.state_kept is State.MONITORING]
        return min(watched, default=None)

    @property
    def window(self) -> Window | None:
        """Maintenance: when it is planned."""
        return self.view.window if self.is_planned else None


def newest(status: Status, sort: Sort) -> tuple[Timeline, ...]:
    """Return the incidents, or the maintenance, by their first update, newest first."""
    return tuple(
        sorted(
            (each for each in status.timelines if each.incident.sort is sort),
            key=lambda each: (-each.moments[0].update.at.timestamp(), each.incident.id),
        )
    )


def review(timeline: Timeline, postmortem: Postmortem | None) -> ApiPostmortem | None:
    """Return the postmortem as the newest update of an incident that is resolved, at its end."""
    if postmortem is None or postmortem.published is None:
        return None
    if timeline.incident.sort is not Sort.INCIDENT or timeline.is_open:
        return None
    return ApiPostmortem(
        at=max(postmortem.published, timeline.last_update + timedelta(seconds=1)),
        address=addresses.postmortem(postmortem.slug),
        title=postmortem.title,
        summary=postmortem.summary,
        body=Text() if postmortem.summary else postmortem.body,
    )


def revised(timeline: Timeline, review: ApiPostmortem | None) -> datetime:
    """Return when it last changed: by an update, a correction or a postmortem."""
    dates = [moment.update.corrected or moment.update.at for moment in timeline.moments]
    return max(dates if review is None else (*dates, review.at))


def report(
    timeline: Timeline, directory: ApiDirectory, review: ApiPostmortem | None
) -> ApiIncident:
    """Return an incident or maintenance as it is now."""
    return ApiIncident(
        view=view_of(timeline, directory.labels),
        review=review,
        updated=revised(timeline, review),
        components=tuple(directory.by_id[component] for component in timeline.touched),
    )


def changes(now: UpdateView, before: UpdateView | None) -> Iterator[Change]:
    """Go through the components that an update moves or names; the first one names all it touches.

    What maintenance is to touch is named by its announcement, before it holds anything.
    """
    old = {part.id: part.state for part in before.parts} if before else {}
    for part in now.parts:
        was = old.get(part.id, ComponentState.OPERATIONAL)
        if before is None or part.id in now.named or was is not part.state:
            yield Change(id=part.id, label=part.name, before=was, after=part.state)


def state_word(state: State) -> str:
    """Return the state in Statuspage's words, which cancels nothing."""
    return State.COMPLETED.word if state is State.CANCELLED else state.word
