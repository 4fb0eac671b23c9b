"""A project, as commands for authors need it."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands.desks import NOW, PROJECT, desk
from sample import SITE, lay

from statusgen.commands.options import NO_PROJECT, UsageError
from statusgen.commands.workspace import open_workspace


def test_without_a_site_there_is_nothing_to_write_in(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"No readable content/site.yml.*statusgen init"):
        open_workspace(tmp_path, NOW)
    with pytest.raises(UsageError, match="UTF-8"):
        desk(tmp_path, {"content/site.yml": b"\xff"})


def test_an_unreadable_site_yml_is_explained(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        open_workspace(tmp_path, NOW)
    assert str(error.value) == NO_PROJECT
    (tmp_path / "content").mkdir()
    (tmp_path / "content/site.yml").symlink_to("nowhere.yml")
    with pytest.raises(UsageError) as error:
        open_workspace(tmp_path, NOW)
    assert str(error.value).startswith("content/site.yml cannot be read: ")


def test_mistakes_in_site_yml_do_not_stop_authors(tmp_path: Path) -> None:
    at = desk(tmp_path, {"content/site.yml": SITE + "colour: red\n"})
    assert [component.id for component in at.components] == ["api", "dashboard"]
    assert at.zone == "UTC"


def test_a_workspace_knows_components_and_scenarios(tmp_path: Path) -> None:
    site = str(PROJECT["content/site.yml"]).replace(
        "{id: dashboard, name: Dashboard}",
        "{id: dashboard, name: Dashboard, aliases: [console]}\n"
        "      - {id: old, name: Old, until: 2026-01-01}",
    )
    at = desk(tmp_path, {**PROJECT, "content/site.yml": site})
    assert (at.zone, at.clock.microsecond) == ("Europe/Paris", 0)
    assert [component.id for component in at.components] == ["api", "dashboard"]
    names = ["console", "dashboard", "old", "none"]
    assert [part.name for part in at.parts(names)] == ["Dashboard", "Old", "none"]
    assert at.directory.ids["console"] == "dashboard"
    assert at.scenario("database")
    assert at.scenario("none") is None
    assert at.scenario(None) is None
    assert at.shown("content/a.md") == str(tmp_path / "content/a.md")


def test_a_postmortem_is_found_by_the_incident_it_names(tmp_path: Path) -> None:
    written = str(PROJECT["content/postmortems/search.md"])
    longer = written.replace("2026-11-03-search", "2026-11-03-search-2")
    at = desk(tmp_path, PROJECT)
    file = next(file for file in at.incident_files if file.path.endswith("-search.md"))
    incident = at.read([file])[0][0].incident
    assert incident
    found = at.postmortem_of(incident)
    assert found
    assert found.path == "content/postmortems/search.md"
    lay(tmp_path, {"content/postmortems/search.md": longer})
    assert open_workspace(tmp_path, NOW).postmortem_of(incident) is None


def test_only_the_requested_files_are_read(tmp_path: Path) -> None:
    broken = {"content/incidents/a.md": "---\ntitel: A\n---\n", "content/incidents/b.md": "x"}
    at = desk(tmp_path, {**PROJECT, **broken})
    file = next(file for file in at.incident_files if file.path.endswith("/a.md"))
    entries, problems = at.read([file])
    assert [entry.name for entry in entries] == ["a"]
    assert {problem.span.path for problem in problems} == {"content/incidents/a.md"}
