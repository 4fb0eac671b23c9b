"""``statusgen new``: writes the file of a new incident with its first update."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from statusgen.commands import prompts
from statusgen.commands.parameters import (
    TextCommand,
    another_option,
    typed,
    update_options,
    workspace_of,
)
from statusgen.commands.report import Report, answered

if TYPE_CHECKING:
    from statusgen.commands.planning import Edit
    from statusgen.commands.update_options import NewOptions
    from statusgen.commands.workspace import Workspace


@click.command("new", cls=TextCommand)
@click.argument("scenario", required=False)
@click.option("--title", metavar="TEXT", help="The title (default: the scenario's).")
@click.option(
    "--kind",
    "kinds",
    metavar="WORD",
    multiple=True,
    help="degradation, outage, data_loss, security or notice; repeatable "
    "(default: the scenario's).",
)
@click.option("--started", metavar="TIME", help="When it began (default: with the first update).")
@click.option(
    "--from",
    "start",
    metavar="WHEN",
    help="When maintenance starts: now, 22:00, 2h, or a day and time.",
)
@click.option(
    "--until",
    metavar="WHEN",
    help="When maintenance or a notice ends; 2h counts from --from (default: the scenario's).",
)
@click.option("--draft", is_flag=True, help="Write a draft, which is not published.")
@click.option("--drill", is_flag=True, help="Write an internal exercise, marked as a drill.")
@update_options
@another_option
def command(
    *,
    scenario: str | None,
    title: str | None,
    kinds: tuple[str, ...],
    started: str | None,
    start: str | None,
    until: str | None,
    draft: bool,
    drill: bool,
    another: bool,
    edit: bool,
    publish: bool,
    no_input: bool,
    project: Path,
    **said: Any,  # noqa: ANN401 - those of update_options
) -> None:
    """Start an incident, maintenance or a notice.

    SCENARIO provides its texts and settings; `none` starts without one. On a terminal, the command
    asks for anything missing.
    """
    from statusgen.commands.editor import Editor
    from statusgen.commands.update_options import NewOptions
    from statusgen.git.checkout import find_news

    with prompts.interruptible():
        workspace = workspace_of(project)
        options = NewOptions(
            **typed(said),
            scenario=scenario,
            title=title,
            kinds=kinds,
            started=started,
            start=start,
            until=until,
            draft=draft,
            drill=drill,
        )
        asks = said["message"] != "-" and prompts.is_dialogue(no_input=no_input)
        if (asks or not publish) and (news := find_news(workspace.folder)):
            click.echo(news, err=True)
        editor = Editor(asked=edit)
        write = editor if asks or edit else None
        report = editor.run(
            partial(new, workspace, options, asks=asks, edit=write, always_edit=edit)
        )
    second = prompts.second_incident(another=another, asks=asks)
    prompts.finish_writing(report, workspace, publish=publish, second=second)


OFFER: Final = "A scenario fills in most of this. Run `statusgen runbook` to list them."


@answered
def new(
    workspace: Workspace,
    options: NewOptions,
    *,
    asks: bool = False,
    edit: Edit | None = None,
    always_edit: bool = False,
) -> Report:
    """Write the file of a new incident; with ``asks``, ask for what is missing.

    Raise :class:`UsageError` if an option is wrong or something is missing.
    """
    from statusgen.authoring.composing import section
    from statusgen.authoring.front import front_matter
    from statusgen.authoring.naming import name_of
    from statusgen.commands import questions, reminders, scenarios
    from statusgen.commands.planning import plan_incident
    from statusgen.commands.saving import save_text
    from statusgen.model import Sort
    from statusgen.notation.times import local
    from statusgen.reading.content import INCIDENTS

    word = options.scenario
    scenario = None
    if word is not None and word != scenarios.NO_SCENARIO:
        scenario = scenarios.find_scenario(workspace, word, asks=asks)
    if asks and word is None:
        word = questions.ask_for_scenario(workspace)
        scenario = workspace.scenario(word)
    if asks:
        plan_incident(workspace, options, scenario)  # a wrong option needs no questions
        options = questions.ask_for_incident(workspace, options, scenario)
    plan = questions.complete(
        workspace,
        options,
        partial(plan_incident, workspace, scenario=scenario, edits=edit is not None),
        asks=asks,
        hint=OFFER if word is None and workspace.scenario_files else "",
    )
    written = plan.edited(edit, always=always_edit)
    frame, head = plan.frame, plan.head
    day = local(frame.at, workspace.zone).date()
    name = name_of(day, head.title, workspace.texts.files, workspace.recent.settled)
    text = front_matter(head, workspace.zone)
    text += section(written.heading, written.fields, written.text)
    path = f"{INCIDENTS}{name}.md"
    saved = save_text(workspace, path, text.encode(), before=None)
    is_open = plan.sort is Sort.INCIDENT and not frame.state.is_end
    return Report(
        problems=saved.problems,
        summary=f"{workspace.shown(path)}: {written.heading.removeprefix('## ')}",
        notes=(
            *reminders.nature(head, drill=options.drill),
            *reminders.open_as_well(workspace, path),
            *reminders.ready_made(written),
            *reminders.begun(workspace, saved.incident, head),
            *scenarios.briefing(workspace.site.practice, scenario),
            *reminders.understood(head.window, plan.given, frame),
            *reminders.promise_of(written, frame, is_open=is_open),
        ),
        written=path,
        message=f"{plan.sort.capitalize()}: {head.title}",
    )
