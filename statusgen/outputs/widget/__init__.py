"""The widget: its data, their schema, its script, types, and the page for frames.

``widget.json`` is the only file of the site that has the time of the build.
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
"""Data is fresh until this many scheduled builds are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WidgetFrame:
    """The content of the page for frames."""

    shape: ComponentState
    description: Description
    alarm: Kind | None
    rows: tuple[IncidentView, ...]
    """Ended ones have no shape."""
    parts: tuple[ComponentNews, ...]


def plan(site: Site, status: Status, theme: Theme) -> Iterator[Artifact]:
    """Declare the data, the schema, the script and the page."""
    bulletin = bulletin_of(site, status)
    rebuild = site.settings.rebuild
    fresh_until = site.as_of + MISSED_BUILDS * rebuild if rebuild else None
    yield data(addresses.WIDGET, render_data, bulletin, site.as_of, fresh_until)
    yield data(addresses.WIDGET_SCHEMA, render_schema)
    for name, render in (
        (addresses.WIDGET_SCRIPT, render_script),
        (addresses.WIDGET_TYPES, render_types),
    ):
        path = f"static/{name}"
        folder = theme.name if path in dict(theme.files) else DEFAULT
        yield Artifact(
            path=name, stage=Stage.ASSET, render=render, origin=f"themes/{folder}/{path}"
        )
    yield page_at(addresses.EMBED, render_frame, frame_of(bulletin), origin=SITE_FILE)


def frame_of(bulletin: Bulletin) -> WidgetFrame:
    """Decide the content of the page for frames, which the widget's script replaces if it runs."""
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
    """Render ``widget.json``. ``fresh_until`` is ``None`` without scheduled builds."""
    return _json(
        {
            **kit.once(facts, bulletin),
            "revision": revision(kit, bulletin),
            "generated_at": kit.locale.iso(generated_at),
            "fresh_until": kit.locale.iso(fresh_until) if fresh_until else None,
        }
    )


def render_schema(kit: Kit) -> bytes:
    """Render the schema of ``widget.json``."""
    return _json(schema(kit.absolute(addresses.WIDGET_SCHEMA)))


def render_script(kit: Kit) -> bytes:
    """Render ``widget.js``."""
    return widget_script(kit.data.theme)


def render_types(kit: Kit) -> bytes:
    """Render ``widget.d.ts``, the types of the script and its data."""
    return dict(kit.data.theme.static()).get(addresses.WIDGET_TYPES, b"")


def render_frame(kit: Kit, frame: WidgetFrame) -> bytes:
    """Render the page for frames. Search engines should find the index instead."""
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
