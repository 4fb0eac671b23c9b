from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.notation.times import (
    ABBREVIATIONS,
    Stamp,
    instant_id,
    is_zone,
    local,
    nearest_zone,
    parse_date,
    parse_duration,
    parse_instant,
    parse_past,
    parse_promise,
    parse_window,
    parse_zone,
    tidy,
    tzinfo_of,
    window_of,
)
from statusgen.problems import Problem, Problems, Span

PARIS = "Europe/Paris"
ZONES = sorted(zone for zone in zoneinfo.available_timezones() if is_zone(zone))
FIRST, LAST = (datetime(year, 1, 2) for year in (1970, 2200))  # noqa: DTZ001 - hypothesis adds it
UPDATE = Stamp(at=datetime(2026, 11, 20, 13, 5, tzinfo=UTC), zone=PARIS)


def place(text: str) -> Span:
    return Span(
        path="x.md", line=3, column=8, length=max(1, len(text)), text=f"- next: {text}"[:7] + text
    )


def instant(text: str, zone: str = PARIS) -> tuple[Stamp | None, list[Problem]]:
    problems = Problems()
    return problems.attempt(place(text), parse_instant, text, zone), list(problems)


def promise(text: str, after: Stamp = UPDATE) -> tuple[datetime | None, list[Problem]]:
    problems = Problems()
    return problems.attempt(place(text), parse_promise, text, after), list(problems)


def at(hour: int, minute: int = 0, second: int = 0, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "when", "zone"),
    [
        ("2026-11-20 14:05", at(13, 5), PARIS),
        ("2026-11-20T14:05", at(13, 5), PARIS),
        ("2026-11-20 14:05:09", at(13, 5, 9), PARIS),
        ("2026-11-20 14:05Z", at(14, 5), "UTC"),
        ("2026-11-20T14:05:09 UTC", at(14, 5, 9), "UTC"),
        ("2026-11-20 14:05+01:00", at(13, 5), "+01:00"),
        ("2026-11-20 14:05 -0330", at(17, 35), "-03:30"),
        ("2026-11-20 14:05 America/New_York", at(19, 5), "America/New_York"),
        ("  2026-11-20\u00a014:05  UTC ", at(14, 5), "UTC"),
        ("2026\u201311\u201320 14\uff1a05", at(13, 5), PARIS),
        ("\uff12\uff10\uff12\uff16-11-\u0662\u0660\u300014:05 \u22120330", at(17, 35), "-03:30"),
    ],
)
def test_valid_times(text: str, when: datetime, zone: str) -> None:
    assert instant(text) == (Stamp(at=when, zone=zone), [])


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        ("2026-11-20 24:00", "invalid-time", "`24:00`", "`00:00` of the next day"),
        ("2026-11-20 25:00", "invalid-time", "`25:00`", "`23:59`"),
        ("2026-11-20 14:60", "invalid-time", "`14:60`", ""),
        ("2026-11-20 14:05:60", "invalid-time", "`14:05:60`", ""),
        ("2026-13-40 14:05", "invalid-time", "`2026-13-40`", "year, month and day"),
        ("2026-11-31 14:05", "invalid-time", "`2026-11-31`", ""),
        ("2026-11-00 14:05", "invalid-time", "`2026-11-00`", ""),
        ("2026-00-01 14:05", "invalid-time", "`2026-00-01`", ""),
        ("1969-11-20 14:05", "invalid-time", "`1969-11-20`", "1970"),
        ("2201-11-20 14:05", "invalid-time", "`2201-11-20`", "2200"),
        ("2026-11-20", "invalid-time", "`2026-11-20`", "`2026-11-20 14:05`"),
        ("2026-11-20 9:05", "invalid-time", "", "`2026-11-20 09:05`"),
        ("2026-11-20 12:05 a.m. UTC", "invalid-time", "", "`2026-11-20 14:05`"),
        ("2026-11-20T14:05:09.123Z", "invalid-time", "", "`2026-11-20 14:05`"),
        ("20.11.2026 14:05", "invalid-time", "", "`2026-11-20 14:05`"),
        ("yesterday", "invalid-time", "`yesterday`", "`2026-11-20 14:05`"),
        ("", "invalid-time", "", "`2026-11-20 14:05`"),
        ("2026-11-20 14:05 CET", "ambiguous-zone", "`CET`", "`Europe/Paris`"),
        ("2026-11-20 14:05 Europe/Pari", "unknown-zone", "`Europe/Pari`", "`Europe/Paris`"),
    ],
)
def test_an_invalid_time_is_one_problem_with_a_hint(
    text: str, code: str, message: str, hint: str
) -> None:
    stamp, [problem] = instant(text)
    assert stamp is None
    assert problem.code == code
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("30.11.2026 21:05", "Did you mean `2026-11-30 21:05`?"),
        ("30.11.2026, 9h05 UTC", "Did you mean `2026-11-30 09:05 UTC`?"),
        ("11/30/2026 21.05", "Did you mean `2026-11-30 21:05`?"),
        ("3/4/2026 21:05", "Did you mean `2026-04-03 21:05` or `2026-03-04 21:05`?"),
        ("2026/11/30 21:05", "Did you mean `2026-11-30 21:05`?"),
        ("2026-11-30 9:05", "Did you mean `2026-11-30 09:05`?"),
        ("30.11.2026", "Did you mean `2026-11-30`?"),
        ("11/30/2026 9:05 PM", "Write `2026-11-20 14:05`."),
        ("31.11.2026 21:05", "Write `2026-11-20 14:05`."),
        ("2026-11-20T14:05:00 - text", "Write `2026-11-20 14:05`."),
    ],
)
def test_times_in_other_forms_are_proposed(text: str, hint: str) -> None:
    [problem], [promised] = instant(text)[1], promise(text)[1]
    assert problem.code == promised.code == "invalid-time"
    assert problem.hint.startswith(hint)
    assert promised.hint.startswith((hint, "Write a time of day"))


