"""The widget: its data and their schema, the script for other people's pages, the page for frames.

``widget.json`` is the one file of the site that knows when it was built.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from statusgen import addresses
from statusgen.model import ComponentState, Kind, Site
from statusgen.outputs.widget.schema import schema
from statusgen.rendering.artifact import SITE_FILE, Artifact, Stage, data, page_at
from statusgen.rendering.bulletin import Bulletin, ComponentNews, bulletin_of, facts, revision
from statusgen.rendering.embedding import widget_script
from statusgen.rendering.incident_view import IncidentView, overall_shape
from statusgen.rendering.kit import Kit
from statusgen.rendering.theme import DEFAULT, Theme
from statusgen.status import Description, Status

MISSED_BUILDS: Final = 3
"""Data are fresh until that many scheduled builds have not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WidgetFrame:
    """All that the page for frames says."""

    shape: ComponentState
    description: Description
    alarm: Kind | None
    rows: tuple[IncidentView, ...]
    """What is over has no shape."""
    parts: tuple[ComponentNews, ...]


def plan(site: Site, status: Status, theme: Theme) -> Iterator[Artifact]:
    """Declare all of it."""
    bulletin = bulletin_of(site, status)
    rebuild = site.settings.rebuild
    fresh_until = site.as_of + MISSED_BUILDS * rebuild if rebuild else None
    yield data(addresses.WIDGET, render_data, bulletin, site.as_of, fresh_until)
    yield data(addresses.WIDGET_SCHEMA, render_schema)
    path = f"static/{addresses.WIDGET_SCRIPT}"
    folder = theme.name if path in dict(theme.files) else DEFAULT
    yield Artifact(
        path=addresses.WIDGET_SCRIPT,
        stage=Stage.ASSET,
        render=render_script,
        origin=f"themes/{folder}/{path}",
    )
    yield page_at(addresses.EMBED, render_frame, frame_of(bulletin), origin=SITE_FILE)


def frame_of(bulletin: Bulletin) -> WidgetFrame:
    """Decide what the page for frames says: itself, as of its build.

    Where script runs, the widget takes the place of that and goes on from there.
    """
    overall = bulletin.overall
    items = (*bulletin.incidents, *bulletin.pinned, *bulletin.maintenance, *bulletin.notices)
    views = (item.view for item in items)
    return WidgetFrame(
        shape=overall_shape(overall, bulletin.alarm),
        description=overall.description,
        alarm=bulletin.alarm,
        rows=tuple(view if view.is_open else replace(view, shape=None) for view in views),
        parts=bulletin.components,
    )


def render_data(
    kit: Kit, bulletin: Bulletin, generated_at: datetime, fresh_until: datetime | None
) -> bytes:
    """Render ``widget.json``; ``fresh_until`` is ``None`` where no job builds again."""
    return _json(
        {
            **kit.once(facts, bulletin),
            "revision": revision(kit, bulletin),
            "generated_at": kit.locale.iso(generated_at),
            "fresh_until": kit.locale.iso(fresh_until) if fresh_until else None,
        }
    )


def render_schema(kit: Kit) -> bytes:
    """Render what can be relied on in ``widget.json``."""
    return _json(schema(kit.absolute(addresses.WIDGET_SCHEMA)))


def render_script(kit: Kit) -> bytes:
    """Render ``widget.js``."""
    return widget_script(kit.data.theme)


def render_frame(kit: Kit, frame: WidgetFrame) -> bytes:
    """Render the page for frames; it stands for the index, so nobody is to find it."""
    return kit.page(
        "embed.html",
        addresses.EMBED,
        title=kit.settings.title,
        state=frame.shape,
        canonical=addresses.INDEX,
        noindex=True,
        frame=frame,
    )


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
