"""What readers are still owed when something is over: why, how it was mended, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from statusgen.advice.overdue import unsaid
from statusgen.authoring.composing import QUESTIONS
from statusgen.model import Decision, Impact, Sort
from statusgen.timeline import Timeline

__all__ = ["Debts", "debts"]

_SAID: Final = MappingProxyType(
    {
        "cause": "the cause",
        "fix": "how it was put right",
        "action required": "what users must do, or none",
    }
)
"""Each field that readers may miss, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debts:
    """What is owed, in words."""

    said: tuple[tuple[str, str], ...] = ()
    """What one more update can say, each with the option that says it."""
    decision: bool = False
    """Whether there is to be a postmortem."""
    postmortem: bool = False
    """One that is required, or promised."""


def debts(timeline: Timeline, *, is_told: bool = False) -> Debts:
    """Return what an incident owes; nothing while it is open.

    ``is_told``: a postmortem says why it happened, though not what users must do.
    """
    incident = timeline.incident
    if timeline.is_open or incident.sort is not Sort.INCIDENT:
        return Debts()
    keys = [key for key in unsaid(timeline) if not is_told or key == "action required"]
    return Debts(
        said=tuple((_SAID[key], QUESTIONS[key].option.split()[0]) for key in keys),
        decision=incident.postmortem is None and timeline.impact >= Impact.MAJOR,
        postmortem=incident.postmortem not in {None, Decision.NOT_NEEDED},
    )
