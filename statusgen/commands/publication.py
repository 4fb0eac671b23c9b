"""``--publish``: what was written goes to where the site is built from.

What would be pushed is checked as ``build`` would, and nothing else; then it is committed alone,
put behind what others did, and pushed.
At whatever step it ends, the text stays where it is, and the report says so.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from statusgen import addresses, pipeline, project
from statusgen.authoring.merging import find_contradiction, merge_sections
from statusgen.commands.rejection import stopping, way_out
from statusgen.commands.report import Report, amount, some
from statusgen.notation.names import name_of_file
from statusgen.pipeline import Options, Plan
from statusgen.problems import Problem, Problems, Rejected
from statusgen.reading.content import INCIDENTS, POSTMORTEMS
from statusgen.repository.checkout import Checkout
from statusgen.repository.destination import Remote
from statusgen.repository.git import RepositoryError, explained
from statusgen.repository.outgoing import outgoing
from statusgen.repository.remote import ahead, bring_in, fetch, find_remote, push
from statusgen.writing import alone

ATTEMPTS: Final = 2
"""How often it is pulled and pushed while others push at the same time."""

NAMES: Final = 5
"""How many files a command is to name one by one."""

WORKFLOW: Final = ".github/workflows/status.yml"
BRANCHES: Final = re.compile(r"^    branches: \[([^\]]+)\]", re.MULTILINE)

WRITTEN: Final = "not published: the text is written, and not committed"
COMMITTED: Final = "not published: the text is committed here, and not pushed"


def publish(folder: Path, paths: tuple[str, ...], message: str, *, clock: datetime) -> Report:
    """Publish the files at ``paths``, relative to the project in ``folder``, as one commit.

    Nothing else is committed, whatever is staged. The notes of the report hold the addresses.
    """
    checkout = Checkout(folder=folder, paths=paths, message=message)
    try:
        return _publish(checkout, Options(as_of=clock.replace(microsecond=0)))
    except KeyboardInterrupt:
        return _interrupted(checkout)
    except OSError as error:  # the disk is full, where what goes out is laid to be checked
        reason = f"What is to go out cannot be laid: {error.strerror or error}"
        hint = f"Nothing is lost. Put that right; then {checkout.by_hand}."
        problem = explained(checkout.path, "commit-failed", reason, hint).problem
        return Report(problems=(problem,), summary=_stage(checkout), failed=True)


def _publish(checkout: Checkout, options: Options) -> Report:
    stage = _stage(checkout)
    planned: Plan | None = None
    try:
        checkout.check_links()
        planned = _outgoing_plan(checkout, options)
        with alone(checkout.folder):  # while another command sets changes aside, none are here
            branch = checkout.branch()
            checkout.commit()
        stage = COMMITTED
        remote = find_remote(checkout, branch)
        notes: list[str] = []
        for _ in range(ATTEMPTS):
            if fetch(checkout, remote):
                with alone(checkout.folder):
                    notes += _brought_in(checkout, remote, planned.kit.settings.timezone)
                # What others wrote and this have to build together.
                planned = _outgoing_plan(checkout, options)
            count = ahead(checkout, remote)
            outrun = push(checkout, remote)
            if not outrun:
                if count > 1:
                    earlier = amount(count - 1, "earlier commit")
                    notes.append(f"{earlier} of this branch went along.")
                return _success(planned, checkout, remote, notes)
        raise _raced(checkout, remote, outrun)
    except Rejected as rejected:
        return _rejection(checkout, rejected.problems, stage, options)
    except RepositoryError as error:
        known = planned.problems if planned else ()
        return Report(problems=(*known, error.problem), summary=stage, failed=True)


def _stage(checkout: Checkout) -> str:
    return COMMITTED if checkout.is_committed else WRITTEN


def published(report: Report, folder: Path, *, clock: datetime) -> Report:
    """Publish what a command has written, and return what both say; a failure stays one."""
    if report.failed or not report.written:
        return report
    outcome = publish(folder, (report.written,), report.message, clock=clock)
    is_appended = outcome.failed and report.written.startswith(INCIDENTS)
    again = ("The same command again would write it a second time.",) * is_appended
    return replace(
        outcome,
        problems=tuple(Problems((*report.problems, *outcome.problems))),
        summary=report.summary,
        notes=(*report.notes, outcome.summary, *outcome.notes, *again),
    )


def _outgoing_plan(checkout: Checkout, options: Options) -> Plan:
    with outgoing(checkout) as folder:
        return _plan(folder, options)


def _plan(folder: Path, options: Options) -> Plan:
    """Return what ``build`` would write; raise :class:`Rejected` where it would refuse.

    Templates of one's own may have mistakes, too, and show them only when they are rendered.
    """
    planned = pipeline.plan(project.read(folder), options)
    if planned.kit.theme.files:
        pipeline.render(planned)
    return planned


def _success(planned: Plan, checkout: Checkout, remote: Remote, notes: list[str]) -> Report:
    addresses = tuple(_addresses(planned, checkout.paths))
    if names := checkout.left_out():
        notes.append(f"Not pushed with it, since it is not committed: {some(names)}.")
    outcome = "it is in the repository, and no page shows it"
    if addresses:
        built = _built(checkout.folder) or (remote.branch,)
        outcome = "the site is built from there"
        if remote.branch not in built:
            named = " and ".join(built)
            outcome = f"but {WORKFLOW} builds {named}; push there, or name {remote.branch} in it"
            addresses = tuple(
                f"Once that is done, it will show at {address}" for address in addresses
            )
    return Report(
        problems=planned.problems,
        summary=f"pushed to {remote.branch} of {remote.name}: {outcome}",
        notes=(*addresses, *notes),
    )


def _addresses(planned: Plan, paths: tuple[str, ...]) -> Iterator[str]:
    """Say where each text will show; one that readers do not see has no page."""
    pages = {artifact.path for artifact in planned.artifacts}
    for path in paths:
        name = name_of_file(path)
        if path.startswith((INCIDENTS, POSTMORTEMS)):
            is_incident = path.startswith(INCIDENTS)
            address = addresses.incident(name) if is_incident else addresses.postmortem(name)
            if f"{address}index.html" in pages:
                yield f"{planned.kit.settings.url.rstrip('/')}/{address}"


def _built(folder: Path) -> tuple[str, ...]:
    """Return the branches that the workflow of a new project builds; nothing if that is unknown."""
    found = None
    with contextlib.suppress(OSError, ValueError):
        found = BRANCHES.search((folder / WORKFLOW).read_text(encoding="utf-8"))
    return tuple(each.strip(" \"'") for each in found[1].split(",")) if found else ()


def _rejection(
    checkout: Checkout, problems: tuple[Problem, ...], stage: str, options: Options
) -> Report:
    """Say how to go on: what is mended in other files, or only here, has to go out as well."""
    ignored = checkout.ignored()
    left = (*checkout.left_out(), *ignored)
    here = _problems(checkout.folder, options) if left else problems
    if all(problem in here for problem in problems if problem.is_error):
        left = ()
    else:  # it would go out with them, so that they are to be right, too
        problems = tuple(Problems((*problems, *(each for each in here if each.is_error))))
    stops = stopping(problems, project.read(checkout.folder), options)
    broken = dict.fromkeys(problem.span.path for problem in stops)
    more = _fewer(left)
    others = tuple(path for path in broken if path not in (*checkout.paths, *left))
    by_hand = replace(checkout, paths=(*checkout.paths, *others, *more)).by_hand
    if any(problem.is_error for problem in here):
        lacking = f"It lacks what is not committed: {some(left)}."
        way = way_out(stops) if broken.keys() - set(checkout.paths) else ()
        notes = (*([lacking] if left else ()), *way, f"Mend it, and then: {by_hand}.")
    else:
        notes = (
            f"Here it builds, with what is not committed: {some(left)}.",
            *([f"git ignores {some(ignored)}: take that out of .gitignore first."] * bool(ignored)),
            f"Publish that as well: {by_hand}.",
        )
    return Report(
        problems=problems,
        summary=f"{stage}, since the site would not build",
        notes=notes,
        failed=True,
    )


def _problems(folder: Path, options: Options) -> tuple[Problem, ...]:
    """Return what is wrong with the files as they are here."""
    try:
        return _plan(folder, options).problems
    except Rejected as rejected:
        return rejected.problems


def _fewer(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return what to give to ``git add``: where it would be many names, their folders."""
    tops = tuple(dict.fromkeys(name.partition("/")[0] for name in names))
    return names if len(names) <= NAMES else tops


def _interrupted(checkout: Checkout) -> Report:
    """Say how far it came; git and the other side may have finished what was broken off."""
    summary = f"interrupted, and {WRITTEN}"
    note = f"Publish it: {checkout.by_hand}."
    if checkout.is_committed:
        summary = "interrupted: the text is committed here, and perhaps not pushed"
        note = f"Make sure that it is: {checkout.by_hand}."
    return Report(summary=summary, notes=(note,), failed=True, interrupted=True)


def _brought_in(checkout: Checkout, remote: Remote, zone: str) -> tuple[str, ...]:
    merge = partial(merge_sections, zone=zone)
    return bring_in(checkout, remote, merge, partial(find_contradiction, zone=zone))


def _raced(checkout: Checkout, remote: Remote, reason: str) -> RepositoryError:
    return explained(
        checkout.path,
        "push-refused",
        f"Others push to {remote.name} at the same time, and were faster each time: {reason}",
        f"The commit is kept here. {checkout.by_hand} tries again.",
    )
