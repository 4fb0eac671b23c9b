"""Vague titles, and dates that are probably wrong."""

from __future__ import annotations

import pytest
from assembly import SITE, codes, incident

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


@pytest.mark.parametrize(
    ("name", "keys", "expected"),
    [
        ("2026-11-20-x", "", []),
        ("2026-12-19-x", "", []),
        ("2025-11-20-x", "internal: true\n", ["6:distant-date"]),
        ("2026-12-22-x", "", ["5:distant-date"]),
        ("2025-11-20-x", "", ["5:distant-date"]),
        ("2026-11-20-x", "started: 2026-10-22 14:05\n", []),
        ("2026-11-20-x", "started: 2025-11-20 14:05\n", ["3:distant-date"]),
        ("x", "started: 2025-11-20 14:05\n", []),
        ("2025-02-31-x", "", []),
        ("x-2025-11-20", "", []),
    ],
)
def test_the_distance_of_a_date(name: str, keys: str, expected: list[str]) -> None:
    text = incident(keys)
    found = [each.split(":", 1)[1] for each in codes({f"incidents/{name}.md": text})]
    assert found == expected


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
