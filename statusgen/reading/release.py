"""Decide what is published at an instant, and replace old component ids.

Drafts, internal files and anything in the future are not published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from math import inf

from statusgen.memo import Memo, with_fields
from statusgen.model import ComponentState, Incident, Postmortem, Scenario, States, Update
from statusgen.moments import TOLERANCE
from statusgen.problems import Problem, Problems, Span, did_you_mean, nearest
from statusgen.reading.entries import Entry
from statusgen.reading.incident import IncidentEntry, PostmortemEntry
from statusgen.reading.scenario import ScenarioEntry
from statusgen.reading.site import Directory, SiteEntry, directory_of, report_unknown


def scenarios_of(
    entries: Iterable[ScenarioEntry], site: SiteEntry, problems: Problems
) -> Iterator[Scenario]:
    """Yield the scenarios that could be read, with today's ids."""
    found = Problems()
    directory = directory_of(site.components)
    for entry in sorted(entries, key=lambda entry: entry.name):
        report_unknown(entry.components, directory, found)
        if entry.scenario:
            states = _current(entry.scenario.components, entry, directory, found)
            yield replace(entry.scenario, components=states)
    problems.extend(_if_known(site, found))


def with_components(
    site: SiteEntry, incidents: Iterable[IncidentEntry], problems: Problems, memo: Memo
) -> dict[str, Incident]:
    """Return the incidents that could be read, by their paths, with today's component ids."""
    directory = memo(directory_of, site.components)
    known = {}
    for entry in incidents:
        incident, found = memo(_look_up, entry, directory)
        problems.extend(_if_known(site, found))
        if incident:
            known[entry.path] = incident
    return known


def _if_known(site: SiteEntry, found: Iterable[Problem]) -> Iterable[Problem]:
    """Return the problems, unless site.yml is too broken to tell which components exist."""
    return found if site.complete or site.components else ()


def _look_up(
    entry: IncidentEntry, directory: Directory
) -> tuple[Incident | None, tuple[Problem, ...]]:
    """Return an incident with today's ids, and what is wrong with the names in it."""
    problems = Problems()
    report_unknown(entry.components, directory, problems)
    incident = entry.incident
    if incident:
        states = _current(incident.components, entry, directory, problems, incident.began)
        updates = tuple(
            with_fields(
                update,
                components=_current(update.components, entry, directory, problems, update.at),
            )
            for update in incident.updates
        )
        incident = with_fields(incident, components=states, updates=updates)
    return incident, tuple(problems)


def _current(
    states: States,
    entry: IncidentEntry | ScenarioEntry,
    directory: Directory,
    problems: Problems,
    at: datetime | None = None,
) -> States:
    """Return states with today's component ids.

    Report a component that is named by two of its ids, or that was retired before ``at``.
    """
    found: dict[str, tuple[str, ComponentState]] = {}
    for name, state in states:
        today = directory.ids.get(name, name)
        place = next(each.span for each in entry.components if each.text == name)
        until = directory.retired.get(today)
        if today in found:
            problems.error(
                "duplicate-component",
                f"`{found[today][0]}` and `{name}` are the same component",
                place,
                f"Its id is `{today}` today, and its old ids still work. Keep one of them.",
            )
        if at and until and until <= at and state:
            problems.warning(
                "retired-component",
                f"`{name}` was retired before this, at {entry.shown(until)}",
                place,
                "Readers no longer see it in the list. Check the time, the name, and `until` in "
                "site.yml.",
            )
        found[today] = name, state
    return tuple((today, state) for today, (_, state) in found.items())


def release(
    incidents: Iterable[IncidentEntry],
    known: Mapping[str, Incident],
    shown: frozenset[str],
    problems: Problems,
    *,
    as_of: datetime,
) -> dict[str, Incident]:
    """Return the published incidents by path, each with its published updates."""
    released: dict[str, Incident] = {}
    for entry in incidents:
        if entry.path in known and entry.path in shown:
            updates = tuple(_release_updates(known[entry.path], entry, problems, as_of + TOLERANCE))
            if updates:
                released[entry.path] = with_fields(known[entry.path], updates=updates)
    return released


