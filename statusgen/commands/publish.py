"""``statusgen publish``: texts that are written, or committed, go where the site is built from."""

from __future__ import annotations

import os
from pathlib import Path

from statusgen.commands.desk import Desk
from statusgen.commands.options import UsageError
from statusgen.commands.publication import publish
from statusgen.commands.report import Report
from statusgen.repository.checkout import is_tracked

__all__ = ["publish_files"]


def publish_files(desk: Desk, files: tuple[Path, ...], *, message: str | None = None) -> Report:
    """Publish files of the project, by their paths from where the command runs, as one commit.

    What of them is committed already is pushed.
    """
    paths = tuple(_path(desk, file) for file in files)
    return publish(desk.folder, paths, message or _message(desk, paths[0]), clock=desk.clock)


def _path(desk: Desk, file: Path) -> str:
    """Return a path as the project has it."""
    folder = file.parent.resolve()  # a link to the text itself stays one
    path = Path(os.path.relpath(folder / file.name, desk.folder.resolve())).as_posix()
    if path.startswith("../"):
        message = f"{file} is not in the project, whose folder is {desk.folder.resolve()}."
        raise UsageError(message)
    if file.is_dir():
        message = f"{file} is a folder. Name the files; `statusgen status` has those not pushed."
        raise UsageError(message)
    if not file.is_file() and not is_tracked(desk.folder, path):
        message = f"There is no file {file}. `statusgen status` names what is not pushed."
        raise UsageError(message)
    return path


def _message(desk: Desk, path: str) -> str:
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
