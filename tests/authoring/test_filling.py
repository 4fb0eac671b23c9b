"""Placeholders and what stands in their place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import at, named

from statusgen.authoring.filling import Facts, fill, left_open, values_of
from statusgen.languages import read_language
from statusgen.rendering.locale import Locale

ENGLISH = Locale(read_language("en"), "Europe/Paris")
FRENCH = Locale(read_language("fr"), "Europe/Paris")
FACTS = Facts(
    at=at("14:05"),
    title="Errors: *all* of them",
    components=named("API", "Web", "Mail"),
    started=at("13:00"),
    next=at("15:00"),
    eta=at("11-21 08:00"),
    cause="A `release`.",
    variables=(("region", "eu_west_1"), ("empty", "")),
)


def made(facts: Facts, locale: Locale = ENGLISH) -> dict[str, str]:
    return {name: make() for name, make in values_of(facts, lambda: locale).items()}


def test_every_known_placeholder_has_its_words() -> None:
    assert made(FACTS) == {
        "title": r"Errors: \*all\* of them",
        "components": "API, Web and Mail",
        "now": "15:05 CET",
        "started": "14:00 CET",
        "next": "16:00 CET",
        "eta": "21 Nov, 09:00 CET",
        "cause": "A `release`.",
        "region": r"eu\_west\_1",
        "empty": "",
    }
    assert made(FACTS, FRENCH)["components"] == "API, Web et Mail"
    assert "next" not in made(replace(FACTS, next=None))


def test_many_components_are_shortened() -> None:
    facts = replace(FACTS, components=named(*"ABCDEF"))
    assert made(facts)["components"] == "A, B, C and 3 others"


def test_placeholders_with_a_value_are_filled_and_others_stay() -> None:
    text = "{{ a }} and {{b}} of {{ c }}\n\n`{{ a }}`, \\{{ a }}\n{{ a }}"
    assert fill(text, {"a": lambda: "one {{ b }}", "b": lambda: "two"}) == (
        "one {{ b }} and two of {{ c }}\n\n`{{ a }}`, \\{{ a }}\none {{ b }}"
    )
    assert fill("no braces", {}) == "no braces"


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("It fails. {{ a }} We are sorry.", "It fails. We are sorry."),
        ("{{ a }} We are sorry.", "We are sorry."),
        ("It fails. {{ a }}", "It fails."),
        ("It fails {{ a }}.", "It fails."),
        ("It fails. {{ a }} {{ b }}", "It fails. B."),
        ("It fails.\n\n{{ a }}\n\nWe are sorry.", "It fails.\n\nWe are sorry."),
        ("It fails.\n\n{{ a }} {{ a }}\n\nWe are sorry.", "It fails.\n\nWe are sorry."),
        ("It fails.\n{{ a }}\nWe are sorry.", "It fails.\nWe are sorry."),
        ("{{ a }}\n\nWe are sorry.", "We are sorry."),
        ("It fails.\n\n{{ a }}", "It fails."),
        ("- One\n- {{ a }}\n- Two", "- One\n- Two"),
        ("- {{ a }}Two", "- Two"),
    ],
)
def test_an_empty_value_leaves_no_gap(text: str, filled: str) -> None:
    assert fill(text, {"a": lambda: "", "b": lambda: "B."}) == filled


def test_what_has_no_value_is_named_once() -> None:
    assert [*left_open(["{{ a }} {{ b }} {{ a }}", "{{ c }} `{{ d }}`"], {"b"})] == ["a", "c"]
