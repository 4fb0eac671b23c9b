"""What a terminal asks before an update is written, beyond what the update cannot do without.

Whoever writes that it works again, or that it is over, easily forgets what the page then still
says, or does not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from statusgen.authoring.composing import Missing
from statusgen.authoring.filling import left_open
from statusgen.commands.choosing import find_incident, read_state
from statusgen.commands.desk import Desk
from statusgen.commands.filing import RefusedError
from statusgen.commands.said import Said, check_said
from statusgen.model import ComponentState, State, States
from statusgen.reading.owed import unsaid
from statusgen.reading.words import fold
from statusgen.timeline import Timeline

__all__ = ["Wanted", "broken", "wanted"]

_LAST: Final = MappingProxyType(
    {
        "cause": Missing(name="cause", option="--cause TEXT", question="Why did it happen?"),
        "fix": Missing(name="fix", option="--fix TEXT", question="How was it put right?"),
        "action required": Missing(
            name="action", option="--action TEXT", question="What must users do? `none`: nothing."
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is worth a question. Each may stay without an answer."""

    components: States = ()
    """What readers see as broken while the update says that it works."""
    last: tuple[Missing, ...] = ()
    """What readers miss at the end."""


def wanted(desk: Desk, word: str | None, state_word: str, said: Said) -> Wanted:
    """Return what an update leaves open; raise as ``find_incident`` where none is meant.

    Nothing is worth a question where an option is wrong: :class:`UsageError` says so.
    """
    state = read_state(state_word)
    try:
        subject = find_incident(desk, word, state)
    except RefusedError:  # the update itself will tell
        return Wanted()
    check_said(desk, said, subject.entry.zone)
    if state not in {State.MONITORING, State.RESOLVED}:
        return Wanted()
    scenario = desk.scenario(subject.incident.team.scenario)
    phase = scenario.phase(state) if scenario else None
    ready = {
        fold(key) for key, value in (phase.fields if phase else ()) if not [*left_open([value], {})]
    }
    if state is State.MONITORING:
        is_said = said.components or "components" in ready
        return Wanted(components=() if is_said else broken(subject.timeline))
    if not subject.timeline.is_open:
        return Wanted()
    given = {"cause": said.cause, "fix": said.fix, "action required": said.action}
    keys = (key for key in unsaid(subject.timeline) if given[key] is None)
    return Wanted(last=tuple(_LAST[key] for key in keys if fold(key) not in ready))


def broken(timeline: Timeline) -> States:
    """Return the components that do not work while an incident is open."""
    return tuple(
        (name, state)
        for name, state in timeline.now.components
        if timeline.is_open and state is not ComponentState.OPERATIONAL
    )
