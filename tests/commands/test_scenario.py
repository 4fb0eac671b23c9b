from __future__ import annotations

from pathlib import Path

import pytest
from sample import FILES, INCIDENT, NOW, SITE, lay

from statusgen import pipeline, project
from statusgen.commands.options import UsageError
from statusgen.commands.report import Report
from statusgen.commands.scenario import scenario
from statusgen.commands.workspace import open_workspace
from statusgen.pipeline import Options

ROOT = Path(__file__).parents[2]
PATH = "content/scenarios/api.md"
SCENARIO = "---\ntitle: Payments fail\n---\n\n## Investigating\n\nIt fails.\n"


def run(folder: Path, word: str, name: str | None = None, title: str | None = None) -> Report:
    desk = open_workspace(folder, NOW)
    return scenario(desk, word, name=name, title=title)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay(tmp_path, FILES)


def test_the_file_is_named_after_the_incident_without_its_date(folder: Path) -> None:
    text = INCIDENT.replace("Some requests", "Until 15:00 some requests of the Public API")
    lay(folder, {"content/incidents/2026-11-20-api.md": text})
    report = run(folder, "2026-11-20-api", title=" Errors  of the API")
    assert not report.failed
    assert report.written == PATH
    written = (folder / PATH).read_text()
    assert "title: Errors of the API\n" in written
    assert "Until {{ next }} some requests of the {{ components }} fail." in written
    assert "To use it: `statusgen new api`." in report.notes


def test_a_title_is_cleaned_and_must_not_be_empty(folder: Path) -> None:
    with pytest.raises(UsageError, match="--title: The text is empty"):
        run(folder, "api", title=" ")
    assert not (folder / PATH).exists()
    run(folder, "api", title="Errors\x07 of the API")
    assert "title: Errors of the API\n" in (folder / PATH).read_text()


def test_every_demonstration_incident_makes_a_valid_scenario(
    tmp_path: Path,
) -> None:
    inputs = project.read(ROOT)
    lay(tmp_path, {file.path: file.data for file in inputs.files})
    lay(tmp_path, {f"content/{file.path}": file.data for file in inputs.static})
    before = len(inputs.files)
    desk = open_workspace(tmp_path, NOW)
    for file in desk.incident_files:
        name = file.path.rpartition("/")[2].removesuffix(".md")
        report = run(tmp_path, name, f"from-{name}")
        assert not report.failed, name
        assert not report.problems, name
    again = project.read(tmp_path)
    assert len(again.files) == before + len(desk.incident_files)
    planned = pipeline.plan(again, Options(as_of=NOW, checking=True))
    found = {each.code for each in planned.problems if "/scenarios/" in each.span.path}
    assert found == set()


STORY = """\
---
title: Down
kind: outage
components: {api: partial}
cadence: 30m
postmortem: required
---

## Investigating — 2026-11-20 14:05

- next: 14:30

It fails.

## Update — 2026-11-20 14:20

Still.

## Identified — 2026-11-20 14:25

- cause: A release.
- workaround: Wait.

Known.

## Internal — 2026-11-20 14:30

Ana: restart `api-1`.

## Resolved — 2026-11-20 14:38

- cause: A release.
- fix: Rolled back.
- workaround: none

Over.
"""


def made(folder: Path, text: str) -> str:
    """Return the scenario made from an incident, and assert that it passes the check."""
    lay(folder, {"content/incidents/2026-11-20-api.md": text})
    report = run(folder, "2026-11-20-api")
    assert not report.failed, report.problems
    planned = pipeline.plan(project.read(folder), Options(as_of=NOW, checking=True))
    codes = {each.code for each in planned.problems if "scenarios/api" in each.span.path}
    assert codes == set()
    return (folder / PATH).read_text()


def test_a_scenario_has_front_matter_texts_and_a_runbook(folder: Path) -> None:
    assert made(folder, STORY) == (
        "---\ntitle: Down\nkind: outage\ncomponents:\n  api: partial_outage\ncadence: 30m\n"
        "postmortem: required\n---\n\n"
        "<!-- Made from 2026-11-20-api. Read it through and remove what was true only that day. -->"
        "\n\n## Investigating\n\nIt fails.\n\n"
        "## Identified\n\n- cause: {{ cause }}\n- workaround: Wait.\n\nKnown.\n\n"
        "## Resolved\n\n- cause: {{ cause }}\n- fix: {{ fix }}\n\nOver.\n\n"
        "## Runbook\n\n1. Ana: restart `api-1`.\n"
    )


