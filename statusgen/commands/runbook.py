"""``statusgen runbook``: what is to be done in a scenario, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from statusgen.commands.options import UsageError, site_in
from statusgen.commands.team import Rows, people, read_practice
from statusgen.model import Scenario
from statusgen.problems import nearest, printable
from statusgen.reading.scenario import ScenarioEntry
from statusgen.reading.words import fold

__all__ = ["CATALOGUE", "Runbook", "catalogue", "runbook"]

CATALOGUE: Final = ("scenario", "title", "kind", "impact")


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook:
    """What a team does in a scenario."""

    markdown: str
    """The title, when the scenario applies, and the steps."""
    roles: Rows
    """Who is needed, as :func:`statusgen.commands.team.people` says it."""


def catalogue(folder: Path) -> Rows:
    """Return the scenarios of the project in ``folder``, below :data:`CATALOGUE`."""
    content = read_practice(folder)
    site_in(content)
    return tuple(
        tuple(map(printable, _row(entry.scenario))) for entry in content.scenarios if entry.scenario
    )


def runbook(folder: Path, name: str) -> Runbook:
    """Return the runbook of a scenario; raise :class:`UsageError` where there is no such one."""
    content = read_practice(folder)
    team = site_in(content).practice.team
    scenario = _find(content.scenarios, name)
    needed = {fold(role) for role in scenario.roles}
    parts = [f"# {scenario.title}", scenario.summary.markdown, scenario.runbook.markdown]
    if not scenario.runbook:
        parts[-1] = f"There are no steps. Write them under `## Runbook` in {scenario.path}."
    text = "\n\n".join(part.strip() for part in parts if part.strip())
    return Runbook(
        markdown="\n".join(map(printable, text.split("\n"))),
        roles=people(role for role in team if role.name in needed),
    )


def _find(entries: tuple[ScenarioEntry, ...], name: str) -> Scenario:
    entry = next((each for each in entries if each.name == name.removesuffix(".md")), None)
    if entry is None:
        near = nearest(name, (each.name for each in entries))
        message = f"There is no scenario `{name}`. "
        message += f"Did you mean `{near}`?" if near else "`statusgen runbook` lists them."
        raise UsageError(message)
    if entry.scenario is None:
        message = f"{entry.path} has mistakes; `statusgen check` shows them."
        raise UsageError(message)
    return entry.scenario


def _row(scenario: Scenario) -> tuple[str, ...]:
    kinds = ", ".join(scenario.kinds) or scenario.sort.value
    impact = scenario.impact.word if scenario.impact is not None else ""
    return scenario.slug, scenario.title, kinds, impact
