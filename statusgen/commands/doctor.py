"""``statusgen doctor``: looks at the deployed site as its readers do."""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from statusgen import addresses, checkup
from statusgen.commands import clock
from statusgen.commands.parameters import located, project_option
from statusgen.commands.printing import finish, usage_errors
from statusgen.commands.report import Report, count, lasting
from statusgen.problems import Problem, Problems, Rejected, Span, warning

if TYPE_CHECKING:
    from statusgen.pipeline import Inputs

EXPLAINED = frozenset(
    {
        *("site-unreachable", "other-page", "missing-page", "broken-data"),
        *("old-build", "mixed-builds"),
    }
)
"""Problems that explain why a site differs from the project."""


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

    from statusgen import project
    from statusgen.commands.live import fetch
    from statusgen.commands.options import UsageError
    from statusgen.files import read_texts
    from statusgen.reading.content import read_content

    site = read_content(read_texts(folder), Problems()).site
    own = site.settings.url.rstrip("/") if site else ""
    base = (url or own).rstrip("/")
    if not re.match(r"https?://[^/]", base):
        reason = "URL must be an address such as https://status.example.com, or be in site.yml."
        raise UsageError(reason)
    with ThreadPoolExecutor() as pool:
        answers = pool.map(lambda each: fetch(addresses.absolute(base, each)), checkup.ASKED)
        responses = dict(zip(checkup.ASKED, answers, strict=True))
    expires = _expiry(base) if base.startswith("https") else None
    seen = checkup.Checkup(url=f"{base}/", responses=responses, now=clock, expires=expires)
    found, built = Problems(checkup.find_problems(seen)), seen[addresses.WIDGET].generated
    if base == own and built and EXPLAINED.isdisjoint(each.code for each in found):
        found.extend(_compare(project.read(folder), seen[checkup.SUMMARY], built))
    age = f", built {lasting(clock - built)} ago" if built else ""
    return Report(
        problems=tuple(found),
        summary=f"{count(found)} at {base}/ ({seen.platform.name}{age})",
        notes=(f"{seen.platform.name} sets its own headers.",) if seen.platform.is_fixed else (),
        failed=len(found) > 0,
    )


def _expiry(url: str) -> datetime | None:
    """Return when the certificate expires; ``None`` if there is no connection with one."""
    parts, context = urlsplit(url), ssl.create_default_context()
    with (
        suppress(OSError, ValueError),
        socket.create_connection((parts.hostname, parts.port or 443), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=parts.hostname) as secured,
    ):
        until = ssl.cert_time_to_seconds(str((secured.getpeercert() or {})["notAfter"]))
        return datetime.fromtimestamp(until, UTC)
    return None


def _compare(inputs: Inputs, summary: checkup.Response, as_of: datetime) -> Iterator[Problem]:
    """Yield where the site differs from the project at the time of its build."""
    from statusgen import pipeline
    from statusgen.rendering.kit import Kit

    try:
        planned = pipeline.plan(inputs, pipeline.Options(as_of=as_of))
    except Rejected:
        return  # `check` has the reasons
    yield from (each for each in planned.problems if each.code == "sample-left")
    own = next(each for each in planned.artifacts if each.path == checkup.SUMMARY)
    if json.loads(pipeline.produce(own, Kit(planned.kit))) != summary.document:
        yield warning(
            "differs-from-checkout",
            "The site shows other states or incidents than this folder",
            Span(path=summary.url, line=0),
            "If a build is under way, wait for it. `git pull` gets what others published, and "
            "`statusgen status` lists what is not pushed.",
        )
