"""The block of fields under an update's heading: which lines are fields, which are text.

A formatter may rewrite the file at each save: swap bullets, indent what goes on
with a bullet, put blank lines around and into a list. Whatever it could turn
into another fact is a mistake here, before it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from statusgen.notation.words import IMPACTS, fold
from statusgen.problems import Problems, Span, did_you_mean, nearest
from statusgen.reading.sections import short, unescape
from statusgen.source.page import Line
from statusgen.source.text import Source

__all__ = [
    "NAMES",
    "Field",
    "disguised_key",
    "known_key",
    "match_field",
    "match_in_text",
    "meant_key",
    "name_of",
    "split_fields",
    "warn_of_fields",
]

NAMES = (
    "components",
    "impact",
    "next",
    "eta",
    "workaround",
    "cause",
    "fix",
    "action required",
    "window",
    "corrected",
    "id",
)
"""The keys as they are best written."""

_KEYS = MappingProxyType({fold(name): name for name in NAMES})
_TIME = r"\d{1,2}[:.h]\d{2}|\d+\s*[dhm]|\d{4}-"
_FORMS = MappingProxyType(
    {
        "components": re.compile(r"[\w-]+\s*=\s*\w"),
        "impact": re.compile(rf"(?:{'|'.join(IMPACTS.spellings)})\W*$", re.IGNORECASE),
        "next": re.compile(_TIME),
        "eta": re.compile(rf"{_TIME}|none\W*$", re.IGNORECASE),
        "window": re.compile(r"\d{4}-.* / "),
        "corrected": re.compile(r"\d{4}-"),
    }
)
"""How a value begins by which a misspelt key is known for sure."""
_TEXTS = frozenset({"workaround", "cause", "fix", "action_required"})
_FIRST = 100
"""Characters at the head of a line in which a key and the form of its value are looked for."""

_KEY = r"(?P<key>[^\W\d][^\n:=`]{0,40}?)[ \t]*:(?P<gap>[ \t]*)(?P<value>.*)"
_FIELD = re.compile(rf"(?P<indent> {{0,3}})(?P<bullet>[-*+][ \t]+)?{_KEY}")
_MARKERS = r" {0,3}(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]?|\[[ xX]\][ \t]+)*"
_IN_TEXT = re.compile(_MARKERS + _KEY)
_AT_HEAD = re.compile(_MARKERS)
_MARKUP = re.compile(r"[*`~]|(?<!\w)_|_(?!\w)")
_DISGUISED = MappingProxyType(
    {
        name: re.compile(
            rf"(?:\w+[ _-])?{name}(?:[ _-]\w+)?\s*[:=\u2013\u2014\uff1a-]?\s*(?={form.pattern})",
            re.IGNORECASE,
        )
        for name, form in _FORMS.items()
    }
)
"""A key with a word or a sign too many, and a value of its form."""
_NESTED = re.compile(
    rf"(?:^|(?<=\s))({'|'.join(name.replace(' ', '[ _-]') for name in NAMES)})\s*:(?:\s|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field as it was written."""

    key: str
    """Known, and folded: ``action_required``."""
    value: str
    """On one line."""
    name: Span
    pieces: tuple[Span, ...]
    """Where the value stands, a line each; at least one."""

    @property
    def span(self) -> Span:
        """Return the place of the value; of the key where there is none."""
        return self.pieces[0]

    def find(self, text: str) -> Span:
        """Return the place of a part of the value."""
        for piece in self.pieces:
            start = piece.column - 1
            found = piece.text.find(text, start, start + piece.length) if text else -1
            if found >= 0:
                return replace(piece, column=found + 1, length=len(text))
        return self.span


def split_fields(
    lines: Sequence[Line], source: Source, problems: Problems
) -> tuple[tuple[Field, ...], tuple[Line, ...]]:
    """Return the fields at the head of a section's lines, and the lines of its text."""
    reader = _Block(source=source, problems=problems)
    start = _skip_blank(lines, 0)
    if start == len(lines) or not reader.begins(lines[start]):
        return (), tuple(lines)
    end = reader.read(lines, start)
    return reader.fields(), tuple(lines[end:])


