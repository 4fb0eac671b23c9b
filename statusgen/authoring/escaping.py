"""Text that people type, made safe to stand in a file of the content.

A message is Markdown, as in the file itself. But whatever in it would begin
another update, be read as a field, vanish as a comment or be a mistake is kept
as text that readers see as it was typed. Which lines those are is not decided
here: a probe is given to the parsers of ``reading``, and what they make of it
tells. So this module knows how to escape, and never what to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from statusgen.markup.finding import Finder
from statusgen.model import Sort, Text
from statusgen.problems import Problems
from statusgen.reading.sections import split_sections
from statusgen.reading.updates import split_fields, warn_of_fields
from statusgen.source.page import Line, scan
from statusgen.source.text import CONTROLS, File, Source, decode

__all__ = ["as_line", "as_log", "as_text", "as_value", "clean", "on_one_line"]

_UPDATE: Final = "## Update — 2000-01-01 00:00 UTC"
_LOG: Final = "## Internal — 2000-01-01 00:00 UTC"
_FIELDS: Final = "- impact: none"
_NAME: Final = "text"

_LINE_ENDS: Final = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
_TURNS: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_PUNCTUATION: Final = re.compile(r"[!-/:-@\[-`{-~]")
_FENCE: Final = re.compile(r"-{3,}[ \t]*")
_LEAD: Final = re.compile(r"([ \t]*)([!-/:-@\[-`{-~]+|.)", re.DOTALL)
_KEY: Final = re.compile(r"([ \t]*(?:(?:[-*+>]|\d+[.)]|\[[ xX]\])[ \t]+)*[^\W\d][^:`]{0,100}):")
"""What may be read as the key of a field, up to its colon; no key is longer."""
_ACTIVE: Final = re.compile(r"[\\`*_\[\]<>&{}~|#]|^[-+](?=\s)|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
"""What Markdown would take for its own inside a sentence, or at its beginning."""
_ADDRESS: Final = re.compile(r"https?://[^\s<>\[\]`{}|\\^]+")


def clean(text: str) -> str:
    r"""Return a text without what no file may hold, its lines ended by ``\n``."""
    text = _LINE_ENDS.sub("\n", _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text))
    # Turned directions of writing that are left open turn what stands behind them as well.
    return _TURNS.sub("", CONTROLS.sub("", text))


def on_one_line(text: str) -> str:
    """Return a text as a title is written: on one line, without what no file may hold."""
    return " ".join(clean(text).split())


def as_text(message: str, *, below_fields: bool) -> str:
    """Return a message as the text of an update, without blank lines around it.

    ``below_fields`` tells whether fields stand above it.
    """
    return _escaped(message, (_UPDATE, _FIELDS, "") if below_fields else (_UPDATE, ""))


def as_log(message: str) -> str:
    """Return a message as a text for the team, in which a field means nothing."""
    return _escaped(message, (_LOG, ""))


def _escaped(message: str, head: Sequence[str]) -> str:
    """Return a message as it may stand below ``head``.

    Line by line from the top, since one that is escaped may mend what stands below it. Of a line
    the mildest form that does is taken; where none does, all of the text is escaped.
    """
    lines = clean(message).strip("\n").rstrip().split("\n")
    forms = [_forms(line) for line in lines]
    written = [each.pop() for each in forms]
    while wrong := _at_fault(written, head):
        row = next((row for row in sorted(wrong) if forms[row]), None)
        if row is None:
            return "\n".join(map(_whole, lines))
        written[row] = forms[row].pop()
    return "\n".join(written)


def _forms(line: str) -> list[str]:
    """Return a line as typed, and ever more of it escaped: its key, its head, all; that first."""
    forms = (line, _KEY.sub(r"\1&#58;", line, count=1), _head(line), _whole(line))
    return [*dict.fromkeys(forms)][::-1]


def as_line(message: str) -> str:
    """Return a message as the value of a field that is Markdown: on one line."""
    line = on_one_line(message)
    if not line or _is_value(line):
        return line
    return next(filter(_is_value, (_without_placeholders(line), _without_comments(line))), "") or (
        _PUNCTUATION.sub(r"\\\g<0>", line)
    )


def as_value(text: str) -> str:
    """Return what is filled in for a placeholder, as text within Markdown; addresses stay."""
    line = on_one_line(text)
    addresses = [match.span() for match in _ADDRESS.finditer(line)]

    def escaped(found: re.Match[str]) -> str:
        in_address = any(start <= found.start() < end for start, end in addresses)
        return found[0] if in_address else f"\\{found[0]}"

    return _ACTIVE.sub(escaped, line)


def _at_fault(lines: Sequence[str], head: Sequence[str]) -> set[int]:
    """Return the rows that are more than text, or a mistake, below a heading and its fields."""
    problems = Problems()
    source = decode(File(path=_NAME, data="\n".join([*head, *lines]).encode()), problems)
    found = {problem.span.line for problem in problems}
    if source:
        found |= _of_source(source, len(head))
    rows = {number - len(head) - 1 for number in found} & {*range(len(lines))}
    # Nobody begins with a rule: it is the fence of front matter that was pasted.
    return rows | ({0} if _FENCE.fullmatch(lines[0]) else set())


def _of_source(source: Source, above: int) -> set[int]:
    """Return the numbers of the lines at fault; so many lines stand above the text."""
    problems = Problems()
    shown = scan(source, 1, problems)
    _, sections = split_sections(shown, source, problems, sort=Sort.INCIDENT, zone="UTC")
    found = {section.heading.line for section in sections[1:]}
    if sections and not sections[0].internal:
        fields, text = split_fields(sections[0].lines, source, problems)
        warn_of_fields(text, source, problems)
        found |= {
            place.line
            for field in fields
            for place in (field.name, *(span for _, span in field.pieces))
        }
        found |= {line.number for line in shown if line.text != source.lines[line.number - 1]}
        found |= _placeholders(source, text)
    found |= {problem.span.line for problem in problems}
    return {line for line in found if line > above}


def _placeholders(source: Source, text: Iterable[Line]) -> set[int]:
    """Return the numbers of the lines that hold what a scenario would fill in."""
    lines = tuple(text)
    if "{{" not in source.text or not lines:
        return set()
    found = Finder().placeholders("\n".join(line.text for line in lines))
    return {lines[each.line - 1].number for each in found}


def _head(line: str) -> str:
    """Escape what may begin within a line; where nothing does, what the line begins with."""
    mended = _without_comments(_without_placeholders(line))
    found = _LEAD.match(line)
    if mended != line or not found or not found[2].strip():
        return mended
    lead = _PUNCTUATION.sub(r"\\\g<0>", found[2])
    return found[1] + (f"&#{ord(lead)};" if lead == found[2] else lead) + line[found.end() :]


def _whole(line: str) -> str:
    """Escape all of a line: whatever it was, it is text."""
    line = line.strip()
    first = line[:1] if line[:1].isalnum() else ""
    rest = _PUNCTUATION.sub(r"\\\g<0>", line[len(first) :])
    return (f"&#{ord(first)};" if first else "") + rest


def _without_placeholders(line: str) -> str:
    return re.sub(r"(?<!\\)\{\{", r"\\{{", line)


def _without_comments(line: str) -> str:
    return re.sub(r"(?<!\\)<!--", r"\\<!--", line)


def _is_value(line: str) -> bool:
    """Tell whether a line is the value of a field as it stands, and leaves nothing open."""
    problems = Problems()
    source = Source(path=_NAME, text=f"{_UPDATE}\n\n- cause: {line}\n\n{_UPDATE}\n")
    shown = scan(source, 1, problems)
    _, sections = split_sections(shown, source, problems, sort=Sort.INCIDENT, zone="UTC")
    fields, _ = split_fields(sections[0].lines, source, problems)
    value = Text(markdown=line)
    return (
        not len(problems)
        and len(sections) == 2  # noqa: PLR2004 - this one, and the one behind it
        and [field.value for field in fields] == [line]
        and not ("{{" in line and Finder().placeholders(value.markdown))
    )
