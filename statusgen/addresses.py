"""Every address of the site, in one place.

An *address* is plain text relative to the root of the site, without a leading slash:
``incidents/x/`` is a page, ``""`` the index, ``feed.atom`` a file, and
``incidents/x/#20261120T140500Z`` a place on a page. :func:`relative`, :func:`rooted` and
:func:`absolute` turn an address into an ``href``; only these three encode it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import quote, urlsplit

from statusgen import manifest

INDEX: Final = ""
HISTORY: Final = "history/"
INCIDENTS: Final = "incidents/"
POSTMORTEMS: Final = "postmortems/"
COMPONENTS: Final = "components/"
NOT_FOUND: Final = "404.html"
SUBSCRIBE: Final = "subscribe/"
PROGRAMS: Final = f"{SUBSCRIBE}programs/"
"""What other sites and programs can use."""
FEED: Final = "feed"
"""The address of a feed without the extension of its format: ``feed.atom``, ``feed.rss``."""
MAJOR_FEED: Final = "feed.major"
POSTMORTEM_FEED: Final = f"{POSTMORTEMS}{FEED}"
HISTORY_FEED: Final = "history"
CALENDAR: Final = "maintenance.ics"
BADGE: Final = "badge"
"""Without its extension: ``badge.svg``, ``badge.json``."""
API: Final = "api/v2/"
TABLE: Final = "incidents.csv"
WIDGET: Final = "widget.json"
WIDGET_SCHEMA: Final = "widget.schema.json"
WIDGET_SCRIPT: Final = "widget.js"
WIDGET_TYPES: Final = "widget.d.ts"
EMBED: Final = "embed/"
TWIN: Final = "index.md"
"""The Markdown twin of a page, below the address of the page."""
LLMS: Final = "llms.txt"
HEADERS: Final = "_headers"
REDIRECTS: Final = "_redirects"
NO_JEKYLL: Final = ".nojekyll"
DOMAIN: Final = "CNAME"
ROBOTS: Final = "robots.txt"
SITE_MAP: Final = "sitemap.xml"
ASSETS: Final = "assets"

PAGES: Final = (INDEX, HISTORY, INCIDENTS, POSTMORTEMS, COMPONENTS, SUBSCRIBE, PROGRAMS, EMBED)
"""The pages of every site."""
_FEED_FORMS = (".atom", ".rss", ".json")
SCOPED: Final = (
    *(f"{FEED}{form}" for form in _FEED_FORMS),
    *(CALENDAR, f"{BADGE}.svg", f"{BADGE}.json"),
)
"""Files of the site; each component and each group has the same files below its page."""
FILES: Final = (
    *SCOPED,
    *(f"{name}{form}" for name in (MAJOR_FEED, POSTMORTEM_FEED) for form in _FEED_FORMS),
    *(f"{HISTORY_FEED}{form}" for form in (".atom", ".rss")),
    *(TWIN, LLMS, TABLE, WIDGET, WIDGET_SCHEMA, WIDGET_SCRIPT, WIDGET_TYPES),
    *(NOT_FOUND, SITE_MAP, ROBOTS, DOMAIN),
    *(HEADERS, REDIRECTS, NO_JEKYLL, manifest.NAME, ASSETS),
    *(f"{API}{name}.json" for name in ("summary", "status", "components", "incidents")),
    *(f"{API}incidents/{name}.json" for name in ("unresolved", "resolved")),
    f"{API}scheduled-maintenances.json",
    *(f"{API}scheduled-maintenances/{name}.json" for name in ("upcoming", "active")),
)
"""Every other file of a site except its content. A test compares the list with the plan."""

Link = Callable[[str], str]
"""Turns an address into an ``href`` on one page."""

_SAFE = "/-._~!$&'()*+,=:@"
"""The signs that RFC 3986 §3.3 allows in a path, without ``;``, which some readers split at."""
_UNQUOTED = re.compile(rf"[A-Za-z0-9{re.escape(_SAFE)}]*")


def incident(slug: str, anchor: str = "") -> str:
    """Return the address of an incident, maintenance or notice."""
    return _at(f"{INCIDENTS}{slug}/", anchor)


def postmortem(slug: str) -> str:
    """Return the address of a postmortem."""
    return f"{POSTMORTEMS}{slug}/"


def component(component_id: str) -> str:
    """Return the address of a component or group."""
    return f"{COMPONENTS}{component_id}/"


def feed(component_id: str) -> str:
    """Return the feed of a component or group, without an extension."""
    return f"{component(component_id)}{FEED}"


def incident_feed(slug: str) -> str:
    """Return the feed of an incident, without an extension."""
    return f"{incident(slug)}{FEED}"


def calendar(component_id: str) -> str:
    """Return the calendar of a component or group."""
    return f"{component(component_id)}{CALENDAR}"


def badge(component_id: str) -> str:
    """Return the badge of a component or group, without an extension."""
    return f"{component(component_id)}{BADGE}"


def month(year: int, month: int, anchor: str = "") -> str:
    """Return the address of a month in the history."""
    return _at(f"{HISTORY}{year:04}/{month:02}/", anchor)


def asset(name: str, fingerprint: str) -> str:
    """Return the address of a theme's file: ``assets/status.1f2e3d4c.js``.

    It changes with the bytes of the file, so hosts and browsers may cache the file forever.
    """
    stem, extension = posixpath.splitext(name)
    return f"{ASSETS}/{stem}.{fingerprint}{extension}"


def anchor(update_id: str, slug: str = "") -> str:
    """Return an update's anchor on its own page; with a slug, on a page with several incidents."""
    return f"{slug}-{update_id}" if slug else update_id


