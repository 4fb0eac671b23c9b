"""The commands for afterwards: a postmortem, and a scenario out of experience."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.cli import dialogue
from statusgen.cli.parameters import desk_of, project_option, publish_option
from statusgen.cli.printing import finish, usage_errors

if TYPE_CHECKING:  # what commands need is heavy, and --help needs none of it
    from statusgen.commands.report import Report


@click.command()
@click.argument("incident")
@click.option("--title", metavar="TEXT", help="What readers see; made from the incident's own.")
@publish_option
@project_option
def postmortem(*, incident: str, title: str | None, publish: bool, project: Path) -> None:
    """Write the draft of a postmortem for INCIDENT, with what its file says already."""
    with dialogue.interruptible(), usage_errors():
        from statusgen.commands import postmortem as command  # noqa: PLC0415 - `--help` loads none
        from statusgen.commands.publication import published  # noqa: PLC0415 - `--help` loads none

        desk = desk_of(project)
        report = _chosen(lambda name: command.postmortem(desk, name, title=title), incident)
        if publish:
            report = published(report, desk.folder, clock=desk.clock)
    finish(report, "text", desk.folder)


@click.command()
@click.option("--from", "incident", metavar="INCIDENT", required=True, help="What it is made of.")
@click.option("--name", help="The name of the file; that of the incident without its day.")
@click.option("--title", metavar="TEXT", help="What authors choose it by; the incident's own.")
@project_option
def scenario(*, incident: str, name: str | None, title: str | None, project: Path) -> None:
    """Write a scenario made from an incident: its texts, made general, and its log as steps."""
    with dialogue.interruptible(), usage_errors():
        from statusgen.commands import scenario as command  # noqa: PLC0415 - `--help` loads none

        desk = desk_of(project)
        report = _chosen(
            lambda word: command.scenario(desk, word, name=name, title=title), incident
        )
    finish(report, "text", desk.folder)


def _chosen(attempt: Callable[[str], Report], name: str) -> Report:
    """Make an attempt; where several incidents may be meant, a terminal asks which."""
    from statusgen.commands.choosing import AmbiguousError  # noqa: PLC0415 - `--help` loads none

    while True:
        try:
            return attempt(name)
        except AmbiguousError as error:
            if not dialogue.is_dialogue(no_input=False):
                raise
            choices = [(choice.name, choice.title) for choice in error.choices]
            name = dialogue.choose("Which one?", choices)
