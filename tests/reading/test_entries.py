from __future__ import annotations

import pytest

from statusgen.problems import Problems
from statusgen.reading.entries import Entry, read_head
from statusgen.schema.front_matter import IncidentFront
from statusgen.source.text import Source


def source(text: str, path: str = "content/incidents/x.md") -> Source:
    return Source(path=path, text=text)


def test_what_cannot_be_read_has_a_name_and_counts_as_published() -> None:
    entry = Entry.unread("content/incidents/2026/x.md")
    assert (entry.name, entry.id, entry.is_read) == ("x", "x", False)
    assert entry.is_shown(preview=False)
    assert (entry.span("title").path, entry.span("title").line) == (
        "content/incidents/2026/x.md",
        0,
    )


def test_previews_show_drafts_and_nothing_internal() -> None:
    draft = Entry(path="x.md", name="x", id="x", draft=True)
    internal = Entry(path="x.md", name="x", id="x", internal=True)
    assert [draft.is_shown(preview=preview) for preview in (False, True)] == [False, True]
    assert not internal.is_shown(preview=True)


def test_a_place_is_that_of_the_first_key_that_is_given() -> None:
    problems = Problems()
    head = read_head(IncidentFront, source("---\ntitle: Errors\n---\n"), problems, zone="UTC")
    assert head
    entry = Entry(path="x.md", name="x", id="x", front=head.keys)
    assert (entry.span("id", "title").line, entry.span("id", "title").column) == (2, 8)
    assert entry.span("id").line == 1


def test_front_matter() -> None:
    problems = Problems()
    text = "---\ntitle: Errors\ntimezone: Asia/Tokyo\nstarted: 2026-11-20 09:00\n---\nText"
    head = read_head(IncidentFront, source(text), problems, zone="Europe/Paris")
    assert head
    assert head.complete
    assert (head.zone, head.body_line) == ("Asia/Tokyo", 6)
    assert head.front.started
    assert head.front.started.hour == 0


def test_of_broken_front_matter_what_can_be_read_is_kept() -> None:
    problems = Problems()
    text = "---\ntitel: Errors\ndraft: true\nstarted: soon\n---\n"
    head = read_head(IncidentFront, source(text), problems, zone="UTC")
    assert head
    assert not head.complete
    assert head.front.draft
    assert head.front.started is None
    assert {problem.code for problem in problems} == {"unknown-key", "invalid-time"}


@pytest.mark.parametrize("text", ["", "Text", "---\ntitle: x\n", "---\n[\n---\n"])
def test_without_front_matter_nothing_can_be_read(text: str) -> None:
    problems = Problems()
    assert read_head(IncidentFront, source(text), problems, zone="UTC") is None
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
def test_a_name_that_is_no_address(name: str, better: str) -> None:
    problems = Problems()
    path = f"content/incidents/{name}.md"
    read_head(IncidentFront, source("---\ntitle: x\n---\n", path), problems, zone="UTC")
    (problem,) = problems
    assert (problem.code, problem.span.line) == ("invalid-slug", 0)
    assert problem.hint.startswith(
        f"Rename the file to {better}.md." if better else "A file's name"
    )
