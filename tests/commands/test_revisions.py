"""What changed between two revisions: words without `corrected`, and who reported first."""

from __future__ import annotations

from pathlib import Path

import pytest
from people import Copies, git
from sample import INCIDENT, NOW, SITE, lay

from statusgen.commands.check import check
from statusgen.commands.publication import publish
from statusgen.commands.report import Report
from statusgen.commands.revisions import find_alike, find_uncorrected
from statusgen.problems import Problems
from statusgen.reading.content import Content, read_content
from statusgen.source.text import File, Texts

PATH = "content/incidents/2026-11-20-api.md"
DRAFT = INCIDENT.replace("title", "draft: true\ntitle")
SILENT = INCIDENT.replace("Some requests", "All requests")
CORRECTED = SILENT.replace("- next", "- corrected: 14:30\n- next")
APPS = INCIDENT.replace("api:", "dashboard:")
ENDED = f"{INCIDENT}\n## Resolved — 2026-11-20 14:35\n\nIt works.\n"
LATER = INCIDENT.replace("14:05", "14:55").replace("15:00", "16:00")
UPDATE = "\n## Identified — 2026-11-20 14:30\n\nA release is the cause.\n"


def read(text: str, path: str = PATH) -> Content:
    pair = (("content/site.yml", SITE), (path, text))
    files = tuple(File(path=path, data=text.encode()) for path, text in pair)
    return read_content(Texts(files=files), Problems())


def headed(text: str, line: str) -> str:
    return text.replace("---\n", f"---\n{line}\n", 1)


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        (INCIDENT, SILENT, [6]),
        (INCIDENT, INCIDENT.replace("15:00", "15:00\n- workaround: Wait."), [6]),
        (CORRECTED, CORRECTED.replace("All", "Most"), [6]),
        (CORRECTED, CORRECTED.replace("All", "Most").replace("14:30", "14:35"), []),
        (INCIDENT, CORRECTED, []),
        (INCIDENT, INCIDENT.replace("Some requests", "Some  *requests*\n<!-- who? -->"), []),
        (INCIDENT, INCIDENT + UPDATE, []),
        (INCIDENT, INCIDENT.replace("Elevated", "More"), [2]),
        (INCIDENT, headed(INCIDENT, "summary: It fails."), [3]),
        (INCIDENT, INCIDENT.replace("Elevated", "More") + UPDATE, []),
        (INCIDENT, CORRECTED.replace("Elevated", "More"), []),
        (INCIDENT, INCIDENT.replace("error rates", '"error" rates'), []),
        (INCIDENT.replace("14:05", "15:05"), SILENT.replace("14:05", "15:05"), []),
        (DRAFT, SILENT, []),
        (INCIDENT, DRAFT.replace("Some", "All"), []),
    ],
)
def test_other_words_need_a_correction(before: str, now: str, found: list[int]) -> None:
    problems = find_uncorrected(read(before).incidents, read(now).incidents, NOW)
    assert [each.span.line for each in problems] == found


@pytest.mark.parametrize(
    ("mine", "theirs", "shared"),
    [
        (INCIDENT, INCIDENT, "component: api"),
        (INCIDENT.replace("api: ", "dashboard: down, api: "), INCIDENT, "component: api"),
        (INCIDENT, INCIDENT.replace("{api: partial_outage}", "{all: down}"), "component: api"),
        (headed(INCIDENT, "scenario: x"), headed(APPS, "scenario: x"), "scenario: x"),
        (headed(INCIDENT, "scenario: x"), headed(APPS, "scenario: y"), None),
        (INCIDENT, APPS, None),
        (INCIDENT, ENDED, None),
        (ENDED, INCIDENT, None),
        (INCIDENT, LATER, None),
        (INCIDENT, headed(INCIDENT, "internal: true"), None),
        (headed(INCIDENT, "draft: true"), INCIDENT, None),
        (INCIDENT, "not a file", None),
    ],
)
def test_it_is_open_and_shares_a_scenario_or_a_component(
    mine: str, theirs: str, shared: str | None
) -> None:
    path = "content/incidents/2026-11-20-theirs.md"
    found = next(find_alike(read(mine), read(theirs, path), NOW), None)
    named = "2026-11-20-theirs (Elevated error rates) is open, with the same"
    assert (found and found[1]) == (f"{named} {shared}" if shared else None)


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
