"""What readers are still owed when something is over: why, how it was mended, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from statusgen.model import Decision, Impact, Kind, Sort
from statusgen.timeline import Timeline

__all__ = ["Debts", "debts"]

_ASKING = frozenset({Kind.DATA_LOSS, Kind.SECURITY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Debts:
    """What is owed, in words."""

    said: tuple[tuple[str, str], ...] = ()
    """What one more update can say, each with the option that says it."""
    decision: bool = False
    """Whether there is to be a postmortem."""
    postmortem: bool = False
    """One that is required, or promised."""


def debts(timeline: Timeline) -> Debts:
    """Return what an incident owes; nothing while it is open."""
    incident = timeline.incident
    if timeline.is_open or incident.sort is not Sort.INCIDENT:
        return Debts()
    said = []
    if not timeline.now.cause:
        said.append(("the cause", "--cause"))
    if not timeline.now.fix:
        said.append(("how it was put right", "--fix"))
    asked = any(update.action is not None for update in incident.updates)
    if not asked and _ASKING.intersection(incident.kinds):
        said.append(("what users must do, or none", "--action"))
    return Debts(
        said=tuple(said),
        decision=incident.postmortem is None and timeline.impact >= Impact.MAJOR,
        postmortem=incident.postmortem not in {None, Decision.NOT_NEEDED},
    )
