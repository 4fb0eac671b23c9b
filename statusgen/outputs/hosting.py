"""Files for static hosts and crawlers: headers, redirects, a domain, a sitemap.

They are planned last, from what all other outputs declare. ``_headers`` and ``_redirects`` are in
the form that Netlify and Cloudflare Pages share, within Cloudflare's limits. If two rules set the
same header for an address, Netlify uses one of them and Cloudflare joins both with a comma. So no
rule sets a header twice for any address.
"""

from __future__ import annotations

import html
import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from statusgen import addresses
from statusgen.model import Settings, Site
from statusgen.rendering.artifact import SITE_FILE, Artifact, Stage, data, page_at, verbatim
from statusgen.rendering.kit import Kit
from statusgen.status import Status

FOREVER: Final = "public, max-age=31536000, immutable"
"""For files with a fingerprint in their names."""
SHORTLY: Final = "public, max-age=60"
"""For everything else, because updates must appear soon."""

MOST_RULES: Final = 100
MOST_REDIRECTS: Final = 2000
"""The most rules and lines that Cloudflare Pages reads."""

TYPES: Final = MappingProxyType(
    {
        ".atom": "application/atom+xml; charset=utf-8",
        ".rss": "application/rss+xml; charset=utf-8",
        ".ics": "text/calendar; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".md": "text/markdown; charset=utf-8",
    }
)
"""Content types that some hosts do not know."""
TYPESCRIPT: Final = "application/typescript; charset=utf-8"
"""Hosts take the extension for that of a film."""
JSON_FEED: Final = "application/feed+json; charset=utf-8"
JSON_FEEDS: Final = (
    *(
        f"/{name}.json"
        for name in (addresses.FEED, addresses.MAJOR_FEED, addresses.POSTMORTEM_FEED)
    ),
    f"/{addresses.component('*')}{addresses.FEED}.json",
)

FETCHED: Final = (*TYPES, ".json")
"""Extensions of files that programs and other sites fetch."""
EMBEDDED: Final = (
    *(f"/{addresses.WIDGET_SCRIPT}", f"/{addresses.BADGE}.svg"),
    f"/{addresses.component('*')}{addresses.BADGE}.svg",
)
"""Files that other sites show or run."""
FOR_ALL: Final = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Age, Date",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
)
"""Age and date tell the widget how old its data is, even if the visitor's clock is wrong or a cache
has kept the data."""

FRAMED: Final = f"/{addresses.EMBED}*"
"""The only page that other sites may frame."""
FINGERPRINTED: Final = f"/{addresses.ASSETS}/*"

LENT: Final = (
    *("amazonaws.com", "azurestaticapps.net", "cloudfront.net", "codeberg.page", "firebaseapp.com"),
    *("github.io", "gitlab.io", "netlify.app", "onrender.com", "pages.dev", "surge.sh"),
    *("vercel.app", "web.app", "workers.dev"),
)
"""Domains of hosts. A name below one of them needs no CNAME file."""

Redirect = tuple[str, str]
"""An old address and its new one, or a copy and its original."""


def plan(
    site: Site,
    status: Status,
    published: Sequence[Artifact],
    moved: Iterable[Redirect],
    copies: tuple[Redirect, ...],
) -> Iterator[Artifact]:
    """Declare the files.

    ``published`` has what the other outputs declare, without what is at old addresses: ``moved``,
    pages that lead to new addresses, and ``copies`` of files.
    """
    pages = [artifact.path for artifact in published if artifact.stage >= Stage.PAGE]
    paths = [artifact.path for artifact in published]
    kept = _patterns((*paths, addresses.ROBOTS, addresses.SITE_MAP))
    yield data(addresses.HEADERS, render_headers, _patterns(pages), kept, copies)
    yield data(addresses.REDIRECTS, render_redirects, *_redirects(moved, copies))
    yield data(addresses.NO_JEKYLL, verbatim, b"")
    if domain := _domain(site.settings.base_url):
        yield data(addresses.DOMAIN, verbatim, f"{domain}\n".encode())
    if not urlsplit(site.settings.base_url).path:
        yield data(addresses.ROBOTS, render_robots)
    if not _is_hidden(site.settings, site.preview):
        entries = _site_map(site, status, pages)
        yield page_at(addresses.SITE_MAP, render_site_map, *entries, origin=SITE_FILE)


def render_headers(
    kit: Kit, pages: tuple[str, ...], kept: tuple[str, ...], copies: tuple[Redirect, ...]
) -> bytes:
    """Render a rule for each pattern of addresses.

    ``pages`` are the patterns of pages, ``kept`` those of everything that caches may keep.
    """
    rules: defaultdict[str, dict[str, str]] = defaultdict(dict)
    rules["/*"] = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        **({"X-Robots-Tag": "noindex"} if _is_hidden(kit.settings, kit.data.preview) else {}),
    }
    for pattern in pages:
        ancestors = "*" if pattern == FRAMED else "'none'"
        rules[pattern] = {
            "Content-Security-Policy": f"{kit.policy}; frame-ancestors {ancestors}",
        }
    for pattern in kept:
        rules[pattern]["Cache-Control"] = FOREVER if pattern == FINGERPRINTED else SHORTLY
    for pattern in (*(f"/*{extension}" for extension in FETCHED), *EMBEDDED):
        rules[pattern].update(FOR_ALL)
    for extension, kind in TYPES.items():
        rules[f"/*{extension}"]["Content-Type"] = kind
    rules[f"/{addresses.WIDGET_TYPES}"] = {"Content-Type": TYPESCRIPT}
    if "X-Robots-Tag" not in rules["/*"]:
        rules["/*.md"]["X-Robots-Tag"] = "noindex"  # the page should be found instead
    for pattern in JSON_FEEDS:
        rules[pattern] = {"Content-Type": JSON_FEED}
    for path, target in copies:
        if own := _of_copy(path, target):
            rules[addresses.rooted("", path.removesuffix("index.html"))] = own
    known = tuple(rules.items())[:MOST_RULES]
    return "\n".join(
        "".join((f"{pattern}\n", *(f"  {name}: {text}\n" for name, text in headers.items())))
        for pattern, headers in known
    ).encode()


