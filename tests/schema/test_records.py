from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field

from statusgen.problems import Problem, Problems
from statusgen.schema.fields import Context, Instant, Line, Zone
from statusgen.schema.records import (
    ENTRIES,
    KeyedRecord,
    descriptions,
    one_or_many,
    read_front,
    salvage,
    zone_of,
)
from statusgen.source.text import Mapping, Source
from statusgen.source.tree import parse_yaml


class Person(KeyedRecord):
    """Somebody."""

    name: Line
    """Who it is."""


class Letter(KeyedRecord):
    """A letter."""

    sent_to: Line = Field(alias="to")
    """Whom it is for."""
    body_text: Line
    """What it says."""
    timezone: Zone = "UTC"
    sent: Instant | None = None
    copies: tuple[Person, ...] = ()
    notes: Annotated[dict[Line, Line], ENTRIES] = Field(default_factory=dict)
    tags: Annotated[tuple[Line, ...], one_or_many(Line)] = ()

    def check(self, node: Mapping, context: Context) -> None:
        if self.sent_to == self.body_text:
            context.problems.error("same", "The same", node.span, "Write another.")


def front(text: str) -> Mapping:
    mapping = parse_yaml(Source(path="x.md", text=text), Problems())
    assert mapping
    return mapping


def read(text: str) -> tuple[Letter | None, list[Problem]]:
    problems = Problems()
    return read_front(Letter, front(text), problems, zone="UTC"), list(problems)


def test_the_docstring_below_a_field_describes_its_key() -> None:
    assert descriptions(Letter) == {"to": "Whom it is for.", "body_text": "What it says."}


def test_keys_may_have_any_spelling() -> None:
    letter, problems = read(
        "To: Ana\nBody-Text: hello\ntags: one\ncopies: [{name: Bo}]\nnotes: {A b: c}"
    )
    assert problems == []
    assert letter
    assert (letter.sent_to, letter.body_text, letter.tags) == ("Ana", "hello", ("one",))
    assert letter.copies[0].name == "Bo"
    assert letter.notes == {"A b": "c"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("to: a", [("missing-key", 1, 1)]),
        ("to: a\nbody text: b\ncolour: c", [("unknown-key", 3, 1)]),
        ("to: a\nbody_text: b\nBody text: c", [("duplicate-key", 3, 1)]),
        ("to: a\nbody_text: b\ncopies: Bo", [("wrong-shape", 3, 9)]),
        ("to: a\nbody_text: b\ncopies: [Bo]", [("wrong-shape", 3, 10)]),
        (
            "to: a\nbody_text: b\ncopies:\n- {}\n- name: [x]",
            [("missing-key", 4, 3), ("wrong-shape", 5, 9)],
        ),
        ("to: a\nbody_text: b\nnotes: [x]", [("wrong-shape", 3, 8)]),
        (
            "to: a\nbody_text: b\nnotes: {x: '', y: [z]}",
            [("missing-value", 3, 12), ("wrong-shape", 3, 19)],
        ),
        ("to: a\nbody_text: b\ntags: [a, [b]]", [("wrong-shape", 3, 11)]),
        ("to: a\nbody_text: b\nnotes: {'a ': b, a: c}", [("duplicate-key", 3, 9)]),
        ("to: a\nbody_text: a", [("same", 1, 1)]),
        (
            "to: [a]\nbody_text: ''\nsent: now",
            [("wrong-shape", 1, 5), ("missing-value", 2, 12), ("invalid-time", 3, 7)],
        ),
    ],
)
def test_each_problem_is_reported_at_its_node(text: str, found: list[tuple[str, int, int]]) -> None:
    letter, problems = read(text)
    assert letter is None
    assert [(each.code, each.span.line, each.span.column) for each in problems] == found
    assert all(each.hint for each in problems)


def test_a_misspelled_key_is_not_also_reported_as_missing() -> None:
    [problem] = read("to: a\nbody_txt: b")[1]
    assert problem.code == "unknown-key"
    assert problem.hint == "Did you mean `body_text`?"


def test_the_hint_for_a_missing_key_describes_it() -> None:
    assert read("to: a")[1][0].hint == "Add `body_text: …` (what it says)."


def test_an_empty_value_is_not_reported_again() -> None:
    letter, problems = read("to: a\nbody_text:")
    assert letter is None
    assert problems == []  # parsing reported it


def test_the_time_zone_of_a_file_overrides_the_default() -> None:
    letter, _ = read("to: a\nbody_text: b\nsent: 2026-11-20 14:05\ntimezone: Europe/Paris")
    assert letter
    assert letter.sent
    assert letter.sent.hour == 13


def test_the_zone_of_a_file_is_its_timezone_or_the_default() -> None:
    assert zone_of(front("timezone: Asia/Tokyo"), "UTC") == "Asia/Tokyo"
    assert zone_of(front("timezone: CET"), "UTC") == "UTC"
    assert zone_of(front("timezone: utc"), "Asia/Tokyo") == "UTC"
    assert zone_of(front("timezone: Z"), "Asia/Tokyo") == "UTC"
    assert zone_of(front("timezone: +01:00"), "Asia/Tokyo") == "Asia/Tokyo"
    assert zone_of(front("timezone: [UTC]"), "Asia/Tokyo") == "Asia/Tokyo"
    assert zone_of(None, "Asia/Tokyo") == "Asia/Tokyo"


def test_values_that_can_be_read_are_salvaged() -> None:
    text = "to: Ana\nsent: never\ntags: [a, b]\nnotes:\ncopies: [{name: Bo}, {}]\ncolour: red"
    assert read(text)[0] is None
    assert salvage(Letter, front(text), zone="UTC") == {"sent_to": "Ana", "tags": ("a", "b")}


def test_messages_do_not_use_words_of_pydantic() -> None:
    found: list[Any] = read(
        "to: [a]\nbody_text: {b: c}\ncopies: x\nnotes: y\nsent: {}\ntags: [[]]"
    )[1]
    shown = "\n".join(each.as_text() for each in found).lower()
    assert len(found) == 6
    for word in ("pydantic", "validat", "str", "dict", "tuple", "instance", "none"):
        assert word not in shown
