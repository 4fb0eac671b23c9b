"""``statusgen runbook``: the steps of a scenario, and who is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands.parameters import project_option, workspace_of
from statusgen.commands.printing import print_markdown, print_table
from statusgen.problems import printable

if TYPE_CHECKING:
    from statusgen.commands.team import Rows
    from statusgen.commands.workspace import Workspace


@click.command("runbook")
@click.argument("scenario", required=False)
@project_option
def command(*, scenario: str | None, project: Path) -> None:
    """Show the steps of SCENARIO and who is needed.

    Without SCENARIO, list all scenarios.
    """
    from statusgen.commands import scenarios
    from statusgen.commands.team import ROLES

    workspace = workspace_of(project)
    if not scenario:
        click.echo(scenarios.as_table(workspace))
        return
    steps, roles = runbook(workspace, scenario)
    print_markdown(steps)
    if roles:
        click.echo()
        print_table(ROLES, roles)


def runbook(workspace: Workspace, name: str) -> tuple[str, Rows]:
    """Return the runbook of a scenario in Markdown, and who is needed.

    Raise as :func:`statusgen.commands.scenarios.find_scenario`.
    """
    from statusgen.commands.scenarios import find_scenario
    from statusgen.commands.team import people

    scenario = find_scenario(workspace, name)
    steps = scenario.runbook.markdown.strip() or (
        f"This scenario has no runbook. Write one under `## Runbook` in {scenario.path}."
    )
    parts = (f"# {scenario.title}", scenario.summary.markdown.strip(), steps)
    text = "\n\n".join(filter(None, parts))
    roles = people(workspace.site.practice.roles(scenario.roles))
    return "\n".join(map(printable, text.split("\n"))), roles
