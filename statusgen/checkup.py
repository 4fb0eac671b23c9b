"""What a deployed site should answer, and what its answers show.

Nothing here uses the network: responses go in, findings come out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from statusgen import addresses
from statusgen.problems import Problem, Span

OK: Final = 200
NOT_FOUND: Final = 404


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
        ages = re.findall(r"(?:s-maxage|max-age)=(\d+)|no-cache|no-store", control)
        return max((int(each or 0) for each in ages), default=None)

    @property
    def is_valid(self) -> bool:
        """Whether it is a JSON object or XML."""
        try:
            return (json.loads if self.body[:1] == b"{" else ET.fromstring)(self.body) is not None
        except (ValueError, ET.ParseError):
            return False

    @property
    def document(self) -> Mapping[str, Any]:
        """The JSON object; an empty one if it is anything else."""
        return json.loads(self.body) if self.body[:1] == b"{" and self.is_valid else {}

    @property
    def generated(self) -> datetime | None:
        """When the site was built, if this is its widget.json."""
        at = self.document.get("generated_at")
        return datetime.fromisoformat(at) if at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What an address must answer once the site shows what was pushed."""

    address: str
    status: int = OK
    texts: tuple[str, ...] = ()
    """All must be in the body."""
    since: datetime | None = None
    """The earliest time of the build, for widget.json."""


def lacking(expected: Expected, response: Response) -> str:
    """Return why a response is not the expected one yet; empty if it is."""
    if response.status != expected.status:
        return "is still there" if response.status == OK else response.outcome
    if expected.since:
        built = response.generated
        return "" if built and built >= expected.since else "is from an earlier build"
    text = response.body.decode(errors="replace")
    return "" if all(each in text for each in expected.texts) else "does not have it yet"


EXPIRY: Final = timedelta(days=14)
"""A certificate that ends within this time should have been renewed."""
NOWHERE: Final = "no/such/page/"
FOLDER: Final = addresses.HISTORY.rstrip("/")
SUMMARY: Final = f"{addresses.API}summary.json"
TYPES: Final = MappingProxyType(
    {
        addresses.INDEX: "text/html",
        addresses.WIDGET: "application/json",
        SUMMARY: "application/json",
        f"{addresses.FEED}.atom": "application/atom+xml",
        f"{addresses.FEED}.rss": "application/rss+xml",
        f"{addresses.FEED}.json": "application/feed+json",
        addresses.CALENDAR: "text/calendar",
        addresses.TABLE: "text/csv",
    }
)
"""The content type of each file that is asked for."""
DATA: Final = tuple(filter(None, TYPES))
"""The files for programs."""
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
    most: int = 60
    """For how many seconds caches may keep a page."""


