"""File names, and the addresses made from them."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import Final

LONGEST_ID: Final = 100

_SLUG: Final = re.compile(rf"[a-z0-9-]{{1,{LONGEST_ID}}}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}-")
_OPEN_DAY: Final = re.compile(
    r"(?!\d{4}-\d\d-\d\d)(?:\d{4}|\d\d([a-z])\1|([a-z])\2{3})-(?:\d\d|([a-z])\3)-"
    r"(?:\d\d|([a-z])\4)(?![a-z0-9])"
)
"""`YYYY-MM-DD` or a part of it, in any language."""


def name_of_file(path: str) -> str:
    """Return the name of a text file without its folder and ``.md``."""
    return posixpath.basename(path).removesuffix(".md")


def without_day(name: str) -> str:
    """Return a file name without the date that new files begin with."""
    return _DAY.sub("", name)


def is_slug(text: str) -> bool:
    """Return whether a text is a valid slug: a to z, digits and hyphens, at most 100.

    A placeholder for its date is not: ``yyyy-mm-dd-api``.
    """
    return _SLUG.fullmatch(text) is not None and not _OPEN_DAY.match(text)


def slug_of(text: str) -> str:
    """Return the slug that is closest to a text; empty if it has no letter or digit of a slug."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_ID].strip("-")
