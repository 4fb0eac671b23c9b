"""What a deployed site should answer, and what its answers show.

Nothing here uses the network: a response goes in, findings come out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from statusgen import addresses
from statusgen.problems import Problem, Span

OK: Final = 200
_GENERATED: Final = re.compile(rb'"generated_at":\s*"([^"]+)"')
_AGE: Final = re.compile(r"(?:s-maxage|max-age)=(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a host answered."""

    url: str
    """The address after all redirects."""
    status: int = 0
    """The HTTP status; 0 without an answer."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By their names in lower case."""
    body: bytes = field(default=b"", repr=False)
    """Not compressed any more."""
    reason: str = ""
    """Why there is no answer."""

    @property
    def outcome(self) -> str:
        """What came back, for a message: ``answers 502``."""
        return f"answers {self.status}" if self.status else f"does not answer: {self.reason}"

    @property
    def kept(self) -> int | None:
        """For how many seconds caches may keep it; ``None`` if the host does not say."""
        control = self.headers.get("cache-control", "")
        if re.search(r"no-cache|no-store", control):
            return 0
        return max(map(int, _AGE.findall(control)), default=None)

    @property
    def generated(self) -> datetime | None:
        """When the site was built, if this is its widget.json."""
        found = _GENERATED.search(self.body)
        try:
            at = datetime.fromisoformat(found[1].decode()) if found else None
        except ValueError:
            at = None
        return at if at and at.tzinfo else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What an address must answer once the site shows what was pushed."""

    address: str
    texts: tuple[str, ...] = ()
    """All must be in the body."""
    is_gone: bool = False
    """Whether it must be missing."""
    since: datetime | None = None
    """The earliest time of the build, for widget.json."""


def lacking(expected: Expected, response: Response) -> str:
    """Return why a response is not the expected one yet; empty if it is."""
    if expected.is_gone:
        gone = response.status in {404, 410}
        return "" if gone else "is still there" if response.status else response.outcome
    if response.status != OK:
        return response.outcome
    if expected.since:
        built = response.generated
        return "" if built and built >= expected.since else "is from an earlier build"
    text = response.body.decode(errors="replace")
    return "" if all(each in text for each in expected.texts) else "does not have it yet"


EXPIRY: Final = timedelta(days=14)
"""A certificate that ends within this time should have been renewed."""
_ORIGIN: Final = "access-control-allow-origin"
NOWHERE: Final = "no/such/page/"
FOLDER: Final = addresses.HISTORY.rstrip("/")
SUMMARY: Final = f"{addresses.API}summary.json"
FEEDS: Final = tuple(f"{addresses.FEED}{form}" for form in (".atom", ".rss", ".json"))
TYPES: Final = MappingProxyType(
    {
        addresses.INDEX: "text/html",
        addresses.WIDGET: "application/json",
        SUMMARY: "application/json",
        FEEDS[0]: "application/atom+xml",
        FEEDS[1]: "application/rss+xml",
        FEEDS[2]: "application/feed+json",
        addresses.CALENDAR: "text/calendar",
        addresses.TABLE: "text/csv",
    }
)
"""The content type of each address that is asked for."""
ASKED: Final = (*TYPES, addresses.EMBED, FOLDER, NOWHERE)
"""What a checkup asks a site for, each address once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A host that is known, by what it answers."""

    name: str
    sign: re.Pattern[str]
    """Found in its name and headers."""
    headers: str
    """How its headers are set."""
    rest: str
    """Where everything else is set up."""
    is_fixed: bool = False
    """Whether no one can set its headers."""

    @property
    def kept(self) -> int:
        """For how many seconds caches may keep pages at most."""
        return 600 if self.is_fixed else 60


PLATFORMS: Final = (
    Platform(
        name="GitHub Pages",
        sign=re.compile(r"\.github\.io$|^server: github\.com", re.MULTILINE),
        headers="GitHub Pages sets them itself; another host lets you.",
        rest="See Settings → Pages, and the last run under Actions.",
        is_fixed=True,
    ),
    Platform(
        name="GitLab Pages",
        sign=re.compile(r"\.gitlab\.io$|^gitlab-", re.MULTILINE),
        headers="GitLab Pages sets them itself. It compresses what has a `.gz` next to it.",
        rest="See Deploy → Pages, and the last pipeline.",
        is_fixed=True,
    ),
    Platform(
        name="Netlify",
        sign=re.compile(r"\.netlify\.app$|^server: netlify", re.MULTILINE),
        headers="Netlify reads `_headers` from the folder it publishes, which must be `output`.",
        rest="See Domain management and the last deploy.",
    ),
    Platform(
        name="Cloudflare Pages",
        sign=re.compile(r"\.pages\.dev$|^server: cloudflare", re.MULTILINE),
        headers="Cloudflare Pages reads `_headers` from the folder you upload. "
        "A cache rule of the zone overrides it.",
        rest="See Workers & Pages: custom domains, and the last deployment.",
    ),
    Platform(
        name="S3 with a CDN",
        sign=re.compile(r"^server: amazons3|^x-amz-|^via: .*cloudfront", re.MULTILINE),
        headers="Set them in the upload and in the response headers policy: docs/hosting/s3.md.",
        rest="See the distribution's certificate, error pages and function: docs/hosting/s3.md.",
    ),
    Platform(
        name="nginx",
        sign=re.compile(r"^server: nginx", re.MULTILINE),
        headers="Compare your configuration with the one in docs/hosting/nginx.md.",
        rest="Compare your configuration with docs/hosting/nginx.md, and reload nginx.",
    ),
)
OTHER: Final = Platform(
    name="an unknown host",
    sign=re.compile(""),
    headers="Copy the values from the file `_headers` into the settings of your host.",
    rest="See docs/hosting/index.md for what a host should do.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """A site as its readers see it at one moment."""

    url: str
    """Its address, with a slash at the end."""
    responses: Mapping[str, Response]
    """The response to each of :data:`ASKED`."""
    fresh: Response
    """The widget.json that no cache kept."""
    now: datetime
    expires: datetime | None = None
    """The end of the certificate."""

    @property
    def index(self) -> Response:
        """The first page."""
        return self.responses[addresses.INDEX]

    @property
    def platform(self) -> Platform:
        """The host, as its name and its headers tell."""
        headers = (f"{name}: {value.lower()}" for name, value in self.index.headers.items())
        told = "\n".join((urlsplit(self.index.url).hostname or "", *headers))
        return next((each for each in PLATFORMS if each.sign.search(told)), OTHER)

    def finding(self, code: str, address: str, message: str, hint: str) -> Problem:
        """Return a problem of an address."""
        span = Span(path=addresses.absolute(self.url, address), line=0)
        return Problem(code=code, message=message, span=span, hint=hint)


def find_problems(site: Checkup) -> Iterator[Problem]:
    """Yield what is wrong, with what to do about it; if the site is not there, only that."""
    host, index = site.platform, site.index
    if site.expires and site.expires - site.now < EXPIRY:
        reason = f"The certificate expires on {site.expires:%Y-%m-%d}"
        yield site.finding("certificate-expires", "", reason, f"Renew it. {host.rest}")
    for address, response in site.responses.items():
        if not response.status or response.status >= 500:  # noqa: PLR2004 - the host's own fault
            hint = f"Check the address and your network. {host.rest}"
            yield site.finding("site-unreachable", address, f"The site {response.outcome}", hint)
            return
    if index.status != OK or not (
        _document(site.responses[addresses.WIDGET]) or b"feed.atom" in index.body
    ):
        moved = "" if index.url.startswith(site.url) else f" from {index.url}"
        reason = f"This is not the site: it {index.outcome}{moved}"
        hint = f"Readers must see it without logging in, and `url` must be its address. {host.rest}"
        yield site.finding("other-page", "", reason, hint)
        return
    for address, kind in TYPES.items():
        yield from _find_in_file(site, address, kind)
    yield from _find_in_headers(site)
    yield from _find_in_builds(site)


def _find_in_file(site: Checkup, address: str, kind: str) -> Iterator[Problem]:
    response, host = site.responses[address], site.platform
    if response.status != OK:
        hint = f"Deploy all of `output`. {host.rest}"
        yield site.finding("missing-page", address, f"The host {response.outcome}", hint)
        return
    found = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if found != kind and not (host.is_fixed and found in {"application/json", "application/xml"}):
        reason = f"The content type is `{found or 'missing'}` instead of `{kind}`"
        yield site.finding("wrong-type", address, reason, host.headers)
    if address and response.headers.get("access-control-allow-origin") != "*":
        reason = "Other sites cannot read it: `Access-Control-Allow-Origin: *` is missing"
        yield site.finding("missing-cors", address, reason, host.headers)
    if address in FEEDS and not _is_feed(response):
        reason = "This is not a valid feed, so the programs of readers refuse it"
        yield site.finding("broken-feed", address, reason, f"Deploy the site again. {host.rest}")
    elif kind == "application/json" and not _document(response):
        reason = "This is not valid JSON, so widgets and programs show nothing"
        yield site.finding("broken-data", address, reason, f"Deploy the site again. {host.rest}")


def _find_in_headers(site: Checkup) -> Iterator[Problem]:
    host, index = site.platform, site.index
    for address, ancestors in ((addresses.INDEX, "'none'"), (addresses.EMBED, "*")):
        policy = site.responses[address].headers.get("content-security-policy", "")
        if not host.is_fixed and f"frame-ancestors {ancestors}" not in policy:
            reason = f"`Content-Security-Policy: frame-ancestors {ancestors}` is missing"
            yield site.finding("missing-policy", address, reason, host.headers)
    if index.headers.get("content-encoding") not in {"gzip", "br", "zstd"}:
        hint = f"Switch compression on. {host.headers}"
        yield site.finding("not-compressed", "", "The page is not compressed", hint)
    if index.kept is None or index.kept > host.kept:
        kept = "as long as they like" if index.kept is None else f"for {index.kept:,} seconds"
        reason = f"Caches may keep a page {kept}, so readers get news late"
        yield site.finding("wrong-caching", "", reason, f"Send `max-age=60`. {host.headers}")
    if not site.responses[FOLDER].url.endswith("/"):
        reason = "An address without its slash does not redirect to the one with it"
        yield site.finding("no-redirect", FOLDER, reason, host.rest)
    missing = site.responses[NOWHERE]
    if missing.status != 404:  # noqa: PLR2004 - not found
        reason = f"A page that does not exist {missing.outcome} instead of 404"
        hint = f"Serve 404.html with the status 404. {host.rest}"
        yield site.finding("no-404", NOWHERE, reason, hint)


def _find_in_builds(site: Checkup) -> Iterator[Problem]:
    host, kept = site.platform, site.responses[addresses.WIDGET]
    built, fresh = kept.generated, site.fresh.generated
    widget, summary = _document(kept), _document(site.responses[SUMMARY])
    until = widget.get("fresh_until")
    if built and isinstance(until, str) and site.now > datetime.fromisoformat(until):
        reason = f"The last build was at {built:%Y-%m-%d %H:%M} UTC, older than `rebuild` allows"
        hint = f"See why the schedule does not run, or set a longer `rebuild`. {host.rest}"
        yield site.finding("old-build", addresses.WIDGET, reason, hint)
    if built and fresh and (fresh - built).total_seconds() > 2 * host.kept:
        reason = f"A cache still serves the build of {built:%Y-%m-%d %H:%M} UTC"
        hint = f"Clear the cache, and let it keep files for a minute. {host.headers}"
        yield site.finding("old-copy", addresses.WIDGET, reason, hint)
    if widget and summary and _states(widget) != _states(summary):
        reason = "The widget and the API show different states"
        hint = f"Some files are from an older build: deploy all of it at once. {host.rest}"
        yield site.finding("mixed-builds", SUMMARY, reason, hint)


def _document(response: Response) -> dict[str, Any]:
    """Return a JSON object; an empty one if it is anything else."""
    try:
        found = json.loads(response.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) and response.status == OK else {}


def _is_feed(response: Response) -> bool:
    if _document(response):
        return "jsonfeed.org" in str(_document(response).get("version"))
    try:
        tag = ET.fromstring(response.body).tag  # noqa: S314 - expat limits entities
    except ET.ParseError:
        return False
    return tag in {"{http://www.w3.org/2005/Atom}feed", "rss"}


def _states(document: Mapping[str, Any]) -> object:
    """Return the description and the state of each component, of the widget or the API."""
    overall = document.get("overall") or document.get("status") or {}
    return overall.get("description"), {
        each.get("id"): each.get("state") or each.get("status")
        for each in document.get("components", ())
        if each.get("group") is not True
    }
