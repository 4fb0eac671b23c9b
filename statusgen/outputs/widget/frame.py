"""``embed/``: the widget as a page, for a frame on sites that run no script of others.

The page says everything itself, as of its build; where script runs, the widget
takes the place of that and goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from statusgen import addresses
from statusgen.model import ComponentState, Impact, Kind
from statusgen.rendering.artifact import Artifact, Stage
from statusgen.rendering.bulletin import Bulletin
from statusgen.rendering.incident_view import IncidentView, impact_shape
from statusgen.rendering.kit import Kit
from statusgen.status import Description

SITE_FILE: Final = "content/site.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class FramePart:
    """A component in use."""

    name: str
    group: str
    """Its name; empty: none."""
    state: ComponentState


@dataclass(frozen=True, slots=True, kw_only=True)
class WidgetFrame:
    """All that the page says."""

    shape: ComponentState
    description: Description
    alarm: Kind | None
    rows: tuple[IncidentView, ...]
    """What is over has no shape."""
    parts: tuple[FramePart, ...]


def plan(bulletin: Bulletin) -> Iterator[Artifact]:
    """Declare the page."""
    yield Artifact(
        path=addresses.output_path(addresses.EMBED),
        stage=Stage.PAGE,
        render=render,
        values=(frame_of(bulletin),),
        origin=SITE_FILE,
    )


def render(kit: Kit, frame: WidgetFrame) -> bytes:
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


def frame_of(bulletin: Bulletin) -> WidgetFrame:
    """Decide what it says."""
    overall = bulletin.overall
    shape = impact_shape(max(overall.rank, Impact(bulletin.alarm is not None)))
    works = ComponentState(overall.description is Description.MAINTENANCE)
    items = (*bulletin.incidents, *bulletin.pinned, *bulletin.maintenance, *bulletin.notices)
    views = (item.view for item in items)
    return WidgetFrame(
        shape=works if shape is None else shape,
        description=overall.description,
        alarm=bulletin.alarm,
        rows=tuple(view if view.is_open else replace(view, shape=None) for view in views),
        parts=tuple(
            FramePart(name=part.name, group=part.group[1] if part.group else "", state=part.state)
            for part in bulletin.components
        ),
    )
