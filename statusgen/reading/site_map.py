"""The addresses that a site has, as far as authors can name them or get in their way.

They serve the checks of aliases and redirects. That no two files are ever written to one path is
checked once more where all of them are planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from statusgen import addresses
from statusgen.days import day_of
from statusgen.history import entered
from statusgen.memo import Memo, call
from statusgen.model import Component, Group, Site
from statusgen.problems import Problems, Span, did_you_mean, nearest
from statusgen.reading.site import SiteEntry
from statusgen.timeline import play

__all__ = ["SiteMap", "check_aliases", "check_redirects", "map_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMap:
    """Addresses, without slashes around them and in small letters, and what they belong to."""

    pages: Mapping[str, str]
    files: Mapping[str, str]
    """What has no addresses below it."""


def map_of(site: Site, memo: Memo = call) -> SiteMap:
    """Return the addresses of a site."""
    pages = dict.fromkeys(addresses.PAGES, "a page of every site")
    files = dict.fromkeys(addresses.FILES, "a file of every site")
    for name in _names(site.components):
        page = addresses.component(name)
        pages[page] = f"the page of the component `{name}`"
        files |= dict.fromkeys(
            (f"{page}{file}" for file in addresses.SCOPED), f"a file of the component `{name}`"
        )
    for incident in site.incidents:
        for name in (incident.slug, incident.id):
            pages[addresses.incident(name)] = incident.path
        listed = entered(memo(play, incident, site.as_of)) if incident.window else incident.began
        if listed:
            day = day_of(listed, site.settings.timezone)
            pages[addresses.month(day.year, day.month)] = "a month of the history"
    for postmortem in site.postmortems:
        pages[addresses.postmortem(postmortem.slug)] = postmortem.path
    files |= {file.path: f"content/{file.path}" for file in site.static}
    return SiteMap(
        pages=MappingProxyType({_key(address): owner for address, owner in pages.items()}),
        files=MappingProxyType({_key(address): owner for address, owner in files.items()}),
    )


def check_aliases(
    aliases: Iterable[tuple[str, Span]], site_map: SiteMap, problems: Problems
) -> SiteMap:
    """Report old addresses that are taken; return the site with those that are not."""
    pages = dict(site_map.pages)
    for address, span in aliases:
        key = _key(address)
        above = (key[:place] for place, char in enumerate(key) if char == "/")
        owners = (pages.get(key), *(site_map.files.get(name) for name in (key, *above)))
        if owner := next(filter(None, owners), None):
            problems.error(
                "address-taken",
                f"The address `{address}` is taken",
                span,
                f"It is {owner}. An address leads to one place; case does not count.",
            )
        else:
            pages[key] = f"an alias in {span.path}, line {span.line}"
    return replace(site_map, pages=MappingProxyType(pages))


def check_redirects(
    site: SiteEntry, site_map: SiteMap, later: frozenset[str], problems: Problems
) -> tuple[tuple[str, str], ...]:
    """Return the redirects that lead somewhere now; report those that lead nowhere.

    ``later`` has the addresses of what is not published yet.
    """
    known = {**site_map.pages, **site_map.files}
    steps = {_key(old): _key(new) for old, new in site.settings.redirects}
    kept = []
    for old, new in site.settings.redirects:
        span = site.span(f"redirects.{old}")
        if old.casefold() == new.casefold():
            continue  # site.yml's own reading has told
        if _leads_back(_key(old), steps):
            problems.error(
                "redirect-loop",
                f"`{old}` leads back to itself",
                span,
                "Follow the redirects: the last of them has to lead to a page.",
            )
        elif _key(new) in known:
            kept.append((old, new))
        elif new.strip("/") in later:
            problems.warning(
                "link-waits",
                f"`{new}` is not published yet",
                span,
                "Until then nothing redirects there.",
            )
        else:
            problems.error(
                "unknown-address",
                f"There is no `{new}` on this site",
                span,
                did_you_mean(
                    nearest(_key(new), known),
                    "Name a page or a feed: `incidents/2026-11-20-api-errors`, `history.rss`.",
                ),
            )
    return tuple(kept)


def _leads_back(start: str, steps: Mapping[str, str]) -> bool:
    """Tell whether redirects go round in a circle."""
    place = steps.get(start)
    for _ in steps:
        if place is None or place == start:
            break
        place = steps.get(place)
    return place == start


def _names(components: Iterable[Component | Group]) -> Iterator[str]:
    """Yield the ids of components and groups, old ones too."""
    for entry in components:
        leaves = entry.components if isinstance(entry, Group) else ()
        for each in (entry, *leaves):
            yield from (each.id, *each.aliases)


def _key(address: str) -> str:
    """Return an address as it is compared: ``old/Page/`` and ``old/page/index.html`` are one."""
    key = address.strip("/").casefold()
    return key.removesuffix("index.html").strip("/") if f"/{key}".endswith("/index.html") else key
