"""``statusgen postmortem``: draft a postmortem, and publish it."""

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
    wait_option,
    workspace_of,
)
from statusgen.commands.prompts import finish_writing
from statusgen.commands.report import Report, answered

if TYPE_CHECKING:
    from statusgen.commands.incidents import Subject
    from statusgen.commands.workspace import Workspace
    from statusgen.reading.incident import PostmortemEntry


@click.command("postmortem", cls=TextCommand)
@click.argument("incident")
@click.option("--title", metavar="TEXT", help="The title (default: made from the incident's).")
@click.option("--publish", is_flag=True, help="Push a new draft, or make an existing one public.")
@wait_option
@no_input_option
@project_option
def command(
    *, incident: str, title: str | None, publish: bool, no_input: bool, project: Path
) -> None:
    """Draft a postmortem of INCIDENT, or publish it.

    The draft has the facts and the timeline from the incident's file. Once you have written the
    rest, --publish makes it public.
    """
    with prompts.interruptible():
        workspace = workspace_of(project)
        asks = prompts.is_dialogue(no_input=no_input)
        report = postmortem(workspace, incident, title=title, publish=publish, asks=asks)
    finish_writing(report, workspace, publish=publish)


_DRAFT: Final = re.compile(r"^draft:[ \t]*true(?=[ \t\r]*$)", re.MULTILINE)
"""The usual spelling; the author has to change any other."""


@answered
def postmortem(
    workspace: Workspace,
    word: str,
    *,
    title: str | None = None,
    publish: bool = False,
    asks: bool = False,
) -> Report:
    """Draft a postmortem of the incident that ``word`` names.

    With ``publish``, an existing draft gets a date of publication.
    """
    from statusgen.commands.incidents import find_incident
    from statusgen.commands.options import UsageError, line_of

    title = line_of("--title", title)
    subject = find_incident(workspace, word, None, asks=asks)
    earlier, slug = workspace.postmortem_of(subject.incident), subject.incident.slug
    if not earlier:
        return _draft(workspace, subject, title)
    path = workspace.shown(earlier.path)
    if publish and (subject.entry.internal or earlier.internal):
        what = f"`{slug}`" if subject.entry.internal else "it"
        message = f"{path} cannot be published, because {what} is internal."
        raise UsageError(message)
    if publish and earlier.draft and title is None:
        return _publish(workspace, subject, earlier)
    message = f"`{slug}` already has a postmortem: {path}"
    if earlier.draft:
        message += f". To publish it: `statusgen postmortem {slug} --publish`"
    raise UsageError(message)


def _draft(workspace: Workspace, subject: Subject, title: str | None) -> Report:
    from statusgen.authoring.lookback import Lookback, write_lookback
    from statusgen.commands.saving import save_text
    from statusgen.reading.content import POSTMORTEMS

    incident, timeline, internal = subject.incident, subject.timeline, subject.entry.internal
    lookback = Lookback(
        timeline=timeline,
        parts=workspace.parts(timeline.touched),
        internal=internal,
        sections=workspace.site.practice.sections,
        title=title,
        locale=workspace.locale(),
    )
    path = f"{POSTMORTEMS}{incident.slug}.md"
    text = write_lookback(lookback).encode()
    filed = save_text(workspace, path, text, before=None, beside=(subject.file.path,))
    notes = [*_still_open(subject)]
    notes.append("Write it for readers, without blame: what happened, why, and what will change.")
    if incident.team.log:
        notes.append("The internal log is in comments, which are never published.")
    notes.append(
        "The incident is internal, so its postmortem is never published."
        if internal
        else f"When it is ready, publish it: `statusgen postmortem {incident.slug} --publish`."
    )
    return Report(
        problems=filed.problems,
        summary=f"{workspace.shown(path)}: a draft with what is known so far",
        notes=tuple(notes),
        written=path,
        message=f"{incident.title}: draft of a postmortem",
    )


def _still_open(subject: Subject) -> tuple[str, ...]:
    note = f"`{subject.incident.slug}` is still open, so some facts are missing."
    return (note,) if subject.timeline.is_open else ()


def _publish(workspace: Workspace, subject: Subject, entry: PostmortemEntry) -> Report:
    """Date a draft. Raise :class:`UsageError` if some of it is still to be written."""
    from statusgen.authoring.lookback import TO_BE_WRITTEN
    from statusgen.authoring.stamping import stamped
    from statusgen.commands.options import UsageError
    from statusgen.commands.saving import save_text

    path = workspace.shown(entry.path)
    file = next(file for file in workspace.texts.files if file.path == entry.path)
    text = file.data.decode()
    rows = [str(row) for row, line in enumerate(text.split("\n"), 1) if TO_BE_WRITTEN in line]
    if rows:
        where = f"line{'s' if len(rows) > 1 else ''} {', '.join(rows)}"
        message = (
            f"{path} is not finished: `{TO_BE_WRITTEN}` is still in {where}. Write the text, or "
            "delete the section."
        )
        raise UsageError(message)
    now = workspace.clock.replace(second=0, microsecond=0)
    dated = f"published: {stamped(now, workspace.site.settings.timezone)}"
    head, fence, rest = text.partition("\n---")
    marked, count = _DRAFT.subn(dated, head, count=1)
    if not count or entry.front.get("published"):
        message = f"{path}: replace `draft: true` in the front matter with `{dated}`."
        raise UsageError(message)
    data = f"{marked}{fence}{rest}".encode()
    filed = save_text(workspace, entry.path, data, before=file.data, beside=(subject.file.path,))
    return Report(
        problems=filed.problems,
        summary=f"{path}: no longer a draft",
        notes=_still_open(subject),
        written=entry.path,
        message=f"{subject.incident.title}: postmortem",
    )
