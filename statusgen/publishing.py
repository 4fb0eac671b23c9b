"""The disk, one way out: an output folder, made equal to a plan.

A reader never gets half a file, and a build that is killed at any instant
leaves whole files. First everything that changes is written into a folder of
our own beside the site, where a full disk does no harm; then it is moved into
place file by file, in the order of the plan, so that nothing is linked to
before it is there; removals come last. ``.statusgen.json`` says which files are
a build's: only those are ever removed.

Nothing is synced to the disk: that takes seconds for a large site and guards
only against the machine itself stopping within moments, after which the next
build, which compares bytes and trusts no record, makes the site whole.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from statusgen import manifest
from statusgen.problems import Problem, Span

STAGING: Final = ".statusgen.tmp"
"""Where files are written before they are moved; a killed build leaves it, the next removes it."""

PATIENCE: Final = 30.0
"""Seconds to wait for another build that is writing to the same folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of the files."""

    written: int
    left: int
    """Their bytes were the same."""
    removed: int
    strangers: tuple[str, ...]
    """Files in the folder that no build wrote, which stay as they are."""


class OutputError(Exception):
    """The output folder cannot be written, or must not be."""

    def __init__(self, folder: Path, message: str, hint: str) -> None:
        """Say of which folder, what, and the remedy."""
        super().__init__(message)
        span = Span(path=str(folder.absolute()), line=0)  # it need not be in the project
        self.problem = Problem(code="output-folder", message=message, span=span, hint=hint)


def guard(folder: Path, project: Path) -> None:
    """Raise :class:`OutputError` where a site written to ``folder`` would harm other things."""
    hint = "Name another folder with --output."
    with _explained(folder, hint):
        reason = _harm(_real(folder), _real(project))
    if reason:
        raise OutputError(folder, f"{folder} {reason}, so no site is written there", hint)


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
    if place.exists() and not place.is_dir():
        return "is a file"
    return ""


def publish(files: Iterable[tuple[str, bytes]], folder: Path) -> Written:
    """Make the folder hold these files, in this order, and nothing else that a build wrote.

    Raise :class:`OutputError` where that cannot be done.
    """
    with contextlib.ExitStack() as held:
        with _explained(folder, "What stood there still stands, as it was."):
            root = _real(folder)
            root.mkdir(parents=True, exist_ok=True)
            held.enter_context(_alone(root))
            held.callback(shutil.rmtree, root / STAGING, ignore_errors=True)
            work = _compare(root, dict(files))
            if work.is_done:
                return _written(root, work, removed=0)
            staged = _stage(root, work)
        with _explained(folder, "Each file is whole, old or new; the next build mends the rest."):
            return _move(root, work, staged)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What is to be done in a folder."""

    files: dict[str, bytes]
    old: manifest.Record
    """What the last build wrote; where it was killed, also what it was about to write."""
    new: manifest.Record
    changed: tuple[str, ...]
    """In the order of the plan."""
    blocked: tuple[str, ...]
    """Where folders must be and something else stands."""

    @property
    def is_done(self) -> bool:
        """Whether the folder is already as it should be."""
        return not self.changed and self.old == self.new


def _compare(root: Path, files: dict[str, bytes]) -> _Work:
    old: manifest.Record = {}
    with contextlib.suppress(OSError):
        old = manifest.load((root / manifest.NAME).read_bytes())
    new = manifest.record(files)
    folders = {parent for path in new for parent in _parents(path)}
    blocked = {folder for folder in folders if _is_no_folder(root / folder)}
    reached = [path for path in new if blocked.isdisjoint(_parents(path))]
    for path in reached:
        _check_no_folder(root, path, old)
    same = {path for path in reached if path in files and _holds(root / path, files[path])}
    return _Work(
        files=files,
        old=old,
        new=new,
        changed=tuple(path for path in files if path not in same),
        blocked=tuple(sorted(blocked)),
    )


def _check_no_folder(root: Path, path: str, old: manifest.Record) -> None:
    """Raise where a file must be and a folder stands that holds what is not ours."""
    place = root / path
    if place.is_symlink() or not place.is_dir():
        return
    for other in sorted(place.rglob("*")):
        if _is_no_folder(other) and other.relative_to(root).as_posix() not in old:
            message = f"{place} must be a file, and it is a folder that holds {other.name}"
            raise OutputError(root, message, "No build wrote that, so none removes it: move it.")


