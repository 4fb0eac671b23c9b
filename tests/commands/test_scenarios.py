"""The scenarios of a project: listed, and found by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands.desks import PROJECT, SCENARIO, desk
from sample import FILES

from statusgen.commands.options import UsageError
from statusgen.commands.scenarios import as_table, find_scenario, scenarios

MORE = {
    **PROJECT,
    "content/scenarios/base.md": SCENARIO,
    "content/scenarios/a-french-one.md": SCENARIO.replace(
        "---\ntitle", "---\nlanguage: fr\ntitle", 1
    ),
    "content/scenarios/broken.md": "---\ntitel: A\n---\n",
}


def test_scenarios_in_the_language_of_the_site_come_first(tmp_path: Path) -> None:
    names = [each.slug for each in scenarios(desk(tmp_path, MORE))]
    assert names == ["base", "database", "work", "a-french-one"]


def test_the_table_describes_each_scenario(tmp_path: Path) -> None:
    drill = "---\ntitle: Loss\nkind: [data_loss]\ninternal: true\n---\n\n## Investigating\n\nA.\n"
    plain = "---\ntitle: Else\n---\n\n## Investigating\n\nA.\n"
    more = {"content/scenarios/loss.md": drill, "content/scenarios/plain.md": plain}
    assert as_table(desk(tmp_path, PROJECT | more)).splitlines() == [
        "database  Database unavailable  outage, critical",
        "loss      Loss                  data loss, internal",
        "plain     Else",
        "work      Planned work          maintenance",
    ]


def test_a_project_without_scenarios_says_so(tmp_path: Path) -> None:
    assert as_table(desk(tmp_path, FILES)) == "There are no scenarios in content/scenarios/."


def test_a_scenario_is_found_by_part_of_its_name(tmp_path: Path) -> None:
    at = desk(tmp_path, MORE)
    assert find_scenario(at, "base").slug == "base"
    assert find_scenario(at, "dat").slug == "database"
    with pytest.raises(UsageError, match="Did you mean `database`"):
        find_scenario(at, "databsae")
    with pytest.raises(UsageError, match="to list them"):
        find_scenario(at, "zzz")
    with pytest.raises(UsageError, match="has errors"):
        find_scenario(at, "broken")
    with pytest.raises(UsageError, match=r"(?s)matches several.*base.*database"):
        find_scenario(at, "Database unavail")
