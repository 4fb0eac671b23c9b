"""Components: the list of those in use, and a page for each component and group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from statusgen import addresses
from statusgen.model import Component, Group
from statusgen.outputs.pages.edition import Edition
from statusgen.outputs.pages.parts import (
    Block,
    ComponentRow,
    Stretch,
    block,
    blocks,
    row,
    stretches,
)
from statusgen.outputs.pages.threads import IncidentLine, brief
from statusgen.rendering.artifact import Artifact, Stage
from statusgen.rendering.kit import Kit
from statusgen.status import in_use

SHOWN: Final = 50
"""How many incidents a page lists; the rest is in the history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentPage:
    """A component."""

    row: ComponentRow
    group: tuple[str, str] | None
    """Id and name."""
    retired: datetime | None
    """Since when it is out of use."""
    table: tuple[Stretch, ...]
    """Its days, newest first."""
    lines: tuple[IncidentLine, ...]
    """What touched it, newest first."""
    more: bool
    """The history has older ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """A group."""

    block: Block
    lines: tuple[IncidentLine, ...]
    more: bool


def plan(edition: Edition) -> Iterator[Artifact]:
    """Declare the list, and a page for each group and component, retired ones included."""
    yield _page(addresses.COMPONENTS, render_list, (blocks(edition),))
    for entry in edition.site.components:
        if isinstance(entry, Group):
            yield _page(addresses.component(entry.id), render_group, (_group(edition, entry),))
            for leaf in entry.components:
                page = _component(edition, leaf, entry)
                yield _page(addresses.component(leaf.id), render, (page,))
        else:
            yield _page(addresses.component(entry.id), render, (_component(edition, entry, None),))


def render_list(kit: Kit, blocks: tuple[Block, ...]) -> bytes:
    """Render the list."""
    title = kit.locale.gettext("Components")
    return kit.page("components.html", addresses.COMPONENTS, title=title, blocks=blocks)


def render(kit: Kit, page: ComponentPage) -> bytes:
    """Render a component."""
    return kit.page(
        "component.html",
        addresses.component(page.row.id),
        title=page.row.name,
        description=page.row.description,
        state=None if page.retired else page.row.state,
        page=page,
    )


def render_group(kit: Kit, page: GroupPage) -> bytes:
    """Render a group."""
    return kit.page(
        "group.html",
        addresses.component(page.block.id),
        title=page.block.name,
        description=page.block.description,
        state=page.block.state,
        page=page,
    )


def _component(edition: Edition, component: Component, group: Group | None) -> ComponentPage:
    retired = not in_use(component, edition.site.as_of)
    lines, more = _lines(edition, (component.id,))
    return ComponentPage(
        row=row(edition, component),
        group=(group.id, group.name) if group else None,
        retired=component.until if retired else None,
        table=tuple(stretches(edition.records[component.id].days)),
        lines=lines,
        more=more,
    )


def _group(edition: Edition, group: Group) -> GroupPage:
    lines, more = _lines(edition, tuple(leaf.id for leaf in group.components))
    return GroupPage(block=block(edition, group), lines=lines, more=more)


def _lines(edition: Edition, ids: tuple[str, ...]) -> tuple[tuple[IncidentLine, ...], bool]:
    found = edition.status.touching(ids)
    return tuple(brief(edition, each) for each in found[:SHOWN]), len(found) > SHOWN


def _page(address: str, render: Callable[..., bytes], values: tuple[object, ...]) -> Artifact:
    return Artifact(
        path=addresses.output_path(address),
        stage=Stage.PAGE,
        render=render,
        values=values,
        origin="content/site.yml",
    )
