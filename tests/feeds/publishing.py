"""A project in memory and its feeds, for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import feedparser  # type: ignore[import-untyped]  # has no types

from statusgen import pipeline
from statusgen.model import Site
from statusgen.outputs import feeds
from statusgen.pipeline import Inputs, Options
from statusgen.project import PACKAGE, read
from statusgen.rendering.kit import Kit, KitData
from statusgen.rendering.locale import Language
from statusgen.rendering.theme import Theme
from statusgen.source.text import File
from statusgen.status import status_of

SHIPPED: Final = read(PACKAGE)
"""The default theme and the languages; the package itself is no project."""

NOW: Final = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)

SITE: Final = """\
format: 1
id: status.acme.example,2026
title: Acme Status
url: https://status.acme.example
description: Live status of Acme.
components:
  - {id: api, name: Public API, aliases: [rest]}
  - name: Apps
    id: apps
    components:
      - {id: dashboard, name: Dashboard}
      - {id: legacy, name: Old app, until: 2026-06-01}
"""

ERRORS: Final = """\
---
title: Elevated error rates
kind: outage
components: {api: degraded}
---

## Investigating — 2026-11-20 14:05

- next: 15:00

Some requests fail.

## Identified — 2026-11-20 14:32

- components: api=down, dashboard=partial
- workaround: Use the [other endpoint](https://eu.api.example.com).

A faulty release is the cause.

## Resolved — 2026-11-20 16:10

- action required: Rotate your keys.

All requests succeed again.
"""

SEARCH: Final = """\
---
title: Slow searches
components: {dashboard: degraded}
---

## Investigating — 2026-11-03 09:00

Searches are slow.

## Resolved — 2026-11-03 10:00

Searches are fast again.
"""

LOOK: Final = """\
---
title: What we learned
incident: search
published: 2026-11-10 09:00
authors: [Platform team]
summary: An index was missing & nobody saw it.
---

## Impact

Searches were slow.
"""

FILES: Final = {
    "content/site.yml": SITE,
    "content/incidents/errors.md": ERRORS,
    "content/incidents/search.md": SEARCH,
    "content/postmortems/look.md": LOOK,
}


def inputs(files: Mapping[str, str]) -> Inputs:
    """Return a project with only these files."""
    texts = tuple(File(path=path, data=text.encode()) for path, text in sorted(files.items()))
    return replace(SHIPPED, files=texts, unread=(), static=(), problems=())


def publish(
    project: Mapping[str, str] | Inputs = FILES,
    as_of: datetime = NOW,
    *,
    base_url: str | None = None,
    preview: str | None = None,
) -> dict[str, bytes]:
    """Return path and bytes of every feed of a project."""
    known = project if isinstance(project, Inputs) else inputs(project)
    planned = pipeline.plan(known, Options(as_of=as_of, base_url=base_url, preview=preview))
    kit = Kit(planned.kit)
    return {
        artifact.path: artifact.produce(kit)
        for artifact in planned.artifacts
        if artifact.render.__module__.startswith(feeds.__name__)
    }


def kit_of(site: Site, language: str = "en") -> Kit:
    """Return a kit for a site made from values."""
    known = {each.code: each for each in SHIPPED.languages}
    data = KitData(
        settings=replace(site.settings, language=language),
        language=known.get(language, Language(code=language)),
        theme=Theme(default=SHIPPED.default_theme),
        preview=site.preview,
    )
    return Kit(data)


def feeds_of(site: Site, language: str = "en") -> dict[str, bytes]:
    """Return path and bytes of every feed of a site made from values."""
    kit = kit_of(site, language)
    return {artifact.path: artifact.produce(kit) for artifact in feeds.plan(site, status_of(site))}


def items(data: bytes) -> list[dict[str, Any]]:
    """Return the items of a JSON Feed, newest first."""
    found: list[dict[str, Any]] = json.loads(data)["items"]
    return found


def ids(data: bytes) -> list[str]:
    """Return the ids in a feed of any format, in its order."""
    if data.startswith(b"{"):
        return [item["id"] for item in items(data)]
    return [entry.id for entry in parsed(data).entries]


def parsed(data: bytes) -> Any:  # noqa: ANN401 - feedparser has no types
    """Read an XML feed as a feed reader does, without allowing mistakes."""
    feed = feedparser.parse(data)
    assert not feed.bozo, feed.bozo_exception
    return feed