def warn_of_fields(lines: Iterable[Line], source: Source, problems: Problems) -> None:
    """Warn of lines in a text that begin as fields do."""
    for line in lines:
        found = match_in_text(line)
        key = known_key(found) if found else None
        if found and key:
            name = name_of(key)
            problems.warning(
                "misplaced-field",
                f"`{name}` stands in a text, so it is text",
                source.find(line.number, found["key"]),
                f"If it is a field, put `- {name}: …` into the block right under the heading of "
                "an update; if it is text, begin the line with another word.",
            )


@dataclass(slots=True)
class _Item:
    """A field while its lines are gathered; an unknown one has no key."""

    key: str | None
    name: Span
    pieces: list[tuple[str, Span]]


@dataclass(slots=True, kw_only=True)
class _Block:
    """Reads one block, line by line."""

    source: Source
    problems: Problems
    items: list[_Item] = field(default_factory=list)
    bulleted: bool = False
    offset: int = 4
    """Blanks from which on a line belongs to the bullet above it."""

    def begins(self, line: Line) -> bool:
        """Tell whether a line begins a block: with a known key, or surely a misspelt one."""
        found = match_field(line)
        if found and (known_key(found) or meant_key(found)):
            self.bulleted = bool(found["bullet"])
            return True
        inner = match_in_text(line)
        is_told = inner and known_key(inner)  # where all texts are gone through
        if not is_told and (key := disguised_key(line)):
            written = line.text.strip()
            self.problems.warning(
                "misspelt-field",
                f"`{short(written)}` reads like `{name_of(key)}`, but is text",
                self.source.find(line.number, written),
                f"Write `- {name_of(key)}: …`, or begin the text with another word.",
            )
        return False

    def read(self, lines: Sequence[Line], place: int) -> int:
        """Take the lines of the block; return where the text begins."""
        while place < len(lines):
            line = lines[place]
            if not line.text.strip():
                after = _skip_blank(lines, place)
                if not self._goes_on(lines[after : after + 1]):
                    return place
                place = after
            elif not self._take(line):
                return place
            else:
                place += 1
        return place

    def fields(self) -> tuple[Field, ...]:
        """Return the fields that have a known key and a value, each key once."""
        found: dict[str, Field] = {}
        for item in self.items:
            value = " ".join(text for text, _ in item.pieces if text)
            if item.key is None:
                continue
            if item.key in found:
                self.problems.error(
                    "duplicate-field",
                    f"`{name_of(item.key)}` is given twice",
                    item.name,
                    f"It stands on line {found[item.key].name.line} already; keep one of them.",
                )
            elif not value:
                self.problems.error(
                    "empty-field",
                    f"`{name_of(item.key)}` has no value",
                    item.name,
                    "Write the value behind the colon, or delete the line.",
                )
            else:
                pieces = tuple(span for text, span in item.pieces if text)
                found[item.key] = Field(key=item.key, value=value, name=item.name, pieces=pieces)
        return tuple(found.values())

    def _goes_on(self, following: Sequence[Line]) -> bool:
        """Tell whether a list of fields goes on behind a blank line, as formatters leave it."""
        if not self.bulleted or not following:
            return False
        line = following[0]
        found = match_field(line)
        if found and found["bullet"] and len(found["indent"]) < self.offset:
            return bool(known_key(found) or meant_key(found))
        if line.text.startswith(("  ", "\t")):
            self._report(
                line,
                f"`{short(line.text.strip())}` would belong to the field above it",
                "A field is one paragraph. Begin the text at the start of the line, and put code "
                "into a fence.",
            )
        return False

    def _take(self, line: Line) -> bool:
        """Take one line; tell whether it belongs to the block."""
        found = match_field(line)
        if found and bool(found["bullet"]) == self.bulleted and len(found["indent"]) < self.offset:
            self._begin_item(found, line)
            return True
        if self.bulleted and not line.code and line.text.startswith((" ", "\t")):
            self._go_on(line)
            return True
        if found and known_key(found):
            self._report(
                line,
                f"`{found['key']}` has {'no' if self.bulleted else 'a'} bullet, unlike the field "
                "above it",
                "Write all fields alike: `- key: value`, a line each.",
            )
            return True
        self._report(
            line,
            f"`{short(line.text.strip())}` is no field, and stands right under fields",
            "Put an empty line between the fields and the text. Under a bullet an indented line "
            "goes on with the value.",
        )
        return False

    def _begin_item(self, found: re.Match[str], line: Line) -> None:
        name = self.source.find(line.number, found["key"])
        key = known_key(found)
        if not key and (key := meant_key(found)):
            self.problems.error(
                "misspelt-field",
                f"`{found['key']}` is no field",
                name,
                did_you_mean(name_of(key)),
            )
        elif not key:
            self.problems.error(
                "unknown-field",
                f"`{short(found['key'])}` is no field",
                name,
                did_you_mean(
                    nearest(found["key"], NAMES),
                    always=f"Known are {', '.join(NAMES)}. Text begins behind an empty line.",
                ),
            )
        value = found["value"].strip()
        span = self.source.find(line.number, value) if value else name
        if self.bulleted:
            self.offset = found.end("bullet")
        if not (self.bulleted and is_text(key or "")) and (inner := _NESTED.search(value)):
            self._report_joined(inner[1], span)
            value = value[: inner.start()].strip()
        self.items.append(_Item(key, name, [(value, span)]))

    def _go_on(self, line: Line) -> None:
        text = line.text.strip()
        span = self.source.find(line.number, text)
        if re.match(r"[-*+](?:\s|$)", text):
            self._report(
                line,
                f"`{short(text)}` is a list inside a field",
                "A field is one paragraph: write it as a sentence, or put the list into the text.",
            )
        elif inner := _NESTED.match(text):
            self._report_joined(inner[1], span)
        else:
            self.items[-1].pieces.append((text, span))

    def _report(self, line: Line, message: str, hint: str) -> None:
        place = self.source.find(line.number, line.text.strip())
        self.problems.error("field-layout", message, place, hint)

    def _report_joined(self, name: str, span: Span) -> None:
        self.problems.error(
            "joined-fields",
            f"`{name}:` stands in the value of another field",
            span,
            "Write a line for each field, `- key: value`: formatters may join lines that "
            "have no bullet.",
        )


