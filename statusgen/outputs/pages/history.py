"""History: a list of months, and a page for each month with incidents or maintenance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from statusgen import addresses
from statusgen.days import day_of
from statusgen.history import Log, months
from statusgen.model import Sort
from statusgen.outputs.pages.incidents import (
    IncidentLine,
    PageContext,
    brief,
)
from statusgen.rendering.artifact import Artifact, page_at
from statusgen.rendering.kit import Kit

Day = tuple[date, tuple[IncidentLine, ...]]
"""A day and what began on it, newest first, or ended on it after it began in an earlier month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEntry:
    """A month in the list. It counts what began in it, without notices."""

    year: int
    month: int
    incidents: int
    maintenance: int
    older: bool
    """Something went on or ended that began earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    """A month."""

    year: int
    month: int
    earlier: tuple[int, int] | None
    """Year and month of the previous month with a page."""
    later: tuple[int, int] | None
    days: tuple[Day, ...]
    """Newest first."""
    ongoing: tuple[IncidentLine, ...]
    """Began in an earlier month, and went on after this one."""


def plan(context: PageContext) -> Iterator[Artifact]:
    """Declare the list and all months."""
    known = months(context.site, context.status)
    years = groupby(map(_entry, known), lambda month: month.year)
    yield page_at(addresses.HISTORY, render, tuple((year, tuple(run)) for year, run in years))
    names = [(month.first.year, month.first.month) for month in known]
    neighbours = zip((None, *names), known, (*names[1:], None), strict=False)
    for later, month, earlier in neighbours:
        page = MonthPage(
            year=month.first.year,
            month=month.first.month,
            earlier=earlier,
            later=later,
            days=tuple(_days(context, month)),
            ongoing=tuple(brief(context, each) for each in month.ongoing),
        )
        yield page_at(addresses.month(page.year, page.month), render_month, page)


def render(kit: Kit, years: tuple[tuple[int, tuple[MonthEntry, ...]], ...]) -> bytes:
    """Render the list."""
    title = kit.locale.gettext("History")
    return kit.page("history.html", addresses.HISTORY, title=title, years=years)


def render_month(kit: Kit, month: MonthPage) -> bytes:
    """Render a month."""
    return kit.page(
        "month.html",
        addresses.month(month.year, month.month),
        title=kit.locale.month(month.year, month.month).capitalize(),
        page=month,
    )


def _entry(month: Log) -> MonthEntry:
    sorts = [timeline.incident.sort for _, timeline in month.began]
    return MonthEntry(
        year=month.first.year,
        month=month.first.month,
        incidents=sorts.count(Sort.INCIDENT),
        maintenance=sorts.count(Sort.MAINTENANCE),
        older=bool(month.ended or month.ongoing),
    )


def _days(context: PageContext, month: Log) -> Iterator[Day]:
    zone = context.site.settings.timezone
    listed = defaultdict(list)
    for at, timeline in (*month.began, *month.ended):
        listed[day_of(at, zone)].append(brief(context, timeline))
    yield from ((day, tuple(listed[day])) for day in sorted(listed, reverse=True))
