"""Times and durations as commands write them into files."""

from __future__ import annotations

from datetime import datetime, timedelta

from statusgen.notation.times import tzinfo_of

TICK = timedelta(seconds=5)
"""How far ahead of the clock the last update may be, after several in the same second."""


def stamped(at: datetime, zone: str) -> str:
    """``2026-11-20 14:05 Europe/Paris``, or with the offset if that local time occurs twice."""
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
    """Return the next full minute, or the instant itself if it is one."""
    return (at + timedelta(minutes=1, microseconds=-1)).replace(second=0, microsecond=0)


def next_instant(clock: datetime, last: datetime | None) -> datetime | None:
    """Return the time of an update that is written now, after the one at ``last``.

    It is a full minute, or has seconds if the minute is taken. ``None``: ``last`` is in the
    future, so the clock or that time is wrong. ``clock`` is in whole seconds.
    """
    minute = clock.replace(second=0)
    if not last or minute > last:
        return minute
    return max(clock, last + timedelta(seconds=1)) if last - clock <= TICK else None
