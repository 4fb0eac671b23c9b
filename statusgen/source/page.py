"""A file of text split in front matter and body, and the lines of the body as Markdown sees them.

Comments are for the team and end here: no value of the model holds one. Only
fences, comments and inline code are told apart, since only they can hide a
heading or a comment; all else is the converter's work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from statusgen.problems import Problems
from statusgen.source.text import Mapping, Source
from statusgen.source.tree import parse_yaml

FENCE = "---"

_EXAMPLE = "Begin the file with a line of exactly three hyphens:\n---\ntitle: What happened\n---"


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
    rest = enumerate(source.lines[start:], start + 1)
    end = next((number for number, line in rest if line.rstrip() == FENCE), None)
    found = Problems()
    front = parse_yaml(source, found, first=start + 1, last=end - 1) if end else None
    has_heading = any(re.match(r"##\s+\w.*\d", line) for line in source.lines[start:end])
    span = source.span(start, 1, len(FENCE))
    if end is None or (found.errors and has_heading):
        # With a heading in it, what closed it was a rule further down in the body.
        problems.error(
            "unclosed-front-matter",
            "The front matter is not closed",
            span,
            "Put a line `---`, exactly three hyphens, behind the last key, before the text.",
        )
        return None
    problems.extend(found)
    front = replace(front, span=span) if front else None
    return Page(source=source, front=front, body_line=end + 1)


def _opening(source: Source, problems: Problems) -> int | None:
    """Return the line of the ``---`` that opens the front matter."""
    start = next((number for number, line in enumerate(source.lines, 1) if line.strip()), 1)
    line = source.lines[start - 1].rstrip()
    span = source.span(start, 1, len(line))
    if line == "+++":
        message = "The front matter is TOML, and here it is YAML"
        hint = "Write `---` instead of `+++`, and `key: value` instead of `key = value`."
        problems.error("toml-front-matter", message, span, hint)
    elif line != FENCE:
        problems.error("no-front-matter", "The file has no front matter", span, _EXAMPLE)
    elif start > 1:
        problems.warning(
            "blank-before-front-matter",
            "Blank lines stand before the front matter",
            source.span(1),
            "Delete them: forges and formatters see front matter only on the first line.",
        )
    return start if line == FENCE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a body."""

    number: int
    """In the file, from 1."""
    text: str
    """Without comments: a line that holds nothing else is empty."""
    code: bool = False
    """Within a code fence, or one of its two edges."""


_FENCE = r"""
    ^(?P<lead>[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]*)*)   # in lists and quotations, too
    (?P<fence>`{3,}(?=[^`\n]*$)|~{3,})[^\n]*$
"""
_FENCE_ALONE = re.compile(_FENCE, re.MULTILINE | re.VERBOSE)
_TOKEN = re.compile(rf"(?:{_FENCE})|\\[^\n]|(?P<ticks>`+)|<!--", re.MULTILINE | re.VERBOSE)
_HEADING = re.compile(r"^##[ \t]", re.MULTILINE)
_PARAGRAPH_END = re.compile(
    r"\n(?=[ \t]*(?:\n|#{1,6}[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t]|>|<!--|`{3}|~{3}))"
)
_HIDDEN = "\0"
"""Stands for a comment until the lines are told apart; a source holds no such character."""


def scan(source: Source, first: int, problems: Problems) -> tuple[Line, ...]:
    """Return the lines of a source from ``first`` on."""
    if first > len(source.lines):
        return ()
    text = source.text
    # Without a comment inline code hides nothing, and most files have none.
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
                # Reading goes on before the next heading, once.
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
    """Return where a comment ends; -1 where it does not."""
    end = found.string.find("-->", found.end())
    return end + len("-->") if end >= 0 else end


def _end_of_fence(found: re.Match[str]) -> int:
    """Return where a code fence ends, at the end of the line that closes it; -1 where none does."""
    fence, text = found["fence"], found.string
    closing = re.compile(rf"^[ \t>]*{fence[0]}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
    closed = closing.search(text, found.end())
    inside = text[found.end() + 1 : closed.end()].split("\n") if closed else []
    is_closed = closed and all(_is_within(line, found["lead"]) for line in inside)
    return closed.end() if closed and is_closed else -1


def _is_within(line: str, lead: str) -> bool:
    """Tell whether a line belongs to the list or quotation that its fence begins in."""
    if not lead or not line.strip():
        return True
    if ">" in lead:
        return line.lstrip().startswith(">")
    return len(line) - len(line.lstrip()) >= len(lead)


def _report_unclosed(found: re.Match[str], source: Source, problems: Problems) -> None:
    if fence := found["fence"]:
        problems.error(
            "unclosed-fence",
            f"The code that begins with {fence[:10]} does not end",
            source.at(found.start("fence"), len(fence)),
            f"Close it with a line that holds {fence[:10]} alone. In a list, indent its lines as "
            "far as the text of the item: one that is not ends the code.",
        )
    else:
        problems.error(
            "unclosed-comment",
            "The comment that begins here does not end",
            source.at(found.start(), len("<!--")),
            "Close it with -->, or write `<!--` where readers are to see it.",
        )


def _end_of_code(found: re.Match[str], source: Source, problems: Problems) -> int:
    """Return where inline code ends; backticks without their like are text."""
    text, ticks = source.text, found["ticks"]
    closing = re.compile(rf"(?<!`){ticks}(?!`)").search(text, found.end())
    if not closing or _PARAGRAPH_END.search(text, found.end(), closing.start()):
        return found.end()
    code = text[found.end() : closing.start()]
    end = _PARAGRAPH_END.search(text, closing.end())
    rest = text[closing.end() : end.start() if end else None]
    if "<!--" in code and "-->" not in code and "-->" in rest:
        # Either the comment is code, or the code is a comment: never publish on a guess.
        problems.error(
            "unclear-comment",
            "A comment begins in inline code and ends outside of it",
            source.at(found.start(), len(ticks)),
            "Put the comment on lines of its own, or a backslash before a single backtick.",
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
            f"{text[:40]!r} stands behind a comment on the same line",
            source.span(number, source.lines[number - 1].rfind(text) + 1, len(text)),
            "Put the comment on lines of its own.",
        )
    return text
