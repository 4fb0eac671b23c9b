"""Entries in, a site out: every reference resolves, every name is unique, or a problem says so.

Only :func:`assemble` makes a :class:`~statusgen.model.Site` whole, for publishing. What is not
published is checked like everything else, but its mistakes never stop a site from being made.
:func:`outline` is for commands that answer at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from statusgen.markup.finding import Finder
from statusgen.memo import Memo, call, with_fields
from statusgen.model import Incident, Postmortem, Scenario, Site, StaticFile
from statusgen.notation.words import fold
from statusgen.problems import Problems, Span, did_you_mean, nearest
from statusgen.reading.content import Content
from statusgen.reading.entries import Entry
from statusgen.reading.links import Linker, Places, check_addresses
from statusgen.reading.release import (
    release,
    release_postmortems,
    scenarios_of,
    with_components,
)
from statusgen.reading.site import SiteEntry

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
    released = release(incidents, known, shown, problems, as_of=as_of)
    lookbacks = release_postmortems(postmortems, incidents, released, shown, problems, as_of=as_of)
    places = _places(content, released, lookbacks, shown, static)
    linker = partial(Linker, places=places, finder=memo(Finder), problems=problems, memo=memo)
    by_path = {entry.path: entry for entry in entries}
    linked = {
        entry.path: linker(entry=entry).incident(known[entry.path])
        for entry in incidents
        if entry.path in known
    }
    bodies = {
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
        postmortems=tuple(replace(each, body=bodies[each.path]) for each in lookbacks),
        static=static,
        preview=preview,
        practice=replace(
            site.practice,
            scenarios=tuple(
                _link_scenario(scenario, linker(entry=by_path[scenario.path]))
                for scenario in scenarios_of(content.scenarios, site, problems)
            ),
        ),
    )
    redirects = check_addresses(made, site, entries, places, problems, memo=memo)
    _check_roles(site, entries, problems)
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
            site.practice, scenarios=tuple(scenarios_of(content.scenarios, site, problems))
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


def _check_roles(site: SiteEntry, entries: Iterable[Entry], problems: Problems) -> None:
    """Report roles that the team does not have."""
    known = [role.name for role in site.practice.team]
    roles = (role for entry in entries if site.complete for role in entry.roles)
    for role in roles:
        if fold(role.text) not in known:
            problems.error(
                "unknown-role",
                f"`{role.text}` is not a known role",
                role.span,
                did_you_mean(
                    nearest(role.text, known), "Roles are the keys of `team` in site.yml."
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
