from __future__ import annotations

from pathlib import Path

import pytest
from commands.running import on_a_terminal, run
from sample import FILES, NOW, SITE, lay

from statusgen.commands.options import UsageError
from statusgen.commands.runbook import runbook
from statusgen.commands.workspace import open_workspace

TEAM = "team:\n  support: {primary: {name: Eli}}\n  social: {primary: {name: Hal}}\n"
SCENARIO = "---\ntitle: Slow\nkind: notice\nroles: [Social]\n---\n\n## Notice\n\nWe look.\n"
BREAK = "## Runbook\n\n1. Look.\n\n   \tThen wait.\n"


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    scenarios = {
        "content/scenarios/slow.md": SCENARIO,
        "content/scenarios/steps.md": SCENARIO + BREAK,
        "content/scenarios/broken.md": SCENARIO.replace("notice", "trouble"),
    }
    return lay(tmp_path, FILES | {"content/site.yml": SITE + TEAM} | scenarios)


def test_a_runbook_has_its_steps_and_the_roles_it_needs(prepared: Path) -> None:
    steps, roles = runbook(open_workspace(prepared, NOW), "steps")
    assert steps == "# Slow\n\n1. Look.\n\n    Then wait."
    assert [row[1] for row in roles] == ["Hal"]


def test_a_scenario_without_roles_needs_them_all(prepared: Path) -> None:
    path = prepared / "content/scenarios/steps.md"
    path.write_text(path.read_text().replace("roles: [Social]\n", ""))
    _, roles = runbook(open_workspace(prepared, NOW), "steps")
    assert [row[1] for row in roles] == ["Eli", "Hal"]


def test_a_scenario_without_a_runbook_says_where_to_write_one(prepared: Path) -> None:
    assert runbook(open_workspace(prepared, NOW), "slow.md")[0] == (
        "# Slow\n\nThis scenario has no runbook. "
        "Write one under `## Runbook` in content/scenarios/slow.md."
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("stepz", "There is no scenario `stepz`. Did you mean `steps`?"),
        ("flood", "There is no scenario `flood`. Run `statusgen runbook` to list them."),
        ("broken", "content/scenarios/broken.md has errors. Run `statusgen check` to see them."),
    ],
)
def test_an_unknown_or_broken_scenario_is_a_usage_error(
    prepared: Path, name: str, message: str
) -> None:
    with pytest.raises(UsageError) as raised:
        runbook(open_workspace(prepared, NOW), name)
    assert str(raised.value) == message


ROTA = """\
team:
  incident_manager:
    primary: {name: Ana, contact: +33 1}
    backups: [{name: Bo}]
    does: Decides.
channels:
  - {name: customers, audience: external, url: "${HIDDEN}"}
"""

SLOW = """\
---
title: It is slow
kind: degradation
impact: minor
roles: [Incident manager]
---

When **pages** take long.

## Investigating

We look.

## Runbook

1. Call Ana.
"""


def test_a_runbook_is_formatted_only_on_a_terminal(project: Path) -> None:
    lay(project, {"content/site.yml": SITE + ROTA, "content/scenarios/slow.md": SLOW})
    assert run("runbook", "slow", "--project", project).stdout == (
        "# It is slow\n\nWhen **pages** take long.\n\n1. Call Ana.\n\n"
        "role              who  contact  backups  does\n"
        "incident_manager  Ana  +33 1    Bo       Decides.\n"
    )
    code, shown = on_a_terminal("runbook", "slow", "--project", project)
    assert code == 0
    assert "\x1b[1mpages" in shown


def test_without_a_name_all_scenarios_are_listed(project: Path) -> None:
    assert run("runbook", "--project", project).stdout.startswith("There are no scenarios")
    lay(project, {"content/scenarios/slow.md": SLOW})
    assert run("runbook", "--project", project).stdout.startswith("slow  It is slow")


def test_a_misspelt_scenario_gets_a_suggestion(project: Path) -> None:
    lay(project, {"content/scenarios/slow.md": SLOW})
    result = run("runbook", "slwo", "--project", project)
    assert result.exit_code == 2
    assert "There is no scenario `slwo`. Did you mean `slow`?" in result.stderr
