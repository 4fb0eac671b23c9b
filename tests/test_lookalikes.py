"""A lookalike in a heading, a field, a key or a value is read as what was meant, or named."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statusgen.lookalikes import describe, place_as_typed, plain
from statusgen.problems import Problems, Span
from statusgen.reading.incident import IncidentEntry, parse_incident
from statusgen.source.text import File, decode

INCIDENT = """\
---
title: <Errors — for some>
kind: [outage, security]
components:
  api: down
  web: degraded
started: 2026-11-20 13:40 +01:00
timezone: Europe/Paris
draft: false
allow:
  - vague-title
---

## Investigating — 2026-11-20 13:52

- next: 15:00
- components: api=partial_outage, web=ok
- cause: <A release: 2\u00a0% of all \u2013 or so.>
- eta: 2h30m

<We look.>

## In progress — 2026-11-20 15:35 UTC

* impact: major
* workaround: <None. Wait\u00a0…>
* corrected: 2026-11-20 16:40

<1. All is\u00a0well: 10\u202f%.>
""".replace("In progress", "Identified")
PROSE = re.compile(r"<(.*?)>")


@dataclass(frozen=True)
class Typed:
    """A text with one lookalike, and the same text without it."""

    text: str
    char: str


def parts() -> tuple[str, list[int]]:
    """Return the incident, and the places of the characters outside prose and line ends."""
    text, places, last = "", list[int](), 0
    for found in PROSE.finditer(INCIDENT):
        places += range(len(text), len(text) + found.start() - last)
        text += INCIDENT[last : found.start()] + found[1]
        last = found.end()
    places += range(len(text), len(text) + len(INCIDENT) - last)
    text += INCIDENT[last:]
    return text, [place for place in places if text[place] != "\n"]


TEXT, PLACES = parts()


@cache
def lookalikes() -> dict[str, list[str]]:
    """Return the characters of Unicode with another plain form, by that form."""
    found: dict[str, list[str]] = {}
    for char in map(chr, range(0x80, sys.maxunicode)):
        # Others are unassigned, private, or halves of a character.
        if unicodedata.category(char) not in {"Cn", "Co", "Cs"} and (form := plain(char)) != char:
            found.setdefault(form, []).append(char)
    return found


@st.composite
def replaced(draw: st.DrawFn) -> Typed:
    known = lookalikes()
    place = draw(st.sampled_from([place for place in PLACES if TEXT[place] in known]))
    char = draw(st.sampled_from(known[TEXT[place]]))
    return Typed(f"{TEXT[:place]}{char}{TEXT[place + 1 :]}", char)


@st.composite
def inserted(draw: st.DrawFn) -> Typed:
    place, char = draw(st.sampled_from(PLACES)), draw(st.sampled_from(lookalikes()[""]))
    return Typed(f"{TEXT[:place]}{char}{TEXT[place:]}", char)


def read(text: str) -> tuple[IncidentEntry, Problems]:
    problems = Problems()
    source = decode(File(path="content/incidents/x.md", data=text.encode()), problems)
    assert source
    return parse_incident(source, problems, "UTC"), problems


MEANT = read(TEXT)[0].incident


def test_the_plain_text_is_right() -> None:
    assert MEANT
    assert not list(read(TEXT)[1])


@given(replaced() | inserted())
@example(Typed(TEXT.replace("- next", "-\u00a0next"), "\u00a0"))
@example(Typed(TEXT.replace("\n- ", "\n\u2014 "), "\u2014"))
@example(Typed(TEXT.replace("\n* ", "\n\u2022\t"), "\u2022"))
@example(Typed(TEXT.replace("\n* ", "\n\uff0a"), "\uff0a"))
@example(Typed(TEXT.replace("\n- ", "\n-"), "-"))
@example(Typed(TEXT.replace("\n## ", "\n\u200b##\u2009"), "\u2009"))
@example(Typed(TEXT.replace("title: ", "title\uff1a"), "\uff1a"))
@example(Typed(TEXT.replace("  web: ", "  web\uff1a"), "\uff1a"))
@example(Typed(TEXT.replace("[outage, ", "[outage\uff0c"), "\uff0c"))
@example(Typed(TEXT.replace("---", "\u2014\u2014\u2014"), "\u2014"))
def test_a_lookalike_is_read_as_what_was_meant_or_named(typed: Typed) -> None:
    entry, problems = read(typed.text)
    if problems.errors:
        name = unicodedata.name(typed.char).lower()
        assert any(f" {name}" in f"{each.message} {each.hint}" for each in problems.errors)
    else:
        assert entry.incident == MEANT


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("**Resolved — 2026-11-20 15:35**", "update-in-text"),
        ("__Resolved\u00a0— 2026-11-20 15:35 UTC:__", "update-in-text"),
        ("*Identified* \u2013 2026\u201311\u201320T15:35", "update-in-text"),
        ("\u2192 next: 11:00", "misplaced-field"),
        ("\u2705 impact: major", "misplaced-field"),
        ("next\u2236 11:00", "misplaced-field"),
        ("We look.\n\n\u2022 next\uff1a11:00", "misplaced-field"),
        ("We look.\n\n    - components: api=down", "misplaced-field"),
    ],
)
def test_what_looks_like_a_field_or_a_heading_is_reported(text: str, code: str) -> None:
    _, problems = read(TEXT.replace("We look.", text).replace("- next: 15:00\n", "", 1))
    _, alone = read(re.sub(r"(13:52\n\n)(?:- .*\n)+\n.*", rf"\1{text}", TEXT))
    assert {each.code for each in (*problems, *alone)} == {code}


@pytest.mark.parametrize(
    "text",
    [
        "**Resolved on 2026-11-20 at 15:35 in Paris**",
        "**We resolved it** — 2026-11-20 15:35",
        "- Identified — 2026-11-20 14:20",
        "Identified — 2026-11-20 14:20",
        "* Identified — 2026-11-20 14:20",
        "Update 2026-11-20: all is well.",
        "\u200b\uff03\uff14 next",
        "\u2022 Some: text",
        "注意\uff1a请等待",
        "a\n\u2014\u2014\u2014",
    ],
)
def test_texts_with_lookalikes_stay_texts(text: str) -> None:
    entry, problems = read(TEXT.replace("We look.", text))
    assert not list(problems)
    assert entry.incident
    assert entry.incident.updates[0].body.markdown == text


def test_text_in_yaml_keeps_its_characters() -> None:
    title = "帮助\uff1a支持\uff0c\u00a0foo"
    entry, problems = read(TEXT.replace("title: Errors — for some", f"title: {title}"))
    assert not list(problems)
    assert entry.incident
    assert entry.incident.title == title


def test_the_place_of_a_lookalike_is_exact() -> None:
    _, problems = read(TEXT.replace("web=ok", "web=\u200b\uff47one\u00a0"))
    (problem,) = problems
    span = problem.span
    assert problem.code == "unknown-state"
    assert span.text[span.column - 1 :][: span.length] == "\uff47one"


@given(st.text(st.sampled_from([*"ab -", "\u00a0", "\u200b", "\ufb01", "\u2014", "é"])))
def test_places_in_the_plain_form(text: str) -> None:
    shown = plain(text)
    assert plain(shown) == shown
    for place, char in enumerate(shown):
        assert char in plain(text[place_as_typed(text, place)])
    span = Span(path="x", text=text, length=len(text))
    if "b" in shown:
        found = span.part("b")
        assert text[found.column - 1 :][: found.length] == "b"


def test_a_lookalike_is_named_by_its_neighbour() -> None:
    assert describe("-\u00a0next", 1) == "There is a no-break space after `-`."
    assert describe("\u3000next: x", 0) == "There is an ideographic space at the start."
    assert describe("\uf0b7", 0) == "There is a character u+f0b7 at the start."
    assert Span(path="x", text="a \u2013 b\u200bc", length=6).lookalike == (
        " There is a zero width space after `b`."
    )
    assert not Span(path="x", text="a \u2013 b\u200bc", length=5).lookalike
