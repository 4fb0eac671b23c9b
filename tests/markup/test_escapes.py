from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.markup.escapes import unescaped


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("plain", "plain"),
        (r"ghp\_a\-b", "ghp_a-b"),
        (r"a\\_b \\\\ \d", r"a\_b \\ \d"),
        ("&#103;hp&#x5F;a &lowbar; &amp; & &; &xyz;", "ghp_a _ & & &; &xyz;"),
        ("&#55296;&#9999999;", "\ufffd\ufffd"),
        ("a\\\nb", "a\\\nb"),
    ],
)
def test_escapes_are_what_they_stand_for(markdown: str, shown: str) -> None:
    assert unescaped(markdown)[0] == shown


@given(st.text("ab\\_&#95;\n", max_size=30))
def test_every_character_knows_its_place(markdown: str) -> None:
    shown, places = unescaped(markdown)
    assert len(places) == len(shown) + 1
    assert list(places) == sorted(places)
    assert places[-1] == len(markdown)
    pieces = [markdown[start:end] for start, end in pairwise(places)]
    assert "".join(pieces) == markdown or not shown
