"""What is worth a question before an update is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands.desks import PROJECT, SCENARIO, desk
from sample import INCIDENT, RESOLVED

from statusgen.commands.incidents import find_incident, read_state
from statusgen.commands.options import UsageError
from statusgen.commands.planning import plan_update
from statusgen.commands.reminders import OpenQuestions, open_questions
from statusgen.commands.update_options import UpdateOptions
from statusgen.commands.workspace import Workspace
from statusgen.model import ComponentState

API = "content/incidents/2026-11-20-api.md"


def questions(
    workspace: Workspace,
    word: str | None,
    state_word: str,
    options: UpdateOptions,
    *,
    reopen: bool = False,
) -> OpenQuestions:
    subject = find_incident(workspace, word, read_state(state_word))
    state = read_state(state_word, subject.incident.sort)
    plan = plan_update(workspace, subject, state, options, edits=True)
    reopened = reopen and subject.is_opened_by(state, plan.frame.at)
    return open_questions(subject, state, plan, is_reopened=reopened)


def asked(found: OpenQuestions) -> list[str]:
    return [each.name for each in found.last]


def test_monitoring_asks_for_the_state_of_broken_components(tmp_path: Path) -> None:
    at = desk(tmp_path)
    found = questions(at, None, "monitoring", UpdateOptions())
    assert found.components == (("api", ComponentState.OPERATIONAL),)
    assert (
        questions(at, None, "monitoring", UpdateOptions(components=("api=ok",))) == OpenQuestions()
    )
    assert questions(at, None, "identified", UpdateOptions()) == OpenQuestions()
    assert questions(at, "search", "monitoring", UpdateOptions()) == OpenQuestions()
    still = RESOLVED.replace("- cause", "- components: dashboard=down\n- cause")
    over = desk(tmp_path, {**PROJECT, "content/incidents/2026-11-03-search.md": still})
    assert questions(over, "search", "monitoring", UpdateOptions()) == OpenQuestions()
    more = INCIDENT.replace("partial_outage", "partial_outage, dashboard: ok")
    found = questions(desk(tmp_path, {**PROJECT, API: more}), "api", "monitoring", UpdateOptions())
    assert found.components == (("api", ComponentState.OPERATIONAL),)


def test_reopening_asks_for_component_states(tmp_path: Path) -> None:
    over = "\n## Monitoring — 2026-11-20 14:20\n\n- components: {}\n"
    over += "\n## Resolved — 2026-11-20 14:30\n"
    for held, proposed in (("api=degraded", ComponentState.DEGRADED_PERFORMANCE), ("api=ok", None)):
        at = desk(tmp_path, {**PROJECT, API: INCIDENT + over.format(held)})
        assert questions(at, "api", "identified", UpdateOptions()) == OpenQuestions()
        assert questions(at, "api", "identified", UpdateOptions(), reopen=True).components == (
            ("api", proposed),
        )
        said = UpdateOptions(components=("api=down",))
        assert questions(at, "api", "identified", said, reopen=True) == OpenQuestions()
        assert questions(at, "api", "update", UpdateOptions(), reopen=True) == OpenQuestions()
        found = questions(at, "api", "monitoring", UpdateOptions(), reopen=True)
        assert found.components == (("api", ComponentState.OPERATIONAL),)


def test_resolving_asks_for_missing_facts(tmp_path: Path) -> None:
    at = desk(tmp_path)
    assert asked(questions(at, "api", "resolved", UpdateOptions())) == ["cause", "fix"]
    assert asked(questions(at, "api", "resolved", UpdateOptions(cause="A release."))) == ["fix"]
    assert questions(at, "search", "resolved", UpdateOptions()) == OpenQuestions()
    untold = RESOLVED.replace("- cause: An index was missing.\n", "")
    over = desk(tmp_path, {**PROJECT, "content/incidents/2026-11-03-search.md": untold})
    assert (
        questions(over, "search", "resolved", UpdateOptions()) == OpenQuestions()
    )  # `update` tells what it owes
    lost = desk(tmp_path, {**PROJECT, API: INCIDENT.replace("\n---\n", "\nkind: data_loss\n---\n")})
    assert asked(questions(lost, "api", "resolved", UpdateOptions())) == ["cause", "fix", "action"]


@pytest.mark.parametrize(
    ("ready", "left"),
    [
        ("- cause: It leaks.\n- fix: {{ fix }}", ["fix", "action"]),
        ("- Cause: It leaks.\n- Action required: none", ["fix"]),
        ("- action_required: Wait for {{ fix }}", ["cause", "fix", "action"]),
    ],
)
def test_facts_from_the_scenario_are_not_asked(tmp_path: Path, ready: str, left: list[str]) -> None:
    scenario = SCENARIO.replace("- cause: {{ cause }}\n- fix: {{ fix }}", ready)
    assert scenario != SCENARIO
    head = "\nscenario: database\nkind: data_loss\n---\n"
    incident = INCIDENT.replace("\n---\n", head)
    files = {**PROJECT, "content/scenarios/database.md": scenario, API: incident}
    assert asked(questions(desk(tmp_path, files), "api", "resolved", UpdateOptions())) == left


@pytest.mark.parametrize(("ready", "is_asked"), [("api=ok", False), ("", True)])
def test_states_from_the_scenario_are_not_asked(
    tmp_path: Path, ready: str, *, is_asked: bool
) -> None:
    field = f"- components: {ready}\n\n" if ready else ""
    phase = f"## Monitoring\n\n{field}It seems to work.\n\n## Resolved"
    scenario = SCENARIO.replace("## Resolved", phase)
    incident = INCIDENT.replace("\n---\n", "\nscenario: database\n---\n")
    files = {**PROJECT, "content/scenarios/database.md": scenario, API: incident}
    found = questions(desk(tmp_path, files), "api", "monitoring", UpdateOptions())
    assert bool(found.components) is is_asked


def test_facts_the_scenario_cannot_fill_in_are_asked(tmp_path: Path) -> None:
    scenario = SCENARIO.replace("{{ cause }}\n- fix: {{ fix }}", "{{ components }} leaks.\n")
    incident = INCIDENT.replace("components: {api: partial_outage}\n", "scenario: database\n")
    assert "components" not in incident
    files = {**PROJECT, "content/scenarios/database.md": scenario, API: incident}
    assert asked(questions(desk(tmp_path, files), "api", "resolved", UpdateOptions())) == [
        "cause",
        "fix",
    ]


def test_facts_filled_in_from_earlier_updates_are_not_asked(tmp_path: Path) -> None:
    scenario = SCENARIO.replace("- fix: {{ fix }}", "- fix: No more of this: {{ cause }}")
    incident = INCIDENT.replace("\n---\n", "\nscenario: database\n---\n")
    known = "\n## Identified — 2026-11-20 14:20\n\n- cause: It leaks.\n"
    files = {**PROJECT, "content/scenarios/database.md": scenario, API: incident + known}
    assert asked(questions(desk(tmp_path, files), "api", "resolved", UpdateOptions())) == []


@pytest.mark.parametrize(
    ("cause", "asks"),
    [("The {{ region }} of {{ components }} leaks.", False), ("{{ cause }}", True), ("", True)],
)
def test_facts_filled_in_by_the_scenario_are_not_asked(
    tmp_path: Path, cause: str, *, asks: bool
) -> None:
    scenario = SCENARIO.replace("- cause: {{ cause }}\n- fix", f"- cause: {cause}\n- fix")
    incident = INCIDENT.replace("\n---\n", "\nscenario: database\n---\n")
    files = {**PROJECT, "content/scenarios/database.md": scenario, API: incident}
    found = asked(questions(desk(tmp_path, files), "api", "resolved", UpdateOptions()))
    assert ("cause" in found) == asks


def test_options_are_read_in_the_files_zone(tmp_path: Path) -> None:
    west = INCIDENT.replace("\n---\n", "\ntimezone: America/Los_Angeles\n---\n").replace(
        "14:05", "06:05"
    )
    at = desk(tmp_path, {**PROJECT, API: west})
    assert (
        questions(at, "api", "resolved", UpdateOptions(cause="It.", fix="That.", next="06:45"))
        == OpenQuestions()
    )
    for state in ("identified", "monitoring", "resolved"):
        with pytest.raises(UsageError, match="--eta"):
            questions(at, "api", state, UpdateOptions(eta="2026-11-20 06:00"))


def test_unreadable_file_is_reported_without_questions(tmp_path: Path) -> None:
    broken = desk(tmp_path, {**PROJECT, API: INCIDENT.replace("title", "titel")})
    with pytest.raises(UsageError, match="cannot be read, and could be the incident you mean"):
        questions(broken, None, "resolved", UpdateOptions())
