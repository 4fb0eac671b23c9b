from __future__ import annotations

from statusgen.commands.rejection import way_out
from statusgen.problems import Problem, Severity, Span


def problem(path: str, code: str = "unknown-state", severity: Severity = Severity.ERROR) -> Problem:
    return Problem(code=code, message="", span=Span(path=path), severity=severity)


def test_a_text_that_stops_the_others_can_be_a_draft() -> None:
    assert way_out((problem("content/a.md"),)) == (
        "Quick way out: `draft: true` in content/a.md publishes the rest now.",
    )


def test_one_whose_head_cannot_be_read_gets_another_name() -> None:
    (told,) = way_out((problem("content/a.md", "yaml-syntax"), problem("content/site.yml")))
    assert told == (
        "Quick way out: a `_` before the name of content/a.md publishes the rest now, "
        "once content/site.yml is right."
    )


def test_what_is_no_text_has_no_way_out() -> None:
    assert way_out((problem("content/site.yml"),)) == ()
    assert way_out((problem("content/a.md", severity=Severity.WARNING),)) == ()
