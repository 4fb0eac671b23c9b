"""``statusgen correct``: changes a published text, and says so to readers."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands import prompts
from statusgen.commands.parameters import (
    TextCommand,
    project_option,
    publish_option,
    workspace_of,
)
from statusgen.commands.report import Report, answered, some
from statusgen.lookalikes import BULLETS

if TYPE_CHECKING:
    from statusgen.commands.incidents import Subject
    from statusgen.commands.planning import Edit
    from statusgen.commands.workspace import Workspace
    from statusgen.reading.updates import WrittenUpdate


@click.command("correct", cls=TextCommand)
@click.argument("incident", required=False)
@click.option("--at", metavar="TIME", help="The time of the update (default: the newest update).")
@click.option("--announce", is_flag=True, help="Also tell external channels.")
@publish_option
@project_option
def command(
    *, incident: str | None, at: str | None, announce: bool, publish: bool, project: Path
) -> None:
    """Correct a published update of INCIDENT, or of the open one.

    Your editor opens the update with its fields. Readers are shown that you corrected it, and when.
    """
    from statusgen.commands.editor import Editor

    with prompts.interruptible():
        workspace = workspace_of(project)
        asks = prompts.is_dialogue(no_input=False)
        editor = Editor(asked=True)
        change = partial(correct, workspace, incident, editor, at=at, asks=asks, announce=announce)
        report = editor.run(change)
    prompts.finish_writing(report, workspace, publish=publish)


@answered
def correct(
    workspace: Workspace,
    word: str | None,
    edit: Edit,
    *,
    at: str | None = None,
    asks: bool = False,
    announce: bool = False,
) -> Report:
    """Let ``edit`` change an update of the incident that ``word`` names, or of the open one.

    Raise :class:`UsageError` if there is no such update, or nothing was saved.
    """
    from statusgen.authoring.escaping import clean
    from statusgen.authoring.inserting import split_below
    from statusgen.authoring.stamping import next_instant, stamped
    from statusgen.commands.incidents import find_incident
    from statusgen.commands.planning import text_from
    from statusgen.commands.saving import save_text
    from statusgen.reading.updates import NAMES

    subject = find_incident(workspace, word, None, asks=asks)
    written = _find_update(workspace, subject, at)
    path, entry, heading = subject.file.path, subject.entry, written.heading
    starts = {each.line for each in entry.headings} | {
        each.line for each in subject.incident.team.log
    }
    until = min((line for line in starts if line > heading.line), default=None)
    above, old, below = split_below(subject.file.data, heading.line, until)
    before = clean(old).strip("\n")
    after = clean(text_from(edit, before)).strip("\n")
    shown = workspace.shown(path)
    if after == before:
        return Report(summary=f"{shown}: nothing changed")
    last = written.update.corrected or written.update.at
    stamp = stamped(next_instant(workspace.clock, last) or last, entry.zone)
    new = after
    for key, form, value in (
        ("announce", r"(?:yes|no)\W*$", "yes" if announce else ""),
        ("corrected", r"\d.*", stamp),
    ):
        known = rf"(?im)^(\W*{key}\s*:\s*){form}"
        if value and not re.search(known, new):
            field = re.match(rf"(?i)([-*+{BULLETS}\s]*)(?:{'|'.join(NAMES)})\s*:", new)
            bullet, gap = (field[1], "") if field else ("- ", "\n")
            new = f"{bullet}{key}: {value}\n{gap}{new}"
        elif value:
            new = re.sub(known, rf"\g<1>{value}", new, count=1)
    end = above[len(above.rstrip("\r\n")) :] or "\n"
    text = "\n".join(("", new, *("",) * bool(below), "")).replace("\n", end)
    data = f"{above}{text}{below}".encode()
    saved = save_text(workspace, path, data, before=subject.file.data)
    return Report(
        problems=saved.problems,
        summary=f"{shown}: {heading.text.removeprefix('## ')}, corrected",
        notes=(f"Readers see that you corrected it at {stamp}.",),
        written=path,
        message=f"Correct: {subject.incident.title}",
    )


def _find_update(workspace: Workspace, subject: Subject, at: str | None) -> WrittenUpdate:
    """Return the published update at a time, to the minute, or the newest one."""
    from statusgen.commands.options import UsageError
    from statusgen.commands.update_options import OptionReader
    from statusgen.moments import is_published

    entry = subject.entry
    shown = [each for each in entry.written if is_published(each.update.at, workspace.clock)]
    if not (shown and entry.is_shown(preview=False)):
        message = f"{subject.file.path} is not published, so you can just change the file."
        raise UsageError(message)
    reader = OptionReader.of(workspace, entry.zone)
    instant = reader.instant("--at", at)
    reader.finish()
    by_time = {entry.shown(each.update.at): each for each in shown}
    found = by_time.get(entry.shown(instant)) if instant else shown[-1]
    if not found:
        message = f"No update is from {at}. Published: {some([*by_time])}."
        raise UsageError(message)
    return found
