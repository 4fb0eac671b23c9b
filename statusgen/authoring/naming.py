"""The names of files: which file a word means, and what a new one is called."""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from statusgen.notation.names import LONGEST_ID, name_of_file, slug_of, without_day
from statusgen.notation.words import fold
from statusgen.problems import nearest
from statusgen.source.text import File

ROOM: Final = LONGEST_ID - len("2026-11-20-") - len("-999")
"""Characters that the words of a title may take in a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesFound:
    """The files that may be meant, and what else was perhaps to be typed."""

    files: tuple[File, ...]
    nearest: str | None = None


def find_files(word: str, files: Iterable[File]) -> FilesFound:
    """Return the files that a word names.

    That is the one of that name, path or identity; else the one of that name behind its day, if
    none of a later day begins so; else those whose name begins so, behind its day or not; else
    those with the word in their name or title. What is open now is rarely older than what only
    begins so, and must not be passed over.
    """
    known = {name_of_file(file.path): file for file in files}
    name = name_of_file(word.strip())
    if name in known or not name:
        return FilesFound(files=tuple(file for each, file in known.items() if each == name))
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
    if found := next(filter(None, ways), ()):
        return FilesFound(files=tuple(known[each] for each in found))
    names = {form: each for each in sorted(known) for form in (without_day(each), each)}
    return FilesFound(files=(), nearest=names.get(nearest(name, names) or ""))


def title_in(file: File) -> str:
    """Return what stands behind ``title:``, without reading the whole file."""
    return _value(file, b"title")


def _value(file: File, key: bytes) -> str:
    found = re.search(rb"^%b:[ \t]*(.*)$" % key, file.data, re.MULTILINE | re.IGNORECASE)
    return found[1].decode(errors="replace").strip().strip("\"'") if found else ""


def name_of(day: date, title: str, files: Iterable[File]) -> str:
    """Return a name that no file has and none mentions: ``2026-11-20-api-errors``, or with ``-2``.

    What is mentioned may be an id, an alias or a link; whoever follows it would be led astray.
    """
    words = textwrap.wrap(slug_of(title).replace("-", " "), ROOM)
    name = "-".join((str(day), *words[:1])).replace(" ", "-")
    wanted = name.encode()
    mention = re.compile(rb"(?<![a-z0-9-])%b[a-z0-9-]*" % wanted)
    texts = (f"{file.path}\n".encode().lower() + file.data.lower() for file in files)
    taken = {found.decode() for each in texts if wanted in each for found in mention.findall(each)}
    numbered = (f"{name}-{number}" for number in itertools.count(2))
    return next(each for each in itertools.chain([name], numbered) if each not in taken)
