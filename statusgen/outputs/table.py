"""The whole history as a CSV file (RFC 4180), for spreadsheets and programs.

It has one row for each incident and each maintenance that has begun, without notices. Columns are
in English, in the words of the content format, the same for every site. New columns are only added
at the end.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Final

from statusgen import addresses
from statusgen.history import entered
from statusgen.markup.plain import plain
from statusgen.memo import Memo, call
from statusgen.model import Site, Sort, Text
from statusgen.rendering.artifact import Artifact, data
from statusgen.rendering.components import names_of
from statusgen.rendering.incident_view import IncidentView, view_of
from statusgen.rendering.kit import Kit
from statusgen.status import Status, postmortems_of

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
"""Signs that start a formula in a spreadsheet, and their full-width forms, which some programs
convert."""

_HIDDEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]|[\ud800-\udfff]")


TableRow = tuple[IncidentView, str]
"""An incident or maintenance, and the address of its postmortem, or an empty string."""


def plan(site: Site, status: Status, memo: Memo = call) -> Iterator[Artifact]:
    """Declare the table, newest first."""
    reviews = {slug: addresses.postmortem(each.slug) for slug, each in postmortems_of(site).items()}
    names = memo(names_of, site.components)
    begun = (
        each
        for each in status.timelines
        if each.incident.sort is not Sort.NOTICE and entered(each) is not None
    )
    rows = ((memo(view_of, each, names), reviews.get(each.incident.slug, "")) for each in begun)
    yield data(addresses.TABLE, render, *rows)


def render(kit: Kit, *rows: TableRow) -> bytes:
    """Render the table in UTF-8, with column names in the first row."""
    file = StringIO(newline="")
    table = csv.DictWriter(file, COLUMNS)
    table.writeheader()
    table.writerows(_cells(kit, row) for row in rows)
    return file.getvalue().encode()


def cell(text: str) -> str:
    """Return the text on one line, with an apostrophe before anything that looks like a formula.

    Spreadsheets read the apostrophe as a mark for text. Programs can remove it.
    """
    line = " ".join(_HIDDEN.sub(" ", text).split())
    return f"'{line}" if _RUNS.match(line) else line


def _cells(kit: Kit, row: TableRow) -> dict[str, str]:
    """Return the cells by column."""

    def text(given: Text | None) -> str:
        return plain(kit.markup.to_inline_html(given, address=kit.absolute)) if given else ""

    view, postmortem = row
    begun = view.sort is not Sort.MAINTENANCE or view.spells
    spent = view.open_for or timedelta()
    values = {
        "id": view.id,
        "slug": view.slug,
        "url": kit.absolute(addresses.incident(view.slug)),
        "title": view.title,
        "sort": view.sort,
        "kind": " ".join(view.kinds),
        "impact": view.highest.word,
        "state": view.state.word,
        "components": " ".join(part.id for part in view.parts),
        "began": _instant(view.began if begun else None),
        "first_update": _instant(view.first_update),
        "last_update": _instant(view.last_update),
        "ended": _instant(view.ended),
        "open_seconds": str(int(spent.total_seconds())) if view.ended else "",
        "updates": str(view.count),
        "planned_start": _instant(view.window.start if view.window else None),
        "planned_end": _instant(view.window.end if view.window else None),
        "cause": text(view.cause),
        "fix": text(view.fix),
        "action_required": text(view.action),
        "postmortem": kit.absolute(postmortem) if postmortem else "",
    }
    return {name: cell(value) for name, value in values.items()}


def _instant(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else ""
