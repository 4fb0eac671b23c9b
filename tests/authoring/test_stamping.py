"""Times as commands write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from builders import at
from hypothesis import given
from hypothesis import strategies as st

from statusgen.authoring.stamping import duration, next_instant, rounded_up, stamped
from statusgen.notation.times import parse_duration, parse_instant

YEARS = st.datetimes(datetime(1971, 1, 1), datetime(2199, 12, 31)).map(  # noqa: DTZ001 - UTC is set next
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
ZONES = ["UTC", "Europe/Paris", "America/St_Johns", "+05:30", "Australia/Lord_Howe"]


@given(YEARS, st.sampled_from(ZONES))
def test_a_written_time_is_read_back(instant: datetime, zone: str) -> None:
    assert parse_instant(stamped(instant, zone), "Asia/Tokyo").at == instant


@pytest.mark.parametrize(
    ("instant", "zone", "written"),
    [
        ("14:05", "UTC", "2026-11-20 14:05 UTC"),
        ("14:05", "Europe/Paris", "2026-11-20 15:05 Europe/Paris"),
        ("14:05", "-03:00", "2026-11-20 11:05 -03:00"),
        ("2026-10-25 00:30", "Europe/Paris", "2026-10-25 02:30 +02:00"),
        ("2026-10-25 01:30", "Europe/Paris", "2026-10-25 02:30 +01:00"),
    ],
)
def test_an_ambiguous_time_is_written_with_its_offset(
    instant: str, zone: str, written: str
) -> None:
    assert stamped(at(instant), zone) == written


def test_seconds_are_written_only_if_there_are_any() -> None:
    assert stamped(at("14:05") + timedelta(seconds=7), "UTC") == "2026-11-20 14:05:07 UTC"


@given(st.integers(1, 366 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)))
def test_a_written_duration_is_read_back(size: timedelta) -> None:
    assert parse_duration(duration(size)) == size


def test_promises_are_rounded_up_to_the_minute() -> None:
    assert rounded_up(at("14:05")) == at("14:05")
    assert rounded_up(at("14:05") + timedelta(seconds=1)) == at("14:06")


def test_an_update_has_seconds_only_if_its_minute_is_taken() -> None:
    clock = at("14:05") + timedelta(seconds=30)
    assert next_instant(clock, None) == at("14:05")
    assert next_instant(clock, at("14:04")) == at("14:05")
    assert next_instant(clock, at("14:05")) == clock
    assert next_instant(clock, clock) == clock + timedelta(seconds=1)
    assert next_instant(clock, at("14:06")) is None


@pytest.mark.parametrize(("seconds", "is_taken"), [(5, True), (6, False)])
def test_a_clock_may_be_slow_by_a_few_seconds(seconds: int, *, is_taken: bool) -> None:
    clock = at("14:05") + timedelta(seconds=30)
    last = clock + timedelta(seconds=seconds)
    assert next_instant(clock, last) == (last + timedelta(seconds=1) if is_taken else None)
