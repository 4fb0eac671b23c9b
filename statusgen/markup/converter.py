"""Authors' Markdown as safe HTML and as plain text; its links, placeholders and headings.

The form is that of the contract on content ("Text"). What comes out is inert
whatever went in: raw HTML is shown as text, a link leads to http, https, mail,
telephone or a page that was resolved before, and everything passes nh3 with a
narrow list of what is allowed. Python-Markdown alone decides what is code and
what is a link: to find something in a text, it is marked wherever it could be,
and the marks that come out tell.
"""

from __future__ import annotations

import re
import string
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from xml.etree.ElementTree import Element, SubElement

import nh3
from markdown import Markdown
from markdown.inlinepatterns import AutomailInlineProcessor, SimpleTextInlineProcessor
from markdown.util import ETX, STX, AtomicString

from statusgen.markup.elements import (
    HEADINGS,
    Address,
    align_by_class,
    let_direct,
    settle_links,
    shift_headings,
    target_of,
)
from statusgen.markup.layout import lay_out
from statusgen.markup.plain import plain
from statusgen.model import Text

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})

_ALLOWED: Final = {
    **{tag: {"dir"} for tag in ("p", "li", "blockquote", "th", "td")},
    **{tag: {"dir"} for tag in ("h2", "h3", "h4", "h5", "h6")},
    **{tag: set[str]() for tag in ("ul", "pre", "code", "strong", "em", "hr", "br")},
    **{tag: set[str]() for tag in ("table", "thead", "tbody", "tr")},
    "ol": {"start"},
    "a": {"href"},
    "img": {"src", "alt", "title", "loading"},
}
"""Elements with their attributes; of classes, cells have those of their alignment."""

_ALIGNMENTS: Final = {"align-left", "align-center", "align-right"}
_CLEANER: Final = nh3.Cleaner(
    tags=set(_ALLOWED),
    attributes=_ALLOWED,
    allowed_classes={"th": _ALIGNMENTS, "td": _ALIGNMENTS},
    url_schemes=set(SCHEMES),
    link_rel=None,
)

_EXTENSIONS: Final = (
    "sane_lists",
    "tables",
    # Python-Markdown 3.11 swallows a letter of `5*x **note*, then`.
    "pymdownx.betterem",
    "pymdownx.magiclink",
    "pymdownx.saneheaders",
)

_MOST_OPENED: Final = 200
"""Brackets, or comments, in one paragraph; Python-Markdown takes time by their square."""

_MARK: Final = "\U0010fffd"
"""Marks are made of this character, which is nobody's; a text that has it loses it."""

