"""Fetch the published site as its readers do, and wait until it shows what was pushed."""

from __future__ import annotations

import gzip
import http.client
import re
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import click

from statusgen import addresses
from statusgen.checkup import Expected, Response, lacking
from statusgen.commands.report import Report, lasting
from statusgen.model import Incident, Postmortem, TeamOnly
from statusgen.notation.names import name_of_file
from statusgen.problems import Problems, short
from statusgen.reading.content import INCIDENTS, POSTMORTEMS, SCENARIOS, SITE_FILE, read_content
from statusgen.source.text import File, Texts

if TYPE_CHECKING:
    from statusgen.git.checkout import Checkout
    from statusgen.pipeline import Plan

PATIENCE: Final = 10.0
"""Seconds that a host may take to answer."""
LARGEST: Final = 20_000_000
"""Bytes to read of a response."""

RUNS: Final = {
    "github": "https://{}/{}/commit/{}/checks",
    "gitlab": "https://{}/{}/-/commit/{}/pipelines",
}
"""The page of each forge with the runs for a commit, made from host, repository and commit."""
_ADDRESSES: Final = MappingProxyType(
    {INCIDENTS: addresses.incident, POSTMORTEMS: addresses.postmortem}
)
"""The address of what each folder publishes."""
_REPOSITORY: Final = re.compile(r"(?:\w+://)?(?:[^@/]+@)?([\w.-]+)(?::\d+)?[:/](.+?)(?:\.git)?/?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long to wait for a published site, in seconds."""

    timeout: float = 180.0
    interval: float = 3.0


def fetch(url: str, *, past_caches: bool = False) -> Response:
    """Return what a host answers, after redirects. Proxies come from the environment.

    ``past_caches`` asks in a way that no cache has an answer for.
    """
    address = f"{url}?fresh={time.time_ns()}" if past_caches else url
    headers = {"User-Agent": "statusgen", "Accept-Encoding": "gzip"}
    headers |= {"Cache-Control": "no-cache"} if past_caches else {}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - http or https
    try:
        try:
            answer = urllib.request.build_opener().open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            data = answer.read(LARGEST)
            known = {name.lower(): value for name, value in answer.headers.items()}
            if known.get("content-encoding") == "gzip":
                data = gzip.decompress(data)
            return Response(url=answer.url, status=answer.status, headers=known, body=data)
    except (OSError, EOFError, ValueError, http.client.HTTPException, zlib.error) as error:
        cause = getattr(error, "reason", error)
        words = getattr(cause, "verify_message", "") or getattr(cause, "strerror", "") or cause
        return Response(url=url, reason=short(str(words) or type(error).__name__))


def wait_for(report: Report, checkout: Checkout, planned: Plan, before: str, wait: Wait) -> Report:
    """Wait until readers see what was pushed; ``before`` is the commit that was there."""
    expected = tuple(_expected(checkout, planned, before))
    if not expected:
        return replace(report, notes=(*report.notes, "Nothing to wait for: none of it is public."))
    url = planned.kit.settings.url.rstrip("/")
    click.echo(f"Pushed. Waiting until {url} shows it. Ctrl-C stops waiting.", err=True)
    began = time.monotonic()
    try:
        missing, last = _poll(url, expected, wait)
    except KeyboardInterrupt:
        stopped = f"You stopped waiting. It is pushed; `statusgen doctor {url}/` shows the site."
        return replace(report, notes=(*report.notes, stopped), interrupted=True)
    if missing:
        runs = _runs(checkout, planned.kit.settings.repository)
        notes = (
            f"Pushed, but readers don't see it after {_seconds(wait.timeout)}: {missing}.",
            f"The runs for this commit: {runs}" if runs else "See the last run at your host.",
            f"`statusgen doctor {url}/` looks for the reason. Do not push it again.",
        )
        return replace(report, notes=(*report.notes, *notes), unseen=True)
    seen = f"Live: {url} shows it, after {_seconds(time.monotonic() - began)}."
    return replace(report, notes=(*report.notes, seen, _caching(last)))


def _poll(url: str, expected: tuple[Expected, ...], wait: Wait) -> tuple[str, Response]:
    """Return what is missing in the end, or nothing, and the last response."""
    deadline = time.monotonic() + wait.timeout
    while True:
        for each in expected:
            address = addresses.absolute(url, each.address)
            response = fetch(address, past_caches=True)
            if reason := lacking(each, response):
                break
        else:
            return "", response
        if time.monotonic() + wait.interval > deadline:
            return f"{address} {reason}", response
        time.sleep(wait.interval)


def _caching(response: Response) -> str:
    if response.kept is None:
        return "The host does not say how long caches may keep a page."
    if not response.kept:
        return "No cache keeps an older copy."
    return f"Readers may still get a cached copy for up to {_seconds(response.kept)}."


def _seconds(number: float) -> str:
    """Return ``1 second``, ``45 seconds``, ``3 minutes``."""
    whole = max(1, round(number))
    if whole >= 60 and whole % 60 == 0:  # noqa: PLR2004 - a minute
        return lasting(timedelta(seconds=whole))
    return f"{whole} second{'' if whole == 1 else 's'}"


def _runs(checkout: Checkout, repository: str | None) -> str:
    """Return the forge's page with the runs for the last commit; empty if unknown."""
    git = checkout.git
    place = repository or git("remote", "get-url", "--push", checkout.remote().name).output
    found = _REPOSITORY.fullmatch(place)
    forge = next((each for each in RUNS if found and each in found[1].split(".")), "")
    commit = git("rev-parse", "HEAD").output
    return RUNS[forge].format(*found.groups(), commit) if found and forge else ""


def _expected(checkout: Checkout, planned: Plan, before: str) -> Iterator[Expected]:
    """Yield what the site must answer: each update by its id, a correction by its date.

    Any other change that readers see is there once the site is built after the commit.
    """
    from statusgen.pipeline import produce
    from statusgen.rendering.kit import Kit

    artifacts = {artifact.path: artifact for artifact in planned.artifacts}
    feed, kit, needs_build = f"{addresses.FEED}.json", Kit(planned.kit), False
    for path in checkout.paths:
        folder = next((each for each in _ADDRESSES if path.startswith(each)), None)
        if not folder:
            needs_build |= not path.startswith(SCENARIOS)
            continue
        here = checkout.folder / path
        old = _read(checkout, path, checkout.git.show(before, path) if before else b"")
        new = _read(checkout, path, here.read_bytes() if here.is_file() else b"")
        address = _ADDRESSES[folder](name_of_file(path))
        if addresses.output_path(address) not in artifacts:
            if old or not here.exists():
                yield Expected(address=address, is_gone=True)
            continue
        found = False
        for shown, marks in zip((address, feed), _marks(old, new), strict=True):
            text = produce(artifacts[addresses.output_path(shown)], kit).decode()
            if texts := tuple(mark for mark in marks if mark in text):
                yield Expected(address=shown, texts=texts)
                found = True
        needs_build |= not found and new != old
    if needs_build:
        committed = checkout.git("log", "-1", "--format=%cI").output
        yield Expected(address=addresses.WIDGET, since=datetime.fromisoformat(committed))


def _read(checkout: Checkout, path: str, data: bytes) -> Incident | Postmortem | None:
    """Return what a file publishes, without what only the team sees."""
    site = File(path=SITE_FILE, data=(checkout.folder / SITE_FILE).read_bytes())
    files = (site, File(path=path, data=data)) if data else (site,)
    content = read_content(Texts(files=files), Problems())
    for incident in content.incidents:
        if incident.is_shown(preview=False) and incident.incident:
            return replace(incident.incident, team=TeamOnly())
    reviews = (each.postmortem for each in content.postmortems if each.is_shown(preview=False))
    return next(reviews, None)


def _marks(
    old: Incident | Postmortem | None, new: Incident | Postmortem | None
) -> tuple[list[str], list[str]]:
    """Return texts that only the new version has, on its page and in the feed."""
    if not isinstance(new, Incident):
        return [], [f":{addresses.postmortem(new.slug)[:-1]}"] if new and not old else []
    known = {(each.id, each.corrected) for each in old.updates} if isinstance(old, Incident) else ()
    page, feed = [], []
    for update in new.updates:
        if (update.id, update.corrected) not in known:
            page.append(f'id="{update.id}"')
            feed.append(f":{new.id}/{update.id}")
            if update.corrected:
                page.append(f'datetime="{update.corrected:%Y-%m-%dT%H:%M:%SZ}"')
                feed.append(f'"date_modified": "{update.corrected:%Y-%m-%dT%H:%M:%S}')
    return page, feed
