"""Two people add to one file at the same time: both sections stand, each whole.

A merge by lines would take the blank lines of two new sections for one, and mix
their texts. So only this is merged: a file to which somebody added sections and
did nothing else. All else is for people.
"""

from __future__ import annotations

from itertools import takewhile

from statusgen.authoring.inserting import add_section

__all__ = ["merge_sections"]


def merge_sections(base: bytes, mine: bytes, theirs: bytes) -> bytes | None:
    """Return ``theirs`` with the sections that ``mine`` adds to ``base``.

    ``None`` where ``mine`` does anything else, or the place of its sections is gone.
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
    if not any(line.strip() for line in rest):
        return add_section(theirs, f"{section}\n", before=None)
    if not rest[0].startswith("## ") or other.count(rest[0]) != 1:
        return None
    return add_section(theirs, f"{section}\n", before=other.index(rest[0]) + 1)
