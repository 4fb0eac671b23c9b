"""The disk, where statusgen's own words are: the catalogues of the languages that it ships."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from statusgen.rendering.locale import Language

FOLDER: Final = Path(__file__).parent / "locale"


def every_language() -> Iterator[Language]:
    """Yield those that statusgen ships; English is in the code itself."""
    yield Language(code="en")
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/statusgen.po")):
        yield Language(code=path.parts[-3], catalogue=path.read_text(encoding="utf-8"))


def read_language(code: str) -> Language:
    """Return one of them; English where it is none."""
    return next((each for each in every_language() if each.code == code), Language(code="en"))
