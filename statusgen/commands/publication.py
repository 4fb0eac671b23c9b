"""``--publish``: what was written goes to where the site is built from.

What would be pushed is checked as ``build`` would, and nothing else; then it is committed alone
and pushed. What others pushed before comes in first, and the own sections are inserted again.
At whatever step it ends, the text stays where it is, and the report says so.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from statusgen import addresses
from statusgen.authoring.merging import find_end, merge_sections
from statusgen.commands.report import Report, amount, some
from statusgen.files import is_read
from statusgen.git.checkout import Checkout, Remote, RepositoryError, merge_lines
from statusgen.git.unpushed import is_in_repository
from statusgen.notation.names import name_of_file
from statusgen.problems import Problem, Problems, Rejected
from statusgen.reading.content import INCIDENTS, POSTMORTEMS
from statusgen.writing import WritingError, write_file

if TYPE_CHECKING:
    from statusgen.pipeline import Plan

__all__ = ["publish", "published"]

TRIES: Final = 3
"""How often it is pushed while others push at the same time."""

NAMES: Final = 5
"""How many files a command is to name one by one."""

READ: Final = ("content", "themes")
"""The folders that a project is read from."""

WORKFLOW: Final = ".github/workflows/status.yml"
BRANCHES: Final = re.compile(r"^    branches: \[([^\]]+)\]", re.MULTILINE)

WRITTEN: Final = "not published: the text is written, and not committed"
COMMITTED: Final = "not published: the text is committed here, and not pushed"


def published(report: Report, folder: Path, *, clock: datetime, wanted: bool) -> Report:
    """Publish what a command has written, or say how to; return what both say.

    With ``--publish``, the same command would write it again. Outside of a repository git can do
    nothing for it.
    """
    if report.failed or not report.written:
        return report
    if not wanted:
        command = shlex.join(("statusgen", "publish", str(folder / report.written)))
        following = f"Next: `{command}`; next time, --publish does that as well."
        notes = (*report.notes, following) if is_in_repository(folder) else report.notes
        return replace(report, notes=notes)
    outcome = publish(folder, (report.written,), report.message, clock=clock)
    is_appended = outcome.failed and report.written.startswith(INCIDENTS)
    again = ("The same command again would write it a second time.",) * is_appended
    return replace(
        outcome,
        problems=tuple(Problems((*report.problems, *outcome.problems))),
        summary=report.summary,
        notes=(*report.notes, outcome.summary, *outcome.notes, *again),
    )


def publish(folder: Path, paths: tuple[str, ...], message: str, *, clock: datetime) -> Report:
    """Publish the files at ``paths``, relative to the project in ``folder``, as one commit.

    Nothing else is committed, whatever is staged. The notes of the report hold the addresses.
    """
    checkout = Checkout(folder=folder, paths=paths, message=message)
    as_of = clock.replace(microsecond=0)
    try:
        return _publish(checkout, as_of)
    except Rejected as rejected:
        return _rejection(checkout, rejected.problems, as_of)
    except (RepositoryError, WritingError) as error:
        return Report(problems=(error.problem,), summary=_stage(checkout), failed=True)
    except KeyboardInterrupt:
        return _interrupted(checkout)
    except OSError as error:  # the disk is full, where what goes out is laid to be checked
        reason = f"What is to go out cannot be laid: {error.strerror or error}"
        hint = f"Nothing is lost. Put that right; then {checkout.by_hand}."
        problem = checkout.stopped("commit-failed", reason, hint).problem
        return Report(problems=(problem,), summary=_stage(checkout), failed=True)


def _publish(checkout: Checkout, as_of: datetime) -> Report:
    remote = checkout.remote()
    planned = _outgoing_plan(checkout, as_of)
    checkout.commit()
    notes: list[str] = []
    for _ in range(TRIES):
        count = checkout.ahead(remote)
        outrun = checkout.push(remote)
        if not outrun:
            if count > 1:
                notes.append(f"{amount(count - 1, 'earlier commit')} of this branch went along.")
            return _success(planned, checkout, remote, notes)
        checkout.fetch(remote)
        notes += _brought_in(checkout, remote, planned.kit.settings.timezone)
        planned = _outgoing_plan(checkout, as_of)  # what others wrote and this build together
    raise checkout.stopped(
        code="push-refused",
        message=f"Others push to {remote.name} at the same time, and were faster each time: "
        f"{outrun}",
        hint=f"The commit is kept here. {checkout.by_hand} tries again.",
    )


def _brought_in(checkout: Checkout, remote: Remote, zone: str) -> Iterator[str]:
    """Put the own commit after what was fetched, and yield what else to know."""
    both = checkout.changed_by_both(remote)
    merged = {path: _merged(checkout, remote, path, texts, zone) for path, texts in both.items()}
    for path, (text, _) in merged.items():
        write_file(checkout.folder, path, text, before=both[path][1])
    try:
        again = checkout.follow(remote, tuple(merged))
    except RepositoryError:
        for path, (text, _) in merged.items():
            write_file(checkout.folder, path, both[path][1], before=text)
        raise
    again.commit()
    for path, (_, moved) in merged.items():
        note = f"Somebody else wrote in {path} as well. Both texts stand; look at it. {moved}"
        yield note.strip()


def _merged(
    checkout: Checkout, remote: Remote, path: str, texts: tuple[bytes, bytes, bytes], zone: str
) -> tuple[bytes, str]:
    """Return a file that two people changed with what both wrote, and which times moved."""
    if ended := find_end(*texts, zone=zone):
        raise checkout.ended(remote, *ended)
    if found := merge_sections(*texts, zone=zone):
        return found
    lines = merge_lines(*texts)
    if lines is None:
        raise checkout.left_to_people(remote, f"Somebody else has changed the same place of {path}")
    return lines, ""


def _stage(checkout: Checkout) -> str:
    return COMMITTED if checkout.is_committed else WRITTEN


def _left_out(checkout: Checkout) -> tuple[str, ...]:
    """Return what is changed here and goes out with nothing."""
    return tuple(filter(is_read, checkout.changed(*READ)))


def _ignored(checkout: Checkout) -> tuple[str, ...]:
    """Return what is here and never goes out."""
    return tuple(filter(is_read, checkout.ignored(*READ)))


def _outgoing_plan(checkout: Checkout, as_of: datetime) -> Plan:
    """Return what ``build`` would write of what a push takes along: the last commit, and the files.

    That is the project as it is here, unless something in it is left out.
    """
    if not _left_out(checkout) and not _ignored(checkout):
        return _plan(checkout.folder, as_of)
    with TemporaryDirectory(prefix="statusgen-") as name:
        folder = Path(name) / checkout.folder.resolve().name  # messages have its name
        folder.mkdir()
        checkout.lay(folder)
        for path in checkout.paths:
            place = folder / path
            place.unlink(missing_ok=True)
            if (checkout.folder / path).exists():  # else its deletion goes out
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(checkout.folder / path, place)
        return _plan(folder, as_of)


def _plan(folder: Path, as_of: datetime) -> Plan:
    """Return what ``build`` would write; raise :class:`Rejected` where it would refuse.

    Templates of one's own may have mistakes, too, and show them only when they are rendered.
    """
    from statusgen import pipeline, project

    planned = pipeline.plan(project.read(folder), pipeline.Options(as_of=as_of))
    if planned.kit.theme.files:
        pipeline.render(planned)
    return planned


def _success(planned: Plan, checkout: Checkout, remote: Remote, notes: list[str]) -> Report:
    addresses = tuple(_addresses(planned, checkout.paths))
    if names := _left_out(checkout):
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


def _rejection(checkout: Checkout, problems: tuple[Problem, ...], as_of: datetime) -> Report:
    """Say how to go on: what is mended in other files, or only here, has to go out as well."""
    from statusgen import pipeline, project
    from statusgen.commands.rejection import stopping, way_out

    ignored = _ignored(checkout)
    left = (*_left_out(checkout), *ignored)
    here = _problems(checkout.folder, as_of) if left else problems
    if not any(problem.is_error for problem in here):
        notes = (
            f"Here it builds, with what is not committed: {some(left)}.",
            *([f"git ignores {some(ignored)}: take that out of .gitignore first."] * bool(ignored)),
            f"Publish that as well: {_with(checkout, left)}.",
        )
    else:
        stops = stopping(problems, project.read(checkout.folder), pipeline.Options(as_of=as_of))
        others = {problem.span.path for problem in stops} - {*checkout.paths}
        way = way_out(stops) if others else ()
        is_lacking = any(each.is_error and each not in here for each in problems)
        lacking = (f"It lacks what is not committed: {some(left)}.",) * is_lacking
        mended = _with(checkout, tuple(sorted(others)))
        notes = (*lacking, *way, f"Mend it, and then: {mended}.")
    return Report(
        problems=problems,
        summary=f"{_stage(checkout)}, since the site would not build",
        notes=notes,
        failed=True,
    )


def _problems(folder: Path, as_of: datetime) -> tuple[Problem, ...]:
    """Return what is wrong with the files as they are here."""
    try:
        return _plan(folder, as_of).problems
    except Rejected as rejected:
        return rejected.problems


def _with(checkout: Checkout, more: tuple[str, ...]) -> str:
    """Return the command that publishes other files as well; of many, their folders."""
    if len(more) <= NAMES:
        return replace(checkout, paths=(*checkout.paths, *more)).by_hand
    folders = sorted({name.partition("/")[0] for name in more})
    git = f"git -C {shlex.quote(str(checkout.folder))}"
    commit = f"{git} commit -m {shlex.quote(checkout.message)}"
    return f"`{git} add {' '.join(folders)} && {commit} && {checkout.by_hand[1:]}"


def _interrupted(checkout: Checkout) -> Report:
    """Say how far it came; git and the other side may have finished what was broken off."""
    summary = f"interrupted, and {WRITTEN}"
    note = f"Publish it: {checkout.by_hand}."
    if checkout.is_committed:
        summary = "interrupted: the text is committed here, and perhaps not pushed"
        note = f"Make sure that it is: {checkout.by_hand}."
    return Report(summary=summary, notes=(note,), failed=True, interrupted=True)
