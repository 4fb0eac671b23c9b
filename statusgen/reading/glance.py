"""What is over, told by a glance at the headings: most files of an old project.

A command that has to answer at once reads only the others. A glance is sure, or
says no: whatever is not written in the plain form that commands write is left
to the full rules, and so is all that those may still find open or owed. Where a
file has a mistake, which ``check`` tells, it may be called over all the same.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from statusgen.model import STATES as STATES_OF
from statusgen.model import Sort
from statusgen.reading.content import INCIDENTS, SCENARIOS
from statusgen.reading.text import LARGEST, Texts
from statusgen.reading.words import INTERNAL, STATES

__all__ = ["is_settled", "without_settled", "without_unused"]

_ZONES_DIFFER: Final = timedelta(days=2)
"""More than any two zones: days are compared as they are written."""


def _spell(word: str) -> tuple[str, str]:
    """Return a word as commands write it in a heading, and as the format does."""
    plain = word.replace("_", " ")
    return plain[0].upper() + plain[1:], word


_VALUE = r"""
    (?: \{[^{}\[\]"'\n]*\} | \[[^{}\[\]"'\n]*\] | "[^"\n]*" | '[^'\n]*' | [^\s{\["'|>\#][^\n]* )?
"""
_FRONT = re.compile(
    rf"""
    ---\n
    (?P<front>
      (?:
        (?! ---[^\S\n]*\n )
        (?: [a-z]+(?:_[a-z]+)*:\ ?{_VALUE} | [^\S\n]+(?:-\ )?(?:[\w-]+:\ ?)?{_VALUE} | \#[^\n]* )
        \n
      )*
    )
    ---\n
    """,
    re.VERBOSE | re.ASCII,
)
"""Front matter that begins and ends each value on one line, and has plain keys."""
_MARK = re.compile(r"\n[^\S\n]*##(?!#)")
"""The end of a line, and what may be a heading behind it."""
_HEADING = re.compile(
    r"\n## (?P<word>[^\W\d_][^\n\d—]*?) — (?P<time>\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?)"
    r"(?P<zone>(?: [A-Za-z+-][\w/+:-]*)?)$",
    re.MULTILINE | re.ASCII,
)
_UNCLEAR = ("```", "~~~", "<!--", "<<<<<<<")
"""What may hide a heading, or make two of it."""
_OPEN_KEY = re.compile(r"\bpin\b|\\|postmortem(?!: not[ _-]needed$)", re.MULTILINE)
"""What keeps a file in mind after its end, and what YAML could spell it with."""
_DECIDED = re.compile(r"^postmortem: not", re.MULTILINE)
"""What :data:`_OPEN_KEY` lets pass."""
_PLANNED = re.compile(r"^scheduled:", re.MULTILINE)

# Of a word in each of its usual spellings; evening out all of them takes longer than the rest.
_STATES = MappingProxyType(
    {
        spelling: state
        for state, words in STATES.words
        for word in words
        for spelling in _spell(word)
    }
)
_INTERNAL = frozenset(spelling for word in INTERNAL.spellings for spelling in _spell(word))


def is_settled(data: bytes, before: datetime, undecided: datetime | None = None) -> bool:
    """Tell whether an incident, by the bytes of its file, is sure to have ended before an instant.

    ``undecided`` is the instant for one whose head does not say that it gets no postmortem; the
    same if left out. False says nothing: it may be over all the same.
    """
    return _is_settled(data, _day(before), _day(undecided or before))


def without_settled(texts: Texts, before: datetime, undecided: datetime | None = None) -> Texts:
    """Return the texts without what :func:`is_settled` holds for; of that the names are left.

    They are among ``unread``, so that what refers to them is no mistake.
    """
    days = _day(before), _day(undecided or before)
    return _without(
        texts, lambda path, data: path.startswith(INCIDENTS) and _is_settled(data, *days)
    )


def without_unused(texts: Texts) -> Texts:
    """Return the texts without the scenarios that no incident among them can name."""
    said = b"\n".join(file.data for file in texts.files if file.path.startswith(INCIDENTS))

    def is_left(path: str, _: bytes) -> bool:
        name = posixpath.basename(path).removesuffix(".md")
        return path.startswith(SCENARIOS) and name.encode() not in said

    # YAML could spell a name otherwise.
    return texts if b"\\" in said else _without(texts, is_left)


def _without(texts: Texts, is_left: Callable[[str, bytes], bool]) -> Texts:
    left = {file.path for file in texts.files if is_left(file.path, file.data)}
    return replace(
        texts,
        files=tuple(file for file in texts.files if file.path not in left),
        unread=tuple(sorted({*texts.unread, *left})),
    )


def _plain(data: bytes) -> str | None:
    """Return what reading makes of a file; ``None`` where that is no matter of course."""
    if len(data) > LARGEST:
        return None
    try:
        text = data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
    return text if text.replace("\n", "").isprintable() else None


def _is_settled(data: bytes, day: str, undecided_day: str) -> bool:
    text = _plain(data)
    head = text and _FRONT.match(text)
    if not text or not head or any(mark in text for mark in _UNCLEAR):
        return False
    if _OPEN_KEY.search(head["front"]):
        return False
    marks = _MARK.finditer(text, head.end("front") + len("---"))
    headings = [_HEADING.match(text, mark.start()) for mark in marks]
    updates = [each for each in headings if each and each["word"] not in _INTERNAL]
    if not all(headings) or not _are_plain(updates, head["front"]):
        return False
    last = max(updates, key=lambda each: each["time"])
    # A state that is given with the end holds on: `components: api=down`.
    if not _STATES[last["word"]].is_end or "=" in text[last.end() :].split("\n## ", 1)[0]:
        return False
    return last["time"] < (day if _DECIDED.search(head["front"]) else undecided_day)


def _are_plain(updates: list[re.Match[str]], front: str) -> bool:
    """Tell whether these are headings of one zone, with times that are and states that may be."""
    states = STATES_OF[Sort.MAINTENANCE if _PLANNED.search(front) else Sort.INCIDENT]
    if len({each["zone"] for each in updates}) != 1:
        return False
    return all(_STATES.get(each["word"]) in states and _is_time(each["time"]) for each in updates)


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _day(before: datetime) -> str:
    """Return a day that is over, in every zone, before an instant."""
    return f"{before - _ZONES_DIFFER:%Y-%m-%d}"
