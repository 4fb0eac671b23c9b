"""``statusgen check``: report every problem of a project, and write nothing.

With ``--overdue`` it reports only what is overdue, for a scheduled job.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands import clock
from statusgen.commands.parameters import format_option, now_option, project_argument, strict_option
from statusgen.commands.printing import finish, progress, usage_errors
from statusgen.commands.report import Report, amount, count
from statusgen.problems import Rejected

if TYPE_CHECKING:
    from statusgen.pipeline import Tell


@click.command("check")
@project_argument
@now_option
@strict_option
@click.option(
    "--overdue", is_flag=True, help="Report only overdue tasks, and fail if there are any."
)
@format_option
def command(*, project: Path, now: str | None, strict: bool, overdue: bool, form: str) -> None:
    """Report every problem, and write nothing.

    PROJECT is a folder, by default the current one. Drafts and internal files are checked too.
    """
    if overdue and strict:
        message = "--strict cannot be used with --overdue, which fails on everything it finds."
        raise click.UsageError(message)
    with usage_errors(), progress() as tell:
        if overdue:
            report = check_overdue(project, now=now, clock=clock.now())
        else:
            report = check(project, now=now, clock=clock.now(), tell=tell, strict=strict)
    finish(report, form, project)


def check(
    folder: Path, *, now: str | None, clock: datetime, tell: Tell, strict: bool = False
) -> Report:
    """Read and render the project in ``folder``."""
    from statusgen import pipeline, project
    from statusgen.commands.identity import with_former
    from statusgen.commands.options import instant
    from statusgen.distribution import check_version
    from statusgen.pipeline import Options

    inputs = with_former(project.read(folder), folder, folder / "output")
    options = Options(as_of=instant(now, clock, inputs), strict=strict, checking=True)
    other = filter(None, (check_version(folder),))
    try:
        plan = pipeline.plan(inputs, options)
        pipeline.render(plan, tell)
    except Rejected as rejected:
        problems = (*rejected.problems, *other)
        return Report(problems=problems, summary=count(problems), failed=True)
    problems = (*plan.problems, *other)
    summary = f"{count(problems)} in {amount(len(inputs.files) + len(inputs.static), 'file')}"
    return Report(problems=problems, summary=summary, failed=strict and bool(problems))


def check_overdue(folder: Path, *, now: str | None, clock: datetime) -> Report:
    """Look for overdue tasks in published files; a site with errors fails as well."""
    from statusgen import pipeline, project
    from statusgen.advice.codes import OVERDUE
    from statusgen.commands.options import instant
    from statusgen.pipeline import Options

    inputs = project.read(folder)
    try:
        problems = pipeline.plan(inputs, Options(as_of=instant(now, clock, inputs))).problems
    except Rejected as rejected:
        problems = rejected.problems
    found = tuple(each for each in problems if each.is_error or each.code in OVERDUE)
    summary = f"{amount(len(found), 'overdue task')}" if found else "nothing is overdue"
    if errors := [problem for problem in found if problem.is_error]:
        summary = f"{count(errors)}, so overdue tasks cannot be found"
    return Report(problems=found, summary=summary, failed=bool(found))
