"""``--publish``: what was written goes to where the site is built from.

What would be pushed is checked as ``build`` would, and nothing else; then it is committed alone
and pushed. What others pushed before comes in first, and the own sections are inserted again.
At whatever step it ends, the text stays where it is, and the report says so.
"""

from __future__ import annotations

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
from statusgen.git import is_in_repository
from statusgen.git.checkout import Checkout, Remote, RepositoryError, merge_lines
from statusgen.notation.names import name_of_file
from statusgen.problems import Problem, Problems, Rejected
from statusgen.reading.content import INCIDENTS, POSTMORTEMS
from statusgen.writing import WritingError, write_file

if TYPE_CHECKING:
    from statusgen.pipeline import Plan

TRIES: Final = 3
"""How often it is pushed while others push at the same time."""

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
    notes = (*report.notes, outcome.summary, *outcome.notes)
    if outcome.failed and report.written.startswith(INCIDENTS):
        notes += ("The same command again would write it a second time.",)
    problems = tuple(Problems((*report.problems, *outcome.problems)))
    return replace(outcome, problems=problems, summary=report.summary, notes=notes)


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
    """Return what a build here would read, and does not go out."""
    return tuple(filter(is_read, checkout.left_out(*READ)))


def _outgoing_plan(checkout: Checkout, as_of: datetime) -> Plan:
    """Return what ``build`` would write of what a push takes along: the last commit, and the files.

    That is the project as it is here, unless something in it is left out.
    """
    if not _left_out(checkout):
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
    shown = tuple(_addresses(planned, checkout.paths))
    outcome = "the site is built from there"
    workflow = checkout.folder / WORKFLOW
    built = BRANCHES.search(workflow.read_text(encoding="utf-8")) if workflow.is_file() else None
    if not shown:
        outcome = "it is in the repository, and no page shows it"
    elif built and remote.branch not in re.findall(r"[^\s,\"']+", built[1]):
        outcome = f"but {WORKFLOW} builds {built[1]}; push there, or name {remote.branch} in it"
    if names := _left_out(checkout):
        notes.append(f"Not pushed with it, since it is not committed: {some(names)}.")
    return Report(
        problems=planned.problems,
        summary=f"pushed to {remote.branch} of {remote.name}: {outcome}",
        notes=(*shown, *notes),
    )


def _addresses(planned: Plan, paths: tuple[str, ...]) -> Iterator[str]:
    """Say where each text will show; one that readers do not see has no page."""
    pages = {artifact.path for artifact in planned.artifacts}
    kinds = {INCIDENTS: addresses.incident, POSTMORTEMS: addresses.postmortem}
    for path in paths:
        for folder, address_of in kinds.items():
            address = address_of(name_of_file(path))
            if path.startswith(folder) and addresses.output_path(address) in pages:
                yield f"{planned.kit.settings.url.rstrip('/')}/{address}"


def _rejection(checkout: Checkout, problems: tuple[Problem, ...], as_of: datetime) -> Report:
    """Say how to go on: what is mended in other files, or only here, has to go out as well."""
    from statusgen import pipeline, project
    from statusgen.commands.build import stopping, way_out

    left = _left_out(checkout)
    if left and _builds(checkout.folder, as_of):
        told = f"Here it builds, with what is not committed: {some(left)}."
        also = replace(checkout, paths=(*checkout.paths, *left)).by_hand
        notes: tuple[str, ...] = (told, f"Publish that as well: {also}.")
    else:
        stops = stopping(problems, project.read(checkout.folder), pipeline.Options(as_of=as_of))
        others = sorted({problem.span.path for problem in stops} - {*checkout.paths})
        mended = replace(checkout, paths=(*checkout.paths, *others)).by_hand
        notes = (*(way_out(stops) if others else ()), f"Mend it, and then: {mended}.")
    summary = f"{_stage(checkout)}, since the site would not build"
    return Report(problems=problems, summary=summary, notes=notes, failed=True)


def _builds(folder: Path, as_of: datetime) -> bool:
    """Tell whether the files as they are here make a site."""
    try:
        _plan(folder, as_of)
    except Rejected:
        return False
    return True


def _interrupted(checkout: Checkout) -> Report:
    """Say how far it came; git and the other side may have finished what was broken off."""
    summary = f"interrupted, and {WRITTEN}"
    note = f"Publish it: {checkout.by_hand}."
    if checkout.is_committed:
        summary = "interrupted: the text is committed here, and perhaps not pushed"
        note = f"Make sure that it is: {checkout.by_hand}."
    return Report(summary=summary, notes=(note,), failed=True, interrupted=True)
