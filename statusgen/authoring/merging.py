"""Merge the sections that two people added to one file at the same time.

A merge by lines could mix the texts of two new sections. So the own sections are inserted again,
into the other version of the file.

Two updates must not have the same time. The own one, which no one has read yet, moves to a second
later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from statusgen.authoring.inserting import add_section
from statusgen.model import State
from statusgen.notation.times import Stamp, is_zone, local, parse_instant
from statusgen.notation.words import INTERNAL, STATES
from statusgen.problems import Problems, Span

_HEADING: Final = re.compile(
    r"^## (?P<state>\w[\w ]*?)\W+(?P<time>\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d)?)(?P<zone>.*)$",
    re.MULTILINE,
)
_ZONE: Final = re.compile(r"^timezone:[ \t]*[\"']?([\w/+-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A heading with a time, and everything up to the next one."""

    heading: re.Match[str]
    stamp: Stamp
    text: str
    """With the heading, without blank lines at the end."""
    line: int
    """The line of the heading, from 1."""

    @property
    def is_internal(self) -> bool:
        return bool(INTERNAL.find(self.heading["state"]))


def merge_sections(
    base: bytes, mine: bytes, theirs: bytes, *, zone: str = "UTC"
) -> tuple[bytes, str] | None:
    """Return ``theirs`` with the sections that ``mine`` adds to ``base``, and a note on new times.

    ``None`` if ``mine`` changes anything else. Each section is inserted by its time, in the order
    that ``mine`` has. ``zone`` is the site's zone, for a file without its own.
    """
    try:
        text = theirs.decode()
        zone = _zone_of(text, zone)
        (head, old), (same, new) = _split(base.decode(), zone), _split(mine.decode(), zone)
    except UnicodeDecodeError:
        return None
    before = [section.text for section in old]
    added = [section for section in new if section.text not in before]
    if not added or head != same or before != [each.text for each in new if each not in added]:
        return None
    order = [section.stamp.at for section in new]
    falls = len(order) > 1 and order == sorted(order, reverse=True)
    moved = []
    for section in added:
        known = _split(theirs.decode(), zone)[1]
        if section.text in {each.text for each in known}:  # an interrupted run has inserted it
            continue
        taken = {each.stamp.at for each in known if not each.is_internal}
        at, own, written = section.stamp.at, section.text, section.heading["time"]
        while at in taken and not section.is_internal:
            at += timedelta(seconds=1)
        if at != section.stamp.at:
            time = f"{local(at, section.stamp.zone):%Y-%m-%d %H:%M:%S}"
            own = own.replace(written, time, 1)
            moved.append(f"{section.heading['state']}, {written} is now {time}")
        later = (s.line for s in known if (s.stamp.at < at if falls else s.stamp.at > at))
        theirs = add_section(theirs, f"{own}\n", before=next(later, None))
    return theirs, f"They had the same time, so yours changed: {'; '.join(moved)}." if moved else ""


def find_end(
    base: bytes, mine: bytes, theirs: bytes, *, zone: str = "UTC"
) -> tuple[str, str] | None:
    """Return the update that ends the incident in ``theirs``, and the one after it in ``mine``.

    Only a person can say which one is right. ``None`` if there is no such pair.
    """
    old, new, other = (
        _states(text.decode(errors="replace"), zone) for text in (base, mine, theirs)
    )
    last, own = max(other, default=None), max(new.keys() - old.keys() - other.keys(), default=None)
    if not last or not own or last in old or not other[last].is_end:
        return None
    return (last[1], own[1]) if own[0] >= last[0] and not new[own].is_end else None


def _states(text: str, zone: str) -> dict[tuple[datetime, str], State]:
    """Return the states of updates by time and heading, except for those of plain updates."""
    return {
        (section.stamp.at, section.heading[0].removeprefix("## ").strip()): state
        for section in _split(text, _zone_of(text, zone))[1]
        if (state := STATES.find(section.heading["state"])) and state is not State.UPDATE
    }


def _zone_of(text: str, zone: str) -> str:
    """Return the zone of a file: the one in its front matter, or else the site's."""
    found = _ZONE.search(text.partition("\n---")[0])
    return found[1] if found and is_zone(found[1]) else zone


def _split(text: str, zone: str) -> tuple[str, list[_Section]]:
    """Return the text before the first section, and the sections."""
    text = text.replace("\r\n", "\n")
    found = [
        (heading, stamp)
        for heading in _HEADING.finditer(text)
        if (
            stamp := Problems().attempt(
                Span(path=""), parse_instant, f"{heading['time']}{heading['zone']}".strip(), zone
            )
        )
    ]
    starts = [heading.start() for heading, _ in found]
    sections = [
        _Section(
            heading=heading,
            stamp=stamp,
            text=text[start:end].strip("\n"),
            line=text.count("\n", 0, start) + 1,
        )
        for (heading, stamp), (start, end) in zip(
            found, pairwise([*starts, len(text)]), strict=True
        )
    ]
    return text[: min(starts, default=len(text))].strip("\n"), sections
