"""Any text survives in a calendar, read by icalendar and by ical.js."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import component, maintenance, site, update, window
from hypothesis import given, settings
from hypothesis import strategies as st
from outputs.calendar.diary import ANNOUNCED, PARTS, WORKS, files, read

from statusgen.model import Site, Text

READER = Path(__file__).parents[2] / "node/read_calendar.mjs"
SIGNS = st.sampled_from(
    [
        *"\\,;:\"'Nn\t\n\r ^é𝄞",
        "\\n",
        "\\N",
        "👩🏽‍🚒",
        "\u2028",
        "\x85",
        "\x00",
        "אב",
        "\u200f",
        "\u202e",
    ]
)
TEXTS = st.text() | st.builds(
    "{}{}".format,
    st.text(),
    st.lists(SIGNS).map("".join).flatmap(lambda text: st.sampled_from([text, text * 40])),
)


def kept(text: str) -> str:
    """Return the part of a text that a calendar can contain."""
    parted = "\n".join(text.splitlines())
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "", parted)


def titled(*titles: str) -> Site:
    works = (
        replace(WORKS, id=f"w{number:03}", slug=f"w{number:03}", title=title)
        for number, title in enumerate(titles)
    )
    renamed = (replace(component("web"), name=titles[0]),)
    return site(*works, components=renamed)


@given(title=TEXTS)
def test_any_text_survives(title: str) -> None:
    shown = titled(title)
    data = files(shown)["maintenance.ics"]
    found = read(data)[0]
    assert found["SUMMARY"] == kept(title)
    assert found.categories == [kept(title)]


@given(title=TEXTS, body=TEXTS)
def test_lines_end_and_fold_as_in_rfc_5545(title: str, body: str) -> None:
    """RFC 5545 §3.1: CRLF, at most 75 octets, whole characters; §3.3.11: no controls."""
    told = replace(WORKS, updates=(replace(ANNOUNCED, body=Text(markdown=body)),), title=title)
    data = files(site(told))["maintenance.ics"]
    assert data.endswith(b"END:VCALENDAR\r\n")
    rows = data.removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, rows)) <= 75
    for row in rows:
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", row.decode())


def test_folding_splits_no_character() -> None:
    shown = site(replace(WORKS, title="👩🏽‍🚒" * 500))
    data = files(shown)["maintenance.ics"]
    assert max(map(len, data.split(b"\r\n"))) == 75
    found = read(data)[0]
    assert found["SUMMARY"] == "👩🏽‍🚒" * 500


# A second implementation


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node", path=f"{sys.prefix}/bin") or shutil.which("node")
    if not found or not (READER.parent / "node_modules/ical.js").exists():
        pytest.skip("no ical.js here: `make test` installs it with npm where it can")
    return found


def understood(node: str, data: bytes) -> Mapping[str, Any]:
    """Return what ical.js reads."""
    done = subprocess.run([node, READER], input=data, capture_output=True, check=True)
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


def test_ical_js_understands_an_event(node: str) -> None:
    off = update("11-19 14:00", "cancelled", body="Not now; maybe later, we think.")
    works = maintenance(
        window("11-28 21:00", "11-28 23:00"), ANNOUNCED, off, components="web=down, api=down"
    )
    shown = site(works, components=PARTS)
    told = understood(node, files(shown)["maintenance.ics"])
    assert told == {
        "name": "Acme · Maintenance",
        "source": "https://status.acme.example/maintenance.ics",
        "refresh": 3600,
        "components": ["vevent"],
        "events": [
            {
                "uid": "tag:status.acme.example,2026:works",
                "summary": "[Cancelled] works",
                "description": "Cancelled · 19 Nov 2026, 14:00\u00a0UTC\n\n"
                "Not now; maybe later, we think.\n\nWe upgrade the database.\n\n"
                "Affected components: Web and Api\n\n"
                "https://status.acme.example/incidents/works/",
                "start": "2026-11-28T21:00:00.000Z",
                "end": "2026-11-28T23:00:00.000Z",
                "zone": "UTC",
                "sequence": 1,
                "status": "CANCELLED",
                "transparency": "TRANSPARENT",
                "stamp": "2026-11-19T14:00:00.000Z",
                "url": "https://status.acme.example/incidents/works/",
                "categories": ["Web", "Api"],
            }
        ],
    }


def test_ical_js_reads_a_calendar_without_events(node: str) -> None:
    told = understood(node, files(site())["maintenance.ics"])
    assert (told["components"], told["events"]) == (["vtimezone"], [])


@settings(max_examples=5)
@given(titles=st.lists(TEXTS, min_size=100, max_size=100))
def test_any_text_survives_in_ical_js(node: str, titles: list[str]) -> None:
    told = understood(node, files(titled(*titles))["maintenance.ics"])
    assert [each["summary"] for each in told["events"]] == [kept(title) for title in titles]
