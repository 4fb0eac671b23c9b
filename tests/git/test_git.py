from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from people import PATH, Copies, git
from sample import FILES, INCIDENT, lay

from statusgen.git import Answer, Git, Unpushed, find_unpushed, is_in_repository


@pytest.fixture
def repository(identity: Path, tmp_path: Path) -> Path:
    assert identity.exists()
    git(tmp_path, "init", "-q")
    return tmp_path


def test_git_speaks_english(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    answer = Git(folder=repository)("checkout", "nowhere")
    assert not answer
    assert answer.reason.startswith("error: pathspec 'nowhere' did not match")


def test_a_timeout_stops_git_and_its_children(repository: Path) -> None:
    note = wait_in(repository)
    for patience in (1, 4, 16, 64):  # on a busy machine it may not have started
        answer = Git(folder=repository)("wait", patience=patience)
        assert not answer
        assert answer.reason == f"no answer within {patience} seconds"
        if note.exists() and note.read_text():
            break
    process = Path("/proc", note.read_text().strip())
    wait_until(lambda: not process.exists())


def test_an_interruption_stops_git(repository: Path) -> None:
    note = wait_in(repository)
    code = """
import pathlib, subprocess, sys
from statusgen.git import Git

communicate = subprocess.Popen.communicate

def told(*words, **more):
    print("It waits.", flush=True)
    return communicate(*words, **more)

subprocess.Popen.communicate = told
Git(folder=pathlib.Path(sys.argv[1]))("wait")
"""
    pipe = subprocess.PIPE
    runner = subprocess.Popen([sys.executable, "-c", code, repository], stdout=pipe, stderr=pipe)
    assert runner.stdout
    assert runner.stdout.readline()
    wait_until(lambda: note.exists() and note.read_text().endswith("\n"))
    runner.send_signal(signal.SIGINT)
    assert b"KeyboardInterrupt" in runner.communicate()[1]
    process = Path("/proc", note.read_text().strip())
    wait_until(lambda: not process.exists())


def wait_in(repository: Path) -> Path:
    """Add a git command that waits, and return the file with its process id."""
    note = repository / "process"
    git(repository, "config", "alias.wait", f"!echo $$ >{note}; exec sleep 3600")
    return note


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds."""
    for _ in range(6000):
        if condition():
            return
        time.sleep(0.05)
    raise TimeoutError


def test_a_missing_git_is_a_failed_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Git(folder=tmp_path)("status").reason == "git is not installed"


def test_a_reason_is_the_last_output_on_one_line() -> None:
    answer = Answer(code=1, data=b"To /x\n!\tmain\t[rejected]", errors="hint: pull\n\nerror:  no")
    assert answer.reason == "! main [rejected]; error: no"
    assert Answer(code=3, data=b"", errors="").reason == "exit status 3"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("error: a\nb\nc\nd", "error: a; b; c; d"),
        ("error: a\nb\nc\nd\ne", "error: a; b; c; d"),
        ("x\nfatal: a\nb\nc\nerror: d\ne", "fatal: a; b; c; error: d"),
        ("remote: error: a\nb\nc\nd\ne", "remote: error: a; b; c; d"),
        ("a\nb\nc\nd\ne", "b; c; d; e"),
    ],
)
def test_a_reason_has_at_most_four_lines(words: str, reason: str) -> None:
    assert Answer(code=1, data=b"", errors=words).reason == reason


NEW = "content/incidents/new — ünïcode.md"


def test_written_and_committed_files_are_told_apart(copies: Copies) -> None:
    ana = copies.ana
    assert find_unpushed(ana) == Unpushed()
    lay(ana, {NEW: INCIDENT, "README.md": "Of no site."})
    copies.append(ana, "More.\n")
    assert find_unpushed(ana) == Unpushed(written=(PATH, NEW))
    git(ana, "add", NEW)
    assert find_unpushed(ana) == Unpushed(written=(PATH, NEW))
    git(ana, "commit", "-qm", "Begin")
    assert find_unpushed(ana) == Unpushed(written=(PATH,), committed=(NEW,))
    git(ana, "commit", "-qam", "Say more")
    copies.append(ana, "And more.\n")
    assert find_unpushed(ana) == Unpushed(written=(PATH,), committed=(NEW,))
    git(ana, "commit", "-qam", "Say even more")
    git(ana, "push", "-q")
    assert find_unpushed(ana) == Unpushed()


def test_a_deleted_file_is_listed_until_the_deletion_is_pushed(copies: Copies) -> None:
    ana = copies.ana
    (ana / PATH).unlink()
    git(ana, "rm", "-q", "content/static/note.txt")
    assert find_unpushed(ana) == Unpushed(deleted=(PATH, "content/static/note.txt"))
    git(ana, "commit", "-qam", "Take it back")
    assert find_unpushed(ana) == Unpushed(committed=(PATH, "content/static/note.txt"))


def test_a_moved_file_is_unpushed_under_both_names(copies: Copies) -> None:
    ana = copies.ana
    git(ana, "mv", PATH, NEW)
    assert find_unpushed(ana) == Unpushed(written=(NEW,), deleted=(PATH,))
    git(ana, "commit", "-qm", "Move it")
    assert find_unpushed(ana) == Unpushed(committed=(PATH, NEW))


def test_commits_of_others_are_not_unpushed(copies: Copies) -> None:
    copies.push(copies.bo, NEW, INCIDENT)
    git(copies.ana, "fetch", "-q")
    assert find_unpushed(copies.ana) == Unpushed()


def test_only_files_of_the_project_are_unpushed(copies: Copies) -> None:
    inner = lay(copies.ana / "sites/ours", FILES)
    assert PATH in find_unpushed(inner).written
    git(copies.ana, "add", ".")
    git(copies.ana, "commit", "-qm", "Add another")
    assert PATH in find_unpushed(inner).committed
    assert find_unpushed(copies.ana) == Unpushed()


@pytest.mark.parametrize(
    ("slow", "told"), [("diff", Unpushed()), ("status", Unpushed(committed=(NEW,)))]
)
def test_a_slow_git_lists_fewer_files(
    copies: Copies, monkeypatch: pytest.MonkeyPatch, slow: str, told: Unpushed
) -> None:
    lay(copies.ana, {NEW: INCIDENT})
    git(copies.ana, "add", NEW)
    git(copies.ana, "commit", "-qm", "Begin")
    copies.append(copies.ana, "More.\n")
    ask = Git.__call__

    def answer(git: Git, *words: str, patience: float = 1.0) -> Answer:
        if slow == words[0]:
            return Answer(code=-1, data=b"", errors="no answer within 1 seconds")
        return ask(git, *words, patience=patience)

    monkeypatch.setattr(Git, "__call__", answer)
    assert find_unpushed(copies.ana) == told


def test_nothing_is_unpushed_without_an_upstream(
    copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies.append(copies.ana, "More.\n")
    assert find_unpushed(lay(tmp_path / "project", FILES)) == Unpushed()
    git(copies.bo, "branch", "--unset-upstream")
    assert find_unpushed(copies.bo) == Unpushed()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_unpushed(copies.ana) == Unpushed()


@pytest.fixture
def nothing_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide a repository around the temporary folder."""
    monkeypatch.delenv("GIT_DIR", raising=False)
    exists = os.path.lexists

    def exists_here(path: Path) -> bool:
        return path.is_relative_to(tmp_path) and exists(path)

    monkeypatch.setattr("statusgen.git.os.path.lexists", exists_here)


@pytest.mark.usefixtures("nothing_above")
def test_a_repository_is_found_from_any_folder_in_it(
    copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_in_repository(copies.ana)
    assert is_in_repository(copies.ana / "content/incidents")
    monkeypatch.chdir(copies.ana / "content")
    assert is_in_repository(Path())
    assert is_in_repository(Path("incidents"))


@pytest.mark.usefixtures("nothing_above")
def test_a_linked_worktree_is_in_the_repository(copies: Copies, tmp_path: Path) -> None:
    git(copies.ana, "worktree", "add", "-q", str(tmp_path / "other"))
    assert (tmp_path / "other/.git").is_file()
    assert is_in_repository(tmp_path / "other/content")


@pytest.mark.usefixtures("nothing_above")
def test_git_dir_names_a_repository(
    copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = lay(tmp_path / "project", FILES)
    assert not is_in_repository(project)
    monkeypatch.setenv("GIT_DIR", str(copies.ana / ".git"))
    assert is_in_repository(project)
