"""The text of a file, and the values in it, each with its place.

What editors differ in is evened out here (byte order mark, line ends, control
characters); what is no text at all is a problem. Nothing below knows of bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from statusgen.notation.words import fold
from statusgen.problems import InvalidValueError, Problem, Problems, Span, short

LARGEST = 1_000_000
"""Bytes that a content file may have."""

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
"""What no text needs, tab and line ends aside; a byte order mark inside is left from joining."""

_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_CLOSING_TURNS = "\u202c\u2069"

_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as it was read from disk."""

    path: str
    """Relative to the project, with ``/``: ``content/incidents/x.md``."""
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the authors of a project wrote, as it was read from disk."""

    files: tuple[File, ...]
    """site.yml, incidents, postmortems and scenarios, by path."""
    unread: tuple[str, ...] = ()
    """Paths of such files that are there and could not be read; a problem says why."""
    problems: tuple[Problem, ...] = ()
    """What was wrong on the disk: unreadable, outside the project, read by nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    r"""A file's text: no byte order mark, no control characters, each line ends in ``\n``."""

    path: str
    text: str = field(repr=False)
    lines: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """At least one; without their ends."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(self.text.split("\n")))

    def span(self, line: int, column: int = 1, length: int = 1) -> Span:
        """Return a place, from 1; what lies outside the text is moved to its nearest place."""
        line = min(max(line, 1), len(self.lines))
        text = self.lines[line - 1]
        column = min(max(column, 1), len(text) + 1)
        length = max(1, min(length, len(text) + 1 - column))
        return Span(path=self.path, line=line, column=column, length=length, text=text)

    def at(self, offset: int, length: int = 1) -> Span:
        """Return the place of some characters of the text, from 0."""
        line = self.text.count("\n", 0, offset) + 1
        return self.span(line, offset - self.text.rfind("\n", 0, offset), length)

    def find(self, line: int, text: str) -> Span:
        """Return where a text first stands on a line; the line's beginning if it does not."""
        return self.span(line, self.lines[line - 1].find(text) + 1, len(text))


def decode(file: File, problems: Problems) -> Source | None:
    """Return the text of a file, or ``None`` where it is none (one problem says why)."""
    data = file.data.removeprefix(b"\xef\xbb\xbf")
    if not problems.attempt(Span(path=file.path, line=0), _check_bytes, data):
        return None
    try:
        text = _even(data.decode())
    except UnicodeDecodeError as error:
        shown = Source(path=file.path, text=_even(data.decode(errors="replace")))
        problems.error(
            "not-utf-8",
            f"The byte 0x{data[error.start]:02X} is not UTF-8",
            shown.at(len(_even(data[: error.start].decode()))),
            "Save the file again as UTF-8 (in most editors: Save with encoding).",
        )
        return None
    raw = Source(path=file.path, text=text)
    start = f"\n{text}".find("\n<<<<<<< ")
    if start >= 0 and "\n=======\n" in text and "\n>>>>>>> " in text:
        problems.error(
            "merge-conflict",
            "Two people changed this place, and git could not tell which text holds",
            raw.at(start, len(text)),
            "Keep what is right of the two, and delete the lines that begin with <<<<<<<, ======= "
            "and >>>>>>>. Then `git add` the file, and go on with `git rebase --continue` or "
            "`git merge --continue`; `git status` says which.",
        )
        return None
    return _without_controls(raw, problems)


def _check_bytes(data: bytes) -> bool:
    """Raise what is wrong with a file that is no text at all."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if len(data) > LARGEST:
        raise InvalidValueError(
            code="file-too-large",
            message=f"The file has {len(data):,} bytes, more than {LARGEST:,}",
            hint="Text of this size is a mistake; a log or a data file belongs elsewhere.",
        )
    if encoding:
        raise InvalidValueError(
            code="not-utf-8",
            message=f"The file is {encoding}, not UTF-8",
            hint="Save it again as UTF-8 (in most editors: Save with encoding).",
        )
    if b"\0" in data:
        raise InvalidValueError(
            code="not-text",
            message=f"Byte {data.index(0) + 1:,} of the file is NUL, so it is not text",
            hint="Move files that are no text to content/static/; save text as UTF-8.",
        )
    return True


def _even(text: str) -> str:
    """Give every line the same end; other programs see U+2028 and U+2029 as line ends, too."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\u2028", " ").replace("\u2029", " ")


def _without_controls(raw: Source, problems: Problems) -> Source:
    if raw.text.replace("\n", "").isprintable():  # nearly every text, told at a glance
        return raw
    for number, line in enumerate(raw.lines, start=1):
        if found := list(CONTROLS.finditer(line)):
            names = ", ".join(sorted({f"U+{ord(match[0]):04X}" for match in found}))
            problems.warning(
                "control-character",
                f"The line holds control characters, which are left out: {names}",
                raw.span(number, found[0].start() + 1),
                "Delete them; they often come with text copied from a terminal or a document.",
            )
        if turns := _TURNS.findall(line):
            _warn_of_turns(raw, number, turns, problems)
    return Source(path=raw.path, text=CONTROLS.sub("", raw.text))


def _warn_of_turns(raw: Source, number: int, turns: list[str], problems: Problems) -> None:
    """Characters that turn the direction of writing stay; one that is left open is a mistake."""
    closing = sum(char in _CLOSING_TURNS for char in turns)
    if closing != len(turns) - closing:
        problems.warning(
            "unclosed-direction",
            f"The direction of writing is turned by U+{ord(turns[0]):04X} and not turned back",
            raw.span(number, raw.lines[number - 1].index(turns[0]) + 1),
            "Delete the invisible character, or close it in the same line with U+202C or U+2069.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A single value or a key, as text."""

    text: str
    span: Span
    plain: bool = True
    """Without quotes, and no ``|`` or ``>`` block."""

    @property
    def shown(self) -> str:
        """The text as messages quote it: on one line, and cut where it is long."""
        return short(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A value that was left out or is not allowed. Its problem is reported already."""

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
    """Keys with their values, in the order of the file; no key twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span
    """Its first key, or its ``{``."""

    def get(self, key: str) -> Node | None:
        """Return the value of a key, however that is spelled: ``Action-Required``."""
        wanted = fold(key)
        return next((node for name, node in self.entries if fold(name.text) == wanted), None)


Node = Scalar | Mapping | Sequence | Broken
