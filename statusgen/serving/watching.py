"""The disk, watched: when files of a project change, until the dust has settled.

What is seen is only that something changed, and what is read is the whole
project: no event is needed to know what is there, and none that is lost or
comes twice does harm. Watched are ``content/`` and ``themes/`` with all that is
in them, and the project's folder for those two to come and go.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Final, Self

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

SETTLING: Final = 0.03
"""Seconds without a change after which what was saved is read; an editor needs several steps."""
PATIENCE: Final = 0.5
"""Seconds after which it is read though changes go on."""
POLL: Final = 0.5
"""Seconds between two looks, where the system cannot tell of changes."""

FOLDERS: Final = ("content", "themes")

EVENTS: Final[list[type[FileSystemEvent]]] = [
    *(DirCreatedEvent, DirDeletedEvent, DirMovedEvent),
    *(FileClosedEvent, FileCreatedEvent, FileDeletedEvent, FileMovedEvent),
]
"""Those that change something, where the system tells that a file was written to its end."""
ALL_EVENTS: Final[list[type[FileSystemEvent]]] = [*EVENTS, FileModifiedEvent]
"""Those that change something elsewhere; to be read, for one, is none of them."""

_TEMPORARY = re.compile(r"\..*|.*~|#.*#|4913|.*\.(?:swp|swx|tmp|bak|orig)|.*___jb_\w+___")
"""Names that editors give to files of their own, and hidden ones."""


def is_temporary(path: str) -> bool:
    """Whether a path below the project is one that no reader of it looks at."""
    hidden = (part for part in PurePath(path).parts if _TEMPORARY.fullmatch(part))
    return next(hidden, ".well-known") != ".well-known"


class Watch(FileSystemEventHandler):
    """The folders of a project, watched in a ``with`` block."""

    def __init__(self, root: Path, observer: Callable[[], BaseObserver] = Observer) -> None:
        """Watch nothing yet; ``root`` is absolute."""
        self._root = root
        self._observer = observer()
        self._watched: dict[str, tuple[int, ObservedWatch]] = {}
        self._replaced: set[str] = set()
        self._changed = threading.Event()

    def __enter__(self) -> Self:
        """Begin."""
        self._observer.start()
        self._look()
        self._changed.clear()
        return self

    def __exit__(self, *_: object) -> None:
        """End; who waits is told at once."""
        self._observer.stop()
        self._observer.join()
        self._changed.set()

    @property
    def is_running(self) -> bool:
        """Whether changes are seen."""
        return self._observer.is_alive()

    def wait(self, timeout: float) -> bool:
        """Return whether anything changed, once it has settled; ``False`` after so many seconds."""
        self._look()
        if not self._changed.wait(timeout):
            return False
        end = time.monotonic() + PATIENCE
        while self._changed.is_set() and time.monotonic() < end:
            self._changed.clear()
            self._changed.wait(SETTLING)
        return True

    def _look(self) -> None:
        """Watch the folders that are there now, and not those that were there before.

        Where the system has no more watches to give, look at the files from time to time instead.
        """
        try:
            self._adjust()
        except OSError:
            self._observer.stop()
            self._observer.join()
            self._watched.clear()
            self._observer = PollingObserver(timeout=POLL)
            self._observer.start()
            self._adjust()

    @property
    def _events(self) -> list[type[FileSystemEvent]]:
        is_polling = isinstance(self._observer, PollingObserver)
        return EVENTS if sys.platform == "linux" and not is_polling else ALL_EVENTS

    def _adjust(self) -> None:
        for name in ("", *FOLDERS):
            path = os.path.realpath(self._root / name)
            found = _identity(path)
            known, watch = self._watched.get(name, (None, None))
            if found == known and name not in self._replaced:
                continue
            self._replaced.discard(name)
            self._changed.set()
            if watch:
                del self._watched[name]
                self._observer.unschedule(watch)
            if found:
                with suppress(FileNotFoundError):  # it has just gone
                    watch = self._observer.schedule(
                        self, path, recursive=bool(name), event_filter=self._events
                    )
                    self._watched[name] = (found, watch)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take notice of a change, unless it is about nothing that is read."""
        for path in (event.src_path, event.dest_path):
            name = os.path.relpath(os.fsdecode(path), self._root) if path else "."
            if path and event.is_directory and name in {".", *FOLDERS}:
                # A new one can have the identity of the one that has gone.
                self._replaced.add(name.removeprefix("."))
                self._changed.set()
            elif "/" in name and not is_temporary(name):
                self._changed.set()


def _identity(path: str) -> int | None:
    """Return what tells a folder from another of its name; ``None`` where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - paths are text here
    except OSError:
        return None
    return found.st_ino if stat.S_ISDIR(found.st_mode) else None
