"""YAML as text: every value as it was typed, every node with its line and column.

Only keys, values and lists are allowed. Anchors, aliases, tags, merge keys,
duplicate keys and empty values are problems, so a short file cannot expand without
end. The events come from libyaml; its complaints are replaced by the likely cause
and the line as it should be. Most mistakes are a value that needs quotes. If quotes
fix the line, reading continues with it, to find the other mistakes in the same run.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace
from typing import Any, Protocol

import yaml

from statusgen.lookalikes import BULLETS, describe, place_as_typed, plain
from statusgen.problems import Problem, Problems, Span
from statusgen.source.text import CONTROLS, Broken, Mapping, Node, Scalar, Sequence, Source

DEEPEST = 20
"""The deepest nesting that is allowed; the format needs five levels."""

MOST_CORRECTED = 20
"""The most lines that are corrected to continue reading."""

_TOO_DEEP = "nesting depth"
"""Part of the complaint that libyaml itself makes at 1,000 levels."""

_FOREIGN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that libyaml rejects or treats as a line ending."""

QUOTING = (
    "Quote a value that contains `: ` or ` #`, begins with one of @ % ` [ { * & ! | > or a "
    "quote, or has a comma inside { } or [ ]."
)

LONGEST_CORRECTED = 2000
"""The longest line that is corrected, in characters."""

_CAUSES = (
    (
        _TOO_DEEP,
        f"Values are nested more than {DEEPEST} levels deep",
        "Quote the value if it is text. Otherwise remove some levels: no key needs so many.",
    ),
    ("braces", "The value needs quotes", QUOTING),
    ("tab", "The line is indented with a tab", "Indent with spaces."),
    (
        "indented",
        "The line is indented more than the one before",
        "Begin the keys of one level in the same column.",
    ),
    (
        "escape character",
        "The escape after the backslash is not valid",
        r"Write `\\` for a backslash, or use single quotes.",
    ),
    ("quoted scalar", "The quote is not closed", "Close it at the end of the value."),
    ("flow mapping", "The `{` is not closed, or a comma is missing", f"Close it. {QUOTING}"),
    ("flow sequence", "The `[` is not closed, or a comma is missing", f"Close it. {QUOTING}"),
    ("flow", "A `[` or `{` is not closed", f"Close it. {QUOTING}"),
    ("expected ':'", "The line has no colon", f"Write `key: value`. {QUOTING}"),
    ("directive", "A line that begins with % is a YAML directive", "Delete it."),
    ("incompatible", "A line that begins with % is a YAML directive", "Delete it."),
    ("expected", "The line does not fit the line before", f"Check its indentation. {QUOTING}"),
    ("", "The line is not valid YAML", QUOTING),
)
"""Part of a complaint of libyaml, the cause and the hint; the first match is used."""

_HEAD = re.compile(
    rf"(?P<indent>\s*)(?P<dashes>(?:[-{BULLETS}]\s+)*)(?:(?P<key>[A-Za-z][\w -]*?)\s*:\s*)?",
    re.ASCII,
)
"""The structure at the start of a line in its plain form: its indent, dashes, key and colon."""
_ENTRY = re.compile(r"(\s*(?:- +)*[^-\s:#'\"{\[][^:#{\[]*:\s+)(\S.*?)(\s+#(?:\s.*)?)?\s*")
_SPECIAL = "@%`[{*&!|>'\"#,]}"
_LOST = re.compile(r"\s+(#[^\s#].*)")
_ONLY_COMMENT = re.compile(r":\s+(#\S.*)")


def parse_yaml(
    source: Source, problems: Problems, *, first: int = 1, last: int | None = None
) -> Mapping | None:
    """Return the keys and values on the lines ``first`` to ``last``, inclusive.

    ``None`` if they cannot be read. Empty lines are an empty mapping.
    """
    lines = _FOREIGN.sub(" ", "\n".join(source.lines[first - 1 : last])).split("\n")
    meant = [*map(_as_meant, lines)]
    if meant != lines and _size(meant) > _size(lines):
        problems.extend(
            _hidden(source.span(number, length=len(line)), better)
            for number, (line, better) in enumerate(zip(lines, meant, strict=True), start=first)
            if line != better
        )
        lines = meant
    corrected: set[int] = set()
    while len(corrected) <= MOST_CORRECTED:
        found = Problems()
        try:
            root = _Builder(source, found, first, lines).root()
        except yaml.YAMLError as error:
            complaint, better = _complaint(error, source, first=first, lines=lines)
            line = complaint.span.line
            if line not in corrected:
                problems.add(complaint)
            if not better or line in corrected:
                # What came before it on its line was probably misread as well.
                problems.extend(problem for problem in found if problem.span.line != line)
                return None
            corrected.add(line)
            lines[line - first] = better
        else:
            problems.extend(found)
            return root
    return None


