"""Read the catalogues of the languages that statusgen ships."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from statusgen.rendering.locale import Language

FOLDER: Final = Path(__file__).parent / "locale"


def every_language() -> Iterator[Language]:
    """Yield all languages; the English texts are in the code."""
    yield Language(code="en")
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/statusgen.po")):
        yield Language(code=path.parts[-3], catalogue=path.read_text(encoding="utf-8"))


def read_language(code: str) -> Language:
    """Return a language by its code, or else English."""
    return next((each for each in every_language() if each.code == code), Language(code="en"))
