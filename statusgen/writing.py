"""The disk, one way out: a file that authors write, and an output folder made equal to a plan.

A command reads a text, changes it in memory and gives both back: it is written only where the file
is still as it was read. What is there is replaced at once, so that nobody, and no crash, ever sees
half of it.

Readers of a site never get half a file either, and a build that is killed at any instant leaves
whole files. First everything that changes is written into a folder of our own beside the site,
where a full disk does no harm; then it is moved into place file by file, in the order of the plan,
so that nothing is linked to before it is there; removals come last. ``.statusgen.json`` says which
files are a build's: only those are ever removed.

The files of a site are not synced to the disk: that takes seconds for a large one and guards only
against the machine itself stopping within moments, after which the next build, which compares
bytes and trusts no record, makes the site whole.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from statusgen import manifest
from statusgen.problems import Problem, Span

STAGING: Final = ".statusgen.tmp"
"""Where files are written before they are moved; a killed build leaves it, the next removes it."""


class WritingError(Exception):
    """A file or a folder cannot be written, or must not be."""

    def __init__(self, path: str, code: str, message: str, hint: str) -> None:
        """Keep the problem, which says of which file, what, and the remedy."""
        super().__init__(message)
        self.problem = Problem(code=code, message=message, span=Span(path=path, line=0), hint=hint)


@contextlib.contextmanager
def _explained(path: str, code: str, hint: str) -> Iterator[None]:
    """Turn what the system refuses into a sentence."""
    try:
        yield
    except OSError as error:
        place = error.filename2 or error.filename  # of a move, where it leads to
        reason = f"{error.strerror or error}" + (f" ({place})" if place else "")
        raise WritingError(path, code, f"{path} cannot be written: {reason}", hint) from error


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a folder against other commands that write; the lock ends with the process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_file(folder: Path, path: str, data: bytes, *, before: bytes | None) -> None:
    """Write ``path``, relative to the project in ``folder``, if it still holds ``before``.

    ``None``: there must be no such file yet; its folders are made. Raise :class:`WritingError`
    with the code ``file-changed``, ``file-exists`` or ``unwritable-file`` where it cannot be.
    """
    hint = "Nothing was written. See whom the folder belongs to, and whether its disk is full."
    with _explained(path, "unwritable-file", hint):
        place = Path(os.path.realpath(folder / path))  # a link stays one
        place.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            found = place.read_bytes() if place.exists() else None
            if found == before:
                _replace(place, data)
                return
    if before is None:
        message = f"{path} is there already"
        hint = "Nothing was written over it. Give the new one another name, or update that one."
        raise WritingError(path, code="file-exists", message=message, hint=hint)
    message = f"{path} has been {'removed' if found is None else 'changed'} since it was read"
    hint = "Nothing was written, so what somebody else did is not lost. Run the command again."
    raise WritingError(path, code="file-changed", message=message, hint=hint)


def _replace(place: Path, data: bytes) -> None:
    """Put a whole file in the place of another, with its rights."""
    mask = os.umask(0)
    os.umask(mask)
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~mask
    # The name begins with a dot, so that nothing reads the file while it is written.
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            os.fchmod(stream.fileno(), mode)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(place)
    except BaseException:  # an interruption, too, leaves nothing behind
        Path(name).unlink(missing_ok=True)
        raise


def guard(folder: Path, project: Path) -> None:
    """Raise :class:`WritingError` where a site written to ``folder`` would harm other things."""
    shown, hint = str(folder.absolute()), "Name another folder with --output."
    with _explained(shown, "output-folder", hint):
        reason = _harm(_real(folder), _real(project))
    if reason:
        message = f"{folder} {reason}, so no site is written there"
        raise WritingError(shown, "output-folder", message, hint)


def _harm(place: Path, project: Path) -> str:
    """Return why a folder must not be written to; empty where it may."""
    home = os.path.expanduser("~")  # noqa: PTH111 - pathlib raises for users who have none
    if place == project or place in project.parents:
        return "holds the project itself"
    if any(place.is_relative_to(_real(project / name)) for name in ("content", "themes", ".git")):
        return "is a part of what the project consists of"
    if (place / "content" / "site.yml").exists():
        return "is another project"
    if place in {Path(place.anchor), _real(Path(home))}:
        return "is far more than a folder for a site"
    return "is a file" if place.exists() and not place.is_dir() else ""


def _real(place: Path) -> Path:
    """Return where a path leads to. Links that lead in circles are left to fail when used."""
    return Path(os.path.realpath(place))


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of the files of an output."""

    written: int
    left: int
    """Their bytes were the same."""
    removed: int
    strangers: tuple[str, ...]
    """Files in the folder that no build wrote, which stay as they are."""


