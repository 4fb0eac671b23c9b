from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.notation.zones import (
    ABBREVIATIONS,
    is_zone,
    local,
    nearest_zone,
    parse_zone,
    tidy,
    tzinfo_of,
)
from statusgen.problems import Problem, Problems, Span

ZONES = sorted(zone for zone in zoneinfo.available_timezones() if is_zone(zone))


def parse(text: str, default: str = "Europe/Paris") -> tuple[str | None, list[Problem]]:
    problems = Problems()
    return parse_zone(text, Span(path="x.md"), problems, default=default), list(problems)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("", "Europe/Paris"),
        ("Europe/Paris", "Europe/Paris"),
        ("Z", "UTC"),
        ("z", "UTC"),
        ("UTC", "UTC"),
        ("utc", "UTC"),
        ("+01:00", "+01:00"),
        ("-0330", "-03:30"),
        ("+14:00", "+14:00"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Singapore", "Singapore"),
    ],
)
def test_zones(text: str, zone: str) -> None:
    assert parse(text) == (zone, [])


@pytest.mark.parametrize("text", ["EST", "CET", "GMT", "PST", "BST", "est", "IST"])
def test_abbreviations_are_errors_that_offer_zones(text: str) -> None:
    zone, [problem] = parse(text)
    assert zone is None
    assert problem.code == "ambiguous-zone"
    assert f"`{ABBREVIATIONS[text.upper()][0]}`" in problem.hint


def test_every_zone_that_is_offered_exists() -> None:
    for offers in ABBREVIATIONS.values():
        assert all(is_zone(zone) for zone in offers)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Europe/Pari", "Did you mean `Europe/Paris`?"),
        ("europe/paris", "Did you mean `Europe/Paris`?"),
        ("Paris", "Did you mean `Europe/Paris`?"),
        ("New York", "Did you mean `America/New_York`?"),
        ("UTC+2", "Did you mean `+02:00`?"),
        ("+1", "Did you mean `+01:00`?"),
        ("\u22125:30", "Did you mean `-05:30`?"),
        ("+15:00", "from -12:00 to +14:00"),
        ("+01:75", "from -12:00 to +14:00"),
        ("../etc/passwd", "`Europe/Paris`"),
        ("\0", "`Europe/Paris`"),
        ("ZZZ", "`Europe/Paris`"),
    ],
)
def test_unknown_zones_are_errors_with_what_was_meant(text: str, hint: str) -> None:
    zone, [problem] = parse(text)
    assert zone is None
    assert problem.code == "unknown-zone"
    assert hint in problem.hint


@pytest.mark.parametrize(
    "name", ["EST", "EST5EDT", "GMT", "GB", "Factory", "localtime", "europe/paris", "right/UTC", ""]
)
def test_what_is_no_zone(name: str) -> None:
    assert not is_zone(name)


def test_the_nearest_zone() -> None:
    assert nearest_zone("Europe/Berln") == "Europe/Berlin"
    assert nearest_zone("tokyo") == "Asia/Tokyo"
    assert nearest_zone("qqqqqq") is None


def test_rules_of_a_zone() -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert noon.astimezone(tzinfo_of("UTC")).hour == 12
    assert noon.astimezone(tzinfo_of("-03:30")).hour == 8
    assert local(noon, "Europe/Paris").isoformat() == "2026-07-01T14:00:00"


@given(st.text(max_size=20))
def test_any_text_is_a_zone_or_a_problem(text: str) -> None:
    zone, problems = parse(text)
    assert (zone is None) == bool(problems)


def test_blanks_are_evened_out_and_long_text_is_cut() -> None:
    assert tidy(" a\u00a0 b\n") == "a b"
    assert tidy("x" * 1000).endswith("x …")
    assert len(tidy("x" * 1000)) < 200
