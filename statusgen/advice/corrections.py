"""Find published updates whose words changed although nothing tells readers so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from statusgen.model import Update, public_texts
from statusgen.moments import is_published
from statusgen.problems import Problem, warning
from statusgen.reading.incident import IncidentEntry

_WORD: Final = re.compile(r"[^\W_]+")


def find_uncorrected(
    before: Iterable[IncidentEntry], now: Iterable[IncidentEntry], as_of: datetime
) -> Iterator[Problem]:
    """Yield a warning for each update with other words than before and no new ``corrected``.

    Spaces and markup do not count, nor do files that were or are not published.
    """
    known = {
        (entry.path, written.update.id): written.update
        for entry in before
        for written in entry.written
        if entry.is_shown(preview=False) and is_published(written.update.at, as_of)
    }
    for entry in now:
        for written in entry.written if entry.is_shown(preview=False) else ():
            update, old = written.update, known.get((entry.path, written.update.id))
            if old and old.corrected == update.corrected and _words(old) != _words(update):
                yield warning(
                    "uncorrected-change",
                    "The words of this published update changed, but readers are not told",
                    written.heading,
                    "Add `- corrected: TIME` to it, or next time use `statusgen correct`.",
                )


def _words(update: Update) -> list[tuple[str, list[str]]]:
    return [(name, _WORD.findall(text.markdown)) for name, text in public_texts(update)]
