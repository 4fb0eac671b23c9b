"""The commands for the team, as a person and a program see them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command_line.running import AT, on_a_terminal, run
from sample import INCIDENT, SITE, lay

TEAM = """\
team:
  incident_manager:
    primary: {name: Ana, contact: +33 1}
    backups: [{name: Bo}]
    does: Decides.
channels:
  - {name: customers, audience: external, url: "${HIDDEN}"}
"""

SCENARIO = """\
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


def test_the_status_is_a_table_of_plain_lines(project: Path) -> None:
    result = run("status", "--project", project, *AT)
    assert result.exit_code == 0
    heading, heads, row = result.stdout.splitlines()
    assert heading == "As of 2026-11-20 14:40 UTC"
    assert heads.split("  ")[0] == "incident"
    assert row == (
        "2026-11-20-api  Elevated error rates  investigating  major   14:05  14:05        15:00"
    )
    assert heads.index("next update") == row.index("15:00")


def test_on_a_terminal_it_is_drawn_to_its_width(project: Path) -> None:
    code, shown = on_a_terminal("status", "--project", project, *AT, columns=70)
    assert code == 0
    assert "2026-11-20-api" in shown
    assert "\x1b[1m" in shown
    assert max(len(line) for line in re.sub(r"\x1b\[[\d;]*m", "", shown).split("\r\n")) <= 70


@pytest.mark.parametrize("columns", [31, 40, 50, 60, 80, 100, 120, 160])
def test_a_narrow_terminal_cuts_no_word(project: Path, columns: int) -> None:
    title = "Payments with cards of some banks fail in Europe, and refunds are late"
    text = INCIDENT.replace("Elevated error rates", title).replace("11-20 14:05", "11-18 14:05")
    lay(project, {"content/incidents/2026-11-18-payments-fail.md": text})
    code, shown = on_a_terminal("status", "--project", project, *AT, columns=columns)
    assert code == 0
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert max(map(len, plain.split("\r\n"))) <= columns
    assert {*re.findall(r"[\w-]+", title)} <= {*re.findall(r"[\w-]+", plain)}
    for whole in ("2026-11-18-payments-fail", "investigating", "major"):
        assert whole in plain
    assert plain.count("2026-11-18 14:05") == 2
    assert ("\r\n  Title " in plain) is (columns < 160)


@pytest.mark.parametrize("columns", [1, 12, 30])
def test_without_room_for_labels_beside_values_they_are_plain_lines(
    project: Path, columns: int
) -> None:
    lay(project, {"content/incidents/2026-11-18-a.md": INCIDENT.replace("11-20 14", "11-18 14")})
    code, shown = on_a_terminal("status", "--project", project, *AT, columns=columns)
    assert code == 0
    for line in ("Title: Elevated error rates", "Impact: major", "Since: 2026-11-18 14:05"):
        assert f"\r\n{line}\r\n" in shown


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_number_to_call_is_in_one_piece(project: Path, columns: int) -> None:
    team = TEAM.replace("+33 1", "+33 1 23 45 67 89").replace(
        "{name: Bo}", "{name: Bo Lindqvist, contact: +33 9 87 65 43 21}"
    )
    team = team.replace("Decides.", "Decides, keeps the overview, and owns it until it is over.")
    lay(project, {"content/site.yml": SITE + team})
    _, shown = on_a_terminal("team", "--project", project, columns=columns)
    assert "+33 1 23 45 67 89" in shown
    assert "Bo Lindqvist (+33 9 87 65 43 21)" in shown


def test_a_name_that_is_typed_again_is_in_one_piece(project: Path) -> None:
    name = f"2026-11-18-{'a' * 60}"
    lay(project, {f"content/incidents/{name}.md": INCIDENT})
    _, shown = on_a_terminal("status", "--project", project, *AT, columns=40)
    assert name in shown


def test_the_status_is_json_for_programs(project: Path) -> None:
    result = run("status", "--project", project, *AT, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["open"][0]["incident"] == "2026-11-20-api"


def test_a_project_that_is_none_is_a_mistake(tmp_path: Path) -> None:
    result = run("status", "--project", tmp_path)
    assert result.exit_code == 2
    assert "There is no content/site.yml" in result.stderr


def test_the_team_is_shown_with_its_channels(project: Path) -> None:
    lay(project, {"content/site.yml": SITE + TEAM})
    result = run("team", "--project", project)
    assert result.stdout == (
        "role              who  contact  backups  does\n"
        "incident_manager  Ana  +33 1    Bo       Decides.\n"
        "\n"
        "channel    audience  announces\n"
        "customers  external  everything\n"
    )


def test_without_a_team_it_says_what_to_write(project: Path) -> None:
    assert run("team", "--project", project).stdout.startswith("site.yml names no team yet.")


def test_a_runbook_is_text_and_on_a_terminal_drawn(project: Path) -> None:
    lay(project, {"content/site.yml": SITE + TEAM, "content/scenarios/slow.md": SCENARIO})
    assert run("runbook", "slow", "--project", project).stdout == (
        "# It is slow\n\nWhen **pages** take long.\n\n1. Call Ana.\n\n"
        "role              who  contact  backups  does\n"
        "incident_manager  Ana  +33 1    Bo       Decides.\n"
    )
    code, shown = on_a_terminal("runbook", "slow", "--project", project)
    assert code == 0
    assert "\x1b[1mpages" in shown


def test_without_a_name_the_scenarios_are_listed(project: Path) -> None:
    assert run("runbook", "--project", project).stdout.startswith("There are no scenarios")
    lay(project, {"content/scenarios/slow.md": SCENARIO})
    assert run("runbook", "--project", project).stdout.startswith("slow  It is slow")


def test_an_unknown_scenario_is_asked_about(project: Path) -> None:
    lay(project, {"content/scenarios/slow.md": SCENARIO})
    result = run("runbook", "slwo", "--project", project)
    assert result.exit_code == 2
    assert "There is no scenario `slwo`. Did you mean `slow`?" in result.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [(("team",), 1), (("runbook",), 0), (("log", "2026-11-20-api", "Noted."), 0)],
)
def test_a_site_with_mistakes_is_told_before_what_may_be_missing_for_it(
    project: Path, words: tuple[str, ...], code: int
) -> None:
    lay(project, {"content/site.yml": f"{SITE}{TEAM}links: [\n"})
    result = run(*words, "--project", project)
    assert result.exit_code == code
    assert "site.yml has mistakes, and what it says may be missing here" in result.stderr
    assert "names no team" not in result.output