def _as_meant(line: str) -> str:
    """Return a line with plain characters in its indent, dashes, key and colon."""
    found = next(_HEAD.finditer(plain(line)))
    end = place_as_typed(line, found.end())
    key = f"{found['key']}: " if found["key"] else ""
    return (
        line
        if line[:end].isascii()
        else found["indent"] + re.sub(r"[^ ]", "-", found["dashes"]) + key + line[end:]
    )


def _size(lines: list[str]) -> int:
    """Return how many keys, values and lists libyaml finds before the first mistake."""
    events: list[yaml.Event] = []
    with suppress(yaml.YAMLError):
        events.extend(yaml.parse("\n".join(lines), Loader=yaml.CBaseLoader))
    return sum(bool(getattr(event, "value", True)) for event in events)


def _hidden(span: Span, better: str) -> Problem:
    """Return a problem for the first character on a line that hides its structure from YAML."""
    place = next(place for place, char in enumerate(span.text) if not char.isascii())
    return Problem(
        code="yaml-syntax",
        message=describe(span.text, place).rstrip("."),
        span=replace(span, column=place + 1, length=1),
        hint=f"Type it again: `{better.strip()}`.",
    )


class _Builder:
    """Builds the tree of one document from the events of libyaml."""

    def __init__(self, source: Source, problems: Problems, first: int, lines: list[str]) -> None:
        self._source = source
        self._problems = problems
        self._first = first
        self._lines = lines
        self._events = yaml.parse("\n".join(lines), Loader=yaml.CBaseLoader)

    def root(self) -> Mapping | None:
        """Return the mapping of the document."""
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._problems.error(
                        "yaml-documents",
                        "The file has a second document",
                        self._place(event),
                        "Delete the `---` or `...`: a file holds one document.",
                    )
                    return None
                root = self._node(next(self._events), 0)
        if not root or (isinstance(root, Scalar) and not root.text):
            return Mapping(entries=(), span=self._source.span(self._first))
        if isinstance(root, Scalar | Sequence):
            what = "a list" if isinstance(root, Sequence) else "text"
            message = f"Expected keys with values, not {what}"
            hint = "Write each line as `key: value`, with a space after the colon."
            self._problems.error("yaml-no-keys", message, root.span, hint)
        return root if isinstance(root, Mapping) else None

    def _node(self, event: yaml.Event, depth: int) -> Node:
        span = self._place(event)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        stop = "braces" if is_mapping and span.text.startswith("{{", span.column - 1) else ""
        if depth > DEEPEST or stop:
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(problem=stop or _TOO_DEEP, problem_mark=mark)
        refused = self._refuse(event, span)
        node: Node = Broken(span=span)
        if isinstance(event, yaml.MappingStartEvent):
            node = self._mapping(event, span, depth)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(span, depth)
        elif isinstance(event, yaml.ScalarEvent):
            # Double quotes may have escapes for control characters.
            text, plain = CONTROLS.sub("", event.value), event.style in {"", None}
            node = Scalar(text=text, span=span, plain=plain)
            if event.value and event.style not in {"|", ">"}:
                self._warn_of_loss(event)
        return Broken(span=span) if refused else node

    def _sequence(self, span: Span, depth: int) -> Sequence:
        items = []
        for event in iter(self._events.__next__, None):
            if isinstance(event, yaml.SequenceEndEvent):
                break
            item = self._node(event, depth + 1)
            if isinstance(item, Scalar) and item.plain and not item.text:
                message = "A value is required for each entry of a list"
                hint = 'Write a value, or delete the entry. For an empty text, write `""`.'
                self._problems.error("missing-value", message, item.span, hint)
                item = Broken(span=item.span)
            items.append(item)
        return Sequence(items=tuple(items), span=span)

    def _mapping(self, start: yaml.MappingStartEvent, span: Span, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        first: Span | None = None
        for event in iter(self._events.__next__, None):
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, depth + 1)
            value = self._value(key, self._node(next(self._events), depth + 1), start)
            first = first or key.span
            if not isinstance(key, Scalar):
                if not isinstance(key, Broken):
                    hint = "Quote it if it is text."
                    message = "A key must be a word, not a list or keys with values"
                    self._problems.error("yaml-key", message, key.span, hint)
            elif key.text == "<<" and key.plain:
                self._report_feature("merge key", "<<", key.span)
            elif earlier := entries.get(key.text):
                self._problems.error(
                    "duplicate-key",
                    f"`{key.shown}` appears twice",
                    key.span,
                    f"It is also on line {earlier[0].span.line}. Keep one of them.",
                )
            else:
                entries[key.text] = (key, value)
        return Mapping(entries=tuple(entries.values()), span=first or span)

    def _value(self, key: Node, value: Node, start: yaml.MappingStartEvent) -> Node:
        """Return the value; report an empty one at its key."""
        if not isinstance(value, Scalar) or value.text or not value.plain:
            return value
        name = key.shown if isinstance(key, Scalar) else ""
        comment = _ONLY_COMMENT.match(key.span.text, key.span.column - 1 + key.span.length)
        hint = 'Write one, or delete the key. For an empty text, write `""`.'
        if start.flow_style:
            hint = (
                "Inside { }, write `key: value` with a space after the colon. "
                + QUOTING
                + key.span.lookalike
            )
        elif comment:
            hint = f"`#` begins a comment. Quote the value: `{name}: {quoted(comment[1].strip())}`."
        self._problems.error("missing-value", f"A value is required for `{name}`", key.span, hint)
        return Broken(span=key.span)

    def _refuse(self, event: yaml.Event, span: Span) -> bool:
        """Report anchors, aliases and tags."""
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            self._report_feature("alias", f"*{anchor}", span)
        elif anchor:
            self._report_feature("anchor", f"&{anchor}", span)
        elif tag:
            self._report_feature("tag", str(tag).replace("tag:yaml.org,2002:", "!!"), span)
        return bool(anchor or tag)

    def _report_feature(self, name: str, text: str, span: Span) -> None:
        hint = "Write the value itself; if it is text, quote it"
        better = with_quotes(span.text)
        hint += f":\n{better.strip()}" if better else "."
        message = f"`{text}` is a YAML {name}, which is not supported"
        self._problems.error("yaml-feature", message, span, hint)

    def _warn_of_loss(self, event: yaml.ScalarEvent) -> None:
        """Warn of text that YAML drops as a comment, unless a space follows the ``#``."""
        line, column = _position(event.end_mark)
        text = self._lines[line] if line < len(self._lines) else ""
        if lost := _LOST.match(text, column):
            start, first = _position(event.start_mark)
            better = f"{event.value} {lost[1]}" if start < line else text[first : lost.end()]
            self._problems.warning(
                "lost-text",
                f"`{lost[1].rstrip()}` is dropped: ` #` begins a comment",
                self._source.span(self._first + line, lost.start(1) + 1, len(lost[1])),
                f"Quote the value: `{quoted(better.rstrip())}`. If it is a comment, write a space "
                "after `#`.",
            )

    def _place(self, event: yaml.Event) -> Span:
        (line, column), (end_line, end) = _position(event.start_mark), _position(event.end_mark)
        # libyaml places an empty value at the end after the last line.
        number = self._first + min(line, len(self._lines) - 1)
        width = end - column if line == end_line else len(self._source.text)
        return self._source.span(number, column + 1, width)


