"""The choices of the forms follow the scenarios."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from commands.running import run
from sample import FILES, lay

from statusgen.commands.check import check
from statusgen.commands.forms import FORMS
from statusgen.commands.init import STARTER, init, started_languages
from statusgen.model import State

REPORT, UPDATE, GITLAB = FORMS
FORM = """\
# Ours
on:
  workflow_dispatch:
    inputs:
      choice:
        options: # {}
          - old
        required: true # ours
"""
SCENARIO = "---\ntitle: X\n---\n\n## Investigating\n\nWe look.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    scenarios = {"content/scenarios/slow.md": SCENARIO, "content/scenarios/404.md": SCENARIO}
    forms = {REPORT: FORM.format("scenarios"), UPDATE: FORM.format("states")}
    return lay(tmp_path, FILES | scenarios | forms)


def choices(project: Path, path: str) -> list[str]:
    read = yaml.safe_load((project / path).read_text(encoding="utf-8"))
    found: list[str] = read[True]["workflow_dispatch"]["inputs"]["choice"]["options"]
    return found


def test_the_choices_are_replaced_and_nothing_else(project: Path) -> None:
    result = run("forms", project)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Updated {REPORT}, {UPDATE}\nCommit and push")
    assert choices(project, REPORT) == ["none", "404", "slow"]
    assert {*choices(project, UPDATE)} == {state.word for state in State}
    assert choices(project, UPDATE)[0] == "update"
    text = (project / REPORT).read_text(encoding="utf-8")
    assert text.startswith("# Ours\non:\n")
    assert text.endswith("          - slow\n        required: true # ours\n")
    assert run("forms", project).stdout == "The forms are up to date\n"


def test_a_form_on_gitlab_is_updated_too(project: Path) -> None:
    lay(project, {GITLAB: "spec:\n  options: # scenarios\n  - old\n---\na: [b]\n"})
    run("forms", project / "content")
    text = (project / GITLAB).read_text(encoding="utf-8")
    assert text.startswith(
        "spec:\n  options: # scenarios\n    - none\n    - '404'\n    - slow\n---"
    )


def test_check_says_which_forms_are_out_of_date(project: Path) -> None:
    result = run("check", project)
    assert f"{REPORT}:6:1: warning[stale-form]: The choices of this form" in result.stdout
    assert result.stdout.count("Type `statusgen forms`") == 2
    run("forms", project)
    assert "stale-form" not in run("check", project).stdout
    (project / "content/scenarios/slow.md").unlink()
    assert run("check", project).stdout.count("stale-form") == 1


@pytest.mark.parametrize("language", started_languages())
def test_the_forms_of_a_new_project_are_up_to_date(tmp_path: Path, language: str) -> None:
    now = datetime.now(UTC)
    init(tmp_path, now, {}, language)
    init(tmp_path / "gitlab", now, {}, language, host="gitlab-pages")
    pipeline = (tmp_path / "gitlab" / GITLAB).read_text(encoding="utf-8")
    assert pipeline.count("options: # ") == 2
    lay(tmp_path, {GITLAB: pipeline})
    assert {*FORMS[:2]} <= {f".github/workflows/{path.name}" for path in WORKFLOWS}
    found = check(tmp_path, now=None, clock=now, tell=lambda _done, _total: None).problems
    assert "stale-form" not in {problem.code for problem in found}


WORKFLOWS = [*(STARTER / "project/dot-github/workflows").iterdir()]
