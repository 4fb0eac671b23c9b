"""``statusgen correct``: changes a published text, and says so to readers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

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
    from statusgen.authoring.inserting import split_below
    from statusgen.authoring.stamping import stamped
    from statusgen.commands.incidents import find_incident
    from statusgen.commands.options import UsageError
    from statusgen.commands.saving import save_text
    from statusgen.reading.updates import NAMES

    if message is None and not edit:
        reason = "--message is required: there is no terminal for your editor."
        raise UsageError(reason)
    subject = find_incident(workspace, word, None, asks=asks)
    written = _find_update(workspace, subject, at)
    path, update, heading = subject.file.path, written.update, written.heading.line
    starts = [each.line for each in subject.entry.headings]
    starts += [each.line for each in subject.incident.team.log]
    until = min((line for line in starts if line > heading), default=None)
    above, old, below = split_below(subject.file.data, heading, until)
    before = clean(old).strip("\n")
    if edit and message is None:
        text = edit(before)
    else:
        first = update.body.line - heading - 1 if update.body else None
        kept = "\n".join(clean(old).split("\n")[:first])
        text = message and message.strip() and f"{kept}\n{as_text(message, below_fields=True)}"
    after = clean(text or "").strip("\n")
    if not after.strip():
        reason = "The text was not saved" if text is None else "The text is empty"
        reason = f"{reason}. Nothing was written."
        raise UsageError(reason)
    shown = workspace.shown(path)
    if after == before:
        return Report(summary=f"{shown}: nothing changed")
    stamp = stamped(max(workspace.clock.replace(second=0), update.at), subject.entry.zone)
    new, was = re.subn(r"(?im)^(\W*corrected\s*:\s*)\d.*", rf"\g<1>{stamp}", after, count=1)
    if not was:
        keys = "|".join(NAMES)
        field = re.match(rf"(?i)([-*+{BULLETS}\s]*)(?:{keys})\s*:", after)
        bullet, gap = (field[1], "") if field else ("- ", "\n")
        new = f"{bullet}corrected: {stamp}\n{gap}{after}"
    gap = "\n" if below else ""
    end = above[len(above.rstrip("\r\n")) :] or "\n"
    whole = "".join((above, f"\n{new}\n{gap}".replace("\n", end), below))
    saved = save_text(workspace, path, whole.encode(), before=subject.file.data)
    title = written.heading.text.removeprefix("## ")
    return Report(
        problems=saved.problems,
        summary=f"{shown}: {title}, corrected",
        notes=(f"Readers see that you corrected it at {stamp}.",),
        written=path,
        message=f"Correct: {subject.incident.title}",
    )


def _find_update(workspace: Workspace, subject: Subject, at: str | None) -> WrittenUpdate:
    """Return the published update at a time, to the minute, or the newest one."""
    from statusgen.commands.options import UsageError
    from statusgen.commands.update_options import OptionReader
    from statusgen.moments import is_published

    entry, shown = subject.entry, subject.entry.is_shown(preview=False)
    times = [each for each in entry.written if is_published(each.update.at, workspace.clock)]
    if not (times and shown):
        message = f"{subject.file.path} is not published, so you can just change the file."
        raise UsageError(message)
    reader = OptionReader.of(workspace, entry.zone)
    instant = reader.instant("--at", at)
    reader.finish()
    # An update may have seconds, which people leave out.
    wanted = instant and entry.shown(instant)
    near = [each for each in times if wanted in {None, entry.shown(each.update.at)}]
    near = [each for each in near if each.update.at == instant] or near
    if not near:
        names = some([entry.shown(each.update.at) for each in times])
        message = f"No update is from {at}. Published: {names}."
        raise UsageError(message)
    return near[-1]
