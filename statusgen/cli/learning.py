"""The commands for afterwards: a postmortem, and a scenario out of experience."""

from __future__ import annotations

from pathlib import Path

import click

from statusgen.cli import dialogue
from statusgen.cli.parameters import (
    TextCommand,
    desk_of,
    no_input_option,
    project_option,
    publish_option,
)
from statusgen.cli.printing import usage_errors
from statusgen.cli.writing import finish_writing, settled


@click.command(cls=TextCommand)
@click.argument("incident")
@click.option("--title", metavar="TEXT", help="What readers see; made from the incident's own.")
@publish_option
@no_input_option
@project_option
def postmortem(
    *, incident: str, title: str | None, publish: bool, no_input: bool, project: Path
) -> None:
    """Write the draft of a postmortem for INCIDENT, with what its file says already.

    With --publish a draft that is there is dated, so that it becomes public.
    """
    with dialogue.interruptible(), usage_errors():
        from statusgen.commands import postmortem as command  # noqa: PLC0415 - `--help` loads none

        desk = desk_of(project)
        report = settled(
            lambda name, *, again: command.postmortem(  # noqa: ARG005 - nothing to reopen
                desk, name, title=title, publish=publish
            ),
            incident,
            asks=dialogue.is_dialogue(no_input=no_input),
        )
    finish_writing(report, desk, publish=publish)


@click.command(cls=TextCommand)
@click.option("--from", "incident", metavar="INCIDENT", required=True, help="What it is made of.")
@click.option("--name", help="The name of the file; that of the incident without its day.")
@click.option("--title", metavar="TEXT", help="What authors choose it by; the incident's own.")
@publish_option
@no_input_option
@project_option
def scenario(
    *,
    incident: str,
    name: str | None,
    title: str | None,
    publish: bool,
    no_input: bool,
    project: Path,
) -> None:
    """Write a scenario made from an incident: its texts, made general, and its log as steps."""
    with dialogue.interruptible(), usage_errors():
        from statusgen.commands import scenario as command  # noqa: PLC0415 - `--help` loads none

        desk = desk_of(project)
        report = settled(
            lambda word, *, again: command.scenario(desk, word, name=name, title=title),  # noqa: ARG005 - nothing to reopen
            incident,
            asks=dialogue.is_dialogue(no_input=no_input),
        )
    finish_writing(report, desk, publish=publish)
