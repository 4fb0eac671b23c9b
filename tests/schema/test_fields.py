from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from schema.fronts import PLACE, TypeForm, read_value

from statusgen.model import ComponentState, Decision, Impact, Kind
from statusgen.notation.words import COMPONENT_STATES, IMPACTS, KINDS, NOTICE
from statusgen.schema.fields import (
    Accent,
    AnyText,
    ComponentId,
    Day,
    Duration,
    Flag,
    Format,
    HarmWord,
    Id,
    ImpactWord,
    Instant,
    KindWord,
    Language,
    Line,
    Logo,
    Moment,
    Paragraph,
    Pin,
    PostmortemWord,
    Reference,
    RoleName,
    SiteId,
    StateWord,
    Theme,
    Zone,
    one_of,
)
from statusgen.source.text import Broken, Mapping, Scalar, Sequence

TYPES = (AnyText, ComponentId, Day, Duration, Id, Instant, Line, Moment, Paragraph, RoleName, Zone)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Line, " 404 ", "404"),
        (Line, "one\n", "one"),
        (Paragraph, "one\ntwo\n", "one\ntwo"),
        (AnyText, "", ""),
        (Instant, "2026-11-20 14:05", datetime(2026, 11, 20, 13, 5, tzinfo=UTC)),
        (Day, "2026-11-20", date(2026, 11, 20)),
        (Moment, "2026-11-20 14:05 UTC", datetime(2026, 11, 20, 14, 5, tzinfo=UTC)),
        (Moment, "2026-11-20", datetime(2026, 11, 19, 23, tzinfo=UTC)),
        (Duration, "1h30m", timedelta(minutes=90)),
        (Zone, "Asia/Tokyo", "Asia/Tokyo"),
        (Zone, "z", "UTC"),
        (Id, "INC-2026_1", "INC-2026_1"),
        (RoleName, "Incident manager", "incident_manager"),
    ],
)
def test_types_read_valid_text(kind: TypeForm, text: str, value: object) -> None:
    assert read_value(kind, text) == (value, [])


def test_ids_and_references_keep_their_place() -> None:
    for kind in (ComponentId, Reference):
        assert read_value(kind, " api ") == (Scalar(text="api", span=PLACE), [])


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (Line, "", "missing-value"),
        (Line, "one\ntwo", "not-one-line"),
        (Paragraph, " \n", "missing-value"),
        (Instant, "2026-11-20", "invalid-time"),
        (Day, "2026-11-31", "invalid-date"),
        (Moment, "2026-11-20 25:00", "invalid-time"),
        (Moment, "soon", "invalid-date"),
        (Duration, "soon", "invalid-duration"),
        (Zone, "CET", "ambiguous-zone"),
        (Zone, "+01:00", "unknown-zone"),
        (Zone, "", "unknown-zone"),
        (Id, "a b", "invalid-id"),
        (Id, "x" * 101, "invalid-id"),
        (ComponentId, "API", "invalid-id"),
        (ComponentId, "-api", "invalid-id"),
        (RoleName, " ", "missing-value"),
    ],
)
def test_each_mistake_is_one_problem_at_the_value(kind: TypeForm, text: str, code: str) -> None:
    value, [problem] = read_value(kind, text)
    assert value is None
    assert (problem.code, problem.span.column) == (code, 6)
    assert problem.hint


def test_a_list_or_keys_in_place_of_a_value_are_an_error() -> None:
    for node in (Sequence(items=(), span=PLACE), Mapping(entries=(), span=PLACE)):
        value, [problem] = read_value(Line, node)
        assert value is None
        assert problem.code == "wrong-shape"


def test_a_broken_value_is_not_reported_again() -> None:
    assert read_value(Line, Broken(span=PLACE)) == (None, [])


def test_a_message_shortens_a_long_value() -> None:
    for kind in (Day, Id, Zone, Duration, Instant):
        for problem in read_value(kind, "x" * 100_000)[1]:
            assert len(problem.message) < 400


