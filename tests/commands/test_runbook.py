from __future__ import annotations

from pathlib import Path

import pytest
from sample import FILES, NOW, SITE, lay

from statusgen.commands.options import UsageError
from statusgen.commands.runbook import runbook
from statusgen.commands.workspace import open_workspace

TEAM = "team:\n  support: {primary: {name: Eli}}\n  social: {primary: {name: Hal}}\n"
SCENARIO = "---\ntitle: Slow\nkind: notice\nroles: [Social]\n---\n\n## Notice\n\nWe look.\n"
BREAK = "## Runbook\n\n1. Look.\n\n   \tThen wait.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    scenarios = {
        "content/scenarios/slow.md": SCENARIO,
        "content/scenarios/steps.md": SCENARIO + BREAK,
        "content/scenarios/broken.md": SCENARIO.replace("notice", "trouble"),
    }
    return lay(tmp_path, FILES | {"content/site.yml": SITE + TEAM} | scenarios)


def test_the_steps_and_those_who_are_needed(project: Path) -> None:
    found = runbook(open_workspace(project, NOW), "steps")
    assert found.markdown == "# Slow\n\n1. Look.\n\n    Then wait."
    assert [row[1] for row in found.roles] == ["Hal"]


def test_where_no_role_is_named_all_are_needed(project: Path) -> None:
    path = project / "content/scenarios/steps.md"
    path.write_text(path.read_text().replace("roles: [Social]\n", ""))
    found = runbook(open_workspace(project, NOW), "steps")
    assert [row[1] for row in found.roles] == ["Eli", "Hal"]


def test_a_scenario_without_steps_says_where_to_write_them(project: Path) -> None:
    assert runbook(open_workspace(project, NOW), "slow.md").markdown == (
        "# Slow\n\nThere are no steps. Write them under `## Runbook` in content/scenarios/slow.md."
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("stepz", "There is no scenario `stepz`. Did you mean `steps`?"),
        ("flood", "There is no scenario `flood`. `statusgen runbook` lists them all."),
        ("broken", "content/scenarios/broken.md has mistakes; `statusgen check` shows them."),
    ],
)
def test_what_cannot_be_shown_is_explained(project: Path, name: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        runbook(open_workspace(project, NOW), name)
    assert str(raised.value) == message
