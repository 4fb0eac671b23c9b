"""A changed file of the content, checked as ``check`` does, and written if no error is new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from statusgen.advice.advise import advise
from statusgen.advice.leaks import mask_secrets
from statusgen.commands.report import Report, count
from statusgen.commands.workspace import Workspace
from statusgen.files import walk
from statusgen.markup.finding import Finder
from statusgen.model import Incident, StaticFile
from statusgen.problems import Problem, Problems
from statusgen.reading.assemble import assemble
from statusgen.reading.content import SITE_FILE, read_content
from statusgen.source.text import File
from statusgen.writing import WritingError, write_file

__all__ = ["RefusedError", "Saved", "answered", "save_text"]

OLD: Final = (
    "What is an error here stood in the file before. What you wrote is in it, and no build takes "
    "the file until the errors are put right."
)
"""In the worst hour nobody is stopped by an old mistake, but whoever writes has to know of it."""

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class RefusedError(Exception):
    """A file would have a mistake that it has not had before; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep what is new."""
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems")


def answered(write: Callable[[], Report]) -> Report:
    """Return the report of a command that writes; where it was refused, one that says so.

    Errors that stood in the file before are no failure, and the report says what they mean.
    """
    try:
        report = write()
    except RefusedError as refused:
        problems = refused.problems
    except WritingError as error:
        problems = (error.problem,)
    else:
        is_old = any(problem.is_error for problem in report.problems)
        return replace(report, notes=(*report.notes, OLD)) if is_old else report
    summary = f"{count(problems)}; nothing was written"
    return Report(problems=problems, summary=summary, failed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A file that was written."""

    problems: tuple[Problem, ...]
    """The warnings that are new in it, and the errors that stood there before."""
    incident: Incident | None
    """What it says now."""


def save_text(
    desk: Workspace, path: str, data: bytes, *, before: bytes | None, beside: tuple[str, ...] = ()
) -> Saved:
    """Write a file under content/; ``beside`` are the paths of files that it names.

    Raise :class:`RefusedError` where an error is new, and
    :class:`~statusgen.writing.WritingError` where it cannot be written.
    """
    found, incident = _read(desk, path, data, beside)
    new = found
    if found and before is not None:
        new = _without(_read(desk, path, before, beside)[0], found)
    if any(problem.is_error for problem in new):
        raise RefusedError(new)
    write_file(desk.folder, path, data, before=before)
    told = tuple(problem for problem in found if problem.is_error or problem in new)
    return Saved(problems=told, incident=incident)


def _without(known: Iterable[Problem], found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that were not known, each as often as it is new."""
    left = Counter(map(_key, known))
    new = []
    for problem in found:
        left[_key(problem)] -= 1
        if left[_key(problem)] < 0:
            new.append(problem)
    return tuple(new)


def _key(problem: Problem) -> tuple[str, str, str]:
    """Return what makes a problem the same one where its line has moved."""
    return problem.code, problem.message, problem.span.text


def _read(
    desk: Workspace, path: str, data: bytes, beside: tuple[str, ...]
) -> tuple[tuple[Problem, ...], Incident | None]:
    """Return all that is wrong with one file in its project, and what it says."""
    linked = _has_links(data.decode(errors="replace"))
    needed = {SITE_FILE, *beside}
    files = {file.path: file for file in desk.texts.files if linked or file.path in needed}
    files[path] = File(path=path, data=data)
    found = Problems()
    texts = replace(desk.texts, files=tuple(files.values()), problems=())
    static = tuple(_static(desk)) if linked else ()
    content = read_content(texts, found, desk.memory)
    advise(assemble(content, static, found, as_of=desk.clock), content, found)
    mask_secrets(found)
    said = next((each.incident for each in content.incidents if each.path == path), None)
    return tuple(problem for problem in found if problem.span.path == path), said


def _has_links(text: str) -> bool:
    """Tell whether a text leads to other files of the project, which are read only then."""
    if "](" not in text and "]:" not in text:
        return False
    return any(not _SCHEME.match(found.value) for found in Finder().links(text))


def _static(desk: Workspace) -> Iterable[StaticFile]:
    """Return the author's own files by their addresses; what is in them does not matter here."""
    root = desk.folder.resolve()
    for path in walk(root, "content/static", lambda _: False, Problems()):
        yield StaticFile(path=path.removeprefix("content/"), data=b"")
