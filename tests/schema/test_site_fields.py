from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from statusgen.problems import Problem, Problems, Span
from statusgen.schema.fields import Context
from statusgen.schema.site_fields import Accent, Format, Language, Logo, SiteId, Theme
from statusgen.source.nodes import Scalar

TypeForm = Any  # of an annotated type, for which typing has no name


def read(kind: TypeForm, text: str) -> tuple[object, list[Problem]]:
    problems = Problems()
    try:
        value = TypeAdapter(kind).validate_python(
            Scalar(text=text, span=Span(path="content/site.yml")),
            context=Context(zone="UTC", problems=problems),
        )
    except ValidationError:
        value = None
    return value, list(problems)


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
def test_values(kind: TypeForm, text: str, value: object) -> None:
    assert read(kind, text) == (value, [])


@pytest.mark.parametrize(
    ("kind", "text", "code", "hint"),
    [
        (Format, "2", "unknown-format", "newer statusgen"),
        (Format, "one", "unknown-format", "`format: 1`"),
        (SiteId, "status.acme.example", "invalid-site-id", "status.example.com,2026"),
        (SiteId, "Acme.example,2026", "invalid-site-id", "small letters"),
        (SiteId, "acme.example,2026-13", "invalid-site-id", ""),
        (SiteId, "acme..example,2026", "invalid-site-id", ""),
        (Language, "fr-CA", "unknown-language", "Did you mean `fr`?"),
        (Language, "English", "unknown-language", "Did you mean `en`?"),
        (Language, "xx", "unknown-language", "Known are en, fr."),
        (Theme, "../x", "invalid-theme", "themes/"),
        (Logo, "logo.svg", "invalid-logo", "`static/logo.svg`"),
        (Logo, "static/../logo.svg", "invalid-logo", ""),
        (Logo, "static/logo.gif", "invalid-logo", "SVG or PNG"),
        (Accent, "0b5fff", "invalid-colour", "in quotes"),
        (Accent, "blue", "invalid-colour", ""),
        (Accent, "#0b5f", "invalid-colour", ""),
    ],
)
def test_mistakes(kind: TypeForm, text: str, code: str, hint: str) -> None:
    value, [problem] = read(kind, text)
    assert value is None
    assert problem.code == code
    assert text in problem.message
    assert hint in problem.hint
