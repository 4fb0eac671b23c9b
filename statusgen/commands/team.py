"""``statusgen team``: who has which role, how to reach them, and where updates are announced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from statusgen.commands.options import site_in
from statusgen.files import read_texts
from statusgen.model import Channel, Impact, Person, Role
from statusgen.problems import Problems, printable
from statusgen.reading.content import SCENARIOS, SITE_FILE, Content, read_content

__all__ = ["CHANNELS", "ROLES", "Rows", "Team", "people", "read_practice", "team"]

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


def team(folder: Path) -> Team:
    """Return the team of the project in ``folder``."""
    practice = site_in(read_practice(folder)).practice
    return Team(roles=people(practice.team), channels=_safe(map(_channel, practice.channels)))


def read_practice(folder: Path) -> Content:
    """Read what a team keeps to itself, site.yml and scenarios, and nothing else."""
    texts = read_texts(folder)
    files = (each for each in texts.files if each.path.startswith((SITE_FILE, SCENARIOS)))
    unread = (path for path in texts.unread if path.startswith(SCENARIOS))
    return read_content(replace(texts, files=tuple(files), unread=tuple(unread)), Problems())


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
