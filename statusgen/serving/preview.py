"""What is shown: the last good plan of a project, and what is wrong with it now.

One thread rebuilds; any number may look. What they see is a value that is
replaced whole. Pages are rendered when they are asked for.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from statusgen import pipeline, project
from statusgen.inputs import Inputs
from statusgen.memory import Memory
from statusgen.pipeline import Options, Plan
from statusgen.problems import Problem, Problems, Rejected
from statusgen.rendering.artifact import Artifact, Stage
from statusgen.rendering.kit import Kit


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
    """Of the files as they are now, and of pages that could not be rendered."""
    edition: int = 0
    """Rises when files change and can be shown: pages of another one are old."""
    number: int = 0
    """Rises with each change of any sort."""


class Preview:
    """The project in a folder, built in memory again and again."""

    def __init__(self, folder: Path, base_url: str) -> None:
        """Build nothing yet; ``base_url`` is where the preview is served."""
        self._folder = folder.resolve()
        self._base_url = base_url
        self._memory = Memory()
        self._seen: tuple[Inputs, datetime] | None = None
        self._state = PreviewState()
        self._is_closed = False
        self._changed = threading.Condition()
        self._rendering = threading.Lock()  # a kit is not for two threads

    @property
    def state(self) -> PreviewState:
        """What there is to see now."""
        return self._state

    def wait(self, number: int, timeout: float) -> PreviewState | None:
        """Return the state once it is another than that of the number, or after so many seconds.

        ``None``: the preview is closed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._state.number != number, timeout)
            return None if self._is_closed else self._state

    def close(self) -> None:
        """End all waiting."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def rebuild(self, as_of: datetime) -> bool:
        """Read the files and plan anew; tell whether there is anything new to see."""
        inputs = project.read(self._folder)
        seen = (inputs, as_of)
        if seen == self._seen:
            return False
        is_later = self._seen is not None and inputs == self._seen[0]
        self._seen = seen
        before = self._state
        built, problems = self._built(inputs, as_of)
        return self._show(
            before,
            built=built or before.built,
            problems=problems,
            edition=before.edition + (built is not None and not is_later),
        )

    def produce(self, built: Built, path: str) -> bytes | None:
        """Render a file; ``None`` where its template is at fault, which the state then says."""
        try:
            with self._rendering:
                return built.artifacts[path].produce(built.kit)
        except Rejected as rejected:
            state = self._state
            if state.built is built:
                found = Problems((*state.problems, *rejected.problems))
                self._show(state, problems=tuple(found))
            return None

    def _show(self, before: PreviewState, **changes: object) -> bool:
        """Replace the state; tell whether it says more.

        What was found of another state than the present one is of no matter any more, but for a
        new plan.
        """
        with self._changed:
            now = self._state
            if now is not before and "built" not in changes:
                return False
            after = replace(now, **changes)  # type: ignore[arg-type]  # the names are its own
            is_new = (after.edition, after.problems) != (now.edition, now.problems)
            self._state = replace(after, number=now.number + is_new)
            self._changed.notify_all()
        return is_new

    def _built(self, inputs: Inputs, as_of: datetime) -> tuple[Built | None, tuple[Problem, ...]]:
        """Return what can be shown of the files, if anything, and what is wrong with them."""
        options = Options(as_of=as_of, base_url=self._base_url, preview=self._folder.name or "/")
        self._memory.begin()
        gc.disable()  # it would look through everything that is remembered, and find nothing
        try:
            plan = pipeline.plan(inputs, options, self._memory)
            kit = self._kit(plan)
        except Rejected as rejected:
            return None, rejected.problems
        finally:
            gc.collect()  # what the last plan left behind, among what is not remembered
            gc.freeze()
            gc.enable()
        built = Built(
            artifacts=MappingProxyType({each.path: each for each in plan.artifacts}), kit=kit
        )
        return built, plan.problems

    def _kit(self, plan: Plan) -> Kit:
        """Return a kit for the plan; of the theme that made the last one it is ready at once.

        Raise :class:`Rejected` for mistakes in templates of the project.
        """
        last = self._state.built
        if last and last.kit.data == plan.kit:
            return last.kit.renewed()
        kit = Kit(plan.kit)
        problems = Problems(kit.templates.problems())
        if plan.kit.theme.files and not problems.errors:
            for artifact in _samples(plan.artifacts):
                try:
                    artifact.produce(kit)
                except Rejected as rejected:
                    problems.extend(rejected.problems)
        if problems.errors:
            raise Rejected((*plan.problems, *problems))
        return kit


def _samples(artifacts: Iterable[Artifact]) -> Iterator[Artifact]:
    """Yield one page of each kind."""
    pages = (each for each in artifacts if each.stage >= Stage.PAGE)
    yield from {each.render: each for each in pages}.values()