@pytest.mark.parametrize("text", ["20.11.2026", "2026.11.20", "20/11/2026"])
def test_days_in_other_forms_are_proposed(text: str) -> None:
    problems = Problems()
    problems.attempt(place(text), parse_date, text)
    assert [each.hint for each in problems] == ["Did you mean `2026-11-20`?"]


@pytest.mark.parametrize(
    ("text", "code", "column", "length"),
    [
        ("2026-13-01 25:00 EST", "invalid-time", 8, 10),
        ("2026-11-01 25:00 EST", "invalid-time", 19, 5),
        ("2026-11-01 15:00 EST", "ambiguous-zone", 25, 3),
    ],
)
def test_date_time_and_zone_are_reported_at_their_place(
    text: str, code: str, column: int, length: int
) -> None:
    [problem] = instant(text)[1]
    assert (problem.code, problem.span.column, problem.span.length) == (code, column, length)


def test_a_skipped_time_is_an_error_with_both_readings() -> None:
    stamp, [problem] = instant("2026-03-29 02:30")
    assert stamp is None
    assert problem.code == "skipped-time"
    assert "`2026-03-29 01:30 Europe/Paris` or `2026-03-29 03:30 Europe/Paris`" in problem.hint


def test_a_repeated_time_is_an_error_with_both_readings() -> None:
    stamp, [problem] = instant("2026-10-25 02:30")
    assert stamp is None
    assert problem.code == "repeated-time"
    assert "`2026-10-25 02:30+02:00` for the first time" in problem.hint
    assert "`2026-10-25 02:30+01:00` for the second" in problem.hint


def test_an_offset_resolves_a_repeated_time() -> None:
    assert instant("2026-10-25 02:30 +02:00")[1] == []


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("15:00", at(14)),
        ("14:06", at(13, 6)),
        ("14:05", at(13, 5, day=21)),
        ("13:00", at(12, day=21)),
        ("15:00 UTC", at(15)),
        ("09:00 America/New_York", at(14)),
        ("30m", at(13, 35)),
        ("1h30m", at(14, 35)),
        ("1d", at(13, 5, day=21)),
        ("2026-11-20 15:00", at(14)),
        ("2026-11-23 09:00 UTC", at(9, day=23)),
    ],
)
def test_promises(text: str, when: datetime) -> None:
    assert promise(text) == (when, [])


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("soon", "invalid-time", "`15:00`"),
        ("9:00", "invalid-time", "`15:00`"),
        ("3pm", "invalid-time", "`15:00`"),
        ("15", "invalid-time", "Write a time of day"),
        ("15h00", "invalid-time", "Write a time of day"),
        ("24:00", "invalid-time", "`00:00` of the next day"),
        ("15:00 CET", "ambiguous-zone", "`Europe/Paris`"),
        ("30 min", "invalid-duration", "`30m`"),
        ("45s", "invalid-time", "`30m`"),
        ("2026-11-20 14:05", "promise-not-later", "2026-11-20 14:05 Europe/Paris"),
        ("2026-11-19 15:00", "promise-not-later", "Check the day and the zone"),
        ("2026-11-20", "invalid-time", "`2026-11-20 14:05`"),
    ],
)
def test_an_invalid_promise_is_one_problem_with_a_hint(text: str, code: str, hint: str) -> None:
    when, [problem] = promise(text)
    assert when is None
    assert problem.code == code
    assert hint in problem.hint


