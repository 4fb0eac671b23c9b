"""The commands for the team: how things stand, who does what, what is to be done."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from statusgen.cli.parameters import now_option, project_option
from statusgen.cli.printing import print_table, usage_errors


@click.command()
@project_option
@now_option
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
def status(*, project: Path, now: str | None, as_json: bool) -> None:
    """Show what is open, what is promised, and what is overdue."""
    from statusgen.commands import status as command  # noqa: PLC0415 - `--help` loads no command

    with usage_errors():
        standing = command.status(project, now=now, clock=datetime.now(UTC))
    if as_json:
        click.echo(standing.as_json())
        return
    click.echo(standing.heading)
    if standing.open:
        print_table(command.COLUMNS, standing.rows)
    for note in standing.notes:
        click.echo(note)
