"""``statusgen postmortem``: the draft of a look back, and its publication."""

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
    workspace_of,
)
from statusgen.commands.printing import usage_errors
from statusgen.commands.prompts import finish_writing, settled
from statusgen.commands.report import Report

if TYPE_CHECKING:
    from statusgen.commands.incidents import Subject
    from statusgen.commands.options import UsageError
    from statusgen.commands.workspace import Workspace
    from statusgen.reading.incident import PostmortemEntry


@click.command("postmortem", cls=TextCommand)
@click.argument("incident")
@click.option("--title", metavar="TEXT", help="What readers see; made from the incident's own.")
@publish_option
@no_input_option
@project_option
def command(
    *, incident: str, title: str | None, publish: bool, no_input: bool, project: Path
) -> None:
    """Write the draft of a postmortem for INCIDENT, with what its file says already.

    With --publish a draft that is there is dated, so that it becomes public.
    """
    with prompts.interruptible(), usage_errors():
        desk = workspace_of(project)
        report = settled(
            lambda name, *, again: postmortem(  # noqa: ARG005 - nothing to reopen
                desk, name, title=title, publish=publish
            ),
            incident,
            asks=prompts.is_dialogue(no_input=no_input),
        )
    finish_writing(report, desk, publish=publish)


_DRAFT: Final = re.compile(r"^draft:[ \t]*true(?=[ \t\r]*$)", re.MULTILINE)
"""As a draft is written; one that is written otherwise is left to its author."""

_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_EMPTY: Final = re.compile(r"^## [^\n]*\n(?:[^\S\n]*\n)*(?=## |\Z)", re.MULTILINE)


def postmortem(
    desk: Workspace, word: str, *, title: str | None = None, publish: bool = False
) -> Report:
    """Write the draft of a postmortem for the incident that ``word`` names.

    With ``publish`` one that is there already is dated, so that it is a draft no more.
    """
    from statusgen.commands.saving import answered

    return answered(lambda: _postmortem(desk, word, title, publish=publish))


def _postmortem(desk: Workspace, word: str, title: str | None, *, publish: bool) -> Report:
    from statusgen.authoring.lookback import Lookback, write_lookback
    from statusgen.commands.incidents import find_incident
    from statusgen.commands.options import title_of
    from statusgen.commands.saving import save_text
    from statusgen.reading.content import POSTMORTEMS

    title = title_of(title)
    subject = find_incident(desk, word, None)
    if earlier := desk.postmortem_of(subject.incident):
        if publish and (earlier.internal or subject.entry.internal):
            raise _never_public(desk, subject, earlier)
        if not (publish and earlier.draft and title is None):
            raise _there_already(desk, subject, earlier)
        return _publish(desk, subject, earlier)
    lookback = Lookback(
        timeline=subject.timeline,
        log=subject.incident.team.log,
        names=desk.names(desk.directory.ids.get(each, each) for each in subject.timeline.touched),
        internal=subject.entry.internal,
        sections=desk.site.practice.sections,
        title=title,
        as_of=desk.clock,
        locale=desk.locale(),
    )
    path = f"{POSTMORTEMS}{subject.incident.slug}.md"
    beside = (subject.file.path,)
    filed = save_text(desk, path, write_lookback(lookback).encode(), before=None, beside=beside)
    return Report(
        problems=filed.problems,
        summary=f"{desk.shown(path)}: a draft, with what is known already",
        notes=tuple(_notes(subject)),
        written=path,
        message=f"{subject.incident.title}: draft of a postmortem",
    )


def _notes(subject: Subject) -> list[str]:
    notes = _still_open(subject)
    notes.append("Write for readers, without blame: what happened, why, and what changes.")
    if count := len(subject.incident.team.log):
        notes.append(f"Entries of the log, {count} here, stand in comments: never published.")
    if subject.entry.internal:
        return [*notes, "The incident is internal, and so is this: it is never published."]
    again = f"`statusgen postmortem {subject.incident.slug} --publish`"
    return [*notes, f"Once it is written, {again} makes it public."]


def _still_open(subject: Subject) -> list[str]:
    goes_on = f"`{subject.incident.slug}` is not over: what comes of it is not in here yet."
    return [goes_on] * subject.timeline.is_open


def _publish(desk: Workspace, subject: Subject, entry: PostmortemEntry) -> Report:
    """Date a draft. Raise :class:`UsageError` where there is still something to be written."""
    from statusgen.authoring.lookback import TO_BE_WRITTEN
    from statusgen.authoring.stamping import stamped
    from statusgen.commands.options import UsageError
    from statusgen.commands.saving import save_text

    file = next(file for file in desk.texts.files if file.path == entry.path)
    text = file.data.decode()
    if lines := _unwritten(text):
        where = f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"
        message = f"{desk.shown(entry.path)} is not written yet: {where}. Replace "
        message += f"`{TO_BE_WRITTEN}` there by a text, or delete the section."
        raise UsageError(message)
    zone = desk.site.settings.timezone
    dated = f"published: {stamped(desk.clock.replace(second=0, microsecond=0), zone)}"
    head = text.split("\n---", 1)[0]
    marked, count = _DRAFT.subn(dated, head, count=1)
    text = marked + text[len(head) :]
    if not count or entry.front is None or entry.front.get("published"):
        message = f"{desk.shown(entry.path)}: replace `draft: true` at its head by `{dated}`."
        raise UsageError(message)
    beside = (subject.file.path,)
    filed = save_text(desk, entry.path, text.encode(), before=file.data, beside=beside)
    return Report(
        problems=filed.problems,
        summary=f"{desk.shown(entry.path)}: no draft any more",
        notes=tuple(_still_open(subject)),
        written=entry.path,
        message=f"{subject.incident.title}: postmortem",
    )


def _unwritten(text: str) -> list[int]:
    """Return the lines that are still to be written, and the headings with nothing below them."""
    from statusgen.authoring.lookback import TO_BE_WRITTEN

    shown = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text.replace("\r", ""))
    rows = {number for number, row in enumerate(text.split("\n"), 1) if TO_BE_WRITTEN in row}
    empty = {shown.count("\n", 0, each.start()) + 1 for each in _EMPTY.finditer(shown)}
    # A heading whose only text is the mark is told once, by the mark.
    marked = {max((each for each in empty if each < row), default=0) for row in rows}
    return sorted(rows | (empty - marked))


def _never_public(desk: Workspace, subject: Subject, entry: PostmortemEntry) -> UsageError:
    from statusgen.commands.options import UsageError

    path = desk.shown(entry.path)
    message = f"{path} is internal, and never published"
    if subject.entry.internal:
        message = f"`{subject.incident.slug}` is internal, and so is {path}: it is never published"
    return UsageError(message)


def _there_already(desk: Workspace, subject: Subject, entry: PostmortemEntry) -> UsageError:
    from statusgen.commands.options import UsageError

    slug = subject.incident.slug
    message = f"`{slug}` has a postmortem already: {desk.shown(entry.path)}"
    if entry.draft:
        message += f". `statusgen postmortem {slug} --publish` makes it public"
    return UsageError(message)
