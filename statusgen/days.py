"""Calendar days in a time zone: the day of an instant, and the start of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def day_of(at: datetime, zone: str) -> date:
    """Return the calendar day of an instant in an IANA zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def start_of_day(day: date, zone: str) -> datetime:
    """Return the first instant of a calendar day in an IANA zone, in UTC.

    Where daylight saving time skips midnight, the day starts when the clock jumps forward.
    """
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
