"""How wide a line of text is, without a font: for images that are drawn without a browser.

The widths are those of DejaVu Sans, which are Verdana's but for a hair; of other
scripts an average. An SVG's ``textLength`` makes any font fit what is measured
here, so being near is enough.
"""

from __future__ import annotations

import unicodedata
from types import MappingProxyType
from typing import Final

_WIDTHS: Final = MappingProxyType(
    {
        character: width
        for width, characters in (
            (275, "'"),
            (278, "ijl"),
            (295, "IJ"),
            (318, " ,.·’"),  # noqa: RUF001 - the apostrophe of typography
            (337, "/:;\\|"),
            (352, "f"),
            (361, "-"),
            (390, "()[]t"),
            (401, "!"),
            (411, "r"),
            (460, '"'),
            (500, "*_`–"),  # noqa: RUF001 - the dash of a range
            (520, "sz“”"),
            (531, "?"),
            (550, "c"),
            (557, "L"),
            (575, "Fk"),
            (592, "vxy•"),
            (612, "oaePTY«»"),
            (635, "hnubdgpqSE$0123456789{}"),
            (656, "K"),
            (685, "AVXZB"),
            (698, "RC"),
            (732, "U"),
            (750, "NH"),
            (775, "DG&"),
            (787, "OQ"),
            (818, "w"),
            (838, "#+<=>^~×→"),  # noqa: RUF001 - the sign of multiplication
            (863, "M"),
            (950, "%"),
            (980, "mW"),
            (1000, "@—…"),
        )
        for character in characters
    }
)
"""In thousandths of the size."""

_CAPITAL: Final = 720
_SMALL: Final = 640
_RIGHT_TO_LEFT: Final = 490
_OTHER: Final = 640
_WIDE: Final = 1000
"""A character of Chinese, Japanese or Korean."""
_PICTURE: Final = 1270

_JOINER: Final = "\N{ZERO WIDTH JOINER}"
_TONES: Final = range(0x1F3FB, 0x1F400)
"""They colour the picture before them."""
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)
"""Two of them are a flag."""


def text_width(text: str, size: float) -> float:
    """Return how wide one line is in a font of this size, in the unit of the size."""
    return sum(_width(char, before) for before, char in zip(" " + text, text, strict=False)) * size


def is_right_to_left(text: str) -> bool:
    """Tell whether a line begins at the right: by its first letter that has a direction."""
    directions = (unicodedata.bidirectional(character) for character in text)
    return next((each in {"R", "AL"} for each in directions if each in {"L", "R", "AL"}), False)


def _width(character: str, before: str) -> float:
    """Return the share of the size that a character takes after another one."""
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf", "Cc"} or ord(character) in _TONES:
        return 0
    if ord(character) in _FLAG_LETTERS:
        return _PICTURE / 2000
    if category == "So" and unicodedata.east_asian_width(character) == "W":
        return 0 if before == _JOINER else _PICTURE / 1000
    return _letter(character, category) / 1000


def _letter(character: str, category: str) -> int:
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return _WIDE
    base = unicodedata.normalize("NFD", character)[0]
    if base in _WIDTHS:
        return _WIDTHS[base]
    if unicodedata.bidirectional(character) in {"R", "AL"}:
        return _RIGHT_TO_LEFT
    return {"Lu": _CAPITAL, "Ll": _SMALL}.get(category, _OTHER)
