"""Read what may still be open, promised or overdue, for commands that must answer at once.

Incidents that ended and owe nothing are not read. Only references to components are resolved, so a
mistake in one file hides no other. Drafts and internal files are included: the team has to keep
them in mind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from statusgen.advice.codes import OVERDUE, excuses
from statusgen.advice.overdue import RECENT, find_overdue
from statusgen.advice.review import find_sample
from statusgen.model import Site
from statusgen.moments import is_published
from statusgen.problems import Problem, Problems
from statusgen.reading.assemble import outline
from statusgen.reading.content import Content, read_content, without_settled, without_unused
from statusgen.reading.incident import IncidentEntry
from statusgen.source.text import Texts
from statusgen.timeline import Timeline, timeline_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """An incident, maintenance or notice that may be open or overdue."""

    entry: IncidentEntry
    """Its file, with its time zone and whether it is a draft or internal."""
    timeline: Timeline
    """With today's component ids, and only published updates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Something dated in the future: scheduled on purpose, or a mistyped date."""

    entry: IncidentEntry
    at: datetime
    begins: bool
    """Whether it is the whole incident; otherwise it is one update."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The open, overdue and future parts of a project."""

    content: Content
    """The files that were read, and the names of the others."""
    site: Site | None
    """Its outline; ``None`` without a site.yml."""
    incidents: tuple[Current, ...]
    """All incidents of the site, by slug."""
    ahead: tuple[Ahead, ...]
    """Incidents and updates in the future, by file and time."""
    overdue: tuple[Problem, ...]
    """Overdue tasks that are not turned off, by place."""
    sample: tuple[Problem, ...]
    """Values of the sample that are not replaced, by place."""
    problems: tuple[Problem, ...]
    """Errors. The files concerned may be missing from the rest."""

    @property
    def open(self) -> tuple[Current, ...]:
        """Everything that has not ended, including announced maintenance."""
        return tuple(each for each in self.incidents if each.timeline.is_open)


def read_opening(texts: Texts, as_of: datetime) -> Opening:
    """Read what may still matter at ``as_of``."""
    problems = Problems()
    recent = without_settled(texts, as_of, undecided=as_of - RECENT)
    content = read_content(without_unused(recent), problems)
    site = outline(content, problems, as_of=as_of)
    late = Problems()
    if site and content.site:
        owed = find_overdue(site, content.incidents, content.postmortems)
        late.extend((*owed, *find_sample(content.site)))
        late.drop(excuses(site.practice, content.entries))
    entries = {entry.path: entry for entry in content.incidents}
    return Opening(
        content=content,
        site=site,
        incidents=tuple(
            Current(entry=entries[incident.path], timeline=timeline_of(incident, as_of))
            for incident in (site.incidents if site else ())
        ),
        ahead=tuple(_ahead(content, as_of)) if site else (),
        overdue=tuple(each for each in late if each.code in OVERDUE),
        sample=tuple(each for each in late if each.code == "sample-left"),
        problems=problems.errors,
    )


def _ahead(content: Content, as_of: datetime) -> Iterator[Ahead]:
    for entry in content.incidents:
        times = [each.at for each in entry.incident.updates] if entry.incident else []
        later = [at for at in times if not is_published(at, as_of)]
        begins = len(later) == len(times)
        yield from (
            Ahead(entry=entry, at=at, begins=begins) for at in later[: 1 if begins else None]
        )
