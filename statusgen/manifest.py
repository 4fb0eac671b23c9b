"""``.statusgen.json``: the files that a build wrote, so that a later one may remove them.

It also has the values of site.yml on which published ids depend, so that a later build notices a
change.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple

NAME: Final = ".statusgen.json"

UNDIGESTED: Final = frozenset({NAME, "widget.json"})
"""Listed without a digest: widget.json changes with the time of every build."""

IDENTITY: Final = ("id", "timezone", "url")
"""The keys of site.yml that decide the ids in feeds."""


class FileStamp(NamedTuple):
    """What tells that a file on the disk is as it was written."""

    digest: str
    """SHA-256 in hexadecimal."""
    size: int
    time: int
    """Of the last change, in nanoseconds."""
    inode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file to write."""

    path: str
    digest: str
    """SHA-256 in hexadecimal."""
    load: Callable[[], bytes]

    @classmethod
    def of(cls, path: str, data: bytes) -> Output:
        """Return the output of these bytes."""
        return cls(path=path, digest=hashlib.sha256(data).hexdigest(), load=lambda: data)


Identity = Mapping[str, str]
"""Their values by key; empty if they are unknown."""

Record = dict[str, str | None]
"""Paths with ``/``, and their SHA-256 digests in hexadecimal or ``None``."""


def record(digests: Mapping[str, str]) -> Record:
    """Return the record of an output, including the manifest itself, from digests by path."""
    listed = {path: None if path in UNDIGESTED else each for path, each in digests.items()}
    return listed | {NAME: None}


def during(old: Mapping[str, str | None], new: Mapping[str, str | None]) -> Record:
    """Return a record that is true at any time between two outputs."""
    return {
        path: new[path] if path in new and old.get(path) == new[path] else None
        for path in old.keys() | new.keys()
    }


def dump(known: Record, site: Identity) -> bytes:
    """Return the bytes of the manifest."""
    content = {"version": 1, "site": dict(site), "files": dict(sorted(known.items()))}
    text = json.dumps(content, indent=0)
    return text.encode() + b"\n"


def load(data: bytes) -> Record:
    """Read a manifest; empty if it is not one. Paths outside of the folder are dropped."""
    try:
        files = json.loads(data)["files"]
        return {
            path: digest if isinstance(digest, str) else None
            for path, digest in files.items()
            if _is_inside(path)
        }
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def identity(data: bytes) -> Identity:
    """Read the values of site.yml in a manifest; empty if it has none."""
    with suppress(ValueError, LookupError, TypeError, RecursionError):
        return {key: str(json.loads(data)["site"][key]) for key in IDENTITY}
    return {}


def fold(path: str) -> str:
    """Return a key that is equal for paths that are the same on some file systems."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _is_inside(path: str) -> bool:
    return "\0" not in path and all(part not in {"", ".", ".."} for part in path.split("/"))
