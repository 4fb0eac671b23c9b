"""Add a section to a file that people also edit by hand, without changing any other byte."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_LINE: Final = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
"""The start of a line."""


def place_of_new(updates: Sequence[int], log: Sequence[int]) -> int | None:
    """Return the line before which a new section belongs, or ``None`` for the end of the file.

    ``updates`` are the lines of the updates' headings, from the oldest update to the newest, and
    ``log`` those of the internal sections. If the file has its newest update first, a new section
    also goes first.
    """
    falling = len(updates) > 1 and list(updates) == sorted(updates, reverse=True)
    return min(*updates, *log) if falling else None


def add_section(data: bytes, section: str, *, before: int | None) -> bytes:
    r"""Return the file with one more section, with blank lines around it.

    ``section`` ends all its lines with ``\n``; they get the line ends of the file. ``before`` is
    the line of the next section, from 1, or ``None`` for the end of the file.
    """
    lines = _LINE.split(data.decode())
    end = lines[0][len(lines[0].rstrip("\r\n")) :] or "\n"
    place = before - 1 if before is not None else len(lines)
    above, below = "".join(lines[:place]), "".join(lines[place:])
    last = next(filter(None, reversed(lines[:place])), end)
    gap = ("" if last.endswith(("\n", "\r")) else end) + (end if last.strip() else "")
    text = section.replace("\n", end) + (end if below else "")
    return f"{above}{gap}{text}{below}".encode()


def split_below(data: bytes, heading: int, until: int | None) -> tuple[str, str, str]:
    """Return what is above the text below a heading, that text, and what is below it.

    ``heading`` is the line of the heading, from 1, and ``until`` that of the next one, if any.
    """
    lines = _LINE.split(data.decode())
    end = until - 1 if until else len(lines)
    above, text, below = lines[:heading], lines[heading:end], lines[end:]
    return "".join(above), "".join(text), "".join(below)
