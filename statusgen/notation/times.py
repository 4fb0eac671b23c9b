"""Times, days, durations, windows and time zones as people write them.

Nothing is guessed: a time that daylight saving time skips or repeats is an error
that shows both readings. Every instant that is returned is aware and in UTC, and
a value that cannot be read raises :class:`InvalidValueError`. Zones come from the
``tzdata`` package: the shell calls ``zoneinfo.reset_tzpath(())`` first.
"""

from __future__ import annotations

import re
import zoneinfo
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from types import MappingProxyType

from statusgen.lookalikes import plain
from statusgen.model import Window
from statusgen.problems import InvalidValueError, did_you_mean, nearest

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
"""Abbreviations that people write, and the zones they may mean."""

_OFFSET = re.compile(r"([+-])(0\d|1[0-4]):?([0-5]\d)", re.ASCII)
"""No place on earth is more than 14 hours from UTC."""

_LOOSE_OFFSET = re.compile(
    r"(?:utc|gmt)?\s*([+-])\s*(0?\d|1[0-4])(?::?([0-5]\d))?",
    re.ASCII | re.IGNORECASE,
)
_DATE = r"(?P<day>\d{4}-\d{2}-\d{2})"
# A zone begins with a letter or a sign, and is not am or pm.
_CLOCK = (
    r"(?P<clock>\d{2}:\d{2}(?::\d{2})?)"
    r"(?: ?(?P<zone>(?![AaPp]\.?[Mm]\b)(?:[A-Za-z]|[+-] ?\d).*))?"
)
_FOREIGN = re.compile(
    r"(?P<day>[\d./-]+)(?:[T ,]+(?P<hour>\d\d?)[:.h](?P<rest>\d\d(?::\d\d)?"
    r"(?: ?(?![ap]\.?m\b)[a-z+-][\w/:+-]*)?))?",
    re.ASCII | re.IGNORECASE,
)
_DATES = ("%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%d")
"""How people write days elsewhere; each is proposed if it exists."""
_INSTANT = re.compile(rf"{_DATE}[Tt ]{_CLOCK}", re.ASCII)
_TIME_OF_DAY = re.compile(_CLOCK, re.ASCII)
_DAY = re.compile(_DATE, re.ASCII)
_DURATION = re.compile(
    r"(?:(?P<days>\d{1,4})d)?(?:(?P<hours>\d{1,4})h)?(?:(?P<minutes>\d{1,5})m)?", re.ASCII
)
_LIKE_DURATION = re.compile(r"[\d\s]+[dhm](?!\d\d$)[\w\s,.]*", re.ASCII | re.IGNORECASE)
_LONGEST_DURATION = timedelta(days=366)
_YEARS = range(1970, 2201)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """An instant, and the zone it was written in."""

    at: datetime
    """Aware, in UTC."""
    zone: str
    """``UTC``, an offset (``+01:00``) or an IANA name."""