def write_output(files: Iterable[tuple[str, bytes]], folder: Path) -> Written:
    """Make the folder hold these files, in this order, and nothing else that a build wrote.

    Raise :class:`WritingError` where that cannot be done.
    """
    contents, shown = dict(files), str(folder.absolute())
    new = manifest.record(contents)
    with contextlib.ExitStack() as held:
        untouched = "What stood there still stands, as it was."
        with _explained(shown, "output-folder", untouched):
            root = _real(folder)
            root.mkdir(parents=True, exist_ok=True)
            held.enter_context(_alone(root))
            held.callback(shutil.rmtree, root / STAGING, ignore_errors=True)
            old: manifest.Record = {}
            with contextlib.suppress(OSError):
                old = manifest.load((root / manifest.NAME).read_bytes())
            changed = {path: contents[path] for path in _changed(root, contents, old)}
            between = {manifest.NAME: manifest.dump(manifest.meanwhile(old, new))}
            end = {manifest.NAME: manifest.dump(new)}
            steps = (between, changed, end) if changed or old != new else ()
            staged = _stage(root, [each for step in steps for each in step.items()])
        started = "Each file is whole, old or new; the next build mends the rest."
        with _explained(shown, "output-folder", started):
            for source, path in staged[:-1]:
                _place(root, source, path)
            removed = _remove(root, old.keys() - new.keys(), new) if staged else 0
            for source, path in staged[-1:]:
                _place(root, source, path)
            return Written(
                written=len(changed),
                left=len(contents) - len(changed),
                removed=removed,
                strangers=tuple(_strangers(root, new)),
            )


def _changed(root: Path, contents: dict[str, bytes], old: manifest.Record) -> Iterator[str]:
    """Yield the files that are not there as they should be.

    Raise where a file must be and a folder stands that holds what is not ours.
    """
    folders = {parent for path in contents for parent in _parents(path)}
    blocked = {folder for folder in folders if _is_no_folder(root / folder)}
    for path, data in contents.items():
        place = root / path
        if not blocked.isdisjoint(_parents(path)):
            yield path
        elif not _holds(place, data):
            inside = place.rglob("*") if place.is_dir() and not place.is_symlink() else ()
            for other in sorted(inside):
                if _is_no_folder(other) and other.relative_to(root).as_posix() not in old:
                    raise WritingError(
                        str(root),
                        "output-folder",
                        f"{place} must be a file, and it is a folder that holds {other.name}",
                        "No build wrote that, so none removes it: move it.",
                    )
            yield path


def _stage(root: Path, files: list[tuple[str, bytes]]) -> list[tuple[Path, str]]:
    """Write what changes beside the site; return each file and where it belongs."""
    staging = root / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    if files:
        staging.mkdir()
    staged = [(staging / str(number), path) for number, (path, _) in enumerate(files)]
    for (place, _), (_, data) in zip(staged, files, strict=True):
        place.write_bytes(data)
    return staged


def _place(root: Path, source: Path, path: str) -> None:
    """Move a file to where readers find it, in place of whatever stands in the way."""
    for parent in reversed(_parents(path)):
        if _is_no_folder(root / parent):
            (root / parent).unlink()
    place = root / path
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    source.replace(place)


def _remove(root: Path, paths: Iterable[str], kept: Iterable[str]) -> int:
    """Remove files of an earlier build and the folders that they leave empty; count them.

    A name that differs in case alone can be the very file that was just written. Nothing is
    removed through a link.
    """
    same = {(root / path).lstat().st_ino for path in kept}
    removed = 0
    for path in sorted(paths):
        place, parents = root / path, [root / parent for parent in _parents(path)]
        if any(parent.is_symlink() for parent in parents):
            continue
        if _is_no_folder(place) and place.lstat().st_ino not in same:
            place.unlink()
            removed += 1
        for parent in parents:
            with contextlib.suppress(OSError):  # it holds something else, or is gone
                parent.rmdir()
    return removed


def _strangers(root: Path, ours: Collection[str]) -> Iterator[str]:
    """Yield the files that no build wrote; git's own are no news."""
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(set(folders) - {STAGING, ".git"})
        links = (name for name in folders if (here / name).is_symlink())
        for name in sorted((*names, *links)):
            path = (here / name).relative_to(root).as_posix()
            if path not in ours and name not in {".git", ".gitignore", ".gitkeep"}:
                yield path


def _is_no_folder(place: Path) -> bool:
    return place.is_symlink() or (place.exists() and not place.is_dir())


def _holds(place: Path, data: bytes) -> bool:
    """Whether a plain file with exactly these bytes stands there."""
    is_plain = place.is_file() and not place.is_symlink()
    return is_plain and place.stat().st_size == len(data) and place.read_bytes() == data


def _parents(path: str) -> tuple[str, ...]:
    """Return the folders that a path goes through, the deepest first."""
    return tuple(str(parent) for parent in PurePosixPath(path).parents)[:-1]
