"""A new incident or update before it is written, and what is refused there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from commands.desks import NOW, PROJECT, SCENARIO, again, codes, desk, text
from sample import INCIDENT

from statusgen.commands.incidents import find_incident, read_state
from statusgen.commands.new import new
from statusgen.commands.options import UsageError
from statusgen.commands.planning import plan_update
from statusgen.commands.update import update
from statusgen.commands.update_options import NewOptions, UpdateOptions
from statusgen.commands.workspace import Workspace
from statusgen.model import State

API = "content/incidents/2026-11-20-api.md"
WORDS = NewOptions(message="We know why.")


def test_resolved_incident_reopens_only_with_the_option(tmp_path: Path) -> None:
    at = desk(tmp_path)
    with pytest.raises(UsageError, match=r"ended at 2026-11-03 10:00 Europe/Paris.*--reopen"):
        update(at, "search", "monitoring", WORDS)
    update(at, "search", "update", UpdateOptions(message="One thing more.", cause="An index."))
    update(again(at, NOW + timedelta(hours=1)), "search", "identified", WORDS, reopen=True)
    assert codes(at, "2026-11-20 16:00 UTC") == []


def test_update_state_cannot_reopen(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ended at .* `update` does not reopen it"):
        update(desk(tmp_path), "search", "update", WORDS, reopen=True)


def test_update_dated_before_the_end_does_not_reopen(tmp_path: Path) -> None:
    at = desk(tmp_path)
    for reopen in (False, True):
        minute = "09:31" if reopen else "09:30"
        said = replace(WORDS, at=f"2026-11-03 {minute}")
        report = update(again(at), "search", "identified", said, reopen=reopen)
        assert "Readers see" not in "".join(report.notes)
    with pytest.raises(UsageError):
        update(again(at), "search", "identified", replace(WORDS, at="2026-11-03 10:00:01"))


def test_backdated_update_goes_between_the_others(tmp_path: Path) -> None:
    at = desk(tmp_path)
    update(at, "api", "update", WORDS)
    said = UpdateOptions(message="x", at="14:20")
    assert not update(again(at), "api", "identified", said).failed
    with pytest.raises(UsageError, match="already"):
        update(again(at), "api", "update", said)


def test_window_in_the_past_is_refused(tmp_path: Path) -> None:
    at = desk(tmp_path)
    past = NewOptions(scenario="work", start="2026-11-19 22:00")
    with pytest.raises(UsageError, match=r"^--from: .* would end at 2026-11-20 00:00 .* with --at"):
        new(at, past)
    with pytest.raises(UsageError, match=r"^--from: "):
        new(at, replace(past, until="2026-11-20 15:40"))
    new(at, replace(past, at="2026-11-19 12:00"))
    new(at, replace(past, title="Work goes on", until="2026-11-20 15:41"))
    later = UpdateOptions(message="It moves.", window="2026-11-19 10:00 / 2026-11-19 12:00")
    with pytest.raises(UsageError, match=r"^--window: .*12:00 .* its announcement at .* 15:40"):
        update(again(at), "work-goes-on", "update", later)
    assert codes(at) == []


NEEDS_TEXT = "We know why {{ region }} fails. More by {{ next }}."


def with_text(folder: Path, words: str) -> Workspace:
    """Return a project with an open incident whose scenario says something else."""
    files = {
        **PROJECT,
        "content/scenarios/database.md": SCENARIO.replace(NEEDS_TEXT, words),
        API: INCIDENT.replace("---\n", "---\nscenario: database\n", 1),
    }
    return desk(folder, files)


def test_text_is_required_without_an_editor(tmp_path: Path) -> None:
    at = desk(tmp_path)
    with pytest.raises(UsageError) as error:
        update(at, "api", "identified", UpdateOptions())
    assert str(error.value).splitlines()[1:] == ["  --message TEXT  What do readers need to know?"]
    update(at, "api", "identified", UpdateOptions(), edit=lambda ready: f"{ready}Mine.")
    assert text(at, API).endswith("\n\nMine.\n")


def test_missing_values_are_reported_before_the_editor_opens(tmp_path: Path) -> None:
    at = with_text(tmp_path, "It ends by {{ eta }}.")
    with pytest.raises(UsageError, match=r"--eta WHEN  When do you expect it to end\?"):
        update(at, "api", "identified", UpdateOptions(), edit=pytest.fail, always_edit=True)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("compnents", "Did you mean `components`? Fix the scenario"),
        ("regoin", "Did you mean `region`? Fix the scenario"),
        ("zqx", "Fix the scenario"),
    ],
)
def test_unknown_placeholder_is_reported(tmp_path: Path, name: str, hint: str) -> None:
    at = with_text(tmp_path, f"{{{{ eta }}}} {{{{ {name} }}}}")
    path = "content/scenarios/database.md"
    message = f"{path} has `{{{{ {name} }}}}`, which is not a known placeholder. {hint}"
    with pytest.raises(UsageError) as error:
        update(at, "api", "identified", UpdateOptions())
    assert str(error.value).startswith(message)
    assert not update(at, "api", "identified", WORDS).failed


def test_promise_used_by_the_text_cannot_be_withdrawn(tmp_path: Path) -> None:
    at = with_text(tmp_path, "More by {{ next }}.")
    with pytest.raises(UsageError, match="--next: The scenario's text says when"):
        update(at, "api", "identified", UpdateOptions(next="none"))


@pytest.mark.parametrize(
    ("head", "state", "minutes"),
    [
        ("", "identified", 60),
        ("cadence: 20m\n", "identified", 20),
        ("cadence: 20m\n", "resolved", None),
        ("impact: minor\n", "identified", None),
    ],
)
def test_the_next_promise_follows_from_the_cadence(
    tmp_path: Path, head: str, state: str, minutes: int | None
) -> None:
    at = desk(tmp_path, {**PROJECT, API: INCIDENT.replace("---\n", f"---\n{head}", 1)})
    subject = find_incident(at, "api", None)
    plan = plan_update(at, subject, read_state(state), WORDS)
    expected = timedelta(minutes=minutes) if minutes else None
    assert plan.frame.cadence == expected


def test_running_maintenance_has_a_cadence(tmp_path: Path) -> None:
    at = desk(tmp_path)
    slow = replace(WORDS, scenario="work", start="22:00")
    new(at, slow)
    for state, cadence in ((State.SCHEDULED, None), (State.IN_PROGRESS, timedelta(minutes=20))):
        subject = find_incident(again(at), "planned", None)
        team = replace(subject.incident.team, cadence=timedelta(minutes=20))
        subject = replace(subject, incident=replace(subject.incident, team=team))
        plan = plan_update(again(at), subject, state, replace(WORDS, at="2026-11-20 15:45"))
        assert plan.frame.cadence == cadence
