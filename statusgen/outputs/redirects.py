"""Pages at old addresses that lead to the new ones.

A static host has no redirects that work everywhere, so each is a page: it
refreshes itself at once to a relative address, names the new one as canonical,
and has a link for who gets no refresh.
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
"""Programs read what ends so, and they follow no page: there the bytes themselves must stand."""


def plan(site: Site) -> Iterator[Artifact]:
    """Declare a page for each old address."""
    yield _redirect(addresses.INCIDENTS, addresses.HISTORY, "")
    for incident in site.incidents:
        page = addresses.incident(incident.slug)
        for alias in incident.aliases:
            yield _redirect(addresses.page(alias), page, incident.path)
        # Readers of the API go to incidents/<id>/. Where only the case differs, there is one
        # address on half of the world's disks, and it is the page's.
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
        # At old addresses of data are the data; of an author's file there is a page.
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
    """Turn what an author names into an address; no page of the site has a dot in its name."""
    path, mark, place = address.partition("#")
    return f"{path if posixpath.splitext(path)[1] else addresses.page(path)}{mark}{place}"
