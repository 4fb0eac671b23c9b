"""``statusgen correct``: changes a published text, and says so to readers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from statusgen.commands import prompts
from statusgen.commands.parameters import (
    TextCommand,
    no_input_option,
    project_option,
    publish_option,
    read_message,
    workspace_of,
)
from statusgen.commands.printing import usage_errors
from statusgen.commands.report import Report, answered, some
from statusgen.lookalikes import BULLETS

if TYPE_CHECKING:
    from statusgen.commands.incidents import Subject
    from statusgen.commands.planning import Edit
    from statusgen.commands.workspace import Workspace
    from statusgen.reading.updates import WrittenUpdate

_BULLET: Final = re.compile(rf"[-*+{BULLETS}\s]*")


@click.command("correct", cls=TextCommand)
@click.argument("incident", required=False)
@click.option("--at", metavar="TIME", help="The time of the update (default: the newest update).")
@click.option(
    "--message",
    metavar="TEXT",
    help="The new text, in Markdown; - reads standard input (default: your editor opens).",
)
@publish_option
@no_input_option
@project_option
def command(
    *,
    incident: str | None,
    at: str | None,
    message: str | None,
    publish: bool,
    no_input: bool,
    project: Path,
) -> None:
    """Correct a published update of INCIDENT, or of the open one.

    Your editor opens the update with its fields. Readers are shown that you corrected it, and when.
    """
    from statusgen.commands.editor import Editor

    with prompts.interruptible(), usage_errors():
        workspace = workspace_of(project)
        asks = message != "-" and prompts.is_dialogue(no_input=no_input)
        text = read_message(message)
        with Editor(asked=True) as editor:
            edit = editor if asks and text is None else None
            report = correct(workspace, incident, at=at, message=text, asks=asks, edit=edit)
        editor.give_back(report)
    prompts.finish_writing(report, workspace, publish=publish)


@answered
def correct(
    workspace: Workspace,
    word: str | None,
    *,
    at: str | None = None,
    message: str | None = None,
    asks: bool = False,
    edit: Edit | None = None,
) -> Report:
    """Change an update of the incident that ``word`` names, or of the open one.

    ``message`` replaces its text, and ``edit`` its fields and its text. Raise :class:`UsageError`
    if there is neither, or no such update.
    """
    from statusgen.authoring.escaping import as_text, clean
    from statusgen.authoring.inserting import replace_below, text_below
    from statusgen.authoring.stamping import stamped
    from statusgen.commands.incidents import find_incident
    from statusgen.commands.options import UsageError
    from statusgen.commands.saving import save_text
    from statusgen.lookalikes import plain
    from statusgen.notation.words import fold
    from statusgen.reading.updates import NAMES

    if message is None and not edit:
        reason = "--message is required: there is no terminal for your editor."
        raise UsageError(reason)
    subject = find_incident(workspace, word, None, asks=asks)
    written = _find_update(workspace, subject, at)
    data, heading = subject.file.data, written.heading.line
    starts = [each.line for each in subject.entry.headings]
    starts += [each.line for each in subject.incident.team.log]
    until = min((line for line in starts if line > heading), default=None)
    rows = text_below(data, heading, until)
    first = written.update.body.line - heading - 1 if written.update.body else len(rows)
    places = {each.key: each.name.line - heading - 1 for each in written.fields}
    was = places.pop("corrected", None)  # the editor does not show it
    head = "\n".join(row for place, row in enumerate(rows[:first]) if place != was).strip("\n")
    text = "\n".join(rows[first:]).strip("\n")
    before = f"{head}\n\n{text}".strip("\n")
    if message is not None:
        text = as_text(message, below_fields=True) if clean(message).strip() else ""
    edited = edit(before) if edit else text and f"{head}\n\n{text}"
    after = clean(edited or "").strip("\n")
    if not after.strip():
        reason = "The text was not saved" if edited is None else "The text is empty"
        reason = f"{reason}. Nothing was written."
        raise UsageError(reason)
    path = workspace.shown(subject.file.path)
    if after == before:
        return Report(summary=f"{path}: nothing changed")
    zone = subject.entry.zone
    stamp = stamped(max(workspace.clock.replace(second=0), written.update.at), zone)
    row = rows[min(places.values())] if places else "- "
    bullet = _BULLET.match(row)
    key = fold(_BULLET.sub("", plain(after), count=1).partition(":")[0])
    gap = "" if key in map(fold, NAMES) else "\n"
    new = f"{bullet[0] if bullet else ''}corrected: {stamp}\n{gap}{after}"
    saved = save_text(
        workspace, subject.file.path, replace_below(data, heading, until, new), before=data
    )
    title = written.heading.text.removeprefix("## ")
    return Report(
        problems=saved.problems,
        summary=f"{path}: {title}, corrected",
        notes=(f"Readers see that you corrected it at {stamp}.",),
        written=subject.file.path,
        message=f"Correct: {subject.incident.title}",
    )


def _find_update(workspace: Workspace, subject: Subject, at: str | None) -> WrittenUpdate:
    """Return the published update at a time, to the minute, or the newest one."""
    from statusgen.authoring.stamping import stamped
    from statusgen.commands.options import UsageError
    from statusgen.commands.update_options import OptionReader
    from statusgen.moments import is_published

    entry, incident = subject.entry, subject.incident
    hidden = entry.internal or incident.draft
    published = [
        each
        for each in entry.written
        if is_published(each.update.at, workspace.clock) and not hidden
    ]
    if not published:
        message = f"{subject.file.path} is not published, so you can just change the file."
        raise UsageError(message)
    reader = OptionReader.of(workspace, entry.zone)
    instant = reader.instant("--at", at)
    reader.finish()
    if not instant:
        return published[-1]
    near = [
        each for each in published if each.update.at.replace(second=0) == instant.replace(second=0)
    ]
    if not near:
        times = some([stamped(each.update.at, entry.zone) for each in published])
        message = f"No update is from {stamped(instant, entry.zone)}. Published: {times}."
        raise UsageError(message)
    return max(near, key=lambda each: (each.update.at == instant, each.update.at))
