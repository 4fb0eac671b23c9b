from __future__ import annotations

from dataclasses import replace

import pytest

from statusgen.problems import Problems
from statusgen.reading.entries import Entry, read_entry
from statusgen.schema.front_matter import IncidentFront
from statusgen.source.text import Source


def read(
    text: str, path: str = "content/incidents/x.md"
) -> tuple[Entry, IncidentFront | None, Problems]:
    problems = Problems()
    source = Source(path=path, text=text)
    entry, front, _ = read_entry(Entry, IncidentFront, source, problems, zone="Europe/Paris")
    return entry, front, problems


def test_an_unreadable_file_has_a_name_and_counts_as_published() -> None:
    entry = Entry.unread("content/incidents/2026/x.md")
    assert (entry.name, entry.id, entry.complete) == ("x", "x", False)
    assert entry.is_shown(preview=False)
    assert (entry.span("title").path, entry.span("title").line) == (
        "content/incidents/2026/x.md",
        0,
    )


def test_previews_show_drafts_and_nothing_internal() -> None:
    draft = replace(Entry.unread("x.md"), draft=True)
    internal = replace(Entry.unread("x.md"), internal=True)
    assert [draft.is_shown(preview=preview) for preview in (False, True)] == [False, True]
    assert not internal.is_shown(preview=True)


def test_the_place_is_that_of_the_first_key_with_a_value() -> None:
    entry, _, _ = read("---\ntitle: Errors\n---\n")
    assert (entry.span("id", "title").line, entry.span("id", "title").column) == (2, 8)
    assert entry.span("id").line == 1


def test_front_matter() -> None:
    text = "---\ntitle: Errors\ntimezone: Asia/Tokyo\nstarted: 2026-11-20 09:00\n---\nText"
    entry, front, problems = read(text)
    assert entry.complete
    assert entry.zone == "Asia/Tokyo"
    assert front
    assert front.started
    assert front.started.hour == 0
    assert not len(problems)


def test_readable_keys_of_broken_front_matter_are_kept() -> None:
    entry, front, problems = read("---\ntitel: Errors\ndraft: true\nstarted: soon\n---\n")
    assert front
    assert not entry.complete
    assert entry.draft
    assert front.started is None
    assert {problem.code for problem in problems} == {"unknown-key", "invalid-time"}


@pytest.mark.parametrize("text", ["", "Text", "---\ntitle: x\n", "---\n[\n---\n"])
def test_without_front_matter_nothing_can_be_read(text: str) -> None:
    _, front, problems = read(text)
    assert front is None
    assert problems.errors


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("Über uns", "uber-uns"),
        ("2026 API Errors", "2026-api-errors"),
        ("..", ""),
        ("api.fr", "api-fr"),
        ("x" * 300, "x" * 100),
        ("日本", ""),
    ],
)
def test_a_file_name_must_be_usable_as_an_address(name: str, better: str) -> None:
    _, _, (problem,) = read("---\ntitle: x\n---\n", f"content/incidents/{name}.md")
    assert (problem.code, problem.span.line) == ("invalid-slug", 0)
    assert problem.hint.startswith(
        f"Rename the file to {better}.md." if better else "Rename the file. Use lowercase letters"
    )
