"""Fixtures with real repositories: a bare one, and a clone for each of two people."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sample import FILES, lay

PATH = "content/incidents/2026-11-20-api.md"


def git(folder: Path, *words: str) -> str:
    """Run git, and expect success."""
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def type_in(folder: Path, note: str) -> None:
    """Run the commands in a note."""
    words = note.partition("`")[2].rpartition("`")[0]
    done = subprocess.run(
        ["/bin/sh", "-c", words],
        cwd=folder,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (words, done.stdout, done.stderr)


@dataclass(frozen=True, kw_only=True)
class Copies:
    """The clones of two people, and their remote."""

    remote: Path
    ana: Path
    bo: Path

    def log(self) -> list[str]:
        """Return the subjects of the pushed commits, newest first."""
        return git(self.remote, "log", "--format=%s", "main").splitlines()

    def append(self, folder: Path, text: str, path: str = PATH) -> None:
        place = folder / path
        place.write_text(place.read_text() + text)

    def push(self, folder: Path, path: str, text: str) -> None:
        """Write a file in a clone and push it."""
        lay(folder, {path: text})
        git(folder, "add", path)
        git(folder, "commit", "-qm", f"Write {path}")
        git(folder, "push", "-q", "origin", "HEAD:main")


@pytest.fixture
def identity(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Ignore the machine's git settings, and set a user name."""
    home = lay(tmp_path / "home", {".gitconfig": SETTINGS})
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("GIT_CONFIG_GLOBAL", "XDG_CONFIG_HOME", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL", "GIT_SSH_COMMAND"):
        monkeypatch.delenv(name, raising=False)
    return home / ".gitconfig"


SETTINGS = """\
[user]
name = Ana
email = ana@example.com
[init]
defaultBranch = main
"""


@pytest.fixture
def copies(identity: Path, tmp_path: Path) -> Copies:
    assert identity.exists()
    remote, ana, bo = (tmp_path / name for name in ("remote.git", "ana", "bo"))
    git(tmp_path, "init", "-q", "--bare", str(remote))
    git(tmp_path, "clone", "-q", str(remote), str(ana))
    lay(ana, FILES)
    git(ana, "add", ".")
    git(ana, "commit", "-qm", "Begin")
    git(ana, "push", "-q", "-u", "origin", "main")
    git(tmp_path, "clone", "-q", str(remote), str(bo))
    return Copies(remote=remote, ana=ana, bo=bo)


@pytest.fixture
def hook() -> Callable[[Path, str, str], None]:
    """Return a function that adds a hook to a repository."""

    def put(repository: Path, name: str, script: str) -> None:
        folder = repository / ".git" if (repository / ".git").is_dir() else repository
        place = folder / "hooks" / name
        place.write_text(f"#!/bin/sh\n{script}\n")
        place.chmod(0o755)

    return put
