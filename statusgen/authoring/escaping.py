"""Escape what people type, so that it is safe in a content file.

A message is Markdown. Some lines would begin another update, become a field,
disappear as a comment or be reported as a mistake: these are escaped, and
readers see them as typed. To find them, the message is parsed by ``reading``
as part of a file. This module knows how to escape a line, but not which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from statusgen.markup.finding import Finder
from statusgen.model import Sort
from statusgen.problems import Problems
from statusgen.reading.sections import HeadingReader, Section, split
from statusgen.reading.updates import split_fields, warn_of_fields
from statusgen.source.page import scan
from statusgen.source.text import CONTROLS, File, Source, decode

_UPDATE: Final = "## Update — 2000-01-01 00:00 UTC"
_LOG: Final = "## Internal — 2000-01-01 00:00 UTC"
_FIELDS: Final = "- impact: none"

_LINE_ENDS: Final = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
_TURNS: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_PUNCTUATION: Final = re.compile(r"[!-/:-@\[-`{-~]")
_LEAD: Final = re.compile(r"^([ \t]*)([!-/:-@\[-`{-~]+|\S)")
_KEY: Final = re.compile(r"([ \t]*(?:(?:[-*+>]|\d+[.)]|\[[ xX]\])[ \t]+)*[^\W\d][^:`]{0,100}):")
"""A possible field key, up to its colon. No key is longer."""
_ACTIVE: Final = re.compile(
    r"(https?://[^\s<>\[\]`{}|\\^]+)"
    r"|[\\`*_\[\]<>&{}~|#]|^[-+](?=\s)|(?<=^\d)[.)]|(?<=^\d\d)[.)]"
)
"""A URL, or a character that is Markdown syntax in a sentence or at its start."""


def clean(text: str) -> str:
    r"""Remove characters that a content file must not contain, and end lines with ``\n``."""
    text = _LINE_ENDS.sub("\n", _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text))
    # An unclosed change of writing direction would also affect the text after it.
    return _TURNS.sub("", CONTROLS.sub("", text))


def on_one_line(text: str) -> str:
    """Clean a text and put it on one line, as titles need it."""
    return " ".join(clean(text).split())


def as_text(message: str, *, below_fields: bool) -> str:
    """Return a message as the text of an update, without blank lines around it.

    ``below_fields``: the update also has fields.
    """
    return _escaped(message, (_UPDATE, _FIELDS, "") if below_fields else (_UPDATE, ""))


def as_log(message: str) -> str:
    """Return a message as an internal log entry, which has no fields."""
    return _escaped(message, (_LOG, ""))


def _escaped(message: str, head: Sequence[str]) -> str:
    """Escape a message so that it is plain text below ``head``.

    Works from the top, because escaping one line can make the lines below it valid. Each line
    is escaped as little as possible. If that is not enough, the whole message is escaped.
    """
    lines = clean(message).strip("\n").rstrip().split("\n")
    forms = [_forms(line) for line in lines]
    written = [each.pop() for each in forms]
    while wrong := sorted(_wrong_rows(written, head)):
        milder = [row for row in wrong if forms[row]]
        if not milder:
            return "\n".join(map(_fully_escaped, lines))
        written[milder[0]] = forms[milder[0]].pop()
    return "\n".join(written)


def _forms(line: str) -> list[str]:
    """Return a line completely escaped, then less and less, and last as it was typed."""
    defused = _defused(line)
    lead = _LEAD.sub(lambda found: found[1] + _literal(found[2]), line)
    key = _KEY.sub(r"\1&#58;", line, count=1)
    return [
        *dict.fromkeys((line, key, lead if defused == line else defused, _fully_escaped(line)))
    ][::-1]


def as_line(message: str) -> str:
    """Return a message as the value of a Markdown field, on one line."""
    line = on_one_line(message)
    return next(filter(_is_value, (line, _defused(line))), _fully_escaped(line))


def as_value(text: str) -> str:
    """Escape the value of a placeholder for use in Markdown. URLs remain links."""
    return _ACTIVE.sub(lambda found: found[1] or f"\\{found[0]}", on_one_line(text))


def _wrong_rows(lines: Sequence[str], head: Sequence[str]) -> set[int]:
    """Return the rows that are not plain text below ``head``, or that are reported as mistakes."""
    problems, found = Problems(), set[int]()
    source, sections = _read([*head, *lines], problems)
    if not sections[0].internal:
        above = sections[0].lines
        _, text = split_fields(above, source, problems)
        warn_of_fields(text, source, problems)
        found.update(line.number for line in above[: len(above) - len(text)])
        found.update(line.number for line in above if line.text != source.lines[line.number - 1])
        shown = "\n".join(line.text for line in text)
        placeholders = Finder().placeholders(shown)
        found.update(text[shown.count("\n", 0, each.start)].number for each in placeholders)
    found.update(section.heading.line for section in sections[1:])
    found.update(problem.span.line for problem in problems)
    # A message that starts with `---` is probably a whole file, pasted with its front matter.
    rows = {0} if lines[0].rstrip() == "---" else set()
    return rows | ({number - len(head) - 1 for number in found} & {*range(len(lines))})


def _read(lines: Iterable[str], problems: Problems) -> tuple[Source, tuple[Section, ...]]:
    """Parse lines that begin with a heading into sections."""
    text = "\n".join(lines)
    file = File(path="text", data=text.encode())
    source = decode(file, problems) or Source(path=file.path, text=text)
    shown = scan(source, 1, problems)
    reader = HeadingReader(source=source, problems=problems, sort=Sort.INCIDENT, zone="UTC")
    return source, split(shown, reader)[1]


def _literal(text: str) -> str:
    """Escape one letter or sign, or any punctuation."""
    return (
        f"&#{ord(text)};"
        if text.isalnum() or not text.isascii()
        else _PUNCTUATION.sub(r"\\\g<0>", text)
    )


def _fully_escaped(line: str) -> str:
    """Escape a whole line, including its first letter."""
    line = line.strip()
    return _literal(line[:1]) + _PUNCTUATION.sub(r"\\\g<0>", line[1:])


def _defused(line: str) -> str:
    """Escape the start of placeholders and comments."""
    return re.sub(r"(?<!\\)(\{\{|<!--)", r"\\\1", line)


def _is_value(line: str) -> bool:
    """Return whether a line is read back unchanged as the value of a field."""
    problems = Problems()
    source, sections = _read((_UPDATE, "", f"- cause: {line}", "", _UPDATE), problems)
    fields, _ = split_fields(sections[0].lines, source, problems)
    return (
        not len(problems)
        and len(sections) == 2  # noqa: PLR2004 - this one, and the next
        and [field.value for field in fields] == [line]
        and not Finder().placeholders(line)
    )
