"""What is told of that which readers see, and of that which they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders import at as instant
from commands.desks import NOW, PROJECT, again, desk
from sample import INCIDENT

from statusgen.authoring.composing import ComposedUpdate, Frame
from statusgen.authoring.filling import Facts
from statusgen.commands.new import new
from statusgen.commands.reminders import promise_of
from statusgen.commands.report import Report
from statusgen.commands.update import update
from statusgen.commands.update_options import NewOptions
from statusgen.model import State
from statusgen.rendering.locale import Language, Locale

API = "content/incidents/2026-11-20-api.md"
WORDS = NewOptions(message="We know why.")


@pytest.mark.parametrize(
    ("options", "head", "notes"),
    [
        (
            NewOptions(draft=True),
            "",
            ["It is a draft. To publish it, delete `draft: true`."],
        ),
        (NewOptions(), "internal: true\n", ["It is internal and never published."]),
        (
            NewOptions(draft=True),
            "internal: true\n",
            ["It is internal and never published."],
        ),
        (
            NewOptions(drill=True, draft=True),
            "",
            ["This is a drill: it is internal and never published."],
        ),
    ],
)
def test_report_says_when_readers_do_not_see_an_incident(
    tmp_path: Path, options: NewOptions, head: str, notes: list[str]
) -> None:
    scenario = f"---\ntitle: Mail fails\n{head}---\n\n## Investigating\n\nWe look.\n"
    project = desk(tmp_path, {**PROJECT, "content/scenarios/mail.md": scenario})
    report = new(project, replace(options, scenario="mail", components=("api=down",)))
    roles = report.notes.index("Who does what:")
    assert [*report.notes[:roles]] == [*notes, "From the scenario:", "  We look."]


def test_report_shows_component_states(tmp_path: Path) -> None:
    project = desk(tmp_path)
    seen = "Readers see: Public API (degraded performance), Dashboard (major outage)."
    said = replace(WORDS, components=("api=degraded", "dashboard=down"))
    assert seen in new(project, replace(said, title="A")).notes
    ahead = replace(said, at="2026-11-21 10:00")
    assert not [each for each in new(project, replace(ahead, title="B")).notes if "see:" in each]
    assert not [each for each in new(project, replace(WORDS, title="C")).notes if "see:" in each]
    begins = replace(WORDS, components=("api",), title="D", start="now", until="2h")
    assert "Readers see: Public API (under maintenance)." in new(project, begins).notes
    later = replace(begins, start="22:00", title="E")
    assert not [each for each in new(project, later).notes if "see:" in each]
    notice = replace(WORDS, components=("api=ok",), title="F", kinds=("notice",))
    assert not [each for each in new(project, notice).notes if "see:" in each]


def test_report_shows_components_still_broken(tmp_path: Path) -> None:
    project = desk(tmp_path)
    seen = "Readers still see: Public API (partial outage). "
    note = f"{seen}To say that it works, add `--component api=ok`."
    assert update(project, "api", "monitoring", WORDS).notes[-1] == note
    for state in ("ok", "degraded"):
        said = replace(WORDS, components=(f"api={state}",))
        assert note[:7] not in update(again(project), "api", "monitoring", said).notes[-1]


def test_reopening_warns_that_all_components_show_as_working(tmp_path: Path) -> None:
    works = "\n## Monitoring — 2026-11-20 14:20\n\n- components: {}\n"
    works += "\n## Resolved — 2026-11-20 14:30\n"
    project = desk(tmp_path, {**PROJECT, API: INCIDENT + works.format("api=ok")})
    note = "Readers see every component as working. To change that, add `--component api=degraded`."
    assert update(project, "api", "identified", WORDS, reopen=True).notes[-1] == note
    said = replace(WORDS, components=("api=down",))
    for before in ("api=ok", "api=degraded"):
        project = desk(tmp_path, {**PROJECT, API: INCIDENT + works.format(before)})
        words = said if before == "api=ok" else WORDS
        assert note not in update(project, "api", "identified", words, reopen=True).notes


def test_reannounced_maintenance_has_no_component_warning(tmp_path: Path) -> None:
    project = desk(tmp_path)
    new(project, NewOptions(scenario="work", start="16:00"))
    project = again(project, NOW + timedelta(hours=4))
    said = replace(WORDS, window="2026-11-21 10:00 / 2026-11-21 12:00")
    notes = update(project, "planned-work", "scheduled", said, reopen=True).notes
    assert not [each for each in notes if "Readers" in each]


def test_similar_open_incident_is_reported(tmp_path: Path) -> None:
    project = desk(tmp_path)
    here = "2026-11-20-api (Elevated error rates) is open, with the same component: api."
    symptom = NewOptions(values=("symptom=Pages fail.",), scenario="database")
    assert opened_as_well(new(project, symptom)) == [here]
    later = again(project, NOW + timedelta(minutes=5))
    path = "2026-11-20-database-unavailable (Database unavailable)"
    assert opened_as_well(new(later, replace(symptom, title="Sign-in fails"))) == [
        here,
        f"{path} is open, with the same scenario: database.",
    ]
    search = replace(WORDS, title="Slow searches", components=("dashboard=degraded",))
    assert not opened_as_well(new(again(project), search))  # the earlier one is over
    assert not opened_as_well(new(again(project), replace(WORDS, title="Sign-in fails")))
    work = NewOptions(scenario="work", start="22:00")
    new(again(project), work)
    assert not opened_as_well(new(again(project), work))


def opened_as_well(report: Report) -> list[str]:
    return [each for each in report.notes if " is open, with the same " in each]


def test_the_next_promise_is_in_the_report() -> None:
    facts = Facts(at=instant("14:05"), title="Errors")
    locale = Locale(Language(code="en"), "UTC")
    now = instant("14:05")
    state = State.IDENTIFIED
    frame = Frame(state=state, at=now, now=now, zone="UTC", facts=facts, locale=lambda: locale)
    composed = ComposedUpdate(heading="", fields=(), text="", next=instant("14:06"))
    assert [*promise_of(composed, frame, is_open=True)] == [
        "Next update promised by 2026-11-20 14:06 UTC, in 1 minute."
    ]
    silent = replace(composed, next=None)
    assert [*promise_of(silent, frame, is_open=False)] == []
    assert "--next" in next(iter(promise_of(silent, frame, is_open=True)))


@pytest.mark.parametrize(
    ("keys", "owed"),
    [
        ("components: {api: partial_outage}", ["cause, fix", "a decision on a postmortem"]),
        ("components: {api: degraded}", ["cause, fix"]),
        ("components: {api: down}\npostmortem: not_needed", ["cause, fix"]),
        ("components: {api: ok}\npostmortem: 2026-12-01", ["cause, fix", "a postmortem"]),
        ("components: {api: ok}\nkind: security", ["cause, fix, action required"]),
    ],
)
def test_a_resolved_incident_says_what_it_still_lacks(
    tmp_path: Path, keys: str, owed: list[str]
) -> None:
    text = INCIDENT.replace("components: {api: partial_outage}", keys)
    project = desk(tmp_path, {**PROJECT, API: text})
    notes = update(project, "api", "resolved", WORDS).notes
    parts = [note.removeprefix("Still owed: ").partition(".")[0] for note in notes]
    assert parts == owed
