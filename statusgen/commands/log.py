"""``statusgen log``: adds an entry to an incident's internal log."""

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
    read_message,
    workspace_of,
)
from statusgen.commands.report import Report, answered

if TYPE_CHECKING:
    from statusgen.commands.workspace import Workspace


@click.command("log", cls=TextCommand)
@click.argument("words", metavar="[INCIDENT] TEXT", nargs=-1)
@at_option("entry")
@publish_option
@no_input_option
@project_option
def command(
    *, words: tuple[str, ...], at: str | None, publish: bool, no_input: bool, project: Path
) -> None:
    """Add TEXT to the log of INCIDENT, or of the open one.

    The log is for the team: decisions, changes, who confirmed what. It is never published. If TEXT
    is -, it comes from standard input.
    """
    with prompts.interruptible():
        if len(words) not in {1, 2}:
            message = "Put the text in quotes: statusgen log 'Rolling back the release.'"
            raise click.UsageError(message)
        workspace = workspace_of(project)
        text = read_message(words[-1]) or ""
        asks = words[-1] != "-" and prompts.is_dialogue(no_input=no_input)
        incident = words[0] if len(words) > 1 else None
        report = log(workspace, incident, text, at=at, asks=asks)
    prompts.finish_writing(report, workspace, publish=publish)


@answered
def log(
    workspace: Workspace,
    word: str | None,
    text: str,
    *,
    at: str | None = None,
    asks: bool = False,
    holders: dict[str, str] | None = None,
) -> Report:
    """Append an entry to the incident that ``word`` names, or to the open one.

    ``holders`` are people who take over roles, by role.
    """
    from statusgen.authoring.composing import heading, section
    from statusgen.authoring.escaping import as_log, clean
    from statusgen.authoring.front import with_roles
    from statusgen.commands.incidents import find_incident
    from statusgen.commands.options import UsageError
    from statusgen.commands.saving import save_text
    from statusgen.commands.update_options import OptionReader

    if not clean(text).strip():
        message = "The text is empty. Nothing was written."
        raise UsageError(message)
    subject = find_incident(workspace, word, None, asks=asks)
    zone = subject.entry.zone
    reader = OptionReader.of(workspace, zone)
    instant = reader.instant("--at", at)
    reader.finish()
    head = heading(None, instant or workspace.clock.replace(second=0), zone)
    path = subject.file.path
    new = subject.with_section(section(head, (), as_log(text)))
    if holders:
        new = with_roles(new, {**dict(subject.incident.team.roles), **holders})
    filed = save_text(workspace, path, new, before=subject.file.data)
    return Report(
        problems=filed.problems,
        summary=f"{workspace.shown(path)}: {head.removeprefix('## ')}",
        notes=("Only the team sees it; it is never published.",),
        written=path,
        message=f"Log: {subject.incident.title}",
    )
