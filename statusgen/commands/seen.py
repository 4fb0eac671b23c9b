"""What readers see of an incident once something was written of it, told to whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from statusgen.authoring.composing import QUESTIONS, Given
from statusgen.authoring.front import NewIncident
from statusgen.commands.asking import broken
from statusgen.commands.choosing import Subject
from statusgen.commands.desk import Desk
from statusgen.model import Incident, Sort, State, States
from statusgen.moments import is_published
from statusgen.reading.quick_scan import is_settled
from statusgen.timeline import Timeline, play

__all__ = ["begun", "held_over", "nature", "open_as_well", "still_seen"]

_KEPT: Final = ("cause", "fix", "action required")
"""The fields that hold on when an incident is opened again."""


def nature(head: NewIncident, *, drill: bool) -> Iterator[str]:
    """Yield why readers see nothing of what was begun, if they do not."""
    if drill:
        yield "This is a drill: it is internal, and never published."
    elif head.internal:
        yield "It is internal: for the team, and never published."
    if head.draft and not head.internal:
        yield "It is a draft: not published until `draft: true` is deleted."


def begun(desk: Desk, incident: Incident | None, head: NewIncident) -> Iterator[str]:
    """Yield in which states readers see the components of what has begun."""
    if incident is None or head.draft or head.internal or incident.sort is Sort.NOTICE:
        return
    if is_published(incident.updates[0].at, desk.clock):
        timeline = play(incident, desk.clock)
        if timeline.is_open and not timeline.is_upcoming and timeline.now.components:
            yield f"Readers see: {_listed(timeline.now.components)}."


def open_as_well(desk: Desk, head: NewIncident) -> Iterator[str]:
    """Yield what is open already of the scenario, or of the title, of an incident that is new.

    Somebody else may have told of the same. Files that do not have these words are not read.
    """
    words = [word.encode() for word in (head.scenario, head.title) if word]
    entries, _ = desk.read(
        file
        for file in desk.incident_files
        if any(word in file.data for word in words) and not is_settled(file.data, desk.clock)
    )
    for incident in filter(None, (entry.incident for entry in entries)):
        is_same = incident.title == head.title or (
            head.scenario is not None and incident.team.scenario == head.scenario
        )
        if is_same and _is_open(incident, desk.clock):
            yield f"Open as well: {incident.slug} ({incident.title})."


def still_seen(subject: Subject, state: State, given: Given, after: Timeline) -> Iterator[str]:
    """Yield what readers see as broken although the update says that it works, or as working."""
    if state is State.MONITORING:
        said = dict(given.components)
        seen = tuple((name, held) for name, held in broken(after) if name not in said)
        if seen:
            option = f"`--component {seen[0][0]}=ok`"
            yield f"Readers still see: {_listed(seen)}. {option} says that it works."
    elif (
        (_is_reopened(subject, after) or _is_relapse(subject, state))
        and after.touched
        and not broken(after)
    ):
        option = f"`--component {after.touched[0]}=degraded`"
        yield f"Readers see all components as working. {option} says what does not."


def held_over(desk: Desk, subject: Subject, after: Timeline) -> Iterator[str]:
    """Yield what is told of the time before an incident was opened again."""
    if not _is_reopened(subject, after):
        return
    now = after.now
    values = (
        (now.cause, now.update.cause),
        (now.fix, now.update.fix),
        (now.action, now.update.action),
    )
    kept = [key for key, (held, said) in zip(_KEPT, values, strict=True) if held and not said]
    if kept:
        *first, last = kept
        names = f"{', '.join(first)} and {last}" if first else last
        options = " ".join(f"{QUESTIONS[key].option.split()[0]} none" for key in kept)
        yield f"Readers still see its {names}. `{options}` takes {'them' if first else 'it'} back."
    lookback = desk.postmortem_of(subject.incident)
    if lookback and lookback.is_shown(preview=False):
        yield f"Its postmortem, {lookback.name}, tells of the time before alone."


def _is_open(incident: Incident, now: datetime) -> bool:
    """Tell whether it is an incident that has begun and goes on."""
    is_begun = incident.sort is Sort.INCIDENT and is_published(incident.updates[0].at, now)
    return is_begun and play(incident, now).is_open


def _is_reopened(subject: Subject, after: Timeline) -> bool:
    is_incident = subject.incident.sort is Sort.INCIDENT
    return is_incident and after.is_open and not subject.timeline.is_open


def _is_relapse(subject: Subject, state: State) -> bool:
    was_better = subject.timeline.is_open and subject.timeline.state is State.MONITORING
    return was_better and state in {State.INVESTIGATING, State.IDENTIFIED}


def _listed(states: States) -> str:
    return ", ".join(f"{name}={state.word}" for name, state in states)
