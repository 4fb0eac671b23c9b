"""The languages that statusgen ships, read from the disk."""

from __future__ import annotations

from statusgen.languages import every_language, read_language
from statusgen.notation.words import LANGUAGES
from statusgen.rendering.locale import Language, Locale


def test_every_known_language_is_shipped() -> None:
    assert {language.code for language in every_language()} == set(LANGUAGES)
    assert set(LANGUAGES.values()) <= {"complete", "partial"}
    for code in LANGUAGES:
        assert read_language(code).code == code
        assert ("msgid" in read_language(code).catalogue) == (code != "en")


def test_a_missing_translation_is_english() -> None:
    catalogue = 'msgid "Resolved"\nmsgstr "Behoben"\n'
    german = Locale(Language(code="de", catalogue=catalogue), "UTC")
    assert german.gettext("Resolved") == "Behoben"
    assert german.gettext("Monitoring") == "Monitoring"


def test_an_unknown_language_is_english() -> None:
    assert read_language("xx").code == "en"
