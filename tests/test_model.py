from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args, get_type_hints

import pytest

from statusgen.model import (
    PUBLIC_TEXTS,
    WITHDRAWN,
    Incident,
    Postmortem,
    Sort,
    State,
    Text,
    Update,
    public_texts,
)

NOT_TEXTS = {
    *("id", "slug", "path", "aliases", "components"),
    *("incidents", "allow"),  # of a postmortem: slugs, and codes of warnings
}
"""Fields with strings that are not texts for readers."""

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def holds_text(kind: object) -> bool:
    return kind in {str, Text} or any(map(holds_text, get_args(kind)))


@pytest.mark.parametrize("kind", [Incident, Update, Postmortem])
def test_every_text_field_is_among_the_public_texts(kind: type) -> None:
    texts = {name for name, hint in get_type_hints(kind).items() if holds_text(hint)}
    assert texts - NOT_TEXTS == set(PUBLIC_TEXTS[kind])


def test_the_texts_of_an_incident_include_those_of_its_updates() -> None:
    first = Update(id="1", at=NOON, state=State.INVESTIGATING, body=Text(markdown="We look."))
    second = replace(first, id="2", workaround=WITHDRAWN, cause=Text(markdown="A release."))
    incident = Incident(
        slug="x", id="x", path="x.md", title="Errors", sort=Sort.INCIDENT, updates=(first, second)
    )
    texts = [(name, text.markdown) for name, text in public_texts(incident) if text]
    assert texts == [
        ("title", "Errors"),
        ("body", "We look."),
        ("body", "We look."),
        ("cause", "A release."),
    ]
