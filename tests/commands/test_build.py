from __future__ import annotations

import gc
from datetime import datetime
from pathlib import Path

import pytest
from commands.running import run as run_command
from sample import FILES, INCIDENT, NOW, contents, lay

from statusgen.commands.build import build
from statusgen.commands.options import UsageError
from statusgen.commands.report import Report

PATH = "content/incidents/2026-11-20-api.md"


def test_garbage_is_collected_again_after_a_build(project: Path) -> None:
    run_command("build", project, "--now", NOW.isoformat())
    assert (project / "output/index.html").exists()
    assert gc.isenabled()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return lay(tmp_path / "project", FILES)


def run(
    project: Path,
    output: str = "output",
    *,
    now: str | None = None,
    clock: datetime = NOW,
    base_url: str | None = None,
    preview: str | None = None,
) -> Report:
    return build(
        project,
        project / output,
        now=now,
        clock=clock,
        tell=lambda _done, _total: None,
        base_url=base_url,
        preview=preview,
    )


def test_the_report_counts_files(project: Path) -> None:
    files = len(contents(project))
    report = run(project)
    written = len(contents(project / "output")) - 1
    assert not report.failed
    assert report.problems == ()
    assert f"{files} files read, {written} written, 0 unchanged" in report.summary
    assert report.notes == ()
    again = run(project)
    assert f" 0 written, {written} unchanged, 0 removed" in again.summary


def test_pages_of_deleted_files_are_removed(project: Path) -> None:
    run(project)
    (project / PATH).unlink()
    assert run(project).failed is False
    assert not (project / "output/incidents/2026-11-20-api").exists()


def test_an_error_leaves_the_output_unchanged(project: Path) -> None:
    run(project)
    before = contents(project / "output")
    lay(project, {PATH: INCIDENT.replace("api:", "apx:"), "content/incidents/new.md": INCIDENT})
    report = run(project)
    assert report.failed
    assert contents(project / "output") == before


def test_the_quick_way_out_names_what_has_to_be_fixed_first(project: Path) -> None:
    broken = INCIDENT.replace("partial_outage", "sideways")
    lay(project, {PATH: broken, "content/site.yml": FILES["content/site.yml"] + "colour: red\n"})
    (note,) = run(project).notes
    assert note == (
        f"To publish the rest now, fix content/site.yml, then add `draft: true` to {PATH}, "
        "or put `_` before the name."
    )
    lay(project, {PATH: INCIDENT})
    assert run(project).notes == ()


def test_a_draft_with_mistakes_does_not_stop_the_build(project: Path) -> None:
    lay(project, {PATH: INCIDENT.replace("---\n", "---\ndraft: true\n", 1).replace("api:", "apx:")})
    report = run(project)
    assert not report.failed
    assert [problem.severity for problem in report.problems] == ["warning"]


def test_a_mistake_in_a_template_leaves_the_output_unchanged(project: Path) -> None:
    run(project)
    before = contents(project / "output")
    site = FILES["content/site.yml"] + "theme: ours\n"
    lay(project, {"content/site.yml": site, "themes/ours/templates/index.html": "\n{{ nope }}"})
    report = run(project)
    (problem,) = report.problems
    assert (problem.code, problem.span.path, problem.span.line) == (
        "template-error",
        "themes/ours/templates/index.html",
        2,
    )
    assert contents(project / "output") == before


def test_a_theme_overrides_single_files(project: Path) -> None:
    site = FILES["content/site.yml"] + "theme: ours\n"
    template = '{% extends "default/not_found.html" %}{# ours #}'
    lay(project, {"content/site.yml": site, "themes/ours/templates/not_found.html": template})
    assert not run(project).failed


def test_a_preview_shows_drafts_under_a_banner(project: Path) -> None:
    lay(project, {"content/incidents/wip.md": INCIDENT.replace("---\n", "---\ndraft: true\n", 1)})
    run(project)
    assert not (project / "output/incidents/wip").exists()
    run(project, "preview", preview="pull request 7", base_url="https://preview.example.com/7/")
    page = (project / "preview/incidents/wip/index.html").read_text(encoding="utf-8")
    assert "pull request 7" in page
    assert "noindex" in page
    assert "https://preview.example.com/7/incidents/wip/" in page


def test_fractions_of_a_second_do_not_matter(project: Path) -> None:
    run(project, "one", clock=NOW.replace(microsecond=999_999))
    run(project, "two", now="2026-11-20T14:40:00Z")
    assert contents(project / "one") == contents(project / "two")


@pytest.mark.parametrize(
    "options", [{"now": "14:40"}, {"base_url": "example.com"}, {"preview": ""}]
)
def test_an_invalid_option_is_a_usage_error(project: Path, options: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        run(project, **options)  # type: ignore[arg-type]  # none of these is the clock
    assert not (project / "output").exists()
