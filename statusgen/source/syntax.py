"""What libyaml complains about, said for people: the cause, and the line as it should be.

Nearly every mistake in front matter is a value that needs quotes. Where that
explains the complaint, the mended line is shown, and returned so that reading
can go on with it and find what else is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from statusgen.problems import Problem
from statusgen.source.text import Source

__all__ = ["Complaint", "mended", "mended_flow", "quoted", "report"]

QUOTING = (
    "A value with `: ` or ` #` in it, or that begins with one of @ % ` [ { * & ! | > or a quote, "
    "or has a comma inside { } or [ ], needs quotes."
)

LONGEST_MENDED = 2000
"""Characters of a line that is worth showing again."""

_CAUSES = (
    ("tab", "A tab stands where only blanks may", "Indent with blanks."),
    (
        "indented",
        "The line is indented further than the one before",
        "Begin keys of one level in the same column; a key that has a value has none below it.",
    ),
    (
        "escape character",
        "A backslash in double quotes begins an escape that does not exist",
        r"Write `\\` for a backslash, or use single quotes.",
    ),
    ("quoted scalar", "The quote is not closed", "Close it where the value ends."),
    ("flow mapping", "The `{` is not closed, or a comma is missing", f"Close it. {QUOTING}"),
    ("flow sequence", "The `[` is not closed, or a comma is missing", f"Close it. {QUOTING}"),
    ("flow", "A `[` or `{` is not closed", f"Close it. {QUOTING}"),
    ("expected ':'", "The line has no colon", f"Each line has the form `key: value`. {QUOTING}"),
    ("directive", "A line that begins with % is a YAML directive", "Delete it."),
    ("incompatible", "A line that begins with % is a YAML directive", "Delete it."),
    ("expected", "The line does not fit the one before", f"Check its indentation. {QUOTING}"),
    ("", "The line cannot be read as YAML", QUOTING),
)
"""What a complaint of libyaml holds, the cause, and the remedy; the first that fits is told."""

_ENTRY = re.compile(r"(\s*(?:- +)*[^-\s:#'\"{\[][^:#{\[]*:\s+)(\S.*?)(\s+#(?:\s.*)?)?\s*")
_FLOW = re.compile(r"(.*?[{])([^{}\[\]\"']*)([}]\s*(?:#.*)?)")
_SPECIAL = "@%`[{*&!|>'\"#,]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What libyaml did not like."""

    problem: Problem
    mended: str | None
    """The line of the problem as it was probably meant."""


def report(error: yaml.YAMLError, source: Source, *, first: int, lines: Sequence[str]) -> Complaint:
    """Return a complaint of libyaml for people.

    ``lines`` is what libyaml was given, the first of them line ``first`` of the source.
    """
    complaint, (number, column) = _facts(error)
    number = min(number, len(lines) - 1)
    line = lines[number]
    whole, flow = mended(line), mended_flow(line)
    message, hint = _explain(complaint, line, column)
    if whole and "quoted scalar" not in complaint:
        message = (
            "A value in the braces needs quotes" if whole == flow else "The value needs quotes"
        )
        hint = QUOTING
    problem = Problem(
        code="yaml-syntax",
        message=message,
        span=source.span(first + number, column + 1),
        hint=f"{hint}\n{whole.strip()}" if whole else hint,
    )
    return Complaint(problem=problem, mended=whole)


def quoted(value: str) -> str:
    """Return a text as a quoted YAML value, on one line."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    if "'" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)


def mended(line: str) -> str | None:
    """Return a line ``key: value`` with the value quoted, if that is what it wants for."""
    match = _ENTRY.fullmatch(line) if len(line) <= LONGEST_MENDED else None
    if not match or not _wants_quotes(match[2]):
        return mended_flow(line)
    head, value, comment = match[1], match[2], match[3] or ""
    sign = value[0]
    if sign in "'\"" and (len(value) == 1 or value[-1] == sign or sign not in value[1:]):
        value = value.strip(sign)
    whole = f"{head}{quoted(value)}{comment}"
    return None if whole == line else whole


def mended_flow(line: str) -> str | None:
    """Return a line with ``{key: value, …}`` in which values that hold a comma are quoted."""
    match = _FLOW.fullmatch(line) if len(line) <= LONGEST_MENDED else None
    if not match:
        return None
    entries: list[tuple[str, str]] = []
    for part in match[2].split(","):
        key, colon, value = part.partition(": ")
        if colon:
            entries.append((key.strip(), value.strip()))
        elif entries:
            entries[-1] = (entries[-1][0], f"{entries[-1][1]},{part.rstrip()}")
        else:
            return None
    shown = ", ".join(
        f"{key}: {quoted(value) if re.search(r', |: |,$', value) else value}"
        for key, value in entries
    )
    mended = f"{match[1]}{shown}{match[3]}"
    return None if mended == line else mended


def _wants_quotes(value: str) -> bool:
    if value.startswith("{{"):
        return True
    if value[0] == "{" or (value[0] == "[" and "]" not in value[:-1]):
        return False
    return (
        value[0] in _SPECIAL
        or re.match(r"[-?](\s|$)", value) is not None
        or ": " in value
        or value.endswith(":")
    )


def _facts(error: yaml.YAMLError) -> tuple[str, tuple[int, int]]:
    """Return what libyaml complains about, and where (line and column, from 0)."""
    context = str(getattr(error, "context", None) or "")
    complaint = f"{context}; {getattr(error, 'problem', None) or ''}"
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    # What is never closed begins where the mistake is, and ends anywhere.
    if any(sign in context for sign in ("quoted scalar", "flow", "simple key")):
        marks.reverse()
    mark = next((mark for mark in marks if mark), None)
    return complaint, (mark.line, mark.column) if mark else (0, 0)


def _explain(complaint: str, line: str, column: int) -> tuple[str, str]:
    """Return message and hint for a complaint that quotes do not explain."""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        complaint = "tab"
    elif "mapping values" in complaint and ": " not in line[:column].strip():
        complaint = "indented"
    return next((message, hint) for sign, message, hint in _CAUSES if sign in complaint)
