"""What the planning of pages needs: the site, its status, its history.

A context has the whole site, including what is only for the team, so artifacts never contain one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from statusgen.days import day_of, start_of_day
from statusgen.history import Record, records
from statusgen.memo import Memo, call
from statusgen.model import Incident, Postmortem, Site
from statusgen.rendering.bulletin import Bulletin, bulletin_of
from statusgen.rendering.components import names_of
from statusgen.rendering.incident_view import IncidentView, view_of
from statusgen.status import Status, postmortems_of
from statusgen.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """A site at one instant, with lookups."""

    site: Site
    status: Status
    views: MappingProxyType[str, IncidentView]
    """By slug."""
    timelines: MappingProxyType[str, Timeline]
    """By slug."""
    records: MappingProxyType[str, Record]
    """By component."""
    postmortems: MappingProxyType[str, Postmortem]
    """By the slug of their incident."""
    bulletin: Bulletin
    memo: Memo

    @property
    def today(self) -> date:
        """The current day in the site's time zone."""
        return day_of(self.site.as_of, self.site.settings.timezone)

    @property
    def midday(self) -> datetime:
        """An instant that represents today, the same for all builds of the day."""
        return start_of_day(self.today, self.site.settings.timezone) + timedelta(hours=12)

    def source(self, entry: Incident | Postmortem) -> str:
        """Return the file that a page links to in the repository, or an empty string."""
        settings = self.site.settings
        return entry.path if settings.show_source and settings.repository else ""


def context_of(site: Site, status: Status, memo: Memo = call) -> PageContext:
    """Prepare the lookups."""
    names = memo(names_of, site.components)
    return PageContext(
        site=site,
        status=status,
        views=MappingProxyType(
            {each.incident.slug: memo(view_of, each, names) for each in status.timelines}
        ),
        timelines=MappingProxyType({each.incident.slug: each for each in status.timelines}),
        records=MappingProxyType({record.component: record for record in records(site, status)}),
        postmortems=MappingProxyType(postmortems_of(site)),
        bulletin=bulletin_of(site, status),
        memo=memo,
    )
