"""Which facts the bulletin contains, and when its digest changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from api.answers import kit_for
from builders import at, component, group, incident, maintenance, notice, site, update, window
from hypothesis import given
from strategies import INSTANTS, incidents, maintenances

from statusgen.model import ComponentState, Impact, Incident, Kind, Site
from statusgen.moments import is_published
from statusgen.rendering.bulletin import bulletin_of, facts, revision
from statusgen.status import status_of

Stated = dict[str, Any]


def stated(whole: Site, language: str = "en") -> Stated:
    return dict(facts(kit_for(whole.settings, language), bulletin_of(whole, status_of(whole))))


def digest(whole: Site, language: str = "en") -> str:
    return revision(kit_for(whole.settings, language), bulletin_of(whole, status_of(whole)))


def test_only_open_pinned_and_near_incidents_are_included() -> None:
    announced = update("09:00", "scheduled")
    asks = update("09:00", "resolved", action="Rotate your keys")
    shown = stated(
        site(
            incident(update("10:00", "investigating"), slug="open"),
            incident(update("08:00", "investigating"), update("09:00", "resolved"), slug="over"),
            incident(update("08:00", "investigating"), asks, slug="asks"),
            notice(update("10:00", "notice"), slug="told"),
            maintenance(window("11:00", "13:00"), announced, slug="active"),
            maintenance(window("11-27 12:00", "11-27 13:00"), announced, slug="near"),
            maintenance(window("11-27 12:01", "11-27 13:00"), announced, slug="far"),
            maintenance(window("11-29 12:00", "11-29 13:00"), announced, slug="top", pinned=True),
        )
    )
    assert {key: [each["id"] for each in shown[key]] for key in ("incidents", "pinned")} == {
        "incidents": ["open"],
        "pinned": ["asks"],
    }
    assert [each["id"] for each in shown["notices"]] == ["told"]
    assert [each["id"] for each in shown["maintenance"]] == ["active", "top", "near"]


def test_the_facts_of_an_incident() -> None:
    whole = site(
        incident(
            update("10:00", "investigating", "api=down"),
            update(
                "11:00",
                "identified",
                "api=degraded",
                next="11:30",
                action="Read [this](https://a.example/) & *that*",
            ),
            slug="a",
            id="an-id",
            title="<b>Oh</b>",
            kinds=(Kind.OUTAGE, Kind.SECURITY),
        )
    )
    shown = stated(replace(whole, settings=replace(whole.settings, language="fr")))
    assert shown["incidents"] == [
        {
            "id": "an-id",
            "title": "<b>Oh</b>",
            "language": "en",
            "kinds": ["outage", "security"],
            "state": "identified",
            "impact": "critical",
            "impact_now": "minor",
            "link": "https://status.acme.example/incidents/a/",
            "last_update": "2026-11-20T11:00:00Z",
            "next": "2026-11-20T11:30:00Z",
            "action": "Read this (https://a.example/) & that",
            "components": {"api": "degraded_performance"},
        }
    ]
    assert shown["overall"]["alarm"] == "security"


def test_the_overall_state_is_translated_and_machine_readable() -> None:
    whole = site(incident(update("10:00", "investigating", "api=down")))
    assert stated(whole)["overall"] == {
        "rank": "major",
        "description": "Partial System Outage",
        "words": "Partial outage",
        "alarm": None,
    }
    assert stated(whole, "fr")["overall"]["words"] == "Panne partielle"
    assert stated(whole, "fr")["incidents"][0]["language"] == "fr"


def test_maintenance_and_notices_add_nothing_to_the_overall_rank() -> None:
    shown = stated(
        site(
            incident(
                update("08:00", "investigating", impact=Impact.MAJOR),
                update("09:00", "resolved", action="Go"),
            ),
            maintenance(
                window("11:00", "13:00"), update("09:00", "scheduled"), components="web=down"
            ),
        )
    )
    assert {each["impact_now"] for each in shown["pinned"] + shown["maintenance"]} == {"none"}


def test_announced_maintenance_has_its_future_states() -> None:
    shown = stated(
        site(
            maintenance(
                window("22:00", "23:00"),
                update("09:00", "scheduled"),
                update("10:00", "update", "web=degraded"),
                components="api=maintenance",
            )
        )
    )
    (told,) = shown["maintenance"]
    assert told["components"] == {"api": "under_maintenance", "web": "degraded_performance"}
    assert (told["from"], told["until"]) == ("2026-11-20T22:00:00Z", "2026-11-20T23:00:00Z")
    assert told["ends_by_clock"]
    assert {part["state"] for part in shown["components"]} == {"operational"}


@pytest.mark.parametrize(("word", "by_clock"), [("update", True), ("in_progress", False)])
def test_an_update_can_keep_the_clock_from_ending_maintenance(word: str, by_clock: bool) -> None:  # noqa: FBT001 - a parameter of the test
    told = maintenance(window("11:00", "13:00"), update("11:30", word))
    assert stated(site(told))["maintenance"][0]["ends_by_clock"] is by_clock


def test_a_component_has_all_its_ids() -> None:
    parts = (
        component("api", aliases=("rest",)),
        replace(
            group("apps", component("web"), component("old", until="11-01 00:00")), aliases=("x",)
        ),
        group("gone", component("older", until="11-01 00:00")),
    )
    shown = stated(site(components=parts))["components"]
    assert [(each["id"], each["ids"], each["group"]) for each in shown] == [
        ("api", ["api", "rest"], None),
        ("web", ["web", "apps", "x"], {"id": "apps", "name": "Apps"}),
    ]


def test_components_also_have_a_state_without_maintenance() -> None:
    shown = stated(
        site(
            maintenance(
                window("11:00", "13:00"),
                update("09:00", "scheduled"),
                components="api=down, web=maintenance",
            ),
            incident(update("10:00", "investigating", "api=degraded")),
        )
    )
    assert [(each["state"], each["without_maintenance"]) for each in shown["components"]] == [
        ("major_outage", "degraded_performance"),
        ("under_maintenance", "operational"),
    ]


def story() -> Site:
    return site(
        incident(
            update("10:00", "investigating", "api=down", next="11:00", action="Wait"), slug="a"
        ),
        notice(update("10:00", "notice")),
        maintenance(window("22:00", "23:00"), update("10:00", "scheduled")),
    )


def test_the_revision_changes_with_the_facts_and_not_with_the_clock() -> None:
    whole = story()
    first = digest(whole)
    assert len(first) == 12
    assert int(first, 16) >= 0
    assert digest(replace(whole, as_of=at("10:30"))) == first
    assert digest(replace(whole, as_of=at("12:30"))) == first  # overdue by then
    assert digest(replace(whole, as_of=at("22:00"))) != first
    assert digest(replace(whole, incidents=whole.incidents[1:])) != first
    renamed = tuple(replace(each, title="Other") for each in whole.incidents)
    assert digest(replace(whole, incidents=renamed)) != first
    assert digest(replace(whole, components=whole.components[:1])) != first
    assert digest(whole, "fr") != first


def whole_of(*parts: Incident, as_of: datetime) -> Site:
    return site(*(part for part in parts if is_published(part.updates[0].at, as_of)), as_of=as_of)


@given(one=incidents("one"), two=incidents("two"), works=maintenances(), as_of=INSTANTS)
def test_the_revision_changes_exactly_when_a_fact_changes(
    one: Incident, two: Incident, works: Incident, as_of: datetime
) -> None:
    before = whole_of(one, two, works, as_of=as_of)
    after = whole_of(one, two, works, as_of=as_of + timedelta(minutes=30))
    assert (digest(before) == digest(after)) == (stated(before) == stated(after))


@given(one=incidents("one"), works=maintenances(), other=maintenances("other"), as_of=INSTANTS)
def test_maintenance_only_makes_states_worse(
    one: Incident, works: Incident, other: Incident, as_of: datetime
) -> None:
    shown = stated(whole_of(one, works, other, as_of=as_of))
    active = [each for each in shown["maintenance"] if each["state"] != "scheduled"]
    for part in shown["components"]:
        held = [part["without_maintenance"]]
        held += [each["components"].get(part["id"], "operational") for each in active]
        assert part["state"] == max(held, key=lambda word: ComponentState[word.upper()])
