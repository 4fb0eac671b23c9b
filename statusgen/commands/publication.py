"""Publish files through git: check, commit and push.

The check covers exactly what would be pushed, as ``build`` sees it. If others pushed first, their
commits come first and the new sections are inserted again. Whatever fails, the text is kept, and
the report says where it is.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from statusgen import addresses
from statusgen.authoring.merging import find_end, merge_sections
from statusgen.commands.report import Report, amount, some
from statusgen.commands.revisions import content_of, find_second_report, find_silent_changes
from statusgen.files import is_read
from statusgen.git import is_in_repository
from statusgen.git.checkout import Checkout, Remote, RepositoryError, merge_lines
from statusgen.notation.names import name_of_file
from statusgen.problems import Problem, Problems, Rejected
from statusgen.reading.assemble import outline
from statusgen.reading.content import INCIDENTS, POSTMORTEMS
from statusgen.writing import WritingError, write_file

if TYPE_CHECKING:
    from statusgen.pipeline import Plan

TRIES: Final = 3
"""How often to push if others push at the same time."""

READ: Final = ("content", "themes")
"""The folders that a build reads."""

WORKFLOW: Final = ".github/workflows/status.yml"
BRANCHES: Final = re.compile(r"^    branches: \[([^\]]+)\]", re.MULTILINE)

WRITTEN: Final = "not published: your text is in the file, but not committed"
COMMITTED: Final = "not published: your text is committed, but not pushed"


def published(
    report: Report,
    folder: Path,
    *,
    clock: datetime,
    wanted: bool,
    second: Callable[[str], bool] = lambda _reason: True,
    wait: float | None = None,
) -> Report:
    """Publish what a command wrote, or say how to if that is not wanted.

    Return both reports as one. Outside of a repository there is nothing to say.
    """
    if report.failed or not report.written:
        return report
    if not wanted:
        command = shlex.join(("statusgen", "publish", str(folder / report.written)))
        following = (
            f"Not pushed yet. To push it: `{command}`. Next time, `--publish` does both at once.",
            *told(folder, (report.written,), clock),
        )
        notes = (*report.notes, *following) if is_in_repository(folder) else report.notes
        return replace(report, notes=notes)
    outcome = publish(
        folder, (report.written,), report.message, clock=clock, second=second, wait=wait
    )
    notes = (*report.notes, outcome.summary, *outcome.notes)
    if outcome.failed and report.written.startswith(INCIDENTS):
        notes += ("Do not repeat the command: it would add the text a second time.",)
    problems = tuple(Problems((*report.problems, *outcome.problems)))
    return replace(outcome, problems=problems, summary=report.summary, notes=notes)


def publish(
    folder: Path,
    paths: tuple[str, ...],
    message: str,
    *,
    clock: datetime,
    second: Callable[[str], bool] = lambda _reason: True,
    wait: float | None = None,
) -> Report:
    """Publish the files at ``paths``, relative to the project in ``folder``, as one commit.

    Nothing else is committed, even if it is staged. The notes of the report have the addresses.
    ``second`` is asked whether to publish a new incident when others have just opened one like it.
    With ``wait``, wait for so many seconds until readers see the texts.
    """
    checkout = Checkout(folder=folder, paths=paths, message=message)
    as_of = clock.replace(microsecond=0)
    try:
        return _publish(checkout, as_of, second, wait)
    except Rejected as rejected:
        return _rejection(checkout, rejected.problems, as_of)
    except (RepositoryError, WritingError) as error:
        return Report(problems=error.problems, summary=_stage(checkout), failed=True)
    except KeyboardInterrupt:
        return _interrupted(checkout)


def _publish(
    checkout: Checkout, as_of: datetime, second: Callable[[str], bool], wait: float | None
) -> Report:
    remote = checkout.remote()
    planned = _outgoing_plan(checkout, as_of)
    checkout.commit()
    notes = [*told(checkout.folder, checkout.paths, as_of)]
    silent: tuple[Problem, ...] = ()
    if checkout.git("rev-parse", "--verify", "--quiet", remote.ref):
        silent, unknown = find_silent_changes(checkout.folder, remote.ref, "HEAD", as_of=as_of)
        notes += unknown
    for _ in range(TRIES):
        count = checkout.ahead(remote)
        before = checkout.git("rev-parse", "--verify", "--quiet", remote.ref).output
        refusal = checkout.push(remote)
        if not refusal:
            if count > 1:
                notes.append(f"Also pushed: {amount(count - 1, 'earlier commit')} of this branch.")
            report = _success(planned, checkout, remote, notes, before)
            report = replace(report, problems=tuple(Problems((*report.problems, *silent))))
            if not wait or _other_branches(checkout, remote):
                return report
            from statusgen.commands.live import wait_for

            return wait_for(report, checkout, planned, before if count else "", wait)
        checkout.fetch(remote)
        found = find_second_report(checkout, remote, as_of)
        if found and not second(found[1]):
            raise checkout.already_open(remote, *found)
        notes += _merge_remote(checkout, remote, planned.kit.settings.timezone)
        planned = _outgoing_plan(checkout, as_of)  # do both changes build together?
    raise checkout.failure(
        code="push-refused",
        message=f"Others pushed to {remote.name} first, {TRIES} times: {refusal}",
        hint=f"Your commit is kept. Type {checkout.retry} to try again.",
    )


def _merge_remote(checkout: Checkout, remote: Remote, zone: str) -> Iterator[str]:
    """Put the own commit after the fetched ones, and yield notes for the report."""
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
        note = f"Someone else also changed {path}. Both texts are kept: please check them. {moved}"
        yield note.strip()


def _merged(
    checkout: Checkout, remote: Remote, path: str, texts: tuple[bytes, bytes, bytes], zone: str
) -> tuple[bytes, str]:
    """Return a file with the changes of both sides, and a note on times that changed."""
    if ended := find_end(*texts, zone=zone):
        raise checkout.already_resolved(remote, *ended)
    if found := merge_sections(*texts, zone=zone):
        return found
    lines = merge_lines(*texts)
    if lines is None:
        raise checkout.conflict(remote, f"Someone else changed the same lines of {path}")
    return lines, ""


def told(folder: Path, paths: tuple[str, ...], as_of: datetime) -> Iterator[str]:
    """Yield who will be told of the newest update of each incident in these files, if anyone."""
    content = content_of(folder, (path for path in paths if path.startswith(INCIDENTS)))
    shown = {each.path for each in content.incidents if each.is_shown(preview=False)}
    site = shown and outline(content, Problems(), as_of=as_of)
    if site and site.practice.channels:
        from statusgen.announcing.recipients import told_by

        yield from (told_by(each, site) for each in site.incidents if each.path in shown)


def _stage(checkout: Checkout) -> str:
    return COMMITTED if checkout.is_committed else WRITTEN


def _left_out(checkout: Checkout) -> tuple[str, ...]:
    """Return what a build here reads, but what is not pushed."""
    return tuple(filter(is_read, checkout.left_out(*READ)))


def _outgoing_plan(checkout: Checkout, as_of: datetime) -> Plan:
    """Return the plan of what would be pushed: the last commit, with the files as they are now."""
    if not _left_out(checkout):
        return _plan(checkout.folder, as_of)
    with TemporaryDirectory(prefix="statusgen-") as name:
        folder = Path(name) / checkout.folder.resolve().name  # messages name it
        folder.mkdir()
        checkout.export(folder)
        for path in checkout.paths:
            place = folder / path
            place.unlink(missing_ok=True)
            if (checkout.folder / path).exists():  # otherwise it is deleted
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(checkout.folder / path, place)
        return _plan(folder, as_of)


def _plan(folder: Path, as_of: datetime) -> Plan:
    """Return the plan of a build; raise :class:`Rejected` if it would fail.

    Mistakes in custom templates only show when they are rendered.
    """
    from statusgen import pipeline, project

    planned = pipeline.plan(project.read(folder), pipeline.Options(as_of=as_of))
    if planned.kit.theme.files:
        pipeline.render(planned)
    return planned


def _success(
    planned: Plan, checkout: Checkout, remote: Remote, notes: list[str], before: str
) -> Report:
    shown = tuple(_addresses(planned, checkout, before))
    outcome = "the site is built from this branch"
    if not shown:
        outcome = "no page shows it"
    elif built := _other_branches(checkout, remote):
        outcome = f"but {WORKFLOW} builds {built}. Push there, or add {remote.branch} to it"
    if names := _left_out(checkout):
        notes.append(f"Not pushed, because not committed: {some(names)}.")
    return Report(
        problems=tuple(each for each in planned.problems if each.span.path in checkout.paths),
        summary=f"pushed to {remote.branch} of {remote.name}: {outcome}",
        notes=(*shown, *notes),
    )


def _other_branches(checkout: Checkout, remote: Remote) -> str:
    """Return the branches that the workflow builds, if this is not one of them."""
    workflow = checkout.folder / WORKFLOW
    built = BRANCHES.search(workflow.read_text(encoding="utf-8")) if workflow.is_file() else None
    is_built = not built or remote.branch in re.findall(r"[^\s,\"']+", built[1])
    return "" if is_built or not built else built[1]


def _addresses(planned: Plan, checkout: Checkout, before: str) -> Iterator[str]:
    """Yield the address of each text that readers see, or that they saw ``before`` this push."""
    pages = {artifact.path for artifact in planned.artifacts}
    kinds = {INCIDENTS: addresses.incident, POSTMORTEMS: addresses.postmortem}
    for path in checkout.paths:
        for address_of in (kinds[folder] for folder in kinds if path.startswith(folder)):
            address = address_of(name_of_file(path))
            whole = f"{planned.kit.settings.url.rstrip('/')}/{address}"
            if addresses.output_path(address) in pages:
                yield whole
            elif before and not (checkout.folder / path).exists():
                was = content_of(checkout.folder, (path,), before).entries
                yield from (
                    f"Taken offline: {whole}" for each in was if each.is_shown(preview=False)
                )


def _rejection(checkout: Checkout, problems: tuple[Problem, ...], as_of: datetime) -> Report:
    """Say how to continue. Files that the site needs must be published too."""
    from statusgen.commands.build import way_out

    left = _left_out(checkout)
    if left and _builds(checkout.folder, as_of):
        needed = f"It builds only with these files, which are not committed: {some(left)}."
        also = replace(checkout, paths=(*checkout.paths, *left)).retry
        notes: tuple[str, ...] = (needed, f"Publish them too: {also}.")
    else:
        errors = [problem for problem in problems if problem.is_error]
        others = sorted({problem.span.path for problem in errors} - {*checkout.paths})
        mended = replace(checkout, paths=(*checkout.paths, *others)).retry
        notes = (*(way_out(errors) if others else ()), f"Fix this, then type {mended}.")
    summary = f"{_stage(checkout)}, because the site would not build"
    return Report(problems=problems, summary=summary, notes=notes, failed=True)


def _builds(folder: Path, as_of: datetime) -> bool:
    """Tell whether the project builds as it is here."""
    try:
        _plan(folder, as_of)
    except Rejected:
        return False
    return True


def _interrupted(checkout: Checkout) -> Report:
    """Say how far it came. git and the remote may have finished the step that was interrupted."""
    committed = "interrupted: your text is committed, but may not be pushed"
    summary = committed if checkout.is_committed else f"interrupted, {WRITTEN}"
    notes = (f"To be sure that it is published, type {checkout.retry}.",)
    return Report(summary=summary, notes=notes, failed=True, interrupted=True)
