"""git, run for its answers: in English, without a question, and never without an end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PATIENCE: Final = 60.0
"""Seconds that git, a hook or the other side may take."""

GLANCE: Final = 1.0
"""Seconds that it may take to list files, which it does in any but the largest repository."""

GRACE: Final = 10.0
"""Seconds that git may take to end when it is asked to; killed, it would leave its locks."""

LINES: Final = 4
"""Of what git says, that a message repeats."""

LETTERS: Final = 3
"""Before each name that ``git status`` lists."""

ENVIRONMENT: Final = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_EDITOR": "true",  # a message that is there already needs no editor
    "GCM_INTERACTIVE": "never",
    "GIT_LITERAL_PATHSPECS": "1",  # a name may hold what would be a pattern
    "GIT_OPTIONAL_LOCKS": "0",  # nobody else has to wait for an answer
}
"""What makes git speak one language, ask nothing, and take names as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What git said."""

    code: int
    """Its exit status; 0 is success."""
    data: bytes
    """Its output as it is: a file's bytes, for one."""
    words: str
    """What it said beside its output: warnings, and what stood in the way."""

    def __bool__(self) -> bool:
        """Whether it succeeded."""
        return self.code == 0

    @property
    def output(self) -> str:
        """Its output as text, without blanks at the end."""
        return self.data.decode(errors="replace").rstrip()

    @property
    def names(self) -> tuple[str, ...]:
        """Its output as what ``-z`` lists: names as they are, whatever they hold."""
        return tuple(filter(None, self.data.decode(errors="replace").split("\0")))

    @property
    def reason(self) -> str:
        """What stood in the way, on one line: the first error with what follows, or the end."""
        lines = [" ".join(line.split()) for line in f"{self.output}\n{self.words}".splitlines()]
        told = [line for line in lines if line and not line.startswith(("hint:", "To ", "Done"))]
        marks = ("error:", "fatal:", "remote: error:", "remote: fatal:")
        errors = (number for number, line in enumerate(told) if line.startswith(marks))
        first = min(next(errors, len(told)), max(0, len(told) - LINES))
        return "; ".join(told[first : first + LINES]) or f"exit status {self.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """git in one folder."""

    folder: Path

    def __call__(self, *words: str, patience: float = PATIENCE) -> Answer:
        """Run it; a run that takes longer than ``patience`` is ended, and is an answer, too."""
        try:
            # In a session of its own it has no terminal to ask on, and can be ended with all
            # that it started.
            process = subprocess.Popen(  # noqa: S603 - a list of words, no shell
                ["git", *words],  # noqa: S607 - the user's own git
                cwd=self.folder,
                env=os.environ | ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except FileNotFoundError:
            return Answer(code=127, data=b"", words="there is no program git")
        with process:
            try:
                data, words_of_error = process.communicate(timeout=patience)
            except subprocess.TimeoutExpired:
                _end(process)
                return Answer(code=-1, data=b"", words=f"no answer within {patience:.0f} seconds")
            except BaseException:  # an interruption, too
                _end(process)
                raise
        told = words_of_error.decode(errors="replace").strip()
        return Answer(code=process.returncode, data=data, words=told)

    def changed(self, *words: str, patience: float = PATIENCE) -> tuple[str, ...]:
        """Return the files that ``git status`` lists for these words, as the folder has them."""
        options = ("--porcelain", "-z", "--no-renames", "--untracked-files=all")
        top = len(self("rev-parse", "--show-prefix").output)
        names = self("status", *options, *words, patience=patience).names
        return tuple(name[LETTERS + top :] for name in names)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it and what it started; git takes its locks away when it is asked to end."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=GRACE)
            return


def root_of(folder: Path) -> Path | None:
    """Return the top of the repository that a folder is in, by what git looks for.

    That is ``.git`` there or further up; in a second work tree it is a file. git is not started.
    """
    here = folder.resolve()
    tops = (above for above in (here, *here.parents) if os.path.lexists(above / ".git"))
    return next(tops, None)


def is_in_repository(folder: Path) -> bool:
    """Tell whether git finds a repository from a folder, or is told of one."""
    return "GIT_DIR" in os.environ or root_of(folder) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpushed:
    """Files of the content that nobody else has as they are here, relative to the project."""

    written: tuple[str, ...] = ()
    """Those that are not committed."""
    deleted: tuple[str, ...] = ()
    """Those that are not here any more, which is not committed."""
    committed: tuple[str, ...] = ()
    """Those whose last change is."""


def find_unpushed(folder: Path) -> Unpushed:
    """Return what is not pushed of the project in ``folder``, by what is known of the remote here.

    It is nothing where there is no git, no repository, or no branch that this one is tied to. The
    network is not asked.
    """
    git = Git(folder=folder)
    words = ("diff", "--name-only", "--relative", "--no-renames", "-z", "@{upstream}...HEAD")
    committed = git(*words, "--", "content", patience=GLANCE)
    if not committed:
        return Unpushed()
    changed = git.changed("--", "content", patience=GLANCE)
    written = tuple(path for path in changed if os.path.lexists(folder / path))
    return Unpushed(
        written=tuple(sorted(written)),
        deleted=tuple(sorted({*changed} - {*written})),
        committed=tuple(path for path in committed.names if path not in changed),
    )
