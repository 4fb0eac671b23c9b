"""The commands for the team: how things stand, who does what, what was learned."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from statusgen.cli import clock
from statusgen.cli.parameters import desk_of, located, now_option, project_option
from statusgen.cli.printing import print_markdown, print_table, usage_errors

OF_ROLES = ("does",)
"""What gives way in a narrow table of roles; names and numbers stay whole."""


@click.command()
@project_option
@now_option
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
def status(*, project: Path, now: str | None, as_json: bool) -> None:
    """Show what is open, what is promised, and what is overdue."""
    from statusgen.commands import status as command  # noqa: PLC0415 - `--help` loads no command

    with usage_errors():
        standing = command.status(located(project), now=now, clock=clock.now())
    if as_json:
        click.echo(standing.as_json())
        return
    click.echo(standing.heading)
    if standing.open:
        print_table(command.COLUMNS, standing.rows, wraps=("title", "next update"))
    for note in standing.notes:
        click.echo(note)


@click.command()
@project_option
def team(*, project: Path) -> None:
    """Show who has which role and how to reach them, and where updates are announced."""
    from statusgen.commands import team as command  # noqa: PLC0415 - `--help` loads no command

    with usage_errors():
        desk = desk_of(project)
        found = command.team(desk)
    if found.roles:
        print_table(command.ROLES, found.roles, wraps=OF_ROLES)
    elif desk.site.complete:
        click.echo("site.yml names no team yet. Give each role somebody, and a backup: `team:`.")
    else:  # as was said
        sys.exit(1)
    if found.channels:
        click.echo()
        print_table(command.CHANNELS, found.channels, wraps=("announces",))


@click.command()
@click.argument("scenario", required=False)
@project_option
def runbook(*, scenario: str | None, project: Path) -> None:
    """Show what is to be done in SCENARIO, and who is needed; without one, list them all."""
    from statusgen.commands import catalogue  # noqa: PLC0415 - `--help` loads no command
    from statusgen.commands import runbook as command  # noqa: PLC0415 - `--help` loads no command
    from statusgen.commands.team import ROLES  # noqa: PLC0415 - `--help` loads no command

    with usage_errors():
        desk = desk_of(project)
        if scenario is None:
            click.echo(catalogue.as_table(desk))
            return
        found = command.runbook(desk, scenario)
    print_markdown(found.markdown)
    if found.roles:
        click.echo()
        print_table(ROLES, found.roles, wraps=OF_ROLES)
