"""Read a project without its settled incidents: those that are over, with nothing left to do.

``.statusgen/settled.json`` lists them, each with the stamps of its file and of the postmortem that
this depends on. A file whose stamp has changed is read again. Without the list, everything is read
once. Commands give the same answer with the list and without it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from statusgen.advice.opening import find_settled
from statusgen.cache_folder import FOLDER, header, made_in
from statusgen.files import load, read_texts
from statusgen.memo import Memo
from statusgen.problems import Problems
from statusgen.reading.content import SITE_FILE, without
from statusgen.source.text import LARGEST, File, Texts

NAME: Final = "settled.json"

Rows = dict[str, list[Any]]
"""By the path of an incident: since when it is settled, and the stamps that this depends on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """A project without the incidents that are listed as settled."""

    folder: Path
    texts: Texts
    as_of: datetime
    rows: Rows
    """The list of them."""
    settled: frozenset[str]
    """The paths that were not read: the listed ones that are settled at ``as_of``."""


def read_recent(folder: Path, moment: Callable[[Texts], datetime]) -> Recent:
    """Read a project as of a ``moment``, which may depend on the time zone in site.yml."""
    data = load(folder, SITE_FILE, LARGEST, Problems()) or b""
    as_of, rows = moment(Texts(files=(File(path=SITE_FILE, data=data),))), _load(folder)
    settled = frozenset(path for path, row in rows.items() if row[0] <= as_of.timestamp())
    texts = read_texts(folder, settled)
    return Recent(folder=folder, texts=texts, as_of=as_of, rows=rows, settled=settled)


def settle(recent: Recent, memo: Memo) -> Texts:
    """Return the texts without all settled incidents, and list those that are new."""
    folder, since, new = recent.folder, recent.as_of.timestamp(), Rows()
    found = [*find_settled(recent.texts, recent.as_of, memo)]
    data = {file.path: file.data for file in recent.texts.files}
    for paths in found:
        row = [_stamped(folder, path) for path in paths]
        # A file that has changed since it was read is read again next time.
        if all(load(folder, path, LARGEST, Problems()) == data[path] for path in paths):
            new[paths[0]] = [since, *row]
    if new:
        with suppress(OSError):
            text = json.dumps([_key(folder), recent.rows | new])
            (made_in(folder) / NAME).write_text(text)
    return without(recent.texts, [path for path, *_ in found])


def _load(folder: Path) -> Rows:
    """Return the rows whose files have not changed."""
    with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
        key, rows = json.loads((folder / FOLDER / NAME).read_bytes())
        if key == _key(folder):
            return {
                path: [since, *files]
                for path, (since, *files) in rows.items()
                if files == [_stamped(folder, each) for each, *_ in files]
            }
    return {}


def _key(folder: Path) -> str:
    """Return what must be equal for the list to be used."""
    return f"{header()} {sha256((folder / SITE_FILE).read_bytes()).hexdigest()}"


def _stamped(folder: Path, path: str) -> list[Any]:
    """Return a path with the size, time and inode of its file, if there is one."""
    with suppress(OSError):
        found = os.stat(f"{folder}/{path}")  # noqa: PTH116 - paths are text here
        return [path, found.st_size, found.st_mtime_ns, found.st_ino]
    return [path]
