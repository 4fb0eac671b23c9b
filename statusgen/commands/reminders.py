"""What readers see of an incident once something was written of it, told to whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Final

from statusgen.advice.overdue import unsaid
from statusgen.authoring.composing import QUESTIONS, Given, Missing, told
from statusgen.authoring.front import NewIncident
from statusgen.commands.incidents import Subject, find_incident, read_state
from statusgen.commands.saving import RefusedError
from statusgen.commands.update_options import UpdateOptions, heard
from statusgen.commands.workspace import Workspace
from statusgen.model import ComponentState, Incident, Sort, State, States
from statusgen.moments import is_published
from statusgen.reading.content import is_settled
from statusgen.timeline import Timeline, play

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


def begun(desk: Workspace, incident: Incident | None, head: NewIncident) -> Iterator[str]:
    """Yield in which states readers see the components of what has begun."""
    if incident is None or head.draft or head.internal or incident.sort is Sort.NOTICE:
        return
    if is_published(incident.updates[0].at, desk.clock):
        timeline = play(incident, desk.clock)
        if timeline.is_open and not timeline.is_upcoming and timeline.now.components:
            yield f"Readers see: {_listed(timeline.now.components)}."


def open_as_well(desk: Workspace, head: NewIncident) -> Iterator[str]:
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


def held_over(desk: Workspace, subject: Subject, after: Timeline) -> Iterator[str]:
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


_REASONS: Final = ("cause", "fix")
"""The fields that may be others when something has come back; placeholders have the same names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is worth a question. Each may stay without an answer."""

    components: tuple[tuple[str, ComponentState | None], ...] = ()
    """What may be in another state than readers then see, each with the state that is proposed."""
    last: tuple[Missing, ...] = ()
    """What readers miss at the end."""
    again: tuple[Missing, ...] = ()
    """What they know at the end from before it was opened again alone."""


def wanted(
    desk: Workspace, word: str | None, state_word: str, said: UpdateOptions, *, reopen: bool = False
) -> Wanted:
    """Return what an update leaves open; raise as ``find_incident`` where none is meant.

    ``reopen`` tells whether it may open again what is over. Nothing is worth a question where an
    option is wrong: :class:`UsageError` says so.
    """
    try:
        subject = find_incident(desk, word, read_state(state_word))
    except RefusedError:  # the update itself will tell
        return Wanted()
    state = read_state(state_word, subject.incident.sort)
    at, given, frame = heard(desk, subject, state, said)
    scenario = desk.scenario(subject.incident.team.scenario)
    phase = scenario.phase(state) if scenario else None
    fields = told(frame, given, phase)
    if "components" not in fields:
        is_reopened = reopen and subject.is_opened_by(state, at)
        doubtful = _doubtful(subject, state, is_reopened=is_reopened)
        if doubtful:
            return Wanted(components=doubtful)
    is_told = subject.incident.sort is Sort.INCIDENT and not subject.entry.internal
    if state is not State.RESOLVED or not subject.timeline.is_open or not is_told:
        return Wanted()
    old = _told_before(subject.timeline)
    facts = replace(frame.facts, **dict.fromkeys(old))  # type: ignore[arg-type] # neither is needed
    renewed = told(replace(frame, facts=facts), given, phase) if old else fields
    return Wanted(
        last=tuple(QUESTIONS[key] for key in unsaid(subject.timeline) if key not in fields),
        again=tuple(QUESTIONS[key] for key in old if key not in renewed),
    )


def _told_before(timeline: Timeline) -> tuple[str, ...]:
    """Return what of cause and fix no update has said since an incident was opened again."""
    since = [*takewhile(lambda moment: not moment.state.is_end, reversed(timeline.moments))]
    if len(since) == len(timeline.moments):
        return ()
    said = {key for moment in since for key in _REASONS if getattr(moment.update, key)}
    return tuple(key for key in _REASONS if getattr(timeline.now, key) and key not in said)


def _doubtful(
    subject: Subject, state: State, *, is_reopened: bool
) -> tuple[tuple[str, ComponentState | None], ...]:
    """Return what a reopening brings back, or what is broken where an update says that it works.

    A component that worked before the end may be why it is opened again: nothing is proposed.
    """
    works = ComponentState.OPERATIONAL
    states = subject.returning if is_reopened else broken(subject.timeline)
    if state is State.MONITORING:
        return tuple((name, works) for name, _ in states)
    return tuple((name, None if held is works else held) for name, held in states * is_reopened)


def broken(timeline: Timeline) -> States:
    """Return the components that do not work while an incident is open."""
    return tuple(
        (name, state)
        for name, state in timeline.now.components
        if timeline.is_open and state is not ComponentState.OPERATIONAL
    )
