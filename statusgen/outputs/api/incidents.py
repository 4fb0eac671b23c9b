"""Incidents and maintenance as the API has them, and in which order its lists hold them.

Statuspage knows fewer states than we do: what was cancelled is sent as
``completed`` and says so in words, and an incident that has been looked back on
is in the state ``postmortem``. Notices are no incidents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from statusgen import addresses
from statusgen.model import ComponentState, Postmortem, Sort, State, Text, Window, Withdrawn
from statusgen.moments import Moment
from statusgen.outputs.api.components import Directory, Row
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
class Said:
    """One update."""

    id: str
    """``20261120T140500Z``."""
    state: str
    at: datetime
    revised: datetime
    is_cancelled: bool
    by_clock: State | None
    """What the clock did; its words are ours."""
    body: Text
    action: Text | Withdrawn | None
    workaround: Text | Withdrawn | None
    next: datetime | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A published postmortem, as the newest update of its incident."""

    at: datetime
    address: str
    title: str
    summary: str
    body: Text
    """What stands in for the summary where there is none; else nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One incident or maintenance as it is now."""

    id: str
    address: str
    title: str
    state: str
    impact: str
    created: datetime
    updated: datetime
    started: datetime
    monitored: datetime | None
    resolved: datetime | None
    updates: tuple[Said, ...]
    """Newest first."""
    review: Review | None
    components: tuple[Row, ...]
    """As they are now, whatever they were."""
    window: Window | None
    """Maintenance: when it is planned."""


def newest(status: Status, sort: Sort) -> tuple[Timeline, ...]:
    """Return the incidents, or the maintenance, by their first update, newest first."""
    return tuple(
        sorted(
            (each for each in status.timelines if each.incident.sort is sort),
            key=lambda each: (-each.moments[0].update.at.timestamp(), each.incident.id),
        )
    )


def review(timeline: Timeline, postmortem: Postmortem | None) -> Review | None:
    """Return the postmortem as the newest update of an incident that is resolved, at its end."""
    if postmortem is None or postmortem.published is None:
        return None
    if timeline.incident.sort is not Sort.INCIDENT or timeline.is_open:
        return None
    return Review(
        at=max(postmortem.published, timeline.last_update + timedelta(seconds=1)),
        address=addresses.postmortem(postmortem.slug),
        title=postmortem.title,
        summary=postmortem.summary,
        body=Text() if postmortem.summary else postmortem.body,
    )


def revised(timeline: Timeline, review: Review | None) -> datetime:
    """Return when it last changed: by an update, a correction or a postmortem."""
    dates = [moment.update.corrected or moment.update.at for moment in timeline.moments]
    return max(dates if review is None else (*dates, review.at))


def report(timeline: Timeline, directory: Directory, review: Review | None) -> Report:
    """Return an incident or maintenance as it is now."""
    incident, moments = timeline.incident, timeline.moments
    is_planned = incident.sort is Sort.MAINTENANCE
    first = moments[0].update.at
    return Report(
        id=incident.id,
        address=addresses.incident(incident.slug),
        title=incident.title,
        state=POSTMORTEM if review else _state(timeline.state),
        impact=MAINTENANCE if is_planned else timeline.impact.word,
        created=first,
        updated=revised(timeline, review),
        started=min(incident.began, first),
        monitored=_monitored(moments),
        resolved=timeline.ended,
        updates=tuple(_updates(moments, directory)),
        review=review,
        components=tuple(directory.by_id[component] for component in timeline.touched),
        window=timeline.now.window if is_planned else None,
    )


def _monitored(moments: Sequence[Moment]) -> datetime | None:
    """Return the first time that it was watched since it was last reopened, if it was."""
    ahead = list(reversed(moments))
    ends = list(takewhile(lambda moment: moment.state.is_end, ahead))
    spell = takewhile(lambda moment: not moment.state.is_end, ahead[len(ends) :])
    watched = [moment.update.at for moment in spell if moment.state is State.MONITORING]
    return min(watched, default=None)


def _updates(moments: Sequence[Moment], directory: Directory) -> Iterator[Said]:
    """Go through the updates, newest first."""
    for place in reversed(range(len(moments))):
        moment = moments[place]
        update = moment.update
        yield Said(
            id=update.id,
            state=_state(moment.state),
            at=update.at,
            revised=update.corrected or update.at,
            is_cancelled=moment.state is State.CANCELLED,
            by_clock=moment.state if update.by_clock else None,
            body=update.body,
            action=update.action,
            workaround=update.workaround,
            next=update.next,
            changes=tuple(_changes(moment, moments[place - 1] if place else None, directory)),
        )


def _changes(now: Moment, before: Moment | None, directory: Directory) -> Iterator[Change]:
    """Go through the components that an update moves or names; the first one names all it touches.

    What maintenance is to touch is named by its announcement, before it holds anything.
    """
    old = dict(before.components) if before else {}
    named = {component for component, _ in now.update.components}
    for component, state in now.components:
        was = old.get(component, ComponentState.OPERATIONAL)
        if before is None or component in named or was is not state:
            yield Change(id=component, label=directory.labels[component], before=was, after=state)


def _state(state: State) -> str:
    """Return the state in Statuspage's words, which cancels nothing."""
    return State.COMPLETED.word if state is State.CANCELLED else state.word
