from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.markup.converter import Converter
from statusgen.model import (
    ComponentState,
    Incident,
    Kind,
    LogEntry,
    Sort,
    State,
    Text,
    Window,
)
from statusgen.problems import Problems
from statusgen.reading.incident import IncidentEntry, parse_incident
from statusgen.source.text import Source

PATH = "content/incidents/2026-11-20-api-errors.md"

EXAMPLE = """\
---
title: Elevated error rates on the API
kind: [outage, data loss]
components: # states from the beginning on
  api: partial_outage
  dashboard: degraded
started: 2026-11-20 13:58
pin: true
roles: {incident_manager: Ana}
variables: {region: eu}
allow: [long-silence]
---

A summary. <!-- for us -->

## Investigating — 2026-11-20 14:05

We see errors.

## Identified — 2026-11-20 14:32

- next: 15:00
- components: api=major_outage, dashboard=ok

A release is the cause.

## Internal — 2026-11-20 14:40

Decision (Ana): no failover. <!-- why? -->

- next: 15:00

## Resolved — 2026-11-20 16:10

- action required: Rotate keys.

All is well.
"""


def parse(text: str) -> tuple[IncidentEntry, Problems]:
    problems = Problems()
    entry = parse_incident(Source(path=PATH, text=text), problems, zone="Europe/Paris")
    return entry, problems


def read(text: str) -> Incident:
    entry, problems = parse(text)
    assert not list(problems)
    assert entry.incident
    return entry.incident


def codes(text: str) -> list[str]:
    return [f"{problem.span.line}:{problem.code}" for problem in parse(text)[1]]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, tzinfo=UTC)


def test_an_incident() -> None:
    incident = read(EXAMPLE)
    assert (incident.slug, incident.id) == ("2026-11-20-api-errors", "2026-11-20-api-errors")
    assert (incident.title, incident.sort) == ("Elevated error rates on the API", Sort.INCIDENT)
    assert incident.kinds == (Kind.OUTAGE, Kind.DATA_LOSS)
    assert incident.components == (
        ("api", ComponentState.PARTIAL_OUTAGE),
        ("dashboard", ComponentState.DEGRADED_PERFORMANCE),
    )
    assert incident.started == at(12, 58)
    assert incident.pinned
    assert incident.pinned_until is None
    assert incident.summary == Text(markdown="A summary.", path=PATH, line=14)
    assert [(update.id, update.state) for update in incident.updates] == [
        ("20261120T130500Z", State.INVESTIGATING),
        ("20261120T133200Z", State.IDENTIFIED),
        ("20261120T151000Z", State.RESOLVED),
    ]
    assert incident.updates[1].body == Text(markdown="A release is the cause.", path=PATH, line=25)
    assert incident.updates[2].action == Text(markdown="Rotate keys.", path=PATH, line=35)


def test_values_for_the_team() -> None:
    team = read(EXAMPLE).team
    text = "Decision (Ana): no failover. <!-- why? -->\n\n- next: 15:00"
    assert team.log == (LogEntry(at=at(13, 40), text=text, line=27),)
    assert team.roles == (("incident_manager", "Ana"),)
    assert team.variables == (("region", "eu"),)


def test_an_entry_has_the_places_of_its_parts() -> None:
    entry, _ = parse(EXAMPLE)
    named = [(name.text, name.span.line, name.span.column) for name in entry.components]
    assert named == [("api", 5, 3), ("dashboard", 6, 3), ("api", 23, 15), ("dashboard", 23, 33)]
    assert [heading.line for heading in entry.headings] == [16, 20, 33]
    assert [role.text for role in entry.roles] == ["incident_manager"]
    assert [code.text for code in entry.allow] == ["long-silence"]
    assert entry.complete


def test_a_maintenance() -> None:
    incident = read(
        "---\ntitle: Upgrade\nscheduled: {from: 2026-11-28 22:00, until: 2026-11-28 23:00}\n"
        "components: [api]\n---\n## Scheduled — 2026-11-20 14:05\n"
    )
    assert incident.sort is Sort.MAINTENANCE
    start = datetime(2026, 11, 28, 21, tzinfo=UTC)
    assert incident.window == Window(start=start, end=start.replace(hour=22))
    assert incident.components == (("api", ComponentState.UNDER_MAINTENANCE),)


def test_a_notice() -> None:
    incident = read(
        "---\ntitle: Closed\nkind: notice\nuntil: 2026-11-23 00:00\npin: 2026-11-22\n---\n"
        "## Notice — 2026-11-20 14:05\n"
    )
    assert incident.sort is Sort.NOTICE
    assert incident.until == datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert not incident.pinned
    assert incident.pinned_until


def test_a_file_can_have_its_own_id_and_zone() -> None:
    incident = read(
        "---\ntitle: x\nid: OLD_1\ntimezone: UTC\naliases: [issues/old]\n---\n"
        "## Update — 2026-11-20 14:05\n"
    )
    assert incident.id == "OLD_1"
    assert incident.aliases == ("issues/old",)
    assert incident.updates[0].at == at(14, 5)
    assert incident.updates[0].state is State.UPDATE


@given(st.randoms(use_true_random=False))
def test_the_order_of_updates_in_a_file_does_not_matter(order: random.Random) -> None:
    head, *sections = EXAMPLE.split("## ")
    order.shuffle(sections)
    shuffled = read(head + "".join(f"## {section.strip()}\n\n" for section in sections))
    expected = read(EXAMPLE)
    assert _without_lines(shuffled) == _without_lines(expected)


