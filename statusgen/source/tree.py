"""YAML as text with places: every scalar as it was typed, every node with its line and column.

Of YAML only what people need is let in: keys, values, lists. Anchors, aliases,
tags, merge keys, keys given twice and values left out are problems, so a few
lines can never become a billion. libyaml does the scanning, the same one on
every machine. What it complains about is said for people: the cause, and the
line as it should be. Nearly every mistake is a value that needs quotes; where
that explains the complaint, reading goes on with the mended line, to find what
else is wrong.
"""

from __future__ import annotations

import json
import re
from typing import Any, Protocol

import yaml

from statusgen.problems import Problem, Problems, Span
from statusgen.source.text import CONTROLS, Broken, Mapping, Node, Scalar, Sequence, Source

DEEPEST = 20
"""Levels of nesting; the format needs five."""

MOST_MENDED = 20
"""Lines that are read as they were probably meant, to find what else is wrong in one run."""

_TOO_DEEP = "nesting depth"
"""In libyaml's complaint of 1,000 levels; it looks ahead, and makes it before the first is told."""

_FOREIGN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What libyaml refuses or takes for a line end."""

QUOTING = (
    "A value with `: ` or ` #` in it, or that begins with one of @ % ` [ { * & ! | > or a quote, "
    "or has a comma inside { } or [ ], needs quotes."
)

LONGEST_MENDED = 2000
"""Characters of a line that is worth showing again."""

_CAUSES = (
    (
        _TOO_DEEP,
        f"The values are nested in more than {DEEPEST} levels",
        "Nothing in this format goes that deep. Quote the value if it is text.",
    ),
    ("braces", "The value needs quotes", QUOTING),
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
_SPECIAL = "@%`[{*&!|>'\"#,]}"
_LOST = re.compile(r"\s+(#[^\s#].*)")
_ONLY_COMMENT = re.compile(r":\s+(#\S.*)")


def parse_yaml(
    source: Source, problems: Problems, *, first: int = 1, last: int | None = None
) -> Mapping | None:
    """Return the keys and values on the lines ``first`` to ``last``, both included.

    ``None`` where they cannot be read; nothing at all is an empty mapping.
    """
    lines = [_FOREIGN.sub(" ", line) for line in source.lines[first - 1 : last]]
    read_again: set[int] = set()
    while len(read_again) <= MOST_MENDED:
        found = Problems()
        try:
            root = _Builder(source, found, first, lines).root()
        except yaml.YAMLError as error:
            complaint, whole = _complaint(error, source, first=first, lines=lines)
            line = complaint.span.line
            if line not in read_again:
                problems.add(complaint)
            if whole is None or line in read_again:
                # What came before it on its line was probably misread, too.
                problems.extend(problem for problem in found if problem.span.line != line)
                return None
            read_again.add(line)
            lines[line - first] = whole
        else:
            problems.extend(found)
            return root
    return None


class _Builder:
    """Makes the tree of one document from libyaml's events."""

    def __init__(self, source: Source, problems: Problems, first: int, lines: list[str]) -> None:
        self._source = source
        self._problems = problems
        self._first = first
        self._lines = lines
        self._events = yaml.parse("\n".join(lines), Loader=yaml.CBaseLoader)

    def root(self) -> Mapping | None:
        """Return the one mapping of the document."""
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._problems.error(
                        "yaml-documents",
                        "A second document begins here",
                        self._place(event),
                        "One file is one document: delete the `---` or `...`.",
                    )
                    return None
                root = self._node(next(self._events), 0)
        if root is None or (isinstance(root, Scalar) and not root.text):
            return Mapping(entries=(), span=self._source.span(self._first))
        if isinstance(root, Scalar | Sequence):
            what = "a list" if isinstance(root, Sequence) else "text"
            message = f"Here are keys with values expected, and this is {what}"
            hint = "Each line has the form `key: value`, with a blank behind the colon."
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
            # Escapes in double quotes can make control characters.
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
                message = "An entry of the list has no value"
                hint = 'Delete the entry, give it a value, or write `""` for an empty text.'
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
                    hint = "Quote it, if it is meant to be text."
                    message = "A key is a word, not a list or keys of its own"
                    self._problems.error("yaml-key", message, key.span, hint)
            elif key.text == "<<" and key.plain:
                self._report_feature("merge key", "<<", key.span)
            elif earlier := entries.get(key.text):
                self._problems.error(
                    "duplicate-key",
                    f"`{key.shown}` is given twice",
                    key.span,
                    f"It stands on line {earlier[0].span.line} already; keep one of them.",
                )
            else:
                entries[key.text] = (key, value)
        return Mapping(entries=tuple(entries.values()), span=first or span)

    def _value(self, key: Node, value: Node, start: yaml.MappingStartEvent) -> Node:
        """Report a value that was left out, at its key."""
        if not isinstance(value, Scalar) or value.text or not value.plain:
            return value
        name = key.shown if isinstance(key, Scalar) else ""
        comment = _ONLY_COMMENT.match(key.span.text, key.span.column - 1 + key.span.length)
        hint = 'Give it one, or delete the key; `""` is an empty text.'
        if start.flow_style:
            hint = "Inside { } write `key: value`, with a blank behind the colon. " + QUOTING
        elif comment:
            hint = f"`#` begins a comment. Quote the value: `{name}: {quoted(comment[1].strip())}`."
        self._problems.error("missing-value", f"`{name}` has no value", key.span, hint)
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
        hint = "Write out what it stands for; a value that is text needs quotes"
        whole = mended(span.text)
        hint += f":\n{whole.strip()}" if whole else "."
        message = f"`{text}` is a YAML {name}, and those are not used here"
        self._problems.error("yaml-feature", message, span, hint)

    def _warn_of_loss(self, event: yaml.ScalarEvent) -> None:
        """Report text that YAML takes for a comment; a comment has a blank behind its ``#``."""
        line, column = _position(event.end_mark)
        text = self._lines[line] if line < len(self._lines) else ""
        if lost := _LOST.match(text, column):
            start, first = _position(event.start_mark)
            whole = f"{event.value} {lost[1]}" if start < line else text[first : lost.end()]
            self._problems.warning(
                "lost-text",
                f"`{lost[1].rstrip()}` is left out: ` #` begins a comment",
                self._source.span(self._first + line, lost.start(1) + 1, len(lost[1])),
                f"Quote the value, `{quoted(whole.rstrip())}`, or put a blank behind `#` "
                "where a comment is meant.",
            )

    def _place(self, event: yaml.Event) -> Span:
        (line, column), (end_line, end) = _position(event.start_mark), _position(event.end_mark)
        # libyaml places what is left out behind the last line.
        number = self._first + min(line, len(self._lines) - 1)
        width = end - column if line == end_line else len(self._source.text)
        return self._source.span(number, column + 1, width)


