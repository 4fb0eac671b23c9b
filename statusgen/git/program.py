"""git, run for its answers: in English, without a question, and never without an end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["PATIENCE", "Answer", "Git"]

PATIENCE: Final = 60.0
"""Seconds that git, a hook or the other side may take."""

GRACE: Final = 10.0
"""Seconds that git may take to end when it is asked to; killed, it would leave its locks."""

MISSING: Final = 127
"""The exit status for a program that is not there, as shells have it."""

LINES: Final = 4
"""Of what git says, that a message repeats."""

ENVIRONMENT: Final = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_EDITOR": "true",  # a message that is there already needs no editor
    "GCM_INTERACTIVE": "never",
    "GIT_LITERAL_PATHSPECS": "1",  # a name may hold what would be a pattern
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
        """What stood in the way, on one line: the last that git, a hook or the remote said.

        Before it stands the first error with the line below, which often names what is wrong where
        the rest says what to do.
        """
        lines = [" ".join(line.split()) for line in f"{self.output}\n{self.words}".splitlines()]
        told = [line for line in lines if line and not line.startswith(("hint:", "To ", "Done"))]
        marks = ("error:", "fatal:")
        errors = (line for line in told if line.removeprefix("remote: ").startswith(marks))
        first = told.index(next(errors, told[-1])) if told else 0
        if first < len(told) - LINES:
            return "; ".join((*told[first : first + 2], "…", *told[2 - LINES :]))
        return "; ".join(told[-LINES:]) or f"exit status {self.code}"


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
            return Answer(code=MISSING, data=b"", words="there is no program git")
        with process:
            try:
                data, said = process.communicate(timeout=patience)
            except subprocess.TimeoutExpired:
                _end(process)
                return Answer(code=-1, data=b"", words=f"no answer within {patience:.0f} seconds")
            except BaseException:  # an interruption, too
                _end(process)
                raise
        return Answer(
            code=process.returncode, data=data, words=said.decode(errors="replace").strip()
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it and what it started; git takes its locks away when it is asked to end."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=GRACE)
            return
