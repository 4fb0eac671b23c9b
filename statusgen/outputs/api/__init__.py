"""Statuspage's status API, version 2, as files, so that its clients can read our sites.

The API is in English and UTC, whatever the site's language and zone. Its lists show the time of the
build.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from statusgen import addresses
from statusgen.memo import Memo, call
from statusgen.model import Site, Sort
from statusgen.outputs.api.components import (
    EPOCH,
    ApiComponent,
    Json,
    component,
    components_of,
    instant,
    labels_of,
    page_id,
)
from statusgen.outputs.api.incidents import (
    ApiIncident,
    incident,
    newest,
    report_of,
    review,
    revised,
)
from statusgen.rendering.artifact import Artifact, data
from statusgen.rendering.kit import Kit
from statusgen.status import Overall, Status, postmortems_of
from statusgen.timeline import Timeline

SIZE: Final = 50
"""The number of incidents or maintenance windows in a list."""

Listed = tuple[str, tuple[ApiComponent | ApiIncident, ...]]
"""A key of a file and its list."""


def plan(site: Site, status: Status, memo: Memo = call) -> Iterator[Artifact]:
    """Declare every file."""
    postmortems = postmortems_of(site)
    reviews = {
        each.incident.slug: review(each, postmortems.get(each.incident.slug))
        for each in status.timelines
    }
    changes = [revised(each, reviews[each.incident.slug]) for each in status.timelines]
    changes += [each.published for each in site.postmortems if each.published]
    updated = max(changes, default=None)
    components = components_of(site, status)
    rows = tuple(each for each in components if each.is_used)
    by_id, labels = {each.part.id: each for each in components}, memo(labels_of, site.components)

    def listed(timelines: Iterable[Timeline]) -> tuple[ApiIncident, ...]:
        return tuple(
            report_of(each, by_id, labels, reviews[each.incident.slug], memo) for each in timelines
        )

    incidents = newest(status, Sort.INCIDENT)
    unresolved = listed(each for each in incidents if each.is_open)
    resolved = [each for each in incidents if not each.is_open]
    maintenance = newest(status, Sort.MAINTENANCE)
    planned = "scheduled_maintenances"
    summary = (
        ("components", rows),
        ("incidents", unresolved),
        (planned, listed(each for each in maintenance if each.is_open)),
    )
    yield _file("summary", updated, *summary, overall=status.overall)
    yield _file("status", updated, overall=status.overall)
    yield _file("components", updated, ("components", rows))
    yield _file("incidents", updated, ("incidents", listed(incidents[:SIZE])))
    yield _file("incidents/unresolved", updated, ("incidents", unresolved[:SIZE]))
    yield _file("incidents/resolved", updated, ("incidents", listed(resolved[:SIZE])))
    for name, timelines in (
        ("", maintenance[:SIZE]),
        ("/upcoming", [each for each in maintenance if each.is_upcoming]),
        ("/active", [each for each in maintenance if each.is_active]),
    ):
        yield _file(f"scheduled-maintenances{name}", updated, (planned, listed(timelines)))


def _file(
    name: str, updated: datetime | None, *lists: Listed, overall: Overall | None = None
) -> Artifact:
    return data(f"{addresses.API}{name}.json", render, updated, lists, overall)


def render(
    kit: Kit, updated: datetime | None, lists: tuple[Listed, ...], overall: Overall | None
) -> bytes:
    """Render one file: the page with its newest change, the lists, the overall status."""
    settings = kit.settings
    document: dict[str, Json | list[Json]] = {
        "page": {
            "id": page_id(kit),
            "name": settings.title,
            "url": settings.base_url,
            "time_zone": "Etc/UTC" if settings.timezone == "UTC" else settings.timezone,
            "updated_at": instant(updated or EPOCH),
        }
    }
    for key, rows in lists:
        document[key] = [
            component(kit, each) if isinstance(each, ApiComponent) else kit.once(incident, each)
            for each in rows
        ]
    if overall:
        document["status"] = {"indicator": overall.rank.word, "description": overall.description}
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
