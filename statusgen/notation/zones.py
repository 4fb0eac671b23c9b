"""Time zones: which names are known, and what an abbreviation may have meant.

Zones come from the ``tzdata`` package: the shell calls ``zoneinfo.reset_tzpath(())``
before the first one is asked for.
"""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from types import MappingProxyType

from statusgen.problems import Problems, Span, did_you_mean, nearest

__all__ = [
    "is_zone",
    "local",
    "nearest_zone",
    "parse_zone",
    "tidy",
    "tzinfo_of",
]

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