@given(st.sampled_from(TYPES), st.text(max_size=30))
def test_any_value_is_read_or_reported(kind: TypeForm, text: str) -> None:
    value, problems = read_value(kind, text)
    assert (value is None) == bool(problems)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Format, "1", 1),
        (SiteId, "status.acme.example,2026", "status.acme.example,2026"),
        (SiteId, "acme.example,2026-11-20", "acme.example,2026-11-20"),
        (Language, "fr", "fr"),
        (Theme, "default", "default"),
        (Logo, "static/logo.svg", "static/logo.svg"),
        (Logo, "static/brand/logo.PNG", "static/brand/logo.PNG"),
        (Accent, "#0B5FFF", "#0b5fff"),
        (Accent, "#f0a", "#ff00aa"),
    ],
)
def test_valid_values_of_site_yml(kind: TypeForm, text: str, value: object) -> None:
    assert read_value(kind, text) == (value, [])


@pytest.mark.parametrize(
    ("kind", "text", "code", "hint"),
    [
        (Format, "2", "unknown-format", "newer statusgen"),
        (Format, "one", "unknown-format", "`format: 1`"),
        (SiteId, "status.acme.example", "invalid-site-id", "status.example.com,2026"),
        (SiteId, "Acme.example,2026", "invalid-site-id", "lowercase"),
        (SiteId, "acme.example,2026-13", "invalid-site-id", ""),
        (SiteId, "acme..example,2026", "invalid-site-id", ""),
        (Language, "fr-CA", "unknown-language", "Did you mean `fr`?"),
        (Language, "English", "unknown-language", "Did you mean `en`?"),
        (Language, "xx", "unknown-language", "Choose one of: en, fr."),
        (Theme, "../x", "invalid-theme", "themes/"),
        (Logo, "logo.svg", "invalid-logo", "`static/logo.svg`"),
        (Logo, "static/../logo.svg", "invalid-logo", ""),
        (Logo, "static/logo.gif", "invalid-logo", "SVG or PNG"),
        (Accent, "0b5fff", "invalid-colour", "in quotes"),
        (Accent, "blue", "invalid-colour", ""),
        (Accent, "#0b5f", "invalid-colour", ""),
    ],
)
def test_invalid_values_of_site_yml_are_reported_with_a_hint(
    kind: TypeForm, text: str, code: str, hint: str
) -> None:
    value, [problem] = read_value(kind, text)
    assert value is None
    assert problem.code == code
    assert text in problem.message
    assert hint in problem.hint


Colour = Annotated[str, one_of("red", "blue")]


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
        (Pin, "2026-12-01", datetime(2026, 11, 30, 23, tzinfo=UTC)),
        (PostmortemWord, "not needed", Decision.NOT_NEEDED),
        (PostmortemWord, "2026-12-01", date(2026, 12, 1)),
        (Colour, "Red", "red"),
    ],
)
def test_valid_words(kind: TypeForm, text: str, value: object) -> None:
    assert read_value(kind, text) == (value, [])


@pytest.mark.parametrize(
    ("kind", "text", "code", "hint"),
    [
        (Flag, "yes", "unknown-word", "Did you mean `true`?"),
        (Flag, "perhaps", "unknown-word", "Write `true`"),
        (ImpactWord, "criticle", "unknown-impact", "Did you mean `critical`?"),
        (ImpactWord, "P1", "unknown-impact", "Choose one of: none, minor, major, critical."),
        (StateWord, "dwn", "unknown-state", "Did you mean `down`?"),
        (KindWord, "outtage", "unknown-kind", "Did you mean `outage`?"),
        (KindWord, "maintenance", "unknown-kind", "scheduled"),
        (HarmWord, "notice", "unknown-kind", "Choose one of: degradation"),
        (Pin, "yes", "unknown-word", "Did you mean `true`?"),
        (Pin, "2026-13-01", "invalid-date", "year, month and day"),
        (PostmortemWord, "requird", "unknown-word", "Did you mean `required`?"),
        (PostmortemWord, "never", "unknown-word", "A date is the day of publication"),
        (PostmortemWord, "2026-12-01 10:00", "invalid-date", "`2026-11-20`"),
        (Colour, "bleu", "unknown-word", "Did you mean `blue`?"),
    ],
)
def test_an_unknown_word_is_an_error_with_a_suggestion(
    kind: TypeForm, text: str, code: str, hint: str
) -> None:
    value, [problem] = read_value(kind, text)
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
