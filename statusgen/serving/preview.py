"""What is shown: the last good plan of a project, and what is wrong with its files now.

One thread rebuilds; any number may look. What they see is a value that is
replaced whole. Pages are rendered when they are asked for.

The disk is watched to know when. That something changed is all that is told, and the whole project
is read: no event is needed to know what is there, and none that is lost or comes twice does harm.
"""

from __future__ import annotations

import gc
import os
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from watchdog.events import DirModifiedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from statusgen import pipeline, project
from statusgen.memory import Memory
from statusgen.pipeline import Inputs, Options, Plan
from statusgen.problems import Problem, Rejected
from statusgen.rendering.artifact import Artifact
from statusgen.rendering.kit import Kit

SETTLING: Final = 0.03
"""Seconds without a change after which what was saved is read; an editor needs several steps."""
PATIENCE: Final = 0.5
"""Seconds after which it is read though changes go on."""
POLL: Final = 0.5
"""Seconds between two looks, where the system cannot tell of changes."""

FOLDERS: Final = ("content", "themes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A plan, ready to be rendered from."""

    artifacts: Mapping[str, Artifact]
    """By path."""
    kit: Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewState:
    """What there is to see."""

    built: Built | None = None
    """The last one without a mistake; ``None`` while there was none."""
    problems: tuple[Problem, ...] = ()
    """Of the files as they are now."""
    edition: str = ""
    """Another one when files change and can be shown: pages of an earlier one are old."""


class Preview:
    """The project in a folder, built in memory again and again."""

    def __init__(self, folder: Path, base_url: str) -> None:
        """Build nothing yet; ``base_url`` is where the preview is served."""
        self.state = PreviewState()
        self._folder = folder.resolve()
        self._base_url = base_url
        self._memory = Memory()
        self._seen: tuple[Inputs, datetime] | None = None
        self._is_closed = False
        self._changed = threading.Condition()
        self._rendering = threading.Lock()  # a kit is not for two threads

    def wait(self, known: PreviewState | None, timeout: float) -> PreviewState | None:
        """Return the state once it is another than the known one, or after so many seconds.

        ``None``: the preview is closed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self.state is not known, timeout)
            return None if self._is_closed else self.state

    def close(self) -> None:
        """End all waiting."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def rebuild(self, as_of: datetime) -> bool:
        """Read the files and plan anew; tell whether there is anything new to see."""
        inputs, before = project.read(self._folder), self.state
        if (inputs, as_of) == self._seen:
            return False
        is_later = self._seen is not None and inputs == self._seen[0]
        self._seen = inputs, as_of
        options = Options(as_of=as_of, base_url=self._base_url, preview=self._folder.name or "/")
        self._memory.begin()
        gc.disable()  # it would look through everything that is remembered, and find nothing
        try:
            plan = pipeline.plan(inputs, options, self._memory)
            built = Built(
                artifacts={each.path: each for each in plan.artifacts}, kit=self._kit(plan)
            )
            edition = before.edition if is_later else secrets.token_hex(4)
            state = PreviewState(built=built, problems=plan.problems, edition=edition)
        except Rejected as rejected:
            state = PreviewState(
                built=before.built, problems=rejected.problems, edition=before.edition
            )
        finally:
            gc.collect()  # what the last plan left behind, among what is not remembered
            gc.freeze()
            gc.enable()
        with self._changed:
            self.state = state
            self._changed.notify_all()
        return (state.edition, state.problems) != (before.edition, before.problems)

    def produce(self, built: Built, path: str) -> bytes:
        """Render a file. Raise :class:`Rejected` where its template is at fault."""
        with self._rendering:
            return built.artifacts[path].produce(built.kit)

    def _kit(self, plan: Plan) -> Kit:
        """Return a kit for the plan; of the theme that made the last one it is ready at once.

        Raise :class:`Rejected` for mistakes in templates of the project.
        """
        last = self.state.built
        if last and last.kit.data == plan.kit:
            return last.kit.renewed()
        if plan.kit.theme.files:
            pipeline.render(plan)
        return Kit(plan.kit)


class Watch(FileSystemEventHandler):
    """The folders of a project, watched in a ``with`` block."""

    def __init__(self, root: Path) -> None:
        """Watch nothing yet; ``root`` is absolute."""
        self._root = root
        self._observer = Observer()
        self._changed = threading.Event()
        self._is_stale = False

    def __enter__(self) -> Self:
        """Begin; where the system has no more watches to give, look from time to time instead."""
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
        """Watch both folders, and that of the project for those two to come and go."""
        for name in ("", *FOLDERS):
            if (self._root / name).is_dir():
                self._observer.schedule(self, str(self._root / name), recursive=bool(name))

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take notice of a change in the two folders."""
        if event.event_type in {"opened", "closed_no_write"} or isinstance(event, DirModifiedEvent):
            return
        for path in (event.src_path, event.dest_path):
            name = os.path.relpath(os.fsdecode(path) or "/", self._root)
            if name.partition(os.sep)[0] in FOLDERS:
                self._is_stale = self._is_stale or name in FOLDERS
                self._changed.set()
