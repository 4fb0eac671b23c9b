"""What the commands that write have in common: which incident is meant, and how it ends."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from statusgen.cli import dialogue
from statusgen.cli.printing import finish

if TYPE_CHECKING:  # what commands need is heavy, and --help needs none of it
    from statusgen.commands.desk import Desk
    from statusgen.commands.report import Report


def settled(
    attempt: Callable[..., Report], name: str | None, *, asks: bool, reopen: bool = False
) -> Report:
    """Make an attempt, and ask which incident is meant, and whether to open it again."""
    from statusgen.commands.choosing import AmbiguousError  # noqa: PLC0415 - `--help` loads none
    from statusgen.commands.placing import ReopeningError  # noqa: PLC0415 - `--help` loads none

    while True:
        try:
            return attempt(name, again=reopen)
        except AmbiguousError as error:
            if not asks:
                raise
            name = dialogue.which_of(error)
        except ReopeningError as error:
            if not asks:
                raise
            reopen = click.confirm(f"{error.fact}\nOpen it again?", err=True)
            if not reopen:
                click.echo("Nothing was written.", err=True)
                sys.exit(1)


def finish_writing(report: Report, desk: Desk, *, publish: bool) -> NoReturn:
    """Print what was written, and publish it where that is wanted."""
    if report.failed:
        finish(report, "text", desk.folder)
    if publish:
        from statusgen.commands.publication import published  # noqa: PLC0415 - `--help` loads none

        with dialogue.interruptible():
            report = published(report, desk.folder, clock=desk.clock)
    else:
        report = replace(report, notes=(*report.notes, *_next(desk.folder, report.written)))
    finish(report, "text", desk.folder)


def _next(folder: Path, written: str) -> Iterator[str]:
    """Say how to publish what is written now: with --publish, the command would write it again.

    Outside of a repository git can do nothing for it.
    """
    from statusgen.repository.root import is_in_repository  # noqa: PLC0415 - `--help` loads none

    if not is_in_repository(folder):
        return
    command = shlex.join(("statusgen", "publish", str(folder / written)))
    yield f"Next: `{command}`; next time, --publish does that as well."
