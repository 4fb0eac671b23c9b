"""What may still be open, promised or owed: for commands that have to answer at once.

What is long over is not read. Nothing that a file refers to is looked up but
components, so a mistake in one file, which ``check`` shows, hides no other.
Drafts and internal files are here as well: the team has to keep them in mind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from statusgen.problems import Problem, Problems
from statusgen.reading.components import directory_of, look_up
from statusgen.reading.content import Content, read_content
from statusgen.reading.glance import without_settled
from statusgen.reading.incident import IncidentEntry
from statusgen.reading.released import release_incident
from statusgen.reading.source import Texts
from statusgen.timeline import Timeline, play

__all__ = ["Current", "Opening", "read_opening"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """An incident, maintenance or notice that is not long over, at one instant."""

    entry: IncidentEntry
    """Its file, which says whether it is a draft or internal, and in which zone it thinks."""
    timeline: Timeline
    """With today's component ids, and with what of it is published by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a project has to keep in mind at one instant."""

    as_of: datetime
    content: Content
    """What was read; of the rest the names alone."""
    incidents: tuple[Current, ...]
    """All that could be read, by path."""
    problems: tuple[Problem, ...]
    """Errors, each of which keeps a file or a part of it from being here."""

    @property
    def open(self) -> tuple[Current, ...]:
        """What has not ended; announced maintenance is open, too."""
        return tuple(each for each in self.incidents if each.timeline.is_open)


def read_opening(texts: Texts, as_of: datetime) -> Opening:
    """Read what may still matter at ``as_of``; there is always an answer."""
    problems = Problems()
    content = read_content(without_settled(texts, as_of), problems)
    return Opening(
        as_of=as_of,
        content=content,
        incidents=tuple(
            Current(entry=entry, timeline=timeline)
            for entry in content.incidents
            if (timeline := _timeline(entry, content, problems, as_of))
        ),
        problems=problems.errors,
    )


def _timeline(
    entry: IncidentEntry, content: Content, problems: Problems, as_of: datetime
) -> Timeline | None:
    """Return the incident as it is, unless it cannot be read or nothing of it is due yet."""
    site, incident = content.site, entry.incident
    if site:  # what a broken site.yml lacks is perhaps unreadable, and no mistake of this file
        incident = look_up(entry, directory_of(site), problems if site.complete else Problems())
    released = incident and release_incident(incident, entry, problems, as_of=as_of)
    return play(released, as_of) if released else None
