"""``statusgen build``: a project's site, written to its output folder."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands import clock
from statusgen.commands.parameters import (
    TextCommand,
    format_option,
    now_option,
    project_argument,
    strict_option,
)
from statusgen.commands.printing import finish, progress, usage_errors
from statusgen.commands.report import Report, amount, count, some
from statusgen.problems import Problem, Rejected

if TYPE_CHECKING:
    from statusgen.inputs import Inputs
    from statusgen.pipeline import Options, Tell
    from statusgen.publishing import Written


@click.command("build", cls=TextCommand)
@project_argument
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The folder to write to; PROJECT's output/ if left out.",
)
@now_option
@click.option("--base-url", metavar="URL", help="Where this build will stand, if not at `url`.")
@strict_option
@click.option("--preview", metavar="LABEL", help="Show drafts as well, under a banner with LABEL.")
@format_option
def command(
    *,
    project: Path,
    output: Path | None,
    now: str | None,
    base_url: str | None,
    strict: bool,
    preview: str | None,
    form: str,
) -> None:
    """Write the site of PROJECT, by default the current folder.

    While anything is wrong with it, nothing is written.
    """
    with usage_errors(), progress() as tell:
        report = build(
            project,
            output or project / "output",
            now=now,
            clock=clock.now(),
            tell=tell,
            base_url=base_url,
            preview=preview,
            strict=strict,
        )
    finish(report, form, project)


def build(
    folder: Path,
    output: Path,
    *,
    now: str | None,
    clock: datetime,
    tell: Tell,
    base_url: str | None = None,
    preview: str | None = None,
    strict: bool = False,
) -> Report:
    """Build the project in ``folder``; while anything is wrong with it, write nothing."""
    from statusgen import pipeline, project, publishing
    from statusgen.commands.options import instant, label, site_url
    from statusgen.pipeline import Options
    from statusgen.publishing import OutputError

    began = time.monotonic()
    inputs = project.read(folder)
    options = Options(
        as_of=instant(now, clock, inputs),
        base_url=site_url(base_url),
        preview=label(preview),
        strict=strict,
    )
    try:
        publishing.guard(output, folder)
        plan = pipeline.plan(inputs, options)
        files = pipeline.render(plan, tell)
        written = publishing.publish(files, output)
    except Rejected as rejected:
        return _rejection(rejected.problems, inputs, options)
    except OutputError as error:
        return Report(problems=(error.problem,), summary=count((error.problem,)), failed=True)
    read = len(inputs.files) + len(inputs.static)
    return Report(
        problems=plan.problems,
        summary=f"{output}: {_outcome(written, read)}, in {time.monotonic() - began:.2f} s",
        notes=_notes(written),
    )


def _outcome(written: Written, read: int) -> str:
    return (
        f"{amount(read, 'file')} read, {written.written:,} written, "
        f"{written.left:,} left as they were, {written.removed:,} removed"
    )


def _notes(written: Written) -> tuple[str, ...]:
    if not written.strangers:
        return ()
    return (f"Left alone, since no build wrote them: {some(written.strangers)}",)


def _rejection(problems: tuple[Problem, ...], inputs: Inputs, options: Options) -> Report:
    """Say that nothing was written; readers are waiting, but for a preview, which shows drafts."""
    from statusgen.commands.rejection import stopping, way_out

    return Report(
        problems=problems,
        summary=f"{count(problems)}; nothing was written",
        notes=() if options.preview else way_out(stopping(problems, inputs, options)),
        failed=True,
    )
