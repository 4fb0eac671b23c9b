from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from announcing.announced import NOW, around, channel, lookback, news
from builders import at, incident, maintenance, update, window

from statusgen.announcing.recipients import bundles, is_told, told_by, waits
from statusgen.model import Impact, Incident, Kind, LogEntry, Practice, TeamOnly
from statusgen.timeline import timeline_of

OUTAGE = incident(
    update("10:00", "investigating", "api=degraded"),
    update("10:30", "update", "api=down"),
    update("11:00", "monitoring", "api=degraded"),
    update("11:30", "resolved"),
    kinds=(Kind.OUTAGE,),
)
WORK = maintenance(
    window("22:00", "23:00"), update("09:00", "scheduled"), components="web=maintenance"
)


def told(
    keys: dict[str, object], subject: Incident = OUTAGE, audience: str = "external"
) -> list[int]:
    return [
        place
        for place in range(len(timeline_of(subject, NOW).moments))
        if is_told(channel(audience, **keys), news(subject, place), around(subject))
    ]


def test_an_entry_of_the_log_goes_to_no_channel() -> None:
    practice = Practice(channels=(channel(),))
    assert told_by(OUTAGE, around(OUTAGE, practice=practice)).endswith(" tells: customers.")
    log = (LogEntry(at=at("11:40"), text="A note.", line=9),)
    noted = replace(OUTAGE, team=TeamOnly(log=log))
    assert told_by(noted, around(noted, practice=practice)).endswith(" tells: no channel.")


@pytest.mark.parametrize(
    ("keys", "places"),
    [
        ({}, [0, 1, 2, 3]),
        ({"impact": Impact.MAJOR}, [1, 2, 3]),
        ({"components": ("api",)}, [0, 1, 2, 3]),
        ({"components": ("web",)}, []),
        ({"kinds": (Kind.SECURITY,)}, []),
        ({"kinds": (Kind.SECURITY, Kind.OUTAGE)}, [0, 1, 2, 3]),
        ({"states": ("monitoring",)}, [2]),
        ({"states": ("first", "resolved")}, [0, 3]),
        ({"states": ("first", "resolved"), "impact": Impact.MAJOR}, [1, 3]),
        ({"states": ("investigating",)}, [0]),
    ],
)
def test_a_channel_hears_of_what_it_asks_for(keys: dict[str, object], places: list[int]) -> None:
    assert told(keys) == places


def test_the_end_of_maintenance_is_resolved_and_its_start_by_the_clock_is_a_state() -> None:
    assert told({"states": ("in_progress", "resolved")}, WORK) == [1, 2]


def test_announce_no_keeps_an_update_inside() -> None:
    first, *others = OUTAGE.updates
    quiet = replace(OUTAGE, updates=(replace(first, announce=False), *others))
    assert told({}, quiet) == [1, 2, 3]
    assert told({}, quiet, "internal") == [0, 1, 2, 3]
    assert told({"states": ("first",)}, quiet) == [1]


@pytest.mark.parametrize(("announce", "outside"), [(None, False), (False, False), (True, True)])
def test_a_correction_goes_outside_only_if_its_author_says_so(
    announce: bool | None,  # noqa: FBT001 - the value of the field
    outside: bool,  # noqa: FBT001 - as above
) -> None:
    corrected = update("10:00", "investigating", corrected="10:05", announce=announce)
    subject = incident(corrected)
    correction = news(subject, form="correction")
    assert is_told(channel(), correction, around(subject)) is outside
    assert is_told(channel("internal"), correction, around(subject))


def test_a_reminder_is_for_the_channels_that_asked_for_this_one() -> None:
    work = maintenance(window("11-25 22:00", "11-25 23:00"), update("09:00", "scheduled"))
    reminder = replace(news(work, form="reminder"), at=at("11-24 22:00"))
    day, hour = timedelta(days=1), timedelta(hours=1)
    assert is_told(channel(remind=day, states=("resolved",)), reminder, around(work))
    assert not is_told(channel(remind=hour), reminder, around(work))
    assert not is_told(channel(), reminder, around(work))


def test_a_postmortem_is_for_the_channels_of_its_incidents() -> None:
    look, known = lookback("trouble"), around(OUTAGE)
    assert is_told(channel(components=("api",), states=("first",)), look, known)
    assert not is_told(channel(components=("web",)), look, known)


@pytest.mark.parametrize(
    ("hours", "late", "early", "noon"),
    [((time(22), time(7)), True, True, False), ((time(11), time(13)), False, False, True)],
)
def test_minor_news_waits_in_quiet_hours(
    hours: tuple[time, time],
    late: bool,  # noqa: FBT001 - the answers
    early: bool,  # noqa: FBT001 - as above
    noon: bool,  # noqa: FBT001 - as above
) -> None:
    quiet, minor = channel(quiet=hours), news(OUTAGE, 0)
    answers = [waits(quiet, minor, at(each), "UTC") for each in ("23:00", "06:59", "12:00")]
    assert answers == [late, early, noon]
    assert not waits(channel(), minor, at("23:00"), "UTC")


def test_quiet_hours_are_in_the_zone_of_the_site_and_never_hold_back_major_news() -> None:
    quiet = channel(quiet=(time(22), time(7)))
    assert waits(quiet, news(OUTAGE, 0), at("21:30"), "Europe/Paris")
    assert not waits(quiet, news(OUTAGE, 1), at("21:30"), "Europe/Paris")
    assert not waits(quiet, news(OUTAGE, 3), at("21:30"), "Europe/Paris")
    assert waits(quiet, lookback("trouble"), at("21:30"), "Europe/Paris")
    assert not waits(quiet, news(OUTAGE, 0), at("07:00"), "UTC")


def test_the_news_of_one_incident_is_one_message_newest_first() -> None:
    found = [news(OUTAGE, 0), news(WORK, 0), lookback("trouble"), news(OUTAGE, 1)]
    ids = [[each.id for each in bundle] for bundle in bundles(found)]
    assert ids == [[found[3].id, found[0].id], [found[1].id], [found[2].id]]
