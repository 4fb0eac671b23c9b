"""Run git: in English, without prompts and with a timeout."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PATIENCE: Final = 60.0
"""Seconds that git, a hook or the remote may take."""

GLANCE: Final = 1.0
"""Seconds that listing files may take."""

GRACE: Final = 10.0
"""Seconds that git has to stop. Killed, it would leave its lock files."""

LINES: Final = 4
"""Lines of git's output in a message."""

LETTERS: Final = 3
"""Characters before each name in the output of ``git status``."""

ENVIRONMENT: Final = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_EDITOR": "true",  # the commit message is given
    "GCM_INTERACTIVE": "never",
    "GIT_LITERAL_PATHSPECS": "1",  # a file name may look like a pattern
    "GIT_OPTIONAL_LOCKS": "0",  # reading must not block other commands
}
"""Makes git speak English, ask nothing, and take names literally."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The result of a git command."""

    code: int
    """The exit status; 0 is success."""
    data: bytes
    """The standard output."""
    errors: str
    """The standard error."""

    def __bool__(self) -> bool:
        """Whether it succeeded."""
        return self.code == 0

    @property
    def output(self) -> str:
        """The standard output as text, without trailing spaces."""
        return self.data.decode(errors="replace").rstrip()

    @property
    def names(self) -> tuple[str, ...]:
        """The names that ``-z`` lists."""
        return tuple(filter(None, self.data.decode(errors="replace").split("\0")))

    @property
    def reason(self) -> str:
        """Why it failed, on one line: from the first error on, or the last lines."""
        lines = [" ".join(line.split()) for line in f"{self.output}\n{self.errors}".splitlines()]
        shown = [line for line in lines if line and not line.startswith(("hint:", "To ", "Done"))]
        marks = ("error:", "fatal:", "remote: error:", "remote: fatal:")
        marked = (number for number, line in enumerate(shown) if line.startswith(marks))
        first = min(next(marked, len(shown)), max(0, len(shown) - LINES))
        return "; ".join(shown[first : first + LINES]) or f"exit status {self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """git in a folder."""

    folder: Path

    def __call__(self, *words: str, patience: float = PATIENCE, given: bytes = b"") -> Answer:
        """Run git with some standard input.

        If it takes longer than ``patience``, stop it and return a failure.
        """
        try:
            # In its own session, git has no terminal to prompt on, and can be stopped together
            # with everything that it started.
            process = subprocess.Popen(  # noqa: S603 - a list of words, no shell
                ["git", *words],  # noqa: S607 - the user's own git
                cwd=self.folder,
                env=os.environ | ENVIRONMENT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except FileNotFoundError:
            return Answer(code=127, data=b"", errors="git is not installed")
        with process:
            try:
                data, errors = process.communicate(given, timeout=patience)
            except subprocess.TimeoutExpired:
                _end(process)
                return Answer(code=-1, data=b"", errors=f"no answer within {patience:.0f} seconds")
            except BaseException:  # also Ctrl-C
                _end(process)
                raise
        text = errors.decode(errors="replace").strip()
        return Answer(code=process.returncode, data=data, errors=text)

    def show(self, commit: str, path: str, *, patience: float = PATIENCE) -> bytes:
        """Return a file of a commit, by its path relative to the folder; empty without one."""
        return self("show", f"{commit}:./{path}", patience=patience).data

    def export(self, revision: str, folder: Path) -> Answer:
        """Write the project as it is in a revision to another folder."""
        done = self("archive", "--format=tar", revision)
        if done:
            with tarfile.open(fileobj=io.BytesIO(done.data)) as archive:
                archive.extractall(folder, filter="tar")
        return done

    def diff(
        self, *revisions: str, under: tuple[str, ...] = (), patience: float = PATIENCE
    ) -> Answer:
        """Find the files under some folders that differ between revisions, as ``names``."""
        words = ("diff", "--name-only", "--relative", "--no-renames", "-z", *revisions)
        return self(*words, "--", *under, patience=patience)

    def changed(self, *words: str, patience: float = PATIENCE) -> tuple[str, ...]:
        """Return the files that ``git status`` lists, relative to the folder."""
        options = ("--porcelain", "-z", "--no-renames", "--untracked-files=all")
        top = len(self("rev-parse", "--show-prefix").output)
        names = self("status", *options, *words, patience=patience).names
        return tuple(name[LETTERS + top :] for name in names)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop the process and everything it started. On SIGTERM, git removes its lock files."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=GRACE)
            return


def root_of(folder: Path) -> Path | None:
    """Return the root of the repository that a folder is in, without starting git.

    It has a ``.git``, which is a file in a linked worktree.
    """
    here = folder.resolve()
    tops = (above for above in (here, *here.parents) if os.path.lexists(above / ".git"))
    return next(tops, None)


def is_in_repository(folder: Path) -> bool:
    """Tell whether a folder is in a repository, or ``GIT_DIR`` names one."""
    return "GIT_DIR" in os.environ or root_of(folder) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpushed:
    """Files of the content with changes that are not pushed, relative to the project."""

    written: tuple[str, ...] = ()
    """Changed and not committed."""
    deleted: tuple[str, ...] = ()
    """Deleted, and the deletion is not committed."""
    committed: tuple[str, ...] = ()
    """Committed and not pushed."""


def find_unpushed(folder: Path) -> Unpushed:
    """Return what is not pushed of the project in ``folder``, without using the network.

    It is empty if there is no git, no repository or no upstream branch.
    """
    git = Git(folder=folder)
    committed = git.diff("@{upstream}...HEAD", under=("content",), patience=GLANCE)
    if not committed:
        return Unpushed()
    changed = git.changed("--", "content", patience=GLANCE)
    written = tuple(path for path in changed if os.path.lexists(folder / path))
    return Unpushed(
        written=tuple(sorted(written)),
        deleted=tuple(sorted({*changed} - {*written})),
        committed=tuple(path for path in committed.names if path not in changed),
    )
