"""Each overdue rule, just before and just after it applies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from assembly import NOW, SITE, assembled, codes, postmortem
from builders import at, incident, maintenance, notice, update, window
from hypothesis import assume, given
from strategies import INSTANTS, incidents

from statusgen.advice.overdue import cadence_for, due
from statusgen.model import Impact, Incident, Practice, Scenario, Sort, TeamOnly
from statusgen.moments import moments_of
from statusgen.timeline import timeline_of

X = "incidents/x.md"
CADENCE = f"{SITE}cadence: {{critical: 30m, major: 1h}}\n"
OVERRUN = """\
---
title: Upgrade
scheduled: {from: 2026-11-24 22:00, until: 2026-11-24 23:00}
---
## Scheduled — 2026-11-20 14:05

## In progress — 2026-11-24 22:05
"""


def written(body: str, keys: str = "") -> str:
    """Return an incident with headings such as ``## Resolved 16:10``, of 25 November in Paris."""
    return f"---\ntitle: Errors on the API\n{keys}---\n\n{body}".replace("%", "2026-11-25")


def found(body: str, keys: str = "", site: str = SITE, now: datetime = NOW) -> list[str]:
    """Return each problem as ``line:code``; it is 13:00 in Paris."""
    _, problems = assembled({X: written(body, keys), "site.yml": site}, now=now)
    return [f"{problem.span.line}:{problem.code}" for problem in problems]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## Investigating — % 12:00\n\n- next: 13:01\n", []),
        ("## Investigating — % 12:00\n\n- next: 13:00\n", ["7:overdue-promise"]),
        ("## Investigating — % 12:00\n\n- next: 12:30\n\n## Update — % 12:40\n", []),
        ("## Investigating — % 12:00\n\n- next: 12:30\n\n## Resolved — % 12:20\n", []),
        (
            "## Update — % 12:05\n\n## Investigating — % 12:10\n- next: 12:30\n",
            ["8:overdue-promise"],
        ),
        ("## Investigating — % 12:00\n\n- eta: 13:01\n", []),
        (
            "## Investigating — % 12:00\n\n- eta: 13:00\n\n## Update — % 12:40\n",
            ["7:overdue-estimate"],
        ),
        ("## Identified — % 12:00\n\n- eta: 12:30\n\n## Update — % 12:40\n- eta: none\n", []),
        ("## Identified — % 12:00\n\n- eta: 12:30\n\n## Resolved — % 12:40\n", []),
        ("## Resolved — % 12:00\n\n## Update — % 12:30\n", []),
        ("## Resolved — % 12:00\n\n- next: 12:30\n\n## Update — % 12:40\n", []),
        ("## Resolved — % 12:00\n\n## Update — % 12:40\n- eta: none\n", []),
    ],
)
def test_promises_and_estimates(body: str, expected: list[str]) -> None:
    assert found(body) == expected


@pytest.mark.parametrize(
    ("keys", "body", "expected"),
    [
        ("impact: major\n", "## Investigating — % 12:01\n", []),
        ("impact: major\n", "## Investigating — % 12:00\n", ["6:long-silence"]),
        ("impact: minor\n", "## Investigating — 2026-11-20 12:00\n", []),
        ("impact: major\n", "## Investigating — % 09:00\n\n## Update — % 12:10\n", []),
        ("impact: major\n", "## Investigating — % 12:00\n- impact: minor\n", []),
        ("impact: major\n", "## Investigating — % 09:00\n- next: 13:30\n", []),
        ("impact: major\ncadence: 2h\n", "## Investigating — % 11:01\n", []),
        ("impact: minor\ncadence: 2h\n", "## Investigating — % 11:00\n", ["7:long-silence"]),
        ("impact: major\n", "## Resolved — % 11:00\n- cause: A\n- fix: B\n", []),
        ("kind: notice\n", "## Notice — 2026-11-20 11:00\n", []),
    ],
)
def test_silence(keys: str, body: str, expected: list[str]) -> None:
    assert found(body, keys, CADENCE) == expected


