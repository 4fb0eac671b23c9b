"""The disk, one way in: the texts of a project, read into memory.

What stands in the way of reading a file is a problem like any mistake in it.
Nothing from outside the project's folder is read, whatever a symbolic link
says, and nothing that is too large to be meant is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Final
from unicodedata import category

from statusgen.problems import Problems, Span, did_you_mean, nearest
from statusgen.reading.content import INCIDENTS, POSTMORTEMS, SCENARIOS, SITE_FILE
from statusgen.source.text import LARGEST, File, Texts

FOLDERS: Final = ("incidents", "postmortems", "scenarios", "static")
"""What content/ holds beside site.yml."""

Skip = Callable[[str], bool]
"""Whether a path, relative to the project, is to be passed over without a look."""


def locate(folder: Path) -> Path:
    """Return the project that a folder is in: the nearest one above that has a site.yml."""
    places = (folder.resolve(), *folder.resolve().parents)
    return next((place for place in places if (place / SITE_FILE).is_file()), folder)


def read_texts(folder: Path) -> Texts:
    """Read what the authors of the project in a folder wrote."""
    root = folder.resolve()
    problems = Problems()
    files = []
    for path in walk(root, "content", _is_left_alone, problems):
        if _is_text(path):
            if (data := load(root, path, LARGEST, problems)) is not None:
                files.append(File(path=path, data=data))
        elif not path.endswith("/README.md"):
            _warn_of_stray(path, problems)
    unread = {problem.span.path for problem in problems.errors if _is_text(problem.span.path)}
    if SITE_FILE not in unread and not any(file.path == SITE_FILE for file in files):
        _report_no_site(root, problems)
    return Texts(files=tuple(files), unread=tuple(sorted(unread)), problems=tuple(problems))


def _is_text(path: str) -> bool:
    """Whether a path is that of site.yml, or of a page below it."""
    is_page = path.startswith((INCIDENTS, POSTMORTEMS, SCENARIOS)) and path.endswith(".md")
    return path == SITE_FILE or (is_page and not path.endswith("/README.md"))


def is_read(path: str) -> bool:
    """Whether a file of the content or the themes counts at all: what is hidden never does."""
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
    """Yield the paths of all files below a folder, sorted; nothing where there is no folder.

    ``trail`` holds the folders that led here, to end where a link leads back to one of them.
    """
    place = f"{trail[-1]}/{top.rpartition('/')[2]}" if trail else f"{root}/{top}"
    if not trail and not os.path.lexists(place):
        return
    is_plain = trail and not os.path.islink(place)  # noqa: PTH114 - paths are text here
    real = place if is_plain else os.path.realpath(place)
    if not is_plain and not Path(real).is_relative_to(root):
        problems.error(
            "outside-project",
            f"{top} is a link to {real}, outside the project",
            Span(path=top, line=0),
            "Put a copy of it into the project.",
        )
    elif real in trail:
        problems.error(
            "folder-loop",
            f"{top} is a link that leads back to a folder it is in",
            Span(path=top, line=0),
            "Remove the link.",
        )
    elif os.path.isfile(real):  # noqa: PTH113 - paths are text here
        if trail:
            yield top
        else:
            _report_unreadable(top, "it is a file, and must be a folder", problems)
    elif os.path.isdir(real):  # noqa: PTH112 - paths are text here
        for entry in _entries(real, top, skip, problems):
            path = f"{top}/{entry.name}"
            if entry.is_file(follow_symlinks=False):
                yield path
            else:
                yield from walk(root, path, skip, problems, (*trail, real))
    else:
        _report_unreadable(top, "it is no file, no folder, or a link to nothing", problems)


def _entries(folder: str, path: str, skip: Skip, problems: Problems) -> Iterator[os.DirEntry[str]]:
    """Yield what a folder holds and is not skipped, by name.

    Names that no address can hold are problems.
    """
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
            f"The file name '{shown}' holds characters that no address can hold",
            Span(path=path, line=0),
            "Rename the file: letters, digits, hyphens and dots are safe everywhere.",
        )


def _is_addressable(name: str) -> bool:
    """Whether an address can hold a name; blanks of every width are as good as a space.

    The screenshots of macOS have a narrow one before AM and PM.
    """
    plain = "".join(" " if category(each) == "Zs" else each for each in name)
    return plain.isprintable() and "\\" not in name


def load(root: Path, path: str, largest: int, problems: Problems) -> bytes | None:
    """Return the bytes of a file, unless it cannot be read or is too large to be meant."""
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
        f"The file has {size:,} bytes, more than {largest:,}",
        Span(path=path, line=0),
        "Publish large files elsewhere, and link to them.",
    )
    return None


def _report_unreadable(path: str, reason: str | None, problems: Problems) -> None:
    problems.error(
        "unreadable-file",
        f"{path} cannot be read: {reason or 'the system does not say why'}",
        Span(path=path, line=0),
        "See what it is and whom it belongs to; a name that begins with _ is left alone.",
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
        else "`statusgen init` makes a new project; the folder of another can be named: "
        "`statusgen build PROJECT`.",
    )


def _warn_of_stray(path: str, problems: Problems) -> None:
    """Say that nothing reads a file; of an unknown folder once."""
    _, top, *inner = path.split("/")
    if inner and top not in FOLDERS:
        path = f"content/{top}"
        known = f"Known are {', '.join(FOLDERS)}."
        hint = did_you_mean(nearest(top, FOLDERS), known, form="content/{}/")
    else:
        hint = (
            "Texts end in .md and stand in incidents/, postmortems/ or scenarios/; what is to be "
            "published as it is goes to content/static/; a name that begins with _ is left alone."
        )
    problems.warning("stray-file", f"Nothing reads {path}", Span(path=path, line=0), hint)
