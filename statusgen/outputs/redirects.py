"""Pages at old addresses that lead to the new ones.

Static hosts have no common form of redirects, so each redirect is a page. It refreshes at once to
the new address, names that as canonical, and has a link.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Final

from statusgen import addresses
from statusgen.model import Site
from statusgen.rendering.artifact import SITE_FILE, Artifact, page_at
from statusgen.rendering.kit import Kit

DATA_EXTENSIONS: Final = frozenset(
    {".atom", ".csv", ".ics", ".js", ".json", ".rss", ".svg", ".xml"}
)
"""Extensions of data. Programs do not follow a page, so old addresses of data have a copy."""


def plan(site: Site) -> Iterator[Artifact]:
    """Declare a page for each old address."""
    yield _redirect(addresses.INCIDENTS, addresses.HISTORY, "")
    for incident in site.incidents:
        page = addresses.incident(incident.slug)
        for alias in incident.aliases:
            yield _redirect(addresses.page(alias), page, incident.path)
        # Clients of the API use incidents/<id>/. Many disks ignore case, so a path that differs
        # only in case is that of the page.
        if incident.id.casefold() != incident.slug.casefold():
            yield _redirect(addresses.incident(incident.id), page, incident.path)
    for postmortem in site.postmortems:
        page = addresses.postmortem(postmortem.slug)
        for alias in postmortem.aliases:
            yield _redirect(addresses.page(alias), page, postmortem.path)
    for part in site.parts:
        page = addresses.component(part.id)
        for alias in part.aliases:
            yield _redirect(addresses.component(alias), page, SITE_FILE)
    for source, target in site.settings.redirects:
        # Data has a copy at its old address, but an author's file has a page.
        is_data = _is_data(target) and not target.startswith("static/")
        if not _is_data(source) and not is_data:
            yield _redirect(addresses.page(source), _target(target), SITE_FILE)


def render(kit: Kit, source: str, target: str) -> bytes:
    """Render the page at ``source`` that leads to ``target``."""
    return kit.page(
        "redirect.html",
        source,
        title=kit.locale.gettext("This page has moved"),
        canonical=target,
        noindex=True,
        target=target,
    )


def _redirect(source: str, target: str, origin: str) -> Artifact:
    return page_at(source, render, source, target, origin=origin)


def _is_data(address: str) -> bool:
    return posixpath.splitext(address)[1].lower() in DATA_EXTENSIONS


def _target(address: str) -> str:
    """Turn a path as authors write it into an address. No page has a dot in its name."""
    path, mark, place = address.partition("#")
    return f"{path if posixpath.splitext(path)[1] else addresses.page(path)}{mark}{place}"
