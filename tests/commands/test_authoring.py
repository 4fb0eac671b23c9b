"""The commands for authors, run without a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from commands.desks import PROJECT
from commands.running import run
from people import Copies, git
from sample import contents, lay

from statusgen.commands import main

API = "content/incidents/2026-11-20-api.md"
SEARCH = "content/incidents/2026-11-03-search.md"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = lay(tmp_path / "project", PROJECT)
    monkeypatch.chdir(folder)
    return folder


def say(text: str | bytes, *words: str) -> Result:
    """Run a command with a text on its standard input."""
    return CliRunner().invoke(main, words, input=text, catch_exceptions=False)


def added(folder: Path) -> str:
    (path,) = set(folder.glob("content/incidents/*")) - {folder / API, folder / SEARCH}
    return path.read_text(encoding="utf-8")


def test_a_new_incident_is_written_from_options_alone(project: Path) -> None:
    (project / ".git").mkdir()
    words = ["--set", "symptom=Pages fail.", "--kind", "outage", "--impact", "major", "--draft"]
    result = run("new", "database", *words, "--started", "2026-11-20 09:00", "--next", "1h")
    assert result.exit_code == 0, result.output
    path = result.stdout.partition(":")[0]
    assert path.startswith("content/incidents/20")
    assert path.endswith("-database-unavailable.md")
    assert f"To push it: `statusgen publish {path}`." in result.stdout
    assert "draft: true" in added(project)


def test_commands_work_in_any_folder_of_the_project_and_outside(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "content" / "incidents")
    result = run("update", "api", "identified", "--message", "We know.")
    assert result.stdout.startswith("../../content/incidents/2026-11-20-api.md: Identified")
    monkeypatch.chdir(project.parent)
    assert run("log", "api", "Noted.", "--project", "project").exit_code == 0
    assert "Noted." in (project / API).read_text(encoding="utf-8")


def test_a_text_can_come_from_standard_input(project: Path) -> None:
    assert (
        say("We know.\r\nSoon more.\n", "update", "api", "identified", "--message", "-").exit_code
        == 0
    )
    assert "\n\nWe know.\nSoon more.\n" in (project / API).read_text(encoding="utf-8")


def test_empty_text_writes_nothing(project: Path) -> None:
    before = contents(project)
    for words in (["update", "api", "identified", "--message", "-"], ["log", "api", "-"]):
        result = say(" \n", *words)
        assert result.exit_code == 2
        assert "The text is empty" in result.stderr
    assert contents(project) == before


def test_a_closed_standard_input_is_not_asked(project: Path) -> None:
    words = "from statusgen.commands import main\nmain(['update', 'api', 'identified'])"
    done = subprocess.run(
        ["sh", "-c", f'exec "{sys.executable}" -c "{words}" <&-'],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--message TEXT" in done.stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["new"], "--title TEXT"),
        (["new", "database"], "--set symptom=TEXT  What do users see?"),
        (["new", "databse"], "Did you mean `database`?"),
        (["update"], "STATE is required"),
        (["update", "search", "monitoring", "--message", "x"], "add --reopen"),
        (["update", "2026", "update", "--message", "x"], "2026-11-03-search  Slow searches"),
        (["update", "api", "update"], "--message TEXT  What do readers need to know?"),
        (
            ["update", "api", "update", "--message", "x", "--next", "x"],
            "--next: `x` is not a valid time",
        ),
        (["log"], "Put the text in quotes"),
        (["log", "We", "roll", "back"], "Put the text in quotes"),
    ],
)
def test_without_a_terminal_missing_options_are_listed(
    project: Path, words: list[str], reason: str
) -> None:
    before = contents(project)
    for more in ([], ["--no-input"]):
        result = run(*words, *more)
        assert result.exit_code == 2
        assert reason in result.stderr
    assert contents(project) == before


def test_a_folder_without_a_project_is_a_usage_error(tmp_path: Path) -> None:
    result = run("new", "--project", tmp_path)
    assert result.exit_code == 2
    assert "No readable content/site.yml" in result.stderr


def test_an_unwritable_folder_is_reported(project: Path) -> None:
    folder = project / "content" / "incidents"
    elsewhere = project / "elsewhere"
    folder.rename(elsewhere)
    folder.write_text("a file")
    before = contents(project)
    result = run("new", "database", "--set", "symptom=x")
    assert result.exit_code == 1
    assert "[unwritable-file]" in result.stdout
    assert contents(project) == before


def test_edit_opens_an_editor(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = project / "edit.py"
    place.write_text(
        "import pathlib, sys\nfile = pathlib.Path(sys.argv[1])\n"
        "file.write_text(file.read_text().replace('Errors affect', 'We see errors on'))\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {place}")
    result = run("new", "database", "--set", "symptom=Pages fail.", "--edit", "--no-input")
    assert result.exit_code == 0, result.output
    assert added(project).endswith(
        "We see errors on Public API in eu-west-1: Pages fail. More by "
        + added(project).rpartition(" by ")[2]
    )
    assert "statusgen:" not in added(project)


def test_publish_pushes_what_was_written(copies: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copies.ana)
    result = run("new", "--title", "Errors", "--message", "We look.", "--publish", "--no-input")
    assert result.exit_code == 0, result.output
    assert "pushed to main of origin: the site is built from this branch" in result.stdout
    assert "https://status.acme.example/incidents/" in result.stdout
    assert copies.log()[0] == "Incident: Errors"
    assert run("update", "api", "monitoring", "--message", "Better.", "--publish").exit_code == 0
    assert run("log", "api", "Noted.", "--publish").exit_code == 0
    assert copies.log()[:2] == ["Log: Elevated error rates", "Monitoring: Elevated error rates"]
    assert git(copies.ana, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    "words", [("log", "api", "-"), ("update", "api", "update", "--message", "-")]
)
def test_standard_input_must_be_utf_8(project: Path, words: tuple[str, ...]) -> None:
    before = contents(project)
    result = say(b"caf\xe9\n", *words)
    assert result.exit_code == 2
    assert result.stderr == ("Error: Standard input is not UTF-8 text. Nothing was written.\n")
    assert contents(project) == before


def test_without_a_repository_the_text_is_still_written(project: Path) -> None:
    result = run("update", "api", "identified", "--message", "We know.", "--publish")
    assert result.exit_code == 1
    assert "We know." in (project / API).read_text(encoding="utf-8")
    assert "not published: your text is in the file" in result.stdout
    assert result.stdout.endswith(
        "Do not repeat the command: it would add the text a second time.\n"
    )


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom statusgen.commands import main\n"
        "try: main(['update', '--help'])\nexcept SystemExit: pass\n"
        "heavy = {'pydantic', 'yaml', 'markdown', 'babel', 'jinja2', 'rich', 'feedgen'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stderr == "[]\n"


def test_writing_loads_no_outputs(project: Path) -> None:
    code = (
        "import sys\nfrom statusgen.commands import main\n"
        "try: main(['update', 'api', 'identified', '--message', 'x'])\nexcept SystemExit: pass\n"
        "heavy = {'statusgen.outputs', 'statusgen.pipeline', 'jinja2', 'feedgen', 'icalendar'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=project
    )
    assert done.stderr == "[]\n"


def test_two_writers_at_once_lose_nothing(project: Path) -> None:
    texts = [f"Noted by number {number}." for number in range(4)]
    command = [sys.executable, "-m", "statusgen", "log", "api"]
    running = [
        subprocess.Popen([*command, text], cwd=project, stdout=subprocess.PIPE, text=True)
        for text in texts
    ]
    told = [each.communicate()[0] for each in running]
    written = (project / API).read_text(encoding="utf-8")
    for text, each, said in zip(texts, running, told, strict=True):
        assert (each.returncode == 0) == (text in written)
        assert each.returncode == 0 or "[file-changed]" in said
    assert any(each.returncode == 0 for each in running)
    assert run("check", project, "--now", "2027-01-01 00:00 UTC").exit_code == 0
