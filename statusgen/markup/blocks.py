"""The blocks of a text: lists, quotations, headings, code, tables and paragraphs.

Python-Markdown needs a blank line before a list and four spaces for each level of nesting, and it
does not know code fences. So the lines are read here, as CommonMark reads them, and become
elements. The text of a paragraph stays Markdown. Python-Markdown's own processors are given one
paragraph at a time, for tables and link definitions.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from markdown.blockparser import BlockParser
from markdown.util import AtomicString, code_escape

DEEPEST: Final = 12
"""The most lists and quotations inside each other. Deeper ones are text."""

CODE_INDENT: Final = 4
"""The indentation of a code block, and the width of a tab."""

_LOOSE: Final = "loose"
"""Marks an item with a blank line. The sanitiser drops the attribute."""

_UNDERLINE = re.compile(r"(?:-+|=+) *$")
_FENCE = r"(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})"
_HEADING = r"(?P<heading>(?P<signs>#{1,6}) (?P<title>(?:\\.|.)*?)#*$)"
_RULE = r"(?P<rule>(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$)"
_QUOTATION = r"(?P<quotation>>)"
_ITEM = r"(?P<item>(?P<marker>[-+*]|(?P<number>[0-9]{1,9})[.)])(?P<spaces> +|$)(?P<rest>.*))"
_SURE_ITEM = r"(?P<item>(?P<marker>[-+*]|(?P<number>1)[.)])(?P<spaces> +)(?P<rest>\S.*))"
_TABLE = r"(?P<table>(?![-:| ]+\n)[^|\n]*\|.*\n(?=.*\|)\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$)"


def _any_of(*blocks: str) -> re.Pattern[str]:
    return re.compile("|".join(blocks), re.MULTILINE)


_IN_CODE = _any_of(_FENCE)
"""A fence counts at any depth: whoever writes one means one, and reading agrees."""
_UNNESTED = _any_of(_FENCE, _HEADING, _RULE, _TABLE)
_ANY = _any_of(_FENCE, _HEADING, _RULE, _QUOTATION, _ITEM, _TABLE)
_INTERRUPTING = _any_of(_FENCE, _HEADING, _RULE, _QUOTATION, _SURE_ITEM, _TABLE)
"""The blocks that may interrupt a paragraph."""


def read_blocks(markdown: str, parser: BlockParser) -> Element:
    """Return the blocks of a text. The text of paragraphs is still Markdown."""
    root = Element("div")
    _Reader(markdown.split("\n"), root).read()
    for parent in list(root.iter()):
        parent[:] = [block for child in parent for block in _finished(child, parser)]
    for listing in root.iterfind(".//li/.."):
        is_loose = listing.find(f"li[@{_LOOSE}]") is not None
        for item in listing:
            if not is_loose and len(item) and item[0].tag == "p":
                item.text = item[0].text
                del item[0]
    return root


def _finished(block: Element, parser: BlockParser) -> Iterable[Element]:
    """Return a block, or what Python-Markdown makes of a paragraph."""
    if block.tag != "p":
        return (block,)
    made = Element("div")
    parser.parseBlocks(made, [block.text or ""])
    return made


class _Reader:
    """Turns lines into blocks below an element."""

    def __init__(self, lines: Iterable[str], root: Element, around: int = 0) -> None:
        self.lines = deque(lines)
        self.around = around
        """The number of lists and quotations around the element."""
        self.items = [(0, root)]
        """The root and the open items, each with the column where its content begins."""
        self.paragraph: Element | None = None
        """The paragraph that the next line may continue."""
        self.after_blank = False

    def read(self) -> None:
        while self.lines:
            indent, text = _split(self.lines.popleft())
            if text.strip():
                self._take(indent, text)
            else:
                self.paragraph, self.after_blank = None, True

    def _take(self, indent: int, text: str) -> None:
        items = [(column, item) for column, item in self.items if column <= indent]
        depth, last = indent - items[-1][0], items[-1][1][-1:]
        # Only text continues the paragraph of a quotation, or of an item that ends here.
        paragraph = next((p for p in last if p is self.paragraph and depth < CODE_INDENT), None)
        if depth >= CODE_INDENT:
            pattern = _IN_CODE
        elif self.around + len(self.items) > DEEPEST:
            pattern = _UNNESTED
        else:
            pattern = _INTERRUPTING if paragraph is not None else _ANY
        found = pattern.match(f"{text}\n{self.lines[0].strip() if self.lines else ''}")
        above = paragraph.text or "" if paragraph is not None else ""
        if paragraph is not None and "\n" not in above and _UNDERLINE.match(text):
            paragraph.tag = "h1" if text.startswith("=") else "h2"
            paragraph.text = above.strip()
            self.paragraph = None
        elif found is None and self.paragraph is not None:
            self.paragraph.text = f"{self.paragraph.text}\n{text}"
        else:
            self.items = items
            self._add(found, indent, text)

    def _add(self, found: re.Match[str] | None, indent: int, text: str) -> None:
        column = self.items[-1][0] + CODE_INDENT
        match found:
            case None if indent >= column:
                self._add_indented(text, indent, column)
            case re.Match(lastgroup="fence"):
                self._add_fence(found["fence"], indent)
            case re.Match(lastgroup="heading"):
                self._begin(f"h{len(found['signs'])}", found["title"].strip())
            case re.Match(lastgroup="rule"):
                self._begin("hr")
            case re.Match(lastgroup="quotation"):
                self._add_quotation(text)
            case re.Match(lastgroup="item"):
                self._add_item(found, indent)
            case _:
                self.paragraph = self._begin("p", text)

    def _add_indented(self, text: str, indent: int, column: int) -> None:
        code = self._until(
            bool(text.strip()) and indent < column for indent, text in map(_split, self.lines)
        )
        self._add_code(_outdent(line, column) for line in (" " * indent + text, *code))
        self.after_blank = bool(code) and not code[-1].strip()

    def _add_fence(self, fence: str, indent: int) -> None:
        closing = re.compile(rf"[ \t]*{fence}{fence[0]}*[ \t]*")
        code = self._until(closing.fullmatch(line) is not None for line in self.lines)
        if self.lines:
            self.lines.popleft()
        self._add_code(_outdent(line, indent) if indent else line for line in code)

    def _add_code(self, lines: Iterable[str]) -> None:
        code = SubElement(self._begin("pre"), "code")
        code.text = AtomicString(code_escape("\n".join(lines)))

    def _add_quotation(self, text: str) -> None:
        columns = range(self.items[-1][0], self.items[-1][0] + CODE_INDENT)
        quoted = self._until(
            not text.startswith(">") or indent not in columns
            for indent, text in map(_split, self.lines)
        )
        around = self.around + len(self.items)
        lines = (_split(line)[1][1:].removeprefix(" ") for line in (text, *quoted))
        inner = _Reader(lines, self._begin("blockquote", join=True), around)
        inner.read()
        self.paragraph = inner.paragraph

    def _add_item(self, found: re.Match[str], indent: int) -> None:
        marker, number, spaces, rest = found.group("marker", "number", "spaces", "rest")
        after_blank = self.after_blank
        listing = self._begin("ol" if number else "ul", join=True)
        if not len(listing) and int(number or 1) != 1:
            listing.set("start", str(int(number)))
        item = SubElement(listing, "li", {_LOOSE: ""} if after_blank and len(listing) else {})
        width = len(spaces) if rest.strip() and len(spaces) <= CODE_INDENT else 1
        self.items.append((indent + len(marker) + width, item))
        if rest.strip():
            self.lines.appendleft(" " * (indent + len(marker) + len(spaces)) + rest)

    def _begin(self, tag: str, text: str = "", *, join: bool = False) -> Element:
        """Return a new element; with ``join``, the last element if it has the same tag."""
        parent = self.items[-1][1]
        if self.after_blank and len(parent):
            parent.set(_LOOSE, "")
        self.paragraph, self.after_blank = None, False
        if join and len(parent) and parent[-1].tag == tag:
            return parent[-1]
        element = SubElement(parent, tag)
        element.text = text
        return element

    def _until(self, ends: Iterable[bool]) -> list[str]:
        """Take the lines before the first one for which ``ends`` is true."""
        count = next((row for row, is_end in enumerate(ends) if is_end), len(self.lines))
        return [self.lines.popleft() for _ in range(count)]


def _split(line: str) -> tuple[int, str]:
    """Return the indentation of a line, and its text."""
    line = line.expandtabs(CODE_INDENT)
    text = line.lstrip(" ")
    return len(line) - len(text), text


def _outdent(line: str, indent: int) -> str:
    own, text = _split(line)
    return " " * (own - indent) + text
