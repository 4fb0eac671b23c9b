"""The scenarios of a project: found by a word, and for ``statusgen new --list``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from statusgen.authoring.naming import find_files
from statusgen.authoring.prefilling import title_of
from statusgen.commands.incidents import one_of
from statusgen.commands.options import UsageError
from statusgen.commands.printing import columns
from statusgen.commands.workspace import Workspace
from statusgen.model import Person, Practice, Scenario, Sort
from statusgen.notation.names import name_of_file
from statusgen.notation.words import KINDS_AND_NOTICE
from statusgen.problems import did_you_mean
from statusgen.reading.content import SCENARIOS

NO_SCENARIO = "none"
"""What is said where no scenario fits."""


def scenarios(workspace: Workspace) -> tuple[Scenario, ...]:
    """Return those that can be read, the ones in the site's language first, by name."""
    language = workspace.site.settings.language
    found = (each.scenario for each in workspace.scenarios if each.scenario)
    return tuple(sorted(found, key=lambda each: (each.language != language, each.slug)))


def find_scenario(workspace: Workspace, word: str, *, asks: bool = False) -> Scenario:
    """Return the scenario that a word names, or begins the name of.

    Where there are several, ``asks`` tells whether to ask. Raise :class:`UsageError` where none
    is meant, or it cannot be read.
    """
    found = find_files(word, workspace.scenario_files)
    if not found.files:
        hint = did_you_mean(found.nearest, "`statusgen runbook` lists them all.")
        if kind := KINDS_AND_NOTICE.find(word):
            hint = f"It is a kind: `statusgen new {NO_SCENARIO} --kind {kind}` needs no scenario."
        message = f"There is no scenario `{word}`. {hint}"
        raise UsageError(message)
    names = [name_of_file(file.path) for file in found.files]
    if len(names) > 1:
        known = {each.slug: each.title for each in scenarios(workspace)}
        message = f"`{word}` may be any of these; write more of the name:"
        names = [one_of([(name, known.get(name, "")) for name in names], message, asks=asks)]
    scenario = workspace.scenario(names[0])
    if scenario is None:
        message = f"{SCENARIOS}{names[0]}.md has mistakes; `statusgen check` shows them."
        raise UsageError(message)
    return scenario


def offer(workspace: Workspace) -> str:
    """Return where an incident that is given no scenario may have its words from; empty if none."""
    hint = "A scenario has most of it: `statusgen new SCENARIO`; `statusgen new --list` shows all."
    return hint if workspace.scenario_files else ""


def usual_title(workspace: Workspace, scenario: Scenario | None, components: Iterable[str]) -> str:
    """Return the title of an incident that is given none; empty without a scenario."""
    if not scenario:
        return ""
    return title_of(
        scenario, workspace.names(components), partial(workspace.locale, scenario.language)
    )


def as_table(workspace: Workspace) -> str:
    """Return the scenarios as lines for people."""
    found = scenarios(workspace)
    if not found:
        return "There are no scenarios in content/scenarios/."
    return "\n".join(columns([(each.slug, each.title, _nature(each)) for each in found]))


def as_json(workspace: Workspace) -> str:
    """Return the scenarios for programs: ``{"scenarios": […]}``."""
    records = [
        {
            "name": each.slug,
            "title": each.title,
            "sort": str(each.sort),
            "kinds": [str(kind) for kind in each.kinds],
            "impact": each.impact.word if each.impact is not None else None,
            "internal": each.internal,
            "language": each.language,
            "variables": [variable.name for variable in each.variables],
            "path": each.path,
        }
        for each in scenarios(workspace)
    ]
    return json.dumps({"scenarios": records}, ensure_ascii=False, indent=2)


def _nature(scenario: Scenario) -> str:
    """Return what a scenario makes, in a few words: ``outage, critical``."""
    parts = (
        *(str(kind).replace("_", " ") for kind in scenario.kinds),
        "" if scenario.sort is Sort.INCIDENT else str(scenario.sort),
        "" if scenario.impact is None else scenario.impact.word,
        "internal" if scenario.internal else "",
    )
    return ", ".join(filter(None, parts))


FIRST_STEPS: Final = 6
"""Lines of a runbook that are shown at once."""


def briefing(practice: Practice, scenario: Scenario | None) -> Iterator[str]:
    """Yield the first steps of the runbook, and the roles that are needed, with their backups."""
    if scenario and scenario.runbook:
        lines = [line for line in scenario.runbook.markdown.split("\n") if line.strip()]
        yield "First steps:"
        yield from ("  " + re.sub(r"^#+ (.*)", r"\1:", line) for line in lines[:FIRST_STEPS])
        if len(lines) > FIRST_STEPS:
            yield f"  … all of it: `statusgen runbook {scenario.slug}`"
    roles = practice.roles(scenario.roles if scenario else ())
    if roles:
        yield "Who does what:"
    for role in roles:
        backups = "; ".join(map(_person, role.backups))
        backups = f" (backup: {backups})" if backups else ""
        yield f"  {role.name.replace('_', ' ')}: {_person(role.primary)}{backups}"


def _person(person: Person) -> str:
    return f"{person.name}, {person.contact}" if person.contact else person.name
