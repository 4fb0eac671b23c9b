"""A text file split into front matter and body, and the lines of the body without comments.

Comments are for the team and are removed here. Code fences, inline code and
comments are recognized, because they can hide a heading or a comment; the rest of
Markdown is left to the converter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from statusgen.lookalikes import plain
from statusgen.problems import Problems
from statusgen.source.text import Mapping, Source
from statusgen.source.tree import parse_yaml

FENCE = "---"

_EXAMPLE = "Begin the file with a line of three hyphens:\n---\ntitle: What happened\n---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A file split into front matter and body."""

    source: Source
    front: Mapping | None
    """``None`` if it could not be read, with a problem. Its span is the ``---`` above it."""
    body_line: int
    """The first line after the closing ``---``, from 1; it may be one past the last line."""


def split_page(source: Source, problems: Problems) -> Page | None:
    """Return front matter and body, or ``None`` and a problem if there is no front matter."""
    start = _opening(source, problems)
    if not start:
        return None
    rest = enumerate(source.lines[start:], start + 1)
    end = next((number for number, line in rest if plain(line).rstrip() == FENCE), None)
    found = Problems()
    front = parse_yaml(source, found, first=start + 1, last=end - 1) if end else None
    span = source.span(start, 1, len(FENCE))
    headings = (line for line in source.lines[start:end] if re.match(r"##\s+\w.*\d", line))
    if not end or (found.errors and any(headings)):
        # With a heading inside, the closing line was a rule further down in the body.
        problems.error(
            "unclosed-front-matter",
            "The front matter is not closed",
            span,
            "Write a line of three hyphens, `---`, after the last key.",
        )
        return None
    problems.extend(found)
    front = replace(front, span=span) if front else None
    return Page(source=source, front=front, body_line=end + 1)


def _opening(source: Source, problems: Problems) -> int | None:
    """Return the line of the ``---`` that opens the front matter."""
    start = next((number for number, line in enumerate(source.lines, 1) if line.strip()), 1)
    line = plain(source.lines[start - 1]).rstrip()
    span = source.span(start, 1, len(line))
    if line != FENCE:
        problems.error("no-front-matter", "Front matter is required", span, _EXAMPLE)
    return start if line == FENCE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a body."""

    number: int
    """The line number in the file, from 1."""
    text: str
    """Without comments; a line with only a comment is empty."""
    code: bool = False
    """Whether it is part of a fenced code block, including the fences."""
    plain: str = field(init=False, repr=False, compare=False)
    """The text as headings and fields are read."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", plain(self.text))


_FENCE = r"""
    ^(?P<lead>[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]*)*)   # also in lists and quotations
    (?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*$
"""
_FENCE_ALONE = re.compile(_FENCE, re.MULTILINE | re.VERBOSE)
_TOKEN = re.compile(rf"(?:{_FENCE})|\\[^\n]|(?P<ticks>`+)|<!--", re.MULTILINE | re.VERBOSE)
_HEADING = re.compile(r"^##[ \t]", re.MULTILINE)
_PARAGRAPH_END = re.compile(
    r"\n(?=[ \t]*(?:\n|#{1,6}[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t]|>|<!--|`{3}|~{3}))"
)
_HIDDEN = "\0"
"""Marks a comment until the text is split into lines; a source never has this character."""


