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


def told(_done: int, _total: int) -> None:
    pass


def write_handbook(folder: Path, output: Path) -> Report:
    return handbook(folder, output, now=None, clock=NOW, tell=told)


def test_it_is_written_and_written_anew(documented: Path, tmp_path: Path) -> None:
    report = write_handbook(documented, tmp_path / "handbook")
    assert (report.failed, report.problems) == (False, ())
    assert report.summary.endswith(": the handbook, 9 files, 9 of them new or changed")
    (note,) = report.notes
    assert "keep it in the house" in note
    again = write_handbook(documented, tmp_path / "handbook")
    assert again.summary.endswith(", 0 of them new or changed")
    (documented / "content/scenarios/quiet.md").unlink()
    write_handbook(documented, tmp_path / "handbook")
    assert not (tmp_path / "handbook/scenarios/quiet").exists()


def test_files_of_others_stay_and_are_listed(documented: Path, tmp_path: Path) -> None:
    lay(tmp_path / "handbook", {"notes.txt": "mine"})
    report = write_handbook(documented, tmp_path / "handbook")
    assert report.notes[1:] == ("Left alone, since no build wrote them: notes.txt",)
    assert (tmp_path / "handbook/notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "place", ["output", "output/handbook", "content/static/book", "themes/x", ".", ".."]
)
def test_it_is_not_written_into_the_project_or_its_public_output(
    documented: Path, place: str
) -> None:
    before = contents(documented)
    report = write_handbook(documented, documented / place)
    assert report.failed
    assert [problem.code for problem in report.problems] == ["output-folder"]
    assert contents(documented) == before


def test_it_is_not_written_where_any_site_is_published(documented: Path, tmp_path: Path) -> None:
    public = tmp_path / "public"
    build(documented, public, now=None, clock=NOW, tell=told)
    before = contents(public)
    (tmp_path / "link").symlink_to(public)
    for place in (public, public / "team", tmp_path / "link/a/b"):
        report = write_handbook(documented, place)
        assert report.failed
        assert "the handbook is internal" in report.problems[0].message
        assert "../handbook" in report.problems[0].hint
    assert contents(public) == before


def test_a_mistake_in_a_scenario_is_reported_and_nothing_is_written(
    documented: Path, tmp_path: Path
) -> None:
    lay(documented, {"content/scenarios/quiet.md": "---\ntitle: x\ncolour: red\n---\n"})
    report = write_handbook(documented, tmp_path / "handbook")
    assert report.failed
    assert {problem.code for problem in report.problems} == {"unknown-key", "no-phase"}
    assert report.summary == "2 errors; nothing was written"
    assert not (tmp_path / "handbook").exists()


def test_a_mistake_in_a_draft_is_nothing_to_it(documented: Path, tmp_path: Path) -> None:
    draft = INCIDENT.replace("---\n", "---\ndraft: true\ncolour: red\n", 1)
    lay(documented, {"content/incidents/draft.md": draft})
    report = write_handbook(documented, tmp_path / "handbook")
    assert (report.failed, report.problems) == (False, ())


def test_a_mistake_that_keeps_the_site_from_being_made_is_told(
    documented: Path, tmp_path: Path
) -> None:
    lay(documented, {"content/incidents/other.md": "no front matter"})
    report = write_handbook(documented, tmp_path / "handbook")
    assert [problem.code for problem in report.problems] == ["no-front-matter"]


def test_the_handbook_says_what_it_wrote_and_what_to_do_with_it(
    project: Path, tmp_path: Path
) -> None:
    result = run("handbook", project, "--output", tmp_path / "book", *AT)
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{tmp_path / 'book'}: the handbook, 5 files, ")
    assert second.startswith("It holds names")
    assert "20 Nov 2026" in (tmp_path / "book/index.html").read_text(encoding="utf-8")


def test_the_handbook_needs_a_folder_that_is_not_published(project: Path) -> None:
    assert run("handbook", project).exit_code == 2
    result = run("handbook", project, "--output", project / "output", *AT)
    assert result.exit_code == 1
    assert "error[output-folder]" in result.stdout


def test_mistakes_in_scenarios_fail_in_the_form_that_is_asked_for(
    project: Path, tmp_path: Path
) -> None:
    lay(project, {"content/scenarios/x.md": "---\ntitle: x\n---\n"})
    words = ("handbook", project, "--output", tmp_path / "book", *AT)
    assert run(*words).exit_code == 1
    assert '"no-phase"' in run(*words, "--format", "json").stdout
