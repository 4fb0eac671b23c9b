"""History: a list of months, and a page for each month that had something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from statusgen import addresses
from statusgen.days import day_of
from statusgen.history import Month, months
from statusgen.model import Sort
from statusgen.outputs.pages.edition import Edition
from statusgen.outputs.pages.threads import IncidentLine, brief
from statusgen.rendering.artifact import Artifact, Stage
from statusgen.rendering.kit import Kit

Day = tuple[date, tuple[IncidentLine, ...]]
"""What began on a day, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEntry:
    """A month in the list of months. Notices do not count."""

    year: int
    month: int
    incidents: int
    maintenance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    """A month."""

    year: int
    month: int
    earlier: tuple[int, int] | None
    """Year and month of the neighbour that had something."""
    later: tuple[int, int] | None
    days: tuple[Day, ...]
    """Newest first."""


def plan(edition: Edition) -> Iterator[Artifact]:
    """Declare the list and every month."""
    known = months(edition.site, edition.status)
    yield Artifact(
        path=addresses.output_path(addresses.HISTORY),
        stage=Stage.PAGE,
        render=render,
        values=(tuple(_years(known)),),
    )
    for place, month in enumerate(known):
        page = MonthPage(
            year=month.year,
            month=month.month,
            earlier=_name(known[place + 1 : place + 2]),
            later=_name(known[max(place - 1, 0) : place]),
            days=tuple(_days(edition, month)),
        )
        yield Artifact(
            path=addresses.output_path(addresses.month(month.year, month.month)),
            stage=Stage.PAGE,
            render=render_month,
            values=(page,),
        )


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


def _years(known: tuple[Month, ...]) -> Iterator[tuple[int, tuple[MonthEntry, ...]]]:
    for year, run in groupby(known, lambda month: month.year):
        yield year, tuple(_entry(month) for month in run)


def _entry(month: Month) -> MonthEntry:
    sorts = [timeline.incident.sort for timeline in month.timelines]
    return MonthEntry(
        year=month.year,
        month=month.month,
        incidents=sorts.count(Sort.INCIDENT),
        maintenance=sorts.count(Sort.MAINTENANCE),
    )


def _days(edition: Edition, month: Month) -> Iterator[Day]:
    zone = edition.site.settings.timezone
    for day, run in groupby(month.timelines, lambda timeline: day_of(timeline.began, zone)):
        yield day, tuple(brief(edition, timeline) for timeline in run)


def _name(neighbour: tuple[Month, ...]) -> tuple[int, int] | None:
    return next(((month.year, month.month) for month in neighbour), None)
