"""No report repeats a secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from assembly import assembled, incident
from sample import FILES, INCIDENT, NOW, lay

from statusgen.advice.leaks import mask_secrets, masked
from statusgen.commands.workspace import open_workspace
from statusgen.problems import Problem, Problems, Span

SECRETS = "ghp_" + "0123456789abcdefghijklmnopqrstuvwxyz"
REST = SECRETS[4:]
X = "incidents/x.md"


def test_only_the_beginning_of_a_secret_is_shown() -> None:
    stars = "*" * len(REST)
    assert masked(f"a {SECRETS}, {SECRETS}") == f"a ghp_{stars}, ghp_{stars}"
    assert masked("Nothing.") == "Nothing."


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f"See db1.internal, {SECRETS}.", {"internal-host", "secret-in-text"}),
        (f"Mail {SECRETS}@mail.example now.", {"mail-address", "secret-in-text"}),
        (
            f"Ask 10.0.0.1 {SECRETS}, [](y.md).",
            {"private-address", "secret-in-text", "unknown-link"},
        ),
    ],
)
def test_no_problem_on_its_line_repeats_a_secret(text: str, codes: set[str]) -> None:
    _, problems = assembled({X: incident("", text)})
    assert {each.code for each in problems} == codes
    for problem in problems:
        assert REST[:8] not in problem.as_text() + problem.as_github()


def test_a_secret_in_a_yaml_escape_hides_its_whole_line() -> None:
    title = f'"db1.internal \\u0067{SECRETS[1:]}"'
    _, problems = assembled({X: incident("", "Text.").replace("Errors on the API", title)})
    assert {each.code for each in problems} == {"internal-host", "secret-in-text"}
    assert not any(REST[:8] in each.as_text() for each in problems)


def test_an_unreadable_file_does_not_show_a_secret(tmp_path: Path) -> None:
    broken = INCIDENT.replace("title: Elevated", f"title: {SECRETS}: Elevated")
    _, problems = assembled({X: broken})
    assert "yaml-syntax" in {each.code for each in problems}
    desk = open_workspace(
        lay(tmp_path, {**FILES, "content/incidents/2026-11-20-api.md": broken}), NOW
    )
    _, found = desk.read(desk.incident_files)
    for problem in (*problems, *found):
        assert REST[:8] not in problem.as_text()


def test_a_problem_without_a_secret_stays_the_same_object() -> None:
    problem = Problem(code="a", message="b", span=Span(path="c", text="d"))
    problems = Problems([problem])
    mask_secrets(problems)
    assert next(iter(problems)) is problem
