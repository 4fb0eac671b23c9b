"""The commands that bring scenarios and team to people: on paper, on a host, on the forge."""

from __future__ import annotations

from pathlib import Path

import click

from statusgen.cli import clock
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
        report = command.handbook(project, output, now=now, clock=clock.now(), tell=tell)
    finish(report, form, project)


@click.command()
@project_argument
@click.option(
    "--forge",
    type=click.Choice(["github", "gitlab"]),
    help="What the repository's host runs, where its name does not say.",
)
@click.option(
    "--branch", default="main", show_default=True, help="The branch that the site is built from."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="Links to look at, or a list to paste into a page of the forge.",
)
def links(*, project: Path, forge: str | None, branch: str, form: str) -> None:
    """Print a link for each scenario of PROJECT that opens a new incident on the forge.

    The forge is that of `repository` in site.yml.
    """
    from statusgen.commands import links as command  # noqa: PLC0415 - `--help` loads no command

    with usage_errors():
        found = command.links(
            project,
            branch=branch,
            forge=forge,
            markdown=form == "markdown",
            clock=clock.now(),
        )
    if isinstance(found, str):
        click.echo(found)
    else:
        finish(found, "text", project)
