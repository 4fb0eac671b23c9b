"""Names of new files."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from statusgen.authoring.naming import name_of
from statusgen.notation.names import is_slug
from statusgen.source.text import File

DAY = date(2026, 11, 20)


def file(path: str, text: str = "") -> File:
    return File(path=path, data=text.encode())


def test_a_name_is_a_day_and_the_words_of_the_title() -> None:
    assert name_of(DAY, "Élevé: errors / API", []) == "2026-11-20-eleve-errors-api"
    assert name_of(DAY, "Неисправность", []) == "2026-11-20"
    assert name_of(DAY, "word " * 40, []) == "2026-11-20" + "-word" * 17


@given(st.text())
def test_any_title_makes_a_name(title: str) -> None:
    assert is_slug(name_of(DAY, title, []))
    assert is_slug(name_of(DAY, title, [file(f"{name_of(DAY, title, [])}.md")]))


def test_a_name_that_is_mentioned_is_taken() -> None:
    name = "2026-11-20-api"
    assert name_of(DAY, "API", [file(f"content/incidents/2026/{name}.md")]) == f"{name}-2"
    assert name_of(DAY, "API", [file("content/a.md", f"id: {name}\n")]) == f"{name}-2"
    assert name_of(DAY, "API", [file("a.md", f"[x](../{name}.md) {name}-2")]) == f"{name}-3"
    assert name_of(DAY, "API", [file("a.md", f"{name}-errors")]) == name
    assert name_of(DAY, "API", [file("a.md", name.upper())]) == f"{name}-2"
