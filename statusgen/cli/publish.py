"""The command that publishes what is written already."""

from __future__ import annotations

from pathlib import Path

import click

from statusgen.cli import dialogue
from statusgen.cli.parameters import TextCommand, desk_of
from statusgen.cli.printing import finish, usage_errors


@click.command(cls=TextCommand)
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option("--message", metavar="TEXT", help="Of the commit; made from the text if left out.")
def publish(*, files: tuple[Path, ...], message: str | None) -> None:
    """Publish FILE, and no other: check, commit, pull and push.

    It is what --publish does, for what is written already, or could not be published before.
    """
    with dialogue.interruptible(), usage_errors():
        from statusgen.commands.options import UsageError  # noqa: PLC0415 - `--help` loads none
        from statusgen.commands.publish import publish_files  # noqa: PLC0415 - `--help` loads none
        from statusgen.files import locate  # noqa: PLC0415 - `--help` loads none
        from statusgen.reading.content import SITE_FILE  # noqa: PLC0415 - `--help` loads none

        if not (locate(files[0].parent) / SITE_FILE).is_file():
            message = f"{files[0]} is in no project: no folder above it has a {SITE_FILE}."
            raise UsageError(message)
        desk = desk_of(files[0].parent)
        report = publish_files(desk, files, message=message)
    finish(report, "text", desk.folder)
