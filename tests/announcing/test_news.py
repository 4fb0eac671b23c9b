"""News is what is visible now and was not visible before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import strategies
from builders import at, incident, maintenance, site, update, window
from hypothesis import given
from hypothesis import strategies as st

from statusgen.announcing.news import news_between
from statusgen.model import Channel, Incident, Postmortem, Practice, Site, Text

FIRST = update("11:00", "investigating", "api=down")
SECOND = update("11:30", "identified")
NIGHT = window("11-20 22:00", "11-20 23:00")
WORKS = maintenance(NIGHT, update("12:00", "scheduled"), components="api=maintenance")


def ids(before: Site, after: Site) -> list[str]:
    return [each.id for each in news_between(before, after)]


def reminding(*hours: int) -> Practice:
    return Practice(
        channels=tuple(
            Channel(name=f"{each}h", audience="external", url="", remind=timedelta(hours=each))
            for each in hours
        )
    )


def postmortem(**fields: object) -> Postmortem:
    whole = Postmortem(
        slug="why",
        id="why",
        path="content/postmortems/why.md",
        title="Why",
        incidents=("trouble",),
        published=at("11:45"),
        body=Text(markdown="So."),
    )
    return replace(whole, **fields)  # type: ignore[arg-type] # fields by name


def test_new_updates_are_news_oldest_first() -> None:
    other = incident(update("11:10", "investigating"), slug="other")
    found = news_between(site(incident(FIRST)), site(incident(FIRST, SECOND), other))
    assert [each.id for each in found] == ["other/20261120T111000Z", "trouble/20261120T113000Z"]
    last = found[-1]
    assert last.timeline
    assert (last.form, last.at, last.place) == ("update", at("11:30"), 1)
    assert last.timeline.moments[last.place].update == SECOND


def test_nothing_is_news_of_the_same_site() -> None:
    whole = site(incident(FIRST, SECOND), WORKS, postmortems=(postmortem(),))
    assert not ids(whole, whole)


def test_what_the_clock_did_is_news() -> None:
    before = site(WORKS, as_of="21:59")
    assert ids(before, site(WORKS, as_of="22:00")) == ["works/20261120T220000Z-start"]
    assert ids(before, site(WORKS, as_of="23:30")) == [
        "works/20261120T220000Z-start",
        "works/20261120T230000Z-end",
    ]


def test_a_correction_is_news_once_for_each_time() -> None:
    corrected = replace(FIRST, corrected=at("11:40"))
    (found,) = news_between(site(incident(FIRST)), site(incident(corrected)))
    assert found.id == "trouble/20261120T110000Z/corrected-20261120T114000Z"
    assert (found.form, found.at, found.place) == ("correction", at("11:40"), 0)
    again = replace(FIRST, corrected=at("11:50"))
    assert len(ids(site(incident(corrected)), site(incident(again)))) == 1


def test_each_reminder_is_news_from_when_it_is_due_until_the_start() -> None:
    works = maintenance(NIGHT, update("11-17 12:00", "scheduled"))

    def seen(before: str, after: str) -> list[str]:
        there = reminding(1, 24)
        return ids(*(site(works, as_of=each, practice=there) for each in (before, after)))

    assert seen("11-19 21:00", "11-19 21:59") == []
    assert seen("11-19 21:00", "11-19 22:00") == ["works/remind-20261119T220000Z"]
    assert seen("11-19 22:00", "11-20 21:30") == ["works/remind-20261120T210000Z"]
    assert seen("11-20 21:30", "11-20 21:59") == []
    assert seen("11-20 20:00", "11-20 22:10") == ["works/20261120T220000Z-start"]


def test_maintenance_announced_late_or_cancelled_has_no_reminder() -> None:
    there = reminding(24)
    before, after = (site(WORKS, as_of=each, practice=there) for each in ("12:00", "20:00"))
    assert ids(before, after) == []
    early = update("11-17 12:00", "scheduled")
    gone = maintenance(NIGHT, early, update("11-18 12:00", "cancelled"))
    whole = site(maintenance(NIGHT, early), as_of="11-18 11:00", practice=there)
    assert ids(whole, site(gone, as_of="15:00", practice=there)) == ["works/20261118T120000Z"]


def test_a_postmortem_is_news_and_a_day_without_a_time_is_recent() -> None:
    (found,) = news_between(site(), site(postmortems=(postmortem(),), as_of="15:00"))
    assert (found.id, found.form, found.at) == ("postmortems/why", "postmortem", at("11:45"))
    assert not found.timeline
    by_day = postmortem(published=at("00:00"), by_day=True)
    (found,) = news_between(site(), site(postmortems=(by_day,), as_of="15:00"))
    assert found.at == at("15:00")


def test_a_renamed_file_is_not_news_and_keeps_its_name() -> None:
    renamed = incident(FIRST, SECOND, slug="outage", title="trouble")
    before = site(incident(FIRST), postmortems=(postmortem(),))
    moved = postmortem(slug="reason", id="reason")
    assert ids(before, site(renamed, postmortems=(moved,))) == ["trouble/20261120T113000Z"]
    copied = site(incident(FIRST), renamed)
    assert len(ids(site(incident(FIRST)), copied)) == 2
    other = site(incident(FIRST, slug="outage", title="Outage"))
    assert len(ids(site(incident(FIRST)), other)) == 1


def test_a_deleted_incident_is_no_news() -> None:
    assert ids(site(incident(FIRST)), site()) == []


def _at(whole: Incident, as_of: int, lag: int) -> Site:
    """Return the site after some half hours, when updates are committed that much late."""
    moment = at("00:00") + timedelta(minutes=30 * as_of)
    until = moment - timedelta(minutes=30 * lag)
    updates = tuple(each for each in whole.updates if each.at <= until)
    return site(*([replace(whole, updates=updates)] if updates else []), as_of=moment)


def _told(*sites: Site) -> list[str]:
    runs = pairwise(sites)
    return sorted(news.id for run in runs for news in news_between(*run))


@given(
    st.one_of(
        st.tuples(st.one_of(strategies.incidents(), strategies.notices()), st.integers(0, 4)),
        st.tuples(strategies.maintenances(), st.just(0)),
    ),
    st.lists(st.integers(0, 120), min_size=3, max_size=3),
)
def test_two_runs_tell_what_one_run_tells(case: tuple[Incident, int], steps: list[int]) -> None:
    whole, lag = case
    first, between, last = (_at(whole, step, lag) for step in sorted(steps))
    told = _told(first, between, last)
    assert told == _told(first, last)
    assert len(told) == len(set(told))
