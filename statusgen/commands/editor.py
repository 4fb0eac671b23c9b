"""A text that somebody writes, in their editor or on a line; whatever goes wrong, it is not lost.

It writes no file but its own, which it removes unless that alone has what was written.
"""

from __future__ import annotations

import os
import tempfile
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
        if self.text:
            return self.text
        if self.asked or os.environ.get("VISUAL") or os.environ.get("EDITOR"):
            self._edit(f"{text}\n\n{SCISSORS}\n{GUIDE}")
        else:
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
        try:
            path = _new_file(text)
        except OSError as error:
            message = f"No file can be made for the editor: {error.strerror or error}. "
            message += "Nothing was written; --message gives a text without an editor."
            raise click.ClickException(message) from error
        before = path.stat().st_mtime_ns
        try:
            click.edit(filename=str(path))
        except click.ClickException as error:
            message = f"{error.message.rstrip('.')}, so nothing was written."
            raise click.ClickException(message) from error
        except ValueError as error:  # its words cannot be told apart
            name = "VISUAL" if os.environ.get("VISUAL") else "EDITOR"
            message = f"{name} is no command ({error}), so nothing was written: "
            message += os.environ.get(name, "")
            raise click.ClickException(message) from error
        finally:
            self.text = _saved(path, before)


def _new_file(text: str) -> Path:
    """Return a new file, of some seconds ago: on any disk a later save has another time."""
    number, name = tempfile.mkstemp(prefix="statusgen-", suffix=".md")
    with os.fdopen(number, "w", encoding="utf-8", errors="replace") as file:
        file.write(text)
    path = Path(name)
    modified = path.stat().st_mtime - 2
    os.utime(path, (modified, modified))
    return path


def _saved(path: Path, before: int) -> str | None:
    """Return what was saved in a file, and remove it; ``before`` is its time in nanoseconds."""
    try:
        is_saved = path.stat().st_mtime_ns != before
        data = path.read_bytes()
    except FileNotFoundError as error:
        message = "The editor left no file, so nothing was written."
        raise click.ClickException(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}. Nothing was written."
        raise click.ClickException(message) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"The text is not UTF-8, so nothing was written. It is kept in {path}: save it "
        message += "as UTF-8, and give it with --message - on standard input."
        raise click.ClickException(message) from error
    own = _without_guide(text.replace("\r\n", "\n")) if is_saved else ""
    if own is None:
        message = (
            "The text cannot be told from the guide, since the line with the scissors is gone "
        )
        message += f"or above the text, so nothing was written. The text is kept in {path}: take "
        message += "the guide out, and give it with --message - on standard input."
        raise click.ClickException(message)
    path.unlink()
    return own.strip("\n") if is_saved else None


def _without_guide(text: str) -> str | None:
    """Return the text above the scissors; ``None`` where it is not sure to be the author's all.

    That is where the scissors are gone and a line of the guide is not, wrapped anew perhaps, and
    where all that was written is below the scissors.
    """
    above, scissors, below = f"{text}\n".partition(f"{SCISSORS}\n")
    if scissors:
        return above if above.strip() or below.split() == GUIDE.split() else None
    words = " ".join(text.split())
    return None if any(line in words for line in GUIDE.splitlines()) else text