@pytest.mark.parametrize(
    ("own", "scenario", "expected"),
    [(None, None, 60), (None, 20, 20), (15, 20, 15), (15, None, 15)],
)
def test_the_narrowest_cadence_counts(own: int | None, scenario: int | None, expected: int) -> None:
    prepared = Scenario(
        slug="db",
        path="content/scenarios/db.md",
        title="Database",
        sort=Sort.INCIDENT,
        phases=(),
        cadence=timedelta(minutes=scenario) if scenario else None,
    )
    practice = Practice(cadence=((Impact.MAJOR, timedelta(hours=1)),), scenarios=(prepared,))
    team = TeamOnly(scenario="db", cadence=timedelta(minutes=own) if own else None)
    slow = incident(update("10:00", "investigating", impact=Impact.MAJOR), team=team)
    assert due(timeline_of(slow, at("11:00")), practice) == at("10:00") + timedelta(
        minutes=expected
    )


def test_the_cadence_of_a_new_incident() -> None:
    practice = Practice(cadence=((Impact.MAJOR, timedelta(hours=1)),))
    own, none = timedelta(minutes=20), None
    assert cadence_for(practice, Sort.INCIDENT, Impact.MAJOR) == timedelta(hours=1)
    assert cadence_for(practice, Sort.INCIDENT, Impact.MAJOR, none, own) == own
    assert cadence_for(practice, Sort.INCIDENT, Impact.MINOR) is None
    assert cadence_for(practice, Sort.INCIDENT, none) is None
    assert cadence_for(practice, Sort.NOTICE, Impact.MAJOR) is None


def test_maintenance_goes_by_its_window_and_its_own_cadence() -> None:
    practice = Practice(cadence=((Impact.NONE, timedelta(hours=1)),))
    team = TeamOnly(cadence=timedelta(minutes=30))
    announced = update("08:00", "scheduled")
    planned = window("10:00", "14:00")
    works = maintenance(planned, announced)
    paced = maintenance(planned, announced, team=team)
    assert due(timeline_of(works, at("12:00")), practice) is None
    assert due(timeline_of(paced, at("09:00")), practice) is None
    assert due(timeline_of(paced, at("12:00")), practice) == at("10:30")  # the clock's start is one
    assert due(timeline_of(notice(update("08:00", "notice")), at("12:00")), practice) is None


@given(incidents(), INSTANTS)
def test_a_promise_overrides_the_cadence(one: Incident, as_of: datetime) -> None:
    practice = Practice(cadence=tuple((impact, timedelta(hours=1)) for impact in Impact))
    assume(moments_of(one, as_of))
    timeline = timeline_of(one, as_of)
    at_latest = due(timeline, practice)
    if timeline.promise:
        assert at_latest == timeline.promise.at
    elif at_latest:
        assert timeline.is_open
        assert at_latest > timeline.last_update


def test_maintenance_that_overruns() -> None:
    site, (problem,) = assembled({"incidents/x.md": OVERRUN})
    assert site
    assert (problem.code, problem.is_error, problem.span.line) == ("maintenance-overruns", False, 7)
    assert "until 2026-11-24 23:00 Europe/Paris" in problem.message
    hoped = f"{OVERRUN}\n## Update — 2026-11-24 22:30\n\n- eta: 2026-11-25 23:30\n"
    assert codes({"incidents/x.md": hoped}) == []  # readers know how it stands
    ended = f"{OVERRUN}\n## Completed — 2026-11-24 23:30\n"
    assert codes({"incidents/x.md": ended}) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## Scheduled — % 10:00\n- eta: 2026-11-26 23:00\n", []),
        ("## Scheduled — % 10:00\n- eta: 2026-11-27 01:00\n", ["8:estimate-after-window"]),
        ("## Scheduled — % 10:00\n- eta: 2026-11-27 01:00\n\n## In progress — % 11:00\n", []),
    ],
)
def test_an_estimate_after_the_window_is_a_warning(body: str, expected: list[str]) -> None:
    keys = "scheduled: {from: 2026-11-26 22:00, until: 2026-11-26 23:00}\n\n"
    assert found(body, keys) == expected


