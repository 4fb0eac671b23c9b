"""Markdown as people write it for a forge, laid out as Python-Markdown expects it.

Python-Markdown wants a blank line before a list, four blanks for each level of
nesting, and knows no code fences. Here lines are read as CommonMark reads them,
as far as lists, quotations, headings and fences go, and written with four
blanks for each list around them and a blank line where a block begins. What
only looks like a block to Python-Markdown is escaped. A code fence becomes a
placeholder for finished HTML, so nothing else can change its text.
"""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

Stash = Callable[[str], str]
"""Keeps finished HTML, and returns a placeholder that stands for it in the text."""

DEEPEST: Final = 12
"""Lists and quotations within each other; what is nested deeper is text."""

TAB: Final = 4
"""The blanks that Python-Markdown wants for each level."""

_FENCE = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_HEADING = re.compile(r"#{1,6}(?: |$)")
_RULE = re.compile(r"(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
_UNDERLINE = re.compile(r"(?:-+|=+) *$")
_ITEM = re.compile(r"(?P<marker>[-+*]|(?P<number>[0-9]{1,9})[.)])(?P<blanks> +|$)(?P<rest>.*)")
_COLUMNS = re.compile(r"\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
"""The line below the head of a table; one without a bar is an underline."""
_MISREAD = re.compile(r"(\d+)\. |[-+*] |>|#{1,6} |(?:-+|=+) *$|(?:[-*_] *){3,}$")
"""What Python-Markdown takes for the beginning of a block, wherever it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """An item of a list that the lines to come may belong to."""

    column: int
    """Where its content begins."""
    ordered: bool


_Writer = Callable[[str, int, Sequence[_Item]], None]
"""Writes a block from its first line: text, indentation, and the items that it ends."""


def lay_out(lines: Iterable[str], stash: Stash) -> list[str]:
    """Return the lines as Python-Markdown expects them."""
    return _Layout(lines, stash).write()


class _Layout:
    """Lines to come, the lists that they stand in, and what is written of them."""

    def __init__(self, lines: Iterable[str], stash: Stash, around: int = 0) -> None:
        self.lines = deque(lines)
        self.stash = stash
        self.around = around
        """Lists and quotations that all of it stands in."""
        self.items: list[_Item] = []
        self.written: list[str] = []
        self.in_text = False
        """Whether the last line is one of a paragraph, which the next one may continue."""
        self.in_quotation = False
        """Whether that paragraph is the last one of a quotation, which only text continues."""
        self.in_code = False
        self.list_depth: int | None = None
        """How deep the item lies with which the lines since the last blank one begin, if any."""

    def write(self) -> list[str]:
        while self.lines:
            self._take(self.lines.popleft())
        return self.written

    def _take(self, line: str) -> None:
        indent, text = _split(line)
        if not text.strip():
            self.written.append("")
            self.in_text = False
            return
        items = [item for item in self.items if item.column <= indent]
        left = self.items[len(items) :]
        depth = indent - (items[-1].column if items else 0)
        goes_on = self.in_text and not left and not self.in_quotation
        writer = self._writer(text, depth, goes_on=goes_on)
        if self.in_text and writer is None:
            self.written.append(_escape(text))
            return
        self.items = items
        if writer is not None:
            writer(text, indent, left)
        elif depth < TAB:
            self._begin(_escape(text))
            self.in_text = True
        else:
            self._begin(" " * depth + text, apart=not self.in_code)
            self.in_code = True

    def _writer(self, text: str, depth: int, *, goes_on: bool) -> _Writer | None:
        """Return what writes the block that begins here; a paragraph or plain code has none.

        Where a paragraph ``goes_on``, it is interrupted only by what is surely meant to.
        """
        if _FENCE.match(text):
            # At any depth: who writes a fence means one, and reading thinks so too.
            return self._write_fence
        if depth >= TAB:
            return None
        if goes_on and _UNDERLINE.match(text):
            return self._write_underline
        if _HEADING.match(text) or _RULE.match(text):
            return self._write_line
        if self.around + len(self.items) >= DEEPEST:
            return None
        return self._container(text, goes_on=goes_on)

    def _container(self, text: str, *, goes_on: bool) -> _Writer | None:
        if text.startswith(">"):
            return self._write_quotation
        item = _ITEM.match(text)
        if item is None:
            return self._write_head if self._heads_table(text) else None
        is_sure = bool(item["rest"].strip()) and item["number"] in {None, "1"}
        return self._write_item if is_sure or not goes_on else None

    def _heads_table(self, text: str) -> bool:
        """Tell whether a line is the head of a table, by the line below it."""
        below = _split(self.lines[0])[1] if self.lines else ""
        return (
            "|" in text
            and "|" in below
            and _COLUMNS.match(below) is not None
            and text.strip(" |").count("|") == below.strip(" |").count("|")
        )

    def _write_head(self, text: str, _indent: int, _left: Sequence[_Item]) -> None:
        self._begin(text)
        self.in_text = True

    def _write_line(self, text: str, _indent: int, _left: Sequence[_Item]) -> None:
        self._begin(text)
        self.written.append("")

    def _write_underline(self, text: str, _indent: int, _left: Sequence[_Item]) -> None:
        self._begin(text, apart=False)
        self.written.append("")

    def _write_fence(self, text: str, indent: int, _left: Sequence[_Item]) -> None:
        fence = text[: len(text) - len(text.lstrip(text[0]))]
        code: list[str] = []
        while self.lines:
            line = self.lines.popleft()
            closing = line.strip(" \t")
            if closing.startswith(fence) and not closing.strip(fence[0]):
                break
            code.append(f"{_outdent(line, indent)}\n")
        block = html.escape("".join(code), quote=False)
        self._begin(self.stash(f"<pre><code>{block}</code></pre>"))
        self.written.append("")

    def _write_quotation(self, text: str, _indent: int, _left: Sequence[_Item]) -> None:
        quoted = [text]
        column = self.items[-1].column if self.items else 0
        while self.lines:
            indent, text = _split(self.lines[0])
            if not text.startswith(">") or not column <= indent < column + TAB:
                break
            quoted.append(text)
            self.lines.popleft()
        lines = (line[2:] if line[1:2] == " " else line[1:] for line in quoted)
        inner = _Layout(lines, self.stash, self.around + len(self.items) + 1)
        for row, line in enumerate(inner.write()):
            self._begin(f"> {line}" if line else ">", apart=row == 0)
        self.in_text = self.in_quotation = inner.in_text

    def _write_item(self, text: str, indent: int, left: Sequence[_Item]) -> None:
        marker, number, blanks, rest = _ITEM.findall(text)[0]
        column = indent + len(marker) + 1
        if rest.strip() and len(blanks) <= TAB:
            column += len(blanks) - 1
            blanks = " "
        ordered = bool(number)
        # Items that stand together are one list to Python-Markdown if the first is the outermost;
        # elsewhere it wants a blank line, which would make each item of these a paragraph.
        together = self.list_depth is not None and self.list_depth <= len(self.items)
        changes = bool(left) and left[0].ordered is not ordered
        # A hyphen alone would make a heading of the line above it.
        marker = f"{int(number)}." if ordered else "*"
        self._begin(f"{marker} ", apart=changes or not together, depth=len(self.items))
        self.items.append(_Item(column=column, ordered=ordered))
        if not rest.strip():
            return
        if len(blanks) > TAB or self._writer(rest, 0, goes_on=False):
            self.lines.appendleft(" " * column + blanks[1:] + rest)
        else:
            self.written[-1] = self.written[-1].replace("*", "-", 1) + _escape(rest)
            self.in_text = True

    def _begin(self, text: str, *, apart: bool = True, depth: int | None = None) -> None:
        """Write the first line of a block, with a blank line before it; items have a depth."""
        if apart and self.written and self.written[-1]:
            self.written.append("")
        if not self.written or not self.written[-1]:
            self.list_depth = depth
        self.written.append(" " * TAB * len(self.items) + text)
        self.in_text = self.in_quotation = self.in_code = False


def _split(line: str) -> tuple[int, str]:
    """Return how far a line is indented, and its text."""
    line = line.expandtabs(TAB)
    text = line.lstrip(" ")
    return len(line) - len(text), text


def _outdent(line: str, indent: int) -> str:
    """Return a line of code without the indentation of its fence; its tabs stay tabs."""
    if not indent:
        return line
    text = line.lstrip(" \t")
    lead = line[: len(line) - len(text)].expandtabs(TAB)
    return lead[indent:] + text


def _escape(text: str) -> str:
    """Return the line of a paragraph so that it is text to Python-Markdown too."""
    misread = _MISREAD.match(text)
    if misread is None:
        return text
    sign = misread.end(1) if misread[1] else 0
    return f"{text[:sign]}\\{text[sign:]}"
