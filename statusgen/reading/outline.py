"""A site in outline: what the rules on time and state go by, and no more.

:func:`outline` is for commands that answer at once; :mod:`statusgen.reading.assemble`
begins with the same parts, and makes the site whole. What is published at an instant is decided
here: not drafts, not the team's own, and nothing of the future (CONTENT's law 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from statusgen.memo import Memo, call, with_fields
from statusgen.model import Incident, Postmortem, Scenario, Site
from statusgen.moments import TOLERANCE
from statusgen.problems import Problem, Problems, Span, did_you_mean, nearest
from statusgen.reading.components import (
    Directory,
    current,
    directory_of,
    look_up,
    report_unknown,
)
from statusgen.reading.content import Content
from statusgen.reading.entries import Entry
from statusgen.reading.incident import IncidentEntry
from statusgen.reading.postmortem import PostmortemEntry
from statusgen.reading.scenario import ScenarioEntry
from statusgen.reading.site import SiteEntry

__all__ = ["outline", "release", "release_postmortems", "scenarios_of", "with_components"]


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
        _release_incident(known[entry.path], entry, problems, as_of=as_of)
        for entry in incidents
        if entry.path in known and entry.path in shown
    )
    return {incident.path: incident for incident in found if incident}


def _release_incident(
    incident: Incident, entry: IncidentEntry, problems: Problems, *, as_of: datetime
) -> Incident | None:
    """Return an incident with those of its updates whose time has come; warn of the others."""
    latest = as_of + TOLERANCE
    updates = tuple(update for update in incident.updates if update.at <= latest)
    later = incident.updates[len(updates) :]
    if later and not updates:
        _warn_of_future("incident", later[0].at, entry, entry.headings[0], problems)
        return None
    for update, heading in zip(later, entry.headings[len(updates) :], strict=True):
        _warn_of_future("update", update.at, entry, heading, problems)
    shown = []
    for number, update in enumerate(updates):
        if update.corrected and update.corrected > latest:
            place = entry.place(number, "corrected")
            _warn_of_future("correction", update.corrected, entry, place, problems)
            shown.append(with_fields(update, corrected=None))
        else:
            shown.append(update)
    return with_fields(incident, updates=tuple(shown))


def release_postmortems(
    entries: Iterable[PostmortemEntry],
    incidents: Iterable[IncidentEntry],
    released: Mapping[str, Incident],
    shown: frozenset[str],
    problems: Problems,
    *,
    as_of: datetime,
) -> tuple[Postmortem, ...]:
    """Return the postmortems whose time has come; each names the slugs of released incidents.

    ``released`` has those incidents by their paths; ``shown`` has the paths of all files that are
    for the public, be it later.
    """
    known: dict[str, IncidentEntry] = {}
    for each in incidents:
        known |= {each.name: each, each.id: each}
    published = []
    taken: dict[str, PostmortemEntry] = {}
    for entry in sorted(entries, key=_publication):
        named = _look_up(entry, known, shown, problems)
        if entry.path not in shown:
            continue
        _check_single(entry, named, taken, problems)
        public = [each.incident for each in named if each.incident and each.path in shown]
        waits = [incident for incident in public if incident.path not in released]
        for incident in waits:
            _warn_of_waiting(entry, incident, problems)
        if entry.postmortem and not _is_future(entry, problems, as_of=as_of) and not waits:
            slugs = tuple(incident.slug for incident in public)
            published.append(with_fields(entry.postmortem, incidents=slugs))
    return tuple(sorted(published, key=lambda each: (each.published is None, _newest(each))))


def _look_up(
    entry: PostmortemEntry,
    known: Mapping[str, IncidentEntry],
    shown: frozenset[str],
    problems: Problems,
) -> tuple[IncidentEntry, ...]:
    """Return the incidents that a postmortem names; report those that it must not name."""
    found: dict[str, IncidentEntry] = {}
    for name in entry.incidents:
        incident = known.get(name.text)
        if not incident:
            problems.error(
                "unknown-incident",
                f"There is no incident `{name.text}`",
                name.span,
                did_you_mean(
                    nearest(name.text, known),
                    always="An incident is named by its file, without .md, or by its `id`.",
                ),
            )
            continue
        found[incident.path] = incident
        if not (entry.draft or entry.internal or incident.path in shown):
            secret = "internal" if incident.internal else "a draft"
            problems.error(
                "postmortem-of-unpublished",
                f"The incident `{name.text}` is {secret}, and this would be published",
                name.span,
                "Publish the incident first, or add `draft: true` here.",
            )
    return tuple(found.values())


def _check_single(
    entry: PostmortemEntry,
    named: Iterable[IncidentEntry],
    taken: dict[str, PostmortemEntry],
    problems: Problems,
) -> None:
    for incident in named:
        other = taken.setdefault(incident.path, entry)
        if other is not entry:
            problems.error(
                "second-postmortem",
                f"The incident `{incident.name}` has a postmortem already",
                entry.span("incident"),
                f"It is {other.path}. Make one of both, or name the incident in one only.",
            )


def _is_future(entry: PostmortemEntry, problems: Problems, *, as_of: datetime) -> bool:
    at = entry.postmortem.published if entry.postmortem else None
    if at is None or at <= as_of + TOLERANCE:
        return False
    _warn_of_future("postmortem", at, entry, entry.span("published"), problems)
    return True


def _warn_of_future(what: str, at: datetime, entry: Entry, span: Span, problems: Problems) -> None:
    problems.warning(
        "not-yet-published",
        f"The {what} is dated {entry.shown(at)}, which is still to come",
        span,
        "It will be shown from then on. If that time has passed, check the day, and the zone: "
        "where none is given it is the file's `timezone`, else the site's.",
    )


def _warn_of_waiting(entry: PostmortemEntry, incident: Incident, problems: Problems) -> None:
    problems.warning(
        "not-yet-published",
        f"The postmortem waits for the incident `{incident.slug}`",
        entry.span("incident"),
        f"That is dated {entry.shown(incident.updates[0].at)}; until then neither is shown.",
    )


def _publication(entry: PostmortemEntry) -> tuple[bool, float, str]:
    """Sort by publication, oldest first; what has no time comes last."""
    at = entry.postmortem.published if entry.postmortem else None
    return (at is None, at.timestamp() if at else 0.0, entry.path)


def _newest(postmortem: Postmortem) -> tuple[float, str]:
    return (-postmortem.published.timestamp() if postmortem.published else 0.0, postmortem.slug)
