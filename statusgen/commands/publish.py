"""``statusgen publish``: texts that are written, or committed, go where the site is built from."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands import clock, prompts
from statusgen.commands.parameters import TextCommand, located
from statusgen.commands.printing import finish, usage_errors

if TYPE_CHECKING:
    from statusgen.commands.report import Report


@click.command("publish", cls=TextCommand)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--message", metavar="TEXT", help="Of the commit; names the first file if left out.")
def command(*, files: tuple[Path, ...], message: str | None) -> None:
    """Publish FILE, and no other: check, commit and push.

    It is what --publish does, for what is written already, or could not be published before.
    """
    with prompts.interruptible(), usage_errors():
        from statusgen.commands.options import UsageError
        from statusgen.reading.content import SITE_FILE

        folder = located(files[0].parent)
        if not (folder / SITE_FILE).is_file():
            reason = f"{files[0]} is in no project: no folder above it has a {SITE_FILE}."
            raise UsageError(reason)
        report = publish_files(folder, files, clock=clock.now(), message=message)
    finish(report, "text", folder)


def publish_files(
    folder: Path, files: tuple[Path, ...], *, clock: datetime, message: str | None = None
) -> Report:
    """Publish files of the project, by their paths from where the command runs, as one commit.

    What of them is committed already is pushed.
    """
    from statusgen.commands.publication import publish

    paths = tuple(_path(folder, file) for file in files)
    what = "Update" if os.path.lexists(folder / paths[0]) else "Delete"
    usual = f"{what} {paths[0].removeprefix('content/')}"
    return publish(folder, paths, message or usual, clock=clock)


def _path(folder: Path, file: Path) -> str:
    """Return a path as the project has it."""
    from statusgen.commands.options import UsageError
    from statusgen.git import Git

    place = file.parent.resolve() / file.name  # a link to the text itself stays one
    path = Path(os.path.relpath(place, folder.resolve())).as_posix()
    reason = ""
    if path.startswith("../"):
        reason = f"{file} is not in the project, whose folder is {folder.resolve()}."
    elif file.is_dir():
        reason = f"{file} is a folder. Name the files; `statusgen status` has those not pushed."
    # Of a file that git knows, the deletion goes out.
    elif not file.is_file() and not Git(folder=folder)("log", "-1", "--format=%h", "--", path).data:
        reason = f"There is no file {file}. `statusgen status` names what is not pushed."
    if reason:
        raise UsageError(reason)
    return path
