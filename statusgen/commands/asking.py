"""What a terminal asks before an update is written, beyond what the update cannot do without.

Whoever writes that it works again, that it is broken again, or that it is over, easily forgets
what the page then still says, or does not say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from statusgen.advice.overdue import unsaid
from statusgen.authoring.composing import QUESTIONS, Missing, told
from statusgen.commands.choosing import Subject, find_incident, read_state
from statusgen.commands.desk import Desk
from statusgen.commands.filing import RefusedError
from statusgen.commands.hearing import heard
from statusgen.commands.said import Said
from statusgen.model import ComponentState, Sort, State, States
from statusgen.timeline import Timeline

__all__ = ["Wanted", "broken", "wanted"]

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
    desk: Desk, word: str | None, state_word: str, said: Said, *, reopen: bool = False
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
