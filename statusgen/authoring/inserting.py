"""A new section in a file that people write by hand: every byte that was there stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

__all__ = ["add_section", "place_of_new"]

_LINE_END: Final = re.compile(r"\r\n|\r|\n")


def place_of_new(updates: Sequence[int], log: Sequence[int]) -> int | None:
    """Return the line before which a new section stands; ``None``: behind all others.

    ``updates`` has the lines of the updates' headings, the oldest update first, and ``log`` those
    of the sections for the team. Where the newest update stands first, so does a new section.
    """
    falling = len(updates) > 1 and list(updates) == sorted(updates, reverse=True)
    return min(*updates, *log) if falling else None


def add_section(data: bytes, section: str, *, before: int | None) -> bytes:
    r"""Return the file with one more section, its lines ended as the file ends them.

    ``section`` has its lines ended by ``\n``, the last one too; ``before`` is the line on which
    the section behind it begins, from 1, ``None`` for the end of the file.
    """
    text = data.decode()
    found = _LINE_END.search(text)
    end = found[0] if found else "\n"
    section = section.replace("\n", end)
    if before is not None:
        ends = [match.end() for match in _LINE_END.finditer(text)]
        start = ends[before - 2] if before > 1 else 0
        return f"{text[:start]}{section}{end}{text[start:]}".encode()
    lines = _LINE_END.split(text)
    gap = end if lines[-1] else ""
    gap += end if lines[-1].strip() or (len(lines) > 1 and lines[-2].strip()) else ""
    return f"{text}{gap}{section}".encode()
