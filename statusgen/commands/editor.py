"""A text that somebody writes, in their editor or on a line; whatever goes wrong, it is not lost.

It writes no file but its own, which it removes unless that alone has what was written.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from statusgen.commands.prompts import ask_text

if TYPE_CHECKING:  # what commands need is heavy, and --help needs none of it
    from statusgen.commands.report import Report

EXPECTED = "A text is needed here: what is so, what is not known yet, what readers can do."
SCISSORS = "------------------------ >8 ------------------------"
"""As git has it: what is below this line is not part of the text."""

GUIDE = """\
Write above the scissors what readers should know, what is not known yet, and what they can do.
It is Markdown. Save and leave the editor; an empty text writes nothing.
Keep the line with the scissors: whatever is below it is left out.
"""

UNSAVED = 1_000_000_000
"""The time of a file that was not saved yet; a round number for disks that keep times coarsely."""


class Editor:
    """Lets somebody write a text: in their editor, or on a line where they have named none.

    Where what it is used in ends early, the text is shown.
    """

    def __init__(self, *, asked: bool) -> None:
        """``asked``: an editor was asked for, be it the system's own."""
        self.asked = asked
        self.text: str | None = None
        """What was written."""

    def __enter__(self) -> Self:
        """Keep a text from now on."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Give back a text that came to nothing."""
        if kind:
            self._show()

    def __call__(self, text: str) -> str | None:
        """Show a text, and return it as it was saved; ``None``: it was not.

        What was written once stays so where more is asked afterwards.
        """
        if not self.text and (self.asked or os.getenv("VISUAL") or os.getenv("EDITOR")):
            self._edit(f"{text}\n\n{SCISSORS}\n{GUIDE}")
        elif not self.text:
            self.text = ask_text("What do readers need to know?", expected=EXPECTED)
        return self.text

    def give_back(self, report: Report) -> None:
        """Show what was written where it was not used."""
        if report.failed:
            self._show()

    def _show(self) -> None:
        if self.text:
            click.echo(f"Your text was:\n\n{self.text}\n", err=True)

    def _edit(self, text: str) -> None:
        with _explained("No file can be made for the editor", "--message gives a text without it."):
            path = _new_file(text)
        try:
            with _explained("The editor cannot be used", "See VISUAL and EDITOR."):
                click.edit(filename=str(path))
        finally:
            self.text = _saved(path)


@contextmanager
def _explained(what: str, hint: str) -> Iterator[None]:
    """Say what failed and why, and that no file of the project was written."""
    try:
        yield
    except (click.ClickException, OSError, ValueError) as error:
        message = f"{what} ({str(error).rstrip('.')}), so nothing was written. {hint}"
        raise click.ClickException(message) from error


def _new_file(text: str) -> Path:
    """Return a new file with a time long ago."""
    number, name = tempfile.mkstemp(prefix="statusgen-", suffix=".md")
    with os.fdopen(number, "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
    os.utime(name, (UNSAVED, UNSAVED))
    return Path(name)


def _saved(path: Path) -> str | None:
    """Return what was saved in a file, and remove it."""
    kept = f"Whatever was saved is kept in {path}; --message - takes a text from standard input."
    with _explained("The text cannot be used", kept):
        is_saved = path.stat().st_mtime != UNSAVED
        text = _without_guide(path.read_text(encoding="utf-8-sig")) if is_saved else None
    path.unlink()
    return text


def _without_guide(text: str) -> str:
    """Return the text above the scissors; raise where it is not sure to be the author's all.

    That is where the scissors are gone and a line of the guide is not, wrapped anew perhaps, and
    where all that was written is below the scissors.
    """
    above, scissors, below = f"{text}\n".partition(f"{SCISSORS}\n")
    words = " ".join(text.split())
    is_below = scissors and not above.strip() and below.split() != GUIDE.split()
    if is_below or (not scissors and any(line in words for line in GUIDE.splitlines())):
        message = "the line with the scissors is gone, or above the text"
        raise ValueError(message)
    return above.strip("\n")
