"""Vague titles, and dates that are probably wrong."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from assembly import SITE, assembled, codes, incident
from hypothesis import given
from hypothesis import strategies as st

from statusgen.advice.review import is_vague


@pytest.mark.parametrize(
    "title",
    [
        "Outage",
        "OUTAGE!",
        "Service outage",
        "Services are down",
        "We are currently experiencing issues",
        "Incident on 2022-09-13",
        "Incident #4711",
        "Maintenance outage",
        "Something is wrong",
        "Something went wrong this morning",
        "It is not working",
        "Outage 20 Nov",
        "September 22th outage",
        "Incident on 2020-11-18 23:02 UTC",
        "Problems on Tuesday, 3 March, at 9 am",
        "Incident on the 27th, 9am to 14:05",
        "Outage 2020-11-18T23:02Z",
        "Panne du 1er mai, de 10h à 10h30",
        "Network outage",
        "Server errors",
        "Panne",
        "Panne réseau",
        "Panne du 3 août, ce matin",
        "Quelque chose ne va pas",
        "Le service ne fonctionne pas aujourd\u2019hui",
        "Panne générale",
        "Problème technique en cours",
        "Interruption de service",
        "Nous avons un souci",
    ],
)
def test_titles_that_say_nothing(title: str) -> None:
    assert is_vague(title)


@pytest.mark.parametrize(
    "title",
    [
        "Card payments fail",
        "Incident with Actions",
        "API outage",
        "Website is down",
        "Slow service",
        "Data loss",
        "Networking issue",
        "Network core outage",
        "Something takes long",
        "Working from home is not possible",
        "Fedora infrastructure outage",
        "Power outage on May 31",
        "Search is down this morning",
        "2FA is down",
        "3DS errors",
        "5G outage",
        "Tuesday",
        "Network",
        "Maintenance of the order database",
        "Panne des paiements",
        "Connexion impossible",
        "障害",
        "404",
        "…",
    ],
)
def test_titles_that_say_something(title: str) -> None:
    assert not is_vague(title)


def test_the_name_of_a_component_says_something() -> None:
    assert is_vague("Incident with Issues", ["Actions"])
    assert not is_vague("Incident with Issues", ["Actions", "Issues"])
    site = SITE.replace("name: Public API", "name: Issues")
    text = incident().replace("Errors on the API", "Incident with issues")
    assert codes({"incidents/x.md": text, "site.yml": site}) == []
    assert codes({"incidents/x.md": text}) == ["incidents/x.md:2:vague-title"]


def test_maintenance_may_have_a_vague_title() -> None:
    text = incident("scheduled: {from: 2026-11-26 22:00, until: 2026-11-26 23:00}\n")
    text = text.replace("Errors on the API", "Incident").replace("Investigating", "Scheduled")
    assert codes({"incidents/x.md": text}) == []


def test_internal_files_may_have_any_title() -> None:
    text = incident("internal: true\n").replace("Errors on the API", "Outage")
    assert codes({"incidents/x.md": text}) == []


DATED = {
    "2026-11-20-incident": """\
---
title: Errors on the API
started: 2026-11-18 12:00
components: {api: down}
postmortem: not_needed
---

## Investigating — 2026-11-18 14:05

- next: 2026-11-19 09:00
- eta: 2026-11-23 12:00

We look.

## Identified — 2026-11-20 10:00

We know.

## Resolved — 2026-11-23 10:00

- ended: 2026-11-22 10:00
- cause: A release.
- fix: Another.

All is well.
""",
    "works": """\
---
title: New map
components: [api]
scheduled: {from: 2026-11-26 22:00, until: 2026-11-27 02:00}
---

## Scheduled — 2026-11-12 10:00

The map is down at night.

## Update — 2026-11-20 10:00

- window: 2026-11-27 22:00 / 2026-11-28 02:00
- eta: 2026-11-28 01:00

