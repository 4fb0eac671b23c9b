"""The commands for after an incident, run on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands.running import run
from people import Copies
from sample import FILES, lay


def test_a_postmortem_can_be_drafted_from_any_folder_of_the_project(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "content/incidents")
    result = run("postmortem", "api", "--title", "Why")
    assert result.exit_code == 0
    assert result.stdout.startswith("../../content/postmortems/2026-11-20-api.md: a draft")
    assert (project / "content/postmortems/2026-11-20-api.md").exists()
    result = run("postmortem", "api")
    assert result.exit_code == 2
    assert "already has a postmortem: ../../content/postmortems/2026-11-20-api.md" in result.stderr


def test_without_a_terminal_an_ambiguous_name_lists_the_choices(project: Path) -> None:
    result = run("postmortem", "2026-11", "--project", project)
    assert result.exit_code == 2
    assert "  2026-11-20-api  Elevated error rates\n" in result.stderr


def test_a_draft_can_be_pushed(copies: Copies) -> None:
    lay(copies.ana, FILES)
    result = run("postmortem", "api", "--publish", "--project", copies.ana)
    assert result.exit_code == 0
    assert "pushed to main of origin: no page shows it" in result.stdout
    assert copies.log()[0] == "Elevated error rates: draft of a postmortem"


def test_a_scenario_is_made_from_an_incident(project: Path) -> None:
    result = run("scenario", "--from", "2026-11-20-api", "--name", "errors", "--project", project)
    assert result.exit_code == 0
    assert "errors.md: a scenario made from 2026-11-20-api\n" in result.stdout
    assert (project / "content/scenarios/errors.md").exists()
    assert run("scenario", "--project", project).exit_code == 2
