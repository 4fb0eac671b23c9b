"""``--publish``: what was written goes to where the site is built from.

Checked as ``build`` would, committed alone, put behind what others did, pushed.
At whatever step it ends, the text stays where it is, and the report says so.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from statusgen import pipeline, project
from statusgen.authoring.merging import merge_sections
from statusgen.commands.report import Report, amount, some
from statusgen.pipeline import Options, Plan
from statusgen.problems import Problems, Rejected
from statusgen.reading.content import INCIDENTS, POSTMORTEMS
from statusgen.rendering import urls
from statusgen.repository.checkout import Checkout
from statusgen.repository.git import RepositoryError, explained
from statusgen.repository.remote import Remote, ahead, find_remote, pull, push

ATTEMPTS: Final = 2
"""How often it is pulled and pushed while others push at the same time."""

WRITTEN: Final = "not published: the text is written, and not committed"
COMMITTED: Final = "not published: the text is committed here, and not pushed"


def publish(folder: Path, paths: tuple[str, ...], message: str, *, clock: datetime) -> Report:
    """Publish the files at ``paths``, relative to the project in ``folder``, as one commit.

    Nothing else is committed, whatever is staged. The notes of the report hold the addresses.
    """
    checkout = Checkout(folder=folder, paths=paths, message=message)
    options = Options(as_of=clock.replace(microsecond=0))
    stage, way = WRITTEN, checkout.by_hand
    planned: Plan | None = None
    try:
        planned = pipeline.plan(project.read(folder), options)
        branch = checkout.branch()
        checkout.commit()
        stage = COMMITTED
        remote = find_remote(checkout, branch)
        way = f"`git commit`, `git pull --rebase` and `{remote.by_hand}`"
        notes: list[str] = []
        for _ in range(ATTEMPTS):
            came_in, more = pull(checkout, remote, merge_sections)
            notes += more
            if came_in:  # what others wrote and this have to build together
                planned = pipeline.plan(project.read(folder), options)
            count = ahead(checkout, remote)
            if push(checkout, remote):
                return _success(planned, checkout, count, notes)
        raise _raced(checkout, remote)
    except Rejected as rejected:
        return Report(
            problems=rejected.problems,
            summary=f"{stage}, since the site would not build",
            notes=(f"Mend it, and then: {way}.",),
            failed=True,
        )
    except RepositoryError as error:
        known = planned.problems if planned else ()
        return Report(problems=(*known, error.problem), summary=stage, failed=True)


def published(report: Report, folder: Path, *, clock: datetime) -> Report:
    """Publish what a command has written, and return what both say; a failure stays one."""
    if report.failed or not report.written:
        return report
    outcome = publish(folder, (report.written,), report.message, clock=clock)
    return replace(
        outcome,
        problems=tuple(Problems((*report.problems, *outcome.problems))),
        summary=report.summary,
        notes=(*report.notes, outcome.summary, *outcome.notes),
    )


def _success(planned: Plan, checkout: Checkout, count: int, notes: list[str]) -> Report:
    if count > 1:
        notes.append(f"{amount(count - 1, 'earlier commit')} of this branch went along.")
    if names := checkout.left_out():
        notes.append(f"Not published with it, since it is not committed: {some(names)}.")
    return Report(
        problems=planned.problems,
        summary="published: the host builds the site from here on",
        notes=(*_addresses(planned, checkout.paths), *notes),
    )


def _addresses(planned: Plan, paths: tuple[str, ...]) -> Iterator[str]:
    """Say where each text will show; one that readers do not see has no page."""
    pages = {artifact.path for artifact in planned.artifacts}
    for path in paths:
        name = posixpath.basename(path).removesuffix(".md")
        if path.startswith((INCIDENTS, POSTMORTEMS)):
            is_incident = path.startswith(INCIDENTS)
            address = urls.incident(name) if is_incident else urls.postmortem(name)
            if f"{address}index.html" in pages:
                yield f"{planned.kit.settings.url.rstrip('/')}/{address}"
            else:
                yield f"{path} is not for readers, or not yet: no page shows it."


def _raced(checkout: Checkout, remote: Remote) -> RepositoryError:
    return explained(
        checkout.path,
        "push-refused",
        f"Others push to {remote.name} at the same time, and were faster each time",
        f"The commit is kept here. `git pull --rebase` and `{remote.by_hand}` try again.",
    )
