"""Safe HTML as plain text, for feeds' titles, the API, chats and descriptions."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_APART: Final = frozenset(
    {"p", "ul", "ol", "blockquote", "pre", "table", "hr", *(f"h{level}" for level in range(1, 7))}
)
"""Elements with an empty line around them; lists within lists excepted."""

_INLINE: Final = frozenset({"a", "strong", "em", "code", "img", "br"})
_SPACE = re.compile(r"\s+")


def plain(html: str, *, addresses: bool = True) -> str:
    """Return the text of what the :mod:`converter <statusgen.markup.converter>` made.

    A link is ``text (address)``, unless the text is its address; without ``addresses``, the text.
    """
    reader = _Reader(addresses=addresses)
    reader.feed(html)
    reader.close()
    return "".join(reader.parts).strip()


class _Reader(HTMLParser):
    """Writes text; breaks and list markers wait for the text that they stand before."""

    def __init__(self, *, addresses: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses = addresses
        self.parts: list[str] = []
        self.breaks = 0
        self.marker = ""
        self.lists: list[int | None] = []
        """For each list around: the number of the item to come, or ``None``."""
        self.link: tuple[str, int] | None = None
        self.verbatim = False
        self.in_row = False
        self.between = True
        """Whether blanks would stand between blocks, where they mean nothing."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.between = tag not in _INLINE
        given = {name: value or "" for name, value in attrs}
        self._break(tag)
        match tag:
            case "ul":
                self.lists.append(None)
            case "ol":
                self.lists.append(int(given.get("start") or 1))
            case "li":
                self.marker = self._next_marker()
            case "pre":
                self.verbatim = True
            case "td" | "th":
                self._write(" | " if self.in_row else "")
                self.in_row = True
            case "br":
                self.breaks = max(self.breaks, 1)
            case "a":
                self.link = (given.get("href", ""), len(self.parts))
            case "img":
                self._write(given.get("alt", ""))
                self._write_address(given.get("src", ""), given.get("alt", ""))

    def handle_endtag(self, tag: str) -> None:
        self.between = tag not in _INLINE
        match tag:
            case "ul" | "ol":
                self.lists.pop()
            case "pre":
                self.verbatim = False
                self.parts.append(self.parts.pop().rstrip("\n") if self.parts else "")
            case "tr":
                self.in_row = False
            case "a" if self.link is not None:
                address, start = self.link
                self._write_address(address, "".join(self.parts[start:]).strip())
                self.link = None
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if self.between and not self.verbatim and data.isspace():
            return
        self.between = False
        self._write(data if self.verbatim else _SPACE.sub(" ", data))

    def _break(self, tag: str) -> None:
        if tag in _APART and not (tag in {"ul", "ol"} and len(self.lists)):
            self.breaks = 2
        elif tag in {"li", "tr"} or tag in _APART:
            self.breaks = max(self.breaks, 1)

    def _next_marker(self) -> str:
        number = self.lists[-1]
        if number is None:
            return "  " * (len(self.lists) - 1) + "- "
        self.lists[-1] = number + 1
        return "  " * (len(self.lists) - 1) + f"{number}. "

    def _write(self, text: str) -> None:
        if self.breaks or not self.parts:
            text = text if self.verbatim else text.lstrip()
        if not text:
            return
        self.parts.append("\n" * self.breaks + self.marker + text)
        self.breaks, self.marker = 0, ""

    def _write_address(self, address: str, text: str) -> None:
        bare = address.removeprefix("mailto:").removeprefix("tel:")
        if self.addresses and address and bare != text:
            self._write(f" ({address})")
