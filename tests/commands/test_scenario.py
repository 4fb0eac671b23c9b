from __future__ import annotations

from pathlib import Path

import pytest
from sample import FILES, INCIDENT, NOW, SITE, lay

from statusgen import pipeline, project
from statusgen.commands.incidents import AmbiguousError
from statusgen.commands.new import new
from statusgen.commands.options import UsageError
from statusgen.commands.report import Report
from statusgen.commands.scenario import scenario
from statusgen.commands.update_options import NewOptions, UpdateOptions
from statusgen.commands.workspace import open_workspace
from statusgen.notation.names import name_of_file
from statusgen.notation.words import LANGUAGES
from statusgen.pipeline import Options

ROOT = Path(__file__).parents[2]
PATH = "content/scenarios/api.md"
SCENARIO = "---\ntitle: Payments fail\n---\n\n## Investigating\n\nIt fails.\n"


def run(folder: Path, word: str, name: str | None = None, title: str | None = None) -> Report:
    return scenario(open_workspace(folder, NOW), word, name=name, title=title)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay(tmp_path, FILES)


def test_a_scenario_is_written_under_the_incident_s_name_without_its_day(folder: Path) -> None:
    text = INCIDENT.replace("Some requests", "Until 15:00 some requests of the Public API")
    lay(folder, {"content/incidents/2026-11-20-api.md": text})
    report = run(folder, "2026-11-20-api", title=" Errors  of the API")
    assert not report.failed
    assert report.written == PATH
    written = (folder / PATH).read_text()
    assert "title: Errors of the API\n" in written
    assert "Until {{ next }} some requests of the {{ components }} fail." in written
    assert "`statusgen new api` begins an incident with it." in report.notes


def test_a_title_is_cleaned_and_says_something(folder: Path) -> None:
    with pytest.raises(UsageError, match="--title: The title is empty"):
        run(folder, "api", title=" ")
    assert not (folder / PATH).exists()
    run(folder, "api", title="Errors\x07 of the API")
    assert "title: Errors of the API\n" in (folder / PATH).read_text()


def test_every_incident_of_the_demonstration_makes_one_that_passes_the_check(
    tmp_path: Path,
) -> None:
    inputs = project.read(ROOT)
    lay(tmp_path, {file.path: file.data for file in inputs.files})
    lay(tmp_path, {f"content/{file.path}": file.data for file in inputs.static})
    before = len(inputs.files)
    desk = open_workspace(tmp_path, NOW)
    for file in desk.incident_files:
        name = file.path.rpartition("/")[2].removesuffix(".md")
        report = scenario(desk, name, name=f"from-{name}")
        assert not report.failed, name
        # What no text was sent for is still to be written, and that is said.
        assert {each.code for each in report.problems} <= {"missing-phase"}, name
    again = project.read(tmp_path)
    assert len(again.files) == before + len(desk.incident_files)
    planned = pipeline.plan(again, Options(as_of=NOW, checking=True))
    found = {each.code for each in planned.problems if "/scenarios/" in each.span.path}
    assert found <= {"missing-phase"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_drill_makes_a_scenario_of_real_incidents(folder: Path, language: str) -> None:
    drilled = {"content/site.yml": f"{SITE}language: {language}\n"}
    lay(folder, drilled | {"content/scenarios/errors.md": SCENARIO})
    said = UpdateOptions(components=("api=down",), message="It fails.")
    began = new(open_workspace(folder, NOW), NewOptions(scenario="errors", drill=True), said)
    lay(folder, {"content/site.yml": SITE})  # whatever language the site has by now
    name = name_of_file(began.written)
    assert not run(folder, name, name="api").failed
    written = (folder / PATH).read_text()
    assert "title: Payments fail\n" in written
    assert "internal" not in written
    again = new(open_workspace(folder, NOW), NewOptions(scenario="api", drill=True), said)
    assert again.message == "Incident: Drill: Payments fail"
    lay(
        folder,
        {"content/scenarios/errors.md": SCENARIO.replace("---\n", "---\ninternal: true\n", 1)},
    )
    run(folder, name, name="inside")
    assert "internal: true\n" in (folder / "content/scenarios/inside.md").read_text()


def test_what_is_internal_and_no_drill_stays_so(folder: Path) -> None:
    text = INCIDENT.replace("---\n", "---\ninternal: true\n", 1)
    lay(folder, {"content/incidents/2026-11-20-api.md": text})
    run(folder, "2026-11-20-api")
    assert "internal: true\n" in (folder / PATH).read_text()
    drill = INCIDENT.replace("Elevated", "Drill: Elevated")
    lay(folder, {"content/incidents/2026-11-20-api.md": drill})
    run(folder, "2026-11-20-api", name="public")
    written = (folder / "content/scenarios/public.md").read_text()
    assert 'title: "Drill: Elevated error rates"\n' in written


def test_components_are_named_by_their_ids_of_today(folder: Path) -> None:
    site = SITE.replace("name: Public API", "name: Public API, aliases: [gateway]")
    text = INCIDENT.replace("{api:", "{gateway:")
    lay(folder, {"content/site.yml": site, "content/incidents/2026-11-20-api.md": text})
    run(folder, "2026-11-20-api")
    assert "components:\n  api: partial_outage\n" in (folder / PATH).read_text()


def test_a_component_that_is_gone_is_left_out(folder: Path) -> None:
    site = SITE.replace("since: 2026-01-01", "until: 2026-11-20 14:30")
    text = INCIDENT.replace("partial_outage", "partial_outage, dashboard: degraded")
    lay(folder, {"content/site.yml": site, "content/incidents/2026-11-20-api.md": text})
    assert not run(folder, "2026-11-20-api").failed
    assert (
        "components:\n  dashboard: degraded_performance\nimpact: major\n-"
        in (folder / PATH).read_text()
    )


def test_who_was_needed_then_is_needed_again(folder: Path) -> None:
    site = SITE + "team: {support: {primary: {name: Eli}}, social: {primary: {name: Gus}}}\n"
    head = "scenario: errors\nroles: {social: Gus}\ncomponents"
    source = "---\ntitle: Errors\nroles: [support]\n---\n\n## Investigating\n\nWe look.\n"
    text = INCIDENT.replace("components", head)
    lay(folder, {"content/site.yml": site, "content/incidents/2026-11-20-api.md": text})
    lay(folder, {"content/scenarios/errors.md": source})
    assert not run(folder, "2026-11-20-api").failed
    assert "roles: [support, social]\n" in (folder / PATH).read_text()


def test_one_that_is_there_already_stays(folder: Path) -> None:
    lay(folder, {PATH: "mine"})
    report = run(folder, "2026-11-20-api")
    assert [problem.code for problem in report.problems] == ["file-exists"]
    assert (folder / PATH).read_text() == "mine"
    assert not run(folder, "2026-11-20-api", name="api-errors").failed


def test_a_name_that_cannot_be_one_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match="--name: `API errors` cannot be"):
        run(folder, "2026-11-20-api", name="API errors")


def test_an_unknown_and_an_ambiguous_incident(folder: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean `2026-11-20-api`"):
        run(folder, "2026-11-20-apo")
    with pytest.raises(AmbiguousError, match="2026-11-03-search"):
        run(folder, "2026-11")
