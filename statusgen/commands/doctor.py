"""``statusgen doctor``: looks at the deployed site as its readers do."""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import click

from statusgen import addresses, checkup
from statusgen.commands import clock
from statusgen.commands.parameters import located, project_option
from statusgen.commands.printing import finish
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

LATE: Final = timedelta(hours=2)
"""A watch that has not run for this long has stopped, or its forge is in trouble."""


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
    notes = [f"{seen.platform.name} sets its own headers."] if seen.platform.is_fixed else []
    if site and base == own:
        late, watch = _watch(folder, site.settings.repository, clock)
        found.extend(late)
        notes += watch
    age = f", built {lasting(clock - built)} ago" if built else ""
    return Report(
        problems=tuple(found),
        summary=f"{count(found)} at {base}/ ({seen.platform.name}{age})",
        notes=tuple(notes),
        failed=len(found) > 0,
    )


def _watch(
    folder: Path, repository: str | None, now: datetime
) -> tuple[tuple[Problem, ...], tuple[str, ...]]:
    """Return a problem if the watch has stopped, and a note on how late it runs.

    GitHub tells everyone when the workflows of a public repository ran. Of others, the note names
    the page that says so.
    """
    from statusgen.commands.live import fetch
    from statusgen.forges import find_forge
    from statusgen.git import Git

    place = repository or Git(folder=folder)("remote", "get-url", "origin").output
    forge, address = find_forge(place) or (None, "")
    if not forge or not (folder / forge.workflow).is_file():
        return (), ()
    page, parts = forge.watch.format(address), urlsplit(address)
    host = "api.github.com" if parts.hostname == "github.com" else f"{parts.hostname}/api/v3"
    api = os.environ.get("GITHUB_API_URL", f"https://{host}")
    asked = f"{api}/repos{parts.path}/actions/workflows/watch.yml/runs?event=schedule&per_page=30"
    runs = fetch(asked).document.get("workflow_runs") if forge.name == "github" else None
    if runs is None:
        return (), (f"When the watch last ran is at {page}.",)
    times = [*sorted(datetime.fromisoformat(each["created_at"]) for each in runs), now]
    pauses = [after - before for before, after in pairwise(times)]
    if not pauses or pauses[-1] > LATE:
        since = f"for {lasting(pauses[-1])}" if pauses else "on its schedule yet"
        remedy = "Look there for failed runs, or enable it. For minutes that matter, use cron."
        what = f"The watch for overdue updates has not run {since}"
        return (warning("late-watch", what, Span(path=page, line=0), remedy),), ()
    last, longest = lasting(pauses[-1]), lasting(max(pauses))
    return (), (f"The watch last ran {last} ago. Its longest pause was {longest}.",)


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
