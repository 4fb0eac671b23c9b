"""How wide text is, near enough."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.rendering.text_width import is_right_to_left, text_width

TEXT = st.text(max_size=40)


def test_wide_letters_take_more_room_than_narrow_ones() -> None:
    assert text_width("", 11) == 0
    assert text_width("mmm", 11) > text_width("aaa", 11) > text_width("iii", 11) > 0
    assert text_width("API", 22) == 2 * text_width("API", 11)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("é", "e"),
        ("e\u0301", "e"),
        ("Ångström", "Angstrom"),
        ("a\u200bb", "ab"),
        ("公", "開"),
        ("서", "公"),
        ("👍🏽", "👍"),
        ("👩\u200d🚀", "👩"),
        ("☎\ufe0f", "☎"),
        ("🇫🇷", "👍"),
    ],
)
def test_what_is_drawn_as_one_counts_once(text: str, same: str) -> None:
    assert text_width(text, 1) == pytest.approx(text_width(same, 1))


def test_characters_of_other_scripts_have_the_width_of_theirs() -> None:
    assert text_width("公開", 10) == 20
    assert text_width("👍", 10) > 12
    assert text_width("ЖД", 10) > text_width("жд", 10) > 10
    assert text_width("العامة", 10) < 6 * 6


@given(TEXT, TEXT)
def test_more_text_is_never_narrower(one: str, other: str) -> None:
    assert 0 <= text_width(one, 11) <= text_width(one + other, 11)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", False),
        ("API", False),
        ("1 - 2", False),
        ("العامة API", True),
        ("API العامة", False),
        ("12 שירות", True),
        ("公開", False),
    ],
)
def test_the_first_letter_with_a_direction_tells_it(text: str, answer: bool) -> None:  # noqa: FBT001 - a case
    assert is_right_to_left(text) is answer
