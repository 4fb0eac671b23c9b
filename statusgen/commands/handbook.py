"""``statusgen handbook``: internal pages with what the team needs during an incident."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands import clock
from statusgen.commands.parameters import format_option, now_option, project_argument
from statusgen.commands.printing import finish, progress
from statusgen.commands.report import Report, amount, answered

if TYPE_CHECKING:
    from statusgen.pipeline import Tell


@click.command("handbook")
@project_argument
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder to write to; never one that is published.",
)
@now_option
@format_option
def command(*, project: Path, output: Path, now: str | None, form: str) -> None:
    """Write the team's internal handbook.

    It holds the scenarios, runbooks, team and channels of PROJECT. Print it, or put it on an
    internal host.
    """
    with progress() as tell:
        report = handbook(project, output, now=now, clock=clock.now(), tell=tell)
    finish(report, form, project)


@answered
def handbook(folder: Path, output: Path, *, now: str | None, clock: datetime, tell: Tell) -> Report:
    """Write the handbook of the project in ``folder``, never into a published folder."""
    from statusgen import pipeline, project, writing
    from statusgen.commands.options import instant
    from statusgen.pipeline import Options

    inputs = project.read(folder)
    options = Options(as_of=instant(now, clock, inputs))
    writing.guard(output, folder)
    _keep_apart(output, folder)
    plan = pipeline.plan_handbook(inputs, options)
    written = writing.write_output(pipeline.outputs_of(plan, tell), output, {})
    return Report(
        problems=plan.problems,
        summary=f"{output}: the handbook, {amount(len(plan.artifacts), 'file')}, "
        f"{written.written:,} new or changed",
        notes=("It contains names, phone numbers and unpublished texts. Keep it internal.",),
    )


def _keep_apart(output: Path, folder: Path) -> None:
    """Raise :class:`WritingError` if the folder is, or is in, a published one."""
    from statusgen.writing import WritingError

    place = Path(os.path.realpath(output))
    public = Path(os.path.realpath(folder / "output"))
    for parent in (place, *place.parents):
        if parent == public or _holds_site(parent):
            message = f"{output} is in the public site at {parent}, but the handbook is internal"
            hint = "Name a folder next to the project, such as `--output ../handbook`."
            raise WritingError(str(output.absolute()), "output-folder", message, hint)


def _holds_site(folder: Path) -> bool:
    """Tell whether a build has written a public site to this folder."""
    from statusgen import addresses, manifest, writing

    return addresses.WIDGET in manifest.load(writing.read_manifest(folder))
