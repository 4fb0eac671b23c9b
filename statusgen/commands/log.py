"""``statusgen log``: one more entry in the log of an incident, which only the team sees."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands import prompts
from statusgen.commands.parameters import (
    TextCommand,
    at_option,
    no_input_option,
    project_option,
    publish_option,
    workspace_of,
)
from statusgen.commands.printing import usage_errors
from statusgen.commands.report import Report

if TYPE_CHECKING:
    from statusgen.commands.workspace import Workspace


@click.command("log", cls=TextCommand)
@click.argument("words", metavar="[INCIDENT] TEXT", nargs=-1)
@at_option
@publish_option
@no_input_option
@project_option
def command(
    *, words: tuple[str, ...], at: str | None, publish: bool, no_input: bool, project: Path
) -> None:
    """Add TEXT to the log of INCIDENT, or of the one that is open; - reads standard input.

    The log is for the team: decisions, changes, who confirmed what. It is never published.
    """
    from statusgen.commands.prompts import finish_writing, settled

    with prompts.interruptible(), usage_errors():
        if len(words) not in {1, 2}:
            message = "Write the text in quotes: statusgen log 'We roll back the release.'"
            raise click.UsageError(message)
        desk = workspace_of(project)
        text = prompts.read_message(words[-1]) or ""
        report = settled(
            lambda name, *, again: log(desk, name, text, at=at),  # noqa: ARG005 - nothing to reopen
            words[0] if len(words) > 1 else None,
            asks=words[-1] != "-" and prompts.is_dialogue(no_input=no_input),
        )
    finish_writing(report, desk, publish=publish)


def log(desk: Workspace, word: str | None, text: str, *, at: str | None = None) -> Report:
    """Append an entry to the incident that ``word`` names, or to the one that is open."""
    from statusgen.commands.saving import answered

    return answered(lambda: _log(desk, word, text, at))


def _log(desk: Workspace, word: str | None, text: str, at: str | None) -> Report:
    from statusgen.authoring.composing import heading, section
    from statusgen.authoring.escaping import as_log, clean
    from statusgen.commands.incidents import find_incident
    from statusgen.commands.options import UsageError
    from statusgen.commands.saving import save_text
    from statusgen.commands.update_options import reader_of

    if not clean(text).strip():
        message = "The text is empty, so nothing was written."
        raise UsageError(message)
    subject = find_incident(desk, word, None)
    zone = subject.entry.zone
    listener = reader_of(desk, zone)
    instant = listener.instant("--at", at)
    listener.finish()
    head = heading(None, instant or desk.clock.replace(second=0), zone)
    path = subject.file.path
    new = subject.with_section(section(head, (), as_log(text)))
    filed = save_text(desk, path, new, before=subject.file.data)
    return Report(
        problems=filed.problems,
        summary=f"{desk.shown(path)}: {head.removeprefix('## ')}",
        notes=("It is for the team: no page shows it.",),
        written=path,
        message=f"Log: {subject.incident.title}",
    )
