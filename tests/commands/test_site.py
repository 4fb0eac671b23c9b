"""The commands for operators, run as a process: arguments in, exit codes and reports out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from commands.running import AT, PLACE, TYPO, run
from sample import lay


def test_a_build_reports_one_line(project: Path) -> None:
    result = run("build", project, *AT)
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{project}/output: 5 files read, ")
    assert " written, 0 unchanged, 0 removed, in " in line
    assert (project / "output/index.html").exists()


def test_a_mistake_stops_the_build_and_shows_the_quick_way_out(project: Path) -> None:
    result = run("build", lay(project, TYPO), *AT)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{PLACE}: error[unknown-component]: ")
    assert result.stdout.endswith(
        "\n1 error; nothing was written\nTo publish the rest now, "
        "add `draft: true` to content/incidents/2026-11-20-api.md, or put `_` before the name.\n"
    )
    assert not (project / "output").exists()


def test_a_check_reports_everything_and_writes_nothing(project: Path) -> None:
    result = run("check", project, *AT)
    assert (result.exit_code, result.stdout) == (0, "no problems in 5 files\n")
    result = run("check", lay(project, TYPO | {"content/static.txt": ""}), *AT)
    assert result.exit_code == 1
    assert "error[unknown-component]" in result.stdout
    assert "warning[stray-file]" in result.stdout
    assert result.stdout.endswith("\n1 error, 1 warning in 5 files\n")
    assert not (project / "output").exists()


def test_overdue_tasks_fail_the_check(project: Path) -> None:
    result = run("check", project, *AT, "--overdue")
    assert (result.exit_code, result.stdout) == (0, "nothing is overdue\n")
    later = ("--now", "2026-11-20 16:00Z")
    assert run("check", project, *later).exit_code == 0
    result = run("check", project, *later, "--overdue")
    assert result.exit_code == 1
    assert "warning[overdue-promise]" in result.stdout
    assert "\n1 overdue task\n" in result.stdout
    assert run("check", project, *AT, "--overdue", "--strict").exit_code == 2


def test_a_refused_output_folder_is_explained(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.parent)
    result = run("build", "project", *AT, "--output", ".")
    assert result.exit_code == 1
    assert result.stdout.startswith(
        f"{project.parent}: error[output-folder]: . contains the project"
    )
    result = run("build", "project", *AT, "--output", ".", "--format", "github")
    assert f"file={project.parent}," in result.stdout


def test_the_schema_is_json() -> None:
    for name in ("incident", "postmortem", "site"):
        assert json.loads(run("schema", name).stdout)["type"] == "object"


def test_help_is_instant() -> None:
    code = "import sys, statusgen.commands; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"pydantic", "jinja2", "babel", "markdown", "rich", "statusgen.pipeline"}
    assert heavy.isdisjoint(done.stdout.split())
