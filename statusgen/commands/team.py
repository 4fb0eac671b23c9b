"""``statusgen team``: roles, people, contacts, and where updates are announced."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from statusgen.commands.parameters import project_option, workspace_of
from statusgen.commands.printing import print_table
from statusgen.problems import printable

if TYPE_CHECKING:
    from statusgen.commands.workspace import Workspace
    from statusgen.model import Channel, Person, Role


@click.command("team")
@project_option
def command(*, project: Path) -> None:
    """Show the team and the channels.

    It shows who has which role, how to reach them, and where updates are announced.
    """
    workspace = workspace_of(project)
    roles, channels = team(workspace)
    if roles:
        print_table(ROLES, roles)
    elif workspace.site.complete:
        click.echo(
            "site.yml has no `team:` yet. Add one, with a person and a backup for each role."
        )
    else:  # workspace_of has already reported the mistakes
        sys.exit(1)
    if channels:
        click.echo()
        print_table(CHANNELS, channels)


ROLES: Final = ("role", "who", "contact", "backups", "does")
CHANNELS: Final = ("channel", "audience", "announces")

Rows = tuple[tuple[str, ...], ...]
"""The cells of a table, safe to print."""


def team(workspace: Workspace) -> tuple[Rows, Rows]:
    """Return the roles and channels of a project; addresses of channels may be secret."""
    practice = workspace.site.practice
    channels = ((each.name, each.audience, _scope(each)) for each in practice.channels)
    return people(practice.team), _safe(channels)


def people(roles: Iterable[Role]) -> Rows:
    """Return a row for each role, below :data:`ROLES`."""
    return _safe(
        (
            role.name,
            role.primary.name,
            role.primary.contact,
            ", ".join(map(_person, role.backups)) or "none",
            role.does,
        )
        for role in roles
    )


def _person(person: Person) -> str:
    return f"{person.name} ({person.contact})" if person.contact else person.name


def _scope(channel: Channel) -> str:
    """Return which updates a channel announces."""
    parts = (
        f"impact {channel.impact.word} and above" if channel.impact else "",
        f"component {' or '.join(channel.components)}" if channel.components else "",
        f"kind {' or '.join(channel.kinds)}" if channel.kinds else "",
        f"when {' or '.join(channel.states)}" if channel.states else "",
    )
    more = (
        "not from {:%H:%M} to {:%H:%M} below major".format(*channel.quiet) if channel.quiet else "",
        f"after {channel.approve} approves" if channel.approve else "",
    )
    told = ", ".join(filter(None, parts)) or "everything"
    return "; ".join(filter(None, (told, *more)))


def _safe(rows: Iterable[tuple[str, ...]]) -> Rows:
    return tuple(tuple(map(printable, row)) for row in rows)
