"""Questions, and what is said of answers that are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click
import pytest

from statusgen.commands.prompts import ask_state, ask_text, choose

CHOICES = [("api", "Errors"), ("api-slow", "Slow API"), ("web", "Pages fail"), ("app", "pages")]

Types = Callable[..., Iterator[str | Exception]]


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Types:
    """Return what makes somebody type lines, and tells which are left."""

    def typed(*lines: str | Exception) -> Iterator[str | Exception]:
        left = iter(lines)

        def line(_prompt: str) -> str:
            answer = next(left)
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr("click.termui.visible_prompt_func", line)
        return left

    return typed


def test_enter_gives_the_default_or_shows_what_is_expected(
    types: Types, capsys: pytest.CaptureFixture[str]
) -> None:
    types("", "  ", " mine ")
    assert ask_text("Why?") == "mine"
    assert capsys.readouterr().err.count("An answer is required.\n") == 2
    types("", " ")
    assert ask_text("Why?", default="usual") == "usual"
    assert ask_text("Why?", default="") == ""


def test_interruption_is_not_an_answer(types: Types) -> None:
    types(EOFError())
    with pytest.raises(click.Abort):
        ask_text("Why?")


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("2", "api-slow"),
        ("api", "api"),
        ("API", "api"),
        ("errors", "api"),
        ("slow", "api-slow"),
        ("Pages", "app"),
        ("fail", "web"),
    ],
)
def test_choice_by_number_name_or_unique_part(types: Types, answer: str, name: str) -> None:
    types(answer)
    assert choose("Which one?", CHOICES) == name


def test_unknown_choice_is_reported(types: Types, capsys: pytest.CaptureFixture[str]) -> None:
    expected = "Type a number from 1 to 4, or a name."
    types("", "9", "none", "AP", "page", "1")
    assert choose("Which one?", CHOICES) == "api"
    told = capsys.readouterr().err.splitlines()
    assert [line for line in told if expected in line] == [
        expected,
        expected,
        expected,
        f"Several match: api, api-slow, app. {expected}",
        f"Several match: web, app. {expected}",
    ]


@pytest.mark.parametrize(
    ("answer", "name"),
    [("api-slwo", "api-slow"), ("Slo API", "api-slow"), ("Errosr", "api"), ("xyzzy", "")],
)
def test_similar_choice_is_suggested(
    types: Types, capsys: pytest.CaptureFixture[str], answer: str, name: str
) -> None:
    types(answer, "1")
    assert choose("Which one?", CHOICES) == "api"
    hint = f"Did you mean {name}? " if name else ""
    assert f"{hint}Type a number from 1 to 4, or a name." in capsys.readouterr().err.splitlines()


def test_shared_title_chooses_neither(types: Types, capsys: pytest.CaptureFixture[str]) -> None:
    types("errors", "b")
    assert choose("Which one?", [("a", "Errors"), ("b", "Errors")]) == "b"
    assert "Several match: a, b." in capsys.readouterr().err


def test_state_is_asked_until_it_is_valid(types: Types, capsys: pytest.CaptureFixture[str]) -> None:
    types("dwn", "partial outage")
    assert ask_state("api", None) == "partial outage"
    shown = capsys.readouterr().err
    assert "Did you mean down? Type ok, maintenance, degraded, partial or down.\n" in shown
    types("")
    assert ask_state("api", "degraded_performance") == "degraded"