def scan(source: Source, first: int, problems: Problems) -> tuple[Line, ...]:
    """Return the lines of a source, starting with line ``first``."""
    if first > len(source.lines):
        return ()
    text = source.text
    # Inline code only matters if it can hide a comment, and most files have none.
    token = _TOKEN if "<!--" in text else _FENCE_ALONE
    shown, code, unclosed = [], set[int](), 0
    place = sum(len(line) + 1 for line in source.lines[: first - 1])
    while found := token.search(text, place):
        start, end = found.span()
        shown.append(text[place:start])
        is_comment = found[0] == "<!--"
        if found["fence"] or is_comment:
            end = _end_of_comment(found) if is_comment else _end_of_fence(found)
            if end < 0:
                # The first time, reading continues at the next heading.
                heading = None if unclosed else _HEADING.search(text, found.end())
                end = heading.start() - 1 if heading else len(text)
                unclosed += 1
                _report_unclosed(found, source, problems)
        elif found["ticks"]:
            end = _end_of_code(found, source, problems)
        lines = text.count("\n", start, end) + 1
        if found["fence"]:
            row = text.count("\n", 0, start) + 1
            code.update(range(row, row + lines))
        shown.append("\n".join([_HIDDEN] * lines) if is_comment else text[start:end])
        place = end
    shown.append(text[place:])
    return tuple(
        Line(number=row, text=_without_hidden(line, source, row, problems), code=row in code)
        for row, line in enumerate("".join(shown).split("\n"), start=first)
    )


def _end_of_comment(found: re.Match[str]) -> int:
    """Return where a comment ends, or -1 if it does not."""
    end = found.string.find("-->", found.end())
    return end + len("-->") if end >= 0 else end


def _end_of_fence(found: re.Match[str]) -> int:
    """Return the end of the line that closes a code fence, or -1."""
    fence, text = found["fence"], found.string
    closing = re.compile(rf"^[ \t>]*{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
    closed = closing.search(text, found.end())
    inside = text[found.end() + 1 : closed.end()].split("\n") if closed else []
    is_closed = closed and all(_is_within(line, found["lead"]) for line in inside)
    return closed.end() if closed and is_closed else -1


def _is_within(line: str, lead: str) -> bool:
    """Return whether a line belongs to the list item or quotation of its code fence."""
    if not lead or not line.strip():
        return True
    if ">" in lead:
        return line.lstrip().startswith(">")
    return len(line) - len(line.lstrip()) >= len(lead)


def _report_unclosed(found: re.Match[str], source: Source, problems: Problems) -> None:
    if fence := found["fence"]:
        problems.error(
            "unclosed-fence",
            f"The code block that begins with {fence[:10]} is not closed",
            source.at(found.start("fence"), len(fence)),
            f"Add a line with only {fence[:10]} after it. Inside a list item, indent all its lines "
            "as far as the item's text.",
        )
    else:
        problems.error(
            "unclosed-comment",
            "The comment is not closed",
            source.at(found.start(), len("<!--")),
            "Close it with -->. To show it to readers, write `<!--` in backticks.",
        )


def _end_of_code(found: re.Match[str], source: Source, problems: Problems) -> int:
    """Return where inline code ends; unmatched backticks are text."""
    text, ticks = source.text, found["ticks"]
    closing = re.compile(rf"(?<!`){ticks}(?!`)").search(text, found.end())
    if not closing or _PARAGRAPH_END.search(text, found.end(), closing.start()):
        return found.end()
    code = text[found.end() : closing.start()]
    end = _PARAGRAPH_END.search(text, closing.end())
    rest = text[closing.end() : end.start() if end else None]
    if "<!--" in code and "-->" not in code and "-->" in rest:
        # A guess could publish a comment.
        problems.error(
            "unclear-comment",
            "A comment begins inside inline code and ends outside it",
            source.at(found.start(), len(ticks)),
            "Put the comment on its own line, or write a backslash before a single backtick.",
        )
    return closing.end()


def _without_hidden(line: str, source: Source, number: int, problems: Problems) -> str:
    if _HIDDEN not in line:
        return line
    text = line.replace(_HIDDEN, "").rstrip()
    if not line.lstrip().startswith(_HIDDEN):
        return text
    text = text.lstrip()
    if text.startswith(("#", "```", "~~~")):
        problems.error(
            "unclear-comment",
            f"{text[:40]!r} follows a comment on the same line",
            source.span(number, source.lines[number - 1].rfind(text) + 1, len(text)),
            "Put the comment on its own line.",
        )
    return text
