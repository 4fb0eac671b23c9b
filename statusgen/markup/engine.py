"""Python-Markdown, set up for the texts of authors: Markdown in, elements and safe HTML out.

The form is that of the contract on content ("Text"). It takes as long to load as everything
else that an author's command needs, so it is made where a text cannot do without.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, SubElement

import nh3
from markdown import Markdown
from markdown.inlinepatterns import (
    AutolinkInlineProcessor,
    AutomailInlineProcessor,
    InlineProcessor,
    SimpleTextInlineProcessor,
)
from markdown.util import INLINE_PLACEHOLDER_PREFIX, AtomicString

from statusgen.markup import SCHEMES
from statusgen.markup.blocks import read_blocks
from statusgen.markup.elements import HEADINGS, target_of
from statusgen.markup.plain import plain

__all__ = ["Engine"]

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
    "tables",
    # Python-Markdown 3.11 swallows a letter of `5*x **note*, then`.
    "pymdownx.betterem",
)

_READ_BY_BLOCKS: Final = (
    *("empty", "indent", "code", "hashheader", "setextheader", "hr", "olist", "ulist", "quote"),
)

_MOST_OPENED: Final = 200
"""Brackets, or comments, in one paragraph; Python-Markdown takes time by their square."""

_MAIL = r"<([\w.+-]+@[\w-]+(?:\.[\w-]+)+)>"
_LINK = r"(?i)<((?:ht|f)tps?://[^<>]*)>"

_BARE_LINK = r"""(?xi)
(?: \b | (?<=_) )
(?: (?:ht|f)tps?:// | www\. ) [^_\W]
[-\w.?,!'(){}\[\]/+&@%$#=:"|~;]*
(?: [^_\W] | [-/#@$+=] )                           # a stop at its end ends the sentence
"""
_BARE_MAIL = r"""(?xi)
(?<! [-/+@a-z\d_] ) (?<! [-+a-z\d_]\. )            # not within `a.a.a`: that costs its square
[-+a-z\d_] (?: [-a-z\d_+] | \.(?!\.) )* (?<!\.)
@ [-a-z\d_]+\. (?: [-a-z\d_] | (?<!\.)\.(?!\.) )* [a-z]\b
(?! [-@] )
"""
_SCHEME: Final = re.compile(r"\w+://")


_TORN: Final = INLINE_PLACEHOLDER_PREFIX
"""What Python-Markdown puts in the place of code and links for a while."""


def _is_torn(element: Element) -> bool:
    """Tell whether emphasis was read into such a place: of `***_*_ *`c`*` that shows."""
    return _TORN in (element.text or "") or _TORN in (element.tail or "")


class _BareAddress(InlineProcessor):
    """Links an address that has nothing around it."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, pattern: str, scheme: str) -> None:
        """Take the scheme that is added to an address without one."""
        super().__init__(pattern)
        self._scheme = scheme

    def handleMatch(  # type: ignore[override] # noqa: N802 - as Python-Markdown has it
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 - given by Python-Markdown
    ) -> tuple[Element, int, int]:
        """Return the link, and where the address begins and ends."""
        scheme = "" if _SCHEME.match(m[0]) else self._scheme
        link = Element("a", href=f"{scheme}{m[0]}")
        link.text = AtomicString(m[0])
        return link, m.start(), m.end()


class Engine:
    """Not for two threads."""

    def __init__(self) -> None:
        """Set it up, which is what takes long."""
        made = Markdown(
            extensions=list(_EXTENSIONS),
            extension_configs={"tables": {"use_align_attribute": True}},
            output_format="html",
        )
        made.ESCAPED_CHARS = list(string.punctuation)
        for name in _READ_BY_BLOCKS:
            made.parser.blockprocessors.deregister(name)
        made.inlinePatterns.deregister("html")
        # Reading has dropped comments; by no mistake of ours is one published.
        comment = SimpleTextInlineProcessor(r"<!--.*?-->()")
        made.inlinePatterns.register(comment, "comment", 175)
        mail = AutomailInlineProcessor(_MAIL, made)
        made.inlinePatterns.register(mail, "automail", 110)
        link = AutolinkInlineProcessor(_LINK, made)
        made.inlinePatterns.register(link, "autolink", 120)
        made.inlinePatterns.register(_BareAddress(_BARE_LINK, "http://"), "bare-link", 85)
        made.inlinePatterns.register(_BareAddress(_BARE_MAIL, "mailto:"), "bare-mail", 84)
        self._markdown = made

    def tree(self, markdown: str) -> Element:
        """Return the text as HTML's elements, links and headings as they were written."""
        self._markdown.reset()
        root = read_blocks(markdown, self._markdown.parser)
        self._apply(root)
        return root

    def _apply(self, root: Element) -> None:
        for element in root.iter():
            text = element.text or ""
            if max(text.count("["), text.count("<!--")) > _MOST_OPENED:
                element.text = AtomicString(text)
        written = {block: block.text for block in root.iter()}
        for processor in self._markdown.treeprocessors:
            processor.run(root)
        for block, source in written.items():
            # Blocks in it have their own texts, and no text follows one.
            inline = [child for child in block if child not in written]
            parts = (part for child in inline for part in child.iter())
            if any(map(_is_torn, (block, *parts))):
                for child in inline:
                    block.remove(child)
                block.text = source

    def line(self, markdown: str) -> Element:
        """Return one line as elements, without a block around it."""
        root = Element("div")
        SubElement(root, "span").text = " ".join(markdown.split())
        self._markdown.reset()
        self._apply(root)
        return root

    def targets(self, markdown: str) -> Iterator[tuple[str, bool]]:
        """Yield where each link or image leads, and whether it is an image."""
        for element in self.tree(markdown).iter():
            yield target_of(element), element.tag == "img"

    def code(self, markdown: str) -> str:
        """Return all that is code in a text."""
        return "".join(element.text or "" for element in self.tree(markdown).iter("code"))

    def headings(self, markdown: str) -> Iterator[tuple[int, str]]:
        """Yield the level of each heading, as its author wrote it, and its plain text."""
        for element in self.tree(markdown).iter():
            if element.tag in HEADINGS:
                title = plain(self.safe(element), addresses=False)
                yield HEADINGS.index(element.tag) + 1, title

    def safe(self, root: Element) -> str:
        """Return the elements as HTML; ``div`` and ``span`` are not allowed and so fall away."""
        text = self._markdown.serializer(root)
        for processor in self._markdown.postprocessors:
            text = processor.run(text)
        return _CLEANER.clean(text).strip()
