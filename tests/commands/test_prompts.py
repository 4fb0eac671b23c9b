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


def test_enter_is_the_default_or_is_told_what_is_expected(
    types: Types, capsys: pytest.CaptureFixture[str]
) -> None:
    types("", "  ", " mine ")
    assert ask_text("Why?") == "mine"
    assert capsys.readouterr().err.count("Something is needed here.\n") == 2
    types("", " ")
    assert ask_text("Why?", default="usual") == "usual"
    assert ask_text("Why?", default="") == ""


def test_an_answer_that_is_no_text_is_asked_for_again(
    types: Types, capsys: pytest.CaptureFixture[str]
) -> None:
    types("caf\udce9", UnicodeDecodeError("utf-8", b"caf\xe9", 3, 4, "unexpected end"), "café")
    assert ask_text("Where?", default="here") == "café"
    assert capsys.readouterr().err.count("This is not UTF-8 text") == 2


def test_breaking_off_is_no_answer(types: Types) -> None:
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
def test_one_is_chosen_by_number_or_name_or_a_part_that_no_other_has(
    types: Types, answer: str, name: str
) -> None:
    types(answer)
    assert choose("Which one?", CHOICES) == name


def test_what_is_not_chosen_is_told(types: Types, capsys: pytest.CaptureFixture[str]) -> None:
    expected = "Type a number from 1 to 4, or a name."
    types("", "9", "none", "AP", "page", "1")
    assert choose("Which one?", CHOICES) == "api"
    told = capsys.readouterr().err.splitlines()
    assert [line for line in told if expected in line] == [
        expected,
        expected,
        expected,
        f"Several fit: api, api-slow, app. {expected}",
        f"Several fit: web, app. {expected}",
    ]


@pytest.mark.parametrize(
    ("answer", "name"),
    [("api-slwo", "api-slow"), ("Slo API", "api-slow"), ("Errosr", "api"), ("xyzzy", "")],
)
def test_what_was_probably_meant_is_offered(
    types: Types, capsys: pytest.CaptureFixture[str], answer: str, name: str
) -> None:
    types(answer, "1")
    assert choose("Which one?", CHOICES) == "api"
    hint = f"Did you mean {name}? " if name else ""
    assert f"{hint}Type a number from 1 to 4, or a name." in capsys.readouterr().err.splitlines()


def test_a_title_that_two_have_chooses_neither(
    types: Types, capsys: pytest.CaptureFixture[str]
) -> None:
    types("errors", "b")
    assert choose("Which one?", [("a", "Errors"), ("b", "Errors")]) == "b"
    assert "Several fit: a, b." in capsys.readouterr().err


def test_a_state_is_asked_for_until_it_is_one(
    types: Types, capsys: pytest.CaptureFixture[str]
) -> None:
    types("dwn", "partial outage")
    assert ask_state("api", None) == "partial outage"
    shown = capsys.readouterr().err
    assert "Did you mean down? Choose one of: " in shown
    types("")
    assert ask_state("api", "degraded_performance") == "degraded"
