"""Files are found by what people type, and new ones get a name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.authoring.naming import find_files, name_of, nearest_file, title_in
from statusgen.notation.names import is_slug, name_of_file
from statusgen.source.text import File

FILES = tuple(
    File(path=f"content/incidents/{name}.md", data=f"---\n{keys}---\n".encode())
    for name, keys in {
        "2026-11-20-api-errors": "title: Elevated error rates\n",
        "2026-11-03-search": "title: 'Slow searches'\nid: p-17\n",
        "2026-11-02-search-again": "title: Searches fail\n",
        "2026-10-01-api": "title: Timeouts\n",
        "2026-09-01-billing-api": "title: No bills\n",
        "2026-08-01-as-in-2026-10": "title: Once more\n",
    }.items()
)


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("2026-11-03-search", ["2026-11-03-search"]),
        (" 2026-11-03-search ", ["2026-11-03-search"]),
        ("content/incidents/2026-11-03-search.md", ["2026-11-03-search"]),
        ("p-17", ["2026-11-03-search"]),
        ("2026-10", ["2026-10-01-api"]),
        ("api", ["2026-11-20-api-errors", "2026-10-01-api"]),
        ("API", ["2026-11-20-api-errors", "2026-10-01-api"]),
        ("AGAIN", ["2026-11-02-search-again"]),
        ("bill", ["2026-09-01-billing-api"]),
        ("billing-api", ["2026-09-01-billing-api"]),
        ("search-a", ["2026-11-02-search-again"]),
        ("API-Err", ["2026-11-20-api-errors"]),
        ("search", ["2026-11-03-search"]),
        ("searc", ["2026-11-03-search", "2026-11-02-search-again"]),
        ("again", ["2026-11-02-search-again"]),
        ("timeouts", ["2026-10-01-api"]),
        ("error rates", ["2026-11-20-api-errors"]),
        ("nothing", []),
        ("", []),
    ],
)
def test_a_file_is_found_by_its_name_id_or_title(word: str, names: list[str]) -> None:
    assert [name_of_file(file.path) for file in find_files(word, FILES)] == names


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["2026-11-28-leak", "2026-11-28-leak-2"], ["2026-11-28-leak"]),
        (["2026-11-28-leak", "2026-11-20-leak-again"], ["2026-11-28-leak"]),
        # The later incident is more likely to be open, so both match.
        (["2026-11-20-leak", "2026-11-28-leak-again"], None),
        (["2026-11-20-leak", "2026-11-28-leak", "2026-11-28-leak-2"], ["11-20", "11-28"]),
    ],
)
def test_a_name_without_its_date_matches_before_longer_names(
    names: list[str], found: list[str] | None
) -> None:
    files = [File(path=f"content/incidents/{name}.md", data=b"") for name in names]
    expected = [each if "leak" in each else f"2026-{each}-leak" for each in found or names]
    assert [name_of_file(file.path) for file in find_files("leak", files)] == expected


def test_the_closest_name_is_suggested() -> None:
    assert nearest_file("2026-11-20-api-erors", FILES) == "2026-11-20-api-errors"
    assert nearest_file("serach-again", FILES) == "2026-11-02-search-again"
    assert nearest_file("zzz", FILES) is None


@pytest.mark.parametrize("word", ["biling", "serch agan", "Timeuots"])
def test_a_typo_in_a_part_of_a_name_or_in_a_title_is_understood(word: str) -> None:
    assert not find_files(word, FILES)
    near = nearest_file(word, FILES)
    assert near in {"2026-09-01-billing-api", "2026-11-02-search-again", "2026-10-01-api"}


def test_a_title_is_read_without_parsing() -> None:
    assert title_in(FILES[1]) == "Slow searches"
    assert title_in(File(path="a.md", data=b"")) == ""


DAY = date(2026, 11, 20)


def file(path: str, text: str = "") -> File:
    return File(path=path, data=text.encode())


def test_a_name_has_the_date_and_the_title() -> None:
    assert name_of(DAY, "Élevé: errors / API", []) == "2026-11-20-eleve-errors-api"
    assert name_of(DAY, "Неисправность", []) == "2026-11-20"
    assert name_of(DAY, "word " * 40, []) == "2026-11-20" + "-word" * 17
    assert name_of(DAY, "a" * 200, []) == "2026-11-20-" + "a" * 85


@given(st.text())
def test_any_title_gives_a_valid_name(title: str) -> None:
    assert is_slug(name_of(DAY, title, []))
    assert is_slug(name_of(DAY, title, [file(f"{name_of(DAY, title, [])}.md")]))


def test_a_taken_name_is_not_used_again() -> None:
    name = "2026-11-20-api"
    assert name_of(DAY, "API", [file(f"content/incidents/2026/{name}.md")]) == f"{name}-2"
