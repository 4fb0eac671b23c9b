"""Read the texts of a project.

A file that cannot be read is a problem like any mistake in it. Symbolic links that lead out of the
project are not followed, and very large files are not loaded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Final
from unicodedata import category

from statusgen.problems import Problems, Span, did_you_mean, nearest
from statusgen.reading.content import INCIDENTS, POSTMORTEMS, SCENARIOS, SITE_FILE
from statusgen.source.page import split_page
from statusgen.source.text import LARGEST, File, Texts, decode

FOLDERS: Final = ("incidents", "postmortems", "scenarios", "static")
"""The folders in content/."""

Skip = Callable[[str], bool]
"""Whether to skip a path, relative to the project."""


def locate(folder: Path) -> Path:
    """Return the project that a folder is in: the nearest folder with a site.yml."""
    places = (folder.resolve(), *folder.resolve().parents)
    return next((place for place in places if (place / SITE_FILE).is_file()), folder)


def read_texts(folder: Path, left: Container[str] = ()) -> Texts:
    """Read site.yml, incidents, postmortems and scenarios, except for the paths in ``left``."""
    root = folder.resolve()
    problems = Problems()
    files, names, stray = [], [], []
    for path in walk(root, "content", _is_left_alone, problems):
        if _is_text(path):
            names.append(path.rpartition("/")[2])
            if path not in left and (data := load(root, path, LARGEST, problems)) is not None:
                files.append(File(path=path, data=data))
        elif not path.endswith("/README.md"):
            stray.append(path)
    for path in stray:
        # Editors keep copies beside a file, such as `x.md~`.
        is_new = not any(name in path for name in names)
        _report_stray(path, problems, is_page=is_new and _is_page(root, path))
    unread = {problem.span.path for problem in problems.errors if _is_text(problem.span.path)}
    if SITE_FILE not in unread and not any(file.path == SITE_FILE for file in files):
        _report_no_site(root, problems)
    return Texts(files=tuple(files), unread=tuple(sorted(unread)), problems=tuple(problems))


def _is_text(path: str) -> bool:
    """Whether a path is site.yml, an incident, a postmortem or a scenario."""
    is_page = path.startswith((INCIDENTS, POSTMORTEMS, SCENARIOS)) and path.endswith(".md")
    return path == SITE_FILE or (is_page and not path.endswith("/README.md"))


def _is_page(root: Path, path: str) -> bool:
    """Whether a file in the folder of an incident, postmortem or scenario begins like one."""
    data = load(root, path, LARGEST, Problems()) or b""
    source = decode(File(path=path, data=data), Problems())
    return (
        path.startswith((INCIDENTS, POSTMORTEMS, SCENARIOS))
        and source is not None
        and split_page(source, Problems()) is not None
    )


def is_read(path: str) -> bool:
    """Whether builds read a file of content/ or themes/. They ignore hidden files."""
    parts = path.removeprefix("content/static/.well-known/").split("/")
    is_published = path.startswith(("content/static/", "themes/"))
    marks = (".",) if is_published else (".", "_")
    return not any(part.startswith(marks) for part in parts)


def _is_left_alone(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.startswith((".", "_")) or path == "content/static"


def walk(
    root: Path, top: str, skip: Skip, problems: Problems, trail: tuple[str, ...] = ()
) -> Iterator[str]:
    """Yield the paths of all files in a folder, sorted; nothing if there is no folder.

    ``trail`` has the folders above, to detect links that form a loop.
    """
    place = f"{trail[-1]}/{top.rpartition('/')[2]}" if trail else f"{root}/{top}"
    if not trail and not os.path.lexists(place):
        return
    is_plain = trail and not os.path.islink(place)  # noqa: PTH114 - paths are text here
    real = place if is_plain else os.path.realpath(place)
    if not is_plain and not Path(real).is_relative_to(root):
        problems.error(
            "outside-project",
            f"{top} is a symbolic link to {real}, outside of the project",
            Span(path=top, line=0),
            "Copy the file into the project instead.",
        )
    elif real in trail:
        problems.error(
            "folder-loop",
            f"{top} is a symbolic link to a folder that contains it",
            Span(path=top, line=0),
            "Remove the link.",
        )
    elif os.path.isfile(real):  # noqa: PTH113 - paths are text here
        if trail:
            yield top
        else:
            _report_unreadable(top, "it must be a folder, but is a file", problems)
    elif os.path.isdir(real):  # noqa: PTH112 - paths are text here
        for entry in _entries(real, top, skip, problems):
            path = f"{top}/{entry.name}"
            if entry.is_file(follow_symlinks=False):
                yield path
            else:
                yield from walk(root, path, skip, problems, (*trail, real))
    else:
        _report_unreadable(top, "it is not a file or a folder, or it is a broken link", problems)


def _entries(folder: str, path: str, skip: Skip, problems: Problems) -> Iterator[os.DirEntry[str]]:
    """Yield the entries of a folder by name, and report names that do not work in a URL."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=attrgetter("name"))
    except OSError as error:
        _report_unreadable(path, error.strerror, problems)
        return
    for entry in entries:
        if skip(f"{path}/{entry.name}"):
            continue
        if _is_addressable(entry.name):
            yield entry
            continue
        shown = entry.name.encode("unicode_escape", "surrogatepass").decode()
        problems.error(
            "file-name",
            f"The file name '{shown}' contains characters that do not work in a URL",
            Span(path=path, line=0),
            "Rename it. Letters, digits, hyphens and dots are always safe.",
        )


