from __future__ import annotations

from pathlib import Path

import pytest
from handbook.scene import PROJECT
from sample import INCIDENT, NOW, contents, lay

from statusgen.commands.build import build
from statusgen.commands.handbook import handbook
from statusgen.commands.report import Report


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = PROJECT | {"content/static/way.svg": "<svg/>"}
    return lay(tmp_path / "project", files)


def told(_done: int, _total: int) -> None:
    pass


def run(project: Path, output: Path) -> Report:
    return handbook(project, output, now=None, clock=NOW, tell=told)


def test_it_is_written_and_written_anew(project: Path, tmp_path: Path) -> None:
    report = run(project, tmp_path / "handbook")
    assert (report.failed, report.problems) == (False, ())
    assert report.summary.endswith(": the handbook, 9 files, 9 of them new or changed")
    (note,) = report.notes
    assert "keep it in the house" in note
    again = run(project, tmp_path / "handbook")
    assert again.summary.endswith(", 0 of them new or changed")
    (project / "content/scenarios/quiet.md").unlink()
    run(project, tmp_path / "handbook")
    assert not (tmp_path / "handbook/scenarios/quiet").exists()


def test_files_of_others_stay_and_are_listed(project: Path, tmp_path: Path) -> None:
    lay(tmp_path / "handbook", {"notes.txt": "mine"})
    report = run(project, tmp_path / "handbook")
    assert report.notes[1:] == ("Left alone, since no build wrote them: notes.txt",)
    assert (tmp_path / "handbook/notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "place", ["output", "output/handbook", "content/static/book", "themes/x", ".", ".."]
)
def test_it_is_not_written_into_the_project_or_its_public_output(project: Path, place: str) -> None:
    before = contents(project)
    report = run(project, project / place)
    assert report.failed
    assert [problem.code for problem in report.problems] == ["output-folder"]
    assert contents(project) == before


def test_it_is_not_written_where_any_site_is_published(project: Path, tmp_path: Path) -> None:
    public = tmp_path / "public"
    build(project, public, now=None, clock=NOW, tell=told)
    before = contents(public)
    (tmp_path / "link").symlink_to(public)
    for place in (public, public / "team", tmp_path / "link/a/b"):
        report = run(project, place)
        assert report.failed
        assert "the handbook is internal" in report.problems[0].message
        assert "../handbook" in report.problems[0].hint
    assert contents(public) == before


def test_a_mistake_in_a_scenario_is_reported_and_nothing_is_written(
    project: Path, tmp_path: Path
) -> None:
    lay(project, {"content/scenarios/quiet.md": "---\ntitle: x\ncolour: red\n---\n"})
    report = run(project, tmp_path / "handbook")
    assert report.failed
    assert {problem.code for problem in report.problems} == {"unknown-key", "no-phase"}
    assert report.summary == "2 errors; nothing was written"
    assert not (tmp_path / "handbook").exists()


def test_a_mistake_in_a_draft_is_nothing_to_it(project: Path, tmp_path: Path) -> None:
    draft = INCIDENT.replace("---\n", "---\ndraft: true\ncolour: red\n", 1)
    lay(project, {"content/incidents/draft.md": draft})
    report = run(project, tmp_path / "handbook")
    assert (report.failed, report.problems) == (False, ())


def test_a_mistake_that_keeps_the_site_from_being_made_is_told(
    project: Path, tmp_path: Path
) -> None:
    lay(project, {"content/incidents/other.md": "no front matter"})
    report = run(project, tmp_path / "handbook")
    assert [problem.code for problem in report.problems] == ["no-front-matter"]
