"""Two people add to one file at the same time: both sections stand, each whole.

A merge by lines would take the blank lines of two new sections for one, and mix
their texts. So only this is merged: a file to which somebody added sections and
did nothing else. All else is for people.

Two updates of one instant would keep the site from being built, so the own one,
which nobody has read yet, is moved behind the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from statusgen.authoring.inserting import add_section
from statusgen.model import State
from statusgen.notation.times import Stamp, parse_instant
from statusgen.notation.words import INTERNAL, STATES
from statusgen.notation.zones import is_zone, local
from statusgen.problems import Problems, Span

__all__ = ["find_contradiction", "merge_sections"]

_HEADING: Final = re.compile(
    r"^## (?P<state>\w[\w ]*?)\W+(?P<time>\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d)?)(?P<zone>.*)$",
    re.MULTILINE,
)
_ZONE: Final = re.compile(rb"^timezone:[ \t]*[\"']?([\w/+-]+)", re.MULTILINE)
_SECOND: Final = timedelta(seconds=1)


def merge_sections(
    base: bytes, mine: bytes, theirs: bytes, *, zone: str = "UTC"
) -> tuple[bytes, str] | None:
    """Return ``theirs`` with the sections that ``mine`` adds to ``base``, and which times moved.

    ``None`` where ``mine`` does anything else, or the place of its sections is gone. ``zone`` is
    that of times that name none, unless the file has its own.
    """
    try:
        old, new, other = (text.decode().split("\n") for text in (base, mine, theirs))
    except UnicodeDecodeError:
        return None
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    rest = old[same:]
    added, tail = new[same : len(new) - len(rest)], new[len(new) - len(rest) :]
    section = "\n".join(line.rstrip("\r") for line in added).strip("\n")
    if tail != rest or not section.startswith("## "):
        return None
    zone = _zone_of(theirs, zone)
    section, moved = _apart(section, zone, {*_times("\n".join(other), zone)})
    if not any(line.strip() for line in rest):
        return add_section(theirs, f"{section}\n", before=None), moved
    if not rest[0].startswith("## ") or other.count(rest[0]) != 1:
        return None
    place = other.index(rest[0])
    own = _times(section, zone)
    if own > _times("\n".join(rest), zone)[:1]:
        place = _above_earlier(other, place, zone, own[-1], set(old))
    return add_section(theirs, f"{section}\n", before=place + 1), moved


def find_contradiction(
    base: bytes, mine: bytes, theirs: bytes, *, zone: str = "UTC"
) -> tuple[str, str] | None:
    """Return the update with which one of two ends it, and that with which the other goes on.

    Only people can say which of them holds. ``None``: there is no such thing.
    """
    texts = [text.decode(errors="replace") for text in (base, mine, theirs)]
    old, new, other = (dict(_states(text, _zone_of(base, zone))) for text in texts)
    both = old | new | other

    def last_of(states: Iterable[tuple[datetime, str]]) -> tuple[datetime, str]:
        # Of one instant, the own update is moved behind the other.
        return max(states, key=lambda each: (each[0], each in new and each not in other))

    for side in filter(None, (new, other)):
        last, after = last_of(old | side), last_of(both)
        if last not in old and both[last].is_end and not both[after].is_end:
            return last[1], after[1]
    return None


def _zone_of(text: bytes, zone: str) -> str:
    """Return the zone of a file's times: its own, if its head names one."""
    found = _ZONE.search(text.partition(b"\n---")[0])
    name = found[1].decode(errors="replace") if found else zone
    return name if is_zone(name) else zone


def _states(text: str, zone: str) -> Iterator[tuple[tuple[datetime, str], State]]:
    """Yield the states of updates, but for what says more in any, by their instant and heading."""
    for heading, stamp in _stamps(text, zone):
        state = STATES.find(heading["state"])
        if state and state is not State.UPDATE:
            yield (stamp.at, heading[0].removeprefix("## ").strip()), state


def _times(text: str, zone: str) -> list[datetime]:
    return [stamp.at for _, stamp in _stamps(text, zone)]


def _above_earlier(lines: list[str], place: int, zone: str, at: datetime, old: set[str]) -> int:
    """Return the place of what is new before ``place``, as far as it is earlier than ``at``.

    Where the newest update stands first it has to, or the next one would be put last.
    """
    for number in range(place - 1, -1, -1):
        line = lines[number]
        if line.startswith("## "):
            times = _times(line, zone)
            if line in old or any(each > at for each in times):
                break
            place = number if times else place
    return place


def _apart(section: str, zone: str, taken: set[datetime]) -> tuple[str, str]:
    """Return the sections with each update at an instant of its own, and which moved, in words."""
    moved: list[tuple[re.Match[str], str]] = []
    for heading, stamp in _stamps(section, zone):
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


def _stamps(text: str, zone: str) -> Iterator[tuple[re.Match[str], Stamp]]:
    """Yield the headings of updates, with their times."""
    for heading in _HEADING.finditer(text):
        written = f"{heading['time']}{heading['zone']}".strip()
        stamp = parse_instant(written, zone, Span(path=""), Problems())
        if stamp and not INTERNAL.find(heading["state"]):
            yield heading, stamp