def test_a_promised_time_that_is_skipped_or_repeated_is_an_error() -> None:
    night = Stamp(at=datetime(2026, 3, 28, 23, tzinfo=UTC), zone=PARIS)
    assert promise("02:30", night)[1][0].code == "skipped-time"
    night = Stamp(at=datetime(2026, 10, 24, 22, tzinfo=UTC), zone=PARIS)
    assert promise("02:30", night)[1][0].code == "repeated-time"


@given(
    st.sampled_from(ZONES),
    st.datetimes(FIRST, LAST, timezones=st.just(UTC)),
    st.times(),
)
def test_a_promised_time_of_day_is_the_next_one(zone: str, made: datetime, clock: object) -> None:
    text = f"{clock:%H:%M}"
    when, problems = promise(text, Stamp(at=made, zone=zone))
    if when is None:
        assert {each.code for each in problems} <= {"skipped-time", "repeated-time"}
    else:
        assert f"{local(when, zone):%H:%M}" == text
        # A day of 25 hours is one on which clocks go back; Samoa once left one out.
        assert timedelta() < when - made <= timedelta(hours=25)


def test_windows() -> None:
    def window(text: str) -> tuple[object, list[str]]:
        problems = Problems()
        found = problems.attempt(place(text), parse_window, text, PARIS)
        return found and (found.start, found.end), [each.code for each in problems]

    assert window("2026-11-20 22:00 / 2026-11-21 02:00") == ((at(21), at(1, day=21)), [])
    assert window("2026-11-20 22:00 Europe/Paris / 2026-11-20 22:30 UTC") == (
        (at(21), at(22, 30)),
        [],
    )
    assert window("2026-11-20 22:00") == (None, ["invalid-window"])
    assert window("2026-11-20 22:00/2026-11-21 02:00") == (None, ["invalid-window"])
    assert window("2026-11-20 22:00 / 2026-11-20 22:00") == (None, ["window-order"])
    assert window("2026-11-20 22:00 / 23:00") == (None, ["invalid-time"])
    assert window("x / y") == (None, ["invalid-time"])


def test_the_hint_for_a_window_uses_its_zone() -> None:
    problems = Problems()
    assert problems.attempt(place(""), window_of, at(12), at(11), zone=PARIS) is None
    assert (
        "It starts 2026-11-20 13:00 Europe/Paris and ends 2026-11-20 12:00"
        in next(iter(problems)).hint
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2026-11-31", "year, month and day"),
        ("2026-11-20 14:05", "`2026-11-20`"),
        ("20 November", "year, month and day"),
        ("true", "year, month and day"),
    ],
)
def test_an_invalid_date_is_an_error_with_a_hint(text: str, hint: str) -> None:
    problems = Problems()
    assert problems.attempt(place(text), parse_date, text) is None
    [problem] = problems
    assert problem.code == "invalid-date"
    assert hint in problem.hint


def test_valid_dates() -> None:
    assert parse_date(" 2028-02-29 ") == date(2028, 2, 29)


def test_the_id_of_an_instant_is_in_utc() -> None:
    stamp, _ = instant("2026-11-20 14:05")
    assert stamp
    assert instant_id(stamp.at) == "20261120T130500Z"


@given(
    st.sampled_from(ZONES),
    st.datetimes(FIRST, LAST, timezones=st.just(UTC)),
)
def test_local_time_is_read_as_its_instant(zone: str, when: datetime) -> None:
    when = when.replace(microsecond=0)
    stamp, problems = instant(f"{local(when, zone):%Y-%m-%d %H:%M:%S} {zone}")
    if stamp is None:
        assert [each.code for each in problems] == ["repeated-time"]
    else:
        assert stamp == Stamp(at=when, zone=zone)


@given(st.text(st.sampled_from("0123456789-:/ TZ+.amp\u0663é"), max_size=30))
def test_any_time_is_read_or_reported(text: str) -> None:
    for value, problems in (instant(text), promise(text)):
        assert (value is None) == bool(problems)
        for problem in problems:
            assert 1 <= problem.span.column <= len(problem.span.text) + 1
            assert problem.hint


def duration(text: str) -> tuple[timedelta | None, list[Problem]]:
    problems = Problems()
    return problems.attempt(place(text), parse_duration, text), list(problems)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("30m", 30),
        ("90m", 90),
        ("1h", 60),
        ("1h30m", 90),
        ("1d", 1440),
        ("1d1h1m", 1501),
        (" 5m ", 5),
    ],
)
def test_valid_durations(text: str, minutes: int) -> None:
    assert duration(text) == (timedelta(minutes=minutes), [])


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("45s", "`30m`"),
        ("", "`30m`"),
        ("30", "`30m`"),
        ("m30", "`30m`"),
        ("30m1h", "`30m`"),
        ("0m", "`30m`"),
        ("1.5h", "`30m`"),
        ("30 min", "`30m`"),
        ("1 hour 30 minutes", "`30m`"),
        ("2 days", "`30m`"),
        ("1H", "`30m`"),
        ("9999d", "up to a year"),
    ],
)
def test_an_invalid_duration_is_an_error_with_a_hint(text: str, hint: str) -> None:
    size, [problem] = duration(text)
    assert size is None
    assert problem.code == "invalid-duration"
    assert hint in problem.hint


