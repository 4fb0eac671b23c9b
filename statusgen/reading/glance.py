"""What is long over, told by a glance at the headings: most files of an old project.

A command that has to answer at once reads only the others. A glance is sure, or
says no: whatever is not written in the plain form that commands write is left
to the full rules, and so is all that those of :mod:`statusgen.timeline` may
still find open, promised or pinned.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from statusgen.problems import Problems
from statusgen.reading.content import INCIDENTS
from statusgen.reading.text import File, Texts, decode
from statusgen.reading.words import INTERNAL, STATES

__all__ = ["SETTLED_AFTER", "is_settled", "without_settled"]

SETTLED_AFTER: Final = timedelta(days=30)
"""How long after its end nothing more is expected of an incident."""

_ZONES_DIFFER: Final = timedelta(days=2)
"""More than any two zones: days are compared as they are written."""


def _spell(word: str) -> tuple[str, str]:
    """Return a word as commands write it in a heading, and as the format does."""
    plain = word.replace("_", " ")
    return plain[0].upper() + plain[1:], word


_FRONT = re.compile(r"---\n(?P<front>.*?\n)---\n", re.DOTALL)
_MARK = re.compile(r"\n[^\S\n]*##(?!#)")
"""The end of a line, and what may be a heading behind it."""
_HEADING = re.compile(
    r"\n## (?P<word>[^\W\d_][^\n\d—]*?) — (?P<time>\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?)"
    r"(?P<zone>(?: [A-Za-z+-][\w/+:-]*)?)$",
    re.MULTILINE | re.ASCII,
)
_UNCLEAR = ("```", "~~~", "<!--")
"""What may hide a heading."""
_OPEN_KEY = re.compile(
    r"\bpin\b|\\|post.?mortem(?!: not[ _-]needed$)", re.IGNORECASE | re.MULTILINE
)
"""What keeps a file in mind after its end, and what YAML could spell it with."""

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


def is_settled(text: str, as_of: datetime) -> bool:
    """Tell whether an incident is sure to be long over, by its text as ``decode`` returns it.

    False says nothing: it may be over all the same.
    """
    head = _FRONT.match(text)
    if not head or any(mark in text for mark in _UNCLEAR) or _OPEN_KEY.search(head["front"]):
        return False
    marks = _MARK.finditer(text, head.end("front") + len("---"))
    headings = [_HEADING.match(text, mark.start()) for mark in marks]
    updates = [each for each in headings if each and each["word"] not in _INTERNAL]
    if not all(headings):
        return False
    if len({each["zone"] for each in updates}) != 1:
        return False
    if not all(each["word"] in _STATES for each in updates):
        return False
    last = max(updates, key=lambda each: each["time"])
    if not _STATES[last["word"]].is_end:
        return False
    body = text[last.end() :].split("\n## ", 1)[0]
    # A state that is given with the end holds on: `components: api=down`.
    return "=" not in body and last["time"] < _latest_day(as_of)


def without_settled(texts: Texts, as_of: datetime) -> Texts:
    """Return the texts without the incidents that are long over; those are only named.

    They are among ``unread``, so that what refers to them is no mistake.
    """
    settled = {file.path for file in texts.files if _is_settled(file, as_of)}
    return replace(
        texts,
        files=tuple(file for file in texts.files if file.path not in settled),
        unread=tuple(sorted({*texts.unread, *settled})),
    )


def _is_settled(file: File, as_of: datetime) -> bool:
    source = decode(file, Problems()) if file.path.startswith(INCIDENTS) else None
    return source is not None and is_settled(source.text, as_of)


def _latest_day(as_of: datetime) -> str:
    return f"{as_of - SETTLED_AFTER - _ZONES_DIFFER:%Y-%m-%d}"
