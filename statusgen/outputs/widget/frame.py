"""``embed/``: the widget as a page, for a frame on sites that run no script of others.

The page says everything itself, as of its build; where script runs, the widget
takes the place of that and goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from statusgen import addresses
from statusgen.model import (
    Component,
    ComponentState,
    Group,
    Impact,
    Kind,
    Site,
    Sort,
    State,
    Text,
    Window,
)
from statusgen.rendering.artifact import Artifact, Stage
from statusgen.rendering.kit import Kit
from statusgen.status import Description, Status, current, near, rank_of_incident
from statusgen.timeline import Promise, Timeline

SITE_FILE: Final = "content/site.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An incident, maintenance or notice."""

    slug: str
    title: str
    state: State
    shape: ComponentState | None
    """Which shape stands for it; ``None``: information."""
    last_update: datetime
    promise: Promise | None
    window: Window | None
    action: Text | None
    reference: None = None
    """Times have their dates, whenever the page is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A component in use."""

    name: str
    group: str
    """Its name; empty: none."""
    state: ComponentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """All that the page says."""

    shape: ComponentState
    description: Description
    alarm: Kind | None
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]


def plan(site: Site, status: Status) -> Iterator[Artifact]:
    """Declare the page."""
    yield Artifact(
        path=addresses.output_path(addresses.EMBED),
        stage=Stage.PAGE,
        render=render,
        values=(view(site, status),),
        origin=SITE_FILE,
    )


def render(kit: Kit, frame: Frame) -> bytes:
    """Render it; it stands for the index, so nobody is to find it."""
    return kit.page(
        "embed.html",
        addresses.EMBED,
        title=kit.settings.title,
        state=frame.shape,
        canonical=addresses.INDEX,
        noindex=True,
        frame=frame,
    )


def view(site: Site, status: Status) -> Frame:
    """Decide what it says."""
    shape = _shape(max(status.overall.rank, Impact(status.alarm is not None)))
    works = ComponentState(status.overall.description is Description.MAINTENANCE)
    shown = (*status.open, *status.pinned, *near(site, status), *status.notices)
    return Frame(
        shape=works if shape is None else shape,
        description=status.overall.description,
        alarm=status.alarm,
        rows=tuple(map(_row, shown)),
        parts=tuple(_parts(site, status)),
    )


def _row(line: Timeline) -> Row:
    is_maintenance = line.incident.sort is Sort.MAINTENANCE
    if is_maintenance and line.is_open:
        shape: ComponentState | None = ComponentState.UNDER_MAINTENANCE
    else:
        shape = _shape(rank_of_incident(line)) if line.is_open else None
    return Row(
        slug=line.incident.slug,
        title=line.incident.title,
        state=line.state,
        shape=shape,
        last_update=line.last_update,
        promise=line.promise,
        window=line.now.window if is_maintenance else None,
        action=line.now.action,
    )


def _parts(site: Site, status: Status) -> Iterator[Part]:
    for entry in current(site):
        group = entry.name if isinstance(entry, Group) else ""
        leaves: tuple[Component, ...] = entry.components if isinstance(entry, Group) else (entry,)
        for leaf in leaves:
            yield Part(name=leaf.name, group=group, state=status.state(leaf.id))


def _shape(impact: Impact) -> ComponentState | None:
    """Return the state of a component that hurts as much."""
    return ComponentState(impact + 1) if impact else None
