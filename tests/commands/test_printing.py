"""What commands print for people and programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands.running import AT, TYPO, on_a_terminal, run
from sample import INCIDENT, lay

from statusgen.commands import printing


@pytest.mark.parametrize("command", ["build", "check"])
def test_standard_output_is_json_alone(project: Path, command: str) -> None:
    result = run(command, lay(project, TYPO), *AT, "--format", "json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["code"], problem["line"], problem["column"]) == ("unknown-component", 3, 14)
    assert "1 error" in result.stderr


def test_annotations_name_files_from_the_repository_root(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(project, TYPO)
    monkeypatch.chdir(project.parent)
    line = run("check", "project", *AT, "--format", "github").stdout.splitlines()[0]
    assert line.startswith("::error file=project/content/incidents/2026-11-20-api.md,line=3,col=14")
    monkeypatch.chdir(project)
    line = run("check", *AT, "--format", "github").stdout.splitlines()[0]
    assert line.startswith("::error file=content/incidents/2026-11-20-api.md,line=3,col=14")


def test_only_a_terminal_without_no_color_gets_colour(project: Path) -> None:
    lay(project, TYPO)
    code, shown = on_a_terminal("check", project, *AT)
    assert code == 1
    assert "\x1b[31m\x1b[1merror[unknown-component]\x1b[0m" in shown
    assert "\x1b" not in on_a_terminal("check", project, *AT, NO_COLOR="1")[1]
    assert "\x1b" not in run("check", project, *AT).stdout


def test_a_quick_command_shows_no_progress(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(printing, "PATIENCE", 60)
    with printing.progress() as tell:
        tell(1, 2)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_a_closed_stream_is_no_error(project: Path, closed: str) -> None:
    lay(project, TYPO)
    command = f'exec "$@" {1 + (closed == "stderr")}>&-'
    done = subprocess.run(
        ["/bin/sh", "-c", command, "sh", sys.executable, "-m", "statusgen", "check", project, *AT],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == b""
    assert (b"\n1 error in 5 files\n" in done.stdout) == (closed == "stderr")


def test_control_characters_in_a_file_name_are_replaced(project: Path) -> None:
    lay(project, {"content/\x1b[2Jgone.txt": ""})
    shown = run("check", project, *AT).stdout
    assert "gone.txt" in shown
    assert "\x1b" not in shown


def test_a_terminal_without_unicode_gets_escapes(project: Path) -> None:
    lay(project, {"content/incidents/2026-11-20-api.md": INCIDENT.replace("api:", "ä→😀:")})
    done = subprocess.run(
        [sys.executable, "-m", "statusgen", "check", str(project), *AT],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
        check=False,
    )
    assert done.returncode == 1
    assert b"`\xe4\\u2192\\U0001f600`" in done.stdout
    assert b"Traceback" not in done.stderr
