"""Fetch the published site as its readers do, and wait until it shows what was pushed."""

from __future__ import annotations

import gzip
import http.client
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

import click

from statusgen import addresses
from statusgen.checkup import NOT_FOUND, Expected, Response, lacking
from statusgen.commands.report import Report, amount
from statusgen.forges import find_forge
from statusgen.model import Incident, Postmortem, TeamOnly
from statusgen.notation.names import name_of_file
from statusgen.problems import Problems, short
from statusgen.reading.content import INCIDENTS, POSTMORTEMS, SCENARIOS, SITE_FILE, read_content
from statusgen.source.text import File, Texts

if TYPE_CHECKING:
    from statusgen.git.checkout import Checkout
    from statusgen.pipeline import Plan

INTERVAL: Final = 3.0
"""Seconds from one look at the site to the next."""
_ADDRESSES: Final = {INCIDENTS: addresses.incident, POSTMORTEMS: addresses.postmortem}
"""The address of what each folder publishes."""


def fetch(url: str, *, past_caches: bool = False) -> Response:
    """Return what a host answers, after redirects. Proxies come from the environment.

    ``past_caches`` asks in a way that no cache has an answer for.
    """
    request = urllib.request.Request(  # noqa: S310 - http or https
        f"{url}?fresh={time.time_ns()}" if past_caches else url,
        headers={"User-Agent": "statusgen", "Accept-Encoding": "gzip"},
    )
    try:
        try:
            answer = urllib.request.build_opener().open(request, timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            is_packed = headers.get("content-encoding") == "gzip"
            body = gzip.decompress(answer.read()) if is_packed else answer.read()
            return Response(url=answer.url, status=answer.status, headers=headers, body=body)
    except (OSError, EOFError, ValueError, http.client.HTTPException, zlib.error) as error:
        cause = getattr(error, "reason", error)
        words = getattr(cause, "verify_message", "") or getattr(cause, "strerror", "") or cause
        return Response(url=url, reason=short(str(words)))


def wait_for(report: Report, checkout: Checkout, planned: Plan, before: str, wait: float) -> Report:
    """Wait until readers see what was pushed, for so many seconds.

    ``before`` is the commit that was there.
    """
    expected = tuple(_expected(checkout, planned, before))
    if not expected:
        return replace(report, notes=(*report.notes, "Nothing to wait for: none of it is public."))
    url = planned.kit.settings.url.rstrip("/")
    click.echo(f"Pushed. Waiting until {url} shows it. Ctrl-C stops waiting.", err=True)
    began = time.monotonic()
    try:
        missing, kept = poll(url, expected, wait)
    except KeyboardInterrupt:
        stopped = f"You stopped waiting. It is pushed; `statusgen doctor {url}/` shows the site."
        return replace(report, notes=(*report.notes, stopped), interrupted=True)
    notes: tuple[str, ...] = (
        f"Live: {url} shows it, after {_seconds(time.monotonic() - began)}.",
        "The host does not say how long caches may keep a page."
        if kept is None
        else f"Readers may still get a cached copy for up to {_seconds(kept)}.",
    )
    if missing:
        notes = (
            f"Pushed, but readers don't see it after {_seconds(wait)}: {missing}.",
            _runs(checkout, planned.kit.settings.repository),
            f"`statusgen doctor {url}/` looks for the reason. Do not push it again.",
        )
    return replace(report, notes=(*report.notes, *notes), unseen=bool(missing))


def poll(url: str, expected: tuple[Expected, ...], wait: float) -> tuple[str, int | None]:
    """Wait for a site until a deadline in seconds.

    Return what is missing in the end, or nothing, and for how long caches may keep a page.
    """
    deadline = time.monotonic() + wait
    for each in expected:
        address = addresses.absolute(url, each.address)
        while reason := lacking(each, response := fetch(address, past_caches=True)):
            if time.monotonic() + INTERVAL > deadline:
                return f"{address} {reason}", response.kept
            time.sleep(INTERVAL)
    return "", response.kept


def _seconds(number: float) -> str:
    return amount(max(1, round(number)), "second")


def _runs(checkout: Checkout, repository: str | None) -> str:
    """Name the page with the runs for the last commit, if the forge is known."""
    git = checkout.git
    place = repository or git("remote", "get-url", "--push", checkout.remote().name).output
    if not (found := find_forge(place)):
        return "See the last run at your host."
    forge, address = found
    return (
        f"The runs for this commit: {forge.runs.format(address, git('rev-parse', 'HEAD').output)}"
    )


def _expected(checkout: Checkout, planned: Plan, before: str) -> Iterator[Expected]:
    """Yield what the site must answer: each update by its id, a correction by its date.

    Any other change that readers see is there once the site is built after the commit.
    """
    from statusgen.pipeline import produce
    from statusgen.rendering.kit import Kit

    artifacts = {artifact.path: artifact for artifact in planned.artifacts}
    needs_build, kit = False, Kit(planned.kit)
    for path in checkout.paths:
        folder = next((each for each in _ADDRESSES if path.startswith(each)), None)
        if not folder:
            needs_build |= not path.startswith(SCENARIOS)
            continue
        here, address = checkout.folder / path, _ADDRESSES[folder](name_of_file(path))
        old = _read(checkout, path, checkout.git.show(before, path) if before else b"")
        new = _read(checkout, path, here.read_bytes() if here.is_file() else b"")
        if addresses.output_path(address) not in artifacts:
            if old or not here.exists():
                yield Expected(address=address, status=NOT_FOUND)
        elif marks := _marks(new) - _marks(old):
            for shown in (address, f"{addresses.FEED}.json"):
                text = produce(artifacts[addresses.output_path(shown)], kit).decode()
                yield Expected(address=shown, texts=tuple(mark for mark in marks if mark in text))
        else:
            needs_build |= new != old
    if needs_build:
        since = datetime.fromisoformat(checkout.git("log", "-1", "--format=%cI").output)
        yield Expected(address=addresses.WIDGET, since=since)


def _read(checkout: Checkout, path: str, data: bytes) -> Incident | Postmortem | None:
    """Return what a file publishes, without what only the team sees."""
    site = File(path=SITE_FILE, data=(checkout.folder / SITE_FILE).read_bytes())
    files = (site, File(path=path, data=data)) if data else (site,)
    content = read_content(Texts(files=files), Problems())
    incidents = (each.incident for each in content.incidents if each.is_shown(preview=False))
    reviews = (each.postmortem for each in content.postmortems if each.is_shown(preview=False))
    public = (each and replace(each, team=TeamOnly()) for each in incidents)
    return next((each for each in (*public, *reviews) if each), None)


def _marks(text: Incident | Postmortem | None) -> set[str]:
    """Return what its page and the feed have for each update and each correction."""
    if not isinstance(text, Incident):
        return set()
    dates = [f"{each.corrected:%Y-%m-%dT%H:%M:%S}" for each in text.updates if each.corrected]
    return {
        *(f'id="{each.id}"' for each in text.updates),
        *(f":{text.id}/{each.id}" for each in text.updates),
        *(f'datetime="{each}Z"' for each in dates),
        *(f'"date_modified": "{each}' for each in dates),
    }
