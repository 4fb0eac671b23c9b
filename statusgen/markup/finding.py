"""Links, placeholders, HTML, lines and headings in authors' Markdown.

Only Python-Markdown can tell what is code and what is a link. So every candidate in a text is
replaced by a mark, and the marks in the result show which candidates are real. Python-Markdown is
loaded only if a text may need it; most texts do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from statusgen.markup.inline import TAG
from statusgen.markup.plain import MARK, clean
from statusgen.notation.words import fold

if TYPE_CHECKING:
    from statusgen.markup.converter import Converter

_MARKED = re.compile(rf"{MARK}(\d+){MARK}")
_MAYBE_TARGET = re.compile(r"\]\(\s*<?|\]:\s*<?")
_ELSEWHERE = re.compile(r"https?://", re.IGNORECASE)
_MAYBE_PLACEHOLDER = re.compile(r"(?<![$\\])(\{\{\s*(?P<value>[a-z][a-z0-9_-]*)\s*\}\})")
_TAGS = """
    a|abbr|acronym|area|article|aside|b|big|blockquote|body|button|caption|center|cite|code|col|dd|
    del|details|dfn|div|dl|dt|em|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|
    input|ins|kbd|li|link|mark|nav|ol|p|pre|q|s|samp|script|section|small|span|strike|strong|style|
    sub|summary|sup|table|tbody|td|th|thead|tr|tt|u|ul|video
"""
"""HTML that people type to change how text looks. `<region>` and `<name>` are meant as text."""
_MAYBE_TAG = re.compile(
    rf"(?<!\\)(?=<(?:{''.join(_TAGS.split())})(?![\w-]))(?P<value>{TAG})", re.IGNORECASE
)
_ITEM = (
    r"[*_~(\[]*(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}[:h]\d\d\b"
    r"|[•·●○▪▫■□◦‣⁃]|[–—✓✔✅❌➤►→](?=\s)"  # noqa: RUF001 - signs that people paste
)
"""A clock time, or a bullet that Markdown does not know."""
_NO_BREAK = r"(?<!\\)(?<!  )(?<!<br>)(?<!<br/>)(?<!<br />)\n"
_MAYBE_JOINED = re.compile(
    rf"^[ \t>]*(?:{_ITEM})[^\n|]*{_NO_BREAK}(?:(?![ \t]*(?:\n|```|~~~|[-+*]\s))[^\n]+{_NO_BREAK})*?"
    rf"[ \t>]*(?P<value>{_ITEM})[^\n]*(?:\n(?=.*\S)[^\n]+)*",
    re.MULTILINE | re.IGNORECASE,
)
"""A paragraph with two lines that look like items of a list, up to the first that is joined."""
_CODE_SIGNS = ("`", "~~~", "    ", "\t", "|")
"""A text without any of these has no code. A table in a list may be indented."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something in a text, from offset ``start`` to ``end``."""

    value: str
    start: int
    end: int
    is_image: bool = False


class Finder:
    """Finds things in Markdown. Not for two threads. The first text with code or links is slow."""

    @cached_property
    def _converter(self) -> Converter:
        from statusgen.markup.converter import Converter  # noqa: PLC0415 - most texts need none

        return Converter()

    def links(self, markdown: str) -> tuple[Found, ...]:
        """Return the target of every image and link as written, except links to http and https."""
        markdown = clean(markdown)
        maybe = [match.end() for match in _MAYBE_TARGET.finditer(markdown)]
        if "![" not in markdown and all(_ELSEWHERE.match(markdown, at) for at in maybe):
            return ()
        found: dict[int, Found] = {}
        marked = _marked(markdown, [(at, at) for at in maybe])
        for target, is_image in self._converter.targets(marked):
            if mark := _MARKED.match(target):
                start, value = maybe[int(mark[1])], _MARKED.sub("", target)
                end = start + len(value)
                if is_image or not _ELSEWHERE.match(value):
                    found[start] = Found(value=value, start=start, end=end, is_image=is_image)
        return tuple(found[start] for start in sorted(found))

    def placeholders(self, markdown: str) -> tuple[Found, ...]:
        """Return every ``{{ name }}`` outside code, unless ``$`` or a backslash precedes it."""
        return self._shown(_MAYBE_PLACEHOLDER, clean(markdown))

    def tags(self, markdown: str) -> tuple[Found, ...]:
        """Return the start tags of HTML outside code, except ``<br>``: they are shown as text."""
        return self._shown(_MAYBE_TAG, clean(markdown))

    def joined_lines(self, markdown: str) -> tuple[Found, ...]:
        """Return where a line that looks like an item of a list follows another in a paragraph."""
        return self._shown(_MAYBE_JOINED, clean(markdown))

    def headings(self, markdown: str) -> frozenset[str]:
        """Return the texts of all headings, folded, also in lists and quotations."""
        elements = self._converter.tree(clean(markdown)).iter()
        return frozenset(
            fold("".join(each.itertext())) for each in elements if re.fullmatch("h[1-6]", each.tag)
        )

    def _shown(self, pattern: re.Pattern[str], markdown: str) -> tuple[Found, ...]:
        """Return the matches of a pattern that are not code."""
        maybe = list(pattern.finditer(markdown))
        if maybe and any(sign in markdown for sign in _CODE_SIGNS):
            root = self._converter.tree(_marked(markdown, [match.span(1) for match in maybe]))
            code = "".join(element.text or "" for element in root.iter("code"))
            hidden = set(map(int, _MARKED.findall(code)))
            maybe = [match for number, match in enumerate(maybe) if number not in hidden]
        return _found(maybe)


def _marked(markdown: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with each span replaced by its numbered mark."""
    parts: list[str] = []
    place = 0
    for number, (start, end) in enumerate(spans):
        parts += [markdown[place:start], f"{MARK}{number}{MARK}"]
        place = end
    return "".join((*parts, markdown[place:]))


def _found(matches: Iterable[re.Match[str]]) -> tuple[Found, ...]:
    return tuple(Found(value=m["value"], start=m.start(1), end=m.end(1)) for m in matches)
