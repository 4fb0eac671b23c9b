from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from people import git

from statusgen.git.program import Answer, Git


@pytest.fixture
def repository(identity: Path, tmp_path: Path) -> Path:
    assert identity.exists()
    git(tmp_path, "init", "-q")
    return tmp_path


def test_it_answers_in_english(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    answer = Git(folder=repository)("checkout", "nowhere")
    assert not answer
    assert answer.reason.startswith("error: pathspec 'nowhere' did not match")


def test_what_takes_too_long_is_ended_with_all_that_it_started(repository: Path) -> None:
    note = wait_in(repository)
    for patience in (1, 4, 16, 64):  # on a busy machine it may not even have begun
        answer = Git(folder=repository)("wait", patience=patience)
        assert not answer
        assert answer.reason == f"no answer within {patience} seconds"
        if note.exists() and note.read_text():
            break
    process = Path("/proc", note.read_text().strip())
    wait_until(lambda: not process.exists())


def test_an_interruption_ends_it(repository: Path) -> None:
    note = wait_in(repository)
    code = """
import pathlib, subprocess, sys
from statusgen.git.program import Git

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
    """Give git a command that waits, and return the file that names its process."""
    note = repository / "process"
    git(repository, "config", "alias.wait", f"!echo $$ >{note}; exec sleep 3600")
    return note


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what comes at once but on a busy machine."""
    for _ in range(6000):
        if condition():
            return
        time.sleep(0.05)
    raise TimeoutError


def test_without_git_there_is_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Git(folder=tmp_path)("status").code == 127


def test_a_reason_is_the_last_that_was_said_on_one_line() -> None:
    answer = Answer(code=1, data=b"To /x\n!\tmain\t[rejected]", words="hint: pull\n\nerror:  no")
    assert answer.reason == "! main [rejected]; error: no"
    assert Answer(code=3, data=b"", words="").reason == "exit status 3"


def test_a_reason_keeps_the_error_that_a_long_list_follows(tmp_path: Path) -> None:
    git = Git(folder=tmp_path)
    git("init", "--quiet", "--initial-branch", "main")
    git("-c", "user.name=A", "-c", "user.email=a@b.example", "commit", "--allow-empty", "-m", "a")
    git("checkout", "--quiet", "-b", "other")
    names = [f"{number}.md" for number in range(6)]
    for name in names:
        (tmp_path / name).write_text("theirs", encoding="utf-8")
    git("add", ".")
    git("-c", "user.name=A", "-c", "user.email=a@b.example", "commit", "-m", "b")
    git("checkout", "--quiet", "main")
    for name in names:
        (tmp_path / name).write_text("mine", encoding="utf-8")
    first, name, gap, *last = git("merge", "other").reason.split("; ")
    assert first.startswith("error: The following untracked working tree files would be overwr")
    assert (name, gap) == ("0.md", "…")
    assert len(last) == 2


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("error: a\nb\nc\nd", "error: a; b; c; d"),
        ("error: a\nb\nc\nd\ne", "error: a; b; …; d; e"),
        ("x\nfatal: a\nb\nc\nerror: d\ne", "fatal: a; b; …; error: d; e"),
        ("remote: error: a\nb\nc\nd\ne", "remote: error: a; b; …; d; e"),
        ("a\nb\nc\nd\ne", "b; c; d; e"),
    ],
)
def test_a_reason_is_short(words: str, reason: str) -> None:
    assert Answer(code=1, data=b"", words=words).reason == reason
