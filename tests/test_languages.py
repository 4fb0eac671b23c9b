"""The languages that statusgen ships, read from the disk."""

from __future__ import annotations

from statusgen.languages import every_language, read_language
from statusgen.notation.words import LANGUAGES


def test_every_language_that_is_known_is_there() -> None:
    assert [language.code for language in every_language()] == [*LANGUAGES]
    for code in LANGUAGES:
        assert read_language(code).code == code
    assert "msgid" in read_language("fr").catalogue


def test_a_language_that_is_not_there_is_english() -> None:
    assert read_language("xx").code == "en"