def instant_id(at: datetime) -> str:
    """Return the identity of what happened at an instant: ``20261120T140500Z``."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def local(at: datetime, zone: str) -> datetime:
    """Return the local time of an instant in a zone, as a naive datetime."""
    return at.astimezone(tzinfo_of(zone)).replace(tzinfo=None)


def tzinfo_of(zone: str) -> tzinfo:
    """Return the rules of a zone that :func:`parse_zone` returned: a name, UTC or an offset."""
    if zone[0] in "+-":
        return timezone(timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[4:])))
    return zoneinfo.ZoneInfo(zone)


def is_zone(name: str) -> bool:
    """Return whether a name is UTC or an IANA zone; abbreviations are not."""
    # Looked up in the list: some file systems would open europe/PARIS as Europe/Paris.
    return name == "UTC" or (_is_full(name) and name in zoneinfo.available_timezones())


def _is_full(name: str) -> bool:
    """Return whether a name is neither an abbreviation (EST, GMT0, NZ) nor a technical name."""
    return not name.isupper() and name not in {"Factory", "localtime", "posixrules"}


def nearest_zone(name: str) -> str | None:
    """Return the zone that was probably meant, by its name, its city, or a similar name."""
    zones = sorted(filter(_is_full, zoneinfo.available_timezones()))
    wanted = name.casefold().replace(" ", "_")
    exact = (zone for zone in zones if wanted in {zone.casefold(), zone.casefold().split("/")[-1]})
    return next(exact, None) or nearest(name, zones)


def tidy(text: str) -> str:
    """Return a text in its plain form, with single spaces.

    A text that is far too long for a time is cut, so that messages can quote it.
    """
    cut = [text[:_LONGEST_TEXT], "…"]
    return " ".join(plain(text).split() if len(text) <= _LONGEST_TEXT else cut)


def parse_zone(text: str, *, default: str = "UTC") -> str:
    """Return the zone that a time states, as ``UTC``, ``+01:00`` or an IANA name.

    ``default`` is for a text without a zone; it is valid and is not looked up.
    """
    text = tidy(text)
    if text in {"", default}:
        return default
    if text.upper() in {"Z", "UTC"}:
        return "UTC"
    if match := _OFFSET.fullmatch(text):
        return f"{match[1]}{match[2]}:{match[3]}"
    if is_zone(text):
        return text
    if offers := ABBREVIATIONS.get(text.upper()):
        names = " or ".join(f"`{name}`" for name in offers)
        raise InvalidValueError(
            code="ambiguous-zone",
            message=f"`{text}` can mean several time zones",
            hint=f"Write {names}, or an offset such as `+01:00`.",
            part=text,
        )
    near = nearest_zone(text)
    if match := _LOOSE_OFFSET.fullmatch(text):
        near = f"{'+' if match[1] == '+' else '-'}{int(match[2]):02}:{match[3] or '00'}"
    form = "Write `UTC`, a name such as `Europe/Paris`, or an offset such as `+01:00`."
    raise InvalidValueError(
        code="unknown-zone",
        message=f"`{text}` is not a valid time zone",
        hint=did_you_mean(near, form),
        part=text,
    )


def parse_instant(text: str, zone: str) -> Stamp:
    """Read ``2026-11-20 14:05``, with or without seconds and zone; ``zone`` is the default."""
    text = tidy(text)
    if not (match := _INSTANT.fullmatch(text)):
        raise InvalidValueError(
            code="invalid-time",
            message=f"`{text}` is not a valid time",
            hint=_proposed(text)
            or "Write `2026-11-20 14:05`. Add a zone if it is not the file's: "
            "`2026-11-20 14:05 UTC`.",
            part=text,
        )
    wall = datetime.combine(_day(match["day"], "invalid-time"), _time_of_day(match["clock"]))
    zone = parse_zone(match["zone"] or "", default=zone)
    return Stamp(at=_resolve(wall, zone), zone=zone)


def parse_date(text: str) -> date:
    """Read ``2026-11-20``."""
    return _day(tidy(text), "invalid-date")


def parse_duration(text: str) -> timedelta:
    """Read ``30m``, ``1h30m`` or ``1d``, up to a year."""
    text = tidy(text)
    if match := _DURATION.fullmatch(text):
        size = timedelta(**{unit: int(count) for unit, count in match.groupdict("0").items()})
        if timedelta() < size <= _LONGEST_DURATION:
            return size
    raise InvalidValueError(
        code="invalid-duration",
        message=f"`{text}` is not a valid duration",
        hint="Write days, hours and minutes, up to a year: `30m`, `1h30m`, `1d`.",
    )


def parse_promise(text: str, after: Stamp) -> datetime:
    """Read the time of a promise: a time, ``HH:MM`` or a duration.

    ``HH:MM`` is the next such time after the update ``after``, in the update's zone
    unless it names its own. A duration counts from the update.
    """
    text = tidy(text)
    if match := _TIME_OF_DAY.fullmatch(text):
        at = _next_or_last(match, after, is_past=False)
    elif re.match(r"[0-9]{4}[-/.]", text):
        at = parse_instant(text, after.zone).at
    elif _LIKE_DURATION.fullmatch(text):
        at = after.at + parse_duration(text)
    else:
        raise InvalidValueError(
            code="invalid-time",
            message=f"`{text}` is not a valid time",
            hint=_proposed(text)
            or "Write a time of day (`15:00`), a duration (`30m`, `1h30m`), or a date and time "
            "(`2026-11-20 15:00`).",
        )
    if at <= after.at:
        raise InvalidValueError(
            code="promise-not-later",
            message=f"`{text}` is not after the time of the update",
            hint=f"The update is dated {_shown(after.at, after.zone)}. Check the day and the zone.",
        )
    return at


def parse_past(text: str, before: Stamp) -> datetime:
    """Read a time, or ``HH:MM``: the last such time before ``before``, in its zone."""
    if match := _TIME_OF_DAY.fullmatch(tidy(text)):
        return _next_or_last(match, before, is_past=True)
    return parse_instant(text, before.zone).at


def _next_or_last(match: re.Match[str], stamp: Stamp, *, is_past: bool) -> datetime:
    """Return the next instant after a stamp with a time of day, or the last one until it."""
    clock = _time_of_day(match["clock"])
    zone = parse_zone(match["zone"] or "", default=stamp.zone)
    now = local(stamp.at, zone)
    days = (clock <= now.time()) - is_past
    return _resolve(datetime.combine(now.date() + timedelta(days=days), clock), zone)


def parse_window(text: str, zone: str) -> Window:
    """Read ``time / time``: start and end."""
    start, slash, end = tidy(text).partition(" / ")
    if not slash:
        raise InvalidValueError(
            code="invalid-window",
            message=f"`{start}` is not a valid window",
            hint="Write the start and the end with ` / ` between them: "
            "`2026-11-20 22:00 / 2026-11-21 02:00`.",
        )
    first = parse_instant(start, zone)
    return window_of(first.at, parse_instant(end, zone).at, zone=first.zone)


def window_of(start: datetime, end: datetime, *, zone: str) -> Window:
    """Return a window, if it ends after it starts; ``zone`` is for the message."""
    if start < end:
        return Window(start=start, end=end)
    raise InvalidValueError(
        code="window-order",
        message="The window must end after it starts",
        hint=f"It starts {_shown(start, zone)} and ends {_shown(end, zone)}. Check both.",
    )


def _day(text: str, code: str) -> date:
    with suppress(ValueError):
        if _DAY.fullmatch(text) and (day := date.fromisoformat(text)).year in _YEARS:
            return day
    raise InvalidValueError(
        code=code,
        message=f"`{text}` is not a valid date",
        hint=_proposed(text)
        or "Write the year, month and day, such as `2026-11-20`. The year must be from "
        f"{_YEARS[0]} to {_YEARS[-1]}.",
        part=text,
    )


def _proposed(text: str) -> str:
    """Return a question about what ``20.11.2026 9h05`` means; empty if it has no other form."""
    near: dict[str, None] = {}
    found = _FOREIGN.fullmatch(text)
    day, hour, rest = found.group("day", "hour", "rest") if found else ("", "", "")
    clock = f" {int(hour):02}:{rest}" if hour else ""
    for form in _DATES:
        with suppress(ValueError):
            near[f"`{datetime.strptime(day, form).replace(tzinfo=UTC):%Y-%m-%d}{clock}`"] = None
    near.pop(f"`{text}`", None)
    return f"Did you mean {' or '.join(near)}?" if near else ""


def _time_of_day(text: str) -> time:
    with suppress(ValueError):
        hour, minute, second = map(int, f"{text}:0".split(":")[:3])
        return time(hour, minute, second)
    raise InvalidValueError(
        code="invalid-time",
        message=f"`{text}` is not a valid time of day",
        hint="Write `00:00` to `23:59`. Midnight at the end of a day is `00:00` of the next day.",
        part=text,
    )


def _resolve(wall: datetime, zone: str) -> datetime:
    """Return the one instant at which local time in a zone is ``wall``."""
    first, second = (wall.replace(tzinfo=tzinfo_of(zone), fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    # In a gap, fold 0 uses the offset before it, so the first is the later instant.
    if second.astimezone(UTC) < first.astimezone(UTC):
        earlier, later = (_shown(at.astimezone(UTC), zone) for at in (second, first))
        raise InvalidValueError(
            code="skipped-time",
            message=f"{wall:%Y-%m-%d %H:%M} does not exist in {zone}: the clocks skip it",
            hint=f"Write `{earlier}` or `{later}`.",
        )
    earlier, later = (at.isoformat(" ", "minutes") for at in (first, second))
    raise InvalidValueError(
        code="repeated-time",
        message=f"{wall:%Y-%m-%d %H:%M} happens twice in {zone}: the clocks go back",
        hint=f"Write `{earlier}` for the first time, `{later}` for the second.",
    )


def _shown(at: datetime, zone: str) -> str:
    return f"{local(at, zone):%Y-%m-%d %H:%M} {zone}"