def _without_lines(incident: Incident) -> Incident:
    """Return an incident whose texts do not say where they stand, and say what readers see."""
    team = replace(
        incident.team, log=tuple(replace(entry, line=0, text="") for entry in incident.team.log)
    )
    return replace(
        incident,
        summary=_seen(incident.summary),
        updates=tuple(
            replace(
                update,
                body=_seen(update.body),
                workaround=_seen(update.workaround),
                cause=_seen(update.cause),
                fix=_seen(update.fix),
                action=_seen(update.action),
            )
            for update in incident.updates
        ),
        team=team,
    )


V = TypeVar("V")


def _seen(value: V) -> V | Text:
    if not isinstance(value, Text):
        return value
    return Text(markdown=Converter().to_html(value, address=str, heading_level=3))


@pytest.mark.parametrize(
    "case", sorted((Path(__file__).parent / "formatted").glob("*.md")), ids=lambda path: path.stem
)
def test_a_formatter_changes_no_fact(case: Path) -> None:
    """What a person wrote, and what Prettier 3.10 makes of it."""
    written, formatted = case.read_text(encoding="utf-8").split("=== formatted\n")
    assert written != formatted
    assert _without_lines(read(written)) == _without_lines(read(formatted))


HEAD = "---\ntitle: x\n---\n"
NOTICE = "---\ntitle: x\nkind: notice\nuntil: 2026-11-20 15:00\n---\n"
UPDATE = "## Update — 2026-11-20 14:05\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD, "1:no-update"),
        (f"{HEAD}Text\n## Internal — 2026-11-20 14:05\n", "1:no-update"),
        (f"{HEAD}{UPDATE}## Resolved — 2026-11-20 13:05 UTC\n", "5:same-instant"),
        (
            f"{HEAD}{UPDATE}## Resolved — 2026-11-20 15:05\n- id: 20261120T130500Z\n",
            "6:duplicate-id",
        ),
        (
            f"{HEAD}{UPDATE}- id: 20261120T140500Z\n\n## Resolved — 2026-11-20 15:05\n",
            "7:duplicate-id",
        ),
        (f"---\ntitle: x\nstarted: 2026-11-20 14:06\n---\n{UPDATE}", "3:started-too-late"),
        (
            f"---\ntitle: x\nkind: notice\nuntil: 2026-11-20 14:05\n---\n{UPDATE}",
            "4:until-too-early",
        ),
        (f"{HEAD}next: 15:00\n{UPDATE}", "4:misplaced-field"),
        (f"{HEAD}{UPDATE}## Foo\n", "5:stray-heading"),
        (f"{HEAD}## Foo\n", "4:stray-heading"),
    ],
)
def test_what_is_wrong(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    ("updates", "found"),
    [
        ("## Completed — 2026-11-20 23:00\n", ["3:window-over"]),
        ("## Scheduled — 2026-11-21 09:00\n", ["3:window-over"]),
        ("## In progress — 2026-11-20 22:59\n", []),
        (
            "## Scheduled — 2026-11-21 09:00\n- window: 2026-11-22 09:00 / 2026-11-22 10:00\n",
            [],
        ),
        (
            "## Scheduled — 2026-11-20 09:00\n- window: 2026-11-12 22:00 / 2026-11-20 09:00\n",
            ["6:window-over"],
        ),
    ],
)
def test_a_window_that_ended_before_its_announcement_is_a_warning(
    updates: str, found: list[str]
) -> None:
    head = "---\ntitle: x\nscheduled: {from: 2026-11-20 22:00, until: 2026-11-20 23:00}\n---\n"
    assert codes(head + updates) == found


def test_a_notice_may_be_resolved_after_the_clock_has_ended_it() -> None:
    read(f"{NOTICE}{UPDATE}## Resolved — 2026-11-20 16:00\n")


def test_an_internal_section_may_have_the_time_of_an_update() -> None:
    read(f"{HEAD}{UPDATE}## Internal — 2026-11-20 14:05\nFailover.\n")


def test_broken_front_matter_hides_no_other_mistake() -> None:
    text = "---\ntitle: x\nscheduled: {from: soon}\ndraft: true\nid: OLD\n---\n## Done\n"
    entry, problems = parse(f"{text}## In progress — 2026-11-20 14:05\n")
    assert [f"{problem.span.line}:{problem.code}" for problem in problems] == [
        "3:missing-key",
        "3:invalid-time",
        "7:stray-heading",
    ]
    assert (entry.draft, entry.id, entry.incident) == (True, "OLD", None)


@pytest.mark.parametrize("text", ["", "Text", "+++\ntitle = 1\n+++\n", "---\ntitle: x\n"])
def test_an_unreadable_file_has_only_a_name(text: str) -> None:
    entry, problems = parse(text)
    assert entry == IncidentEntry.unread(PATH)
    assert len(problems.errors) == 1


PARTS = st.sampled_from(
    [
        *("---\n", "title: x\n", "kind: notice\n", "draft: yes\n", "scheduled: {from: 1}\n"),
        *("## Update — 2026-11-20 14:05\n", "## Resolved — 2026-11-20 15:05\n", "## Internal\n"),
        *(
            "- next: 15:00\n",
            "- id: x\n",
            "components: api=ok\n",
            "<!--",
            "-->",
            "```\n",
            "\n",
            "#",
        ),
    ]
)


@given(st.lists(PARTS, max_size=14).map("".join) | st.text(max_size=80))
def test_any_text(text: str) -> None:
    problems = Problems()
    source = Source(path=PATH, text=text.replace("\0", ""))
    entry = parse_incident(source, problems, zone="Europe/Paris")
    assert entry.incident or problems.errors
    for problem in problems:
        span = problem.span
        assert 1 <= span.line <= len(source.lines)
        assert span.text == source.lines[span.line - 1]
        assert 1 <= span.column <= len(span.text) + 1