END = "## Resolved — 2026-11-24 12:00\n\n"
TOLD = "- cause: A release.\n- fix: It was taken back.\n"


@pytest.mark.parametrize(
    ("keys", "fields", "expected"),
    [
        ("impact: minor\n", "", []),
        ("impact: major\n", TOLD, []),
        ("impact: major\n", "- cause: A release.\n", ["7:missing-explanation"]),
        (
            "impact: major\n",
            f"{TOLD}- eta: none\n".replace("It was taken back.", "none"),
            ["7:missing-explanation"],
        ),
        ("impact: critical\n", "", ["7:missing-explanation"]),
        ("kind: data_loss\n", "", ["7:missing-action"]),
        ("kind: [outage, security]\n", "- action required: none\n", []),
        ("kind: security\n", "- action required: Change your password.\n", []),
    ],
)
def test_an_end_needs_a_cause_a_fix_and_an_action(
    keys: str, fields: str, expected: list[str]
) -> None:
    body = f"## Investigating — 2026-11-24 11:00\n{END}{fields}"
    assert found(body, keys) == expected


@pytest.mark.parametrize("days", [89, 91])
def test_warnings_about_an_end_stop_after_90_days(days: int) -> None:
    now = datetime(2026, 11, 24, 11, tzinfo=UTC) + timedelta(days=days)
    site = SITE.replace("Europe/Paris", "UTC")
    wanted = ["2:undecided-postmortem", "6:missing-explanation", "6:missing-action"]
    expected = [] if days == 91 else sorted(wanted)
    body = END.replace("12:00", "11:00")
    keys = "impact: major\nkind: data_loss\n"
    assert sorted(found(body, keys, site, now)) == [each.replace("6:", "7:") for each in expected]


@pytest.mark.parametrize(
    ("decision", "days", "expected"),
    [
        (None, 1, None),
        (None, 2, "undecided-postmortem"),
        ("not_needed", 20, None),
        ("required", 9, None),
        ("required", 10, "overdue-postmortem"),
        ("required", 500, "overdue-postmortem"),
        ("2026-11-24", 20, "overdue-postmortem"),
        ("2026-11-25", 20, None),
    ],
)
def test_postmortems(decision: str | None, days: int, expected: str | None) -> None:
    ended = NOW - timedelta(days=days)
    keys = f"impact: major\npostmortem: {decision}\n" if decision else "impact: major\n"
    body = f"## Resolved — {ended:%Y-%m-%d %H:%M} UTC\n{TOLD}"
    given = [each.partition(":")[2] for each in found(body, keys)]
    assert given == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("decision", "keys", "expected"),
    [
        ("", "draft: true\n", []),
        ("", "internal: true\n", []),
        ("postmortem: required\n", "", []),
        ("postmortem: required\n", "draft: true\n", [f"{X}:4:overdue-postmortem"]),
    ],
)
def test_a_postmortem_or_its_draft_ends_the_warning(
    decision: str, keys: str, expected: list[str]
) -> None:
    body = f"## Resolved — 2026-11-10 12:00\n{TOLD}"
    files = {
        X: written(body, f"impact: major\n{decision}"),
        "postmortems/p.md": postmortem(f"incident: x\n{keys}"),
    }
    assert codes(files) == expected


def test_a_published_postmortem_replaces_the_cause() -> None:
    files = {
        X: written(END, "impact: major\n"),
        "postmortems/p.md": postmortem("incident: x\n").replace("11-24 09:00", "11-24 13:00"),
    }
    assert codes(files) == []
