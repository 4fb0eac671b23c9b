"""What the commands that write have in common."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cli.running import run
from people import PATH, Copies, git

from statusgen.cli.writing import settled
from statusgen.commands.choosing import AmbiguousError, Choice
from statusgen.commands.report import Report


def test_what_is_written_is_published_only_where_that_is_wanted(copies: Copies) -> None:
    result = run("log", "api", "We look.", "--no-input", "--project", copies.ana)
    assert "Next: " in result.stdout
    assert copies.log() == ["Begin"]
    result = run("log", "api", "We see.", "--publish", "--no-input", "--project", copies.ana)
    assert result.exit_code == 0
    assert "Next: " not in result.stdout
    assert len(copies.log()) == 2
    assert not git(copies.ana, "status", "--porcelain")


def test_what_to_type_publishes_what_is_written_and_writes_nothing_again(
    copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copies.ana.rename(tmp_path / "ana's copy")
    result = run("log", "api", "We look.", "--no-input", "--project", folder)
    said = result.stdout.splitlines()[-1]
    assert said.endswith("`; next time, --publish does all that.")
    monkeypatch.setenv("GIT_EDITOR", "echo Noted >")
    typed = said.partition("`")[2].rpartition("`")[0]
    done = subprocess.run(["/bin/sh", "-c", typed], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert git(copies.remote, "show", f"main:{PATH}").count("We look.") == 1


def test_where_nothing_is_written_nothing_is_published(copies: Copies) -> None:
    (copies.ana / "content/postmortems/2026-11-20-api.md").write_text("in the way")
    git(copies.ana, "add", ".")
    git(copies.ana, "commit", "-qm", "Mine, and broken")
    result = run("postmortem", "api", "--publish", "--project", copies.ana)
    assert result.exit_code == 1
    assert "error[file-exists]" in result.stdout
    assert copies.log() == ["Begin"]


def test_without_a_terminal_nobody_is_asked_which_one_is_meant() -> None:
    def attempt(_: str | None, *, again: bool) -> Report:
        assert not again
        message = "Which?"
        raise AmbiguousError(message, [Choice(name="one", title="One")])

    with pytest.raises(AmbiguousError):
        settled(attempt, "o", asks=False)
