"""Write to the disk: a file of an author, or a whole output folder.

A file is written only if it has not changed since it was read, and it is replaced in one step.

A build that is killed at any time leaves only whole files. It first writes everything that changes
to a staging folder, where a full disk does no harm. Then it moves the files into place in the order
of the plan, so that no page links to a missing file. It removes old files last, and only those that
``.statusgen.json`` lists.

Output is not synced to the disk, since that takes seconds for a large site. After a power failure,
the next build compares bytes and repairs the site.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from types import MappingProxyType
from typing import Final

from statusgen import manifest
from statusgen.manifest import FileStamp, Output
from statusgen.memo import Results
from statusgen.problems import Problem, Span

STAGING: Final = ".statusgen.tmp"
"""The staging folder. If a build is killed, the next one removes it."""


class WritingError(Exception):
    """A file or a folder could not be written, or must not be."""

    def __init__(self, path: str, code: str, message: str, hint: str) -> None:
        """Keep the problem."""
        super().__init__(message)
        span = Span(path=path, line=0)
        self.problems = (Problem(code=code, message=message, span=span, hint=hint),)


@contextlib.contextmanager
def _explained(path: str, code: str, hint: str) -> Iterator[None]:
    """Turn an ``OSError`` into a problem."""
    try:
        yield
    except OSError as error:
        place = error.filename2 or error.filename  # of a move, the target
        reason = f"{error.strerror or error}" + (f" ({place})" if place else "")
        raise WritingError(path, code, f"{path} cannot be written: {reason}", hint) from error


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Lock a folder against other commands that write. The lock ends with the process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # the file system has no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_file(folder: Path, path: str, data: bytes, *, before: bytes | None) -> None:
    """Write ``path``, relative to the project in ``folder``, if its content is still ``before``.

    ``None`` creates the file. Raise :class:`WritingError` with the code ``file-changed``,
    ``file-exists`` or ``unwritable-file``.
    """
    hint = "Nothing was written. Check the permissions and the free space on the disk."
    with _explained(path, "unwritable-file", hint):
        place = Path(os.path.realpath(folder / path))  # keep a symbolic link
        place.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            found = place.read_bytes() if place.exists() else None
            if found == before:
                _replace(place, data)
                return
    if before is None:
        message = f"{path} already exists"
        hint = "Nothing was written. Choose another name, or update that file."
        raise WritingError(path, code="file-exists", message=message, hint=hint)
    message = (
        f"{path} was {'changed' if found is not None else 'deleted'} while the command was running"
    )
    hint = "Nothing was written, and the other change is kept. Run the command again."
    raise WritingError(path, code="file-changed", message=message, hint=hint)


def _replace(place: Path, data: bytes) -> None:
    """Replace a file in one step, and keep its permissions."""
    mask = os.umask(0)
    os.umask(mask)
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~mask
    # Builds ignore names that begin with a dot.
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            os.fchmod(stream.fileno(), mode)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(place)
    except BaseException:  # also Ctrl-C
        Path(name).unlink(missing_ok=True)
        raise


def guard(folder: Path, project: Path) -> None:
    """Raise :class:`WritingError` if writing a site to ``folder`` would damage something else."""
    shown, hint = str(folder.absolute()), "Choose another folder with --output."
    with _explained(shown, "output-folder", hint):
        reason = _harm(_real(folder), _real(project))
    if reason:
        message = f"{folder} {reason}, so the site cannot be written there"
        raise WritingError(shown, "output-folder", message, hint)


def _harm(place: Path, project: Path) -> str:
    """Return why a site must not be written to a folder; empty if it may."""
    home = os.path.expanduser("~")  # noqa: PTH111 - pathlib raises for users who have none
    if place == project or place in project.parents:
        return "contains the project"
    if any(place.is_relative_to(_real(project / name)) for name in ("content", "themes", ".git")):
        return "is part of the project's sources"
    if (place / "content" / "site.yml").exists():
        return "is another project"
    if place in {Path(place.anchor), _real(Path(home))}:
        return "is the root or your home folder"
    return "is a file" if place.exists() and not place.is_dir() else ""


def _real(place: Path) -> Path:
    """Return a path without symbolic links. A loop of links fails later, when it is used."""
    return Path(os.path.realpath(place))


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a build did with its output."""

    written: int
    left: int
    """Files that had not changed."""
    removed: int
    stamps: Mapping[str, FileStamp]
    """What tells later that its files are as they were written, by path."""


def write_output(
    files: Iterable[Output],
    folder: Path,
    site: manifest.Identity,
    trusted: Mapping[str, FileStamp] = MappingProxyType({}),
) -> Written:
    """Write these files to the folder, in this order, and remove those of earlier builds.

    ``site`` is recorded in the manifest. Files that are as ``trusted`` says are not read. Whatever
    ``files`` raises is raised before anything changes.
    """
    shown = str(folder.absolute())
    with contextlib.ExitStack() as held:
        untouched = "Nothing in the folder was changed."
        with _explained(shown, "output-folder", untouched):
            root = _real(folder)
            if not root.exists():
                held.callback(_remove_empty, root)
            root.mkdir(parents=True, exist_ok=True)
            held.enter_context(_alone(root))
            held.callback(shutil.rmtree, root / STAGING, ignore_errors=True)
            found = read_manifest(root)
            old = manifest.load(found)
            staging = _Staging(root, old)
            stamps = {each.path: staging.add(each, trusted.get(each.path)) for each in files}
            new = manifest.record({path: stamp.digest for path, stamp in stamps.items()})
            changed = tuple(staging.moves)
            first = last = tuple[tuple[str, str], ...]()
            if changed or (old, manifest.identity(found)) != (new, site):
                between = manifest.dump(manifest.during(old, new), site)
                first = (staging.put(manifest.NAME, between),)
                last = (staging.put(manifest.NAME, manifest.dump(new, site)),)
        started = "Every file is complete, old or new. The next build finishes the rest."
        with _explained(shown, "output-folder", started):
            ready = set[str]()
            for source, path in (*first, *changed):
                _place(root, source, path, ready)
            removed = _remove(root, old.keys() - new.keys(), new)
            for source, path in last:
                _place(root, source, path, ready)
            return Written(
                written=len(changed),
                left=len(stamps) - len(changed),
                removed=removed,
                stamps=stamps,
            )


