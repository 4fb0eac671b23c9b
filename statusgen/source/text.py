"""The text of a file, and the values in it, each with its place.

What editors differ in is evened out here (byte order mark, line ends, control
characters); what is no text at all is a problem. Nothing below knows of bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from statusgen.notation.words import fold
from statusgen.problems import Problem, Problems, Span, short

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

    def find(self, line: int, text: str) -> Span:
        """Return where a text first stands on a line; the line's beginning if it does not."""
        return self.span(line, self.lines[line - 1].find(text) + 1, len(text))


def decode(file: File, problems: Problems) -> Source | None:
    """Return the text of a file, or ``None`` where it is none (one problem says why)."""
    if len(file.data) > LARGEST:
        problems.error(
            "file-too-large",
            f"The file has {len(file.data):,} bytes, more than {LARGEST:,}",
            Span(path=file.path, line=0),
            "Text of this size is a mistake; a log or a data file belongs elsewhere.",
        )
        return None
    for mark, encoding in _MARKS:
        if file.data.startswith(mark):
            _report_encoding(file, encoding, problems)
            return None
    if (place := file.data.find(b"\0")) >= 0:
        _report_nul(file, place, problems)
        return None
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _report_bytes(file, error, problems)
        return None
    raw = Source(path=file.path, text=_even(text))
    if line := _conflict(raw.text):
        _report_conflict(raw, line, problems)
        return None
    return _without_controls(raw, problems)


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


def _conflict(text: str) -> int:
    """Return the line on which git left what it could not merge; 0 where there is none."""
    text = f"\n{text}"
    start = text.find("\n<<<<<<< ")
    middle = text.find("\n=======\n", start) if start >= 0 else -1
    end = text.find("\n>>>>>>> ", middle) if middle >= 0 else -1
    return text.count("\n", 0, start) + 1 if end >= 0 else 0


def _report_conflict(raw: Source, line: int, problems: Problems) -> None:
    problems.error(
        "merge-conflict",
        "Two people changed this place, and git could not tell which text holds",
        raw.span(line, 1, len(raw.lines[line - 1])),
        "Keep what is right of the two, and delete the lines that begin with <<<<<<<, ======= "
        "and >>>>>>>. Then `git add` the file, and go on with `git rebase --continue` or "
        "`git merge --continue`; `git status` says which.",
    )


def _report_encoding(file: File, encoding: str, problems: Problems) -> None:
    problems.error(
        "not-utf-8",
        f"The file is {encoding}, not UTF-8",
        Span(path=file.path, line=0),
        "Save it again as UTF-8 (in most editors: Save with encoding).",
    )


def _report_nul(file: File, place: int, problems: Problems) -> None:
    # In UTF-16 without a mark every second byte of ASCII text is NUL.
    likely_wide = file.data[:200].count(0) > len(file.data[:200]) // 4
    problems.error(
        "not-text",
        f"Byte {place + 1:,} of the file is NUL, so it is not text",
        Span(path=file.path, line=0),
        "It looks like UTF-16; save it again as UTF-8."
        if likely_wide
        else "Move files that are no text to content/static/.",
    )


def _report_bytes(file: File, error: UnicodeDecodeError, problems: Problems) -> None:
    data = file.data.removeprefix(b"\xef\xbb\xbf")
    # The codec counts from behind the mark, which it has taken off.
    before, byte = _even(data[: error.start].decode()), data[error.start]
    shown = Source(path=file.path, text=_even(data.decode(errors="replace")))
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    place = len(file.data) - len(data) + error.start + 1
    # 80 to 9F are letters and quotes in Windows-1252, and control characters in Latin-1.
    windows = any(0x80 <= other <= 0x9F for other in data)  # noqa: PLR2004 - named just above
    problems.error(
        "not-utf-8",
        f"Byte {place:,} of the file, 0x{byte:02X}, is not UTF-8",
        shown.span(line, column),
        f"The file looks like {'Windows-1252' if windows else 'Latin-1 (ISO 8859-1)'}; "
        "save it again as UTF-8.",
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
