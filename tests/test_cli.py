"""The command line: words in, exit codes and printed reports out."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sample import FILES, INCIDENT, lay

from statusgen import cli
from statusgen.cli import main

AT = ("--now", "2026-11-20 14:40 UTC")
TYPO = {"content/incidents/2026-11-20-api.md": INCIDENT.replace("api:", "apx:")}
PLACE = "content/incidents/2026-11-20-api.md:3:14"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return lay(tmp_path / "project", FILES)


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def test_a_build_says_what_it_did_in_one_line(project: Path) -> None:
    result = run("build", project, *AT)
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{project}/output: 5 files read, ")
    assert " written, 0 left as they were, 0 removed, in " in line
    assert (project / "output/index.html").exists()


def test_a_mistake_fails_writes_nothing_and_shows_the_quick_way_out(project: Path) -> None:
    result = run("build", lay(project, TYPO), *AT)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{PLACE}: error[unknown-component]: ")
    assert result.stdout.endswith(
        "\n1 error; nothing was written\nQuick way out: "
        "`draft: true` in content/incidents/2026-11-20-api.md publishes the rest now.\n"
    )
    assert not (project / "output").exists()


def test_a_check_lists_everything_and_writes_nothing(project: Path) -> None:
    result = run("check", project, *AT)
    assert (result.exit_code, result.stdout) == (0, "no problems in 5 files\n")
    result = run("check", lay(project, TYPO | {"content/static.txt": ""}), *AT)
    assert result.exit_code == 1
    assert "error[unknown-component]" in result.stdout
    assert "warning[stray-file]" in result.stdout
    assert result.stdout.endswith("\n1 error, 1 warning\n")
    assert not (project / "output").exists()


@pytest.mark.parametrize("command", ["build", "check"])
def test_warnings_pass_unless_strict(project: Path, command: str) -> None:
    lay(project, {"content/stray.txt": ""})
    assert run(command, project, *AT).exit_code == 0
    assert run(command, project, *AT, "--strict").exit_code == 1


@pytest.mark.parametrize("command", ["build", "check"])
def test_json_is_all_that_a_program_reads(project: Path, command: str) -> None:
    result = run(command, lay(project, TYPO), *AT, "--format", "json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["code"], problem["line"], problem["column"]) == ("unknown-component", 3, 14)
    assert "1 error" in result.stderr


def test_annotations_name_the_file_as_the_forge_does(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(project, TYPO)
    monkeypatch.chdir(project.parent)
    line = run("check", "project", *AT, "--format", "github").stdout.splitlines()[0]
    assert line.startswith("::error file=project/content/incidents/2026-11-20-api.md,line=3,col=14")
    monkeypatch.chdir(project)
    line = run("check", *AT, "--format", "github").stdout.splitlines()[0]
    assert line.startswith("::error file=content/incidents/2026-11-20-api.md,line=3,col=14")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("build", "nowhere"), "does not exist"),
        (("build", ".", "--now", "tomorrow"), "--now: "),
        (("build", ".", "--now", "2026-11-20 14:05 EST"), "--now: "),
        (("build", ".", "--base-url", "preview"), "--base-url: "),
        (("build", ".", "--base-url", "https://[x"), "--base-url: "),
        (("check", ".", "--format", "xml"), "is not one of"),
        (("build", "--loud"), "No such option"),
        (("schema", "team"), "is not one of"),
    ],
)
def test_usage_errors_end_with_two(
    project: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(project)
    result = run(*words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (project / "output").exists()


def test_times_on_the_command_line_are_in_the_sites_zone(project: Path) -> None:
    site = FILES["content/site.yml"] + "timezone: Europe/Paris\n"
    lay(project, {"content/site.yml": site})
    run("build", project, "--now", "2026-11-20 15:40", "--output", project / "one")
    run("build", project, *AT, "--output", project / "two")
    one, two = ((project / name / "index.html").read_bytes() for name in ("one", "two"))
    assert one == two


def test_an_output_folder_that_must_not_be_written_is_a_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.parent)
    result = run("build", "project", *AT, "--output", ".")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{project.parent}: error[output-folder]: . holds the project")
    result = run("build", "project", *AT, "--output", ".", "--format", "github")
    assert f"file={project.parent}," in result.stdout


def test_the_schema_is_json() -> None:
    for name in ("incident", "postmortem", "site"):
        assert json.loads(run("schema", name).stdout)["type"] == "object"


def test_help_is_instant() -> None:
    code = "import sys, statusgen.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"pydantic", "jinja2", "babel", "markdown", "rich", "statusgen.pipeline"}
    assert heavy.isdisjoint(done.stdout.split())


def on_a_terminal(project: Path, **environment: str) -> str:
    """Return what a check prints on a terminal."""
    shown, terminal = pty.openpty()
    known = {name: os.environ[name] for name in os.environ if name != "NO_COLOR"}
    done = subprocess.Popen(
        [sys.executable, "-m", "statusgen", "check", str(project), *AT],
        stdout=terminal,
        stderr=terminal,
        stdin=subprocess.DEVNULL,
        env=known | {"TERM": "xterm"} | environment,
    )
    os.close(terminal)
    text = b""
    while True:
        try:
            part = os.read(shown, 65536)
        except OSError:  # the other end is closed
            break
        text += part
        if not part:
            break
    os.close(shown)
    assert done.wait() == 1
    return text.decode()


def test_colour_is_for_terminals_that_want_it(project: Path) -> None:
    lay(project, TYPO)
    assert "\x1b[31m\x1b[1merror[unknown-component]\x1b[0m" in on_a_terminal(project)
    assert "\x1b" not in on_a_terminal(project, NO_COLOR="1")
    assert "\x1b" not in run("check", project, *AT).stdout


def test_progress_shows_only_once_it_takes_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(cli, "PATIENCE", 60)
    with cli.progress() as tell:
        tell(1, 2)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_nobody_need_listen(project: Path, closed: str) -> None:
    lay(project, TYPO)
    command = f'exec "$@" {1 + (closed == "stderr")}>&-'
    done = subprocess.run(
        ["/bin/sh", "-c", command, "sh", sys.executable, "-m", "statusgen", "check", project, *AT],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == b""
    assert (b"\n1 error\n" in done.stdout) == (closed == "stderr")


def test_a_file_name_cannot_write_to_the_terminal(project: Path) -> None:
    lay(project, {"output/\x1b[2Jgone.txt": ""})
    assert run("build", project, *AT).stdout.endswith("no build wrote them: �[2Jgone.txt\n")


def test_any_terminal_can_print_any_text(project: Path) -> None:
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