PLATFORMS: Final = (
    Platform(
        name="GitHub Pages",
        sign=re.compile(r"\.github\.io$|^server: github\.com", re.MULTILINE),
        headers="GitHub Pages sets them itself; another host lets you.",
        rest="See Settings → Pages, and the last run under Actions.",
        is_fixed=True,
        most=600,
    ),
    Platform(
        name="GitLab Pages",
        sign=re.compile(r"\.gitlab\.io$|^gitlab-", re.MULTILINE),
        headers="GitLab Pages sets them itself. It compresses what has a `.gz` next to it.",
        rest="See Deploy → Pages, and the last pipeline.",
        is_fixed=True,
        most=600,
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
    Platform(
        name="an unknown host",
        sign=re.compile(""),
        headers="Copy the values from the file `_headers` into the settings of your host.",
        rest="See docs/hosting/index.md for what a host should do.",
    ),
)
"""The first one with its sign is the host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """A site as its readers see it at one moment."""

    url: str
    """Its address, with a slash at the end."""
    responses: Mapping[str, Response]
    """The response to each of :data:`ASKED`."""
    now: datetime
    expires: datetime | None = None
    """The end of the certificate."""

    def __getitem__(self, address: str) -> Response:
        return self.responses[address]

    @property
    def platform(self) -> Platform:
        """The host, as its name and its headers tell."""
        index = self[addresses.INDEX]
        headers = (f"{name}: {value.lower()}" for name, value in index.headers.items())
        told = "\n".join((urlsplit(index.url).hostname or "", *headers))
        return next(each for each in PLATFORMS if each.sign.search(told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A question to a site."""

    code: str
    places: Iterable[str] = (addresses.INDEX,)
    """The addresses that it is about."""
    fault: Callable[[Checkup, str], object]
    """Returns what is wrong at one of them, for the message; anything false if nothing is."""
    message: str
    remedy: str
    is_last: bool = False
    """Whether nothing else matters once it has found something."""


def _wrong_type(site: Checkup, at: str) -> object:
    found = site[at].headers.get("content-type", "").partition(";")[0].strip().lower()
    is_near = site.platform.is_fixed and found in {"application/json", "application/xml"}
    is_wrong = site[at].status == OK and found != TYPES[at] and not is_near
    return is_wrong and f"`{found or 'missing'}` instead of `{TYPES[at]}`"


def _states(document: Mapping[str, Any]) -> object:
    """Return the description and the state of each component, of the widget or the API."""
    return (document.get("overall") or document.get("status") or {}).get("description"), {
        each.get("id"): each.get("state") or each.get("status")
        for each in document.get("components", ())
        if each.get("group") is not True
    }


CHECKS: Final = (
    Check(
        code="certificate-expires",
        fault=lambda site, _: site.expires and site.expires - site.now < EXPIRY and site.expires,
        message="The certificate expires on {:%Y-%m-%d}",
        remedy="Renew it. {rest}",
    ),
    Check(
        code="site-unreachable",
        places=ASKED,
        fault=lambda site, at: (
            not 0 < site[at].status < 500  # noqa: PLR2004 - the host's own fault
            and site[at].outcome
        ),
        message="The site {}",
        remedy="Check the address and your network. {rest}",
        is_last=True,
    ),
    Check(
        code="other-page",
        fault=lambda site, at: (
            (
                site[at].status != OK
                or not (site[addresses.WIDGET].document or b"feed.atom" in site[at].body)
            )
            and f"{site[at].outcome} from {site[at].url}"
        ),
        message="This is not the site: it {}",
        remedy="Readers must see it without logging in, and `url` must be its address. {rest}",
        is_last=True,
    ),
    Check(
        code="missing-page",
        places=TYPES,
        fault=lambda site, at: site[at].status != OK and site[at].outcome,
        message="The host {}",
        remedy="Deploy all of `output`. {rest}",
    ),
    Check(
        code="wrong-type",
        places=TYPES,
        fault=_wrong_type,
        message="The content type is {}",
        remedy="{headers}",
    ),
    Check(
        code="missing-cors",
        places=DATA,
        fault=lambda site, at: (
            site[at].status == OK and site[at].headers.get("access-control-allow-origin") != "*"
        ),
        message="Other sites cannot read it: `Access-Control-Allow-Origin: *` is missing",
        remedy="{headers}",
    ),
    Check(
        code="broken-data",
        places=[address for address in DATA if TYPES[address].endswith(("json", "xml"))],
        fault=lambda site, at: site[at].status == OK and not site[at].is_valid,
        message="This is not valid JSON or XML, so the programs of readers refuse it",
        remedy="Deploy the site again. {rest}",
    ),
    Check(
        code="missing-policy",
        fault=lambda site, at: (
            not site.platform.is_fixed
            and "frame-ancestors 'none'" not in site[at].headers.get("content-security-policy", "")
        ),
        message="`Content-Security-Policy: frame-ancestors 'none'` is missing",
        remedy="{headers}",
    ),
    Check(
        code="missing-policy",
        places=(addresses.EMBED,),
        fault=lambda site, at: (
            not site.platform.is_fixed
            and "frame-ancestors *" not in site[at].headers.get("content-security-policy", "")
        ),
        message="`Content-Security-Policy: frame-ancestors *` is missing",
        remedy="{headers}",
    ),
    Check(
        code="not-compressed",
        fault=lambda site, at: (
            site[at].headers.get("content-encoding") not in {"gzip", "br", "zstd"}
        ),
        message="The page is not compressed",
        remedy="Switch compression on. {headers}",
    ),
    Check(
        code="wrong-caching",
        fault=lambda site, at: (
            site[at].kept not in range(site.platform.most + 1)
            and site[at].headers.get("cache-control", "missing")
        ),
        message="Caches may keep a page for too long: its `Cache-Control` is {}",
        remedy="Send `max-age=60`. {headers}",
    ),
    Check(
        code="no-redirect",
        places=(FOLDER,),
        fault=lambda site, at: not site[at].url.endswith("/"),
        message="An address without its slash does not redirect to the one with it",
        remedy="{rest}",
    ),
    Check(
        code="no-404",
        places=(NOWHERE,),
        fault=lambda site, at: site[at].status != NOT_FOUND and site[at].outcome,
        message="A page that does not exist {} instead of 404",
        remedy="Serve 404.html with the status 404. {rest}",
    ),
    Check(
        code="old-build",
        places=(addresses.WIDGET,),
        fault=lambda site, at: (
            site[at].document.get("fresh_until")
            and site.now > datetime.fromisoformat(site[at].document["fresh_until"])
            and site[at].generated
        ),
        message="The last build was at {:%Y-%m-%d %H:%M} UTC, older than `rebuild` allows",
        remedy="See why the schedule does not run, or set a longer `rebuild`. {rest}",
    ),
    Check(
        code="mixed-builds",
        places=(SUMMARY,),
        fault=lambda site, at: (
            site[at].is_valid
            and site[addresses.WIDGET].is_valid
            and _states(site[at].document) != _states(site[addresses.WIDGET].document)
        ),
        message="The widget and the API show different states",
        remedy="Some files are from an older build: deploy all of it at once. {rest}",
    ),
)


def find_problems(site: Checkup) -> Iterator[Problem]:
    """Yield what is wrong, with what to do about it; if the site is not there, only that."""
    for check in CHECKS:
        for address in check.places:
            if found := check.fault(site, address):
                yield Problem(
                    code=check.code,
                    message=check.message.format(found),
                    span=Span(path=addresses.absolute(site.url, address), line=0),
                    hint=check.remedy.format_map(asdict(site.platform)),
                )
                if check.is_last:
                    return
