"""Who has which duty, who steps in, and how each of them is reached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from statusgen.handbook import frame
from statusgen.model import Person, Role
from statusgen.rendering.artifact import Artifact
from statusgen.rendering.kit import Kit

_NUMBER: Final = re.compile(r"\+?[0-9\s().-]+(?:/[0-9\s().-]+)?")
_FEWEST: Final = 3
"""Digits of a number, as those for emergencies have."""
_MOST: Final = 15
"""Digits of a number that begins with its country, by E.164."""
_MOST_AT_HOME: Final = 13
"""Digits of any other; fourteen are two numbers of seven."""
_MOST_OF_AREA: Final = 7
"""Digits of an area, its country included."""
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody, and the way to them."""

    name: str
    contact: str
    """As it is written in site.yml."""
    href: str
    """Where a click or a tap leads; empty where that cannot be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A role, and who has it."""

    role: str
    does: str
    primary: Contact
    backups: tuple[Contact, ...]


def duties_of(roles: Iterable[Role]) -> tuple[Duty, ...]:
    """Return what these roles do, in their order."""
    return tuple(_duty(role) for role in roles)


def plan(duties: tuple[Duty, ...]) -> Iterator[Artifact]:
    """Declare the page of the team."""
    yield frame.artifact(frame.TEAM, render, duties)


def render(kit: Kit, duties: tuple[Duty, ...]) -> bytes:
    """Render it."""
    title = kit.locale.pgettext("chapter of the handbook", "Team")
    return frame.page(kit, "team.html", frame.TEAM, title=title, duties=duties)


def href_of(contact: str) -> str:
    """Return ``tel:`` and a number, ``mailto:`` and an address, or the address of a page."""
    contact = contact.strip()
    if number := _number(contact):
        return f"tel:{number}"
    if _MAIL.fullmatch(contact):
        return f"mailto:{contact}"
    return contact if re.fullmatch(r"https?://\S+", contact) else ""


def _number(contact: str) -> str:
    """Return what to dial; empty where it is no number, or may be two, which would reach nobody."""
    if not _NUMBER.fullmatch(contact):
        return ""
    # Behind the digits of a country, nobody dials the 0 in brackets.
    is_whole = contact.startswith(("+", "00"))
    plain = re.sub(r"[^0-9+/]", "", contact.replace("(0)", "") if is_whole else contact)
    area, slash, rest = plain.partition("/")
    number = area + rest
    digits = number.removeprefix("+")
    # A slash is behind an area, as in 030 / 99 00 10, or between two numbers.
    begins = area.startswith(("+", "0")) and len(area.removeprefix("+")) <= _MOST_OF_AREA
    is_one = not slash or (begins and rest[:1] not in {"", "0"})
    most = _MOST if is_whole else _MOST_AT_HOME
    return number if is_one and _FEWEST <= len(digits) <= most else ""


def _duty(role: Role) -> Duty:
    return Duty(
        role=role.name,
        does=role.does,
        primary=_contact(role.primary),
        backups=tuple(_contact(person) for person in role.backups),
    )


def _contact(person: Person) -> Contact:
    return Contact(name=person.name, contact=person.contact, href=href_of(person.contact))
