"""A published text that changed: by whom readers are told, and who warns if no one does."""

from __future__ import annotations

from pathlib import Path

from people import PATH, Copies, git
from sample import INCIDENT, NOW, lay

from statusgen.commands.check import check
from statusgen.commands.publication import publish
from statusgen.commands.report import Report

SILENT = INCIDENT.replace("Some requests", "All requests")
CORRECTED = SILENT.replace("- next", "- corrected: 14:30\n- next")
UPDATE = "\n## Identified — 2026-11-20 14:30\n\nA release is the cause.\n"


def published(folder: Path, text: str) -> Report:
    lay(folder, {PATH: text})
    return publish(folder, (PATH,), "Change it", clock=NOW)


def checked(folder: Path, base: str) -> Report:
    return check(folder, now=None, clock=NOW, tell=lambda *_: None, base=base)


def lines(report: Report) -> list[int]:
    return [each.span.line for each in report.problems if each.code == "uncorrected-change"]


def test_it_is_said_once_and_a_correction_counts_once(copies: Copies) -> None:
    assert lines(published(copies.ana, CORRECTED)) == []
    assert lines(published(copies.ana, CORRECTED.replace("All", "Most"))) == [6]
    assert lines(published(copies.ana, CORRECTED.replace("All", "Most") + UPDATE)) == []


def test_changes_of_others_are_not_mine(copies: Copies) -> None:
    copies.push(copies.bo, PATH, SILENT)
    other = "content/incidents/2026-11-20-other.md"
    lay(copies.ana, {other: INCIDENT.replace("Elevated", "More")})
    report = publish(copies.ana, (other,), "Add it", clock=NOW)
    assert not report.failed
    assert lines(report) == []


def test_a_check_compares_with_a_revision(copies: Copies) -> None:
    git(copies.ana, "switch", "-qc", "mend")
    lay(copies.ana, {PATH: SILENT})
    git(copies.ana, "commit", "-qam", "Mend")
    copies.push(copies.bo, PATH, INCIDENT + UPDATE)
    git(copies.ana, "fetch", "-q")
    assert lines(checked(copies.ana, "origin/main")) == [6]
    assert lines(checked(copies.ana, "HEAD")) == []
    lay(copies.ana, {PATH: CORRECTED})
    assert lines(checked(copies.ana, "origin/main")) == []


def test_without_the_revision_it_says_so(copies: Copies, tmp_path: Path) -> None:
    (note,) = checked(copies.ana, "gone").notes
    assert note.startswith("Published texts were not compared with gone: fatal: Not a valid object")
    copies.push(copies.bo, PATH, SILENT)
    url = copies.remote.as_uri()
    git(tmp_path, "clone", "-q", "--depth=1", url, "shallow clone")
    report = checked(tmp_path / "shallow clone", "HEAD^1")
    assert not report.failed
    note = "Published texts were not compared with HEAD^1: this clone is shallow."
    assert report.notes == (f"{note} `git fetch --unshallow` gets the rest.",)
    git(tmp_path / "shallow clone", "fetch", "-q", "--deepen=1")
    assert lines(checked(tmp_path / "shallow clone", "HEAD^1")) == [6]