def _remove_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()


def read_manifest(folder: Path) -> bytes:
    """Return the manifest of an output folder, empty if there is none."""
    with contextlib.suppress(OSError):
        return (folder / manifest.NAME).read_bytes()
    return b""


class _Staging:
    """The staging folder of an output, which takes what changes."""

    def __init__(self, root: Path, old: manifest.Record) -> None:
        """Empty the folder. ``old`` are the files of earlier builds."""
        self.moves: list[tuple[str, str]] = []
        """Each staged file with its path in the output."""
        self._root, self._old = root, old
        self._count = 0
        self._blocked = Results[str, bool](lambda folder: _is_no_folder(root / folder))
        """Whether a file is in the way of a folder, by its path."""
        shutil.rmtree(root / STAGING, ignore_errors=True)

    def add(self, output: Output, trusted: FileStamp | None) -> FileStamp:
        """Stage a file unless it is already in its place; return its stamp."""
        place = f"{self._root}/{output.path}"
        if not any(self._blocked[each] for each in _parents(output.path)):
            if stamp := _holds(place, output, trusted):
                return stamp
            self._check_folder(Path(place))
        self.moves.append(self.put(output.path, output.load()))
        return _stamp(output.digest, os.stat(self.moves[-1][0]))  # noqa: PTH116 - paths are text here

    def put(self, path: str, data: bytes) -> tuple[str, str]:
        """Stage a file, and return it with its path in the output."""
        if not self._count:
            (self._root / STAGING).mkdir()
        self._count += 1
        source = f"{self._root}/{STAGING}/{self._count}"
        with open(source, "wb") as stream:  # noqa: PTH123 - paths are text here
            stream.write(data)
        return source, path

    def _check_folder(self, place: Path) -> None:
        """Raise if a folder is in the way of a file, and has files that no build wrote."""
        inside = place.rglob("*") if place.is_dir() and not place.is_symlink() else ()
        for other in sorted(inside):
            if _is_no_folder(other) and other.relative_to(self._root).as_posix() not in self._old:
                raise WritingError(
                    str(self._root),
                    "output-folder",
                    f"{place} must be a file, but it is a folder that contains {other.name}",
                    "Move it, since statusgen only removes files that it wrote.",
                )


def _place(root: Path, source: str, path: str, ready: set[str]) -> None:
    """Move a file to its place, and remove what is in the way.

    ``ready`` gets the folders of the file, which the next files need not look at.
    """
    for parent in reversed(_parents(path)):
        if parent not in ready:
            folder = root / parent
            if _is_no_folder(folder):
                folder.unlink()
            folder.mkdir(exist_ok=True)
            ready.add(parent)
    place = f"{root}/{path}"
    try:
        os.replace(source, place)  # noqa: PTH105 - paths are text here
    except IsADirectoryError:
        shutil.rmtree(place)
        os.replace(source, place)  # noqa: PTH105


def _remove(root: Path, paths: Collection[str], kept: Iterable[str]) -> int:
    """Remove files of an earlier build, and folders that become empty; return how many files.

    On some file systems, a name that differs only in case is the new file itself. Symbolic links
    are not followed.
    """
    same = {(root / path).lstat().st_ino for path in kept} if paths else set()
    removed = 0
    for path in sorted(paths):
        place, parents = root / path, [root / parent for parent in _parents(path)]
        if any(parent.is_symlink() for parent in parents):
            continue
        if _is_no_folder(place) and place.lstat().st_ino not in same:
            place.unlink()
            removed += 1
        for parent in parents:
            with contextlib.suppress(OSError):  # it is not empty, or does not exist
                parent.rmdir()
    return removed


def _is_no_folder(place: Path) -> bool:
    return place.is_symlink() or (place.exists() and not place.is_dir())


def _holds(place: str, output: Output, trusted: FileStamp | None) -> FileStamp | None:
    """Return the stamp of a regular file with exactly these bytes."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        stamp = _stamp(output.digest, found := os.lstat(place))
        if S_ISREG(found.st_mode) and (
            stamp == trusted or Path(place).read_bytes() == output.load()
        ):
            return stamp
    return None


def _stamp(digest: str, found: os.stat_result) -> FileStamp:
    return FileStamp(digest, found.st_size, found.st_mtime_ns, found.st_ino)


def _parents(path: str) -> tuple[str, ...]:
    """Return the folders of a path, the deepest first."""
    return tuple(path[: slash.start()] for slash in re.finditer("/", path))[::-1]
