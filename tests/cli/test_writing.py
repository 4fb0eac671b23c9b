"""What the commands that write have in common."""

from __future__ import annotations

import os

import pytest
from cli.running import run
from people import PATH, Copies, git

from statusgen.cli.writing import settled
from statusgen.commands.choosing import AmbiguousError, Choice
from statusgen.commands.report import Report


def test_what_is_written_is_published_only_where_that_is_wanted(copies: Copies) -> None:
    result = run("log", "api", "We look.", "--no-input", "--project", copies.ana)
    assert f"Next: commit and push {os.path.relpath(copies.ana / PATH)}" in result.stdout
    assert copies.log() == ["Begin"]
    result = run("log", "api", "We see.", "--publish", "--no-input", "--project", copies.ana)
    assert result.exit_code == 0
    assert "Next: commit" not in result.stdout
    assert len(copies.log()) == 2
    assert not git(copies.ana, "status", "--porcelain")


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
