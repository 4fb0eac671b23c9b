from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from builders import (
    SHORT,
    at,
    component,
    group,
    incident,
    maintenance,
    notice,
    site,
    update,
    window,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import INSTANTS, incidents, maintenances

from statusgen.model import (
    ComponentState,
    Decision,
    Impact,
    Incident,
    Kind,
    Postmortem,
    Site,
    State,
    Text,
)
from statusgen.moments import is_published
from statusgen.status import (
    Description,
    Overall,
    Status,
    current,
    earliest,
    near,
    overall,
    postmortem_due,
    postmortems_of,
    rank_of_components,
    status_of,
)
from statusgen.timeline import Timeline


def slugs(timelines: Sequence[Timeline]) -> list[str]:
    return [timeline.incident.slug for timeline in timelines]


def opened(slug: str, components: str = "", time: str = "10:00", **fields: Any) -> Incident:  # noqa: ANN401 - of the model
    return incident(update(time, "investigating", components), slug=slug, **fields)


# Components


def test_a_component_has_its_worst_state() -> None:
    status = status_of(
        site(
            opened("a", "api=degraded"),
            opened("b", "api=partial"),
            maintenance(
                window("09:00", "13:00"), update("08:00", "scheduled"), components="api=maintenance"
            ),
        )
    )
    assert status.state("api") is ComponentState.PARTIAL_OUTAGE
    assert status.state("web") is ComponentState.OPERATIONAL
    with pytest.raises(KeyError):
        status.state("none")


def test_a_state_in_a_resolution_counts() -> None:
    left = incident(update("10:00", "resolved", "api=degraded"))
    status = status_of(site(left))
    assert status.open == ()
    assert status.state("api") is ComponentState.DEGRADED_PERFORMANCE
    assert status.overall == Overall(rank=Impact.MINOR, description=Description.PARTLY_DEGRADED)


COMPONENTS = (
    component("api"),
    group("apps", component("web"), component("old", until="2026-06-01 00:00")),
    group("past", component("gone", until="12:00")),
    component("soon", until="12:01"),
)


def test_a_group_has_the_state_of_its_worst_component_in_use() -> None:
    whole = site(opened("a", "old=down, web=degraded"), components=COMPONENTS)
    assert status_of(whole).states == (
        ("api", SHORT["ok"]),
        ("apps", SHORT["degraded"]),
        ("web", SHORT["degraded"]),
        ("old", SHORT["down"]),
        ("past", SHORT["ok"]),
        ("gone", SHORT["ok"]),
        ("soon", SHORT["ok"]),
    )


def test_retired_components_and_empty_groups_are_left_out() -> None:
    entries = current(site(components=COMPONENTS))
    assert [entry.id for entry in entries] == ["api", "apps", "soon"]
    assert entries[1] == group("apps", component("web"))


def test_retired_components_do_not_count() -> None:
    left = incident(update("10:00", "resolved", "gone=down"))
    assert status_of(site(left, components=COMPONENTS)).overall.rank is Impact.NONE


# The overall state


@pytest.mark.parametrize(
    ("states", "rank", "words"),
    [
        ("", Impact.NONE, "All Systems Operational"),
        ("ok ok", Impact.NONE, "All Systems Operational"),
        ("ok maintenance", Impact.NONE, "Service Under Maintenance"),
        ("maintenance maintenance", Impact.NONE, "Service Under Maintenance"),
        ("degraded maintenance", Impact.MINOR, "Partially Degraded Service"),
        ("degraded degraded", Impact.MINOR, "Degraded System Service"),
        ("partial degraded", Impact.MINOR, "Minor Service Outage"),
        ("partial ok", Impact.MINOR, "Minor Service Outage"),
        ("partial partial", Impact.MAJOR, "Partial System Outage"),
        ("down ok", Impact.MAJOR, "Partial System Outage"),
        ("down partial", Impact.MAJOR, "Partial System Outage"),
        ("down down", Impact.CRITICAL, "Major System Outage"),
    ],
)
def test_the_overall_state_by_components(states: str, rank: Impact, words: str) -> None:
    found = rank_of_components([SHORT[word] for word in states.split()])
    assert (found.rank, str(found.description)) == (rank, words)


@pytest.mark.parametrize(
    ("impact", "words"),
    [
        (Impact.MINOR, "Minor Service Outage"),
        (Impact.MAJOR, "Partial System Outage"),
        (Impact.CRITICAL, "Major System Outage"),
    ],
)
def test_an_open_incident_may_be_worse_than_the_components(impact: Impact, words: str) -> None:
    status = status_of(site(opened("a", impact=impact)))
    assert (status.overall.rank, str(status.overall.description)) == (impact, words)


@pytest.mark.parametrize(
    ("components", "impact", "description"),
    [
        ("api=down", None, Description.PARTIAL_OUTAGE),
        ("api=partial", None, Description.PARTIAL_OUTAGE),
        ("api=down", Impact.CRITICAL, Description.MAJOR_OUTAGE),
        ("api=down, web=down", None, Description.MAJOR_OUTAGE),
    ],
)
def test_an_outage_is_major_only_if_all_components_are_down_or_its_impact_says_so(
    components: str, impact: Impact | None, description: Description
) -> None:
    shown = site(opened("a", components, impact=impact))
    leaves = {leaf.id for leaf in shown.leaves}
    assert leaves == {"api", "web"}
    assert status_of(shown).overall.description is description


def test_components_decide_if_both_ranks_are_equal() -> None:
    status = status_of(site(opened("a", "api=degraded")))
    assert status.overall.description is Description.PARTLY_DEGRADED


def test_an_open_incident_that_had_impact_is_at_least_minor() -> None:
    calmed = incident(
        update("10:00", "investigating", "api=down"), update("10:30", "monitoring", "api=ok")
    )
    assert status_of(site(calmed)).overall.rank is Impact.MINOR
    harmless = opened("a", "api=ok")
    assert status_of(site(harmless)).overall.description is Description.OPERATIONAL


def test_maintenance_and_notices_add_no_impact() -> None:
    works = maintenance(
        window("09:00", "13:00"), update("08:00", "scheduled"), impact=Impact.CRITICAL
    )
    said = notice(update("10:00", "notice"), impact=Impact.CRITICAL)
    assert status_of(site(works, said)).overall.rank is Impact.NONE


@pytest.mark.parametrize(
    ("kinds", "alarm"),
    [
        ((Kind.OUTAGE, Kind.DEGRADATION), None),
        ((Kind.DATA_LOSS,), Kind.DATA_LOSS),
        ((Kind.DATA_LOSS, Kind.SECURITY), Kind.SECURITY),
    ],
)
def test_the_headline_names_the_gravest_kind(kinds: tuple[Kind, ...], alarm: Kind | None) -> None:
    assert status_of(site(opened("a", kinds=kinds))).alarm is alarm
    over = incident(update("10:00", "resolved"), kinds=kinds)
    assert status_of(site(over)).alarm is None


# Lists and their order


def test_open_incidents_are_sorted_by_urgency() -> None:
    whole = site(
        opened("e", "api=degraded", "10:00"),
        opened("d", "api=degraded", "11:00"),
        opened("c", "api=degraded", "11:00"),
        opened("b", "api=down", "09:00"),
        opened("a", "", "08:00", pinned=True),
        incident(update("07:00", "resolved"), slug="over"),
    )
    assert slugs(status_of(whole).open) == ["a", "b", "c", "d", "e"]
    assert slugs(status_of(whole).timelines) == ["c", "d", "e", "b", "a", "over"]


def test_ended_incidents_that_are_pinned() -> None:
    whole = site(
        incident(update("07:00", "resolved", action="Rotate keys"), slug="asks"),
        notice(update("06:00", "notice"), until="11:00", pinned_until="13:00"),
        incident(update("07:00", "resolved"), slug="over"),
    )
    assert slugs(status_of(whole).pinned) == ["asks", "notice"]
    assert status_of(whole).notices == ()


def test_active_and_upcoming_maintenance() -> None:
    def works(slug: str, start: str, end: str, **fields: Any) -> Incident:  # noqa: ANN401 - of the model
        return maintenance(window(start, end), update("08:00", "scheduled"), slug=slug, **fields)

    whole = site(
        works("later", "11-22 10:00", "11-22 11:00"),
        works("sooner", "11-21 10:00", "11-21 11:00"),
        works("far", "11-27 12:01", "11-27 13:00"),
        works("pinned", "11-29 10:00", "11-29 11:00", pinned=True),
        works("now", "11:00", "13:00"),
        works("past", "10:00", "11:00"),
        maintenance(
            window("10:00", "11:00"),
            update("08:00", "scheduled"),
            update("10:30", "update", window=window("11-28 10:00", "11-28 11:00")),
            slug="moved",
        ),
    )
    status = status_of(whole)
    assert slugs(status.active) == ["now"]
    assert slugs(status.upcoming) == ["pinned", "sooner", "later", "far", "moved"]
    assert slugs(near(whole, status)) == ["now", "pinned", "sooner", "later"]


def test_the_incidents_of_a_component() -> None:
    whole = site(opened("a", "api=ok"), opened("b", "web=down"), opened("c"))
    assert slugs(status_of(whole).touching(["api"])) == ["a"]
    assert slugs(status_of(whole).touching(["api", "web"])) == ["a", "b"]


def report(**fields: object) -> Postmortem:
    whole = Postmortem(
        slug="why",
        id="why",
        path="content/postmortems/why.md",
        title="Why",
        incidents=("a",),
        published=at("11:00"),
        body=Text(),
    )
    return replace(whole, **fields)  # type: ignore[arg-type]


def test_a_promised_postmortem_is_due_until_one_is_published() -> None:
    promised = opened("a", postmortem=date(2026, 12, 1))
    draft = report(draft=True, published=None)
    assert postmortem_due(promised, None) == date(2026, 12, 1)
    assert postmortem_due(promised, draft) == date(2026, 12, 1)
    assert postmortem_due(promised, report()) is None
    assert postmortem_due(opened("a", postmortem=Decision.REQUIRED), None) is None


def test_the_postmortem_of_each_incident() -> None:
    whole = site(opened("a"), postmortems=(report(),))
    assert postmortems_of(whole) == {"a": report()}


def test_the_first_instant_in_the_content() -> None:
    assert earliest(site()) is None
    assert earliest(site(opened("a"), opened("b", started="09:30"))) == at("09:30")
    assert earliest(site(opened("a", time="11:30"), postmortems=(report(),))) == at("11:00")


# Laws

STATES = st.lists(st.sampled_from(ComponentState), min_size=1, max_size=5)


@given(states=STATES, which=st.integers(0, 4), worse=st.sampled_from(ComponentState))
def test_a_worse_component_never_makes_the_overall_rank_better(
    states: list[ComponentState], which: int, worse: ComponentState
) -> None:
    changed = list(states)
    place = which % len(states)
    changed[place] = max(worse, states[place])
    assert overall(changed, ()).rank >= overall(states, ()).rank


def published(whole: Site) -> Site:
    """Remove what is not published, as assembling does."""
    kept = (each for each in whole.incidents if is_published(each.updates[0].at, whole.as_of))
    return replace(whole, incidents=tuple(kept))


def status(*whole: Incident, as_of: datetime) -> Status:
    return status_of(published(site(*whole, as_of=as_of)))


@given(one=incidents("one"), two=maintenances("two"), over=incidents("over"), as_of=INSTANTS)
def test_past_incidents_do_not_count(
    one: Incident, two: Incident, over: Incident, as_of: datetime
) -> None:
    as_of += timedelta(days=2)
    last = over.updates[-1]
    ended = replace(
        over, updates=(*over.updates[:-1], replace(last, state=State.RESOLVED, components=()))
    )
    assume(is_published(last.at, as_of))
    before, after = status(one, two, as_of=as_of), status(one, two, ended, as_of=as_of)
    assert after.overall == before.overall
    assert after.states == before.states


@given(one=incidents("one"), two=incidents("two"), works=maintenances(), as_of=INSTANTS)
def test_each_incident_is_in_one_list(
    one: Incident, two: Incident, works: Incident, as_of: datetime
) -> None:
    found = status(one, two, works, as_of=as_of)
    shown = slugs([*found.open, *found.pinned, *found.notices, *found.active, *found.upcoming])
    assert len(set(shown)) == len(shown)
    assert all(timeline.incident.slug in shown for timeline in found.timelines if timeline.is_open)
    impacts = (min(each.now.impact, Impact.MAJOR) for each in found.open)
    floor = max(impacts, default=Impact.NONE)  # only an author can say that it is worse
    assert found.overall.rank >= floor
    if any(each.impact for each in found.open):
        assert found.overall.description not in {Description.OPERATIONAL, Description.MAINTENANCE}
