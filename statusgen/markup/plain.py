"""Plain text from safe HTML, and from Markdown with its escapes resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape, unescape
from html.entities import html5
from html.parser import HTMLParser
from itertools import count, repeat
from typing import Final
from urllib.parse import unquote

from statusgen.model import Text

MARK: Final = "\U0010fffd"
"""The sign of the marks in :mod:`statusgen.markup.finding`. Texts lose this character."""

_SIGNS = re.compile(rf"[{MARK}\x02\x03\r]")
"""Characters with a special meaning here or, U+0002 and U+0003, in Python-Markdown."""

ESCAPE: Final = r"\\[!-/:-@\[-`{-~]"
ENTITY: Final = r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
_WRITTEN = re.compile(rf"{ESCAPE}|{ENTITY}|.", re.DOTALL)
"""A character: escaped, as an entity, or as it is (CommonMark 2.4 and 2.5)."""

_APART: Final = frozenset(
    {"p", "ul", "ol", "blockquote", "pre", "table", "hr", *(f"h{level}" for level in range(1, 7))}
)
"""Elements with a blank line around them, except nested lists."""

SPACE: Final = re.compile(r"[^\S\xa0\u202f]+")
"""Space that may become a single space; not a space that keeps words on one line."""

_MEANT: Final = re.compile(
    r"[\\`*\[\]<]|(?<!\w)_|_(?!\w)|~~|&(?=#?\w+;)|^[#>+-](?=\s|$)|(?<=^\d)[.)]|#+$"
)
"""What Markdown would not show as it is in a line of text."""

_MARKUP: Final = re.compile(r"(?s)(`+|~{3,}).*?\1|<(?=[A-Za-z/!?])(?!\S+[@:]\S*>)")
"""Code, or the start of HTML outside code."""


def unescaped(markdown: str) -> tuple[str, Sequence[int]]:
    """Return a text with its escapes resolved, and the offset of each character in the source.

    The last offset is the end of the source. Escapes inside code are resolved too, although
    Markdown would keep them.
    """
    if "\\" not in markdown and "&" not in markdown:
        return markdown, range(len(markdown) + 1)
    places: list[int] = []
    shown = []
    for found in _WRITTEN.finditer(markdown):
        written = found[0]
        is_entity = written[:2] == "&#" or written[1:] in html5
        as_typed = written[-1] if written[0] == "\\" else written
        shown.append((unescape(written) if is_entity else "") or as_typed)
        places += [found.start()] * len(shown[-1])
    return "".join(shown), (*places, len(markdown))


def clean(markdown: str) -> str:
    """Return the text without characters that have a special meaning to programs."""
    return _SIGNS.sub("\N{REPLACEMENT CHARACTER}", markdown)


def as_markdown(address: Callable[[str], str], given: Text | str) -> str:
    """Return Markdown for any program: an author's with whole links, or a plain text escaped.

    HTML in an author's text stays text, as on pages.
    """
    if isinstance(given, str):
        return _MEANT.sub(r"\\\g<0>", " ".join(given.split()))
    text = clean(given.markdown).strip("\n").rstrip()
    for target, place in given.targets:
        written = "|".join(map(re.escape, {target, escape(target)}))
        link = rf"(\]\(\s*<?|\]:\s*<?)(?:{written})(?=[\s>)]|$)"
        text = re.sub(link, rf"\g<1>{address(place)}", text)
    return _MARKUP.sub(lambda found: "\\<" if found[0] == "<" else found[0], text)


def plain(html: str, *, addresses: bool = True) -> str:
    """Return the text of HTML made by the :mod:`converter <statusgen.markup.converter>`.

    A link becomes ``text (address)``, or only its text if both are equal. Without ``addresses``,
    every link becomes its text.
    """
    reader = _Reader(addresses=addresses)
    reader.feed(html)
    reader.close()
    return "".join(reader.parts).strip()


class _Reader(HTMLParser):
    """Writes text. Line breaks and list markers are written with the text that follows them."""

    def __init__(self, *, addresses: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses = addresses
        self.parts: list[str] = []
        self.breaks = 0
        self.marker = ""
        self.lists: list[Iterator[str]] = []
        """The next markers of each open list."""
        self.link: tuple[str, int] | None = None
        self.verbatim = False
        self.in_row = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._break(tag)
        match tag:
            case "ul":
                self.lists.append(repeat("- "))
            case "ol":
                self.lists.append(f"{number}. " for number in count(int(given.get("start") or 1)))
            case "li":
                self.marker = "  " * (len(self.lists) - 1) + next(self.lists[-1])
            case "pre":
                self.verbatim = True
            case "td" | "th":
                self._write(" | " if self.in_row else "")
                self.in_row = True
            case "del":
                self._write("~~")
            case "br":
                self.breaks = max(self.breaks, 1)
            case "a":
                self.link = (given.get("href", ""), len(self.parts))
            case "img":
                self._write(given.get("alt", ""))
                self._write_address(given.get("src", ""), given.get("alt", ""))

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "ul" | "ol":
                self.lists.pop()
            case "pre":
                self.verbatim = False
                self.parts.append(self.parts.pop().rstrip("\n") if self.parts else "")
            case "del":
                self._write("~~")
            case "tr":
                self.in_row = False
            case "a" if self.link is not None:
                address, start = self.link
                self._write_address(address, "".join(self.parts[start:]).strip())
                self.link = None
        self._break(tag)

    def handle_data(self, data: str) -> None:
        # A line break between table cells has no meaning.
        if not (self.in_row and data == "\n"):
            self._write(data if self.verbatim else SPACE.sub(" ", data))

    def _break(self, tag: str) -> None:
        if tag in _APART and not (tag in {"ul", "ol"} and len(self.lists)):
            self.breaks = 2
        elif tag in {"li", "tr"} or tag in _APART:
            self.breaks = max(self.breaks, 1)

    def _write(self, text: str) -> None:
        if self.breaks or not self.parts:
            text = text if self.verbatim else text.lstrip()
        if not text:
            return
        self.parts.append("\n" * self.breaks + self.marker + text)
        self.breaks, self.marker = 0, ""

    def _write_address(self, address: str, text: str) -> None:
        bare = address.removeprefix("mailto:").removeprefix("tel:")
        if self.addresses and address and unquote(bare) != unquote(text):
            self._write(f" ({address})")
