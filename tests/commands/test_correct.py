"""`statusgen correct`: a published text changes, and readers are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands.desks import NOW
from sample import FILES, INCIDENT, lay

from statusgen.commands.check import check
from statusgen.commands.correct import correct
from statusgen.commands.options import UsageError
from statusgen.commands.planning import Edit
from statusgen.commands.report import Report
from statusgen.commands.workspace import open_workspace

PATH = "content/incidents/2026-11-20-api.md"
MORE = """
## Internal — 2026-11-20 14:20

No failover.

## Identified — 2026-11-20 14:30

We found the cause.
"""


def run(
    folder: Path,
    edit: Edit,
    at: str | None = None,
    word: str | None = None,
    minute: int = 40,
    *,
    announce: bool = False,
) -> Report:
    workspace = open_workspace(folder, NOW.replace(minute=minute))
    return correct(workspace, word, edit, at=at, announce=announce)


def lines(folder: Path) -> list[str]:
    return (folder / PATH).read_bytes().decode().split("\n")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return lay(tmp_path, FILES | {PATH: INCIDENT + MORE})


def test_the_newest_update_is_opened_and_marked(project: Path) -> None:
    before = lines(project)
    seen: list[str] = []

    def edit(text: str) -> str:
        seen.append(text)
        return text.replace("the cause", "what causes it")

    report = run(project, edit)
    assert seen == ["We found the cause."]
    assert report.written == PATH
    assert report.message == "Correct: Elevated error rates"
    assert report.notes == ("Readers see that you corrected it at 2026-11-20 14:40 UTC.",)
    added = ["- corrected: 2026-11-20 14:40 UTC", "", "We found what causes it.", ""]
    assert lines(project) == [*before[:-2], *added]
    assert not check(project, now=None, clock=NOW, tell=lambda *_: None).problems


@pytest.mark.parametrize("bullet", ["- ", "* ", ""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_another_update_keeps_its_fields_and_all_else(project: Path, bullet: str, end: str) -> None:
    text = (INCIDENT + MORE).replace("- next", f"{bullet}next").replace("\n", end)
    (project / PATH).write_bytes(text.encode())
    run(project, lambda old: old.replace("Some", "All"), "14:05", "api")
    fields = f"{bullet}corrected: 2026-11-20 14:40 UTC\n{bullet}next: 15:00\n"
    wanted = (INCIDENT + MORE).replace("- next: 15:00\n", fields).replace("Some", "All")
    assert (project / PATH).read_bytes().decode() == wanted.replace("\n", end)
    once = (project / PATH).read_bytes()
    run(project, lambda old: old.replace("All", "Most"), "14:05", minute=50)
    changed = once.replace(b"14:40", b"14:50").replace(b"All", b"Most")
    assert (project / PATH).read_bytes() == changed


def test_a_sentence_is_not_taken_for_the_field(project: Path) -> None:
    run(project, lambda text: f"{text}\n\nCorrected: the cause.")
    assert lines(project)[-6:-1] == [
        "- corrected: 2026-11-20 14:40 UTC",
        "",
        "We found the cause.",
        "",
        "Corrected: the cause.",
    ]


def test_a_field_can_be_corrected(project: Path) -> None:
    run(project, lambda text: text.replace("15:00", "15:10"), "14:05")
    assert "- next: 15:10" in lines(project)


def test_a_correction_can_be_announced_outside(project: Path) -> None:
    run(project, lambda text: text.replace("the cause", "it"), announce=True)
    added = ["- corrected: 2026-11-20 14:40 UTC", "- announce: yes", "", "We found it.", ""]
    assert lines(project)[-5:] == added
    run(project, lambda text: text.replace("yes", "no") + " And that.", announce=True)
    assert lines(project)[-4:-2] == added[1:3]
    run(project, lambda text: text.replace("that", "this"))
    assert lines(project)[-4:-2] == added[1:3]


def test_an_unchanged_text_is_not_written(project: Path) -> None:
    before = lines(project)
    report = run(project, lambda text: text)
    assert not report.written
    assert report.summary.endswith("nothing changed")
    assert lines(project) == before


def test_a_text_that_breaks_the_file_is_not_written(project: Path) -> None:
    before = lines(project)
    report = run(project, lambda _text: "[more](gone.md)")
    assert report.failed
    assert lines(project) == before


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        (" ", "14:05", "The text is empty. Nothing was written."),
        (None, None, "The text was not saved. Nothing was written."),
        (
            "x",
            "14:06",
            "No update is from 14:06. Published: 2026-11-20 14:05 UTC, 2026-11-20 14:30 UTC.",
        ),
    ],
)
def test_mistakes_are_explained(
    project: Path, text: str | None, at: str | None, message: str
) -> None:
    with pytest.raises(UsageError) as raised:
        run(project, lambda _: text, at)
    assert str(raised.value) == message


def test_a_draft_needs_no_correction(project: Path) -> None:
    lay(project, {PATH: INCIDENT.replace("---\n", "---\ndraft: true\n", 1)})
    with pytest.raises(UsageError, match="is not published"):
        run(project, lambda text: text)


def test_a_second_correction_in_the_same_minute_has_another_time(project: Path) -> None:
    run(project, lambda text: f"{text} Yes.")
    run(project, lambda text: f"{text} Now.")
    assert f"- corrected: 2026-11-20 14:40:{NOW:%S} UTC" in lines(project)
