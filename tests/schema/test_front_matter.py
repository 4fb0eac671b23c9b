from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from schema.fronts import INCIDENT, MAINTENANCE, NOTICE, POSTMORTEM, SCENARIO, found, read

from statusgen.model import ComponentState, Decision, Impact, Kind, Sort
from statusgen.schema.front_matter import IncidentFront, PostmortemFront, ScenarioFront


def test_an_incident() -> None:
    front, problems = read(IncidentFront, INCIDENT)
    assert problems == []
    assert front.sort is Sort.INCIDENT
    assert front.kinds == (Kind.OUTAGE,)
    assert front.impact is Impact.MAJOR
    assert [(each.text, each.span.line, state) for each, state in front.named] == [
        ("api", 4, ComponentState.PARTIAL_OUTAGE),
        ("dashboard", 5, ComponentState.DEGRADED_PERFORMANCE),
    ]
    assert front.started == datetime(2026, 11, 20, 12, 58, tzinfo=UTC)
    assert front.pin == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert front.postmortem == date(2026, 12, 5)
    assert [(key.text, value) for key, value in front.variables.items()] == [
        ("region", "eu-west-1"),
        ("note", ""),
    ]
    assert front.roles == {"incident_manager": "Ana"}
    assert [each.text for each in front.aliases] == ["issues/old-name"]
    assert [each.text for each in front.allow] == ["long-silence"]
    assert (front.draft, front.internal, front.id) == (True, False, "INC_42")


def test_a_maintenance() -> None:
    front, problems = read(IncidentFront, MAINTENANCE)
    assert problems == []
    assert (front.sort, front.title) == (Sort.MAINTENANCE, "404")
    assert [(each.text, state) for each, state in front.named] == [
        ("api", None),
        ("dashboard", None),
    ]
    assert front.window.start == datetime(2026, 11, 20, 22, tzinfo=UTC)
    assert front.window.end == datetime(2026, 11, 21, 2, tzinfo=UTC)


def test_a_notice() -> None:
    front, problems = read(IncidentFront, NOTICE)
    assert problems == []
    assert (front.sort, front.kinds, front.window) == (Sort.NOTICE, (), None)
    assert front.until == datetime(2026, 11, 21, 2, tzinfo=UTC)


def test_a_postmortem() -> None:
    front, problems = read(PostmortemFront, POSTMORTEM)
    assert problems == []
    assert [each.text for each in front.incident] == ["2026-11-20-api-errors", "INC_42"]
    assert front.published == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert front.summary == "One paragraph."
    assert read(PostmortemFront, "title: a\nincident: b\npublished: 2026-11-24")[1] == []


def test_a_list_of_components_with_states_is_an_error() -> None:
    text = "title: a\ncomponents:\n  - api: down\n  - web: ok"
    assert found(text) == [("wrong-shape", 3, 5), ("wrong-shape", 4, 5)]


def test_a_repeated_kind_counts_once() -> None:
    front, _ = read(IncidentFront, "title: a\nkind: [outage, Panne, security]")
    assert front.kinds == (Kind.OUTAGE, Kind.SECURITY)


def test_a_decision_on_a_postmortem() -> None:
    assert read(IncidentFront, "title: a\npostmortem: required")[0].postmortem is Decision.REQUIRED


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("title: a\nuntil: 2026-11-21 02:00", [("misplaced-key", 2, 1)]),
        ("title: a\ncomponents: [api]", [("missing-state", 2, 13)]),
        ("title: a\ncomponents: api", [("wrong-shape", 2, 13)]),
        (
            "title: a\ncomponents: {api: dwn, web: ok, b: [c]}",
            [("unknown-state", 2, 19), ("wrong-shape", 2, 36)],
        ),
        (
            f"{MAINTENANCE}Until: 2026-11-21 02:00\nstarted: 2026-11-20 22:00",
            [("misplaced-key", 4, 1), ("misplaced-key", 5, 1)],
        ),
        (
            "title: a\nscheduled: {from: 2026-11-20 22:00, until: 2026-11-20 21:00}",
            [("window-order", 2, 44)],
        ),
        ("title: a\nscheduled: {from: 2026-11-20 22:00}", [("missing-key", 2, 13)]),
        (
            MAINTENANCE.replace("dashboard", "api"),
            [("duplicate-component", 2, 19)],
        ),
        (
            f"{NOTICE}impact: major\nstarted: 2026-11-20 10:00",
            [("misplaced-key", 4, 1), ("misplaced-key", 5, 1)],
        ),
        ("title: a\nkind: [notice, outage]", [("misplaced-key", 2, 7)]),
        (
            "title: a\nkind: notice\nscheduled: {from: 2026-11-20 22:00, until: 2026-11-20 23:00}",
            [("misplaced-key", 3, 1)],
        ),
        ("title: a\nkind: [outage, outtage]", [("unknown-kind", 2, 16)]),
        ("title: a\naliases: [fr/old]", [("reserved-path", 2, 11)]),
        ("title: a\nroles: {im: {name: Ana}}", [("wrong-shape", 2, 14)]),
        ("titel: a", [("unknown-key", 1, 1)]),
    ],
)
def test_mistakes_in_an_incident(text: str, problems: list[tuple[str, int, int]]) -> None:
    assert found(text) == problems
    assert read(IncidentFront, text)[0] is None


def test_a_postmortem_needs_its_time_and_incident_unless_it_is_not_published() -> None:
    assert found("title: a\nincident: b", PostmortemFront) == [("missing-key", 1, 1)]
    assert found("title: a\npublished: 2026-11-24", PostmortemFront) == [("missing-key", 1, 1)]
    assert found("title: a\ndraft: true", PostmortemFront) == []
    assert found("title: a\ninternal: true", PostmortemFront) == []


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


def test_a_variable_with_an_invalid_name_is_an_error() -> None:
    for name in ("Region", "2nd", "a-b", "next", "components"):
        assert found(f"title: a\nvariables:\n  {name}: {{}}", ScenarioFront) == [
            ("variable-name", 3, 3)
        ]


def test_a_duration_makes_a_scenario_maintenance_and_is_an_error_in_a_notice() -> None:
    front, _ = read(ScenarioFront, "title: a\nduration: 2h\ncomponents: [api]")
    assert front.sort is Sort.MAINTENANCE
    assert found("title: a\nkind: notice\nduration: 2h", ScenarioFront) == [("misplaced-key", 3, 1)]
