from __future__ import annotations

from pathlib import Path

import pytest
from commands.running import AT, run
from sample import INCIDENT, NOW, contents, lay
from scenarios import PROJECT

from statusgen.commands.build import build
from statusgen.commands.handbook import handbook
from statusgen.commands.report import Report


@pytest.fixture
def documented(tmp_path: Path) -> Path:
    files = PROJECT | {"content/static/way.svg": "<svg/>"}
    return lay(tmp_path / "project", files)


def ignore_progress(_done: int, _total: int) -> None:
    pass


def write_handbook(folder: Path, output: Path) -> Report:
    return handbook(folder, output, now=None, clock=NOW, tell=ignore_progress)


def test_the_handbook_is_updated_in_place(documented: Path, tmp_path: Path) -> None:
    report = write_handbook(documented, tmp_path / "handbook")
    assert (report.failed, report.problems) == (False, ())
    assert report.summary.endswith(": the handbook, 9 files, 9 new or changed")
    (note,) = report.notes
    assert "Keep it internal." in note
    again = write_handbook(documented, tmp_path / "handbook")
    assert again.summary.endswith(", 0 new or changed")
    (documented / "content/scenarios/quiet.md").unlink()
    write_handbook(documented, tmp_path / "handbook")
    assert not (tmp_path / "handbook/scenarios/quiet").exists()


def test_unknown_files_are_kept(documented: Path, tmp_path: Path) -> None:
    lay(tmp_path / "handbook", {"notes.txt": "mine"})
    write_handbook(documented, tmp_path / "handbook")
    assert (tmp_path / "handbook/notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "place", ["output", "output/handbook", "content/static/book", "themes/x", ".", ".."]
)
def test_a_folder_of_the_project_is_refused(documented: Path, place: str) -> None:
    before = contents(documented)
    report = write_handbook(documented, documented / place)
    assert report.failed
    assert [problem.code for problem in report.problems] == ["output-folder"]
    assert contents(documented) == before


def test_a_folder_of_any_public_site_is_refused(documented: Path, tmp_path: Path) -> None:
    public = tmp_path / "public"
    build(documented, public, now=None, clock=NOW, tell=ignore_progress)
    before = contents(public)
    (tmp_path / "link").symlink_to(public)
    for place in (public, public / "team", tmp_path / "link/a/b"):
        report = write_handbook(documented, place)
        assert report.failed
        assert "the handbook is internal" in report.problems[0].message
        assert "../handbook" in report.problems[0].hint
    assert contents(public) == before


def test_with_a_mistake_in_a_scenario_nothing_is_written(documented: Path, tmp_path: Path) -> None:
    lay(documented, {"content/scenarios/quiet.md": "---\ntitle: x\ncolour: red\n---\n"})
    report = write_handbook(documented, tmp_path / "handbook")
    assert report.failed
    assert {problem.code for problem in report.problems} == {"unknown-key", "no-phase"}
    assert report.summary == "2 errors; nothing was written"
    assert not (tmp_path / "handbook").exists()


def test_a_mistake_in_a_draft_does_not_matter(documented: Path, tmp_path: Path) -> None:
    draft = INCIDENT.replace("---\n", "---\ndraft: true\ncolour: red\n", 1)
    lay(documented, {"content/incidents/draft.md": draft})
    report = write_handbook(documented, tmp_path / "handbook")
    assert (report.failed, report.problems) == (False, ())


def test_a_mistake_that_stops_the_site_is_reported(documented: Path, tmp_path: Path) -> None:
    lay(documented, {"content/incidents/other.md": "no front matter"})
    report = write_handbook(documented, tmp_path / "handbook")
    assert [problem.code for problem in report.problems] == ["no-front-matter"]


def test_the_report_says_what_was_written(project: Path, tmp_path: Path) -> None:
    result = run("handbook", project, "--output", tmp_path / "book", *AT)
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{tmp_path / 'book'}: the handbook, 5 files, ")
    assert second.startswith("It contains names")
    assert "20 Nov 2026" in (tmp_path / "book/index.html").read_text(encoding="utf-8")


def test_an_output_folder_is_required_and_must_be_private(project: Path) -> None:
    assert run("handbook", project).exit_code == 2
    result = run("handbook", project, "--output", project / "output", *AT)
    assert result.exit_code == 1
    assert "error[output-folder]" in result.stdout


def test_mistakes_can_be_reported_as_json(project: Path, tmp_path: Path) -> None:
    lay(project, {"content/scenarios/x.md": "---\ntitle: x\n---\n"})
    words = ("handbook", project, "--output", tmp_path / "book", *AT)
    assert run(*words).exit_code == 1
    assert '"no-phase"' in run(*words, "--format", "json").stdout
