"""Entries in, a site out: every reference resolves, every name is unique, or a problem says so.

Only :func:`assemble` makes a :class:`~statusgen.model.Site` whole, for publishing. Drafts, internal
files and anything in the future are not published. They are checked like everything else, but
their mistakes never stop a site from being made. Old ids of components become today's.
:func:`outline` is for commands that answer at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from math import inf
from typing import Final

from statusgen.markup.finding import Finder
from statusgen.memo import Memo, call, with_fields
from statusgen.model import (
    Incident,
    Postmortem,
    Scenario,
    Site,
    States,
    StaticFile,
    Update,
)
from statusgen.moments import TOLERANCE
from statusgen.notation.words import fold
from statusgen.problems import Problem, Problems, Span, did_you_mean, nearest
from statusgen.reading.content import Content
from statusgen.reading.entries import Entry
from statusgen.reading.incident import IncidentEntry, PostmortemEntry
from statusgen.reading.links import Linker, Places, check_addresses
from statusgen.reading.scenario import ScenarioEntry
from statusgen.reading.site import Directory, SiteEntry, directory_of, report_unknown
from statusgen.source.text import Scalar
from statusgen.timeline import bounds_of

LARGEST_LOGO: Final = 8 * 1024
"""In bytes: every page includes it."""
PNG: Final = b"\x89PNG\r\n\x1a\n"


def assemble(
    content: Content,
    static: tuple[StaticFile, ...],
    problems: Problems,
    *,
    as_of: datetime,
    base_url: str | None = None,
    preview: str | None = None,
    memo: Memo = call,
) -> Site | None:
    """Return as much of the site at ``as_of`` as possible; ``None`` without a site.yml.

    ``problems`` gets what is found here. Whether the site may be published with them is for the
    pipeline to decide. ``preview`` is the label of a preview, which shows drafts. What is as it
    was stays the same value, for ``memo``.
    """
    site, incidents, postmortems = content.site, content.incidents, content.postmortems
    if not site:
        return None
    entries = content.entries
    shown = frozenset(
        entry.path for entry in entries if entry.is_shown(preview=preview is not None)
    )
    for room in (incidents, postmortems, content.scenarios):
        _check_identities(room, shown, problems)
    known = with_components(site, incidents, problems, memo)
    released = release(incidents, known, shown, problems, as_of=as_of, memo=memo)
    lookbacks = release_postmortems(postmortems, incidents, released, shown, problems, as_of=as_of)
    places = _places(content, released, lookbacks, shown, static)
    linker = partial(Linker, places=places, finder=memo(Finder), problems=problems, memo=memo)
    by_path = {entry.path: entry for entry in entries}
    linked = {
        entry.path: linker(entry=entry).incident(known[entry.path])
        for entry in incidents
        if entry.path in known
    }
    reviews = {
        entry.path: linker(entry=entry).postmortem(entry.postmortem)
        for entry in postmortems
        if entry.postmortem
    }
    for scenario in content.scenarios:
        linker(entry=scenario).check_variables(scenario.fillable, scenario.variables)
    made = Site(
        as_of=as_of,
        settings=site.settings,
        components=site.components,
        incidents=tuple(
            linked[path] if incident is known[path] else _as_released(linked[path], incident)
            for path, incident in sorted(released.items(), key=lambda item: item[1].slug)
        ),
        postmortems=tuple(
            with_fields(reviews[each.path], incidents=each.incidents) for each in lookbacks
        ),
        static=static,
        preview=preview,
        practice=replace(
            site.practice,
            scenarios=tuple(
                _link_scenario(scenario, linker(entry=by_path[scenario.path]))
                for scenario in scenarios_of(content.scenarios, site, problems, as_of=as_of)
            ),
        ),
    )
    redirects = check_addresses(made, site, entries, places, problems, memo=memo)
    _check_roles(site, entries, shown, problems)
    logo = _find_logo(site, static, problems)
    base = (base_url or site.settings.url).rstrip("/")
    return replace(
        made, settings=replace(site.settings, base_url=base, logo=logo, redirects=redirects)
    )


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
    return Site(
        as_of=as_of,
        settings=site.settings,
        components=site.components,
        incidents=tuple(sorted(released.values(), key=lambda incident: incident.slug)),
        postmortems=tuple(each for each in lookbacks if not each.draft),
        practice=replace(
            site.practice,
            scenarios=tuple(scenarios_of(content.scenarios, site, problems, as_of=as_of)),
        ),
    )


def _check_identities(entries: Iterable[Entry], shown: frozenset[str], problems: Problems) -> None:
    """Report files of one folder that share a name or an id, whatever their subfolder and case.

    If one of them is not published (its path is not in ``shown``), the problem is reported there,
    where it does not stop the build.
    """
    ordered = sorted(entries, key=lambda entry: (entry.path not in shown, entry.path))
    names: dict[str, Entry] = {}
    for entry in ordered:
        earlier = names.setdefault(entry.name.casefold(), entry)
        if earlier is not entry:
            problems.error(
                "duplicate-slug",
                f"Another file is also named `{entry.name}`",
                Span(path=entry.path, line=0),
                f"It is {earlier.path}. Rename one of them: a different folder or case is not "
                "enough.",
            )
    for entry in (each for each in ordered if each.id != each.name):
        earlier = names.setdefault(entry.id.casefold(), entry)
        # A file's own name in another case is also taken: many disks treat them as the same.
        if earlier is not entry or entry.id.casefold() == entry.name.casefold():
            problems.error(
                "duplicate-id",
                f"The id `{entry.id}` is taken",
                entry.span("id"),
                f"Choose another: {earlier.path} already uses it. Case does not matter.",
            )


def _places(
    content: Content,
    released: Mapping[str, Incident],
    lookbacks: Iterable[Postmortem],
    shown: frozenset[str],
    static: Iterable[StaticFile],
) -> Places:
    addresses = {path: f"incidents/{incident.slug}/" for path, incident in released.items()}
    addresses |= {each.path: f"postmortems/{each.slug}/" for each in lookbacks}
    unread = {each.path for each in content.incidents if not each.incident}
    unread |= {each.path for each in content.postmortems if not each.postmortem}
    return Places(
        addresses=addresses,
        others={
            path: "unpublished" if path not in shown else "unread" if path in unread else "waiting"
            for path in (entry.path for entry in content.entries)
            if path not in addresses
        },
        static=frozenset(file.path for file in static),
    )


def _as_released(linked: Incident, released: Incident) -> Incident:
    """Return a linked incident with only its published updates."""
    updates = tuple(
        with_fields(update, corrected=shown.corrected)
        for update, shown in zip(linked.updates, released.updates, strict=False)
    )
    return with_fields(linked, updates=updates)


def _link_scenario(scenario: Scenario, linker: Linker) -> Scenario:
    """Link the texts for the team. Texts to send are linked once an incident is made from them."""
    return replace(
        scenario, summary=linker.link(scenario.summary), runbook=linker.link(scenario.runbook)
    )


def _check_roles(
    site: SiteEntry, entries: Iterable[Entry], shown: frozenset[str], problems: Problems
) -> None:
    """Report each role that the team does not have once, with all files that name it.

    A published file comes first, because there the problem stops the build.
    """
    known = [role.name for role in site.practice.team]
    ordered = sorted(entries, key=lambda entry: (entry.path not in shown, entry.path))
    named: dict[str, dict[str, Scalar]] = {}
    for entry in ordered if site.complete else ():
        for role in entry.roles:
            named.setdefault(fold(role.text), {}).setdefault(entry.path, role)
    for name in named.keys() - {*known}:
        first, paths = next(iter(named[name].values())), named[name]
        problems.error(
            "unknown-role",
            f"`{first.text}` is not a known role",
            first.span,
            did_you_mean(
                nearest(first.text, known),
                "Add it to `team` in site.yml, or remove it from `roles` in "
                f"{', '.join(path.removeprefix('content/') for path in paths)}.",
            ),
        )


def _find_logo(
    site: SiteEntry, static: tuple[StaticFile, ...], problems: Problems
) -> StaticFile | None:
    """Return the logo file; report one that is missing, too large or not an image."""
    if not site.logo_path:
        return None
    span = site.span("logo")
    files = {file.path: file for file in static}
    logo = files.get(site.logo_path)
    if not logo:
        problems.error(
            "unknown-logo",
            f"content/{site.logo_path} does not exist",
            span,
            did_you_mean(nearest(site.logo_path, files), "Put the image there."),
        )
    elif len(logo.data) > LARGEST_LOGO:
        problems.error(
            "logo-too-large",
            f"The logo is {len(logo.data):,} bytes; the limit is {LARGEST_LOGO:,}",
            span,
            "Save it as a plain SVG or a smaller PNG: every page includes it.",
        )
    elif (PNG if logo.path.lower().endswith(".png") else b"<svg") not in logo.data:
        problems.error(
            "invalid-logo",
            f"content/{logo.path} is not the type of image that its name says",
            span,
            "Save it again as an SVG or a PNG.",
        )
    return logo


def scenarios_of(
    entries: Iterable[ScenarioEntry], site: SiteEntry, problems: Problems, *, as_of: datetime
) -> Iterator[Scenario]:
    """Yield the scenarios that could be read, with today's ids."""
    found = Problems()
    directory = directory_of(site.components)
    for entry in sorted(entries, key=lambda entry: entry.name):
        report_unknown(entry.components, directory, found)
        if entry.scenario:
            states = _current(
                entry.scenario.components,
                entry.components,
                as_of,
                directory=directory,
                problems=found,
            )
            yield replace(entry.scenario, components=states)
    found.drop(lambda problem: not problem.is_error)
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


