from __future__ import annotations

import re
from pathlib import Path

import pytest
from assembly import SITE
from sample import FILES, INCIDENT, NOW, lay
from test_broken import CASES, parts

from statusgen import pipeline, project
from statusgen.commands.build import stopping, way_out
from statusgen.pipeline import Options
from statusgen.problems import Problem, Rejected, Severity, Span

API = "content/incidents/2026-11-20-api.md"
SEARCH = "content/incidents/2026-11-03-search.md"
LOOKBACK = "content/postmortems/search.md"
OPTIONS = Options(as_of=NOW)


def problem(path: str, code: str = "unknown-state", severity: Severity = Severity.ERROR) -> Problem:
    return Problem(code=code, message="", span=Span(path=path), severity=severity)


def stopped(folder: Path) -> set[str]:
    """Return the files that cannot be published now, and assert that the rest can."""
    inputs = project.read(folder)
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(inputs, OPTIONS)
    found = {each.span.path for each in stopping(rejected.value.problems, inputs, OPTIONS)}
    for path in found:
        text = (folder / path).read_text(encoding="utf-8")
        (folder / path).write_text(text.replace("---\n", "---\ndraft: true\n", 1), encoding="utf-8")
    pipeline.plan(project.read(folder), OPTIONS)
    return found


def test_files_that_need_a_broken_file_are_named_too(tmp_path: Path) -> None:
    broken = FILES[SEARCH].replace("title", "titel", 1)
    linked = INCIDENT + "\n[How we looked back](../postmortems/search.md)\n"
    folder = lay(tmp_path, {**FILES, SEARCH: broken, API: linked})
    assert stopped(folder) == {SEARCH, LOOKBACK, API}


def test_a_broken_site_yml_ends_the_search(tmp_path: Path) -> None:
    files = {**FILES, API: INCIDENT.replace("title", "titel"), "content/site.yml": "name: Acme\n"}
    inputs = project.read(lay(tmp_path, files))
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(inputs, OPTIONS)
    found = stopping(rejected.value.problems, inputs, OPTIONS)
    assert "content/site.yml" in {each.span.path for each in found}


def test_a_file_with_mistakes_can_become_a_draft() -> None:
    assert way_out((problem("content/a.md"),)) == (
        "To publish the rest now, add `draft: true` to content/a.md.",
    )


def test_a_file_with_unreadable_front_matter_is_renamed() -> None:
    (note,) = way_out((problem("content/a.md", "yaml-syntax"), problem("content/site.yml")))
    assert note == (
        "To publish the rest now, fix content/site.yml, then put `_` before the name of "
        "content/a.md."
    )


def test_files_are_named_in_order() -> None:
    names = [f"content/{letter}.md" for letter in "hgfedcba"]
    (note,) = way_out(tuple(map(problem, names)))
    assert "content/a.md, content/b.md, content/c.md, content/d.md, content/e.md and 3 more" in note
    (note,) = way_out(tuple(problem(name, "not-text") for name in names))
    assert "content/a.md, content/b.md, content/c.md, content/d.md, content/e.md and 3 more" in note
    files = [f"content/{letter}.yml" for letter in "cba"]
    (note,) = way_out(tuple(map(problem, [*files, "content/a.md"])))
    assert note.startswith(
        "To publish the rest now, fix content/a.yml, content/b.yml, content/c.yml, then add "
    )


WAY = re.compile(r"(add `draft: true` to|put `_` before the name of) (.+?)(?= and put `_`|\.$)")


def take_way_out(folder: Path) -> bool:
    """Follow the quick way out of a failed build, and assert that the build then works."""
    inputs = project.read(folder)
    with pytest.raises(Rejected) as rejected:
        pipeline.plan(inputs, OPTIONS)
    note = "".join(way_out(stopping(rejected.value.problems, inputs, OPTIONS)))
    if not note or "fix" in note:
        return False
    for how, names in WAY.findall(note):
        for path in (folder / name for name in names.split(", ")):
            if "draft" in how:
                path.write_bytes(path.read_bytes().replace(b"---", b"---\ndraft: true", 1))
            else:
                path.rename(path.with_name(f"_{path.name}"))
    pipeline.plan(project.read(folder), OPTIONS)
    return True


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


def test_warnings_stop_nothing(tmp_path: Path) -> None:
    inputs = project.read(lay(tmp_path, FILES))
    assert stopping((problem(API, severity=Severity.WARNING),), inputs, OPTIONS) == ()
