"""``statusgen check``: report every problem of a project, and write nothing.

With ``--overdue`` it reports only what is overdue, for a scheduled job.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import click

from statusgen.commands import clock
from statusgen.commands.parameters import format_option, now_option, project_argument, strict_option
from statusgen.commands.printing import finish, is_terminal, progress
from statusgen.commands.report import Report, amount, count
from statusgen.problems import Problem, Rejected

if TYPE_CHECKING:
    from statusgen.advice.opening import Opening
    from statusgen.pipeline import Tell
    from statusgen.source.text import File

_UPDATE: Final = 'statusgen update {} update --next 30m --message "…" --publish'

MENDING: Final = MappingProxyType(
    {
        "overdue-promise": _UPDATE,
        "long-silence": _UPDATE,
        "overdue-estimate": _UPDATE.replace("--next", "--eta"),
        "maintenance-overruns": _UPDATE.replace("--next", "--eta"),
        "overdue-postmortem": "statusgen postmortem {}",
        "undecided-postmortem": "statusgen postmortem {}",
    }
)
"""For each overdue task, the command to type."""


@click.command("check")
@project_argument
@now_option
@strict_option
@click.option(
    "--overdue", is_flag=True, help="Report only overdue tasks, and fail if there are any."
)
@click.option(
    "--base",
    metavar="REVISION",
    help="Compare published texts with a git revision, and warn where one changed silently.",
)
@format_option
def command(
    *, project: Path, now: str | None, strict: bool, overdue: bool, base: str | None, form: str
) -> None:
    """Report every problem, and write nothing.

    PROJECT is a folder, by default the current one. Drafts and internal files are checked too.
    """
    if overdue and strict:
        message = "--strict cannot be used with --overdue, which fails on everything it finds."
        raise click.UsageError(message)
    at, contacts = clock.now(), is_terminal(sys.stdout)  # a log may be public
    with progress() as tell:
        report = (
            check_overdue(project, now=now, clock=at, contacts=contacts)
            if overdue
            else check(project, now=now, clock=at, tell=tell, strict=strict, base=base)
        )
    finish(report, form, project)


def check(
    folder: Path,
    *,
    now: str | None,
    clock: datetime,
    tell: Tell,
    strict: bool = False,
    base: str | None = None,
) -> Report:
    """Read and render the project in ``folder``; compare its texts with the revision ``base``."""
    from statusgen import pipeline, project
    from statusgen.commands.forms import find_stale
    from statusgen.commands.identity import with_former
    from statusgen.commands.options import instant
    from statusgen.commands.revisions import find_silent_changes
    from statusgen.distribution import check_version
    from statusgen.pipeline import Options
    from statusgen.reading.content import is_of_scenarios

    inputs = with_former(project.read(folder), folder, folder / "output")
    options = Options(as_of=instant(now, clock, inputs), strict=strict, checking=True)
    scenarios = (file.path for file in inputs.files if is_of_scenarios(file.path))
    silent, notes = find_silent_changes(folder, base, as_of=options.as_of) if base else ((), ())
    version = filter(None, (check_version(folder),))
    other = (
        *silent,
        *version,
        *find_stale(folder, scenarios),
        *find_unknown_services(inputs.files),
    )
    try:
        plan = pipeline.plan(inputs, options)
        pipeline.render(plan, tell)
        problems, failed = (*plan.problems, *other), strict
    except Rejected as rejected:
        problems, failed = (*rejected.problems, *other), True
    summary = f"{count(problems)} in {amount(len(inputs.files) + len(inputs.static), 'file')}"
    return Report(problems=problems, summary=summary, notes=notes, failed=failed and bool(problems))


def find_unknown_services(files: Iterable[File]) -> Iterator[Problem]:
    """Yield a warning for each channel with an address that nothing can send to.

    Without apprise, nothing is reported. Addresses in secrets are skipped.
    """
    from statusgen.problems import Problems, Span, warning
    from statusgen.reading.content import SITE_FILE, read_content
    from statusgen.source.text import Texts

    settings = tuple(file for file in files if file.path == SITE_FILE)
    site = read_content(Texts(files=settings), Problems()).site
    for channel in site.practice.channels if site else ():
        if re.match(r"\$|https?:|smtps?:", channel.url) or not find_spec("apprise"):
            continue
        from statusgen.announcing.delivery import service_of

        if service_of(channel.url) is None:
            before = settings[0].data.decode(errors="replace").partition(channel.url)[0]
            yield warning(
                "unknown-service",
                f"Nothing can be sent to the address of the channel `{channel.name}`",
                Span(path=SITE_FILE, line=before.count("\n") + 1),
                "Its scheme is not known, or a part of it is missing. The wiki of apprise has an "
                "example for each service.",
            )


def check_overdue(
    folder: Path, *, now: str | None, clock: datetime, contacts: bool = False
) -> Report:
    """Look for overdue tasks in published files; a file with errors may hide some, so it fails.

    The notes say who is asked for each task, with their ``contacts`` if wanted, and what to type.
    Settled incidents are not read again.
    """
    from statusgen.advice.leaks import mask_secrets
    from statusgen.advice.opening import read_opening
    from statusgen.commands.options import instant
    from statusgen.memory import Memory
    from statusgen.problems import Problems
    from statusgen.reading.content import is_of_scenarios
    from statusgen.settled import read_recent, settle

    memory, recent = Memory(), read_recent(folder, partial(instant, now, clock))
    opening = read_opening(settle(recent, memory), recent.as_of, memory)
    entries = opening.content.entries
    hidden = {entry.path for entry in entries if not entry.is_shown(preview=False)}
    problems = Problems((*opening.problems, *opening.overdue))
    problems.drop(lambda each: each.span.path in hidden or is_of_scenarios(each.span.path))
    mask_secrets(problems)
    found = tuple(problems)
    if errors := problems.errors:
        summary = f"{count(errors)}, so overdue tasks cannot be found"
        return Report(problems=found, summary=summary, failed=True)
    return Report(
        problems=found,
        summary=amount(len(found), "overdue task") if found else "nothing is overdue",
        notes=tuple(_tasks(found, opening, contacts=contacts)),
        failed=bool(found),
    )


def _tasks(problems: Iterable[Problem], opening: Opening, *, contacts: bool) -> Iterator[str]:
    """Yield who is asked for each overdue task, and the command to type."""
    from statusgen.commands.scenarios import line_of_role
    from statusgen.model import Practice

    incidents = {each.entry.path: each.timeline.incident for each in opening.incidents}
    practice = opening.site.practice if opening.site else Practice()
    asked: dict[str, list[str]] = {}
    for problem in problems:
        incident = incidents[problem.span.path]
        usual = "incident_manager" if "postmortem" in problem.code else "communications"
        role = practice.role_for(usual)
        who = role and line_of_role(role, dict(incident.team.roles), contacts=contacts)
        command = MENDING[problem.code].format(incident.slug)
        asked.setdefault(who or "No one is named in `team`.", []).append(f"  {command}")
    for who, commands in asked.items():
        yield who
        yield from dict.fromkeys(commands)
