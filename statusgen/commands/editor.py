"""Let authors write a message in an editor or on one line, and never lose it.

The only file written here is a temporary one. It is removed unless it has the only copy.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands.prompts import ask_text

if TYPE_CHECKING:  # heavy, and not needed for --help
    from statusgen.commands.report import Report

EXPECTED = "A message is required: say what is affected, and what readers can do."
SCISSORS = "------------------------ >8 ------------------------"
"""The same line as in git: everything below it is ignored."""

GUIDE = """\
Do not change the line above. Everything below it is ignored.
Above it is what readers will see, in Markdown: say what is affected, what you don't know yet, and
what they can do. To cancel, quit the editor without saving.
"""

UNSAVED = 1_000_000_000
"""The modification time of a file that was not saved; a value that every file system can store."""


class Editor:
    """Lets authors write a message: in their editor, or on one line if they have none set."""

    def __init__(self, *, asked: bool) -> None:
        """``asked``: use an editor even if neither VISUAL nor EDITOR is set."""
        self.asked = asked
        self.text: str | None = None
        """The message."""

    def run(self, write: Callable[[], Report]) -> Report:
        """Run a command that may ask for the message; print the message if it could not be used."""
        is_used = False
        try:
            report = write()
            is_used = not report.failed
        finally:
            if self.text and not is_used:
                click.echo(f"Your text was:\n\n{self.text}\n", err=True)
        return report

    def __call__(self, text: str) -> str | None:
        """Let the author edit a text and return it, or ``None`` if it was not saved.

        A later call returns the same message.
        """
        if not self.text and (self.asked or os.getenv("VISUAL") or os.getenv("EDITOR")):
            self._edit(f"{text}\n\n{SCISSORS}\n{GUIDE}")
        elif not self.text:
            self.text = ask_text("What do readers need to know?", expected=EXPECTED)
        return self.text

    def _edit(self, text: str) -> None:
        with _explained("Cannot create a file for the editor", "Use `--message` instead."):
            path = _new_file(text)
        try:
            with _explained("Cannot edit your message", "Check VISUAL or EDITOR."):
                click.edit(filename=str(path))
        finally:
            self.text = _saved(path)


@contextmanager
def _explained(what: str, hint: str) -> Iterator[None]:
    """Turn an error into a message that says why, and that nothing was written."""
    try:
        yield
    except (click.ClickException, OSError, ValueError) as error:
        message = f"{what}: {str(error).rstrip('.')}. Nothing was written. {hint}"
        raise click.ClickException(message) from error


def _new_file(text: str) -> Path:
    """Create a file that counts as not saved."""
    number, name = tempfile.mkstemp(prefix="statusgen-", suffix=".md")
    with os.fdopen(number, "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
    os.utime(name, (UNSAVED, UNSAVED))
    return Path(name)


def _saved(path: Path) -> str | None:
    """Return the message that was saved in a file, and remove the file."""
    hint = f"Whatever you saved is in {path}. Correct it, then use `--message - < {path}`."
    with _explained("Cannot use your message", hint):
        is_saved = path.stat().st_mtime != UNSAVED
        text = _without_guide(path.read_text(encoding="utf-8-sig")) if is_saved else None
    path.unlink()
    return text


def _without_guide(text: str) -> str:
    """Return the text above the scissors.

    Raise ``ValueError`` if that may not be the whole message: if the scissors are gone but a line
    of the guide remains, perhaps wrapped differently, or if the message is below the scissors.
    """
    above, scissors, below = f"{text}\n".partition(f"{SCISSORS}\n")
    words = " ".join(text.split())
    is_below = scissors and not above.strip() and below.split() != GUIDE.split()
    if is_below or (not scissors and any(line in words for line in GUIDE.splitlines())):
        message = "the line with `>8` is missing, or your message is below it"
        raise ValueError(message)
    return above.strip("\n")
