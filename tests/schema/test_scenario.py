from __future__ import annotations

from datetime import timedelta

from schema.fronts import SCENARIO, found, read

from statusgen.model import Impact, Kind, Sort
from statusgen.schema.scenario import ScenarioFront


def test_the_keys_of_a_scenario() -> None:
    front, problems = read(ScenarioFront, SCENARIO)
    assert problems == []
    assert front.kinds == (Kind.OUTAGE, Kind.DATA_LOSS)
    assert front.sort is Sort.INCIDENT
    assert front.impact is Impact.CRITICAL
    assert front.cadence == timedelta(minutes=20)
    assert [role.text for role in front.roles] == ["incident_manager", "communications"]
    assert {name.text: (each.ask, each.default) for name, each in front.variables.items()} == {
        "region": ("Which region?", "eu-west-1"),
        "ticket": ("", None),
    }


def test_names_that_cannot_be_filled_in() -> None:
    for name in ("Region", "2nd", "a-b", "next", "components"):
        assert found(f"title: a\nvariables:\n  {name}: {{}}", ScenarioFront) == [
            ("variable-name", 3, 3)
        ]


def test_a_window_makes_it_maintenance_and_a_notice_has_none() -> None:
    front, _ = read(ScenarioFront, "title: a\nduration: 2h\ncomponents: [api]")
    assert front.sort is Sort.MAINTENANCE
    assert found("title: a\nkind: notice\nduration: 2h", ScenarioFront) == [
        ("misplaced-key", 3, 11)
    ]
