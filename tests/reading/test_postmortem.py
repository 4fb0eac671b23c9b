from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model import Postmortem, Text
from statusgen.problems import Problems
from statusgen.reading.incident import PostmortemEntry, parse_postmortem
from statusgen.source.text import Source

PATH = "content/postmortems/pool.md"

EXAMPLE = """\
---
title: How a release exhausted our connections
incident: [2026-11-20-api-errors, OLD_1]
published: 2026-11-24 09:00
authors: [Platform team]
summary: One paragraph.
---

# Any heading
<!-- ours -->

Underlined
----------
"""


def parse(text: str) -> tuple[PostmortemEntry, Problems]:
    problems = Problems()
    entry = parse_postmortem(Source(path=PATH, text=text), problems, zone="Europe/Paris")
    return entry, problems


def test_a_postmortem() -> None:
    entry, problems = parse(EXAMPLE)
    assert not list(problems)
    assert entry.postmortem == Postmortem(
        slug="pool",
        id="pool",
        path=PATH,
        title="How a release exhausted our connections",
        incidents=("2026-11-20-api-errors", "OLD_1"),
        published=datetime(2026, 11, 24, 8, tzinfo=UTC),
        body=Text(markdown="# Any heading\n\n\nUnderlined\n----------", path=PATH, line=9),
        authors=("Platform team",),
        summary="One paragraph.",
    )
    assert [(name.text, name.span.line) for name in entry.incidents] == [
        ("2026-11-20-api-errors", 3),
        ("OLD_1", 3),
    ]
    assert entry.complete


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (EXAMPLE.replace("published", "publisht"), "missing-key"),
        (f"{EXAMPLE}<!-- more", "unclosed-comment"),
        (f"{EXAMPLE}```\n", "unclosed-fence"),
    ],
)
def test_what_is_wrong(text: str, code: str) -> None:
    assert code in [problem.code for problem in parse(text)[1]]


def test_a_draft_needs_no_time() -> None:
    entry, problems = parse("---\ntitle: x\ndraft: true\nid: OLD\n---\n")
    assert not list(problems)
    assert entry.postmortem
    assert (entry.postmortem.published, entry.draft, entry.id) == (None, True, "OLD")


def test_an_unreadable_file_has_only_a_name() -> None:
    entry, problems = parse("Text")
    assert entry == PostmortemEntry.unread(PATH)
    assert problems.errors


@given(st.text(alphabet="-\n: title<!`", max_size=60) | st.text(max_size=60))
def test_any_text(text: str) -> None:
    entry, problems = parse(text.replace("\0", ""))
    assert entry.postmortem or problems.errors


@pytest.mark.parametrize(
    ("published", "by_day"),
    [("2026-11-24", True), ('"2026-11-24"', True), ("2026-11-24 09:00", False)],
)
def test_published_may_be_a_day_without_a_time(published: str, by_day: bool) -> None:  # noqa: FBT001 - a case
    entry, problems = parse(EXAMPLE.replace("2026-11-24 09:00", published))
    assert not list(problems)
    assert entry.postmortem
    assert entry.postmortem.by_day is by_day
