"""Components in the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from api.answers import answers, kit_for, row
from builders import (
    component,
    group,
    incident,
    notice,
    site,
    update,
)
from hypothesis import given
from hypothesis import strategies as st
from strategies import incidents, maintenances

from statusgen.model import ComponentState, Incident, Site
from statusgen.outputs.api import components_of, labels_of, page_id
from statusgen.status import status_of
from statusgen.timeline import Holding

OLD = component("old", until="2026-06-01 00:00")
PARTS = (
    component("api", since="2026-01-02 23:00", description="REST."),
    OLD,
    group("apps", component("gone", until="2026-06-01 00:00"), component("web")),
    group("past", component("last", until="2026-06-01 00:00")),
    component("mail"),
)
DOWN = incident(
    update("10:00", "investigating", "api=down, web=degraded, gone=down, last=down, old=down"),
    update("11:00", "resolved"),
)


def rows(site: Site) -> list[str]:
    return [each.part.id for each in components_of(site, status_of(site)) if each.is_used]


def test_a_component_has_these_fields() -> None:
    shown = site(DOWN, components=PARTS, timezone="Europe/Paris")
    found = answers(shown)["components"]
    assert row(found, "api") == {
        "id": "api",
        "name": "Api",
        "status": "operational",
        "created_at": "2026-01-02T23:00:00.000Z",
        "updated_at": "2026-11-20T11:00:00.000Z",
        "position": 1,
        "description": "REST.",
        "showcase": True,
        "start_date": "2026-01-03",
        "group_id": None,
        "page_id": found["page"]["id"],
        "group": False,
        "only_show_if_degraded": False,
    }


def test_a_group_has_the_ids_of_its_components_and_their_worst_state() -> None:
    part = incident(update("10:30", "identified", "web=partial"))
    found = answers(site(part, components=PARTS))["components"]
    assert row(found, "apps") == {
        "id": "apps",
        "name": "Apps",
        "status": "partial_outage",
        "created_at": "2026-11-20T10:30:00.000Z",
        "updated_at": "2026-11-20T10:30:00.000Z",
        "position": 2,
        "description": None,
        "showcase": True,
        "start_date": None,
        "group_id": None,
        "page_id": found["page"]["id"],
        "group": True,
        "only_show_if_degraded": False,
        "components": ["web"],
    }
    assert row(found, "web")["group_id"] == "apps"


def test_group_has_oldest_creation_and_newest_change_of_its_components() -> None:
    young, old = component("b", since="2026-03-01 00:00"), component("a", since="2026-02-01 00:00")
    shown = site(
        incident(
            update("10:00", "investigating", "b=partial"), update("10:30", "update", "a=down")
        ),
        incident(update("10:15", "investigating", "b=degraded"), slug="lesser"),
        components=(group("apps", young, old),),
    )
    found = row(answers(shown)["components"], "apps")
    assert found["created_at"] == "2026-02-01T00:00:00.000Z"
    assert found["updated_at"] == "2026-11-20T10:30:00.000Z"


def test_retired_components_and_empty_groups_are_not_listed() -> None:
    shown = site(DOWN, components=PARTS)
    assert rows(shown) == ["api", "apps", "web", "mail"]
    before = site(components=PARTS, as_of="2026-05-31 23:59")
    assert rows(before) == ["api", "old", "apps", "gone", "web", "past", "last", "mail"]


def test_positions_count_components_in_use_first() -> None:
    known = components_of(shown := site(DOWN, components=PARTS), status_of(shown))
    places = {each.part.id: each.position for each in known}
    assert places == {"api": 1, "apps": 2, "mail": 3, "old": 4, "web": 1, "gone": 2, "last": 1}


def test_retired_components_have_a_row_without_an_unlisted_group() -> None:
    known = components_of(shown := site(DOWN, components=PARTS), status_of(shown))
    assert {each.part.id: each.group for each in known} == {
        "api": None,
        "old": None,
        "apps": None,
        "gone": "apps",
        "web": "apps",
        "last": None,
        "mail": None,
    }
    labels = labels_of(shown.components)
    assert labels["last"].name == "Past - Last"
    assert labels["old"].name == "Old"


def test_component_without_since_is_as_old_as_the_content() -> None:
    closed = notice(update("11-02 08:00", "notice"))
    found = answers(site(DOWN, closed, components=PARTS))["components"]
    assert row(found, "mail")["created_at"] == "2026-11-02T08:00:00.000Z"
    assert row(found, "mail")["updated_at"] == "2026-11-02T08:00:00.000Z"
    empty = answers(site(components=PARTS))["components"]
    assert row(empty, "mail")["created_at"] == "1970-01-01T00:00:00.000Z"


def test_component_is_never_updated_before_its_creation() -> None:
    late = component("late", since="2026-11-20 12:00")
    over = incident(update("10:00", "investigating", "late=down"), update("11:00", "resolved"))
    found = row(answers(site(over, components=(late,), as_of="13:00"))["components"], "late")
    assert found["created_at"] == found["updated_at"] == "2026-11-20T12:00:00.000Z"


@given(
    one=incidents("one"),
    two=incidents("two"),
    works=maintenances(),
    after=st.integers(1, 4000),
)
def test_state_is_the_same_since_the_last_change(
    one: Incident, two: Incident, works: Incident, after: int
) -> None:
    shown = site(one, two, works, as_of="11-25 12:00")
    status = status_of(shown)
    for each in components_of(shown, status):
        assert each.state is status.state(each.part.id)
        held = [
            holding
            for timeline in status.timelines
            for holding in timeline.holdings
            if holding.component == each.part.id
        ]
        since = [holding.start for holding in held] + [
            holding.end for holding in held if holding.end
        ]
        later = [instant for instant in since if instant >= each.updated]
        for instant in (*later, each.updated + timedelta(minutes=after)):
            assert worst(held, instant) is each.state


def worst(held: list[Holding], instant: datetime) -> ComponentState:
    return max(
        (
            each.state
            for each in held
            if each.start <= instant and not (each.end and each.end <= instant)
        ),
        default=ComponentState.OPERATIONAL,
    )


def test_page_id_depends_only_on_the_site_id() -> None:
    settings = site().settings
    other = replace(settings, title="Other", url="https://b.example", base_url="https://b.example")
    assert page_id(kit_for(other)) == "tdd6vg7rh35j"
    assert page_id(kit_for(replace(settings, id="b.example,2026"))) != "tdd6vg7rh35j"
