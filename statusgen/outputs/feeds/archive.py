"""What is published, ready to be looked through from its newest update backwards."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from statusgen.model import Postmortem, Site
from statusgen.rendering.incident_view import Names, names_of
from statusgen.status import Status
from statusgen.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Everything that a feed may tell of. A preview's drafts are not among it.

    A reader that polls keeps what it has seen, so a draft in a feed could never be taken back.
    """

    timelines: tuple[Timeline, ...]
    """By their newest update, newest first."""
    by_slug: MappingProxyType[str, Timeline]
    postmortems: tuple[Postmortem, ...]
    """Newest first."""
    names: Names


def archive_of(site: Site, status: Status) -> Archive:
    """Sort what is published."""
    timelines = [each for each in status.timelines if not each.incident.draft]
    by_slug = {each.incident.slug: each for each in timelines}
    return Archive(
        timelines=tuple(
            sorted(timelines, key=lambda each: (-each.last_update.timestamp(), each.incident.id))
        ),
        by_slug=MappingProxyType(by_slug),
        postmortems=tuple(
            each
            for each in site.postmortems
            # One that names a draft is not out either, whatever its own head says.
            if each.published and not each.draft and by_slug.keys() >= {*each.incidents}
        ),
        names=names_of(site.leaves),
    )