def report_moved(content: Content, before: Content, problems: Problems) -> None:
    """Report published incidents whose groups mean other components than with an earlier site.yml.

    The id of a component may have changed, if it keeps the old one.
    """
    if not (content.site and before.site and before.site.complete):
        return
    directory = directory_of(content.site.components)
    former = directory_of(before.site.components)
    groups = directory.groups.keys() & former.groups.keys()
    published = {entry.path for entry in before.incidents}
    for entry in content.incidents:
        names = {each.text: each.span for each in entry.components if each.text in groups}
        public = entry.path in published and entry.is_shown(preview=False)
        if not (names and public and entry.incident):
            continue
        steps = [(entry.incident.began, entry.incident.components)]
        steps += [(update.at, update.components) for update in entry.incident.updates]
        for at, states in steps:
            name = next((name for name, _ in states if name in names), "")
            old = [directory.ids.get(each, each) for each in former.meant(states, at)]
            new = [*directory.meant(states, at)]
            if name and {*old} != {*new}:
                problems.error(
                    "components-changed",
                    f"With this site.yml, `{name}` no longer means {', '.join(old)}, but "
                    f"{', '.join(new)}",
                    names[name],
                    "Write the ids here, or undo the change. A component added later needs a "
                    "`since`, and one that is gone an `until`.",
                )


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
        look_up = partial(_current, directory=directory, problems=problems)
        states = look_up(incident.components, entry.components, incident.began)
        updates = tuple(
            with_fields(
                update,
                components=look_up(update.components, written.components, update.at),
            )
            for update, written in zip(incident.updates, entry.written, strict=True)
        )
        incident = with_fields(incident, components=states, updates=updates)
    return incident, tuple(problems)


