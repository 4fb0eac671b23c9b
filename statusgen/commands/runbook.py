"""``statusgen runbook``: what is to be done in a scenario, and by whom."""

from __future__ import annotations

from dataclasses import dataclass

from statusgen.commands.catalogue import find_scenario
from statusgen.commands.desk import Desk
from statusgen.commands.team import Rows, people
from statusgen.problems import printable

__all__ = ["Runbook", "runbook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook:
    """What a team does in a scenario."""

    markdown: str
    """The title, when the scenario applies, and the steps."""
    roles: Rows
    """Who is needed, as :func:`statusgen.commands.team.people` says it."""


def runbook(desk: Desk, name: str) -> Runbook:
    """Return the runbook of a scenario; as ``find_scenario`` finds it."""
    scenario = find_scenario(desk, name)
    parts = [f"# {scenario.title}", scenario.summary.markdown, scenario.runbook.markdown]
    if not scenario.runbook:
        parts[-1] = f"There are no steps. Write them under `## Runbook` in {scenario.path}."
    text = "\n\n".join(part.strip() for part in parts if part.strip())
    return Runbook(
        markdown="\n".join(map(printable, text.split("\n"))),
        roles=people(desk.site.practice.roles(scenario.roles)),
    )
