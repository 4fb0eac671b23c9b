"""The scenarios of a project: listed, and found by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from statusgen.authoring.prefilling import title_of
from statusgen.commands.incidents import find_file
from statusgen.commands.options import UsageError
from statusgen.commands.printing import columns
from statusgen.commands.workspace import Workspace
from statusgen.model import Person, Practice, Role, Scenario, Sort
from statusgen.notation.names import name_of_file

NO_SCENARIO = "none"
"""The name to type when no scenario fits."""


def scenarios(workspace: Workspace) -> tuple[Scenario, ...]:
    """Return the readable scenarios by name, those in the language of the site first."""
    language = workspace.site.settings.language
    found = (each.scenario for each in workspace.scenarios if each.scenario)
    return tuple(sorted(found, key=lambda each: (each.language != language, each.slug)))


def find_scenario(workspace: Workspace, word: str, *, asks: bool = False) -> Scenario:
    """Return the scenario whose name or title matches a word.

    If there are several, ``asks`` says whether to ask which. Raise :class:`UsageError` if there is
    none, or it cannot be read.
    """
    hint = "Run `statusgen runbook` to list them."
    file = find_file(word, workspace.scenario_files, ("scenario", hint), asks=asks)
    scenario = workspace.scenario(name_of_file(file.path))
    if not scenario:
        message = f"{file.path} has errors. Run `statusgen check` to see them."
        raise UsageError(message)
    return scenario


def usual_title(workspace: Workspace, scenario: Scenario | None, components: Iterable[str]) -> str:
    """Return the default title of an incident; empty without a scenario."""
    if not scenario:
        return ""
    return title_of(
        scenario, workspace.parts(components), partial(workspace.locale, scenario.language)
    )


def as_table(workspace: Workspace) -> str:
    """Return the scenarios as a table."""
    found = scenarios(workspace)
    if not found:
        return "There are no scenarios in content/scenarios/."
    return "\n".join(columns([(each.slug, each.title, _nature(each)) for each in found]))


def _nature(scenario: Scenario) -> str:
    """Describe a scenario in a few words: ``outage, critical``."""
    parts = (
        *(str(kind).replace("_", " ") for kind in scenario.kinds),
        "" if scenario.sort is Sort.INCIDENT else str(scenario.sort),
        scenario.impact.word if scenario.impact is not None else "",
        "internal" if scenario.internal else "",
    )
    return ", ".join(filter(None, parts))


FIRST_STEPS: Final = 6
"""How many lines of a runbook are shown."""


def briefing(practice: Practice, scenario: Scenario | None) -> Iterator[str]:
    """Yield the first steps of the runbook, and the roles needed with their backups."""
    if scenario and scenario.runbook:
        lines = [line for line in scenario.runbook.markdown.split("\n") if line.strip()]
        yield "First steps:"
        yield from ("  " + re.sub(r"^#+ (.*)", r"\1:", line) for line in lines[:FIRST_STEPS])
        if len(lines) > FIRST_STEPS:
            yield f"  … the rest: `statusgen runbook {scenario.slug}`"
    roles = practice.roles(scenario.roles if scenario else ())
    if roles:
        yield "Who does what:"
    yield from (f"  {line_of_role(role)}" for role in roles)


def line_of_role(
    role: Role, given: Mapping[str, str] = MappingProxyType({}), *, contacts: bool = True
) -> str:
    """Return who has a role, and the backups; ``given`` are the people an incident names."""

    def shown(person: Person) -> str:
        return f"{person.name}, {person.contact}" if person.contact and contacts else person.name

    first, *others = role.held_by(given)
    backups = "; ".join(map(shown, others))
    return f"{role.name.replace('_', ' ')}: {shown(first)}{f' (backup: {backups})' * bool(backups)}"
