"""Links, placeholders and headings in authors' Markdown, with their places.

Only Python-Markdown can tell what is code and what is a link. So every candidate in a text is
replaced by a mark, and the marks in the result show which candidates are real. Python-Markdown is
loaded only if a text may need it; most texts do not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from statusgen.markup.plain import MARK, clean

if TYPE_CHECKING:
    from statusgen.markup.converter import Converter

_MARKED = re.compile(rf"{MARK}(\d+){MARK}")
_MAYBE_TARGET = re.compile(r"\]\(\s*<?|\]:\s*<?")
_MAYBE_PLACEHOLDER = re.compile(r"(?<![$\\])\{\{\s*([a-z][a-z0-9_-]*)\s*\}\}")
_CODE_SIGNS = ("`", "~~~", "    ", "\t", "|")
"""A text without any of these has no code. A table in a list may be indented."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something in a text, with its place."""

    value: str
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    length: int
    """At least 1."""
    is_image: bool = False


class Finder:
    """Finds things in Markdown. Not for two threads. The first text with code or links is slow."""

    @cached_property
    def _converter(self) -> Converter:
        from statusgen.markup.converter import Converter  # noqa: PLC0415 - most texts need none

        return Converter()

    def links(self, markdown: str) -> tuple[Found, ...]:
        """Return the target of every link and image as written, without bare addresses."""
        markdown = clean(markdown)
        maybe = [match.end() for match in _MAYBE_TARGET.finditer(markdown)]
        if not maybe:
            return ()
        found: dict[int, tuple[str, bool]] = {}
        marked = _marked(markdown, [(at, at) for at in maybe])
        for target, is_image in self._converter.targets(marked):
            if mark := _MARKED.match(target):
                found[maybe[int(mark[1])]] = _MARKED.sub("", target), is_image
        return _found(
            markdown, ((at, value, len(value), image) for at, (value, image) in found.items())
        )

    def placeholders(self, markdown: str) -> tuple[Found, ...]:
        """Return every ``{{ name }}`` outside code, unless ``$`` or a backslash precedes it."""
        markdown = clean(markdown)
        maybe = list(_MAYBE_PLACEHOLDER.finditer(markdown))
        hidden = self._in_code(markdown, [match.span() for match in maybe])
        return _found(
            markdown,
            (
                (match.start(), match[1], len(match[0]), False)
                for number, match in enumerate(maybe)
                if number not in hidden
            ),
        )

    def headings(self, markdown: str) -> tuple[tuple[int, str], ...]:
        """Return the level and plain text of each heading, also in lists and quotations."""
        return tuple(self._converter.headings(clean(markdown)))

    def _in_code(self, markdown: str, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
        """Return the numbers of the spans that are code."""
        if not spans or not any(sign in markdown for sign in _CODE_SIGNS):
            return frozenset()
        root = self._converter.tree(_marked(markdown, spans))
        code = "".join(element.text or "" for element in root.iter("code"))
        return frozenset(int(mark) for mark in _MARKED.findall(code))


def _marked(markdown: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with each span replaced by its numbered mark."""
    parts: list[str] = []
    place = 0
    for number, (start, end) in enumerate(spans):
        parts += [markdown[place:start], f"{MARK}{number}{MARK}"]
        place = end
    return "".join((*parts, markdown[place:]))


def _found(markdown: str, spans: Iterable[tuple[int, str, int, bool]]) -> tuple[Found, ...]:
    """Turn offset, value, length and "is an image" of each find into a :class:`Found`."""
    starts = [0, *(match.end() for match in re.finditer("\n", markdown))]
    return tuple(
        Found(
            value=value,
            line=(line := bisect_right(starts, place)),
            column=place - starts[line - 1] + 1,
            length=max(1, length),
            is_image=is_image,
        )
        for place, value, length, is_image in sorted(spans)
    )
