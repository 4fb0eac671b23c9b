"""What the team's own rules in site.yml ask of incidents and postmortems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from statusgen.markup import Converter
from statusgen.model import Incident, Postmortem, Site, Sort
from statusgen.problems import Problem, Problems, Severity, nearest
from statusgen.reading.entries import Entry
from statusgen.reading.site import SiteEntry
from statusgen.reading.words import fold
from statusgen.timeline import play

__all__ = ["check_practice", "check_roles"]


def check_practice(site: Site, entries: Iterable[Entry], problems: Problems) -> None:
    """Warn of what is published and falls short, unless site.yml or the file excuses it."""
    excused = {code for code, _ in site.practice.advice}
    by_path = {entry.path: entry for entry in entries}
    found = chain(
        *(_overruns(incident, by_path[incident.path], site) for incident in site.incidents),
        *(_sections(each, by_path[each.path], site) for each in site.postmortems),
    )
    for problem in found:
        if problem.code not in excused.union(by_path[problem.span.path].allow):
            problems.add(problem)


def check_roles(site: SiteEntry, entries: Iterable[Entry], problems: Problems) -> None:
    """Report duties that the team does not have."""
    known = [role.name for role in site.practice.team]
    roles = (role for entry in entries if site.complete for role in entry.roles)
    for role in roles:
        if fold(role.text) not in known:
            near = nearest(role.text, known)
            problems.error(
                "unknown-role",
                f"`{role.text}` is not a role of the team",
                role.span,
                f"Did you mean `{near}`?" if near else "Roles are the keys of `team` in site.yml.",
            )


def _overruns(incident: Incident, entry: Entry, site: Site) -> Iterator[Problem]:
    """Yield a warning of maintenance that goes on after its window."""
    timeline = play(incident, site.as_of) if incident.sort is Sort.MAINTENANCE else None
    if timeline and timeline.overruns and timeline.now.window:
        yield Problem(
            code="maintenance-overruns",
            message=f"The maintenance was planned until {entry.shown(timeline.now.window.end)}, "
            "and still goes on",
            span=entry.headings[len(incident.updates) - 1],
            severity=Severity.WARNING,
            hint="Say how it stands: move its `window`, or end it with `## Completed`.",
        )


def _sections(postmortem: Postmortem, entry: Entry, site: Site) -> Iterator[Problem]:
    """Yield a warning for each heading that site.yml asks for; a draft may still lack them."""
    wanted = () if postmortem.draft else site.practice.sections
    headings = Converter().headings(postmortem.body.markdown) if wanted else ()
    titles = {fold(heading.title) for heading in headings}
    for section in wanted:
        if fold(section) not in titles:
            yield Problem(
                code="missing-section",
                message=f"The postmortem has no section `{section}`",
                span=entry.span("title"),
                severity=Severity.WARNING,
                hint=f"Add `## {section}`, or `allow: [missing-section]` at the head of the file.",
            )
