"""Two people add to one file at the same time: both sections are kept, each whole.

A merge by lines would take the blank lines of two new sections for one, and mix
their texts. So the own sections are inserted again, in what the other one wrote.

Two updates of one instant would keep the site from being built, so the own one,
which nobody has read yet, is moved a second after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from statusgen.authoring.inserting import add_section
from statusgen.model import State
from statusgen.notation.times import Stamp, is_zone, local, parse_instant
from statusgen.notation.words import INTERNAL, STATES
from statusgen.problems import Problems, Span

__all__ = ["find_end", "merge_sections"]

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

    ``None`` where ``mine`` does anything else. Each has its place by its time, in the order of
    ``mine``. ``zone`` is that of times that name none, unless the file has its own.
    """
    try:
        old, new, known = (text.decode().replace("\r\n", "\n") for text in (base, mine, theirs))
    except UnicodeDecodeError:
        return None
    zone = _zone_of(theirs, zone)
    order = [stamp.at for _, stamp in _stamps(new, zone)]
    falls = len(order) > 1 and order == sorted(order, reverse=True)
    moved: list[str] = []
    added = _added(old, new)
    for section in added:
        if section not in known:  # an interrupted run may have come so far
            own, more = _apart(section, theirs.decode(), zone)
            theirs = add_section(theirs, f"{own}\n", before=_place(own, theirs, zone, falls=falls))
            moved += more
    told = f"The time was taken, so yours moved: {', '.join(moved)}." if moved else ""
    return (theirs, told) if added else None


def _added(old: str, new: str) -> list[str]:
    """Return the sections that are new, if they are all that is."""
    before, after = old.split("\n"), new.split("\n")
    pairs = zip(before, after, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    rest = before[same:]
    end = len(after) - len(rest)
    text = "\n".join(after[same:end]).strip("\n")
    is_whole = not "".join(rest).strip() or rest[0].startswith("## ")
    if after[end:] != rest or not text.startswith("## ") or not is_whole:
        return []
    starts = [0, *(found.start() for found in _HEADING.finditer(text) if found.start())]
    ends = [*starts[1:], len(text)]
    return [text[i:j].strip("\n") for i, j in zip(starts, ends, strict=True)]


def _place(section: str, theirs: bytes, zone: str, *, falls: bool) -> int | None:
    """Return the line before which a section stands by its time; ``None``: after all others."""
    text = theirs.decode()
    at = next((stamp.at for _, stamp in _stamps(section, zone)), None)
    for heading, stamp in _stamps(text, zone):
        if at and (stamp.at < at if falls else stamp.at > at):
            return text.count("\n", 0, heading.start()) + 1
    return None


def _apart(section: str, text: str, zone: str) -> tuple[str, list[str]]:
    """Return the section with its update at an instant of its own, and whether it moved."""
    taken = {stamp.at for heading, stamp in _stamps(text, zone) if not _is_internal(heading)}
    for heading, stamp in _stamps(section, zone):
        at = stamp.at
        while at in taken and not _is_internal(heading):
            at += _SECOND
        if at != stamp.at:
            time = f"{local(at, stamp.zone):%Y-%m-%d %H:%M:%S}"
            section = f"{section[: heading.start('time')]}{time}{section[heading.end('time') :]}"
            return section, [f"{heading['state']} of {heading['time']} is now of {time}"]
    return section, []


def find_end(
    base: bytes, mine: bytes, theirs: bytes, *, zone: str = "UTC"
) -> tuple[str, str] | None:
    """Return the update with which ``theirs`` ends it, and that with which ``mine`` goes on after.

    Only people can say which of them holds. ``None``: there is no such thing.
    """
    zone = _zone_of(base, zone)
    old, new, other = (
        dict(_states(text.decode(errors="replace"), zone)) for text in (base, mine, theirs)
    )
    last, own = max(other, default=None), max(new.keys() - old.keys() - other.keys(), default=None)
    if last is None or own is None or last in old or not other[last].is_end:
        return None
    goes_on = own[0] >= last[0] and not new[own].is_end
    return (last[1], own[1]) if goes_on else None


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


def _is_internal(heading: re.Match[str]) -> bool:
    return bool(INTERNAL.find(heading["state"]))


def _stamps(text: str, zone: str) -> Iterator[tuple[re.Match[str], Stamp]]:
    """Yield the headings of sections, with their times."""
    for heading in _HEADING.finditer(text):
        written = f"{heading['time']}{heading['zone']}".strip()
        stamp = parse_instant(written, zone, Span(path=""), Problems())
        if stamp:
            yield heading, stamp
