"""A language's words, dates and numbers, in the site's time zone.

Words come from a gettext catalogue; dates, numbers, plurals and zones come from Babel. Instants are
converted to the site's zone here and nowhere else.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from functools import cached_property, partial
from io import BytesIO, StringIO
from typing import Final, Literal
from zoneinfo import ZoneInfo

import babel
from babel.dates import format_date, format_skeleton, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from statusgen.memo import Results

_FIRST: Final = re.compile(r"(?<!\S)1(?= [^\W\d])")
"""A lone 1 before a word."""

NO_BREAK: Final = "\u00a0"
NARROW: Final = "\u202f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language as data."""

    code: str
    """As in site.yml: ``fr``."""
    catalogue: str = ""
    """The text of its .po file; empty for English, the language of the messages."""


class Locale:
    """Words, numbers and dates in one language and one time zone."""

    def __init__(self, language: Language, timezone: str) -> None:
        """Take a language and an IANA time zone."""
        self.code = language.code
        self.zone = ZoneInfo(timezone)
        # International English writes 20 Nov and 14:05.
        known = "en_GB" if self.code == "en" else self.code
        self.cldr = babel.Locale.parse(known, sep="-" if "-" in known else "_")
        self._catalogue = language.catalogue
        # Babel takes long, and lists, pages and feeds show the same dates and numbers.
        self._days = Results(self._day)
        self._times = Results(self._time)
        self._numbers = Results(partial(format_decimal, locale=self.cldr))

    # Words

    @cached_property
    def _words(self) -> gettext.NullTranslations:
        """The catalogue, read on first use, since dates and numbers do not need it.

        It leaves out fuzzy messages.
        """
        if not self._catalogue:
            return gettext.NullTranslations()
        from babel.messages.mofile import write_mo  # noqa: PLC0415 - English has no catalogue
        from babel.messages.pofile import read_po  # noqa: PLC0415 - as above

        compiled = BytesIO()
        write_mo(compiled, read_po(StringIO(self._catalogue), locale=self.cldr))
        compiled.seek(0)
        return gettext.GNUTranslations(compiled)

    def gettext(self, message: str) -> str:
        """Return a message in this language."""
        return self._words.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the form of a message for a number."""
        return self._words.ngettext(one, many, count)

    def pgettext(self, context: str, message: str) -> str:
        """Return a message in a context."""
        return self._words.pgettext(context, message)

    def npgettext(self, context: str, one: str, many: str, count: int) -> str:
        """Return the form of a message for a number, in a context."""
        return self._words.npgettext(context, one, many, count)

    # Days and months

    def day_of(self, at: datetime) -> date:
        """Return the day of an instant in the site's zone."""
        return at.astimezone(self.zone).date()

    def short_date(self, day: date) -> str:
        """``20 Nov 2026``; an instant counts as its day in the site's zone."""
        return self._days[self._local(day), "medium"]

    def long_date(self, day: date) -> str:
        """``Friday, 20 November 2026``."""
        return self._days[self._local(day), "full"]

    def day_month(self, day: date) -> str:
        """``20 Nov``."""
        return self._days[self._local(day), "MMMd"]

    def month(self, year: int, month: int) -> str:
        """``November 2026``; in French ``novembre 2026``, as within a sentence."""
        return format_skeleton("yMMMM", datetime(year, month, 1, 12, tzinfo=UTC), locale=self.cldr)

    # Instants

    def iso(self, at: datetime) -> str:
        """``2026-11-20T14:05:00Z``, for ``<time datetime>``."""
        return f"{at.astimezone(UTC).isoformat()[:19]}Z"

    def time(self, at: datetime, *, zone: bool = False) -> str:
        """``14:05``; with ``zone``, ``14:05 UTC``."""
        local = at.astimezone(self.zone)
        shown = self._times[local.hour, local.minute]
        return f"{shown}{NO_BREAK}{self.zone_name(at)}" if zone else shown

    def date_time(self, at: datetime, *, zone: bool = False) -> str:
        """``20 Nov 2026, 14:05``; with ``zone``, ``20 Nov 2026, 14:05 UTC``."""
        return self._joined(self.short_date(at), self.time(at, zone=zone))

    def moment(self, at: datetime, reference: datetime | None, *, zone: bool = False) -> str:
        """``14:05``, with the date if it differs from that of the reference.

        The year is left out if both are in the same year: ``21 Nov, 14:05``. Without a reference,
        the whole date is shown.
        """
        if not reference:
            return self.date_time(at, zone=zone)
        day, known = self.day_of(at), self.day_of(reference)
        shown = self.time(at, zone=zone)
        if day == known:
            return shown
        return self._joined(
            self.day_month(day) if day.year == known.year else self.short_date(day), shown
        )

    def period(self, start: datetime, end: datetime) -> str:
        """``28 Nov 2026, 22:00 - 23:00 UTC`` (with an en dash), with both dates if they differ."""
        return self._range(self.date_time, start, end)

    def times(self, start: datetime, end: datetime) -> str:
        """``22:00 - 23:00 UTC`` (with an en dash), with the date of the end if the days differ."""
        return self._range(self.time, start, end)

    def zone_name(self, at: datetime) -> str:
        """``UTC`` or ``CET``; ``UTC+1`` if the language has no short name for the zone."""
        local = at.astimezone(self.zone)
        offset = local.utcoffset() or timedelta()
        if not offset and local.tzname() == "UTC":
            return "UTC"
        name = get_timezone_name(local, width="short", locale=self.cldr)
        if name.isalpha():
            return name
        hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
        return f"UTC{'−' if offset < timedelta() else '+'}{hours}" + (  # noqa: RUF001 - the minus sign of typography
            f":{minutes:02}" if minutes else ""
        )

    # Numbers and lists

    def number(self, value: Decimal | int) -> str:
        """``1,234``."""
        return self._numbers[value]

    def percent(self, value: Decimal) -> str:
        """``99.98%`` from ``Decimal("99.98")``, truncated to two decimals, or exactly ``100%``."""
        whole = self.cldr.percent_formats[None].pattern
        pattern = whole if value == 100 else whole.replace("0", "0.00", 1)  # noqa: PLR2004 - per cent
        kept = value.quantize(Decimal("0.01"), ROUND_DOWN)
        return format_percent(kept / 100, pattern, locale=self.cldr).replace(NO_BREAK, NARROW)

    def duration(self, length: timedelta) -> str:
        """``1 h 24 min``: the two largest units, truncated."""
        days, seconds = max(length, timedelta()).days, max(length, timedelta()).seconds
        parts = (
            (days, self.ngettext("%(number)s day", "%(number)s days", days)),
            (seconds // 3600, self.pgettext("hours", "%(number)s h")),
            (seconds // 60 % 60, self.pgettext("minutes", "%(number)s min")),
            (seconds % 60, self.pgettext("seconds", "%(number)s s")),
        )
        first = next((row for row, (count, _) in enumerate(parts) if count), 2)
        return " ".join(
            (pattern % {"number": self.number(count)}).replace(" ", NARROW)
            for row, (count, pattern) in enumerate(parts[first : first + 2])
            if count or row == 0
        )

    def list_of(self, words: Iterable[str]) -> str:
        """Return ``API, Dashboard and Mail``; safe HTML if one of the words is."""
        known = list(words)
        if not any(isinstance(word, Markup) for word in known):
            return format_list(known, locale=self.cldr)
        # Only the separators of the language are added to the escaped words.
        return Markup(format_list([str(escape(word)) for word in known], locale=self.cldr))  # noqa: S704 - escaped word by word

    # Helpers

    def _local(self, day: date) -> date:
        """Return a day itself, or the day of an instant in the site's zone."""
        return self.day_of(day) if isinstance(day, datetime) else day

    def _time(self, known: tuple[int, int]) -> str:
        return format_skeleton("Hm", datetime(2000, 1, 1, *known, tzinfo=UTC), locale=self.cldr)

    def _day(self, known: tuple[date, Literal["medium", "full", "MMMd"]]) -> str:
        """Write a date; the first day of a month as in ``1er novembre``, which CLDR does not."""
        day, form = known
        if form == "MMMd":
            # Noon is on the same day in every zone.
            noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            shown = format_skeleton(form, noon, locale=self.cldr)
        else:
            shown = format_date(day, form, locale=self.cldr)
        first = self.pgettext("the first day of a month, before its name", "1")
        return _FIRST.sub(first, shown)

    def _joined(self, day: str, time: str) -> str:
        return str(self.cldr.datetime_formats["medium"]).format(time, day)

    def _range(self, show: Callable[..., str], start: datetime, end: datetime) -> str:
        """Join two instants. If the zone's name changes in between, both show it."""
        shown = show(start, zone=self.zone_name(start) != self.zone_name(end))
        return f"{shown}{NO_BREAK}– {self.moment(end, start, zone=True)}"  # noqa: RUF001 - the dash of a range
