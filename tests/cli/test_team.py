"""The commands for the team, as a person and a program see them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from cli.running import AT, on_a_terminal, run


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


def test_the_status_is_json_for_programs(project: Path) -> None:
    result = run("status", "--project", project, *AT, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["open"][0]["incident"] == "2026-11-20-api"


def test_a_project_that_is_none_is_a_mistake(tmp_path: Path) -> None:
    result = run("status", "--project", tmp_path)
    assert result.exit_code == 2
    assert "--project: there is no content/site.yml" in result.stderr
