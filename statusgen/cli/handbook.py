"""The commands that bring scenarios and team to people: on paper, on a host, on the forge."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from statusgen.cli.parameters import format_option, now_option, project_argument
from statusgen.cli.printing import finish, progress, usage_errors


@click.command()
@project_argument
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder to write to; never one that is published.",
)
@now_option
@format_option
def handbook(*, project: Path, output: Path, now: str | None, form: str) -> None:
    """Write the internal handbook of PROJECT: scenarios, runbooks, team, channels.

    It is for printing, or for a host inside the house.
    """
    from statusgen.commands import handbook as command  # noqa: PLC0415 - `--help` loads no command

    with usage_errors(), progress() as tell:
        report = command.handbook(project, output, now=now, clock=datetime.now(UTC), tell=tell)
    finish(report, form, project)
