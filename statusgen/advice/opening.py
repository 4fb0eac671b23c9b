"""What may still be open, promised or owed: for commands that have to answer at once.

What is over, and owes nothing, is not read. Nothing that a file refers to is looked up but
components, so a mistake in one file, which ``check`` shows, hides no other.
Drafts and internal files are here as well: the team has to keep them in mind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from statusgen.advice.advise import OVERDUE, excuses
from statusgen.advice.overdue import RECENT, find_owed
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
    """An incident, maintenance or notice that may be open or owe something, at one instant."""

    entry: IncidentEntry
    """Its file, which says whether it is a draft or internal, and in which zone it thinks."""
    timeline: Timeline
    """With today's component ids, and with what of it is published by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Something whose time is still to come: published later on purpose, or a date mistyped."""

    entry: IncidentEntry
    at: datetime
    begins: bool
    """Whether it all begins then; else it is one update of what is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a project has to keep in mind at one instant."""

    content: Content
    """What was read; of the rest the names alone."""
    site: Site | None
    """Its outline; ``None`` without a site.yml."""
    incidents: tuple[Current, ...]
    """All of the site that could be read, by slug."""
    ahead: tuple[Ahead, ...]
    """What is dated ahead, and so is not among ``incidents``; by file, then by time."""
    overdue: tuple[Problem, ...]
    """What somebody should have done by now, and nobody has excused; by place."""
    sample: tuple[Problem, ...]
    """What of the sample is left, and nobody has excused; by place."""
    problems: tuple[Problem, ...]
    """Errors, each of which keeps a file or a part of it from being here."""

    @property
    def open(self) -> tuple[Current, ...]:
        """What has not ended; announced maintenance is open, too."""
        return tuple(each for each in self.incidents if each.timeline.is_open)


def read_opening(texts: Texts, as_of: datetime) -> Opening:
    """Read what may still matter at ``as_of``."""
    problems = Problems()
    recent = without_settled(texts, as_of, undecided=as_of - RECENT)
    content = read_content(without_unused(recent), problems)
    site = outline(content, problems, as_of=as_of)
    late = Problems()
    if site and content.site:
        owed = find_owed(site, content.incidents, content.postmortems)
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
