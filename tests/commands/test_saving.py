"""A file is written only if it has no new errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands.desks import PROJECT, again, desk, text
from sample import INCIDENT

from statusgen.commands.log import log
from statusgen.commands.report import OLD, Report, answered
from statusgen.commands.saving import save_text
from statusgen.commands.update import update
from statusgen.commands.update_options import UpdateOptions
from statusgen.problems import Rejected
from statusgen.writing import WritingError

API = "content/incidents/2026-11-20-api.md"


def test_a_new_error_is_refused(tmp_path: Path) -> None:
    workspace = desk(tmp_path)
    before = INCIDENT.encode()
    with pytest.raises(Rejected) as error:
        save_text(workspace, API, before.replace(b"api:", b"apx:"), before=before)
    assert [problem.code for problem in error.value.problems] == ["unknown-component"]
    assert (tmp_path / API).read_bytes() == before


def test_an_old_error_is_reported_but_does_not_stop_the_author(tmp_path: Path) -> None:
    before = INCIDENT.replace("api:", "apx:").encode()
    workspace = desk(tmp_path, {**PROJECT, API: before})
    saved = save_text(workspace, API, b"---\n# a comment\n" + before[4:], before=before)
    assert [(problem.code, problem.span.line) for problem in saved.problems] == [
        ("unknown-component", 4)
    ]
    assert saved.incident
    with pytest.raises(Rejected):
        save_text(
            workspace,
            API,
            before + b"\n## Update - 2026-11-20 15:00\n\n- impact: x\n",
            before=before,
        )


def test_a_new_warning_is_reported(tmp_path: Path) -> None:
    workspace = desk(tmp_path)
    data = INCIDENT.encode() + b"\n![x](https://a.example/x.png)\n"
    saved = save_text(workspace, API, data, before=INCIDENT.encode())
    assert [problem.code for problem in saved.problems] == ["remote-image"]


def test_links_are_checked_in_the_whole_project(tmp_path: Path) -> None:
    workspace = desk(tmp_path)
    before = INCIDENT.encode()
    good = before + b"\n[a](../postmortems/search.md), [b](static/note.txt), [c][1]\n\n[1]: #top\n"
    assert save_text(workspace, API, good, before=before).problems == ()
    with pytest.raises(Rejected) as error:
        save_text(workspace, API, before + b"\n[a](../postmortems/x.md)\n", before=good)
    assert [problem.code for problem in error.value.problems] == ["unknown-link"]


@pytest.mark.parametrize(
    ("mistake", "code"),
    [
        ("\n## Foo\n", "stray-heading"),
        ("\n{{ left }}\n", "placeholder-left"),
        ("\n[a](../postmortems/none.md)\n", "unknown-link"),
    ],
)
def test_an_update_is_written_to_a_file_with_an_old_error(
    tmp_path: Path, mistake: str, code: str
) -> None:
    before = INCIDENT + mistake
    workspace = desk(tmp_path, {**PROJECT, API: before})
    for report in (
        update(workspace, "api", "identified", UpdateOptions(message="We know why.")),
        log(again(workspace), "api", "Ana: no failover."),
    ):
        assert [each.code for each in report.problems if each.is_error] == [code]
        assert (report.failed, report.notes[-1]) == (False, OLD)
    assert "Ana: no failover." in text(workspace, API)


def test_an_old_warning_is_not_repeated(tmp_path: Path) -> None:
    before = INCIDENT.encode() + b"\n![x](https://a.example/x.png)\n"
    workspace = desk(tmp_path, {**PROJECT, API: before})
    assert save_text(workspace, API, before + b"\nMore.\n", before=before).problems == ()


def test_a_refused_file_makes_a_failed_report(tmp_path: Path) -> None:
    workspace = desk(tmp_path)

    @answered
    def write(data: bytes, before: bytes | None) -> Report:
        save_text(workspace, API, data, before=before)
        return Report(summary="done")

    data = INCIDENT.encode()
    assert write(data + b"\n", data).summary == "done"
    refused = write(b"", data + b"\n")
    assert (refused.failed, refused.problems[0].code) == (True, "no-front-matter")
    assert refused.summary == "1 error; nothing was written"
    taken = write(data, None)
    assert (taken.failed, taken.problems[0].code) == (True, "file-exists")
    with pytest.raises(WritingError):
        save_text(workspace, API, data, before=None)
