"""Vague titles, and dates that are probably wrong."""

from __future__ import annotations

import pytest
from assembly import SITE, codes, incident, postmortem

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
        ("2025-11-20-x", "", ["other-year"]),
        ("20251120-x", "", ["other-year"]),
        ("2025-11-20-x", "started: 2025-12-31 23:59\n", []),
        ("2027-01-03-x", "scheduled: {from: 2027-01-03 22:00, until: 2027-01-03 23:00}\n", []),
        ("2025-01-03-x", "kind: notice\n", []),
        ("2025-13-03-x", "", []),
        ("x-2025-11-20", "", []),
    ],
)
def test_the_year_of_a_file(name: str, keys: str, expected: list[str]) -> None:
    text = incident(keys)
    text = text.replace("Investigating", "Notice") if "notice" in keys else text
    text = text.replace("Investigating", "Scheduled") if "scheduled" in keys else text
    assert [each.split(":")[2] for each in codes({f"incidents/{name}.md": text})] == expected


def test_the_year_counts_in_the_zone_of_the_file() -> None:
    text = incident().replace("2026-11-20 14:05", "2026-01-01 00:30")  # in Paris
    for name in ("2025-12-31-x", "2026-01-01-x"):
        assert codes({f"incidents/{name}.md": text}) == []


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2026-11-20", []),
        ("2026-11-19", ["postmortems/p.md:3:early-postmortem"]),
        ("2025-11-24 09:00", ["postmortems/p.md:3:early-postmortem"]),
    ],
)
def test_the_day_of_a_postmortem(published: str, expected: list[str]) -> None:
    look = postmortem("incident: x\n").replace("2026-11-24 09:00", published)
    assert codes({"incidents/x.md": incident(), "postmortems/p.md": look}) == expected
