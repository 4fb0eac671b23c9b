"""Statuspage's status API, version 2, as files: programs that read a status page there read ours.

``components`` and ``incidents`` decide what is so, ``documents`` writes it as JSON.
The lists are what they are at the instant of the build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from statusgen import addresses
from statusgen.memo import Memo, call
from statusgen.model import Site, Sort
from statusgen.outputs.api import documents
from statusgen.outputs.api.components import ApiComponent, directory
from statusgen.outputs.api.incidents import ApiIncident, newest, report, review, revised
from statusgen.rendering.artifact import Artifact, Stage, copies
from statusgen.rendering.kit import Kit
from statusgen.status import Overall, Status, status_of
from statusgen.timeline import Timeline

SIZE: Final = 50
"""How many incidents, or maintenance, a list of all of them holds, the newest ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is so now."""

    updated: datetime | None
    """The newest change; ``None``: there never was one."""
    overall: Overall
    rows: tuple[ApiComponent, ...]
    unresolved: tuple[ApiIncident, ...]
    maintenance: tuple[ApiIncident, ...]
    """Upcoming or active."""


def plan(site: Site, status: Status, memo: Memo = call) -> Iterator[Artifact]:
    """Declare every file, and the same bytes where a redirect asks for one."""
    planned = tuple(_planned(*_published(site, status, memo)))
    yield from planned
    yield from copies(planned, site.settings.redirects)


def render_summary(kit: Kit, summary: Summary) -> bytes:
    """Render everything that is so now."""
    return documents.write(
        page=documents.page(kit, summary.updated),
        components=[documents.component(kit, row) for row in summary.rows],
        incidents=[kit.once(documents.incident, each) for each in summary.unresolved],
        scheduled_maintenances=[kit.once(documents.incident, each) for each in summary.maintenance],
        status=documents.status(summary.overall),
    )


def render_status(kit: Kit, updated: datetime | None, overall: Overall) -> bytes:
    """Render the overall state."""
    return documents.write(page=documents.page(kit, updated), status=documents.status(overall))


def render_components(kit: Kit, updated: datetime | None, *rows: ApiComponent) -> bytes:
    """Render the components."""
    return documents.write(
        page=documents.page(kit, updated),
        components=[documents.component(kit, row) for row in rows],
    )


def render_incidents(kit: Kit, updated: datetime | None, *reports: ApiIncident) -> bytes:
    """Render a list of incidents."""
    return documents.write(
        page=documents.page(kit, updated),
        incidents=[kit.once(documents.incident, each) for each in reports],
    )


def render_maintenance(kit: Kit, updated: datetime | None, *reports: ApiIncident) -> bytes:
    """Render a list of maintenance."""
    return documents.write(
        page=documents.page(kit, updated),
        scheduled_maintenances=[kit.once(documents.incident, each) for each in reports],
    )


def _published(site: Site, status: Status, memo: Memo) -> tuple[Site, Status]:
    """Return what is so without a preview's drafts, since programs keep what they are told."""
    drafts = [each.draft for each in site.incidents] + [each.draft for each in site.postmortems]
    if not any(drafts):
        return site, status
    told = replace(
        site,
        incidents=tuple(each for each in site.incidents if not each.draft),
        postmortems=tuple(each for each in site.postmortems if not each.draft),
    )
    return told, status_of(told, memo)


def _planned(site: Site, status: Status) -> Iterator[Artifact]:
    looks = {slug: each for each in site.postmortems for slug in each.incidents}
    reviews = {
        each.incident.slug: review(each, looks.get(each.incident.slug)) for each in status.timelines
    }
    changes = [revised(each, reviews[each.incident.slug]) for each in status.timelines]
    changes += [each.published for each in site.postmortems if each.published]
    updated = max(changes, default=None)
    parts = directory(site, status)

    def told(timelines: Iterable[Timeline]) -> tuple[ApiIncident, ...]:
        return tuple(report(each, parts, reviews[each.incident.slug]) for each in timelines)

    incidents = newest(status, Sort.INCIDENT)
    resolved = [each for each in incidents if not each.is_open]
    unresolved = told(each for each in incidents if each.is_open)
    maintenance = newest(status, Sort.MAINTENANCE)
    upcoming = told(each for each in maintenance if each.is_upcoming)
    active = told(each for each in maintenance if each.is_active)
    summary = Summary(
        updated=updated,
        overall=status.overall,
        rows=parts.rows,
        unresolved=unresolved,
        maintenance=told(each for each in maintenance if each.is_open),
    )
    yield _file("summary", render_summary, summary)
    yield _file("status", render_status, updated, status.overall)
    yield _file("components", render_components, updated, *parts.rows)
    for name, reports in (
        ("incidents", told(incidents[:SIZE])),
        ("incidents/unresolved", unresolved[:SIZE]),
        ("incidents/resolved", told(resolved[:SIZE])),
    ):
        yield _file(name, render_incidents, updated, *reports)
    for name, reports in (
        ("scheduled-maintenances", told(maintenance[:SIZE])),
        ("scheduled-maintenances/upcoming", upcoming),
        ("scheduled-maintenances/active", active),
    ):
        yield _file(name, render_maintenance, updated, *reports)


def _file(name: str, render: Callable[..., bytes], *values: object) -> Artifact:
    return Artifact(
        path=f"{addresses.API}{name}.json",
        stage=Stage.DATA,
        render=render,
        values=values,
        origin="content/site.yml",
    )