def page(path: str) -> str:
    """Return the address for a page that authors write as ``old/page`` or ``old/page.html``."""
    path = path.lstrip("/")
    if posixpath.basename(path) == "index.html":
        return path.removesuffix("index.html")
    return path if path == INDEX or path.endswith(("/", ".html", ".htm")) else f"{path}/"


def output_path(address: str) -> str:
    """Return the path of the file at an address."""
    path = address.partition("#")[0]
    return f"{path}index.html" if path == INDEX or path.endswith("/") else path


def relative(source: str, target: str) -> str:
    """Return the relative ``href`` from one address to another."""
    here = source.partition("#")[0]
    path, mark, place = target.partition("#")
    if mark and path == here:
        return f"#{_quoted(place)}"
    base, steps = here.split("/")[:-1], path.split("/")
    shared = 0
    while base[shared : shared + 1] == steps[shared:-1][:1] != []:
        shared += 1
    href = "../" * (len(base) - shared) + _quoted("/".join(steps[shared:])) or "./"
    if ":" in href.partition("/")[0]:
        href = f"./{href}"  # otherwise the part before the colon would be a scheme
    return f"{href}#{_quoted(place)}" if place else href


def absolute(base_url: str, target: str) -> str:
    """Return the full URL of an address."""
    path, _, place = target.partition("#")
    href = f"{base_url.rstrip('/')}/{_quoted(path)}"
    return f"{href}#{_quoted(place)}" if place else href


def rooted(base_url: str, target: str) -> str:
    """Return the ``href`` from the root of the host, for a page that is served at any address."""
    return absolute(urlsplit(base_url).path, target)


def link_from(address: str, base_url: str) -> Link:
    """Return a function that makes the links of one page: relative ones, except on the 404 page."""
    if address == NOT_FOUND:
        return lambda target: rooted(base_url, target)
    return lambda target: relative(address, target)


def _quoted(text: str) -> str:
    return text if _UNQUOTED.fullmatch(text) else quote(text, safe=_SAFE)


def _at(path: str, place: str) -> str:
    return f"{path}#{place}" if place else path
