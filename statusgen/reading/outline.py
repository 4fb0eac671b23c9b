"""A site in outline: what the rules on time and state go by, and no more.

:func:`outline` is for commands that answer at once; :mod:`statusgen.reading.assemble`
begins with the same parts, and makes the site whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from statusgen.memo import Memo, call
from statusgen.model import Incident, Scenario, Site
from statusgen.problems import Problem, Problems
from statusgen.reading.components import (
    Directory,
    current,
    directory_of,
    look_up,
    report_unknown,
)
from statusgen.reading.content import Content
from statusgen.reading.incident import IncidentEntry
from statusgen.reading.published import release_incident, release_postmortems
from statusgen.reading.scenario import ScenarioEntry
from statusgen.reading.site import SiteEntry

__all__ = ["outline", "release", "scenarios_of", "with_components"]


def outline(content: Content, problems: Problems, *, as_of: datetime) -> Site | None:
    """Return what the rules on time and state need at ``as_of``; ``None`` without a site.yml.

    Drafts and internal incidents are in it. No text is linked, and what files say of each other
    is not checked, so a mistake in one of them costs that one alone. It is for the team's eyes,
    and nothing is published from it.
    """
    site, incidents = content.site, content.incidents
    if not site:
        return None
    shown = frozenset(entry.path for entry in content.entries)
    known = with_components(site, incidents, problems, call)
    released = release(incidents, known, shown, problems, as_of=as_of)
    lookbacks = release_postmortems(
        content.postmortems, incidents, released, shown, Problems(), as_of=as_of
    )
    scenarios = tuple(scenarios_of(content.scenarios, site, problems))
    return Site(
        as_of=as_of,
        settings=site.settings,
        components=site.components,
        incidents=tuple(sorted(released.values(), key=lambda incident: incident.slug)),
        postmortems=tuple(each for each in lookbacks if not each.draft),
        practice=replace(site.practice, scenarios=scenarios),
    )


def scenarios_of(
    entries: Iterable[ScenarioEntry], site: SiteEntry, problems: Problems
) -> Iterator[Scenario]:
    """Yield the scenarios that could be read, with today's ids."""
    found = _if_known(site, problems)
    directory = directory_of(site)
    for entry in sorted(entries, key=lambda entry: entry.name):
        report_unknown(entry.components, directory, found)
        if entry.scenario:
            states = current(entry.scenario.components, entry, directory, found)
            yield replace(entry.scenario, components=states)


def with_components(
    site: SiteEntry, incidents: Sequence[IncidentEntry], problems: Problems, memo: Memo
) -> dict[str, Incident]:
    """Return the incidents that could be read, by their paths, with today's component ids."""
    found = _if_known(site, problems)
    directory = memo(directory_of, site)
    known = {}
    for entry in incidents:
        incident, mistakes = memo(_looked_up, entry, directory)
        found.extend(mistakes)
        if incident:
            known[entry.path] = incident
    return known


def _looked_up(
    entry: IncidentEntry, directory: Directory
) -> tuple[Incident | None, tuple[Problem, ...]]:
    problems = Problems()
    return look_up(entry, directory, problems), tuple(problems)


def _if_known(site: SiteEntry, problems: Problems) -> Problems:
    """Return where unknown components go: what a broken site.yml lacks is perhaps unreadable."""
    return problems if site.complete or site.components else Problems()


def release(
    incidents: Iterable[IncidentEntry],
    known: Mapping[str, Incident],
    shown: frozenset[str],
    problems: Problems,
    *,
    as_of: datetime,
) -> dict[str, Incident]:
    """Return the incidents that are published now, by their paths, with what is of them."""
    found = (
        release_incident(known[entry.path], entry, problems, as_of=as_of)
        for entry in incidents
        if entry.path in known and entry.path in shown
    )
    return {incident.path: incident for incident in found if incident}
