from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model import ComponentState, Impact, Kind, State
from statusgen.notation.words import (
    COMPONENT_STATES,
    IMPACTS,
    INTERNAL,
    KINDS,
    NOTICE,
    STATES,
    Vocabulary,
    fold,
)

RECORDED = """
operational: operational, ok, opérationnel, opérationnelle
under_maintenance: under_maintenance, maintenance, en maintenance
degraded_performance: degraded_performance, degraded, performances dégradées, dégradé, dégradée
partial_outage: partial_outage, partial, panne partielle, partielle, partiel
major_outage: major_outage, down, panne majeure, en panne, hors service
investigating: investigating, investigation, investigation en cours, en cours d'analyse
identified: identified, identifié, identifiée
monitoring: monitoring, surveillance, sous surveillance
resolved: resolved, résolu, résolue
scheduled: scheduled, planifié, planifiée, prévu, prévue, programmé, programmée
in_progress: in_progress, en cours
verifying: verifying, vérification, vérification en cours
completed: completed, terminé, terminée
cancelled: cancelled, canceled, annulé, annulée
notice: notice, information, avis
update: update, mise à jour
none: none, aucun, aucune
minor: minor, mineur, mineure
major: major, majeur, majeure
critical: critical, critique
degradation: degradation, dégradation
outage: outage, panne
data_loss: data_loss, perte de données
security: security, sécurité
"""
"""What files may say for ever. Lines and words are added here, and none is ever taken away."""


def meaning(word: str) -> set[object]:
    found = (each.find(word) for each in (COMPONENT_STATES, STATES, IMPACTS, KINDS))
    return {each.name.lower() for each in found if each is not None}


@pytest.mark.parametrize("line", RECORDED.strip().splitlines())
def test_the_recorded_words_keep_their_meaning(line: str) -> None:
    name, words = line.split(": ")
    for word in words.split(", "):
        assert name in meaning(word), word


def test_every_meaning_has_its_words_and_every_word_is_recorded() -> None:
    recorded = {
        word for line in RECORDED.strip().splitlines() for word in line.split(": ")[1].split(", ")
    }
    vocabularies: tuple[Vocabulary[Any], ...] = (COMPONENT_STATES, STATES, IMPACTS, KINDS)
    assert {word for each in vocabularies for word in each.spellings} == recorded
    for vocabulary, kind in zip(vocabularies, (ComponentState, State, Impact, Kind), strict=True):
        assert [each for each, _ in vocabulary.words] == list(kind)


@pytest.mark.parametrize("vocabulary", [COMPONENT_STATES, STATES, IMPACTS, KINDS, NOTICE, INTERNAL])
def test_no_word_has_two_meanings(vocabulary: Vocabulary[Any]) -> None:
    folded = {fold(word): meaning for meaning, words in vocabulary.words for word in words}
    for each, words in vocabulary.words:
        for word in words:
            assert folded[fold(word)] == each
            assert vocabulary.find(word) == each


@pytest.mark.parametrize(
    "word",
    ["In progress", "in-progress", "IN_PROGRESS", " in  progress ", "in\u2011progress", "En cours"],
)
def test_spelling_does_not_count(word: str) -> None:
    assert STATES.find(word) is State.IN_PROGRESS


@pytest.mark.parametrize("word", ["Résolu", "resolu", "RÉSOLU", "re\u0301solu"])
def test_accents_do_not_count(word: str) -> None:
    assert STATES.find(word) is State.RESOLVED


def test_apostrophes_may_be_curly() -> None:
    assert STATES.find("En cours d\u2019analyse") is State.INVESTIGATING


def test_an_unknown_word_has_a_suggestion() -> None:
    assert STATES.find("resolvd") is None
    assert STATES.nearest("resolvd") == "resolved"
    assert COMPONENT_STATES.nearest("operatonal") == "operational"
    assert STATES.nearest("xyzzy") is None


@pytest.mark.parametrize(
    ("vocabulary", "slip", "word"),
    [
        (COMPONENT_STATES, "partail", "partial"),
        (IMPACTS, "majer", "major"),
        (STATES, "cancled", "canceled"),
        (COMPONENT_STATES, "hors servise", "hors service"),
        (STATES, "terminné", "terminé"),
    ],
)
def test_an_english_word_is_suggested_first(
    vocabulary: Vocabulary[object], slip: str, word: str
) -> None:
    assert vocabulary.nearest(slip) == word


def test_the_names_are_the_words_of_the_format() -> None:
    assert COMPONENT_STATES.names == tuple(each.word for each in ComponentState)
    assert STATES.names == tuple(each.word for each in State)
    assert IMPACTS.names == tuple(each.word for each in Impact)
    assert KINDS.names == tuple(Kind)


def test_notices_and_internal_sections_have_words_in_each_language() -> None:
    assert all(NOTICE.find(word) for word in ("Notice", "Information", "avis"))
    assert all(INTERNAL.find(word) for word in ("Internal", "interne"))


@given(st.text(max_size=30))
def test_any_text_folds_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)
    assert not any(char.isspace() for char in fold(word))
