"""What readers are still owed when something is over: why, how it was mended, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statusgen.model import Impact, Kind, Sort
from statusgen.timeline import Timeline

__all__ = ["Debt", "debts"]

_ASKING = frozenset({Kind.DATA_LOSS, Kind.SECURITY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """One thing that is owed."""

    what: str
    option: str = ""
    """The option of ``statusgen update`` that settles it; empty for what is settled in the file."""


def debts(timeline: Timeline) -> Iterator[Debt]:
    """Yield what an incident owes; nothing while it is open."""
    incident = timeline.incident
    if timeline.is_open or incident.sort is not Sort.INCIDENT:
        return
    if not timeline.now.cause:
        yield Debt(what="the cause", option='--cause "…"')
    if not timeline.now.fix:
        yield Debt(what="how it was put right", option='--fix "…"')
    said = any(update.action is not None for update in incident.updates)
    if not said and _ASKING.intersection(incident.kinds):
        yield Debt(what="what users must do, or none", option='--action "…"')
    if incident.postmortem is None and timeline.impact >= Impact.MAJOR:
        yield Debt(what="a decision on a postmortem")
