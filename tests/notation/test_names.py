from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.notation.names import is_slug, name_of_file, slug_of, without_day


def test_the_name_of_a_file_has_no_folder_and_extension() -> None:
    assert name_of_file("content/incidents/2026/2026-11-20-api.md") == "2026-11-20-api"
    assert name_of_file("api.md.txt") == "api.md.txt"


def test_the_date_is_removed_from_a_name() -> None:
    assert without_day("2026-11-20-api") == "api"
    assert without_day("api-2026") == "api-2026"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("2026-11-20-api-errors", True),
        ("x" * 100, True),
        ("x" * 101, False),
        ("", False),
        ("Api", False),
        ("a.fr", False),
        ("a_b", False),
        ("é", False),
        ("a\n", False),
        ("yyyy-mm-dd", False),
        ("yyyy-mm-dd-payments", False),
        ("aaaa-mm-jj-paiements", False),
        ("2026-11-dd-payments", False),
        ("20yy-11-20-payments", False),
        ("2026-11-20-dd-payments", True),
        ("xxxx-payments", True),
        ("2026-11-ddos", True),
        ("more-mm-dd", True),
    ],
)
def test_slugs(text: str, slug: bool) -> None:  # noqa: FBT001 - what is expected
    assert is_slug(text) is slug


def test_a_slug_is_close_to_its_text() -> None:
    assert slug_of(" Élan  & Cie: API (v2)! ") == "elan-cie-api-v2"
    assert slug_of("…") == ""


@given(st.text())
def test_any_text_makes_a_valid_slug_or_none(text: str) -> None:
    assert is_slug(slug_of(text)) or not slug_of(text)
