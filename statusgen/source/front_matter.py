"""A file of text split in front matter and body, each part with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from statusgen.problems import Problems
from statusgen.source.nodes import Mapping
from statusgen.source.text import Source
from statusgen.source.tree import parse_yaml

__all__ = ["Page", "split_page"]

FENCE = "---"

_EXAMPLE = "Begin the file with\n---\ntitle: What happened\n---"
_NEARLY = re.compile(r"\s*[-\u2010-\u2015\u2212]{1,5}\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file split in front matter and body."""

    source: Source
    front: Mapping | None
    """``None``: it could not be read, and a problem says why. Its span is the ``---`` above it."""
    body_line: int
    """The line on which the body begins, from 1: behind the closing ``---``; at most one
    behind the last line."""


def split_page(source: Source, problems: Problems) -> Page | None:
    """Return front matter and body; ``None`` where there is no front matter (reported)."""
    start = _opening(source, problems)
    if start is None:
        return None
    end = next(
        (number for number in range(start + 1, len(source.lines) + 1) if _is_fence(source, number)),
        None,
    )
    if end is None:
        _report_unclosed(source, start, problems)
        return None
    found = Problems()
    front = parse_yaml(source, found, first=start + 1, last=end - 1) if end > start + 1 else None
    heading = _heading(source, start, end)
    if found.errors and heading:
        # The closing line is missing, and what closed it was a rule further down in the body.
        _report_unclosed(source, start, problems, heading)
        return None
    problems.extend(found)
    span = source.span(start, 1, len(FENCE))
    if end == start + 1:
        front = Mapping(entries=(), span=span)
    return Page(
        source=source,
        front=replace(front, span=span) if front else None,
        body_line=end + 1,
    )


def _opening(source: Source, problems: Problems) -> int | None:
    """Return the line of the ``---`` that opens the front matter."""
    start = next((number for number, line in enumerate(source.lines, 1) if line.strip()), None)
    if start is None:
        problems.error("no-front-matter", "The file is empty", source.span(1), _EXAMPLE)
        return None
    line = source.lines[start - 1].rstrip()
    if line == FENCE:
        if start > 1:
            problems.warning(
                "blank-before-front-matter",
                "Blank lines stand before the front matter",
                source.span(1),
                "Delete them: forges and formatters see front matter only on the first line.",
            )
        return start
    span = source.span(start, 1, len(line))
    if line == "+++":
        message = "The front matter is TOML, and here it is YAML"
        hint = "Write `---` instead of `+++`, and `key: value` instead of `key = value`."
        problems.error("toml-front-matter", message, span, hint)
        return None
    hint = _EXAMPLE
    if _NEARLY.fullmatch(line):
        hint = "Front matter begins with exactly three hyphens, `---`, at the start of the line."
    elif late := _late_opening(source, start):
        hint = f"It begins with the first line of the file. Move what stands above line {late} "
        hint += "behind it."
    problems.error("no-front-matter", "The file has no front matter", span, hint)
    return None


def _late_opening(source: Source, start: int) -> int | None:
    """Return the line of a ``---`` that would open the front matter, if it were the first one."""
    fences = (row for row in range(start + 1, len(source.lines) + 1) if _is_fence(source, row))
    first, second = next(fences, None), next(fences, None)
    return first if second and re.match(r"\w+\s*:", source.lines[first or 0]) else None


def _is_fence(source: Source, number: int) -> bool:
    return source.lines[number - 1].rstrip() == FENCE


def _heading(source: Source, start: int, end: int) -> int | None:
    """Return the first line inside front matter that looks like the heading of an update."""
    return next(
        (
            number
            for number in range(start + 1, end)
            if re.match(r"##\s+\w.*\d", source.lines[number - 1])
        ),
        None,
    )


def _report_unclosed(
    source: Source, start: int, problems: Problems, heading: int | None = None
) -> None:
    hint = "Put a line `---` behind the last key, before the text."
    for number in range(start + 1, heading or len(source.lines) + 1):
        line = source.lines[number - 1]
        if _NEARLY.fullmatch(line) or line.rstrip() in {"...", "+++"}:
            hint = f"Line {number}, `{line.strip()}`, must be exactly three hyphens: `---`."
            break
    problems.error(
        "unclosed-front-matter",
        "The front matter is not closed",
        source.span(start, 1, len(FENCE)),
        hint,
    )
