"""A text that somebody writes, in their editor or on a line; whatever goes wrong, it is not lost.

It writes no file but its own, which it removes unless that alone has what was written.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from statusgen.commands.prompts import ask_text

if TYPE_CHECKING:  # what commands need is heavy, and --help needs none of it
    from statusgen.commands.report import Report

EXPECTED = "A text is needed here: what is so, what is not known yet, what readers can do."
GUIDE = """
<!-- statusgen: Write above what readers should know: what is so, what is not known yet, and
what they can do. It is Markdown. Save and leave the editor; an empty text writes nothing.
This comment is taken out. -->
"""
_WORDS = GUIDE.split()
_ENDLESS = re.compile(r"\s*" + r"\s+".join(map(re.escape, _WORDS[:-1])) + r"\s*")
"""The guide, as an editor may wrap it anew, without its arrow."""
_WHOLE = re.compile(rf"{_ENDLESS.pattern}-->\s*")
_BEGINNING = re.compile(r"<!--\s*statusgen:")
_RUN = 5
"""Words in a row that tell a changed line of the guide."""
_PIECE = 3
"""Words that tell a piece of the guide where nothing else of it is left."""


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
            self._edit(f"{text}\n{GUIDE}")
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
        message = "The guide below the text was changed, and a part of it is left, so nothing was "
        message += f"written. The text is kept in {path}: take that part out, and give it with "
        message += "--message - on standard input."
        raise click.ClickException(message)
    path.unlink()
    return own.strip("\n") if is_saved else None


def _without_guide(text: str) -> str | None:
    """Return a text without the guide; ``None`` where a part of it is left among the text.

    Of a guide that is not whole, its lines are taken out. The next arrow is no end of it: that
    may be of a comment of the author's, behind more of the text.
    """
    own, found = _WHOLE.subn("\n", text)
    if found:
        return own
    lines = _ENDLESS.sub("\n", text).split("\n")
    kept = [line for line in lines if _bare(line) not in _LINES]
    own = "\n".join(kept)
    is_damaged = own != text
    is_left = _BEGINNING.search(own) or (is_damaged and own.count("-->") > own.count("<!--"))
    is_left = is_left or any(_is_of_guide(line, is_damaged=is_damaged) for line in kept)
    return None if is_left else own


def _bare(line: str) -> str:
    """Return a line without what begins and ends a comment."""
    return line.strip().removeprefix("<!--").removesuffix("-->").strip()


_LINES = frozenset(map(_bare, GUIDE.strip().splitlines()))


def _is_of_guide(line: str, *, is_damaged: bool) -> bool:
    """Tell whether a line has what is left of the guide; of a damaged one, a letter may be."""
    guide, words = " ".join(_WORDS), _bare(line).split()
    if words and " ".join(words) in guide:
        return is_damaged or len(words) >= _PIECE
    runs = (" ".join(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))
    return is_damaged and any(run in guide for run in runs)
