"""Durations: ``30m``, ``1h30m``, ``1d``."""

from __future__ import annotations

import re
from datetime import timedelta

from statusgen.problems import Problems, Span

__all__ = ["parse_duration", "tidy"]

_DURATION = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?", re.ASCII)
_LOOSE_DURATION = re.compile(
    r"(?:(\d{1,4})\s*d(?:ays?)?)?[\s,]*(?:(\d{1,4})\s*h(?:(?:ou)?rs?)?)?[\s,]*"
    r"(?:(\d{1,5})\s*m(?:in(?:ute)?s?)?)?\.?",
    re.ASCII | re.IGNORECASE,
)
_LONGEST = timedelta(days=366)
_LONGEST_TEXT = 150


def parse_duration(text: str, span: Span, problems: Problems) -> timedelta | None:
    """Read ``30m``, ``1h30m`` or ``1d``; more than nothing, and at most a year."""
    text = tidy(text)
    match = _DURATION.fullmatch(text)
    size = _size(match) if match else timedelta()
    if timedelta() < size <= _LONGEST:
        return size
    if size > _LONGEST:
        message = f"`{text}` is longer than a year"
        problems.error("invalid-duration", message, span, "At most `366d` can be said.")
        return None
    loose = _LOOSE_DURATION.fullmatch(text)
    hint = "Write days, hours and minutes: `30m`, `1h30m`, `1d`."
    if loose and _size(loose):
        parts = zip(loose.groups(), "dhm", strict=True)
        hint = f"Write `{''.join(f'{int(count)}{unit}' for count, unit in parts if count)}`."
    message = f"`{text}` is no time at all" if match and text else f"`{text}` is not a duration"
    problems.error("invalid-duration", message, span, hint)
    return None


def tidy(text: str) -> str:
    """Return a text with its blanks evened out, the unbreakable ones of other programs, too.

    What is far too long for a time is cut so that it is none, and can be quoted.
    """
    return " ".join(text.split() if len(text) <= _LONGEST_TEXT else [text[:_LONGEST_TEXT], "…"])


def _size(match: re.Match[str]) -> timedelta:
    days, hours, minutes = (int(count or 0) for count in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)