_SIGNS = re.compile(rf"[{_MARK}{STX}{ETX}\r]")
_MARKED = re.compile(rf"{_MARK}(\d+){_MARK}")
_MAYBE_TARGET = re.compile(r"\]\(\s*<?|\]:\s*<?")
_MAYBE_PLACEHOLDER = re.compile(r"(?<![$\\])\{\{\s*([a-z][a-z0-9_-]*)\s*\}\}")
_CODE_SIGNS = ("`", "~~~", "    ", "\t")
"""Without one of these there is no code in a text."""
_MAIL = r"<([\w.+-]+@[\w-]+(?:\.[\w-]+)+)>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something in a text, with its place there."""

    value: str
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    length: int
    """At least 1."""
    is_image: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of a body."""

    level: int
    """As its author wrote it, from 1."""
    title: str
    """Plain text."""


class Converter:
    """Markdown in, everything else out. Not for two threads; only the first use is costly."""

    @cached_property
    def _markdown(self) -> Markdown:
        """Made when it is first needed: a text without links and placeholders needs none."""
        made = Markdown(
            extensions=list(_EXTENSIONS),
            extension_configs={"tables": {"use_align_attribute": True}},
            output_format="html",
        )
        made.ESCAPED_CHARS = list(string.punctuation)
        made.inlinePatterns.deregister("html")
        # Reading has dropped comments; by no mistake of ours is one published.
        comment = SimpleTextInlineProcessor(r"<!--.*?-->()")
        made.inlinePatterns.register(comment, "comment", 175)
        mail = AutomailInlineProcessor(_MAIL, made)
        made.inlinePatterns.register(mail, "automail", 110)
        return made

    def to_html(self, text: Text, *, address: Address, heading_level: int) -> str:
        """Return the body as safe HTML, whose outline begins at ``heading_level`` (2 to 6)."""
        root = self._tree(_clean(text.markdown))
        settle_links(root, dict(text.targets), address)
        shift_headings(root, heading_level)
        align_by_class(root)
        let_direct(root)
        return self._safe(root)

    def to_inline_html(self, text: Text, *, address: Address) -> str:
        """Return one line of Markdown as safe HTML without a block around it."""
        root = Element("div")
        SubElement(root, "span").text = " ".join(_clean(text.markdown).split())
        self._markdown.reset()
        self._inline(root)
        settle_links(root, dict(text.targets), address)
        return self._safe(root)

    def to_plain(self, text: Text, *, address: Address) -> str:
        """Return the body as plain text, with links as ``text (address)``."""
        return plain(self.to_html(text, address=address, heading_level=2))

    def summary(self, text: Text, limit: int) -> str:
        """Return the body on one line of at most ``limit`` characters, cut between words."""
        body = self.to_html(text, address=str, heading_level=2)
        line = " ".join(plain(body, addresses=False).split())
        if len(line) <= limit:
            return line
        head = line[: limit - 1]
        return f"{head[: head.rfind(' ')] if ' ' in head else head}…"

    def links(self, markdown: str) -> tuple[Found, ...]:
        """Return every target of a link or image as written; bare addresses are none."""
        if "](" not in markdown and "]:" not in markdown:
            return ()
        markdown = _clean(markdown)
        maybe = [match.end() for match in _MAYBE_TARGET.finditer(markdown)]
        if not maybe:
            return ()
        root = self._tree(_marked(markdown, [(place, place) for place in maybe]))
        places = _Places(markdown)
        found: dict[int, Found] = {}
        for element in root.iter():
            target = target_of(element)
            if mark := _MARKED.match(target):
                place, value = maybe[int(mark[1])], _MARKED.sub("", target)
                found[place] = places.found(place, value, is_image=element.tag == "img")
        return tuple(found[place] for place in sorted(found))

    def placeholders(self, markdown: str) -> tuple[Found, ...]:
        """Return every ``{{ name }}`` outside code that has no ``$`` or backslash before it."""
        if "{{" not in markdown:
            return ()
        markdown = _clean(markdown)
        maybe = list(_MAYBE_PLACEHOLDER.finditer(markdown))
        hidden = self._in_code(markdown, [match.span() for match in maybe])
        places = _Places(markdown)
        return tuple(
            places.found(match.start(), match[1], length=len(match[0]))
            for number, match in enumerate(maybe)
            if number not in hidden
        )

    def _in_code(self, markdown: str, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
        """Return which of the spans are code, by their numbers."""
        if not spans or not any(sign in markdown for sign in _CODE_SIGNS):
            return frozenset()
        root = self._tree(_marked(markdown, spans))
        code = "".join(element.text or "" for element in root.iter("code"))
        code += "".join(str(block) for block in self._markdown.htmlStash.rawHtmlBlocks)
        return frozenset(int(mark) for mark in _MARKED.findall(code))

    def headings(self, markdown: str) -> tuple[Heading, ...]:
        """Return the headings, those in lists and quotations included."""
        root = self._tree(_clean(markdown))
        return tuple(
            Heading(
                level=HEADINGS.index(element.tag) + 1,
                title=plain(self._safe(element), addresses=False),
            )
            for element in root.iter()
            if element.tag in HEADINGS
        )

    def _tree(self, markdown: str) -> Element:
        """Return the text as HTML's elements, links and headings as they were written."""
        self._markdown.reset()
        # Its own preprocessors would read raw HTML, and take our placeholders away.
        lines = lay_out(markdown.split("\n"), self._markdown.htmlStash.store)
        root = Element("div")
        self._markdown.parser.parseChunk(root, "\n".join((*lines, "", "")))
        self._inline(root)
        return root

    def _inline(self, root: Element) -> None:
        for element in root.iter():
            text = element.text or ""
            if max(text.count("["), text.count("<!--")) > _MOST_OPENED:
                element.text = AtomicString(text)
        for processor in self._markdown.treeprocessors:
            processor.run(root)

    def _safe(self, root: Element) -> str:
        """Return the elements as HTML; ``div`` and ``span`` are not allowed and so fall away."""
        text = self._markdown.serializer(root)
        for processor in self._markdown.postprocessors:
            text = processor.run(text)
        return _CLEANER.clean(text).strip()


def _clean(markdown: str) -> str:
    """Return the text without what the converter or we use as signs of our own."""
    return _SIGNS.sub("\N{REPLACEMENT CHARACTER}", markdown)


def _marked(markdown: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with each of the spans replaced by its numbered mark."""
    parts: list[str] = []
    place = 0
    for number, (start, end) in enumerate(spans):
        parts += [markdown[place:start], f"{_MARK}{number}{_MARK}"]
        place = end
    return "".join((*parts, markdown[place:]))


class _Places:
    """From offsets in a text to lines and columns."""

    def __init__(self, markdown: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", markdown))]

    def found(
        self, place: int, value: str, *, length: int | None = None, is_image: bool = False
    ) -> Found:
        line = bisect_right(self._starts, place)
        return Found(
            value=value,
            line=line,
            column=place - self._starts[line - 1] + 1,
            length=max(1, len(value) if length is None else length),
            is_image=is_image,
        )