def _release_updates(
    incident: Incident, entry: IncidentEntry, problems: Problems, latest: datetime
) -> Iterator[Update]:
    """Yield the updates that are not in the future; warn of the others."""
    for update, written in zip(incident.updates, entry.written, strict=True):
        is_first = update is incident.updates[0]
        if update.at > latest:
            _warn_of_future(
                "incident" if is_first else "update", update.at, entry, written.heading, problems
            )
            if is_first:
                return
        elif update.corrected and update.corrected > latest:
            _warn_of_future(
                "correction", update.corrected, entry, written.place("corrected"), problems
            )
            yield with_fields(update, corrected=None)
        else:
            yield update


def release_postmortems(
    entries: Iterable[PostmortemEntry],
    incidents: Iterable[IncidentEntry],
    released: Mapping[str, Incident],
    shown: frozenset[str],
    problems: Problems,
    *,
    as_of: datetime,
) -> tuple[Postmortem, ...]:
    """Return the published postmortems, each with the slugs of its incidents.

    ``released`` has the published incidents by path; ``shown`` has the paths of all public files,
    including those in the future.
    """
    known = {name: each for each in incidents for name in (each.name, each.id)}
    published = []
    taken: dict[str, PostmortemEntry] = {}
    for entry in sorted(entries, key=_publication):
        named = {each.path: each for each in _named_by(entry, known, shown, problems)}
        if entry.path not in shown:
            continue
        for incident in named.values():
            other = taken.setdefault(incident.path, entry)
            if other is not entry:
                problems.error(
                    "second-postmortem",
                    f"The incident `{incident.name}` already has a postmortem",
                    entry.span("incident"),
                    f"It is {other.path}. Merge the two, or name the incident in only one.",
                )
        public = [each.incident for each in named.values() if each.path in shown]
        waits = _waits(entry, [each for each in public if each], released, problems, as_of)
        if entry.postmortem and not waits:
            slugs = tuple(incident.slug for incident in public if incident)
            published.append(with_fields(entry.postmortem, incidents=slugs))
    return tuple(sorted(published, key=_newest))


def _named_by(
    entry: PostmortemEntry,
    known: Mapping[str, IncidentEntry],
    shown: frozenset[str],
    problems: Problems,
) -> Iterator[IncidentEntry]:
    """Yield the incidents that a postmortem names; report unknown and unpublished ones."""
    for name in entry.incidents:
        incident = known.get(name.text)
        if not incident:
            problems.error(
                "unknown-incident",
                f"`{name.text}` is not a known incident",
                name.span,
                did_you_mean(
                    nearest(name.text, known),
                    always="Name an incident by its file, without .md, or by its `id`.",
                ),
            )
        elif not (entry.draft or entry.internal or incident.path in shown):
            secret = "internal" if incident.internal else "a draft"
            problems.error(
                "postmortem-of-unpublished",
                f"The incident `{name.text}` is {secret}, but its postmortem would be published",
                name.span,
                "Publish the incident first, or add `draft: true` here.",
            )
        yield from filter(None, (incident,))


def _waits(
    entry: PostmortemEntry,
    incidents: Iterable[Incident],
    released: Mapping[str, Incident],
    problems: Problems,
    as_of: datetime,
) -> bool:
    """Tell whether a postmortem or one of its incidents is in the future; warn of it."""
    at = entry.postmortem.published if entry.postmortem else None
    is_future = at is not None and at > as_of + TOLERANCE
    if at and is_future:
        _warn_of_future("postmortem", at, entry, entry.span("published"), problems)
    later = [incident for incident in incidents if incident.path not in released]
    for incident in later:
        problems.warning(
            "not-yet-published",
            f"The postmortem waits for the incident `{incident.slug}`",
            entry.span("incident"),
            f"It is dated {entry.shown(incident.updates[0].at)}. Until then neither is shown.",
        )
    return is_future or bool(later)


def _warn_of_future(what: str, at: datetime, entry: Entry, span: Span, problems: Problems) -> None:
    problems.warning(
        "not-yet-published",
        f"The {what} is dated {entry.shown(at)}, which is in the future",
        span,
        "It will appear then. If that time has already passed, check the date and the time zone: "
        "the default is the file's `timezone`, or else the site's.",
    )


def _publication(entry: PostmortemEntry) -> tuple[float, str]:
    """Sort by publication, oldest first; those without a time come last."""
    at = entry.postmortem.published if entry.postmortem else None
    return (at.timestamp() if at else inf, entry.path)


def _newest(postmortem: Postmortem) -> tuple[float, str]:
    """Sort newest first; those without a time come last."""
    return (-postmortem.published.timestamp() if postmortem.published else inf, postmortem.slug)
