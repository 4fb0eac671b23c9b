"""Time zones, and instants, days, durations and windows, read so that none is ambiguous.

A time that daylight saving skips or repeats is an error that shows both
readings; so is whatever would have to be guessed. Every instant that comes out
is aware and in UTC. Zones come from the ``tzdata`` package: the shell calls
``zoneinfo.reset_tzpath(())`` before the first one is asked for.
"""

from __future__ import annotations

import calendar
import re
import zoneinfo
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from types import MappingProxyType

from statusgen.model import Window
from statusgen.problems import Problems, Span, did_you_mean, nearest

_LONGEST_TEXT = 150

ABBREVIATIONS = MappingProxyType(
    {
        "ACDT": ("Australia/Adelaide",),
        "ACST": ("Australia/Adelaide", "Australia/Darwin"),
        "ADT": ("America/Halifax",),
        "AEDT": ("Australia/Sydney",),
        "AEST": ("Australia/Sydney", "Australia/Brisbane"),
        "AKDT": ("America/Anchorage",),
        "AKST": ("America/Anchorage",),
        "AST": ("America/Halifax", "Asia/Riyadh"),
        "AWST": ("Australia/Perth",),
        "BRT": ("America/Sao_Paulo",),
        "BST": ("Europe/London", "Asia/Dhaka"),
        "CAT": ("Africa/Maputo",),
        "CDT": ("America/Chicago", "America/Havana"),
        "CEST": ("Europe/Paris", "Europe/Berlin"),
        "CET": ("Europe/Paris", "Europe/Berlin"),
        "CST": ("America/Chicago", "Asia/Shanghai"),
        "CT": ("America/Chicago",),
        "EAT": ("Africa/Nairobi",),
        "EDT": ("America/New_York",),
        "EEST": ("Europe/Helsinki", "Europe/Athens"),
        "EET": ("Europe/Helsinki", "Africa/Cairo"),
        "EST": ("America/New_York", "America/Panama"),
        "ET": ("America/New_York",),
        "GMT": ("UTC", "Europe/London"),
        "HKT": ("Asia/Hong_Kong",),
        "HST": ("Pacific/Honolulu",),
        "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
        "JST": ("Asia/Tokyo",),
        "KST": ("Asia/Seoul",),
        "MDT": ("America/Denver",),
        "MET": ("Europe/Paris", "Europe/Berlin"),
        "MSK": ("Europe/Moscow",),
        "MST": ("America/Denver", "America/Phoenix"),
        "MT": ("America/Denver",),
        "NZDT": ("Pacific/Auckland",),
        "NZST": ("Pacific/Auckland",),
        "PDT": ("America/Los_Angeles",),
        "PKT": ("Asia/Karachi",),
        "PST": ("America/Los_Angeles", "Asia/Manila"),
        "PT": ("America/Los_Angeles",),
        "SAST": ("Africa/Johannesburg",),
        "SGT": ("Asia/Singapore",),
        "UCT": ("UTC",),
        "WAT": ("Africa/Lagos",),
        "WEST": ("Europe/Lisbon",),
        "WET": ("Europe/Lisbon",),
        "WIB": ("Asia/Jakarta",),
        "ZULU": ("UTC",),
    }
)
"""What people write, and the zones that it may stand for."""

_OFFSET = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})")
_LOOSE_OFFSET = re.compile(
    r"(?:utc|gmt)?\s*([+\-\u2212\u2013])\s*(\d{1,2})(?::?(\d{2}))?", re.ASCII | re.IGNORECASE
)
_FARTHEST = timedelta(hours=14)
"""Kiribati; no place on earth is further from UTC."""


def is_zone(name: str) -> bool:
    """Tell whether a name is UTC or a zone as IANA spells it (abbreviations are none)."""
    # By the list, not by opening the file: not every disk tells europe/PARIS from Europe/Paris.
    return name == "UTC" or (_is_full(name) and name in zoneinfo.available_timezones())


def _is_full(name: str) -> bool:
    """Tell names from abbreviations (EST, GMT0, PST8PDT, NZ) and from names of no place."""
    return not name.isupper() and name not in {"Factory", "localtime", "posixrules"}


