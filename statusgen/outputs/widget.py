"""The widget: its data, their schema, its script, types, and the page for frames.

``widget.json`` is the only file of the site that has the time of the build.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from statusgen import addresses
from statusgen.model import Site
from statusgen.rendering.artifact import SITE_FILE, Artifact, Stage, data, page_at, verbatim
from statusgen.rendering.bulletin import Bulletin, bulletin_of, facts, revision
from statusgen.rendering.incident_view import overall_shape
from statusgen.rendering.kit import Kit, widget_script
from statusgen.rendering.theme import DEFAULT, Theme
from statusgen.status import Status

MISSED_BUILDS: Final = 3
"""Data is fresh until this many scheduled builds are missing."""


def plan(site: Site, status: Status, theme: Theme) -> Iterator[Artifact]:
    """Declare the data, the schema, the script and the page."""
    bulletin = bulletin_of(site, status)
    rebuild = site.settings.rebuild
    fresh_until = site.as_of + MISSED_BUILDS * rebuild if rebuild else None
    yield data(addresses.WIDGET, render_data, bulletin, site.as_of, fresh_until)
    static = dict(theme.static())
    for name, render, values in (
        (addresses.WIDGET_SCRIPT, render_script, ()),
        (addresses.WIDGET_TYPES, verbatim, (static.get(addresses.WIDGET_TYPES, b""),)),
        (addresses.WIDGET_SCHEMA, verbatim, (static.get(addresses.WIDGET_SCHEMA, b""),)),
    ):
        path = f"static/{name}"
        folder = theme.name if path in dict(theme.files) else DEFAULT
        yield Artifact(
            path=name,
            stage=Stage.ASSET,
            render=render,
            values=values,
            origin=f"themes/{folder}/{path}",
        )
    yield page_at(addresses.EMBED, render_frame, bulletin, origin=SITE_FILE)


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


def render_script(kit: Kit) -> bytes:
    """Render ``widget.js``."""
    return widget_script(kit.data.theme)


def render_frame(kit: Kit, bulletin: Bulletin) -> bytes:
    """Render the page for frames. Search engines should find the index instead."""
    frame = frame_of(bulletin)
    return kit.page(
        "embed.html",
        addresses.EMBED,
        title=kit.settings.title,
        state=frame["shape"],
        canonical=addresses.INDEX,
        noindex=True,
        frame=frame,
    )


def frame_of(bulletin: Bulletin) -> dict[str, Any]:
    """Return the values of that page, which the script replaces if it runs.

    Of its rows, those that have ended have no shape.
    """
    items = (*bulletin.incidents, *bulletin.pinned, *bulletin.maintenance, *bulletin.notices)
    views = (item.view for item in items)
    return {
        "shape": overall_shape(bulletin.overall, bulletin.alarm),
        "description": bulletin.overall.description,
        "alarm": bulletin.alarm,
        "rows": [view if view.is_open else replace(view, shape=None) for view in views],
        "parts": bulletin.components,
    }


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
