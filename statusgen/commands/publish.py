"""``statusgen publish``: texts that are written, or committed, go where the site is built from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands import prompts
from statusgen.commands.parameters import TextCommand, workspace_of
from statusgen.commands.printing import finish, usage_errors
from statusgen.commands.report import Report

if TYPE_CHECKING:
    from statusgen.commands.workspace import Workspace


@click.command("publish", cls=TextCommand)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--message", metavar="TEXT", help="Of the commit; made from the text if left out.")
def command(*, files: tuple[Path, ...], message: str | None) -> None:
    """Publish FILE, and no other: check, commit and push.

    It is what --publish does, for what is written already, or could not be published before.
    """
    with prompts.interruptible(), usage_errors():
        from statusgen.commands.options import UsageError
        from statusgen.files import locate
        from statusgen.reading.content import SITE_FILE

        if not (locate(files[0].parent) / SITE_FILE).is_file():
            message = f"{files[0]} is in no project: no folder above it has a {SITE_FILE}."
            raise UsageError(message)
        desk = workspace_of(files[0].parent)
        report = publish_files(desk, files, message=message)
    finish(report, "text", desk.folder)


def publish_files(
    desk: Workspace, files: tuple[Path, ...], *, message: str | None = None
) -> Report:
    """Publish files of the project, by their paths from where the command runs, as one commit.

    What of them is committed already is pushed.
    """
    from statusgen.commands.publication import publish

    paths = tuple(_path(desk, file) for file in files)
    return publish(desk.folder, paths, message or _message(desk, paths[0]), clock=desk.clock)


def _path(desk: Workspace, file: Path) -> str:
    """Return a path as the project has it."""
    from statusgen.commands.options import UsageError

    folder = file.parent.resolve()  # a link to the text itself stays one
    path = Path(os.path.relpath(folder / file.name, desk.folder.resolve())).as_posix()
    if path.startswith("../"):
        message = f"{file} is not in the project, whose folder is {desk.folder.resolve()}."
        raise UsageError(message)
    if file.is_dir():
        message = f"{file} is a folder. Name the files; `statusgen status` has those not pushed."
        raise UsageError(message)
    if not file.is_file() and not _is_known(desk.folder, path):
        message = f"There is no file {file}. `statusgen status` names what is not pushed."
        raise UsageError(message)
    return path


def _is_known(folder: Path, path: str) -> bool:
    """Tell whether git has a file, or had it: its deletion may have to go out."""
    from statusgen.git.program import Git

    git = Git(folder=folder)
    tracked = git("ls-files", "--", path)
    return bool(tracked.output or git("rev-list", "--max-count=1", "HEAD", "--", path).output)


def _message(desk: Workspace, path: str) -> str:
    """Return what a commit says of a text: of an incident what it told last, and its title."""
    files = [file for file in desk.incident_files if file.path == path]
    entries, _ = desk.read(files) if files else ((), None)
    for entry in entries:
        if entry.incident and entry.path == path:
            last = entry.incident.updates[-1]
            is_log = any(each.at > last.at for each in entry.incident.team.log)
            return f"{'Log' if is_log else last.state.heading}: {entry.incident.title}"
    what = "Update" if (desk.folder / path).is_file() else "Delete"
    return f"{what} {path.removeprefix('content/')}"