class _Mark(Protocol):
    line: int
    column: int


def _position(mark: _Mark | None) -> tuple[int, int]:
    """Return line and column, from 0; libyaml marks every event."""
    return (mark.line, mark.column) if mark else (0, 0)


def _complaint(
    error: yaml.YAMLError, source: Source, *, first: int, lines: list[str]
) -> tuple[Problem, str | None]:
    """Return a complaint of libyaml in our words, and its line with quotes if that helps.

    ``lines`` were given to libyaml; the first of them is line ``first`` of the source.
    """
    complaint, (number, column) = _facts(error)
    number = min(number, len(lines) - 1)
    line = lines[number]
    message, hint = _explain(complaint, line, column)
    better = with_quotes(line) if _TOO_DEEP not in complaint else None
    if better and "quoted scalar" not in complaint:
        message, hint = "The value needs quotes", QUOTING
    problem = Problem(
        code="yaml-syntax" if _TOO_DEEP not in complaint else "yaml-too-deep",
        message=message,
        span=source.span(first + number, column + 1),
        hint=f"{hint}\n{better.strip()}"
        if better
        else f"{hint}{source.span(first + number, length=len(line)).lookalike}",
    )
    return problem, better


def quoted(value: str) -> str:
    """Return a text as a quoted YAML value, on one line."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    if "'" not in value:
        return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)


def with_quotes(line: str) -> str | None:
    """Return a line ``key: value`` with its value in quotes, if it needs them."""
    match = _ENTRY.fullmatch(line) if len(line) <= LONGEST_CORRECTED else None
    if not match or not _needs_quotes(match[2]):
        return None
    head, value, comment = match[1], match[2], match[3] or ""
    sign = value[0]
    if sign in "'\"" and (len(value) == 1 or value[-1] == sign or sign not in value[1:]):
        value = value.strip(sign)
    better = f"{head}{quoted(value)}{comment}"
    return None if better == line else better


def _needs_quotes(value: str) -> bool:
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
    """Return the complaint of libyaml and its place (line and column, from 0)."""
    context = str(getattr(error, "context", None) or "")
    complaint = f"{context}; {getattr(error, 'problem', None) or ''}"
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    # The mistake is where an unclosed quote or bracket begins.
    if any(sign in context for sign in ("quoted scalar", "flow", "simple key")):
        marks.reverse()
    mark = next((mark for mark in marks if mark), None)
    return complaint, (mark.line, mark.column) if mark else (0, 0)


def _explain(complaint: str, line: str, column: int) -> tuple[str, str]:
    """Return message and hint for a complaint that quotes do not fix."""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        complaint = "tab"
    elif "mapping values" in complaint and ": " not in line[:column].strip():
        complaint = "indented"
    return next((message, hint) for sign, message, hint in _CAUSES if sign in complaint)
