"""The keys of an update's fields, and the slips by which they are missed."""

from __future__ import annotations

import re
from types import MappingProxyType

from statusgen.reading.body import Line
from statusgen.reading.sections import unescape
from statusgen.reading.words import fold

__all__ = ["NAMES", "NESTED", "known_key", "match_field", "meant_key", "name_of", "near_key"]

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
        "impact": re.compile(r"(?:none|minor|major|critical)\W*$", re.IGNORECASE),
        "next": re.compile(_TIME),
        "eta": re.compile(rf"{_TIME}|none\W*$", re.IGNORECASE),
        "window": re.compile(r"\d{4}-.* / "),
        "corrected": re.compile(r"\d{4}-"),
    }
)
"""How a value begins by which a misspelt key is known for sure."""
_LONG = 5
"""Letters of a key that text hits by chance too rarely to pass over a near miss."""

_FIELD = re.compile(
    r"(?P<indent> {0,3})(?P<bullet>[-*+][ \t]+)?"
    r"(?P<key>[^\W\d][^\n:=`]{0,40}?)[ \t]*:(?P<gap>[ \t]*)(?P<value>.*)"
)
NESTED = re.compile(
    rf"(?:^|(?<=\s))({'|'.join(name.replace(' ', '[ _-]') for name in NAMES)})\s*:(?:\s|$)",
    re.IGNORECASE,
)


def match_field(line: Line) -> re.Match[str] | None:
    """Match ``key: value``; a colon with no blank behind it is one only after a known key."""
    found = None if line.code else _FIELD.fullmatch(line.text)
    if found and (found["gap"] or not found["value"] or known_key(found)):
        return found
    return None


def known_key(found: re.Match[str]) -> str | None:
    """Return the key that a line begins with, folded: ``action_required``."""
    key = fold(unescape(found["key"]))
    return key if key in _KEYS else None


def meant_key(found: re.Match[str]) -> str | None:
    """Return the key that is misspelt, where the value shows that it is."""
    key = fold(unescape(found["key"]))
    for name, form in _FORMS.items():
        if _one_slip(key, name) and form.match(unescape(found["value"])):
            return name
    return None


def near_key(found: re.Match[str]) -> str | None:
    """Return the key that may be misspelt, where the value cannot tell."""
    key = fold(unescape(found["key"]))
    for name in _KEYS:
        if len(name) >= _LONG and name not in _FORMS and _one_slip(key, name):
            return name
    return None


def name_of(key: str) -> str:
    """Return a known key as it is best written: ``action required``."""
    return _KEYS[key]


def _one_slip(word: str, other: str) -> bool:
    """Tell whether one letter was changed, left out or added, or two neighbours swapped."""
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    left, right = word[start:], other[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    one = left[1:] == right[1:] or left[1:] == right or left == right[1:]
    return word != other and (one or swapped)
