"""Check a new or changed content file, and write it unless it has new errors."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from statusgen.advice.advise import advise
from statusgen.advice.leaks import mask_secrets
from statusgen.commands.workspace import Workspace
from statusgen.files import walk
from statusgen.markup.finding import Finder
from statusgen.memo import call
from statusgen.model import Incident, StaticFile
from statusgen.problems import Problem, Problems, Rejected
from statusgen.reading.assemble import assemble, with_components
from statusgen.reading.content import SITE_FILE, read_content
from statusgen.source.text import File
from statusgen.writing import write_file

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A file that was written."""

    problems: tuple[Problem, ...]
    """The new warnings, and the errors that were there before."""
    incident: Incident | None
    """The incident in the file."""


def save_text(
    workspace: Workspace,
    path: str,
    data: bytes,
    *,
    before: bytes | None,
    beside: tuple[str, ...] = (),
) -> Saved:
    """Write a file under content/; ``beside`` are the paths of files that it refers to.

    Raise :class:`~statusgen.problems.Rejected` if it has new errors, and
    :class:`~statusgen.writing.WritingError` if it cannot be written.
    """
    found, incident = _read(workspace, path, data, beside)
    known = _read(workspace, path, before, beside)[0] if found and before is not None else ()
    more = Counter(map(_identity, found)) - Counter(map(_identity, known))
    new = tuple(problem for problem in found if _identity(problem) in more)
    if any(problem.is_error for problem in new):
        raise Rejected(new)
    write_file(workspace.folder, path, data, before=before)
    reported = tuple(problem for problem in found if problem.is_error or problem in new)
    return Saved(problems=reported, incident=incident)


def _identity(problem: Problem) -> tuple[str, str, str]:
    """Return what identifies a problem even if its line number changes."""
    return problem.code, problem.message, problem.span.text


def _read(
    workspace: Workspace, path: str, data: bytes, beside: tuple[str, ...]
) -> tuple[tuple[Problem, ...], Incident | None]:
    """Return the problems of one file, and its incident.

    Other files are read only if the text links to any. Of static files, only the names are.
    """
    links = Finder().links(data.decode(errors="replace"))
    texts, needed, static = workspace.texts, {SITE_FILE, *beside}, tuple[StaticFile, ...]()
    if any(not _SCHEME.match(found.value) for found in links):
        texts = workspace.whole
        needed.update(file.path for file in texts.files)
        paths = walk(workspace.folder.resolve(), "content/static", lambda _: False, Problems())
        static = tuple(StaticFile(path=each.removeprefix("content/"), data=b"") for each in paths)
    files = {file.path: file for file in texts.files if file.path in needed}
    files[path] = File(path=path, data=data)
    problems = Problems()
    wanted = replace(texts, files=tuple(files.values()), problems=())
    content = read_content(wanted, problems, workspace.memory)
    advise(assemble(content, static, problems, as_of=workspace.clock), content, problems)
    mask_secrets(problems)
    own = [each for each in content.incidents if each.path == path]
    incident = with_components(workspace.site, own, Problems(), call).get(path)
    return tuple(problem for problem in problems if problem.span.path == path), incident
