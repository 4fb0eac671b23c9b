"""``statusgen publish``: written and committed files are pushed."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands.running import run
from commands.terminal import talk
from people import PATH, Copies, git
from sample import INCIDENT, NOW, lay

from statusgen.commands.options import UsageError
from statusgen.commands.publish import publish_files
from statusgen.commands.report import Report

UPDATE = "\n## {} — 2026-11-20 {}\n\nText of {}.\n"


def publish(folder: Path, *paths: str, message: str | None = None) -> Report:
    files = tuple(folder / path for path in paths or (PATH,))
    return publish_files(folder, files, clock=NOW, message=message)


def written(copies: Copies) -> str:
    return git(copies.remote, "show", f"main:{PATH}")


def test_the_commit_names_the_file_unless_a_message_is_given(copies: Copies) -> None:
    copies.append(copies.ana, UPDATE.format("Identified", "14:30", "mine"))
    lay(copies.ana, {"content/static/note.txt": "Not this."})
    assert not publish(copies.ana).failed
    assert copies.log() == ["Update incidents/2026-11-20-api.md", "Begin"]
    assert git(copies.ana, "status", "--porcelain") == "M content/static/note.txt"
    assert not publish(copies.ana, "content/static/note.txt", PATH).failed
    assert copies.log()[0] == "Update static/note.txt"
    copies.append(copies.ana, UPDATE.format("Monitoring", "14:35", "mine"))
    publish(copies.ana, message="In my words")
    assert copies.log()[0] == "In my words"


def test_updates_written_offline_are_merged_later(copies: Copies) -> None:
    away = copies.remote.rename(copies.remote.with_suffix(".away"))
    for time in ("14:30", "14:32"):
        copies.append(copies.ana, UPDATE.format("Identified", time, time))
        report = publish(copies.ana)
        assert report.problems[-1].code == "remote-unreachable"
        assert report.problems[-1].hint.endswith(
            f"Then type `statusgen publish {copies.ana / PATH}`."
        )
    away.rename(copies.remote)
    theirs = UPDATE.format("Identified", "14:31", "theirs")
    copies.push(copies.bo, PATH, INCIDENT + theirs)
    report = publish(copies.ana)
    assert not report.failed, report
    assert any(note.startswith(f"Someone else also changed {PATH}.") for note in report.notes)
    assert all(f"Text of {each}." in written(copies) for each in ("14:30", "14:32", "theirs"))
    assert publish(copies.ana).summary.startswith("pushed to main of origin")


def test_files_outside_of_the_project_are_errors(copies: Copies, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nothing\.md does not exist\. `statusgen status` lists"):
        publish(copies.ana, "content/nothing.md")
    lay(tmp_path, {"other.md": ""})
    with pytest.raises(UsageError, match="is not in the project"):
        publish(copies.ana, "../other.md")


def test_a_deletion_is_published(copies: Copies) -> None:
    other = "content/incidents/2026-11-03-search.md"
    look_back = "content/postmortems/search.md"
    (copies.ana / other).unlink()
    (copies.ana / look_back).unlink()
    lay(copies.ana, {"content/static/note.txt": "Not this."})
    report = publish(copies.ana, other)
    assert [each.code for each in report.problems if each.is_error] == ["unknown-incident"]
    assert f"`statusgen publish {copies.ana / other}" in report.notes[-1]
    assert not publish(copies.ana, other, look_back).failed
    assert copies.log()[0] == "Delete incidents/2026-11-03-search.md"
    assert other not in git(copies.remote, "ls-tree", "-r", "--name-only", "main")
    with pytest.raises(UsageError, match=r"is a folder\. Name files"):
        publish(copies.ana, "content")


def test_the_command_after_a_conflict_names_the_file(copies: Copies) -> None:
    away = copies.remote.rename(copies.remote.with_suffix(".away"))
    copies.append(copies.ana, "More.\n")
    publish(copies.ana)
    away.rename(copies.remote)
    copies.push(copies.bo, PATH, INCIDENT + "Else.\n")
    new = "content/incidents/new.md"
    lay(copies.ana, {new: INCIDENT.replace("Elevated", "Other")})
    problem = publish(copies.ana, new).problems[-1]
    assert problem.code == "pull-conflict"
    assert problem.hint.endswith(f"`statusgen publish {copies.ana / new}` publishes the result.")


def test_a_text_with_errors_is_not_published(copies: Copies) -> None:
    copies.append(copies.ana, UPDATE.format("Solved", "14:30", "mine"))
    report = publish(copies.ana)
    assert [each.code for each in report.problems] == ["unknown-state"]
    assert copies.log() == ["Begin"]


def test_paths_are_relative_to_the_current_folder(
    copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies.append(copies.ana, "\n## Identified — 2026-11-20 14:30\n\nWe know.\n")
    monkeypatch.chdir(copies.ana / "content/incidents")
    result = run("publish", "2026-11-20-api.md")
    assert result.exit_code == 0, result.output
    assert "/incidents/2026-11-20-api/" in result.stdout
    assert copies.log()[0] == "Update incidents/2026-11-20-api.md"
    assert run("publish", "nothing.md").exit_code == 2
    lost = run("publish", "/no/where.md")
    assert "/no/where.md is not in a project: no folder above it has a" in lost.output
    link = copies.ana.parent / "link"
    link.symlink_to(copies.ana)
    assert run("publish", link / PATH).exit_code == 0


def test_a_failure_has_exit_status_one(copies: Copies) -> None:
    copies.append(copies.ana, "\n## Solved — 2026-11-20 14:30\n\nWe know.\n")
    result = run("publish", copies.ana / PATH)
    assert result.exit_code == 1
    assert "not published: your text is in the file, but not committed" in result.stdout


def test_without_a_file_it_lists_what_is_not_pushed(
    copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copies.ana)
    nothing = run("publish")
    assert nothing.exit_code == 2
    assert "git finds nothing in content/ to push" in nothing.output
    copies.append(copies.ana, UPDATE.format("Identified", "14:30", "mine"))
    new = "content/incidents/2026-11-20-new one.md"
    lay(copies.ana, {new: INCIDENT.replace("Elevated", "Other")})
    asked = run("publish")
    assert asked.exit_code == 2
    assert f"Not pushed yet:\n  {PATH}\n  {new}\n" in asked.output
    assert f"To publish them, type `statusgen publish {PATH} '{new}'`." in asked.output
    assert copies.log() == ["Begin"]


def test_the_list_says_which_files_were_deleted(
    copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copies.ana)
    Path(PATH).unlink()
    assert f"Not pushed yet:\n  {PATH} (deleted)\n" in run("publish").output


def test_on_a_terminal_it_asks_whether_to_publish_what_is_not_pushed(copies: Copies) -> None:
    copies.append(copies.ana, UPDATE.format("Identified", "14:30", "mine"))
    refused = talk(copies.ana, "publish", says=[("Publish them? [y/N]: ", "\n")])
    assert refused[0] == 1
    assert "Nothing was published." in refused[1]
    assert copies.log() == ["Begin"]
    code, shown = talk(copies.ana, "publish", says=[(f"  {PATH}\r\nPublish them? [y/N]: ", "y\n")])
    assert code == 0, shown
    assert copies.log()[0] == "Update incidents/2026-11-20-api.md"
