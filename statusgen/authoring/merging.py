"""Two people add to one file at the same time: both sections stand, each whole.

A merge by lines would take the blank lines of two new sections for one, and mix
their texts. So only this is merged: a file to which somebody added sections and
did nothing else. All else is for people.

Two updates of one instant would keep the site from being built, so the own one,
which nobody has read yet, is moved behind the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from statusgen.authoring.inserting import add_section
from statusgen.model import State
from statusgen.problems import Problems, Span
from statusgen.reading.times import Stamp, parse_instant
from statusgen.reading.words import INTERNAL, STATES
from statusgen.reading.zones import local

__all__ = ["merge_sections"]

_HEADING: Final = re.compile(
    r"^## (?P<state>\w[\w ]*?)\W+(?P<time>\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d)?)(?P<zone>.*)$",
    re.MULTILINE,
)
_SECOND: Final = timedelta(seconds=1)


def merge_sections(base: bytes, mine: bytes, theirs: bytes) -> tuple[bytes, str] | str:
    """Return ``theirs`` with the sections that ``mine`` adds to ``base``, and which times moved.

    Where they would open again what ``theirs`` ends, that must be meant: return what ends it. It
    is empty where ``mine`` does anything else, or the place of its sections is gone.
    """
    try:
        old, new, other = (text.decode().split("\n") for text in (base, mine, theirs))
    except UnicodeDecodeError:
        return ""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    rest = old[same:]
    added, tail = new[same : len(new) - len(rest)], new[len(new) - len(rest) :]
    section = "\n".join(line.rstrip("\r") for line in added).strip("\n")
    if tail != rest or not section.startswith("## "):
        return ""
    if ended := _opens_again(section, "\n".join(line for line in other if line not in old)):
        return ended
    section, moved = _apart(section, {stamp.at for _, stamp in _stamps("\n".join(other))})
    if not any(line.strip() for line in rest):
        return add_section(theirs, f"{section}\n", before=None), moved
    if not rest[0].startswith("## ") or other.count(rest[0]) != 1:
        return ""
    place = other.index(rest[0])
    if _times(section) > _times("\n".join(rest))[:1]:
        place = _above_earlier(other, place, _times(section)[-1], set(old))
    return add_section(theirs, f"{section}\n", before=place + 1), moved


def _times(text: str) -> list[datetime]:
    return [stamp.at for _, stamp in _stamps(text)]


def _above_earlier(lines: list[str], place: int, at: datetime, old: set[str]) -> int:
    """Return the place of what is new before ``place``, as far as it is earlier than ``at``.

    Where the newest update stands first it has to, or the next one would be put last.
    """
    for number in range(place - 1, -1, -1):
        line = lines[number]
        if line.startswith("## "):
            times = _times(line)
            if line in old or any(each > at for each in times):
                break
            place = number if times else place
    return place


def _opens_again(section: str, theirs: str) -> str:
    """Return the heading with which somebody else ends what updates of a section go on with."""
    goes_on = any(not state.is_end for _, state in _states(section))
    ends = [heading for heading, state in _states(theirs) if state.is_end]
    return ends[-1] if goes_on and ends else ""


def _states(text: str) -> Iterator[tuple[str, State]]:
    """Yield the headings and states of updates, but for what says more in any."""
    for heading, _ in _stamps(text):
        state = STATES.find(heading["state"])
        if state and state is not State.UPDATE:
            yield heading[0].removeprefix("## ").strip(), state


def _apart(section: str, taken: set[datetime]) -> tuple[str, str]:
    """Return the sections with each update at an instant of its own, and which moved, in words."""
    moved: list[tuple[re.Match[str], str]] = []
    for heading, stamp in _stamps(section):
        at = stamp.at
        while at in taken:
            at += _SECOND
        taken.add(at)
        if at != stamp.at:
            moved.append((heading, f"{local(at, stamp.zone):%Y-%m-%d %H:%M:%S}"))
    for heading, time in reversed(moved):
        section = f"{section[: heading.start('time')]}{time}{section[heading.end('time') :]}"
    told = [f"{heading['state']} of {heading['time']} is now of {time}" for heading, time in moved]
    if not told:
        return section, ""
    return section, f"The time was taken, so yours moved: {', '.join(told)}."


def _stamps(text: str) -> Iterator[tuple[re.Match[str], Stamp]]:
    """Yield the headings of updates; what names no zone is of the file's, whichever that is."""
    for heading in _HEADING.finditer(text):
        written = f"{heading['time']}{heading['zone']}".strip()
        stamp = parse_instant(written, "UTC", Span(path=""), Problems())
        if stamp and not INTERNAL.find(heading["state"]):
            yield heading, stamp
