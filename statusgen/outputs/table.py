"""The whole history as a table (RFC 4180), for people who evaluate it in a spreadsheet or program.

A row for each incident and each maintenance that has begun, the columns in
English and the values in the words of the format, so that a program reads
every site alike. Notices are no incidents. Columns are only ever added, at the
end.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import Final

from statusgen import addresses
from statusgen.history import entered
from statusgen.markup.plain import plain
from statusgen.model import Impact, Kind, Site, Sort, State, Text, Window
from statusgen.rendering.artifact import Artifact, Stage, copies
from statusgen.rendering.kit import Kit
from statusgen.status import Status
from statusgen.timeline import Timeline, open_time

COLUMNS: Final = (
    "id",
    "slug",
    "url",
    "title",
    "sort",
    "kind",
    "impact",
    "state",
    "components",
    "began",
    "first_update",
    "last_update",
    "ended",
    "open_seconds",
    "updates",
    "planned_start",
    "planned_end",
    "cause",
    "fix",
    "action_required",
    "postmortem",
)

_RUNS: Final = re.compile(r"[=+\-@\uff0b\uff0d\uff1d\uff20]")
"""What a spreadsheet takes for a formula at the head of a cell; the wide forms too, since some
turn them into the narrow ones."""

_HIDDEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One incident or maintenance."""

    id: str
    slug: str
    address: str
    title: str
    sort: Sort
    kinds: tuple[Kind, ...]
    impact: Impact
    state: State
    components: tuple[str, ...]
    """Ids."""
    began: datetime | None
    """``None``: maintenance that was called off ahead of its window."""
    first_update: datetime
    last_update: datetime
    ended: datetime | None
    open_seconds: int | None
    """Of maintenance: active. ``None`` while it is open, since no clock stands in a table."""
    updates: int
    planned: Window | None
    cause: Text | None
    fix: Text | None
    action: Text | None
    postmortem: str | None
    """Its address."""


def plan(site: Site, status: Status) -> Iterator[Artifact]:
    """Declare the table, and the same bytes where a redirect asks for it."""
    table = Artifact(
        path=addresses.TABLE,
        stage=Stage.DATA,
        render=render,
        values=tuple(_rows(site, status)),
        origin="content/site.yml",
    )
    yield table
    yield from copies([table], site.settings.redirects)


def render(kit: Kit, *rows: Row) -> bytes:
    """Render the table: UTF-8, a row of names first."""
    file = StringIO(newline="")
    table = csv.DictWriter(file, COLUMNS)
    table.writeheader()
    table.writerows(_cells(kit, row) for row in rows)
    return file.getvalue().encode()


def cell(text: str) -> str:
    """Return the text on one line, and such that a spreadsheet shows it and does not run it.

    An apostrophe stands before what would be a formula; a spreadsheet takes it for the sign of
    text, and a program drops it.
    """
    line = " ".join(_HIDDEN.sub(" ", text).split())
    return f"'{line}" if _RUNS.match(line) else line


def _rows(site: Site, status: Status) -> Iterator[Row]:
    """Go through what has begun, newest first; a preview's drafts are not among it."""
    reviews = {
        slug: addresses.postmortem(each.slug)
        for each in reversed(site.postmortems)
        if not each.draft
        for slug in each.incidents
    }
    for timeline in status.timelines:
        incident = timeline.incident
        if incident.sort is Sort.NOTICE or incident.draft or entered(timeline) is None:
            continue
        yield _row(timeline, reviews.get(incident.slug))


def _row(timeline: Timeline, review: str | None) -> Row:
    incident, now = timeline.incident, timeline.now
    begun = incident.sort is not Sort.MAINTENANCE or timeline.spells
    spent = open_time(timeline, timeline.ended) if timeline.ended else None
    return Row(
        id=incident.id,
        slug=incident.slug,
        address=addresses.incident(incident.slug),
        title=incident.title,
        sort=incident.sort,
        kinds=incident.kinds,
        impact=timeline.impact,
        state=timeline.state,
        components=timeline.touched,
        began=timeline.began if begun else None,
        first_update=timeline.moments[0].update.at,
        last_update=timeline.last_update,
        ended=timeline.ended,
        open_seconds=None if spent is None else int(spent.total_seconds()),
        updates=len(timeline.moments),
        planned=now.window,
        cause=now.cause,
        fix=now.fix,
        action=now.action,
        postmortem=review,
    )


def _cells(kit: Kit, row: Row) -> dict[str, str]:
    """Return the cells by the names of their columns."""

    def text(given: Text | None) -> str:
        return plain(kit.markup.to_inline_html(given, address=kit.absolute)) if given else ""

    values = {
        "id": row.id,
        "slug": row.slug,
        "url": kit.absolute(row.address),
        "title": row.title,
        "sort": row.sort,
        "kind": " ".join(row.kinds),
        "impact": row.impact.word,
        "state": row.state.word,
        "components": " ".join(row.components),
        "began": _instant(row.began),
        "first_update": _instant(row.first_update),
        "last_update": _instant(row.last_update),
        "ended": _instant(row.ended),
        "open_seconds": "" if row.open_seconds is None else str(row.open_seconds),
        "updates": str(row.updates),
        "planned_start": _instant(row.planned.start if row.planned else None),
        "planned_end": _instant(row.planned.end if row.planned else None),
        "cause": text(row.cause),
        "fix": text(row.fix),
        "action_required": text(row.action),
        "postmortem": kit.absolute(row.postmortem) if row.postmortem else "",
    }
    return {name: cell(value) for name, value in values.items()}


def _instant(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else ""
