"""The page on every way to follow the site: all of it, only what is serious, or one component."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from statusgen import addresses
from statusgen.model import Component, Group
from statusgen.outputs.pages.edition import Edition
from statusgen.rendering.artifact import Artifact, Stage
from statusgen.rendering.feed_links import ATOM, JSON, RSS
from statusgen.rendering.kit import Kit
from statusgen.status import current

COMMAND: Final = "/feed subscribe"
"""What the feed apps of several chats take, before the address of a feed; in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedPart:
    """A component or a group, by what readers call it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedSection:
    """A group and its components, or neighbours without a group."""

    group: FollowedPart | None
    parts: tuple[FollowedPart, ...]


def plan(edition: Edition) -> Iterator[Artifact]:
    """Declare it; components that are out of use are not on it."""
    yield Artifact(
        path=addresses.output_path(addresses.SUBSCRIBE),
        stage=Stage.PAGE,
        render=render,
        values=tuple(_sections(current(edition.site))),
    )


def render(kit: Kit, *sections: FollowedSection) -> bytes:
    """Render it."""
    return kit.page(
        "subscribe.html",
        addresses.SUBSCRIBE,
        title=kit.locale.gettext("Get updates"),
        sections=sections,
        formats=(ATOM, RSS, JSON),
        command=COMMAND,
    )


def _sections(entries: tuple[Component | Group, ...]) -> Iterator[FollowedSection]:
    for grouped, run in groupby(entries, lambda each: isinstance(each, Group)):
        if not grouped:
            yield FollowedSection(group=None, parts=tuple(map(_part, run)))
            continue
        for entry in run:
            leaves = entry.components if isinstance(entry, Group) else ()
            yield FollowedSection(group=_part(entry), parts=tuple(map(_part, leaves)))


def _part(entry: Component | Group) -> FollowedPart:
    return FollowedPart(id=entry.id, name=entry.name)
