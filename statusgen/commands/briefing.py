"""What whoever begins an incident should know at once: the first steps, and who does what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from statusgen.model import Person, Practice, Scenario

__all__ = ["briefing"]

FIRST_STEPS: Final = 6
"""Lines of a runbook that are shown at once."""


_HEADING: Final = re.compile(r"^#+ (.*)")


def briefing(practice: Practice, scenario: Scenario | None) -> Iterator[str]:
    """Yield the first steps of the runbook, and the roles that are needed, with their backups."""
    if scenario and scenario.runbook:
        yield "First steps:"
        lines = [line for line in scenario.runbook.markdown.split("\n") if line.strip()]
        steps = lines[:FIRST_STEPS]
        while steps and _HEADING.match(steps[-1]):
            steps.pop()  # its steps are further down
        yield from ("  " + _HEADING.sub(r"\1:", step) for step in steps)
        if len(lines) > len(steps):
            yield f"  … all of it: `statusgen runbook {scenario.slug}`"
    roles = practice.roles(scenario.roles if scenario else ())
    if roles:
        yield "Who does what:"
    for role in roles:
        backups = "; ".join(map(_person, role.backups))
        yield f"  {role.name.replace('_', ' ')}: {_person(role.primary)}" + (
            f" (backup: {backups})" if backups else ""
        )


def _person(person: Person) -> str:
    return f"{person.name}, {person.contact}" if person.contact else person.name
