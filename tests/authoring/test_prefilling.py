"""A new incident from a scenario: known facts are filled in, and the rest must be replaced."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sample import lay, settle

from statusgen.authoring.prefilling import new_file, usual_state
from statusgen.commands.check import check
from statusgen.commands.init import init, started_languages
from statusgen.files import read_texts
from statusgen.languages import read_language
from statusgen.model import (
    Component,
    ComponentState,
    Impact,
    Kind,
    Phase,
    Practice,
    Scenario,
    Settings,
    Site,
    Sort,
    State,
    Text,
    Variable,
)
from statusgen.problems import Problems
from statusgen.reading.assemble import outline
from statusgen.reading.content import read_content
from statusgen.rendering.locale import Language, Locale

NOW = datetime(2026, 11, 20, 14, 40, tzinfo=UTC)
ENGLISH = Locale(Language(code="en"), "Europe/Paris")
FRENCH = Locale(Language(code="fr"), "Europe/Paris")


def scenario(sort: Sort = Sort.INCIDENT, **fields: object) -> Scenario:
    known: dict[str, object] = {
        "slug": "slow",
        "path": "content/scenarios/slow.md",
        "title": "Slow: search",
        "phases": (
            Phase(state=State.RESOLVED, text=Text(markdown="Over.")),
            Phase(
                state={Sort.MAINTENANCE: State.SCHEDULED, Sort.NOTICE: State.NOTICE}.get(
                    sort, State.INVESTIGATING
                ),
                fields=(("workaround", "Wait for {{ who }}."),),
                text=Text(markdown="{{ components }} in {{ region }} by {{ next }}. `{{ who }}`"),
            ),
        ),
        "variables": (Variable(name="region", default="Paris"), Variable(name="who")),
    }
    return Scenario(sort=sort, **(known | fields))  # type: ignore[arg-type] # any field of the model


SITE = Site(
    as_of=NOW,
    settings=Settings(
        id="x", title="X", url="https://x.example", base_url="", timezone="Europe/Paris"
    ),
    components=(
        Component(id="api", name="Public API"),
        Component(id="web", name="Website"),
        Component(id="old", name="Old", until=NOW - timedelta(days=1)),
    ),
    incidents=(),
    postmortems=(),
    practice=Practice(cadence=((Impact.CRITICAL, timedelta(minutes=30)),)),
)


def test_a_file_has_the_facts_of_the_scenario_and_placeholders() -> None:
    name, text = new_file(
        scenario(kinds=(Kind.OUTAGE,), impact=Impact.CRITICAL, cadence=timedelta(minutes=90)),
        SITE,
        ENGLISH,
    )
    assert name == "YYYY-MM-DD-slow.md"
    assert text == (
        "---\n"
        'title: "Slow: search: {{ what }}"\n'
        "kind: outage\n"
        "components:\n"
        "  COMPONENT: major_outage\n"
        "scenario: slow\n"
        "cadence: 1h30m\n"
        "---\n"
        "\n"
        "<!-- Replace YYYY-MM-DD HH:MM with the time, YYYY-MM-DD in the file name with the date,\n"
        "     COMPONENT with what is affected (api, web), and everything in double braces.\n"
        "     Until then, nothing is published. This comment is never published. -->\n"
        "\n"
        "## Investigating — YYYY-MM-DD HH:MM Europe/Paris\n"
        "\n"
        "- next: 1h30m\n"
        "- workaround: Wait for {{ who }}.\n"
        "\n"
        "{{ components }} in Paris by {{ next }}. `{{ who }}`\n"
    )


def test_an_optional_variable_leaves_no_gap() -> None:
    variables = (Variable(name="region", default=""), Variable(name="who", default=""))
    phase = Phase(
        state=State.INVESTIGATING,
        fields=(("workaround", "{{ who }}"),),
        text=Text(markdown="It fails.\n\n{{ region }}\n\nWe are sorry."),
    )
    _, text = new_file(scenario(phases=(phase,), variables=variables), SITE, ENGLISH)
    assert text.endswith("Europe/Paris\n\nIt fails.\n\nWe are sorry.\n")


def test_components_of_the_scenario_are_filled_in() -> None:
    states = (("api", ComponentState.MAJOR_OUTAGE), ("web", ComponentState.DEGRADED_PERFORMANCE))
    _, text = new_file(scenario(components=states), SITE, FRENCH)
    assert "components:\n  api: major_outage\n  web: degraded_performance\n" in text
    assert "Public API et Website in Paris" in text
    assert "- next: 30m\n" in text  # the cadence of the site for the implied impact
    assert "COMPONENT" not in text


def test_a_stated_impact_has_no_guess_of_the_state_next_to_it() -> None:
    for kinds, impact in (((Kind.SECURITY,), Impact.CRITICAL), ((Kind.DEGRADATION,), Impact.NONE)):
        _, text = new_file(scenario(kinds=kinds, impact=impact), SITE, ENGLISH)
        assert f"components:\n  COMPONENT: STATE\nimpact: {impact.word}\n" in text
        assert "COMPONENT with what is affected (api, web), STATE with degraded, partial or" in text
    own = (("api", ComponentState.MAJOR_OUTAGE),)
    known = scenario(kinds=(Kind.SECURITY,), impact=Impact.CRITICAL, components=own)
    assert "  api: major_outage\nimpact: critical\n" in new_file(known, SITE, ENGLISH)[1]


def test_the_promise_follows_from_the_cadence_of_the_site() -> None:
    known = scenario(kinds=(Kind.OUTAGE,), impact=Impact.CRITICAL)
    assert "- next: 30m\n" in new_file(known, SITE, ENGLISH)[1]
    assert "- next" not in new_file(scenario(), SITE, ENGLISH)[1]  # there is no cadence for minor


def test_maintenance_has_a_window_and_promises_nothing() -> None:
    work = scenario(Sort.MAINTENANCE, duration=timedelta(hours=2), cadence=timedelta(hours=1))
    _, text = new_file(work, SITE, ENGLISH)
    assert "  COMPONENT: under_maintenance\n" in text
    assert "\nscheduled:\n  from: YYYY-MM-DD HH:MM Europe/Paris\n  until: YYYY" in text
    assert "## Scheduled — YYYY-MM-DD HH:MM" in text
    assert "- next" not in text


def test_several_kinds_are_a_list() -> None:
    _, text = new_file(scenario(kinds=(Kind.OUTAGE, Kind.DATA_LOSS)), SITE, ENGLISH)
    assert "\nkind: [outage, data_loss]\n" in text


def test_a_promise_in_the_scenario_overrides_its_cadence() -> None:
    phase = Phase(state=State.INVESTIGATING, fields=(("next", "15m"),), text=Text(markdown="So."))
    _, text = new_file(scenario(phases=(phase,), cadence=timedelta(hours=1)), SITE, ENGLISH)
    assert text.endswith("\n\n- next: 15m\n\nSo.\n")


def test_a_notice_names_no_components() -> None:
    _, text = new_file(scenario(Sort.NOTICE), SITE, ENGLISH)
    assert "kind: notice\n" in text
    assert "COMPONENT" not in text
    assert "## Notice — YYYY" in text


@pytest.mark.parametrize("language", started_languages())
def test_a_file_is_refused_until_everything_is_filled_in(tmp_path: Path, language: str) -> None:
    init(tmp_path, NOW, {}, language)
    settle(tmp_path)
    site = outline(read_content(read_texts(tmp_path), Problems()), Problems(), as_of=NOW)
    assert site
    assert len(site.practice.scenarios) > 10
    locale = Locale(read_language(language), site.settings.timezone)
    files = dict(new_file(each, site, locale) for each in site.practice.scenarios)
    lay(tmp_path, {f"content/incidents/{name}": text for name, text in files.items()})
    found = check(tmp_path, now=None, clock=NOW, tell=lambda _done, _total: None)
    refused = {problem.span.path for problem in found.problems if problem.is_error}
    assert refused == {f"content/incidents/{name}" for name in files}
    assert all("{{ what }}" in text.split("\n")[1] for text in files.values())
    for number, (name, text) in enumerate(files.items(), 10):
        (tmp_path / "content/incidents" / name).unlink()
        filled = text.replace("from: YYYY-MM-DD HH:MM", f"from: 2026-11-20 14:{number + 10}")
        filled = filled.replace("until: YYYY-MM-DD HH:MM", "until: 2026-11-20 15:30")
        filled = filled.replace("YYYY-MM-DD HH:MM", f"2026-11-20 14:{number}")
        filled = filled.replace("COMPONENT: STATE", "api: partial").replace("COMPONENT", "api")
        filled = re.sub(r"\{\{ \w+ \}\}", "word", filled)
        lay(tmp_path, {f"content/incidents/2026-11-20-new-{number}.md": filled})
    later = NOW.replace(hour=14, minute=25)
    found = check(tmp_path, now=None, clock=later, tell=lambda _done, _total: None)
    assert not found.problems


def test_the_usual_state_follows_from_the_scenario() -> None:
    outage = scenario(kinds=(Kind.OUTAGE,), impact=Impact.CRITICAL)
    breach = scenario(kinds=(Kind.SECURITY,), impact=Impact.CRITICAL)
    named = replace(outage, components=(("api", ComponentState.PARTIAL_OUTAGE),))
    assert usual_state(outage) is ComponentState.MAJOR_OUTAGE
    overload = replace(outage, kinds=(Kind.DEGRADATION,), impact=Impact.MAJOR)
    assert usual_state(overload) is ComponentState.PARTIAL_OUTAGE
    harmless = replace(overload, impact=Impact.NONE)
    assert usual_state(harmless) is ComponentState.DEGRADED_PERFORMANCE
    assert usual_state(replace(outage, impact=None)) is ComponentState.DEGRADED_PERFORMANCE
    assert usual_state(breach) is ComponentState.DEGRADED_PERFORMANCE
    assert usual_state(named) is ComponentState.PARTIAL_OUTAGE
    assert usual_state(scenario(Sort.MAINTENANCE)) is ComponentState.UNDER_MAINTENANCE
