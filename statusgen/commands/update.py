"""``statusgen update``: adds an update to the file of an incident."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from statusgen.commands import prompts
from statusgen.commands.parameters import TextCommand, typed, update_options, workspace_of
from statusgen.commands.report import Report, answered

if TYPE_CHECKING:
    from statusgen.commands.planning import Edit
    from statusgen.commands.update_options import UpdateOptions
    from statusgen.commands.workspace import Workspace


@click.command("update", cls=TextCommand)
@click.argument("words", metavar="[INCIDENT] [STATE]", nargs=-1)
@click.option("--cause", metavar="TEXT", help="Why it happened.")
@click.option("--fix", metavar="TEXT", help="How it was fixed.")
@click.option("--action", metavar="TEXT", help="What people must do, or none.")
@click.option("--ended", metavar="TIME", help="When it ended, if before the update.")
@click.option("--window", metavar="'TIME / TIME'", help="The new window of maintenance.")
@click.option("--reopen", is_flag=True, help="Reopen an incident that has ended.")
@update_options
def command(
    *,
    words: tuple[str, ...],
    reopen: bool,
    edit: bool,
    publish: bool,
    no_input: bool,
    project: Path,
    **said: Any,  # noqa: ANN401 - those of update_options
) -> None:
    """Add an update to INCIDENT, or to the open one.

    STATE is identified, monitoring, resolved or another state. `update`, or --message without
    STATE, keeps the current one.
    """
    from statusgen.commands.editor import Editor
    from statusgen.commands.incidents import find_incident, incident_and_state
    from statusgen.commands.update_options import UpdateOptions
    from statusgen.model import STATES

    with prompts.interruptible():
        workspace = workspace_of(project)
        options = UpdateOptions(**typed(said))
        asks = said["message"] != "-" and prompts.is_dialogue(no_input=no_input)
        if asks and not words and said["message"] is None:
            open_one = find_incident(workspace, None, None, asks=True).incident
            states = [(each.word, each.heading) for each in STATES[open_one.sort]]
            words = (open_one.slug, prompts.choose("Which state?", states))
        incident, state = incident_and_state(words, keeps=said["message"] is not None)
        editor = Editor(asked=edit)
        write = editor if asks or edit else None
        report = editor.run(
            partial(
                update,
                workspace,
                incident,
                state,
                options,
                reopen=reopen,
                asks=asks,
                edit=write,
                always_edit=edit,
            )
        )
    prompts.finish_writing(report, workspace, publish=publish)


TOLD: Final = frozenset({"missing-explanation", "missing-action"})
"""Warnings that the report covers itself, with the command to type."""


@answered
def update(
    workspace: Workspace,
    word: str | None,
    state_word: str,
    options: UpdateOptions,
    *,
    reopen: bool = False,
    asks: bool = False,
    edit: Edit | None = None,
    always_edit: bool = False,
) -> Report:
    """Append an update to the incident that ``word`` names, or to the open one."""
    from statusgen.authoring.composing import section
    from statusgen.commands import reminders
    from statusgen.commands.incidents import find_incident, read_state
    from statusgen.commands.planning import is_reopened, plan_update
    from statusgen.commands.questions import ask_for_update, complete
    from statusgen.commands.saving import save_text
    from statusgen.timeline import timeline_of

    subject = find_incident(workspace, word, read_state(state_word), asks=asks)
    state = read_state(state_word, subject.incident.sort)
    plan_with = partial(plan_update, workspace, subject, state, edits=edit is not None)
    plan = plan_with(options)
    reopened = is_reopened(subject, state, plan.frame.at, reopen=reopen, asks=asks)
    if asks:
        found = reminders.open_questions(subject, state, plan, is_reopened=reopened)
        options = ask_for_update(found, options)
    plan = complete(workspace, options, plan_with, asks=asks)
    written = plan.edited(edit, always=always_edit)
    new = subject.with_section(section(written.heading, written.fields, written.text))
    saved = save_text(workspace, subject.file.path, new, before=subject.file.data)
    frame, given = plan.frame, plan.given
    now = max(frame.at, workspace.clock)
    after = timeline_of(saved.incident, now) if saved.incident else subject.timeline
    path = workspace.shown(subject.file.path)
    return Report(
        problems=tuple(each for each in saved.problems if each.code not in TOLD),
        summary=f"{path}: {written.heading.removeprefix('## ')}",
        notes=(
            *reminders.ready_made(written),
            *reminders.understood(given.window, given, frame),
            *reminders.promise_after(written, frame, after),
            *reminders.owed(workspace, after, path),
            *reminders.still_seen(workspace, subject, state, given, after),
        ),
        written=subject.file.path,
        message=f"{state.heading}: {subject.incident.title}",
    )
