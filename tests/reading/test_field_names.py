from __future__ import annotations

import re

import pytest

from statusgen.reading.field_names import (
    NAMES,
    NESTED,
    disguised_key,
    known_key,
    match_field,
    match_in_text,
    meant_key,
    name_of,
    near_key,
)
from statusgen.source.body import Line


def match(text: str) -> re.Match[str]:
    found = match_field(Line(number=1, text=text))
    assert found
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_key_is_known_in_every_spelling(name: str) -> None:
    for text in (name, name.upper(), name.replace(" ", "_"), name.replace(" ", "-")):
        assert name_of(known_key(match(f"- {text} : x")) or "") == name


@pytest.mark.parametrize(
    "text", ["next: x", "   * next:x", "+\tnext:", "action\\_required: x", "next:15:00"]
)
def test_lines_that_begin_with_a_key(text: str) -> None:
    assert known_key(match(text))


@pytest.mark.parametrize(
    "text",
    ["    next: x", "1. next: x", "http://x", "15:00", "`next`: x", "_next_: x", "next_: x", "x"],
)
def test_lines_that_do_not(text: str) -> None:
    found = match_field(Line(number=1, text=text))
    assert not found or not known_key(found)


def test_code_has_no_fields() -> None:
    assert not match_field(Line(number=1, text="next: 15:00", code=True))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("nxet: 15:00", "next"),
        ("nex: 30m", "next"),
        ("nexxt: 2026-11-20 15:00", "next"),
        ("nest: 1h 30m", "next"),
        ("eat: none", "eta"),
        ("Component: api=ok", "components"),
        ("componets: api = ok", "components"),
        ("imapct: Major", "impact"),
        ("imapct: critique", "impact"),
        ("windows: 2026-11-20 14:00 / 2026-11-20 15:00", "window"),
        ("correctd: 2026-11-20 14:00", "corrected"),
    ],
)
def test_a_misspelt_key_is_known_by_its_value(text: str, key: str) -> None:
    assert meant_key(match(text)) == key


@pytest.mark.parametrize(
    "text",
    [
        "Component: the API",
        "Impacts: users cannot log in",
        "text: we look",
        "EU: recovered.",
        "next: 15:00",
        "netx2: 15:00",
        "Windows: not affected",
    ],
)
def test_text_is_no_misspelt_key(text: str) -> None:
    assert meant_key(match(text)) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("workarond: x", "workaround"),
        ("casue: x", "cause"),
        ("actions required: x", "action_required"),
        ("fox: x", None),
        ("it: x", None),
        ("impcat: x", "impact"),
        ("component: the API", "components"),
        ("windows: x", None),
        ("because: x", None),
    ],
)
def test_a_near_miss_of_a_long_key(text: str, key: str | None) -> None:
    assert near_key(match(text)) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("- **next**: 15:00", "next"),
        ("_next_: 15:00", "next"),
        ("1. `ETA`: 1h", "eta"),
        ("next = 15:00", "next"),
        ("Next 15:00", "next"),
        ("next\uff1a15:00", "next"),
        ("Next update — 15:00 UTC", "next"),
        ("- Components affected: api=down", "components"),
        ("Customer impact: none", "impact"),
        ("Maintenance window: 2026-11-20 22:00 / 2026-11-20 23:00", "window"),
        ("The next update comes by 15:00.", None),
        ("Next steps: we look", None),
        ("Impact on customers: none of them noticed", None),
        ("**Cause**: a release", None),
        ("Windows: not affected", None),
    ],
)
def test_a_key_in_disguise(text: str, key: str | None) -> None:
    assert disguised_key(Line(number=1, text=text)) == key
    assert disguised_key(Line(number=1, text=text, code=True)) is None


@pytest.mark.parametrize("text", ["1. next: x", "> - next: x", "- [ ] next: x", "  - next: x"])
def test_a_key_at_the_head_of_a_line_in_a_text(text: str) -> None:
    found = match_in_text(Line(number=1, text=text))
    assert found
    assert known_key(found) == "next"
    assert match_in_text(Line(number=1, text=text.replace(": ", ":"))) is None


@pytest.mark.parametrize("text", ["api=ok next: 15:00", "cause: x", "x Action-required : y"])
def test_a_field_inside_a_value(text: str) -> None:
    assert NESTED.search(text)


@pytest.mark.parametrize("text", ["because: x", "prefix: x", "next:15", "the next one: x"])
def test_no_field_inside_a_value(text: str) -> None:
    assert not NESTED.search(text)