One day later.
""",
}
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@given(
    st.sampled_from(sorted(DATED)),
    st.integers(0, 20),
    st.integers(50, 4000) | st.integers(-4000, -50),
)
def test_a_date_moved_far_from_the_others_is_never_published_in_silence(
    name: str, place: int, days: int
) -> None:
    text = f"{name}\n{DATED[name]}"
    dates = list(DAY.finditer(text))
    found = dates[place % len(dates)]
    moved = f"{date.fromisoformat(found[0]) + timedelta(days=days)}"
    name, text = f"{text[: found.start()]}{moved}{text[found.end() :]}".split("\n", 1)
    _, problems = assembled({f"incidents/{name}.md": text})
    assert problems.errors or "distant-date" in {each.code for each in problems}


@pytest.mark.parametrize("name", DATED)
def test_dates_within_a_month_of_another_are_plausible(name: str) -> None:
    assert codes({f"incidents/{name}.md": DATED[name]}) == []


@pytest.mark.parametrize(
    ("name", "keys", "expected"),
    [
        ("2026-11-20-x", "", []),
        ("2026-12-19-x", "", []),
        ("2025-11-20-x", "internal: true\n", ["6:distant-date"]),
        ("2026-12-22-x", "", ["5:distant-date"]),
        ("2025-11-20-x", "", ["5:distant-date"]),
        ("x", "started: 2026-10-22 14:05\n", []),
        ("x", "started: 2026-10-21 14:05\n", ["3:distant-date"]),
        ("2026-10-01-x", "started: 2026-10-30 14:05\n", []),
        ("2025-13-03-x", "", []),
        ("2025-02-31-x", "", []),
        ("x-2025-11-20", "", []),
        ("x", "kind: notice\nuntil: 2026-11-30 00:00\n", []),
    ],
)
def test_the_distance_of_a_date(name: str, keys: str, expected: list[str]) -> None:
    text = incident(keys)
    text = text.replace("Investigating", "Notice") if "notice" in keys else text
    found = [each.split(":", 1)[1] for each in codes({f"incidents/{name}.md": text})]
    assert found == expected


def test_a_file_with_two_dates_far_apart_trusts_the_first_heading() -> None:
    text = f"{incident()}\n## Resolved — 2025-11-20 15:00\n\n- cause: x\n- fix: y\n\nDone.\n"
    assert codes({"incidents/x.md": text}) == ["incidents/x.md:9:distant-date"]


def test_an_update_with_the_old_year_comes_first_and_is_far_from_the_name() -> None:
    text = f"{incident()}\n## Resolved — 2025-11-20 15:00\n\n- cause: x\n- fix: y\n\nDone.\n"
    found = codes({"incidents/2026-11-20-x.md": text})
    assert found == ["incidents/2026-11-20-x.md:9:distant-date"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [("", ["incidents/x.md:6:no-beginning"]), ("started: 2026-11-20 14:00\n", [])],
)
def test_an_incident_told_afterwards_says_when_it_began(keys: str, expected: list[str]) -> None:
    text = incident(f"components: {{api: degraded}}\n{keys}").replace("Investigating", "Resolved")
    assert codes({"incidents/x.md": text}) == expected


@pytest.mark.parametrize(
    ("keys", "body", "lines"),
    [
        ("impact: critical\ncomponents: {api: degraded}\n", "", ["3"]),
        ("impact: major\ncomponents: {api: ok, dashboard: maintenance}\n", "", ["3"]),
        ("impact: critical\n", "- components: api=degraded", ["3"]),
        ("components: {api: degraded}\n", "- impact: critical", ["8"]),
        ("impact: critical\ncomponents: {all: degraded}\n", "- impact: critical", ["3", "9"]),
        ("impact: critical\ncomponents: {api: partial}\n", "", []),
        ("impact: critical\ncomponents: {api: ok}\n", "- components: api=down", []),
        ("impact: none\ncomponents: {api: down}\n", "", []),
        ("impact: critical\n", "", []),  # nothing says otherwise
        ("impact: critical\nkind: security\ncomponents: {api: ok}\n", "", []),
        ("impact: critical\nkind: [outage, data_loss]\ncomponents: {api: ok}\n", "", []),
    ],
)
def test_an_impact_far_above_the_states_is_reported(keys: str, body: str, lines: list[str]) -> None:
    found = codes({"incidents/x.md": incident(keys, body)})
    assert [each.split(":")[1] for each in found if "impact" in each] == lines


def test_an_impact_that_is_stated_at_the_end_is_not_compared() -> None:
    end = "## Resolved — 2026-11-20 15:05\n\n- impact: major\n- cause: x\n- fix: y\n"
    text = incident("components: {api: partial}\n", f"We look.\n\n{end}\nDone.")
    assert not [each for each in codes({"incidents/x.md": text}) if "impact" in each]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("We will write again by 14:20.", ["incidents/x.md:7:promise-in-words"]),
        ("- next: 14:20\n\nWe will write again by 14:20.", []),
        ("- next: 14:30\n\nWe will write again by 14:20.", ["incidents/x.md:9:promise-in-words"]),
        ("- next: 14:30\n\nWe will write once it is fixed.", []),
        ("**Next update:** 14:20", ["incidents/x.md:7:misplaced-field"]),
        ("We will write again by 14:20.\n\n## Resolved — 2026-11-20 14:20\n\nDone.", []),
        (
            "We look.\n\n## Identified — 2026-11-20 15:00\n\nNext update in 30 minutes.",
            ["incidents/x.md:11:promise-in-words"],
        ),
    ],
)
def test_a_promise_in_the_text_of_an_open_incident(body: str, expected: list[str]) -> None:
    found = codes({"incidents/x.md": incident(body=body)})
    assert [each for each in found if "overdue" not in each] == expected
