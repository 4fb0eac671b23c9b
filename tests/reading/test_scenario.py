from __future__ import annotations

from datetime import timedelta

import pytest
from assembly import assembled
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model import ComponentState, Decision, Impact, Kind, Sort, State, Variable
from statusgen.problems import Problems
from statusgen.reading.scenario import ScenarioEntry, parse_scenario
from statusgen.source.text import Source

PATH = "content/scenarios/database.md"

EXAMPLE = """\
---
title: Database unavailable
kind: outage
impact: critical
components: {api: down}
cadence: 20m
roles: [Incident manager, communications]
postmortem: required
language: fr
variables:
  region: {ask: Which region?, default: eu-west-1}
---

When nothing answers.

## Investigating

We look at {{ components }} in {{ region }}. More by {{ next }}.

### Not a phase

## Résolu
- cause: {{ cause }}
- components: api=ok

Over. `{{ nothing }}`

## Runbook
1. Page whoever is on call.
"""


def parse(text: str) -> tuple[ScenarioEntry, Problems]:
    problems = Problems()
    source = Source(path=PATH, text=text)
    return parse_scenario(source, problems, zone="Europe/Paris", language="en"), problems


def found(text: str) -> list[tuple[str, int, int]]:
    return [(each.code, each.span.line, each.span.column) for each in parse(text)[1]]


def test_a_scenario() -> None:
    entry, problems = parse(EXAMPLE)
    assert list(problems) == []
    scenario = entry.scenario
    assert scenario
    assert (scenario.slug, scenario.title, scenario.sort) == (
        "database",
        "Database unavailable",
        Sort.INCIDENT,
    )
    assert (scenario.kinds, scenario.impact) == ((Kind.OUTAGE,), Impact.CRITICAL)
    assert scenario.components == (("api", ComponentState.MAJOR_OUTAGE),)
    assert scenario.cadence == timedelta(minutes=20)
    assert scenario.roles == ("incident_manager", "communications")
    assert scenario.postmortem is Decision.REQUIRED
    assert scenario.language == "fr"
    assert scenario.variables == (
        Variable(name="region", ask="Which region?", default="eu-west-1"),
    )
    assert scenario.summary.markdown == "When nothing answers."
    assert [phase.state for phase in scenario.phases] == [State.INVESTIGATING, State.RESOLVED]
    resolved = scenario.phase(State.RESOLVED)
    assert resolved
    assert resolved.fields == (("cause", "{{ cause }}"), ("components", "api=ok"))
    assert resolved.text.markdown == "Over. `{{ nothing }}`"
    assert scenario.phase(State.MONITORING) is None
    assert (scenario.runbook.markdown, scenario.runbook.line) == ("1. Page whoever is on call.", 29)
    assert [(each.text, each.span.line) for each in entry.components] == [("api", 5), ("api", 24)]
    assert entry.complete
    assert not entry.is_shown(preview=True)


ASIDES = """
## For support: Investigating

Ask for {{ region }}.

## Pour la management : Résolu

It is over. {{ nothing }}

## For Incident Manager: Update

- next: 20m
"""


def test_texts_for_an_audience_are_apart_from_those_for_readers() -> None:
    entry, problems = parse(EXAMPLE + ASIDES)
    assert list(problems) == []
    assert entry.scenario
    asides = [(who, state, text.markdown) for who, state, text in entry.scenario.asides]
    assert asides == [
        ("support", State.INVESTIGATING, "Ask for {{ region }}."),
        ("management", State.RESOLVED, "It is over. {{ nothing }}"),
        ("incident_manager", State.UPDATE, "- next: 20m"),
    ]
    assert len(entry.scenario.phases) == 2
    roles = [role.text for role in entry.roles]
    assert roles == ["Incident manager", "communications", "support", "Incident Manager"]
    assert entry.scenario.roles == ("incident_manager", "communications")


@pytest.mark.parametrize(
    ("heading", "code", "column"),
    [
        ("## For support: Closed", "unknown-state", 17),
        ("## For support: Scheduled", "wrong-state", 17),
        ("## For support", "unknown-state", 4),
        ("### For support: Resolved", "stray-heading", 1),
    ],
)
def test_an_audience_needs_a_state(heading: str, code: str, column: int) -> None:
    (problem,) = parse(f"{EXAMPLE}\n{heading}\n\nText.\n")[1]
    assert (problem.code, problem.span.column) == (code, column)


def test_an_audience_has_one_text_for_each_state() -> None:
    (problem,) = parse(EXAMPLE + ASIDES + "\n## For support: Investigating\n\nAgain.\n")[1]
    assert problem.code == "duplicate-phase"
    assert "`support: investigating` has two texts" in problem.message


