"""A new section in a file that people write by hand: every byte that was there stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_LINE: Final = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
"""Where a line begins."""


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
    the section behind it begins, from 1, ``None`` for the end of the file. A blank line stands
    above it and below it.
    """
    lines = _LINE.split(data.decode())
    end = lines[0][len(lines[0].rstrip("\r\n")) :] or "\n"
    place = len(lines) if before is None else before - 1
    above, below = "".join(lines[:place]), "".join(lines[place:])
    last = [*filter(None, lines[:place])][-1:]
    gap = "".join(end * ((not line.endswith(("\n", "\r"))) + bool(line.strip())) for line in last)
    text = section.replace("\n", end) + (end if below else "")
    return f"{above}{gap}{text}{below}".encode()
