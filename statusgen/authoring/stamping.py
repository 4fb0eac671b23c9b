"""Times and durations as commands write them: with an explicit zone, and never ambiguous."""

from __future__ import annotations

from datetime import datetime, timedelta

from statusgen.notation.times import tzinfo_of

TICK = timedelta(seconds=5)
"""How far behind the last update a clock may be where updates follow within a second."""


def stamped(at: datetime, zone: str) -> str:
    """``2026-11-20 14:05 Europe/Paris``; with an offset where the clocks show that time twice."""
    local = at.astimezone(tzinfo_of(zone))
    text = local.isoformat(" ", "seconds" if local.second else "minutes")
    is_twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    wall, offset = text[:-6], text[-6:]
    return f"{wall} {offset if is_twice else zone}"


def duration(size: timedelta) -> str:
    """``1h30m``, in whole minutes."""
    hours, minutes = divmod(size // timedelta(minutes=1), 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"))
    return "".join(f"{count}{unit}" for count, unit in parts if count)


def rounded_up(at: datetime) -> datetime:
    """Return the full minute that an instant is, or the next one."""
    return (at + timedelta(minutes=1, microseconds=-1)).replace(second=0, microsecond=0)


def next_instant(clock: datetime, last: datetime | None) -> datetime | None:
    """Return when an update is of that is written now, behind the last one.

    That is the minute; the second where the last one is of the same minute. ``None``: the clock
    is behind the last update. ``clock`` is in whole seconds.
    """
    minute = clock.replace(second=0)
    if last is None or minute > last:
        return minute
    return max(clock, last + timedelta(seconds=1)) if last - clock <= TICK else None
