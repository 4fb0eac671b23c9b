"""Find a file by what people type, and name a new one."""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Iterable
from datetime import date
from typing import Final

from statusgen.notation.names import LONGEST_ID, name_of_file, slug_of, without_day
from statusgen.notation.words import fold
from statusgen.problems import nearest
from statusgen.source.text import File

ROOM: Final = LONGEST_ID - len("2026-11-20-") - len("-999")
"""How many characters of a title a name may contain."""


def find_files(word: str, files: Iterable[File]) -> tuple[File, ...]:
    """Return the files that match a word, by the first of these rules that finds any.

    1. Its name or path is the word.
    2. Its id is the word.
    3. Its name without the date is the word, and no name with a later date starts with it: that
       one is more likely to be open.
    4. Its name, with or without the date, starts with the word.
    5. Its name contains the word.
    6. Its title contains the word.
    """
    known = {name_of_file(file.path): file for file in files}
    name = name_of_file(word.strip())
    if name in known or not name:
        return tuple(file for each, file in known.items() if each == name)
    low = name.lower()
    begin = [each for each in known if each.startswith(low) or without_day(each).startswith(low)]
    whole = [each for each in begin if without_day(each) == low]
    latest = max(begin, default="")[: len("2026-11-20")]
    ways = (
        [each for each, file in known.items() if _value(file, b"id") == name],
        whole if any(each.startswith(latest) for each in whole) else (),
        begin,
        [each for each in known if low in each],
        [each for each, file in known.items() if fold(name) in fold(title_in(file))],
    )
    return tuple(known[each] for each in next(filter(None, ways), ()))


def nearest_file(word: str, files: Iterable[File]) -> str | None:
    """Return the name of the file whose name or title is most like a word, if one is similar."""
    known = {name_of_file(file.path): file for file in files}
    names = {form: name for name in sorted(known) for form in (*without_day(name).split("-"), name)}
    names |= {title_in(file): name for name, file in known.items()}
    names |= {without_day(name): name for name in sorted(known)}
    near = nearest(name_of_file(word.strip()), names)
    return near and names[near]


def title_in(file: File) -> str:
    """Return the title without parsing the file."""
    return _value(file, b"title")


def _value(file: File, key: bytes) -> str:
    found = re.search(rb"^%b:[ \t]*(.*)$" % key, file.data, re.MULTILINE | re.IGNORECASE)
    return found[1].decode(errors="replace").strip().strip("\"'") if found else ""


def name_of(day: date, title: str, files: Iterable[File], paths: Iterable[str] = ()) -> str:
    """Return an unused name, such as ``2026-11-20-api-errors`` or ``2026-11-20-api-errors-2``.

    ``paths`` are those of other files.
    """
    words = textwrap.wrap(slug_of(title).replace("-", " "), ROOM)
    name = "-".join((str(day), *words[:1])).replace(" ", "-")
    taken = {name_of_file(path) for path in (*(file.path for file in files), *paths)}
    numbered = (f"{name}-{number}" for number in itertools.count(2))
    return next(each for each in itertools.chain([name], numbered) if each not in taken)
