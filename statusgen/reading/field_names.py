"""The keys of an update's fields, and the slips by which they are missed."""

from __future__ import annotations

import re
from types import MappingProxyType

from statusgen.notation.words import IMPACTS, fold
from statusgen.reading.sections import unescape
from statusgen.source.body import Line

__all__ = [
    "NAMES",
    "NESTED",
    "disguised_key",
    "is_text",
    "known_key",
    "match_field",
    "match_in_text",
    "meant_key",
    "name_of",
    "near_key",
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
_LONG = 5
"""Letters of a key that text hits by chance too rarely to pass over a near miss."""
_WORD = "window"
"""The one of them that a word of every text is near to: `Windows: …`."""

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


def near_key(found: re.Match[str]) -> str | None:
    """Return the key that may be misspelt, where the value cannot tell."""
    key = _folded(found)
    for name in _KEYS:
        if len(name) >= _LONG and name != _WORD and _one_slip(key, name):
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
