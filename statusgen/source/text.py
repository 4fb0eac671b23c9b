"""The text of a file, and values in it that know their place.

Bytes become text here: byte order marks, line endings and control characters are
normalized, and a file that is not text is reported. No other room sees bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from statusgen.notation.words import fold
from statusgen.problems import InvalidValueError, Problem, Problems, Span, short

LARGEST = 1_000_000
"""The largest content file, in bytes."""

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
"""Characters that no text needs: all control characters except tab and line feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as read from disk."""

    path: str
    """Relative to the project, with ``/``: ``content/incidents/x.md``."""
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The text files of a project, as read from disk."""

    files: tuple[File, ...]
    """site.yml, incidents, postmortems and scenarios, by path."""
    unread: tuple[str, ...] = ()
    """Paths of files that exist but could not be read; a problem says why."""
    problems: tuple[Problem, ...] = ()
    """Problems on the disk: a file that is unreadable, outside the project or never used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    r"""The text of a file: no byte order mark, no control characters, ``\n`` as line ending."""

    path: str
    text: str = field(repr=False)
    lines: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """At least one, without line endings."""
    starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """The offset of each line, and of one more after the end."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(self.text.split("\n")))
        lengths = (len(line) + 1 for line in self.lines)
        object.__setattr__(self, "starts", tuple(accumulate(lengths, initial=0)))

    def span(self, line: int, column: int = 1, length: int = 1) -> Span:
        """Return a place. Numbers count from 1; outside the text, the nearest place."""
        line = min(max(line, 1), len(self.lines))
        text = self.lines[line - 1]
        column = min(max(column, 1), len(text) + 1)
        length = max(1, min(length, len(text) + 1 - column))
        return Span(path=self.path, line=line, column=column, length=length, text=text)

    def at(self, offset: int, length: int = 1) -> Span:
        """Return the place of a range of characters; ``offset`` counts from 0."""
        line = bisect_right(self.starts, offset)
        return self.span(line, offset - self.starts[line - 1] + 1, length)

    def find(self, line: int, text: str) -> Span:
        """Return the first place of a text on a line, or the line. It may be in its plain form."""
        return self.span(line, length=len(self.lines[line - 1])).part(text)


def decode(file: File, problems: Problems) -> Source | None:
    """Return the text of a file, or ``None`` and one problem if it is not valid text."""
    data = file.data.removeprefix(b"\xef\xbb\xbf")
    if not problems.attempt(Span(path=file.path, line=0), _check_bytes, data):
        return None
    try:
        text = _even(data.decode())
    except UnicodeDecodeError as error:
        shown = Source(path=file.path, text=_even(data.decode(errors="replace")))
        problems.error(
            "not-utf-8",
            f"The byte 0x{data[error.start]:02X} is not valid UTF-8",
            shown.at(len(_even(data[: error.start].decode()))),
            "Save the file as UTF-8; most editors call this “save with encoding”.",
        )
        return None
    raw = Source(path=file.path, text=text)
    start = f"\n{text}".find("\n<<<<<<< ")
    if start >= 0 and "\n=======\n" in text and "\n>>>>>>> " in text:
        problems.error(
            "merge-conflict",
            "The file has a merge conflict that git could not resolve",
            raw.at(start, len(text)),
            "Keep the right text, and delete the lines that begin with <<<<<<<, ======= and "
            ">>>>>>>. Then run `git add`, and the command that `git status` names: "
            "`git rebase --continue` or `git merge --continue`.",
        )
        return None
    return _without_controls(raw, problems)


def _check_bytes(data: bytes) -> bool:
    """Return true, or raise if the bytes cannot be text."""
    if len(data) > LARGEST:
        raise InvalidValueError(
            code="file-too-large",
            message=f"The file has {len(data):,} bytes; the limit is {LARGEST:,}",
            hint="Keep logs and data files outside the content, and link to them.",
        )
    if b"\0" in data:
        raise InvalidValueError(
            code="not-text",
            message=f"The file is not text: byte {data.index(0) + 1:,} is NUL",
            hint="Save text as UTF-8. Images and other files belong in content/static/.",
        )
    return True


def _even(text: str) -> str:
    """Use one line ending, and replace U+2028 and U+2029, which some programs break lines at."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\u2028", " ").replace("\u2029", " ")


def _without_controls(raw: Source, problems: Problems) -> Source:
    if raw.text.replace("\n", "").isprintable():  # nearly every text
        return raw
    for number, line in enumerate(raw.lines, start=1):
        if found := list(CONTROLS.finditer(line)):
            names = ", ".join(sorted({f"U+{ord(match[0]):04X}" for match in found}))
            problems.warning(
                "control-character",
                f"The line has control characters, which are left out: {names}",
                raw.span(number, found[0].start() + 1),
                "Delete them. They often come from text copied from a terminal or a document.",
            )
    return Source(path=raw.path, text=CONTROLS.sub("", raw.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A single value or a key, as text."""

    text: str
    span: Span
    plain: bool = True
    """Without quotes, and not a ``|`` or ``>`` block."""

    @property
    def shown(self) -> str:
        """The text as messages quote it."""
        return short(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A value that is empty or not allowed, and already reported."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Keys with their values, in the order of the file; each key once."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span
    """Its first key, or its ``{``."""

    def get(self, key: str) -> Node | None:
        """Return the value of a key in any spelling: ``Action-Required``."""
        wanted = fold(key)
        return next((node for name, node in self.entries if fold(name.text) == wanted), None)


Node = Scalar | Mapping | Sequence | Broken
