"""Characters that cannot be seen, or look like others that keyboards have.

Phones, word processors and web pages put them into what people type and paste. Headings, fields,
keys, words and times are read in their plain form. Texts for readers keep their characters.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from itertools import accumulate


def plain(text: str) -> str:
    """Return a text with plain spaces, hyphens, digits and punctuation, without unseen characters.

    For example, a no-break space becomes a space, and a zero width space is left out.
    """
    if text.isascii():
        return text
    # The letters of a script have no plain form. Full-width ones come after them.
    table = {
        ord(char): _plain(char)
        for char in {*text}
        if char > "~" and not (char < "\ufb00" and char.isalpha())
    }
    return text.translate(table)


def _plain(char: str) -> str:
    near = unicodedata.normalize("NFKC", char.replace("\N{MINUS SIGN}", "-"))
    other = unicodedata.decimal(char, near if near.isascii() else char)
    return {"Zs": " ", "Cf": "", "Pd": "-"}.get(unicodedata.category(char), str(other))


def place_as_typed(text: str, place: int) -> int:
    """Return the place in a text of the character at a place in its plain form."""
    lengths = () if text[: place + 1].isascii() else (len(plain(char)) for char in text)
    return bisect_right([*accumulate(lengths)], place) if lengths else place


BULLETS = "\u00b7\u2022\u2023\u2043\u2219\u25a0-\u25ff\u30fb\uf0b7"
"""The bullets that word processors make of a hyphen, for a set in a regular expression."""


def describe(text: str, place: int) -> str:
    """Return the sentence "There is a no-break space after `title`.", for a place in a text."""
    name = unicodedata.name(text[place], f"character U+{ord(text[place]):04X}").lower()
    where = (
        f"after `{text[:place].rsplit(maxsplit=1)[-1]}`" if text[:place].strip() else "at the start"
    )
    return f"There is {'an' if name[0] in 'aeiou' else 'a'} {name} {where}."
