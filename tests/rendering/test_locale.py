from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from statusgen.rendering.locale import Language, Locale

AT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

FRENCH = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Go"
msgstr "Allez"

#, fuzzy
msgid "Stop"
msgstr "Arrêtez"

msgctxt "impact"
msgid "None"
msgstr "Aucun"

msgctxt "the first day of a month, before its name"
msgid "1"
msgstr "1er"

msgid "%(number)s day"
msgid_plural "%(number)s days"
msgstr[0] "%(number)s jour"
msgstr[1] "%(number)s jours"
"""


def english(zone: str = "UTC") -> Locale:
    return Locale(Language(code="en"), zone)


def french(zone: str = "Europe/Paris") -> Locale:
    return Locale(Language(code="fr", catalogue=FRENCH), zone)


def test_days() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert english().short_date(late) == "20 Nov 2026"
    assert english("Asia/Tokyo").short_date(late) == "21 Nov 2026"
    assert english("Asia/Tokyo").short_date(late.date()) == "20 Nov 2026"
    assert english().long_date(AT) == "Friday, 20 November 2026"
    assert english().day_month(AT) == "20 Nov"
    assert english().month(2026, 11) == "November 2026"
    assert french().long_date(AT) == "vendredi 20 novembre 2026"
    assert french().month(2026, 8) == "août 2026"


def test_the_first_of_a_month() -> None:
    first, eleventh = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 11, tzinfo=UTC)
    assert english().long_date(first) == "Sunday, 1 November 2026"
    assert french("UTC").long_date(first) == "dimanche 1er novembre 2026"
    assert french("UTC").day_month(first) == "1er nov."
    assert french("UTC").day_month(eleventh) == "11 nov."


def test_times_are_in_the_zone() -> None:
    assert english().time(AT) == "14:05"
    assert english("America/New_York").time(AT) == "09:05"
    assert french().date_time(AT, zone=True) == "20 nov. 2026, 15:05\u00a0UTC+1"
    assert english().iso(AT.astimezone(french().zone)) == "2026-11-20T14:05:00Z"


def test_a_time_on_another_day_has_a_date() -> None:
    locale = english("Asia/Tokyo")
    assert locale.moment(AT, AT - HOUR) == "23:05"
    assert locale.moment(AT + HOUR, AT) == "21 Nov, 00:05"
    assert locale.moment(AT + 60 * DAY, AT) == "19 Jan 2027, 23:05"
    assert locale.moment(AT, None) == "20 Nov 2026, 23:05"
    assert locale.moment(AT, AT, zone=True) == "23:05\u00a0UTC+9"


def test_ranges() -> None:
    assert english().times(AT, AT + HOUR) == "14:05\u00a0\u2013 15:05\u00a0UTC"
    assert english().period(AT, AT + HOUR) == "20 Nov 2026, 14:05\u00a0\u2013 15:05\u00a0UTC"
    assert english().period(AT, AT + 12 * HOUR).endswith("\u2013 21 Nov, 02:05\u00a0UTC")


def test_a_range_across_a_clock_change_has_both_zones() -> None:
    turn = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    locale = english("Europe/Paris")
    assert locale.times(turn - HOUR, turn + HOUR) == "02:00\u00a0CEST\u00a0\u2013 03:00\u00a0CET"
    assert locale.period(turn, turn + HOUR) == "25 Oct 2026, 02:00\u00a0\u2013 03:00\u00a0CET"


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Europe/Paris", "CET"),
        ("Europe/London", "GMT"),
        ("America/New_York", "UTC\u22125"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("Etc/GMT-14", "UTC+14"),
    ],
)
def test_zone_names(zone: str, name: str) -> None:
    assert english(zone).zone_name(AT) == name


def test_the_zone_name_follows_summer_time() -> None:
    assert english("Europe/Paris").zone_name(AT - 120 * DAY) == "CEST"
    assert french("Europe/Paris").zone_name(AT - 120 * DAY) == "UTC+2"
    assert french("UTC").zone_name(AT) == "UTC"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 min"),
        (45, "45 s"),
        (60, "1 min"),
        (330, "5 min 30 s"),
        (3600, "1 h"),
        (3605, "1 h"),
        (5099, "1 h 24 min"),
        (86400, "1 day"),
        (180000, "2 days 2 h"),
        (-5, "0 min"),
    ],
)
def test_durations_have_two_units(seconds: int, shown: str) -> None:
    assert english().duration(timedelta(seconds=seconds)).replace("\u202f", " ") == shown


def test_a_unit_stays_with_its_number() -> None:
    assert english().duration(timedelta(minutes=84)) == "1\u202fh 24\u202fmin"
    assert french().duration(timedelta(days=2)) == "2\u202fjours"


def test_numbers() -> None:
    assert english().percent(Decimal("99.98")) == "99.98%"
    assert english().percent(Decimal("99.9")) == "99.90%"
    assert english().percent(Decimal(0)) == "0.00%"
    assert english().percent(Decimal("99.9999")) == "99.99%"
    assert english().percent(Decimal("100.00")) == "100%"
    assert french().percent(Decimal("99.98")) == "99,98\u202f%"
    assert english().number(1234567) == "1,234,567"


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_a_percentage_is_truncated(value: Decimal) -> None:
    assert Decimal(english().percent(value).removesuffix("%")) == value


def test_lists() -> None:
    assert english().list_of(["A", "B", "C"]) == "A, B and C"
    assert french().list_of(["A", "B"]) == "A et B"
    assert english().list_of([]) == ""
    mixed = english().list_of([Markup("<i>A</i>"), "<B>"])
    assert isinstance(mixed, Markup)
    assert mixed == "<i>A</i> and &lt;B&gt;"


def test_words() -> None:
    assert french().gettext("Go") == "Allez"
    assert french().gettext("Stop") == "Stop"
    assert french().pgettext("impact", "None") == "Aucun"
    assert french().ngettext("%(number)s day", "%(number)s days", 0) == "%(number)s jour"
    assert english().gettext("Go") == "Go"


def test_direction() -> None:
    assert english().cldr.text_direction == "ltr"
    assert Locale(Language(code="ar"), "UTC").cldr.text_direction == "rtl"
    assert str(french().cldr) == "fr"


def test_a_region_may_be_named() -> None:
    assert Locale(Language(code="en-US"), "UTC").day_month(AT) == "Nov 20"
