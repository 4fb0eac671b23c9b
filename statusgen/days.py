"""Calendar days of a zone: which day an instant falls on, and when a day begins."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def day_of(at: datetime, zone: str) -> date:
    """Return the calendar day of an instant in an IANA zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def start_of_day(day: date, zone: str) -> datetime:
    """Return the first instant of a calendar day in an IANA zone, in UTC.

    Where daylight saving skips midnight, that is the instant at which the clock is put forward.
    """
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
