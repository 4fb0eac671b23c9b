"""Which file is meant by what somebody types in a hurry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from statusgen.notation.names import name_of_file, without_day
from statusgen.notation.words import fold
from statusgen.problems import nearest
from statusgen.source.text import File

__all__ = ["FilesFound", "find_files", "title_in"]

_TITLE: Final = re.compile(rb"^title:[ \t]*(.*)$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesFound:
    """The files that may be meant, and what else was perhaps to be typed."""

    files: tuple[File, ...]
    nearest: str | None = None


def find_files(word: str, files: Iterable[File]) -> FilesFound:
    """Return the files that a word names.

    That is the one of that name, path or identity; else the one of that name behind its day, if
    none of a later day begins so; else those whose name begins so, behind its day or not; else
    those with the word in their name or title.
    """
    known = {name_of_file(file.path): file for file in files}
    name = name_of_file(word.strip())
    if name in known:
        return FilesFound(files=(known[name],))
    ways = (
        [file for file in known.values() if _has_id(file, name)],
        [known[each] for each in _whole(name.lower(), known)],
        [file for each, file in known.items() if name and _begins(each, name.lower())],
        [file for each, file in known.items() if name and name.lower() in each],
        [file for file in known.values() if name and fold(name) in fold(title_in(file))],
    )
    found: Sequence[File] = next(filter(None, ways), ())
    if found:
        return FilesFound(files=tuple(found))
    names = {without_day(each): each for each in sorted(known)}
    near = nearest(name, known) or names.get(nearest(without_day(name), names) or "")
    return FilesFound(files=(), nearest=near)


def title_in(file: File) -> str:
    """Return what stands behind ``title:``, without reading the whole file."""
    found = _TITLE.search(file.data)
    return found[1].decode(errors="replace").strip().strip("\"'") if found else ""


def _has_id(file: File, name: str) -> bool:
    written = rb"^id:[ \t]*[\"']?%b[\"']?[ \t\r]*$" % re.escape(name.encode(errors="replace"))
    return re.search(written, file.data, re.MULTILINE) is not None


def _begins(name: str, word: str) -> bool:
    return name.startswith(word) or without_day(name).startswith(word)


def _whole(word: str, names: Iterable[str]) -> list[str]:
    """Return the names that are a word but for their day; none where a later one begins so.

    What is open now is rarely older than what only begins so, and must not be passed over.
    """
    beginning = [each for each in names if _begins(each, word)]
    found = [each for each in beginning if without_day(each) == word]
    latest = max(map(_day, beginning), default="")
    return found if any(_day(each) == latest for each in found) else []


def _day(name: str) -> str:
    return name.removesuffix(without_day(name))
