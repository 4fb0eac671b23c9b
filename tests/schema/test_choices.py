from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from statusgen.model import ComponentState, Decision, Impact, Kind
from statusgen.notation.words import COMPONENT_STATES, IMPACTS, KINDS, NOTICE
from statusgen.problems import Problem, Problems, Span
from statusgen.schema.choices import (
    Flag,
    HarmWord,
    ImpactWord,
    KindWord,
    Pin,
    PostmortemWord,
    StateWord,
    one_of,
)
from statusgen.schema.fields import Context
from statusgen.source.nodes import Scalar

Colour = Annotated[str, one_of("red", "blue")]

TypeForm = Any  # of an annotated type, for which typing has no name


def read(kind: TypeForm, text: str) -> tuple[Any, list[Problem]]:
    problems = Problems()
    try:
        value = TypeAdapter(kind).validate_python(
            Scalar(text=text, span=Span(path="x.md")),
            context=Context(zone="UTC", problems=problems),
        )
    except ValidationError:
        value = None
    return value, list(problems)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Flag, "true", True),
        (Flag, "False", False),
        (ImpactWord, "Critique", Impact.CRITICAL),
        (StateWord, "partial outage", ComponentState.PARTIAL_OUTAGE),
        (KindWord, "data-loss", Kind.DATA_LOSS),
        (KindWord, "Notice", "notice"),
        (KindWord, "avis", "notice"),
        (HarmWord, "sécurité", Kind.SECURITY),
        (Pin, "true", True),
        (Pin, "2026-12-01", datetime(2026, 12, 1, tzinfo=UTC)),
        (PostmortemWord, "not needed", Decision.NOT_NEEDED),
        (PostmortemWord, "2026-12-01", date(2026, 12, 1)),
        (Colour, "Red", "red"),
    ],
)
def test_words(kind: TypeForm, text: str, value: object) -> None:
    assert read(kind, text) == (value, [])


@pytest.mark.parametrize(
    ("kind", "text", "code", "hint"),
    [
        (Flag, "yes", "unknown-word", "Did you mean `true`?"),
        (Flag, "perhaps", "unknown-word", "Write `true`"),
        (ImpactWord, "criticle", "unknown-impact", "Did you mean `critical`?"),
        (ImpactWord, "P1", "unknown-impact", "Known are none, minor, major, critical."),
        (StateWord, "dwn", "unknown-state", "Did you mean `down`?"),
        (KindWord, "outtage", "unknown-kind", "Did you mean `outage`?"),
        (KindWord, "maintenance", "unknown-kind", "scheduled"),
        (HarmWord, "notice", "unknown-kind", "Known are degradation"),
        (Pin, "yes", "unknown-word", "Did you mean `true`?"),
        (Pin, "2026-13-01", "invalid-date", "year, month, day"),
        (PostmortemWord, "requird", "unknown-word", "Did you mean `required`?"),
        (PostmortemWord, "never", "unknown-word", "A date says"),
        (PostmortemWord, "2026-12-01 10:00", "invalid-date", "`2026-12-01`"),
        (Colour, "bleu", "unknown-word", "Did you mean `blue`?"),
    ],
)
def test_unknown_words_are_errors_with_what_was_meant(
    kind: TypeForm, text: str, code: str, hint: str
) -> None:
    value, [problem] = read(kind, text)
    assert value is None
    assert problem.code == code
    assert text in problem.message.lower() or text in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("kind", "vocabularies"),
    [
        (StateWord, (COMPONENT_STATES,)),
        (ImpactWord, (IMPACTS,)),
        (KindWord, (KINDS, NOTICE)),
        (HarmWord, (KINDS,)),
    ],
)
def test_editors_know_every_word_in_every_spelling(
    kind: TypeForm, vocabularies: tuple[Any, ...]
) -> None:
    offered, understood = TypeAdapter(kind).json_schema()["anyOf"]
    for vocabulary in vocabularies:
        assert set(vocabulary.names) <= set(offered["enum"])
        for word in vocabulary.spellings:
            for spelling in (word, word.upper(), word.replace("_", "  "), word.replace(" ", "-")):
                assert re.search(understood["pattern"], spelling), spelling
    assert not re.search(understood["pattern"], "something else")
