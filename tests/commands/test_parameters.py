"""What several commands take, and refuse."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from commands.running import AT, run
from sample import FILES, contents, lay

from statusgen.commands.parameters import located, workspace_of


@pytest.mark.parametrize("command", ["build", "check"])
def test_warnings_pass_unless_strict(project: Path, command: str) -> None:
    lay(project, {"content/stray.txt": ""})
    assert run(command, project, *AT).exit_code == 0
    assert run(command, project, *AT, "--strict").exit_code == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("build", "nowhere"), "does not exist"),
        (("build", ".", "--now", "tomorrow"), "--now: "),
        (("build", ".", "--now", "2026-11-20 14:05 EST"), "--now: "),
        (("build", ".", "--base-url", "preview"), "--base-url: "),
        (("build", ".", "--base-url", "https://[x"), "--base-url: "),
        (("build", ".", "--preview", ""), "--preview: "),
        (("build", ".", "--preview", "\udcff"), "is not UTF-8 text"),
        (("check", ".", "--format", "xml"), "is not one of"),
        (("build", "--loud"), "No such option"),
        (("schema", "team"), "is not one of"),
    ],
)
def test_usage_errors_exit_with_status_two(
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


def test_a_project_is_found_from_a_folder_in_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "content/incidents")
    assert os.fspath(located(Path())) == "../.."
    assert workspace_of(Path()).shown("content/site.yml") == "../../content/site.yml"
    monkeypatch.chdir(project)
    assert located(project / "content") == Path()


@pytest.mark.parametrize(
    "words", [("build", *AT), ("check", *AT), ("handbook", *AT, "--output", "../../../book")]
)
def test_a_project_is_found_from_any_folder_in_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(project / "content/incidents")
    result = run(*words)
    assert result.exit_code == 0, result.output


def test_folder_without_a_project_is_reported(tmp_path: Path) -> None:
    result = run("check", tmp_path)
    assert result.exit_code == 1
    assert "There is no content/site.yml" in result.output


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("log", "api", "caf\udce9"), "'[INCIDENT] TEXT'"),
        (("update", "api", "update", "--message", "caf\udce9"), "'--message'"),
        (("new", "none", "--title", "A", "--component", "caf\udce9"), "'--component'"),
        (("postmortem", "api", "--title", "caf\udce9"), "'--title'"),
    ],
)
def test_arguments_that_are_not_utf8_are_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], place: str
) -> None:
    monkeypatch.chdir(project)
    before = contents(project)
    result = run(*words)
    assert result.exit_code == 2
    assert f"Invalid value for {place}: 'caf\\udce9' is not UTF-8 text." in result.stderr
    assert contents(project) == before


def test_the_name_of_a_folder_may_be_any_bytes(tmp_path: Path) -> None:
    place = lay(tmp_path / "caf\udce9", FILES)
    assert run("log", "api", "We look.", "--project", place).exit_code == 0
