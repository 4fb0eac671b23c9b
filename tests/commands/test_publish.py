"""``statusgen publish``: what is written, or was committed before, goes out."""

from __future__ import annotations

from pathlib import Path

import pytest
from people import PATH, Copies, git
from sample import INCIDENT, NOW, lay

from statusgen.commands.options import UsageError
from statusgen.commands.publish import publish_files
from statusgen.commands.report import Report
from statusgen.commands.workspace import open_workspace

UPDATE = "\n## {} — 2026-11-20 {}\n\nText of {}.\n"


def run(folder: Path, *paths: str, message: str | None = None) -> Report:
    files = tuple(folder / path for path in paths or (PATH,))
    return publish_files(open_workspace(folder, NOW), files, message=message)


def written(copies: Copies) -> str:
    return git(copies.remote, "show", f"main:{PATH}")


def test_what_is_written_goes_out_under_its_state_and_title(copies: Copies) -> None:
    copies.append(copies.ana, UPDATE.format("Identified", "14:30", "mine"))
    lay(copies.ana, {"content/static/note.txt": "Not this."})
    assert not run(copies.ana).failed
    assert copies.log() == ["Identified: Elevated error rates", "Begin"]
    assert git(copies.ana, "status", "--porcelain") == "M content/static/note.txt"
    assert not run(copies.ana, "content/static/note.txt", PATH).failed
    assert copies.log()[0] == "Update static/note.txt"
    copies.append(copies.ana, UPDATE.format("Monitoring", "14:35", "mine"))
    run(copies.ana, message="In my words")
    assert copies.log()[0] == "In my words"
    copies.append(copies.ana, "\n## Internal — 2026-11-20 14:36\n\nNoted.\n")
    run(copies.ana)
    assert copies.log()[0] == "Log: Elevated error rates"


def test_what_could_not_be_pushed_goes_behind_what_others_wrote_since(copies: Copies) -> None:
    away = copies.remote.rename(copies.remote.with_suffix(".away"))
    for time in ("14:30", "14:32"):
        copies.append(copies.ana, UPDATE.format("Identified", time, time))
        report = run(copies.ana)
        assert report.problems[-1].code == "remote-unreachable"
        assert report.problems[-1].hint.endswith(f"then `statusgen publish {copies.ana / PATH}`.")
    away.rename(copies.remote)
    theirs = UPDATE.format("Identified", "14:31", "theirs")
    copies.push(copies.bo, PATH, INCIDENT + theirs)
    report = run(copies.ana)
    assert not report.failed, report
    assert any(note.startswith(f"Somebody else wrote in {PATH} as well.") for note in report.notes)
    assert all(f"Text of {each}." in written(copies) for each in ("14:30", "14:32", "theirs"))
    assert run(copies.ana).summary.startswith("pushed to main of origin")


def test_what_is_no_file_of_the_project_is_refused(copies: Copies, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no file .*nothing\.md. `statusgen status` names"):
        run(copies.ana, "content/nothing.md")
    lay(tmp_path, {"other.md": ""})
    with pytest.raises(UsageError, match="is not in the project, whose folder is"):
        run(copies.ana, "../other.md")


def test_what_was_deleted_goes_out_as_that(copies: Copies) -> None:
    other = "content/incidents/2026-11-03-search.md"
    look_back = "content/postmortems/search.md"
    (copies.ana / other).unlink()
    (copies.ana / look_back).unlink()
    lay(copies.ana, {"content/static/note.txt": "Not this."})
    report = run(copies.ana, other)
    assert [each.code for each in report.problems] == ["unknown-incident"]
    assert f"`statusgen publish {copies.ana / other}" in report.notes[-1]
    assert not run(copies.ana, other, look_back).failed
    assert copies.log()[0] == "Delete incidents/2026-11-03-search.md"
    assert other not in git(copies.remote, "ls-tree", "-r", "--name-only", "main")
    with pytest.raises(UsageError, match=r"is a folder\. Name the files"):
        run(copies.ana, "content")


def test_what_names_what_is_only_here_after_a_conflict_can_be_typed(copies: Copies) -> None:
    away = copies.remote.rename(copies.remote.with_suffix(".away"))
    copies.append(copies.ana, "More.\n")
    run(copies.ana)
    away.rename(copies.remote)
    copies.push(copies.bo, PATH, INCIDENT + "Else.\n")
    new = "content/incidents/new.md"
    lay(copies.ana, {new: INCIDENT.replace("Elevated", "Other")})
    problem = run(copies.ana, new).problems[-1]
    assert problem.code == "pull-conflict"
    assert problem.hint.endswith(f"`statusgen publish {copies.ana / new}` publishes it.")


def test_a_text_with_mistakes_is_refused_with_them(copies: Copies) -> None:
    copies.append(copies.ana, UPDATE.format("Solved", "14:30", "mine"))
    report = run(copies.ana)
    assert [each.code for each in report.problems] == ["unknown-state"]
    assert copies.log() == ["Begin"]