def _stage(root: Path, work: _Work) -> Iterator[Path]:
    """Write everything that changes; return the files in the order in which they are moved."""
    staging = root / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    contents = (
        manifest.dump(manifest.meanwhile(work.old, work.new)),
        *(work.files[path] for path in work.changed),
        manifest.dump(work.new),
    )
    staged = [staging / str(number) for number in range(len(contents))]
    for place, data in zip(staged, contents, strict=True):
        place.write_bytes(data)
    return iter(staged)


def _move(root: Path, work: _Work, staged: Iterator[Path]) -> Written:
    """Put each file into its place, remove what is ours no longer, and write down what is."""
    _place(next(staged), root / manifest.NAME)
    for path in work.blocked:
        (root / path).unlink(missing_ok=True)
    for path in work.changed:
        _place(next(staged), root / path)
    kept = {manifest.fold(path): path for path in work.new}
    gone = sorted(work.old.keys() - work.new.keys())
    removed = sum(_remove(root, path, kept.get(manifest.fold(path))) for path in gone)
    _place(next(staged), root / manifest.NAME)
    return _written(root, work, removed)


def _written(root: Path, work: _Work, removed: int) -> Written:
    return Written(
        written=len(work.changed),
        left=len(work.files) - len(work.changed),
        removed=removed,
        strangers=tuple(_strangers(root, frozenset(work.new))),
    )


def _place(staged: Path, place: Path) -> None:
    """Move a file to where readers find it; one with the same bytes there stays."""
    if _holds(place, staged.read_bytes()):
        return
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    staged.replace(place)


def _remove(root: Path, path: str, twin: str | None) -> bool:
    """Remove a file of an earlier build and the folders that it leaves empty.

    ``twin`` is a path of the new site that differs in case alone: where the file system sees no
    difference it is the same file. Nothing is removed through a link.
    """
    place = root / path
    if any((root / parent).is_symlink() for parent in _parents(path)):
        return False
    if twin and place.exists() and (root / twin).samefile(place):
        return False
    found = place.is_symlink() or place.is_file()
    if found:
        place.unlink()
    for parent in _parents(path):
        with contextlib.suppress(OSError):  # it holds something else, or is gone
            (root / parent).rmdir()
    return found


def _strangers(root: Path, ours: frozenset[str]) -> Iterator[str]:
    """Yield the files that no build wrote; git's own are no news."""
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(set(folders) - {STAGING, ".git"})
        links = (name for name in folders if (here / name).is_symlink())
        for name in sorted((*names, *links)):
            path = (here / name).relative_to(root).as_posix()
            if path not in ours and name not in {".git", ".gitignore", ".gitkeep"}:
                yield path


def _real(place: Path) -> Path:
    """Return where a path leads to. Links that lead in circles are left to fail when used."""
    return Path(os.path.realpath(place))


def _is_no_folder(place: Path) -> bool:
    return place.is_symlink() or (place.exists() and not place.is_dir())


def _holds(place: Path, data: bytes) -> bool:
    """Whether a plain file with exactly these bytes stands there."""
    try:
        status = place.lstat()
        return (
            stat.S_ISREG(status.st_mode)
            and status.st_size == len(data)
            and place.read_bytes() == data
        )
    except OSError:
        return False


def _parents(path: str) -> tuple[str, ...]:
    """Return the folders that a path goes through, the deepest first."""
    return tuple(str(parent) for parent in PurePosixPath(path).parents)[:-1]


@contextlib.contextmanager
def _explained(folder: Path, state: str) -> Iterator[None]:
    """Turn what the system refuses into a sentence, with the state of the folder as the hint."""
    try:
        yield
    except OSError as error:
        place = error.filename2 or error.filename  # of a move, where it leads to
        reason = f"{error.strerror or error}" + (f" ({place})" if place else "")
        raise OutputError(folder, f"{folder} cannot be written: {reason}", state) from error


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Hold the folder against other builds; the lock ends with the process, and leaves nothing."""
    handle = os.open(root, os.O_RDONLY)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _locked(handle):
            if time.monotonic() > deadline:
                raise OutputError(
                    root,
                    f"Another build has been writing to {root} for {PATIENCE:.0f} seconds",
                    "Wait until it is done, or end it, and build again.",
                )
            time.sleep(0.05)
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: better a build than none
    return True
