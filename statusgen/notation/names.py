"""The names of files, which are what addresses are made of."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import Final

LONGEST_ID: Final = 100

_SLUG: Final = re.compile(rf"[a-z0-9-]{{1,{LONGEST_ID}}}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}-")


def name_of_file(path: str) -> str:
    """Return the name of a text without its folder and ``.md``."""
    return posixpath.basename(path).removesuffix(".md")


def without_day(name: str) -> str:
    """Return a name without the day that stands in it, as new files have it."""
    return _DAY.sub("", name)


def is_slug(text: str) -> bool:
    """Tell whether a text can be the name of an address: a to z, digits, hyphens, at most 100."""
    return _SLUG.fullmatch(text) is not None


def slug_of(text: str) -> str:
    """Return the name of an address that reads most like a text; empty where nothing does."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_ID].strip("-")
