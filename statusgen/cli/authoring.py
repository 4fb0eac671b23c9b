"""The commands for whoever writes: a new incident, an update, an entry in the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from statusgen.cli import dialogue
from statusgen.cli.editor import Editor
from statusgen.cli.parameters import (
    TextCommand,
    desk_of,
    no_input_option,
    project_option,
    publish_option,
)
from statusgen.cli.printing import usage_errors
from statusgen.cli.writing import finish_writing, settled

if TYPE_CHECKING:  # what commands need is heavy, and --help needs none of it
    from statusgen.commands.desk import Desk
    from statusgen.commands.report import Report
    from statusgen.commands.said import Said

F = TypeVar("F", bound=Callable[..., Any])

at_option = click.option(
    "--at", metavar="TIME", help="When it is of, such as '2026-11-20 14:05'; now if left out."
)
_SAID = (
    at_option,
    click.option("--message", metavar="TEXT", help="The text, in Markdown; - for standard input."),
    click.option("--edit", is_flag=True, help="Write the text in an editor."),
    click.option(
        "--component",
        "components",
        metavar="ID=STATE",
        multiple=True,
        help="A component and its state from now on; again for each.",
    ),
    click.option("--impact", metavar="WORD", help="none, minor, major or critical."),
    click.option(
        "--next",
        "next_",
        metavar="WHEN",
        help="When the next update comes: 30m, 15:00, a time, or none; by the cadence if left out.",
    ),
    click.option("--eta", metavar="WHEN", help="When it is expected to be over, as --next."),
    click.option("--workaround", metavar="TEXT", help="What users can do meanwhile."),
    click.option(
        "--set",
        "values",
        metavar="NAME=VALUE",
        multiple=True,
        help="A variable of the scenario; again for each.",
    ),
    publish_option,
    no_input_option,
    project_option,
)


def said_options(command: F) -> F:
    """Add the options that say something of an update, and where and how it is written."""
    for option in reversed(_SAID):
        command = option(command)
    return command


@click.command(cls=TextCommand)
@click.argument("scenario", required=False)
@click.option("--title", metavar="TEXT", help="What readers see in lists.")
@click.option(
    "--kind",
    "kinds",
    metavar="WORD",
    multiple=True,
    help="degradation, outage, data_loss, security or notice; again for each.",
)
@click.option("--started", metavar="TIME", help="When it began, if before it was noticed.")
@click.option("--from", "start", metavar="WHEN", help="When the maintenance begins.")
@click.option(
    "--until", metavar="WHEN", help="When it is planned to be over; a duration counts from --from."
)
@click.option("--draft", is_flag=True, help="Do not publish it yet.")
@click.option("--drill", is_flag=True, help="Only practise: internal, and marked as a drill.")
@said_options
@click.option("--list", "listing", is_flag=True, help="Show the scenarios, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="With --list: print them for programs.")
def new(
    *,
    scenario: str | None,
    title: str | None,
    kinds: tuple[str, ...],
    started: str | None,
    start: str | None,
    until: str | None,
    draft: bool,
    drill: bool,
    edit: bool,
    publish: bool,
    no_input: bool,
    project: Path,
    listing: bool,
    as_json: bool,
    **said: Any,  # noqa: ANN401 - the options of _SAID
) -> None:
    """Begin an incident, a maintenance or a notice, from SCENARIO if one is named.

    --list shows the scenarios; none is what to name where no one fits. On a terminal it asks for
    what is missing.
    """
    if as_json and not listing:
        message = "--json is for --list."
        raise click.UsageError(message)
    with dialogue.interruptible(), usage_errors():
        from statusgen.commands import catalogue  # noqa: PLC0415 - `--help` loads no command
        from statusgen.commands import new as command  # noqa: PLC0415 - `--help` loads no command
        from statusgen.commands.drafting import no_editor  # noqa: PLC0415 - `--help` loads none

        desk = desk_of(project)
        if listing:
            click.echo(catalogue.as_json(desk) if as_json else catalogue.as_table(desk))
            return
        wish = command.Wish(
            scenario=scenario,
            title=title,
            kinds=kinds,
            started=started,
            start=start,
            until=until,
            draft=draft,
            drill=drill,
        )
        words = _said(said)
        asks = _asks(said, no_input=no_input)
        command.check_options(desk, wish, words)
        if asks:
            wish, words = dialogue.begin(desk, wish, words)
        with Editor(asked=edit) as editor:
            write = editor if asks or edit else no_editor
            report = (dialogue.ask_until_complete if asks else _once)(
                desk,
                lambda request: command.new(desk, *request, edit=write, always_edit=edit),
                (wish, words),
                dialogue.answered_wish,
            )
        editor.give_back(report)
    finish_writing(report, desk, publish=publish)


@click.command(cls=TextCommand)
@click.argument("words", metavar="[INCIDENT] STATE", nargs=-1)
@click.option("--cause", metavar="TEXT", help="Why it happened.")
@click.option("--fix", metavar="TEXT", help="How it was put right.")
@click.option("--action", metavar="TEXT", help="What users must do, or none.")
@click.option("--window", metavar="'TIME / TIME'", help="The new window of a maintenance.")
@click.option("--reopen", is_flag=True, help="Open again what is over.")
@said_options
def update(
    *,
    words: tuple[str, ...],
    reopen: bool,
    edit: bool,
    publish: bool,
    no_input: bool,
    project: Path,
    **said: Any,  # noqa: ANN401 - the options of _SAID
) -> None:
    """Add an update to INCIDENT, or to the one that is open.

    STATE is one such as identified, monitoring or resolved; `update` keeps the one before it.
    """
    with dialogue.interruptible(), usage_errors():
        from statusgen.commands import asking, choosing  # noqa: PLC0415 - `--help` loads no command
        from statusgen.commands import update as command  # noqa: PLC0415 - `--help` loads no command
        from statusgen.commands.drafting import no_editor  # noqa: PLC0415 - `--help` loads none

        incident, state = choosing.incident_and_state(words)
        desk = desk_of(project)
        asks = _asks(said, no_input=no_input)
        editor = Editor(asked=edit)
        write = editor if asks or edit else no_editor

        request = _said(said)

        def attempt(name: str | None, *, again: bool) -> Report:
            words = request
            if asks:
                found = asking.wanted(desk, name, state, request, reopen=again)
                words = dialogue.complete(found, request)
            return (dialogue.ask_until_complete if asks else _once)(
                desk,
                lambda request: command.update(
                    desk, name, state, request, reopen=again, edit=write, always_edit=edit
                ),
                words,
                dialogue.answered,
            )

        with editor:
            report = settled(attempt, incident, reopen=reopen, asks=asks)
        editor.give_back(report)
    finish_writing(report, desk, publish=publish)


@click.command(cls=TextCommand)
@click.argument("words", metavar="[INCIDENT] TEXT", nargs=-1)
@at_option
@publish_option
@no_input_option
@project_option
def log(
    *, words: tuple[str, ...], at: str | None, publish: bool, no_input: bool, project: Path
) -> None:
    """Add TEXT to the log of INCIDENT, or of the one that is open; - reads standard input.

    The log is for the team: decisions, changes, who confirmed what. It is never published.
    """
    with dialogue.interruptible(), usage_errors():
        from statusgen.commands import log as command  # noqa: PLC0415 - `--help` loads no command

        if len(words) not in {1, 2}:
            message = "Write the text in quotes: statusgen log 'We roll back the release.'"
            raise click.UsageError(message)
        desk = desk_of(project)
        text = dialogue.read_message(words[-1]) or ""
        report = settled(
            lambda name, *, again: command.log(desk, name, text, at=at),  # noqa: ARG005 - nothing to reopen
            words[0] if len(words) > 1 else None,
            asks=words[-1] != "-" and dialogue.is_dialogue(no_input=no_input),
        )
    finish_writing(report, desk, publish=publish)


def _said(options: dict[str, Any]) -> Said:
    from statusgen.commands.said import Said  # noqa: PLC0415 - `--help` loads no command

    said = Said(**{("next" if name == "next_" else name): each for name, each in options.items()})
    return replace(said, message=dialogue.read_message(said.message))


def _asks(options: dict[str, Any], *, no_input: bool) -> bool:
    """Tell whether to ask; not where standard input is the text."""
    return options["message"] != "-" and dialogue.is_dialogue(no_input=no_input)


def _once(_desk: Desk, attempt: Callable[[Any], Report], request: Any, _: object) -> Report:  # noqa: ANN401 - any request
    """Make an attempt, where nobody can be asked for more."""
    return attempt(request)