def _is_addressable(name: str) -> bool:
    """Whether a name works in a URL. Every kind of space does.

    Screenshots on macOS have a narrow space before AM and PM.
    """
    if not name.isascii():
        name = "".join(" " if category(each) == "Zs" else each for each in name)
    return name.isprintable() and "\\" not in name


def load(root: Path, path: str, largest: int, problems: Problems) -> bytes | None:
    """Return the bytes of a file; ``None`` if it cannot be read or is too large."""
    try:
        with open(f"{root}/{path}", "rb", buffering=0) as stream:  # noqa: PTH123 - paths are text here
            size = os.fstat(stream.fileno()).st_size
            data = stream.read() if size <= largest else b""
    except OSError as error:
        _report_unreadable(path, error.strerror, problems)
        return None
    if size <= largest:
        return data
    problems.error(
        "file-too-large",
        f"The file is {size:,} bytes; the limit is {largest:,}",
        Span(path=path, line=0),
        "Publish the file elsewhere and link to it.",
    )
    return None


def _report_unreadable(path: str, reason: str | None, problems: Problems) -> None:
    problems.error(
        "unreadable-file",
        f"{path} cannot be read: {reason or 'unknown error'}",
        Span(path=path, line=0),
        "Check its permissions. To ignore it, put `_` before its name.",
    )


def _report_no_site(root: Path, problems: Problems) -> None:
    other = next(
        (name for name in ("site.yaml", "Site.yml") if (root / "content" / name).exists()), ""
    )
    problems.error(
        "no-site",
        f"There is no {SITE_FILE} in {root.name or root}",
        Span(path=SITE_FILE, line=0),
        f"Rename content/{other} to site.yml."
        if other
        else "Type `statusgen init` to start a project, or go to the folder of yours first.",
    )


def _report_stray(path: str, problems: Problems, *, is_page: bool) -> None:
    """Report a file that is not used; once for an unknown folder.

    The author of a page expects it to be published, so that is an error.
    """
    if is_page:
        problems.error(
            "stray-file",
            f"{path} begins with front matter, but its name does not end in .md",
            Span(path=path, line=0),
            f"Rename it to {path.rpartition('/')[2].partition('.')[0]}.md. To ignore it, put `_` "
            "before its name.",
        )
        return
    _, top, *inner = path.split("/")
    if inner and top not in FOLDERS:
        path = f"content/{top}"
        known = f"The folders are: {', '.join(FOLDERS)}."
        hint = did_you_mean(nearest(top, FOLDERS), known, form="content/{}/")
    else:
        hint = (
            "Put texts (.md) into incidents/, postmortems/ or scenarios/, and other files into "
            "content/static/. To ignore a file, put `_` before its name."
        )
    problems.warning("stray-file", f"{path} is not used", Span(path=path, line=0), hint)
