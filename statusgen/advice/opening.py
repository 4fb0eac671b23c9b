"""Read what may still be open, promised or overdue, for commands that must answer at once.

Settled incidents are left out by the caller. Only references to components are resolved, so a
mistake in one file hides no other. Drafts and internal files are included: the team has to keep
them in mind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from statusgen.advice.codes import OVERDUE, excuses
from statusgen.advice.overdue import find_overdue
from statusgen.advice.review import find_sample
from statusgen.memo import Memo, call
from statusgen.model import Decision, Site
from statusgen.moments import is_published
from statusgen.problems import Problem, Problems
from statusgen.reading.assemble import outline
from statusgen.reading.content import (
    POSTMORTEMS,
    SCENARIOS,
    Content,
    read_content,
    without,
    without_unused,
)
from statusgen.reading.incident import IncidentEntry
from statusgen.source.text import Texts
from statusgen.timeline import Timeline, bounds_of, timeline_at


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


def find_settled(texts: Texts, as_of: datetime, memo: Memo = call) -> Iterator[tuple[str, ...]]:
    """Yield each incident that is over for good: it ended, and nothing is or will be overdue.

    That is the path of its file, and of the postmortem that this depends on, if any. While these
    files and site.yml stay as they are, it is so at any later time.
    """
    problems = Problems()
    content = _content(texts, problems, memo)
    site = outline(content, problems, as_of=as_of)
    if not site:
        return
    wrong = {problem.span.path for problem in problems.errors}
    explained = {slug: each.path for each in site.postmortems for slug in each.incidents}
    late = find_overdue(replace(site, postmortems=()), content.incidents, (), memo)
    late_paths = {problem.span.path for problem in late if problem.code in OVERDUE}
    written = {entry.path: entry.incident for entry in content.incidents}
    for incident in site.incidents:
        path, whole, look = incident.path, written[incident.path], explained.get(incident.slug)
        is_over = whole and memo(bounds_of, whole).rest <= as_of and path not in wrong
        if not (is_over and timeline_at(incident, as_of, memo).ended):
            continue
        if incident.postmortem in {None, Decision.NOT_NEEDED} and path not in late_paths:
            yield (path,)
        elif look:
            yield path, look


def read_opening(texts: Texts, as_of: datetime, memo: Memo = call) -> Opening:
    """Read what may still matter at ``as_of``."""
    problems = Problems()
    content = _content(texts, problems, memo)
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
            Current(entry=entries[incident.path], timeline=timeline_at(incident, as_of, memo))
            for incident in (site.incidents if site else ())
        ),
        ahead=tuple(_ahead(content, as_of)) if site else (),
        overdue=tuple(each for each in late if each.code in OVERDUE),
        sample=tuple(each for each in late if each.code == "sample-left"),
        problems=problems.errors,
    )


def _content(texts: Texts, problems: Problems, memo: Memo) -> Content:
    """Read the incidents, and what belongs to any of them."""
    others = [each.path for each in texts.files if each.path.startswith((POSTMORTEMS, SCENARIOS))]
    incidents = read_content(without(texts, others), Problems(), memo).incidents
    names = [name for entry in incidents for name in (entry.name, entry.id)]
    return read_content(without_unused(texts, names), problems, memo)


def _ahead(content: Content, as_of: datetime) -> Iterator[Ahead]:
    for entry in content.incidents:
        times = [each.at for each in entry.incident.updates] if entry.incident else []
        later = [at for at in times if not is_published(at, as_of)]
        begins = len(later) == len(times)
        yield from (
            Ahead(entry=entry, at=at, begins=begins) for at in later[: 1 if begins else None]
        )