def _current(
    states: States,
    names: tuple[Scalar, ...],
    at: datetime,
    *,
    directory: Directory,
    problems: Problems,
) -> States:
    """Return states with today's component ids. ``names`` are their places.

    Report a component that is named by two of its ids.
    """
    places = {each.text: each.span for each in reversed(names)}
    found: dict[str, str] = {}
    for name, _ in states:
        today = directory.ids.get(name, name)
        if today in found:
            problems.error(
                "duplicate-component",
                f"`{found[today]}` and `{name}` are the same component",
                places[name],
                f"Its id is `{today}` today, and its old ids still work. Keep one of them.",
            )
        found[today] = name
    meant = directory.meant(states, at)
    return tuple((today, state) for today, (_, state) in meant.items())


def release(
    incidents: Iterable[IncidentEntry],
    known: Mapping[str, Incident],
    shown: frozenset[str],
    problems: Problems,
    *,
    as_of: datetime,
    memo: Memo = call,
) -> dict[str, Incident]:
    """Return the published incidents by path, each with its published updates."""
    released, latest = {}, as_of + TOLERANCE
    for entry in incidents:
        if entry.path in known and entry.path in shown:
            incident = known[entry.path]
            if memo(bounds_of, incident).newest <= latest:
                released[entry.path] = incident
            elif updates := tuple(_release_updates(incident, entry, problems, latest)):
                released[entry.path] = with_fields(incident, updates=updates)
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
