"""``.statusgen.json``: what a build wrote, so that a later one knows what is its own to remove."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Final

NAME: Final = ".statusgen.json"

UNDIGESTED: Final = frozenset({NAME, "widget.json"})
"""Listed by path alone: the time of the build in the widget's data must change no other file."""

Record = dict[str, str | None]
"""Paths, with ``/``, and SHA-256 digests in hexadecimal; ``None``: not recorded."""


def record(files: dict[str, bytes]) -> Record:
    """Return what is to be recorded of an output, the manifest itself included."""
    known: Record = {
        path: None if path in UNDIGESTED else hashlib.sha256(data).hexdigest()
        for path, data in files.items()
    }
    return known | {NAME: None}


def meanwhile(old: Mapping[str, str | None], new: Mapping[str, str | None]) -> Record:
    """Return what is true at any time while a folder goes from one output to the other."""
    return {
        path: new[path] if path in new and old.get(path) == new[path] else None
        for path in old.keys() | new.keys()
    }


def dump(known: Record) -> bytes:
    """Return the file's bytes."""
    text = json.dumps({"version": 1, "files": dict(sorted(known.items()))}, indent=0)
    return text.encode() + b"\n"


def load(data: bytes) -> Record:
    """Read it again; what is no manifest records nothing, and no path leads out of the folder."""
    try:
        files = json.loads(data)["files"]
        return {
            path: digest if isinstance(digest, str) else None
            for path, digest in files.items()
            if _is_inside(path)
        }
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def fold(path: str) -> str:
    """Return what is equal for paths that some file systems hold for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _is_inside(path: str) -> bool:
    return "\0" not in path and all(part not in {"", ".", ".."} for part in path.split("/"))
