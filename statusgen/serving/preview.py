"""Build a project in memory whenever its files change, and keep the last version that built.

One thread rebuilds, and any number of threads read the state, which is replaced as a whole. Pages
are rendered on request.

An event of the file system only says that something changed. Then the whole project is read, so a
lost or repeated event does no harm.
"""

from __future__ import annotations

import gc
import os
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from watchdog.events import DirModifiedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from statusgen import pipeline, project
from statusgen.memory import Memory
from statusgen.pipeline import Inputs, Options, Plan
from statusgen.problems import Problem, Rejected, internal_error
from statusgen.rendering.artifact import SITE_FILE, Artifact
from statusgen.rendering.kit import Kit

SETTLING: Final = 0.03
"""Seconds without a change before reading; an editor saves in several steps."""
PATIENCE: Final = 0.5
"""Seconds before reading even if changes continue."""
POLL: Final = 0.5
"""Seconds between two scans, if the system cannot report changes."""

FOLDERS: Final = ("content", "themes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A plan that is ready to render."""

    artifacts: Mapping[str, Artifact]
    """By path."""
    kit: Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewState:
    """What the preview shows."""

    built: Built | None = None
    """The last plan without errors; ``None`` before the first one."""
    problems: tuple[Problem, ...] = ()
    """The problems of the current files."""
    edition: str = ""
    """Changes with every new plan of new files, so that a page knows when to reload."""


class Preview:
    """The preview of a project."""

    def __init__(self, folder: Path, base_url: str) -> None:
        """Build nothing yet; ``base_url`` is the address of the preview."""
        self.state = PreviewState()
        self._folder = folder.resolve()
        self._base_url = base_url
        self._memory = Memory()
        self._seen: tuple[Inputs, datetime] | None = None
        self._is_closed = False
        self._changed = threading.Condition()
        self._rendering = threading.Lock()  # a kit is not thread-safe

    def wait(self, known: PreviewState | None, timeout: float) -> PreviewState | None:
        """Return the state once it differs from the known one, or after the timeout.

        ``None`` if the preview is closed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self.state is not known, timeout)
            return None if self._is_closed else self.state

    def close(self) -> None:
        """Wake everyone who waits."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def rebuild(self, as_of: datetime) -> bool:
        """Read and plan the project again; tell whether the pages or the problems changed."""
        inputs, before = project.read(self._folder), self.state
        if (inputs, as_of) == self._seen:
            return False
        is_later = self._seen is not None and inputs == self._seen[0]
        self._seen = inputs, as_of
        options = Options(as_of=as_of, base_url=self._base_url, preview=self._folder.name or "/")
        self._memory.begin()
        gc.disable()  # it would scan all remembered results in vain
        try:
            plan = pipeline.plan(inputs, options, self._memory)
            built = Built(
                artifacts={each.path: each for each in plan.artifacts}, kit=self._kit(plan)
            )
            edition = before.edition if is_later else secrets.token_hex(4)
            state = PreviewState(built=built, problems=plan.problems, edition=edition)
        except Rejected as rejected:
            state = replace(before, problems=rejected.problems)
        except Exception as error:  # noqa: BLE001 - the preview outlives our bugs
            state = replace(before, problems=(internal_error(error, SITE_FILE),))
        finally:
            gc.collect()  # what the last plan left
            gc.freeze()
            gc.enable()
        with self._changed:
            self.state = state
            self._changed.notify_all()
        return (state.edition, state.problems) != (before.edition, before.problems)

    def produce(self, built: Built, path: str) -> bytes:
        """Render a file. Raise :class:`Rejected` for a mistake in its template or a bug."""
        with self._rendering:
            return pipeline.produce(built.artifacts[path], built.kit)

    def _kit(self, plan: Plan) -> Kit:
        """Return a kit for the plan, reusing the last one if the theme is the same.

        Raise :class:`Rejected` for mistakes in custom templates.
        """
        last = self.state.built
        if last and last.kit.data == plan.kit:
            return last.kit.renewed()
        if plan.kit.theme.files:
            pipeline.render(plan)
        return Kit(plan.kit)


class Watch(FileSystemEventHandler):
    """Watches the folders of a project in a ``with`` block."""

    def __init__(self, root: Path) -> None:
        """Watch nothing yet; ``root`` is absolute."""
        self._root = root
        self._observer = Observer()
        self._changed = threading.Event()
        self._is_stale = False

    def __enter__(self) -> Self:
        """Start watching; if the system has no watches left, scan the files instead."""
        try:
            self._observer.start()
            self._watch()
        except OSError:
            self._observer.stop()
            self._observer = PollingObserver(timeout=POLL)
            self._observer.start()
            self._watch()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop watching, and wake whoever waits."""
        self._observer.stop()
        self._observer.join()
        self._changed.set()

    @property
    def is_running(self) -> bool:
        """Whether it is watching."""
        return self._observer.is_alive()

    def wait(self, timeout: float) -> bool:
        """Wait until a change has settled, or until the timeout; tell whether there was one."""
        if not self._changed.wait(timeout):
            return False
        end = time.monotonic() + PATIENCE
        while self._changed.is_set() and time.monotonic() < end:
            self._changed.clear()
            if self._is_stale:
                self._is_stale = False
                self._observer.unschedule_all()
                self._watch()
            self._changed.wait(SETTLING)
        return True

    def _watch(self) -> None:
        """Watch both folders, and the project's folder in case they are created or deleted."""
        for name in ("", *FOLDERS):
            if (self._root / name).is_dir():
                self._observer.schedule(self, str(self._root / name), recursive=bool(name))

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note a change in the two folders."""
        if event.event_type in {"opened", "closed_no_write"} or isinstance(event, DirModifiedEvent):
            return
        for path in (event.src_path, event.dest_path):
            name = os.path.relpath(os.fsdecode(path) or "/", self._root)
            if name.partition(os.sep)[0] in FOLDERS:
                self._is_stale = self._is_stale or name in FOLDERS
                self._changed.set()