def test_an_audience_is_a_role_of_the_team() -> None:
    asides = "\n## For incident manager: Resolved\n\nA.\n\n## For cook: Resolved\n\nB.\n"
    text = EXAMPLE.replace("roles: [Incident manager, communications]\n", "") + asides
    problems = assembled({"scenarios/database.md": text})[1]
    assert [(each.code, each.span.text) for each in problems if "role" in each.code] == [
        ("unknown-role", "## For cook: Resolved")
    ]


def test_maintenance_and_notices() -> None:
    entry, problems = parse(
        "---\ntitle: Works\nduration: 2h\ncomponents: [api]\n---\n\n## Scheduled\n\nWe work.\n"
    )
    assert not list(problems)
    assert entry.scenario
    assert entry.scenario.sort is Sort.MAINTENANCE
    assert entry.scenario.duration == timedelta(hours=2)
    assert entry.scenario.components == (("api", ComponentState.UNDER_MAINTENANCE),)
    assert entry.scenario.language == "en"
    entry, problems = parse("---\ntitle: News\nkind: notice\n---\n\n## Notice\n\nAll is well.\n")
    assert not list(problems)
    assert entry.scenario
    assert entry.scenario.sort is Sort.NOTICE


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        (("api=ok", "api=okay"), [("unknown-state", 24, 19)]),
        (("- components: api=ok", "- impact: {{ Impact }}"), [("unknown-impact", 24, 11)]),
        (("- components: api=ok", "- next: {{next"), [("invalid-time", 24, 9)]),
        (("- components: api=ok", "- next: 0m"), [("invalid-duration", 24, 9)]),
        (("- components: api=ok", "- id: 20261120T140500Z"), [("misplaced-key", 24, 3)]),
        (("- components: api=ok", "- colour: red"), [("unknown-field", 24, 3)]),
        (("## Résolu", "## Completed"), [("wrong-state", 22, 4)]),
        (("## Résolu", "## Solved"), [("unknown-state", 22, 4)]),
        (("## Résolu", "## Resolved — 2026-11-20 14:05"), [("unknown-state", 22, 4)]),
        (("## Résolu", "## Investigating"), [("duplicate-phase", 22, 1)]),
        (("## Résolu", "## Runbook"), [("duplicate-phase", 28, 1)]),
        (("## Résolu", "Resolved\n---"), [("underlined-heading", 23, 1)]),
        (("  region:", "  Region:"), [("variable-name", 11, 3)]),
        (("{ask: Which", "{question: Which"), [("unknown-key", 11, 12)]),
        (("required", "2026-12-01"), [("unknown-word", 8, 13)]),
        (("kind: outage", "kind: notice"), [("misplaced-key", 4, 1)]),
        (("kind: outage", "duration: long"), [("invalid-duration", 3, 11)]),
        (("{api: down}", "[api]"), [("missing-state", 5, 13)]),
    ],
)
def test_mistakes(change: tuple[str, str], problems: list[tuple[str, int, int]]) -> None:
    assert set(problems) <= set(found(EXAMPLE.replace(*change)))


@pytest.mark.parametrize(
    ("change", "places"),
    [
        (("", ""), []),
        (("{{ region }}", "{{ regoin }}"), [(18, 32)]),
        (("{{ cause }}", "{{ why }}"), [(23, 10)]),
        (("{{ cause }}", "{{ why }} {{ next }} {{ why }}"), [(23, 10), (23, 31)]),
        (("  region:", "  Region:"), [(18, 32)]),
        (("`{{ nothing }}`", "{{ nothing }}"), [(26, 7)]),
    ],
)
def test_unknown_placeholders_are_errors(
    change: tuple[str, str], places: list[tuple[int, int]]
) -> None:
    _, problems = assembled({"scenarios/database.md": EXAMPLE.replace(*change)})
    unknown = [each.span for each in problems if each.code == "unknown-placeholder"]
    assert [(span.line, span.column) for span in unknown] == places


def test_a_notice_has_no_components_placeholder() -> None:
    text = "---\ntitle: News\nkind: notice\n---\n\n## Notice\n\n{{ title }}: {{ components }}\n"
    _, problems = assembled({"scenarios/news.md": text})
    assert [(each.code, each.span.column) for each in problems] == [("unknown-placeholder", 14)]


def test_a_file_without_front_matter_has_only_a_name() -> None:
    entry, problems = parse("## Investigating\n")
    assert [problem.code for problem in problems] == ["no-front-matter"]
    assert (entry.name, entry.scenario, entry.internal) == ("database", None, True)


@given(st.text(st.sampled_from("# {}-:Rresolvdnextcause\n`| 1"), max_size=80))
def test_any_body_is_read_or_a_problem_inside_it(text: str) -> None:
    whole = f"{EXAMPLE}{text}"
    source = Source(path=PATH, text=whole)
    _, problems = parse(whole)
    for problem in problems:
        assert 1 <= problem.span.line <= len(source.lines)
        assert 1 <= problem.span.column <= len(problem.span.text) + 1