def match_field(line: Line) -> re.Match[str] | None:
    """Match ``key: value``; a colon with no blank behind it is one only after a known key."""
    found = None if line.code else _FIELD.fullmatch(line.text)
    if found and (found["gap"] or not found["value"] or known_key(found)):
        return found
    return None


def match_in_text(line: Line) -> re.Match[str] | None:
    """Match ``key: value`` inside a text, whatever list or quotation it begins."""
    found = None if line.code else _IN_TEXT.fullmatch(line.text)
    return found if found and (found["gap"] or not found["value"]) else None


def known_key(found: re.Match[str]) -> str | None:
    """Return the key that a line begins with, folded: ``action_required``."""
    key = _folded(found)
    return key if key in _KEYS else None


def meant_key(found: re.Match[str]) -> str | None:
    """Return the key that is misspelt, where the value shows that it is."""
    key = _folded(found)
    for name, form in _FORMS.items():
        if _one_slip(key, name) and form.match(unescape(found["value"])):
            return name
    return None


def disguised_key(line: Line) -> str | None:
    """Return the key that may be meant by a line like ``**next**: 15:00``, ``Next update 15:00``.

    A value of its form follows; by itself such a line is text.
    """
    text = "" if line.code else _MARKUP.sub("", line.text[_head(line) :][:_FIRST])
    return next((name for name, form in _DISGUISED.items() if form.match(text)), None)


def is_text(key: str) -> bool:
    """Tell whether the value of a key is Markdown, in which anything may stand."""
    return key in _TEXTS


def name_of(key: str) -> str:
    """Return a known key as it is best written: ``action required``."""
    return _KEYS[key]


def _folded(found: re.Match[str]) -> str:
    """Return a key as it is compared; one in emphasis is none, as `*next*` is none."""
    key = unescape(found["key"])
    return "" if key.startswith("_") or key.endswith("_") else fold(key)


def _head(line: Line) -> int:
    found = _AT_HEAD.match(line.text)
    return found.end() if found else 0


def _one_slip(word: str, other: str) -> bool:
    """Tell whether one letter was changed, left out or added, or two neighbours swapped."""
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    left, right = word[start:], other[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    one = left[1:] == right[1:] or left[1:] == right or left == right[1:]
    return word != other and (one or swapped)


def _skip_blank(lines: Sequence[Line], place: int) -> int:
    while place < len(lines) and not lines[place].text.strip():
        place += 1
    return place