def render_redirects(kit: Kit, *redirects: Redirect) -> bytes:
    """Render a line for each redirect: from the path on the host to the path that readers see."""
    lines = (
        f"{addresses.rooted('', source)} {addresses.rooted(kit.settings.base_url, target)} 301\n"
        for source, target in redirects
    )
    return "".join(lines).encode()


def render_robots(kit: Kit) -> bytes:
    """Allow all crawlers, because they must read a page to see its ``noindex``."""
    is_hidden = _is_hidden(kit.settings, kit.data.preview)
    site_map = "" if is_hidden else f"\nSitemap: {kit.absolute(addresses.SITE_MAP)}\n"
    return f"User-agent: *\nAllow: /\n{site_map}".encode()


def render_site_map(kit: Kit, *entries: tuple[str, datetime | None]) -> bytes:
    """Render a sitemap: pages with the time of their last change (sitemaps.org, 0.9)."""
    pages = (
        f"<url><loc>{html.escape(kit.absolute(address))}</loc>"
        f"{f'<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>' if changed else ''}</url>\n"
        for address, changed in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{''.join(pages)}</urlset>\n"
    ).encode()


def _is_hidden(settings: Settings, preview: str | None) -> bool:
    """Tell whether search engines should stay away."""
    return settings.noindex or preview is not None


def _patterns(paths: Iterable[str]) -> tuple[str, ...]:
    """Return patterns that match each file once: folders, ``feed.*``, single files."""
    ordered = sorted(paths)
    files = [path for path in ordered if "/" not in path]
    alike = Counter(_stem(name) for name in files if name != addresses.TWIN)
    return tuple(
        dict.fromkeys(
            (
                *("/" for name in files if name == "index.html"),
                *(f"/{path.partition('/')[0]}/*" for path in ordered if "/" in path),
                *(f"/{_stem(name)}.*" if alike[_stem(name)] > 1 else f"/{name}" for name in files),
            )
        )
    )


def _stem(name: str) -> str:
    return name.partition(".")[0]


def _of_copy(path: str, target: str) -> dict[str, str]:
    """Return the headers that a copy needs and that no pattern sets."""
    here, there = (posixpath.splitext(name)[1].lower() for name in (path, target))
    is_feed = posixpath.basename(target).startswith("feed.") and there == ".json"
    kind = JSON_FEED if is_feed else TYPES.get(there)
    headers = {} if here in FETCHED else dict(FOR_ALL)
    if kind and here not in TYPES:
        headers["Content-Type"] = kind
    return headers


def _redirects(moved: Iterable[Redirect], copies: tuple[Redirect, ...]) -> tuple[Redirect, ...]:
    """Return the redirects, the most important first, because hosts limit their number.

    Copies need no redirect unless their path is that of a folder's page, which a host would serve
    as a page. Incidents come last, the newest before older ones.
    """
    folders = (
        (path.removesuffix("index.html"), target)
        for path, target in copies
        if path.endswith("/index.html")
    )
    newest = sorted((*moved, *folders), key=lambda item: item[1], reverse=True)
    newest.sort(key=lambda item: item[1].startswith(addresses.INCIDENTS))
    return tuple(newest)[:MOST_REDIRECTS]


def _domain(base_url: str) -> str | None:
    """Return the site's own domain, if it has one."""
    parts = urlsplit(base_url)
    host = (parts.hostname or "").rstrip(".")
    top = host.rpartition(".")[2]
    if parts.path or parts.port or "." not in host or top.isdigit():
        return None
    return None if any(f".{host}".endswith(f".{lent}") for lent in LENT) else host


def _site_map(
    site: Site, status: Status, pages: Iterable[str]
) -> tuple[tuple[str, datetime | None], ...]:
    """Return the pages for search engines: lists, then incidents and postmortems, newest first."""
    changed = {
        addresses.incident(timeline.incident.slug): timeline.revised
        for timeline in status.timelines
    } | {
        addresses.postmortem(each.slug): each.published
        for each in site.postmortems
        if each.published
    }
    found = {path.removesuffix("index.html") for path in pages}
    found -= {addresses.NOT_FOUND, addresses.EMBED}
    lists = sorted(found - changed.keys())
    dated = sorted(found & changed.keys(), key=lambda each: (changed[each], each), reverse=True)
    return tuple((address, changed.get(address)) for address in (*lists, *dated))
