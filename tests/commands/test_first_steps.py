"""The first steps and the roles that `new` shows."""

from __future__ import annotations

from statusgen.commands.scenarios import briefing
from statusgen.model import Person, Practice, Role, Scenario, Sort, Text

TEAM = Practice(
    team=(
        Role(
            name="incident_manager",
            primary=Person(name="Ana", contact="+33 1"),
            backups=(Person(name="Bo"), Person(name="Chi", contact="chi")),
        ),
        Role(name="support", primary=Person(name="Eli")),
    )
)


def scenario(runbook: str, *roles: str) -> Scenario:
    return Scenario(
        slug="a",
        path="content/scenarios/a.md",
        title="A",
        sort=Sort.INCIDENT,
        phases=(),
        runbook=Text(markdown=runbook),
        roles=roles,
    )


def test_a_briefing_has_the_first_steps_and_the_roles() -> None:
    steps = "\n\n".join(f"{number}. Step" for number in range(1, 9))
    assert [*briefing(TEAM, scenario(f"### At once\n\n{steps}", "incident_manager"))] == [
        "First steps:",
        "  At once:",
        *(f"  {number}. Step" for number in range(1, 6)),
        "  … the rest: `statusgen runbook a`",
        "Who does what:",
        "  incident manager: Ana, +33 1 (backup: Bo; Chi, chi)",
    ]


def test_roles_come_in_the_order_of_the_scenario() -> None:
    lines = [*briefing(TEAM, scenario("", "support", "incident_manager"))]
    assert [line.partition(":")[0] for line in lines[1:]] == ["  support", "  incident manager"]


def test_without_a_scenario_all_roles_are_listed() -> None:
    assert [*briefing(TEAM, None)][-1] == "  support: Eli"
    assert [*briefing(Practice(), None)] == []
