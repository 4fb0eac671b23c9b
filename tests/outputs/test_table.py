"""The history as a table, read as programs and spreadsheets do."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest
from builders import at, incident, maintenance, notice, site, update, window
from hypothesis import given
from hypothesis import strategies as st
from outputs.pages.scene import kit
from strategies import incidents, maintenances

from statusgen.history import months
from statusgen.model import Impact, Incident, Kind, Postmortem, Site, Sort, Text
from statusgen.outputs import table
from statusgen.outputs.table import COLUMNS, cell
from statusgen.status import status_of

ERRORS = incident(
    update("14:05", "investigating", "api=partial"),
    update("14:32", "identified", "api=down, web=ok", cause="A *faulty* release."),
    update(
        "16:10", "resolved", fix="It was [undone](https://x.example/a).", action="Log in, again"
    ),
    slug="errors",
    title="Errors, many",
    started="13:58",
    kinds=(Kind.OUTAGE, Kind.DATA_LOSS),
)
WORKS = maintenance(
    window("11-18 21:00", "11-18 23:00"),
    update("11-10 09:00", "scheduled"),
    components="web=maintenance",
)


def data(shown: Site) -> bytes:
    return next(table.plan(shown, status_of(shown))).produce(kit(shown))


def rows(*made: Incident, as_of: str = "18:00", **fields: object) -> list[dict[str, str]]:
    text = data(site(*made, as_of=as_of, **fields)).decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_an_incident_is_a_row() -> None:
    looked_back = Postmortem(
        slug="why",
        id="why",
        path="content/postmortems/why.md",
        title="Why",
        incidents=("errors",),
        published=at("11-22 09:00"),
        body=Text(markdown="So."),
    )
    assert rows(ERRORS, postmortems=(looked_back,)) == [
        {
            "id": "errors",
            "slug": "errors",
            "url": "https://status.acme.example/incidents/errors/",
            "title": "Errors, many",
            "sort": "incident",
            "kind": "outage data_loss",
            "impact": "critical",
            "state": "resolved",
            "components": "api web",
            "began": "2026-11-20T13:58:00Z",
            "first_update": "2026-11-20T14:05:00Z",
            "last_update": "2026-11-20T16:10:00Z",
            "ended": "2026-11-20T16:10:00Z",
            "open_seconds": "7920",
            "updates": "3",
            "planned_start": "",
            "planned_end": "",
            "cause": "A faulty release.",
            "fix": "It was undone (https://x.example/a).",
            "action_required": "Log in, again",
            "postmortem": "https://status.acme.example/postmortems/why/",
        }
    ]


def test_the_columns_are_never_renamed() -> None:
    """Programs use these names. Add new columns at the end, and here."""
    assert ",".join(COLUMNS) == (
        "id,slug,url,title,sort,kind,impact,state,components,began,first_update,last_update,ended,"
        "open_seconds,updates,planned_start,planned_end,cause,fix,action_required,postmortem"
    )


def test_maintenance_is_a_row_once_it_has_begun() -> None:
    assert rows(WORKS, as_of="11-17 12:00") == []
    (row,) = rows(WORKS)
    assert (row["sort"], row["state"], row["updates"]) == ("maintenance", "completed", "3")
    assert (row["planned_start"], row["planned_end"]) == (row["began"], row["ended"])
    assert row["open_seconds"] == "7200"


def test_cancelled_maintenance_has_no_beginning() -> None:
    off = replace(WORKS, updates=(*WORKS.updates, update("11-12 09:00", "cancelled")))
    (row,) = rows(off)
    assert (row["began"], row["ended"]) == ("", "2026-11-12T09:00:00Z")
    assert (row["open_seconds"], row["state"]) == ("0", "cancelled")


def test_open_incident_has_no_end_and_no_duration() -> None:
    still = replace(ERRORS, updates=ERRORS.updates[:2])
    (row,) = rows(still, as_of="15:00")
    assert (row["ended"], row["open_seconds"], row["state"]) == ("", "", "identified")
    assert rows(still, as_of="15:00") == rows(still, as_of="23:00")


def test_time_between_a_resolution_and_a_reopening_does_not_count() -> None:
    again = (update("17:00", "investigating"), update("17:30", "resolved"))
    (row,) = rows(replace(ERRORS, updates=(*ERRORS.updates, *again)))
    assert (row["ended"], row["open_seconds"]) == ("2026-11-20T17:30:00Z", str(7920 + 1800))


def test_notices_are_not_in_it() -> None:
    assert rows(notice(update("09:00", "notice"))) == []


def test_the_newest_comes_first() -> None:
    older = incident(update("11-01 09:00", "resolved"), slug="older", impact=Impact.MINOR)
    assert [row["id"] for row in rows(older, ERRORS, WORKS)] == ["errors", "works", "older"]


def test_an_empty_history_has_its_columns() -> None:
    assert data(site()) == (",".join(COLUMNS) + "\r\n").encode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r\n@a", "'@a"),
        ("\x00 =1", "'=1"),
        ("\ufeff+1", "'+1"),
        ("=1", "'=1"),
        ("1-1=0", "1-1=0"),
        ("two\nlines", "two lines"),
        ('"quoted", so', '"quoted", so'),
        ("", ""),
    ],
)
def test_formulas_are_escaped(text: str, shown: str) -> None:
    assert cell(text) == shown


TEXTS = st.text() | st.builds("{}{}".format, st.sampled_from([*"=+-@\t\r\n\"', "]), st.text())


@given(title=TEXTS, cause=TEXTS)
def test_any_text_is_a_cell(title: str, cause: str) -> None:
    """RFC 4180: lines end with CRLF, all rows have the same length. No cell is a formula."""
    told = replace(ERRORS.updates[-1], cause=Text(markdown=cause))
    made = replace(ERRORS, title=title, updates=(*ERRORS.updates[:-1], told))
    whole = data(site(made, as_of="18:00"))
    text = whole.decode()
    assert text.count("\n") == text.count("\r\n") == text.count("\r") == 2
    head, row = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert head == [*COLUMNS]
    assert len(row) == len(head)
    assert not [each for each in row if re.match(r"[=+\-@\t\r]", each)]
    assert row[COLUMNS.index("title")] == cell(title)


@given(made=incidents(), works=maintenances(), as_of=st.integers(0, 96))
def test_table_has_what_the_history_lists(made: Incident, works: Incident, as_of: int) -> None:
    now = at("00:00").replace(hour=as_of // 4, minute=as_of % 4 * 15) if as_of < 96 else at("23:59")
    published = [
        replace(each, updates=kept)
        for each in (made, works)
        if (kept := tuple(update for update in each.updates if update.at <= now))
    ]
    shown = site(*published, as_of=now)
    listed = [
        timeline.incident.id
        for month in months(shown, status_of(shown))
        for _, timeline in month.began
        if timeline.incident.sort is not Sort.NOTICE
    ]
    text = data(shown).decode()
    found = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert sorted(row["id"] for row in found) == sorted(listed)
    for row in found:
        assert not row["began"] or not row["ended"] or row["began"] <= row["ended"]
