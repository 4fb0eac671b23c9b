"""The disk, where authors write: one file of the content, whole, and never over somebody else's.

A command reads a text, changes it in memory and gives both back: it is written
only where the file is still as it was read. What is there is replaced at once,
so that nobody, and no crash, ever sees half of it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from statusgen.problems import Problem, Span

__all__ = ["WritingError", "alone", "write_file"]


class WritingError(Exception):
    """A file could not be written, or must not be; what stood there still stands."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem, which says of which file, what, and the remedy."""
        super().__init__(problem.message)
        self.problem = problem


def write_file(folder: Path, path: str, data: bytes, *, before: bytes | None) -> None:
    """Write ``path``, relative to the project in ``folder``, if it still holds ``before``.

    ``None``: there must be no such file yet; its folders are made. Raise :class:`WritingError`
    with the code ``file-changed``, ``file-exists`` or ``unwritable-file`` where it cannot be.
    """
    with _explained(path):
        place = Path(os.path.realpath(folder / path))  # a link stays one
        place.parent.mkdir(parents=True, exist_ok=True)
        with alone(folder):
            _compare(place, path, before)
            _replace(place, data)


def _compare(place: Path, path: str, before: bytes | None) -> None:
    found = place.read_bytes() if place.exists() else None
    if found == before:
        return
    if before is None:
        raise _error(
            path,
            "file-exists",
            f"{path} is there already",
            "Nothing was written over it. Give the new one another name, or update that one.",
        )
    gone = found is None
    raise _error(
        path,
        "file-changed",
        f"{path} has been {'removed' if gone else 'changed'} since it was read",
        "Nothing was written, so what somebody else did is not lost. Run the command again.",
    )


def _replace(place: Path, data: bytes) -> None:
    """Put a whole file in the place of another, with its rights."""
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask()
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


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _error(path: str, code: str, message: str, hint: str) -> WritingError:
    span = Span(path=path, line=0)
    return WritingError(Problem(code=code, message=message, span=span, hint=hint))


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a project's folder against other commands that write; the lock ends with the process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def _explained(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise _error(
            path,
            "unwritable-file",
            f"{path} cannot be written: {reason}",
            "Nothing was written. See whom the folder belongs to, and whether its disk is full.",
        ) from error