@given(st.timedeltas(timedelta(minutes=1), timedelta(days=366)))
def test_a_duration_is_the_sum_of_its_parts(size: timedelta) -> None:
    minutes = size // timedelta(minutes=1)
    text = f"{minutes // 1440}d{minutes % 1440 // 60}h{minutes % 60}m"
    assert duration(text)[0] == timedelta(minutes=minutes)


@given(st.text(max_size=20))
def test_any_duration_is_read_or_reported(text: str) -> None:
    size, problems = duration(text)
    assert (size is None) == bool(problems)


def zone_in(text: str, default: str = "Europe/Paris") -> tuple[str | None, list[Problem]]:
    problems = Problems()
    return problems.attempt(Span(path="x.md"), parse_zone, text, default=default), list(problems)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("", "Europe/Paris"),
        ("Europe/Paris", "Europe/Paris"),
        ("Z", "UTC"),
        ("z", "UTC"),
        ("UTC", "UTC"),
        ("utc", "UTC"),
        ("+01:00", "+01:00"),
        ("-0330", "-03:30"),
        ("+14:00", "+14:00"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Singapore", "Singapore"),
    ],
)
def test_valid_zones(text: str, zone: str) -> None:
    assert zone_in(text) == (zone, [])


@pytest.mark.parametrize("text", ["EST", "CET", "GMT", "PST", "BST", "est", "IST"])
def test_an_abbreviation_is_an_error_that_suggests_zones(text: str) -> None:
    zone, [problem] = zone_in(text)
    assert zone is None
    assert problem.code == "ambiguous-zone"
    assert f"`{ABBREVIATIONS[text.upper()][0]}`" in problem.hint


def test_every_suggested_zone_exists() -> None:
    for offers in ABBREVIATIONS.values():
        assert all(is_zone(zone) for zone in offers)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Europe/Pari", "Did you mean `Europe/Paris`?"),
        ("europe/paris", "Did you mean `Europe/Paris`?"),
        ("Paris", "Did you mean `Europe/Paris`?"),
        ("New York", "Did you mean `America/New_York`?"),
        ("UTC+2", "Did you mean `+02:00`?"),
        ("+1", "Did you mean `+01:00`?"),
        ("\u22125:30", "Did you mean `-05:30`?"),
        ("+15:00", "`+01:00`"),
        ("+01:75", "`+01:00`"),
        ("../etc/passwd", "`Europe/Paris`"),
        ("\0", "`Europe/Paris`"),
        ("ZZZ", "`Europe/Paris`"),
    ],
)
def test_an_unknown_zone_is_an_error_with_a_suggestion(text: str, hint: str) -> None:
    zone, [problem] = zone_in(text)
    assert zone is None
    assert problem.code == "unknown-zone"
    assert hint in problem.hint


@pytest.mark.parametrize(
    "name", ["EST", "EST5EDT", "GMT", "GB", "Factory", "localtime", "europe/paris", "right/UTC", ""]
)
def test_names_that_are_not_zones(name: str) -> None:
    assert not is_zone(name)


def test_the_nearest_zone() -> None:
    assert nearest_zone("Europe/Berln") == "Europe/Berlin"
    assert nearest_zone("tokyo") == "Asia/Tokyo"
    assert nearest_zone("qqqqqq") is None


def test_local_time_in_a_zone() -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert noon.astimezone(tzinfo_of("UTC")).hour == 12
    assert noon.astimezone(tzinfo_of("-03:30")).hour == 8
    assert local(noon, "Europe/Paris").isoformat() == "2026-07-01T14:00:00"


@given(st.text(max_size=20))
def test_any_zone_is_read_or_reported(text: str) -> None:
    zone, problems = zone_in(text)
    assert (zone is None) == bool(problems)


def test_spaces_are_normalized_and_long_text_is_cut() -> None:
    assert tidy(" a\u00a0 b\n") == "a b"
    assert tidy("x" * 1000).endswith("x …")
    assert len(tidy("x" * 1000)) < 200


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("13:30", "2026-11-20T12:30Z"),
        ("14:05", "2026-11-20T13:05Z"),
        ("14:06", "2026-11-19T13:06Z"),
        ("13:30 UTC", "2026-11-19T13:30Z"),
        ("2026-11-21 10:00", "2026-11-21T09:00Z"),
    ],
)
def test_a_time_of_day_in_the_past_is_the_last_one(text: str, meant: str) -> None:
    assert parse_past(text, UPDATE) == datetime.fromisoformat(meant)
