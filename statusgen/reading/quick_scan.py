"""What is over, told by a glance at the headings: most files of an old project.

A command that has to answer at once reads only the others. A glance is sure, or
says no: whatever is not written in the plain form that commands write is left
to the full rules, and so is all that those may still find open or owed. Where a
file has a mistake, which ``check`` tells, it may be called over all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from statusgen.model import STATES as STATES_OF
from statusgen.model import Sort, State
from statusgen.notation.names import name_of_file
from statusgen.notation.words import INTERNAL, STATES
from statusgen.reading.content import INCIDENTS, SCENARIOS
from statusgen.source.text import LARGEST, Texts

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
_TELLING = re.compile(r"^(pin|postmortem|scheduled): ?(.*)$", re.MULTILINE)
"""The keys that tell what kind of end is one, and what keeps a file in mind after it."""
_NOT_NEEDED = frozenset({"not_needed", "not needed", "not-needed"})
_HEADING = re.compile(
    r"\n## ([^\W\d_][^\n\d—]*?) — (\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?)"
    r"((?: [A-Za-z+-][\w/+:-]*)?)(?=\n)",
    re.ASCII,
)
"""The state, the time and the zone of an update."""
_UNCLEAR = ("```", "~~~", "<!--", "<<<<<<<")
"""What may hide a heading, or make two of it."""

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
        name = name_of_file(path)
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
        text = data.decode()
    except UnicodeDecodeError:
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    return text if text.replace("\n", "").isprintable() else None


def _is_settled(data: bytes, day: str, undecided_day: str) -> bool:
    text = _plain(data)
    head = text and _FRONT.match(text)
    # A single character is found much faster than several.
    if not text or not head or any(mark[0] in text and mark in text for mark in _UNCLEAR):
        return False
    told = dict(_TELLING.findall(head["front"]))
    decision = told.get("postmortem")
    if "pin" in told or (decision and decision not in _NOT_NEEDED):
        return False
    states = STATES_OF[Sort.MAINTENANCE if "scheduled" in told else Sort.INCIDENT]
    end = _end(text[head.end() - len("\n") :], states)
    return end is not None and end < (day if decision else undecided_day)


def _end(body: str, states: tuple[State, ...]) -> str | None:
    """Return when updates, if all are plain and of one zone, brought all to its end."""
    headings = _HEADING.findall(body)
    updates = [
        (time, number, _STATES.get(word), zone)
        for number, (word, time, zone) in enumerate(headings, 1)
        if word not in _INTERNAL
    ]
    if len(headings) != body.count("##") or len({zone for *_, zone in updates}) != 1:
        return None
    instants = {_read_time(time) for time, *_ in updates}
    if None in instants or not all(state in states for _, _, state, _ in updates):
        return None
    if len(instants) < len(updates):  # a mistake, and either may hold
        return None
    end, number, state, _ = max(updates)
    # A state that is given with the end holds on: `components: api=down`.
    holds_on = "=" in body.split("\n## ")[number]
    return end if state and state.is_end and not holds_on else None


def _read_time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _day(before: datetime) -> str:
    """Return a day that is over, in every zone, before an instant."""
    return f"{before - _ZONES_DIFFER:%Y-%m-%d}"
