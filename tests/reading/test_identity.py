from __future__ import annotations

import pytest

from statusgen.problems import Problems
from statusgen.reading.entries import Entry
from statusgen.reading.identity import check_identities


def entry(path: str, identity: str = "") -> Entry:
    name = path.rsplit("/", maxsplit=1)[-1].removesuffix(".md")
    return Entry(path=path, name=name, id=identity or name)


def codes(*entries: Entry, hidden: str = "") -> list[str]:
    problems = Problems()
    check_identities(
        entries, frozenset(each.path for each in entries if each.path != hidden), problems
    )
    return [f"{problem.span.path}:{problem.code}" for problem in problems]


def test_names_and_ids_that_differ() -> None:
    assert codes(entry("a.md"), entry("2026/b.md", "OLD"), entry("c.md", "old-2")) == []


@pytest.mark.parametrize("path", ["2026/a.md", "A.md"])
def test_one_name_for_two_files(path: str) -> None:
    (code,) = codes(entry("a.md"), entry(path))
    assert code.endswith("duplicate-slug")


def test_it_stands_in_the_file_that_is_not_published() -> None:
    assert codes(entry("2025/a.md"), entry("2026/a.md"), hidden="2025/a.md") == [
        "2025/a.md:duplicate-slug"
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entry("a.md"), entry("b.md", "a")),
        (entry("a.md"), entry("b.md", "A")),
        (entry("a.md", "OLD"), entry("b.md", "a")),
        (entry("a.md", "OLD"), entry("b.md", "old")),
    ],
)
def test_one_identity_for_two(one: Entry, other: Entry) -> None:
    assert codes(one, other) == ["b.md:duplicate-id"]


def test_an_id_is_not_the_name_in_another_case() -> None:
    assert codes(entry("a.md", "A")) == ["a.md:duplicate-id"]
