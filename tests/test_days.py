import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.days import day_of, start_of_day

ZONES = sorted(zoneinfo.available_timezones())


@pytest.mark.parametrize(
    ("day", "zone", "start"),
    [
        (date(2026, 7, 1), "UTC", datetime(2026, 7, 1, tzinfo=UTC)),
        (date(2026, 7, 1), "Europe/Paris", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        # Midnight is skipped, comes twice, and is a day away.
        (date(2018, 11, 4), "America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC)),
        (date(2026, 11, 1), "America/Havana", datetime(2026, 11, 1, 4, tzinfo=UTC)),
        (date(2011, 12, 30), "Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ],
)
def test_the_first_instant_of_a_day(day: date, zone: str, start: datetime) -> None:
    assert start_of_day(day, zone) == start


@given(st.sampled_from(ZONES), st.dates(date(1970, 1, 2), date(2200, 12, 31)))
def test_a_day_starts_when_the_day_before_ends(zone: str, day: date) -> None:
    start = start_of_day(day, zone)
    assert start.utcoffset() == timedelta()
    assert day_of(start, zone) >= day
    assert day_of(start - timedelta(seconds=1), zone) < day
