"""A new section changes nothing else in the file."""

from __future__ import annotations

from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.authoring.inserting import add_section, place_of_new

SECTION = "## Update — 2026-11-20 15:00 UTC\n\nMore.\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Text.\n", "Text.\n\n## Update — 2026-11-20 15:00 UTC\n\nMore.\n"),
        ("Text.", "Text.\n\n## Update — 2026-11-20 15:00 UTC\n\nMore.\n"),
        ("Text.\n\n", "Text.\n\n## Update — 2026-11-20 15:00 UTC\n\nMore.\n"),
        ("Text.\n  \n", "Text.\n  \n## Update — 2026-11-20 15:00 UTC\n\nMore.\n"),
        ("a\r\nb\r\n", "a\r\nb\r\n\r\n## Update — 2026-11-20 15:00 UTC\r\n\r\nMore.\r\n"),
        ("\ufeffa\rb", "\ufeffa\rb\r\r## Update — 2026-11-20 15:00 UTC\r\rMore.\r"),
    ],
)
def test_a_section_has_the_line_ends_of_the_file(before: str, after: str) -> None:
    assert add_section(before.encode(), SECTION, before=None).decode() == after


def test_a_section_can_be_added_before_the_newest() -> None:
    data = b"---\r\ntitle: x\r\n---\r\n\r\n## A\r\n\r\ntwo\r\n\r\n## B\r\n"
    made = add_section(data, "## New\n\nMore.\n", before=5)
    place = data.index(b"## A")
    assert made == data[:place] + b"## New\r\n\r\nMore.\r\n\r\n" + data[place:]


def test_a_section_can_be_the_first() -> None:
    assert add_section(b"## A\n", "## New\n", before=1) == b"## New\n\n## A\n"
    assert add_section(b"\n## A\n", "## New\n", before=2) == b"\n## New\n\n## A\n"


@given(st.text(), st.integers(1, 9) | st.none())
def test_no_other_byte_changes(text: str, before: int | None) -> None:
    data = text.encode(errors="replace")
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    if before is not None and before > lines:
        return
    made = add_section(data, SECTION, before=before)
    same = len([*takewhile(lambda pair: pair[0] == pair[1], zip(made, data, strict=False))])
    assert made.endswith(data[same:])
    assert len(made) > len(data)


def test_the_order_of_the_file_decides_where_a_section_goes() -> None:
    assert place_of_new([5], []) is None
    assert place_of_new([5, 9], [7]) is None
    assert place_of_new([9, 5], []) == 5
    assert place_of_new([12, 9, 5], [3]) == 3
    assert place_of_new([9, 12, 5], []) is None
