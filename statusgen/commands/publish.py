"""``statusgen publish``: check, commit and push files."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands import clock, prompts
from statusgen.commands.parameters import (
    TextCommand,
    another_option,
    located,
    wait_option,
    wanted_wait,
)
from statusgen.commands.printing import finish

if TYPE_CHECKING:
    from statusgen.commands.report import Report


@click.command("publish", cls=TextCommand)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--message", metavar="TEXT", help="The commit message (default: `Update` and the first file)."
)
@wait_option
@another_option
def command(*, files: tuple[Path, ...], message: str | None, another: bool) -> None:
    """Check, commit and push these files and no others.

    Use it for files that you wrote in an editor, that a command wrote without --publish, or that
    could not be pushed. Without FILE, it offers everything in content/ that is not pushed yet.
    """
    with prompts.interruptible():
        from statusgen.commands.options import UsageError
        from statusgen.reading.content import SITE_FILE

        first = next(iter(files), Path())
        folder = located(first.parent)
        if not (folder / SITE_FILE).is_file():
            reason = f"{first} is not in a project: no folder above it has a {SITE_FILE}."
            raise UsageError(reason)
        asks = prompts.is_dialogue(no_input=False)
        files = files or unpushed_files(folder, asks=asks)
        second = prompts.second_incident(another=another, asks=asks)
        at, wait = clock.now(), wanted_wait()
        report = publish_files(folder, files, clock=at, message=message, second=second, wait=wait)
    finish(report, "text", folder)


def unpushed_files(folder: Path, *, asks: bool) -> tuple[Path, ...]:
    """Return the files in content/ that are not pushed yet, if the answer is yes.

    Without ``asks``, raise :class:`~statusgen.commands.options.UsageError` with what to type.
    """
    from statusgen.commands.options import UsageError
    from statusgen.git import find_unpushed

    found = find_unpushed(folder)
    files = tuple(folder / path for path in (*found.written, *found.deleted, *found.committed))
    if not files:
        message = "FILE is required: git finds nothing in content/ to push."
        raise UsageError(message)
    gone = {folder / path: " (deleted)" for path in found.deleted}
    shown = "\n".join(("Not pushed yet:", *(f"  {file}{gone.get(file, '')}" for file in files)))
    if not asks:
        typed = shlex.join(("statusgen", "publish", *map(str, files)))
        message = f"FILE is required. {shown}\nTo publish them, type `{typed}`."
        raise UsageError(message)
    prompts.confirm(f"{shown}\nPublish them?", "Nothing was published.")
    return files


def publish_files(
    folder: Path,
    files: tuple[Path, ...],
    *,
    clock: datetime,
    message: str | None = None,
    second: Callable[[str], bool] = lambda _reason: True,
    wait: float | None = None,
) -> Report:
    """Publish files of the project as one commit.

    Paths are relative to the current folder. What is already committed is only pushed.
    """
    from statusgen.commands.publication import publish

    paths = tuple(_path(folder, file) for file in files)
    what = "Update" if os.path.lexists(folder / paths[0]) else "Delete"
    usual = f"{what} {paths[0].removeprefix('content/')}"
    return publish(folder, paths, message or usual, clock=clock, second=second, wait=wait)


def _path(folder: Path, file: Path) -> str:
    """Return the path of a file in the project."""
    from statusgen.commands.options import UsageError
    from statusgen.git import Git

    place = file.parent.resolve() / file.name  # do not resolve a link to the file itself
    path = Path(os.path.relpath(place, folder.resolve())).as_posix()
    reason = ""
    if path.startswith("../"):
        reason = f"{file} is not in the project {folder.resolve()}."
    elif file.is_dir():
        reason = (
            f"{file} is a folder. Name files; `statusgen status` lists those that are not pushed."
        )
    # If git knows the file, its deletion is published.
    elif not file.is_file() and not Git(folder=folder)("log", "-1", "--format=%h", "--", path).data:
        reason = f"{file} does not exist. `statusgen status` lists the files that are not pushed."
    if reason:
        raise UsageError(reason)
    return path
