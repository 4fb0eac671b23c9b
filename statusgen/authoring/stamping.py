"""Times and durations as commands write them: with an explicit zone, and never ambiguous."""

from __future__ import annotations

from datetime import datetime, timedelta

from statusgen.notation.times import parse_instant, tzinfo_of
from statusgen.problems import Problems, Span

__all__ = ["duration", "next_instant", "rounded_up", "stamped"]

_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)

TICK = timedelta(seconds=5)
"""How far behind the last update a clock may be where updates follow within a second."""


def stamped(at: datetime, zone: str) -> str:
    """``2026-11-20 14:05 Europe/Paris``; with an offset where the clocks show that time twice."""
    local = at.astimezone(tzinfo_of(zone))
    wall = f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"
    text = f"{wall} {zone}"
    stamp = Problems().attempt(Span(path=""), parse_instant, text, "UTC")
    if stamp and stamp.at == at.replace(microsecond=0):
        return text
    offset = f"{local:%z}"
    return f"{wall} {offset[:3]}:{offset[3:5]}"


def duration(size: timedelta) -> str:
    """``1h30m``, in whole minutes."""
    hours, minutes = divmod(size // _MINUTE, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"))
    return "".join(f"{count}{unit}" for count, unit in parts if count)


def rounded_up(at: datetime) -> datetime:
    """Return the full minute that an instant is, or the next one."""
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + _MINUTE


def next_instant(clock: datetime, last: datetime | None) -> datetime | None:
    """Return when an update is of that is written now, behind the last one.

    That is the minute; the second where the last one is of the same minute. ``None``: the clock
    is behind the last update.
    """
    second = clock.replace(microsecond=0)
    minute = second.replace(second=0)
    if last is None or minute > last:
        return minute
    if second > last:
        return second
    return last + _SECOND if last - second <= TICK else None
