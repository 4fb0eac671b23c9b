"""Names of new files: a day and a title, as an address that nothing else has."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from datetime import date

from statusgen.notation.names import LONGEST_ID, slug_of
from statusgen.source.text import File

__all__ = ["name_of"]

ROOM_FOR_NUMBER = 4
"""Characters that are kept free for ``-2``."""


def name_of(day: date, title: str, files: Iterable[File]) -> str:
    """Return a name that no file has and none mentions: ``2026-11-20-api-errors``, or with ``-2``.

    What is mentioned may be an id, an alias or a link; whoever follows it would be led astray.
    """
    whole = f"{day}-{slug_of(title)}".strip("-")
    name = whole[: LONGEST_ID - ROOM_FOR_NUMBER]
    if len(whole) > len(name):
        name = name[: name.rfind("-")] if name.count("-") > day.isoformat().count("-") else name
    texts = [file.path.encode() + b"\n" + file.data for file in files]
    names = (name if number == 1 else f"{name}-{number}" for number in itertools.count(1))
    return next(each for each in names if not any(_mentions(text, each) for text in texts))


def _mentions(text: bytes, name: str) -> bool:
    wanted = name.encode()
    if wanted not in text.lower():
        return False
    return re.search(rb"(?<![a-z0-9-])%b(?![a-z0-9-])" % wanted, text, re.IGNORECASE) is not None
