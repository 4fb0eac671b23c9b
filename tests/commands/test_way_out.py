from __future__ import annotations

from pathlib import Path

import pytest
from assembly import SITE
from sample import FILES, INCIDENT, NOW, lay
from test_broken import CASES, parts

from statusgen import pipeline, project
from statusgen.commands.build import way_out
from statusgen.pipeline import Options
from statusgen.problems import Problem, Rejected, Severity, Span

SEARCH = "content/incidents/2026-11-03-search.md"
OPTIONS = Options(as_of=NOW)


def problem(path: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(code="unknown-state", message="", span=Span(path=path), severity=severity)


def test_files_with_errors_are_named_in_order() -> None:
    names = [f"content/{letter}.md" for letter in "hgfedcba"]
    (note,) = way_out(map(problem, names))
    assert note == (
        "To publish the rest now, add `draft: true` to content/a.md, content/b.md, "
        "content/c.md, content/d.md, content/e.md and 3 more, or put `_` before the name."
    )
    files = [f"content/{letter}.yml" for letter in "cba"]
    (note,) = way_out(map(problem, [*files, "content/a.md"]))
    assert note.startswith(
        "To publish the rest now, fix content/a.yml, content/b.yml, content/c.yml, then add "
    )


def take_way_out(folder: Path) -> bool:
    """Follow the quick way out of a failed build until there is none, and build."""
    while True:
        try:
            pipeline.plan(project.read(folder), OPTIONS)
        except Rejected as rejected:
            note = "".join(way_out(rejected.problems))
            if not note or "fix" in note:
                return False
            for name in note[note.index("content/") : note.index(", or put")].split(", "):
                (folder / name).rename((folder / name).with_name(f"_{Path(name).name}"))
        else:
            return True


def test_files_that_need_a_broken_file_follow(tmp_path: Path) -> None:
    broken = FILES[SEARCH].replace("title", "titel", 1)
    folder = lay(tmp_path, {**FILES, SEARCH: broken})
    assert take_way_out(folder)
    assert (folder / "content/postmortems/_search.md").exists()


def stops(folder: Path) -> bool:
    try:
        pipeline.plan(project.read(folder), OPTIONS)
    except Rejected:
        return True
    return False


def test_the_quick_way_out_works_for_every_problem(tmp_path: Path) -> None:
    led = []
    for code, case in CASES.items():
        files, _ = parts(case.read_text(encoding="utf-8"))
        site = {} if code == "no-site" else {"content/site.yml": SITE}
        folder = lay(tmp_path / code, {**site, **files})
        if stops(folder) and take_way_out(folder):
            led.append(code)
    assert len(led) > 60, led


@pytest.mark.parametrize(
    ("code", "target"),
    [
        ("unreadable-file", "nowhere.md"),
        ("outside-project", "../../../outside.md"),
        ("folder-loop", "../incidents"),
    ],
)
def test_a_broken_symbolic_link_is_renamed(tmp_path: Path, code: str, target: str) -> None:
    (tmp_path / "outside.md").write_text(INCIDENT)
    folder = lay(tmp_path / "project", FILES)
    (folder / "content/incidents/new.md").symlink_to(target)
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(project.read(folder), OPTIONS)
    assert code in {each.code for each in rejected.value.problems}
    assert take_way_out(folder)


def test_site_yml_has_no_quick_way_out() -> None:
    assert way_out((problem("content/site.yml"),)) == ()


def test_warnings_stop_nothing() -> None:
    assert way_out((problem("content/a.md", Severity.WARNING),)) == ()
