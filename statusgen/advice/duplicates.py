"""Find the open incident that others reported first, before a second one is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from statusgen.memo import call
from statusgen.model import Sort
from statusgen.moments import is_published
from statusgen.problems import Problems
from statusgen.reading.assemble import with_components
from statusgen.reading.content import read_content
from statusgen.source.text import Texts
from statusgen.timeline import Timeline, timeline_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A new incident, and the open one that is like it."""

    path: str
    """The file of the new one."""
    slug: str
    """The name of the open one."""
    reason: str
    """A sentence about both."""


def find_duplicate(mine: Texts, theirs: Texts, as_of: datetime) -> Duplicate | None:
    """Return an incident in ``mine`` with the scenario or a component of one in ``theirs``.

    Both have a site.yml, and incidents that readers see and that are open at ``as_of`` count.
    """
    own = _open(mine, as_of)
    for other in _open(theirs, as_of):
        for line in own:
            if shared := _alike(line, other):
                incident = other.incident
                reason = f"{incident.slug} ({incident.title}) is open, with the same {shared}"
                return Duplicate(path=line.incident.path, slug=incident.slug, reason=reason)
    return None


def _open(texts: Texts, as_of: datetime) -> list[Timeline]:
    """Return the open incidents that readers see."""
    content = read_content(texts, Problems())
    shown = [entry for entry in content.incidents if entry.is_shown(preview=False)]
    found = with_components(content.site, shown, Problems(), call) if content.site else {}
    lines = (
        timeline_of(incident, as_of)
        for incident in found.values()
        if incident.sort is Sort.INCIDENT and is_published(incident.updates[0].at, as_of)
    )
    return [line for line in lines if line.is_open]


def _alike(one: Timeline, other: Timeline) -> str:
    """Return what two incidents have in common; empty if they differ."""
    scenario = one.incident.team.scenario
    if scenario and scenario == other.incident.team.scenario:
        return f"scenario: {scenario}"
    shared = [name for name in one.touched if name in other.touched]
    return f"component{'s' * (len(shared) > 1)}: {', '.join(shared)}" if shared else ""
