"""``statusgen doctor``: looks at the deployed site as its readers do."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies

import click

from statusgen.commands import clock
from statusgen.commands.parameters import located, project_option
from statusgen.commands.printing import finish, usage_errors
from statusgen.commands.report import Report, count, lasting

if TYPE_CHECKING:
    from statusgen.checkup import Response
    from statusgen.pipeline import Inputs
    from statusgen.problems import Problem

OTHERWISE = frozenset(
    {
        *("site-unreachable", "other-page", "missing-page", "broken-data"),
        *("old-build", "old-copy", "mixed-builds"),
    }
)
"""What explains why a site differs from the project."""


@click.command("doctor")
@click.argument("url", required=False)
@project_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="The report: text or JSON (default: text).",
)
def command(*, url: str | None, project: Path, form: str) -> None:
    """Look at the deployed site as its readers do, and fail if anything is wrong.

    URL is by default the `url` in site.yml.
    """
    with usage_errors():
        report = doctor(located(project), url, clock=clock.now())
    finish(report, form, project)


def doctor(folder: Path, url: str | None, *, clock: datetime) -> Report:
    """Return what is wrong with the site at ``url``, or at the address of the project.

    The site is compared with the project in ``folder`` if it is that project's.
    """
    from concurrent.futures import ThreadPoolExecutor

    from statusgen import addresses, checkup, project
    from statusgen.commands.live import fetch
    from statusgen.commands.options import UsageError
    from statusgen.files import read_texts
    from statusgen.problems import Problems
    from statusgen.reading.content import SITE_FILE, read_content

    has_project = (folder / SITE_FILE).is_file()
    site = read_content(read_texts(folder), Problems()).site if has_project else None
    own = site.settings.url.rstrip("/") if site else ""
    base = (url or own).rstrip("/")
    if urlsplit(base).scheme not in {"http", "https"} or not urlsplit(base).hostname:
        message = f"`{base}` is not an address such as https://status.example.com."
        raise UsageError(message if base else "URL is required: there is no site.yml here.")
    places = [addresses.absolute(base, each) for each in checkup.ASKED]
    with ThreadPoolExecutor() as pool:
        responses = dict(zip(checkup.ASKED, pool.map(fetch, places), strict=True))
    widget = responses[addresses.WIDGET]
    fresh = fetch(widget.url, past_caches=True)
    seen = checkup.Checkup(
        url=f"{base}/", responses=responses, fresh=fresh, now=clock, expires=_expiry(base)
    )
    found = Problems(checkup.find_problems(seen))
    if base == own and OTHERWISE.isdisjoint(each.code for each in found):
        found.extend(_compare(project.read(folder), responses[checkup.SUMMARY], fresh))
    host = seen.platform
    age = f", built {lasting(clock - fresh.generated)} ago" if fresh.generated else ""
    notes = (f"{host.name} sets its own headers.",) if host.is_fixed else ()
    summary = f"{count(found)} at {base}/ ({host.name}{age})"
    return Report(problems=tuple(found), summary=summary, notes=notes, failed=len(found) > 0)


def _expiry(url: str) -> datetime | None:
    """Return when the certificate expires; ``None`` without one, or through a proxy."""
    parts = urlsplit(url)
    if parts.scheme != "https" or "https" in getproxies():
        return None
    place, context = (parts.hostname or "", parts.port or 443), ssl.create_default_context()
    with (
        suppress(OSError),
        socket.create_connection(place, timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=place[0]) as secured,
    ):
        until = str((secured.getpeercert() or {})["notAfter"])
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC)
    return None


def _compare(inputs: Inputs, summary: Response, widget: Response) -> Iterator[Problem]:
    """Yield where the site differs from the project at the time of its build."""
    import json

    from statusgen import checkup, pipeline
    from statusgen.problems import Rejected, Span, warning
    from statusgen.rendering.kit import Kit

    if not widget.generated:
        return
    try:
        planned = pipeline.plan(inputs, pipeline.Options(as_of=widget.generated))
    except Rejected:
        return  # `check` has the reasons
    yield from (each for each in planned.problems if each.code == "sample-left")
    own = next(each for each in planned.artifacts if each.path == checkup.SUMMARY)
    if json.loads(pipeline.produce(own, Kit(planned.kit))) != json.loads(summary.body):
        yield warning(
            "differs-from-checkout",
            "The site shows other states or incidents than this folder",
            Span(path=summary.url, line=0),
            "If a build is under way, wait for it. `git pull` gets what others published, and "
            "`statusgen status` lists what is not pushed.",
        )
