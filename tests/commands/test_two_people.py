"""Two people report the same incident: the second one hears of the first."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands.terminal import talk
from people import PATH, Copies, git, type_in
from sample import INCIDENT, NOW, lay

from statusgen.commands.publication import publish
from statusgen.commands.report import Report

THEIRS = "content/incidents/2026-11-20-theirs.md"
MINE = "content/incidents/2026-11-20-mine.md"
SEARCH = "content/incidents/2026-11-03-search.md"
BROKEN = INCIDENT.replace("Elevated error rates", "The API fails")
COMMITTED = "not published: your text is committed, but not pushed"


def run(folder: Path, *paths: str, goes_on: bool = False) -> Report:
    return publish(folder, paths or (MINE,), "Report it", clock=NOW, second=lambda _: goes_on)


def names(copies: Copies) -> set[str]:
    """Return the new incidents on the remote."""
    tree = git(copies.remote, "ls-tree", "-r", "--name-only", "main", "content/incidents/")
    return {*tree.splitlines()} - {PATH, SEARCH}


def test_a_second_incident_stops_and_nothing_is_lost(copies: Copies) -> None:
    copies.push(copies.bo, THEIRS, BROKEN)
    lay(copies.ana, {MINE: INCIDENT, "staged.txt": "not yet", "content/static/note.txt": "new"})
    git(copies.ana, "add", "staged.txt")
    report = run(copies.ana)
    assert report.failed
    assert report.summary == COMMITTED
    (problem,) = report.problems
    assert (problem.code, problem.span.path) == ("already-open", MINE)
    shown = "2026-11-20-theirs (The API fails) is open, with the same component: api"
    assert problem.message == shown
    assert names(copies) == {THEIRS}
    assert (copies.ana / MINE).read_text() == INCIDENT
    left = ["M content/static/note.txt", "A  staged.txt"]
    assert git(copies.ana, "status", "--porcelain").splitlines() == left
    type_in(copies.ana, problem.hint.rpartition("type ")[2])
    assert names(copies) == {THEIRS, MINE}


@pytest.mark.parametrize("path", [MINE, THEIRS])
def test_the_hint_adds_to_the_first_one(copies: Copies, path: str) -> None:
    copies.push(copies.bo, THEIRS, BROKEN)
    lay(copies.ana, {path: INCIDENT})
    (problem,) = run(copies.ana, path).problems
    first, _, then = problem.hint.partition(" drops your commit, and then ")
    type_in(copies.ana, first)
    type_in(copies.ana, then.partition(" adds to theirs")[0].replace("…", "Same"))
    assert "Same" in git(copies.remote, "show", f"main:{THEIRS}")
    assert names(copies) == {THEIRS}


def test_what_was_there_before_stops_nothing(copies: Copies) -> None:
    copies.push(copies.bo, "content/static/note.txt", "news")
    lay(copies.ana, {MINE: INCIDENT})
    assert not run(copies.ana).failed


def test_another_of_the_same_name_is_a_conflict(copies: Copies) -> None:
    copies.push(copies.bo, MINE, BROKEN)
    lay(copies.ana, {MINE: INCIDENT})
    (problem,) = run(copies.ana, goes_on=True).problems
    assert problem.code == "pull-conflict"
    assert problem.message == f"{MINE} was added or deleted on both sides"
    assert (copies.ana / MINE).read_text() == INCIDENT


def test_commits_that_would_be_dropped_are_counted(copies: Copies) -> None:
    copies.push(copies.bo, THEIRS, BROKEN)
    copies.append(copies.ana, "\nMore.\n")
    git(copies.ana, "commit", "-qam", "Say more")
    lay(copies.ana, {MINE: INCIDENT})
    (problem,) = run(copies.ana).problems
    assert "drops your commit and 1 more that only this branch has, and then" in problem.hint


@pytest.mark.parametrize(("answer", "found"), [("n\n", {THEIRS}), ("y\n", {THEIRS, MINE})])
def test_a_terminal_asks(copies: Copies, answer: str, found: set[str]) -> None:
    copies.push(copies.bo, THEIRS, BROKEN)
    lay(copies.ana, {MINE: INCIDENT})
    says = [("Publish yours as well?", answer)]
    code, _ = talk(copies.ana, "publish", MINE, says=says)
    assert code == (len(found) == 1)
    assert names(copies) == found


def test_a_deleted_file_is_reported_as_taken_offline(copies: Copies) -> None:
    copies.push(copies.ana, MINE, INCIDENT.replace("---\n", "---\ndraft: true\n", 1))
    (copies.ana / PATH).unlink()
    (copies.ana / MINE).unlink()
    report = run(copies.ana, PATH, MINE)
    assert report.summary == "pushed to main of origin: the site is built from this branch"
    assert report.notes == ("Taken offline: https://status.acme.example/incidents/2026-11-20-api/",)
