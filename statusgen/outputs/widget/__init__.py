"""The widget: its data and their schema, the script for other people's pages, the page for frames.

``widget.json`` is the one file of the site that knows when it was built.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from statusgen import addresses
from statusgen.model import Site
from statusgen.outputs.widget import frame
from statusgen.outputs.widget.schema import schema
from statusgen.rendering.artifact import Artifact, Stage, copies
from statusgen.rendering.bulletin import Bulletin, bulletin_of, facts, revision
from statusgen.rendering.embedding import widget_script
from statusgen.rendering.kit import Kit
from statusgen.rendering.theme import DEFAULT, Theme
from statusgen.status import Status

SITE_FILE: Final = "content/site.yml"

MISSED_BUILDS: Final = 3
"""Data are fresh until that many scheduled builds have not come."""


def plan(site: Site, status: Status, theme: Theme) -> Iterator[Artifact]:
    """Declare all of it, and at old addresses files with the same bytes."""
    bulletin = bulletin_of(site, status)
    planned = (*_data(site, bulletin), _script(theme))
    yield from planned
    yield from copies(planned, site.settings.redirects)
    yield from frame.plan(bulletin)


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


def _data(site: Site, bulletin: Bulletin) -> Iterator[Artifact]:
    rebuild = site.settings.rebuild
    fresh_until = site.as_of + MISSED_BUILDS * rebuild if rebuild else None
    yield Artifact(
        path=addresses.WIDGET,
        stage=Stage.DATA,
        render=render_data,
        values=(bulletin, site.as_of, fresh_until),
        origin=SITE_FILE,
    )
    yield Artifact(
        path=addresses.WIDGET_SCHEMA, stage=Stage.DATA, render=render_schema, origin=SITE_FILE
    )


def _script(theme: Theme) -> Artifact:
    path = f"static/{addresses.WIDGET_SCRIPT}"
    folder = theme.name if path in dict(theme.files) else DEFAULT
    return Artifact(
        path=addresses.WIDGET_SCRIPT,
        stage=Stage.ASSET,
        render=render_script,
        origin=f"themes/{folder}/{path}",
    )


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