def nearest_zone(name: str) -> str | None:
    """Return the zone that was probably meant: by its name, its city, or nearly so."""
    zones = sorted(filter(_is_full, zoneinfo.available_timezones()))
    wanted = name.casefold().replace(" ", "_")
    for zone in zones:
        if wanted in {zone.casefold(), zone.casefold().rpartition("/")[2]}:
            return zone
    return nearest(name, zones)


def tzinfo_of(zone: str) -> tzinfo:
    """Return the rules of a zone that :func:`parse_zone` let through: name, UTC or offset."""
    if zone == "UTC":
        return UTC
    if match := _OFFSET.fullmatch(zone):
        return timezone(_offset(match))
    return zoneinfo.ZoneInfo(zone)


def parse_zone(text: str, span: Span, problems: Problems, *, default: str = "UTC") -> str | None:
    """Return the zone that a time states, as ``UTC``, ``+01:00`` or an IANA name.

    ``default`` is one that is known already, which spares looking it up.
    """
    text = tidy(text)
    if text in {"", default}:
        return default
    if text.upper() in {"Z", "UTC"}:
        return "UTC"
    if match := _OFFSET.fullmatch(text):
        if abs(_offset(match)) <= _FARTHEST and int(match[3]) < 60:  # noqa: PLR2004 - minutes of an hour
            return f"{match[1]}{match[2]}:{match[3]}"
        problems.error(
            "unknown-zone",
            f"`{text}` is further from UTC than any place on earth",
            span,
            "Offsets go from -12:00 to +14:00, with minutes up to 59.",
        )
        return None
    if is_zone(text):
        return text
    _report_unknown(text, span, problems)
    return None


def tidy(text: str) -> str:
    """Return a text with its blanks evened out, the unbreakable ones of other programs, too.

    What is far too long for a time is cut so that it is none, and can be quoted.
    """
    return " ".join(text.split() if len(text) <= _LONGEST_TEXT else [text[:_LONGEST_TEXT], "…"])


def local(at: datetime, zone: str) -> datetime:
    """Return an instant on the clocks of a zone, without the zone: what people read there."""
    return at.astimezone(tzinfo_of(zone)).replace(tzinfo=None)


def _offset(match: re.Match[str]) -> timedelta:
    size = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -size if match[1] == "-" else size


def _report_unknown(text: str, span: Span, problems: Problems) -> None:
    if offers := ABBREVIATIONS.get(text.upper()):
        names = " or ".join(f"`{name}`" for name in offers)
        problems.error(
            "ambiguous-zone",
            f"`{text}` is an abbreviation, and those are ambiguous",
            span,
            f"Write {names}, or an offset such as `+01:00`.",
        )
        return
    if match := _LOOSE_OFFSET.fullmatch(text):
        sign = "+" if match[1] == "+" else "-"
        near: str | None = f"{sign}{int(match[2]):02}:{match[3] or '00'}"
    else:
        near = nearest_zone(text)
    hint = did_you_mean(
        near, "Write `UTC`, an offset such as `+01:00`, or a name such as `Europe/Paris`."
    )
    problems.error("unknown-zone", f"`{text}` is not a known time zone", span, hint)