@pytest.mark.parametrize(
    ("written", "general"),
    [
        ("The next one comes by 14:30.", "The next one comes by {{ next }}."),
        ("By 14:30 UTC, or 14:30", "By {{ next }}, or {{ next }}"),
        ("Since 14:05 UTC it fails.", "Since {{ now }} it fails."),
        ("At 14:31, 114:30 and 14:30:10", "At 14:31, 114:30 and 14:30:10"),
        ("`14:30` and https://x.example/14:30 stay", "`14:30` and https://x.example/14:30 stay"),
        ("The Public API fails.", "The {{ components }} fails."),
        ("Public APIs fail, the public API too.", "Public APIs fail, the public API too."),
        ("See [that](2026-11-03-search.md) and [us](https://x.example).", None),
    ],
)
def test_components_and_times_become_placeholders(
    folder: Path, written: str, general: str | None
) -> None:
    text = made(folder, STORY.replace("It fails.", written))
    assert (general or "See that and [us](https://x.example).") in text


def test_maintenance_has_a_duration(folder: Path) -> None:
    window = "scheduled: {from: 2026-11-20 13:00, until: 2026-11-20 15:30}"
    text = made(
        folder,
        f"---\ntitle: Work\n{window}\ncomponents: [api]\n---\n\n"
        "## Scheduled — 2026-11-20 09:00\n\nWe work.\n",
    )
    assert "components:\n  api: under_maintenance\nduration: 2h30m\n---\n" in text


def test_an_internal_incident_makes_an_internal_scenario(folder: Path) -> None:
    assert "\ninternal: true\n" in made(folder, STORY.replace("kind", "internal: true\nkind"))


def test_old_component_ids_are_replaced_by_current_ones(folder: Path) -> None:
    site = SITE.replace("name: Public API", "name: Public API, aliases: [gateway]")
    text = INCIDENT.replace("{api:", "{gateway:")
    lay(folder, {"content/site.yml": site, "content/incidents/2026-11-20-api.md": text})
    run(folder, "2026-11-20-api")
    assert "components:\n  api: partial_outage\n" in (folder / PATH).read_text()


def test_a_retired_component_is_left_out(folder: Path) -> None:
    site = SITE.replace("since: 2026-01-01", "until: 2026-11-20 14:30")
    text = INCIDENT.replace("partial_outage", "partial_outage, dashboard: degraded")
    lay(folder, {"content/site.yml": site, "content/incidents/2026-11-20-api.md": text})
    assert not run(folder, "2026-11-20-api").failed
    assert "components:\n  dashboard: degraded_performance\n-" in (folder / PATH).read_text()


def test_roles_come_from_the_incident_and_its_scenario(folder: Path) -> None:
    site = SITE + "team: {support: {primary: {name: Eli}}, social: {primary: {name: Gus}}}\n"
    head = "scenario: errors\nroles: {social: Gus}\ncomponents"
    source = "---\ntitle: Errors\nroles: [support]\n---\n\n## Investigating\n\nWe look.\n"
    text = INCIDENT.replace("components", head)
    lay(folder, {"content/site.yml": site, "content/incidents/2026-11-20-api.md": text})
    lay(folder, {"content/scenarios/errors.md": source})
    assert not run(folder, "2026-11-20-api").failed
    assert "roles: [support, social]\n" in (folder / PATH).read_text()


def test_an_existing_scenario_is_not_overwritten(folder: Path) -> None:
    lay(folder, {PATH: "mine"})
    report = run(folder, "2026-11-20-api")
    assert [problem.code for problem in report.problems] == ["file-exists"]
    assert (folder / PATH).read_text() == "mine"
    assert not run(folder, "2026-11-20-api", name="api-errors").failed


def test_an_invalid_file_name_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match="--name: `API errors` is not a valid file name"):
        run(folder, "2026-11-20-api", name="API errors")


def test_an_unknown_or_ambiguous_incident_is_a_usage_error(folder: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean `2026-11-20-api`"):
        run(folder, "2026-11-20-apo")
    with pytest.raises(UsageError, match="2026-11-03-search"):
        run(folder, "2026-11")
