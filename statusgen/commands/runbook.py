"""``statusgen runbook``: what is to be done in a scenario, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands.parameters import project_option, workspace_of
from statusgen.commands.printing import print_markdown, print_table, usage_errors
from statusgen.problems import printable

if TYPE_CHECKING:
    from statusgen.commands.team import Rows
    from statusgen.commands.workspace import Workspace


@click.command("runbook")
@click.argument("scenario", required=False)
@project_option
def command(*, scenario: str | None, project: Path) -> None:
    """Show what is to be done in SCENARIO, and who is needed; without one, list them all."""
    from statusgen.commands import scenarios
    from statusgen.commands.team import ROLES

    with usage_errors():
        desk = workspace_of(project)
        if scenario is None:
            click.echo(scenarios.as_table(desk))
            return
        found = runbook(desk, scenario)
    print_markdown(found.markdown)
    if found.roles:
        click.echo()
        print_table(ROLES, found.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook:
    """What a team does in a scenario."""

    markdown: str
    """The title, when the scenario applies, and the steps."""
    roles: Rows
    """Who is needed, as :func:`statusgen.commands.team.people` says it."""


def runbook(desk: Workspace, name: str) -> Runbook:
    """Return the runbook of a scenario; as ``find_scenario`` finds it."""
    from statusgen.commands.scenarios import find_scenario
    from statusgen.commands.team import people

    scenario = find_scenario(desk, name)
    parts = [f"# {scenario.title}", scenario.summary.markdown, scenario.runbook.markdown]
    if not scenario.runbook:
        parts[-1] = f"There are no steps. Write them under `## Runbook` in {scenario.path}."
    text = "\n\n".join(part.strip() for part in parts if part.strip())
    return Runbook(
        markdown="\n".join(map(printable, text.split("\n"))),
        roles=people(desk.site.practice.roles(scenario.roles)),
    )