class _Mark(Protocol):
    line: int
    column: int


def _position(mark: _Mark | None) -> tuple[int, int]:
    """Return line and column, both from 0; libyaml marks every event."""
    return (mark.line, mark.column) if mark else (0, 0)


def _complaint(
    error: yaml.YAMLError, source: Source, *, first: int, lines: list[str]
) -> tuple[Problem, str | None]:
    """Return a complaint of libyaml for people, and its line as it was probably meant.

    ``lines`` is what libyaml was given, the first of them line ``first`` of the source.
    """
    complaint, (number, column) = _facts(error)
    number = min(number, len(lines) - 1)
    line = lines[number]
    message, hint = _explain(complaint, line, column)
    whole = mended(line) if _TOO_DEEP not in complaint else None
    if whole and "quoted scalar" not in complaint:
        message, hint = "The value needs quotes", QUOTING
    problem = Problem(
        code="yaml-syntax" if _TOO_DEEP not in complaint else "yaml-too-deep",
        message=message,
        span=source.span(first + number, column + 1),
        hint=f"{hint}\n{whole.strip()}" if whole else hint,
    )
    return problem, whole


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
        return None
    head, value, comment = match[1], match[2], match[3] or ""
    sign = value[0]
    if sign in "'\"" and (len(value) == 1 or value[-1] == sign or sign not in value[1:]):
        value = value.strip(sign)
    whole = f"{head}{quoted(value)}{comment}"
    return None if whole == line else whole


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
