"""Characters that mean something to programs: Markdown's escapes, and signs of our own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Final

MARK: Final = "\U0010fffd"
"""What finding marks a text with; a text that has the character loses it."""

_SIGNS = re.compile(rf"[{MARK}\x02\x03\r]")
"""What is used as a sign by us and, U+0002 and U+0003, by Python-Markdown."""

_CHARACTER: Final = re.compile(r"\\([!-/:-@\[-`{-~])|&#?\w{1,32};|.", re.DOTALL)
"""A character, maybe behind a backslash, or by its name or number (CommonMark 2.4, 2.5)."""


def unescaped(markdown: str) -> tuple[str, Sequence[int]]:
    """Return a text with its escapes as what they stand for, and where each character stands.

    The place behind the last one is there, too. Code is not told apart, where escapes are none.
    """
    if "\\" not in markdown and "&" not in markdown:
        return markdown, range(len(markdown) + 1)
    places: list[int] = []
    shown = []
    for found in _CHARACTER.finditer(markdown):
        said = found[1] or unescape(found[0])
        shown.append(said)
        places += [found.start()] * len(said)
    return "".join(shown), (*places, len(markdown))


def clean(markdown: str) -> str:
    """Return the text without what programs use as signs of their own."""
    return _SIGNS.sub("\N{REPLACEMENT CHARACTER}", markdown)
