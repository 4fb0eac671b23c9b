"""``statusgen team``: who has which role, how to reach them, and where updates are announced."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from statusgen.commands.parameters import project_option, workspace_of
from statusgen.commands.printing import print_table, usage_errors
from statusgen.problems import printable

if TYPE_CHECKING:
    from statusgen.commands.workspace import Workspace
    from statusgen.model import Channel, Person, Role


@click.command("team")
@project_option
def command(*, project: Path) -> None:
    """Show who has which role and how to reach them, and where updates are announced."""
    with usage_errors():
        desk = workspace_of(project)
        found = team(desk)
    if found.roles:
        print_table(ROLES, found.roles)
    elif desk.site.complete:
        click.echo("site.yml names no team yet. Give each role somebody, and a backup: `team:`.")
    else:  # as was said
        sys.exit(1)
    if found.channels:
        click.echo()
        print_table(CHANNELS, found.channels)


ROLES: Final = ("role", "who", "contact", "backups", "does")
CHANNELS: Final = ("channel", "audience", "announces")

Rows = tuple[tuple[str, ...], ...]
"""The cells of a table, safe to print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who is there, and where they announce."""

    roles: Rows
    """Below :data:`ROLES`."""
    channels: Rows
    """Below :data:`CHANNELS`; never an address, since secrets are in those."""


def team(desk: Workspace) -> Team:
    """Return the team of a project."""
    practice = desk.site.practice
    return Team(roles=people(practice.team), channels=_safe(map(_channel, practice.channels)))


def people(roles: Iterable[Role]) -> Rows:
    """Return who has these roles, a row each, below :data:`ROLES`."""
    return _safe(
        (
            role.name,
            role.primary.name,
            role.primary.contact,
            ", ".join(map(_person, role.backups)) or "nobody",
            role.does,
        )
        for role in roles
    )


def _person(person: Person) -> str:
    return f"{person.name} ({person.contact})" if person.contact else person.name


def _channel(channel: Channel) -> tuple[str, ...]:
    return channel.name, channel.audience, ", ".join(_scope(channel))


def _scope(channel: Channel) -> Iterator[str]:
    """Yield what is announced there: all, or what is named."""
    from statusgen.model import Impact

    if channel.impact is not Impact.NONE:
        yield f"impact {channel.impact.word} and up"
    if channel.components:
        yield f"of {' or '.join(channel.components)}"
    if channel.kinds:
        yield f"kind {' or '.join(channel.kinds)}"
    if channel.impact is Impact.NONE and not channel.components and not channel.kinds:
        yield "everything"


def _safe(rows: Iterable[tuple[str, ...]]) -> Rows:
    return tuple(tuple(map(printable, row)) for row in rows)