_DATE = r"(\d{4})-(\d{2})-(\d{2})"
_TIME = r"(\d{2}):(\d{2})(?::(\d{2}))?"
# Not am or pm, and no rest of a number: those are told with what was probably meant.
_ZONE = r"(?: ?((?![AaPp]\.?[Mm]\b)[A-Za-z+\u2013\u2212-].*))?"
_INSTANT = re.compile(rf"{_DATE}[Tt ]{_TIME}{_ZONE}", re.ASCII)
_CLOCK = re.compile(rf"{_TIME}{_ZONE}", re.ASCII)
_DAY = re.compile(_DATE, re.ASCII)
_LOOSE_DAY = r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
_LOOSE_INSTANT = re.compile(
    rf"{_LOOSE_DAY}[\sT,@]+(?:at\s+)?(\d{{1,2}})[:.h](\d{{2}})(?::(\d{{2}}))?(?:\.\d+)?"
    r"(?:\s*([ap])\.?m\.?)?(?:[\s(]*([A-Za-z][\w/+:-]*|[+-][\d:]+)[\s)]*)?[\s).,]*",
    re.ASCII | re.IGNORECASE,
)
_LOOSE_CLOCK = re.compile(
    r"(?:at |by )?(\d{1,2})(?:[:.h](\d{2}))?(?: ?([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE
)
_DURATION = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?", re.ASCII)
_LOOSE_DURATION = re.compile(
    r"(?:(\d{1,4})\s*d(?:ays?)?)?[\s,]*(?:(\d{1,4})\s*h(?:(?:ou)?rs?)?)?[\s,]*"
    r"(?:(\d{1,5})\s*m(?:in(?:ute)?s?)?)?\.?",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_DURATION = timedelta(days=366)
_YEARS = range(1970, 2201)
_FORM = "Write `2026-11-20 14:05`, and a zone behind it (`UTC`, `+01:00`, `Europe/Paris`) "
_FORM += "where it is not that of the file."


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """An instant, and the zone in which its author thinks."""

    at: datetime
    """Aware, in UTC."""
    zone: str
    """``UTC``, an offset (``+01:00``) or an IANA name."""


def instant_id(at: datetime) -> str:
    """Return the identity of what happened at an instant: ``20261120T140500Z``."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def parse_instant(text: str, zone: str, span: Span, problems: Problems) -> Stamp | None:
    """Read ``2026-11-20 14:05``, with or without seconds and zone; ``zone`` is the default."""
    if not (match := _INSTANT.fullmatch(text := tidy(text))):
        _report_form(text, span, problems)
        return None
    day = _day(match[1], match[2], match[3], span, problems)
    clock = _clock(match.group(4, 5, 6), day, span, problems)
    name = parse_zone(match[7] or "", _part(span, match[7]), problems, default=zone)
    if day is None or clock is None or name is None:
        return None
    at = _resolve(datetime.combine(day, clock), name, span, problems)
    return Stamp(at=at, zone=name) if at else None


def parse_date(text: str, span: Span, problems: Problems) -> date | None:
    """Read ``2026-11-20``."""
    text = tidy(text)
    if match := _DAY.fullmatch(text):
        return _day(match[1], match[2], match[3], span, problems)
    hint = "Write it as `2026-11-20`: year, month, day."
    if match := re.fullmatch(rf"{_LOOSE_DAY}(?:[\sT].*)?", text, re.ASCII):
        hint = f"Write a day alone, `{match[1]}-{int(match[2]):02}-{int(match[3]):02}`."
    problems.error("invalid-date", f"`{text}` is not a date", span, hint)
    return None


def parse_duration(text: str, span: Span, problems: Problems) -> timedelta | None:
    """Read ``30m``, ``1h30m`` or ``1d``; more than nothing, and at most a year."""
    text = tidy(text)
    match = _DURATION.fullmatch(text)
    size = _size(match) if match else timedelta()
    if timedelta() < size <= _LONGEST_DURATION:
        return size
    if size > _LONGEST_DURATION:
        message = f"`{text}` is longer than a year"
        problems.error("invalid-duration", message, span, "At most `366d` can be said.")
        return None
    loose = _LOOSE_DURATION.fullmatch(text)
    hint = "Write days, hours and minutes: `30m`, `1h30m`, `1d`."
    if loose and _size(loose):
        parts = zip(loose.groups(), "dhm", strict=True)
        hint = f"Write `{''.join(f'{int(count)}{unit}' for count, unit in parts if count)}`."
    message = f"`{text}` is no time at all" if match and text else f"`{text}` is not a duration"
    problems.error("invalid-duration", message, span, hint)
    return None


def parse_promise(text: str, after: Stamp, span: Span, problems: Problems) -> datetime | None:
    """Read when something is promised for: a time, ``HH:MM`` or a duration.

    ``HH:MM`` is the next one after the update ``after``, on the clocks of its zone
    unless another zone stands behind it; a duration counts from the update.
    """
    text = tidy(text)
    if match := _CLOCK.fullmatch(text):
        at = _next_clock(match, after, span, problems)
    elif re.match(r"[0-9]{4}[-/.]", text):
        stamp = parse_instant(text, after.zone, span, problems)
        at = stamp.at if stamp else None
    elif re.fullmatch(r"[\d\s]+[dhm](?!\d\d$)[\w\s,.]*", text, re.ASCII | re.IGNORECASE):
        size = parse_duration(text, span, problems)
        at = after.at + size if size else None
    else:
        problems.error("invalid-time", f"`{text}` is not a time", span, _promise_hint(text))
        return None
    if at and at <= after.at:
        problems.error(
            "promise-not-later",
            f"`{text}` is not later than the update that promises it",
            span,
            f"The update is of {_shown(after.at, after.zone)}. Check day and zone.",
        )
        return None
    return at


def parse_window(text: str, zone: str, span: Span, problems: Problems) -> Window | None:
    """Read ``time / time``: from when until when."""
    text = tidy(text)
    parts = text.split(" / ")
    if len(parts) != 2:  # noqa: PLR2004 - a start and an end
        problems.error(
            "invalid-window",
            f"`{text}` is not a window",
            span,
            "Write start and end with ` / ` between them: `2026-11-20 22:00 / 2026-11-21 02:00`.",
        )
        return None
    start = parse_instant(parts[0], zone, _part(span, parts[0]), problems)
    end = parse_instant(parts[1], zone, _part(span, parts[1]), problems)
    if start is None or end is None:
        return None
    return window_of(start.at, end.at, span, problems, zone=start.zone)


def window_of(
    start: datetime, end: datetime, span: Span, problems: Problems, *, zone: str
) -> Window | None:
    """Return a window, if it ends after it starts; ``zone`` is for the report."""
    if start < end:
        return Window(start=start, end=end)
    problems.error(
        "window-order",
        "The window does not end after it starts",
        span,
        f"From {_shown(start, zone)} until {_shown(end, zone)}. Check days and zones.",
    )
    return None


def _day(year: str, month: str, day: str, span: Span, problems: Problems) -> date | None:
    fault = ""
    if int(year) not in _YEARS:
        fault = f"year {year} is not between {_YEARS[0]} and {_YEARS[-1]}"
    elif not 1 <= int(month) <= 12:  # noqa: PLR2004 - months of a year
        fault = f"there is no month {month}"
    elif int(day) == 0:
        fault = f"there is no day {day}"
    elif int(day) > (last := calendar.monthrange(int(year), int(month))[1]):
        name = f"{calendar.month_name[int(month)]} {year}"
        fault = f"{name} has {last} days"
    if not fault:
        return date(int(year), int(month), int(day))
    text, hint = f"{year}-{month}-{day}", "The order is year, month, day."
    message = f"`{text}` is not a date: {fault}"
    problems.error("invalid-date", message, _part(span, text), hint)
    return None


def _clock(
    written: tuple[str | None, ...], day: date | None, span: Span, problems: Problems
) -> time | None:
    hour, minute, second = (part or "0" for part in written)
    text = ":".join(part for part in written if part)
    hint = "Hours go from 00 to 23, minutes and seconds from 00 to 59."
    if int(hour) == 24 and int(minute) == 0:  # noqa: PLR2004 - the hour after the last
        tomorrow = f"{day + timedelta(days=1)} 00:00" if day else "00:00"
        fault, hint = "a day ends where the next begins", f"Write `{tomorrow}`."
    elif int(hour) > 23:  # noqa: PLR2004 - the last hour
        fault = f"there is no hour {hour}"
    elif int(minute) > 59:  # noqa: PLR2004 - the last minute
        fault = f"there is no minute {minute}"
    elif int(second) > 59:  # noqa: PLR2004 - the last second
        fault = f"there is no second {second}"
    else:
        return time(int(hour), int(minute), int(second))
    problems.error(
        "invalid-time", f"`{text}` is not a time of day: {fault}", _part(span, text), hint
    )
    return None


def _resolve(wall: datetime, zone: str, span: Span, problems: Problems) -> datetime | None:
    """Return the one instant at which the clocks of a zone show ``wall``."""
    rules = tzinfo_of(zone)
    first, second = (wall.replace(tzinfo=rules, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    # Out of a gap, fold 0 reads with the offset before it: it is the later of the two.
    skipped = second.astimezone(UTC) < first.astimezone(UTC)
    if skipped:
        earlier, later = (_shown(at.astimezone(UTC), zone) for at in (second, first))
        message = f"{wall:%Y-%m-%d %H:%M} does not exist in {zone}: clocks skip it"
        hint = f"Write `{earlier}` or `{later}`, which is what the two readings come to."
    else:
        message = f"{wall:%Y-%m-%d %H:%M} comes twice in {zone}: clocks go back over it"
        earlier, later = (f"{wall:%Y-%m-%d %H:%M} {at:%z}" for at in (first, second))
        hint = f"Write `{earlier[:-2]}:{earlier[-2:]}` for the first time, "
        hint += f"`{later[:-2]}:{later[-2:]}` for the second."
    problems.error("skipped-time" if skipped else "repeated-time", message, span, hint)
    return None


def _size(match: re.Match[str]) -> timedelta:
    days, hours, minutes = (int(count or 0) for count in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _next_clock(
    match: re.Match[str], after: Stamp, span: Span, problems: Problems
) -> datetime | None:
    clock = _clock(match.group(1, 2, 3), None, span, problems)
    zone = parse_zone(match[4] or "", _part(span, match[4]), problems, default=after.zone)
    if clock is None or zone is None:
        return None
    now = local(after.at, zone)
    day = now.date() if clock > now.time() else now.date() + timedelta(days=1)
    return _resolve(datetime.combine(day, clock), zone, span, problems)


def _promise_hint(text: str) -> str:
    if match := re.fullmatch(r"(\d{1,2})h(\d{2})", text, re.ASCII):
        hour, minute = int(match[1]), match[2]
        return f"Write `{hour:02}:{minute}` for a time of day, `{hour}h{minute}m` for a duration."
    if (match := _LOOSE_CLOCK.fullmatch(text)) and (match[2] or match[3]):
        hours, minutes = _hours(match[1], match[3]), match[2] or "00"
        if hours < 24 and int(minutes) < 60:  # noqa: PLR2004 - hours of a day, minutes of an hour
            return did_you_mean(f"{hours:02}:{minutes}")
    return (
        "Write a time of day (`15:00`), a duration (`30m`, `1h30m`), or day and time "
        "(`2026-11-20 15:00`)."
    )


def _hours(written: str, half: str | None) -> int:
    """Return an hour of 24, from one that am or pm may stand behind."""
    return int(written) % 12 + (12 if half in {"p", "P"} else 0) if half else int(written)


def _report_form(text: str, span: Span, problems: Problems) -> None:
    if match := _DAY.fullmatch(text):
        if _day(match[1], match[2], match[3], span, problems):
            hint = f"Add the time of day: `{text} 14:05`."
            problems.error("invalid-time", f"`{text}` is a day without a time", span, hint)
        return
    hint = _FORM
    if match := _LOOSE_INSTANT.fullmatch(text):
        year, month, day, hour, minute, second, half, zone = match.groups()
        clock = f"{_hours(hour, half):02}:{minute}" + (f":{second}" if second else "")
        zone = f" {zone}" if zone else ""
        hint = did_you_mean(f"{year}-{int(month):02}-{int(day):02} {clock}{zone}")
    problems.error("invalid-time", f"`{text}` is not a time", span, hint)


def _shown(at: datetime, zone: str) -> str:
    return f"{local(at, zone):%Y-%m-%d %H:%M} {zone}"


def _part(span: Span, text: str | None) -> Span:
    """Narrow a place to a part of it, where the line shows it as it is."""
    if not text:
        return span
    start = span.column - 1
    found = span.text.find(text, start, start + span.length)
    return replace(span, column=found + 1, length=len(text)) if found >= 0 else span
