"""What is told of that which readers see, and of that which they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from commands.desks import NOW, PROJECT, again, desk
from sample import INCIDENT, RESOLVED

from statusgen.commands.new import new
from statusgen.commands.report import Report
from statusgen.commands.update import update
from statusgen.commands.update_options import NewOptions, UpdateOptions

API = "content/incidents/2026-11-20-api.md"
SEARCH = "content/incidents/2026-11-03-search.md"
WORDS = UpdateOptions(message="We know why.")


@pytest.mark.parametrize(
    ("wish", "head", "notes"),
    [
        (
            NewOptions(draft=True),
            "",
            ["It is a draft: not published until `draft: true` is deleted."],
        ),
        (NewOptions(), "internal: true\n", ["It is internal: for the team, and never published."]),
        (
            NewOptions(draft=True),
            "internal: true\n",
            ["It is internal: for the team, and never published."],
        ),
        (
            NewOptions(drill=True, draft=True),
            "",
            ["This is a drill: it is internal, and never published."],
        ),
    ],
)
def test_what_readers_do_not_see_is_told_to_be_so(
    tmp_path: Path, wish: NewOptions, head: str, notes: list[str]
) -> None:
    scenario = f"---\ntitle: Mail fails\n{head}---\n\n## Investigating\n\nWe look.\n"
    at = desk(tmp_path, {**PROJECT, "content/scenarios/mail.md": scenario})
    report = new(at, replace(wish, scenario="mail"), UpdateOptions(components=("api=down",)))
    roles = report.notes.index("Who does what:")
    assert [*report.notes[:roles]] == [*notes, "From the scenario:", "  We look."]


def test_the_states_that_readers_see_from_now_on_are_told(tmp_path: Path) -> None:
    at = desk(tmp_path)
    seen = "Readers see: api=degraded_performance, dashboard=major_outage."
    said = replace(WORDS, components=("api=degraded", "dashboard=down"))
    assert seen in new(at, NewOptions(title="A"), said).notes
    ahead = replace(said, at="2026-11-21 10:00")
    assert not [each for each in new(at, NewOptions(title="B"), ahead).notes if "see:" in each]
    assert not [each for each in new(at, NewOptions(title="C"), WORDS).notes if "see:" in each]
    work = replace(WORDS, components=("api",))
    begins = NewOptions(title="D", start="now", until="2h")
    assert "Readers see: api=under_maintenance." in new(at, begins, work).notes
    later = replace(begins, start="22:00", title="E")
    assert not [each for each in new(at, later, work).notes if "see:" in each]
    notice = NewOptions(title="F", kinds=("notice",))
    named = replace(WORDS, components=("api=ok",))
    assert not [each for each in new(at, notice, named).notes if "see:" in each]


def test_what_readers_still_see_as_broken_is_told(tmp_path: Path) -> None:
    at = desk(tmp_path)
    note = "Readers still see: api=partial_outage. `--component api=ok` says that it works."
    assert update(at, "api", "monitoring", WORDS).notes[-1] == note
    for state in ("ok", "degraded"):
        said = replace(WORDS, components=(f"api={state}",))
        assert note[:7] not in update(again(at), "api", "monitoring", said).notes[-1]


def test_a_reopening_says_that_readers_see_everything_working(tmp_path: Path) -> None:
    works = "\n## Monitoring — 2026-11-20 14:20\n\n- components: {}\n"
    works += "\n## Resolved — 2026-11-20 14:30\n"
    at = desk(tmp_path, {**PROJECT, API: INCIDENT + works.format("api=ok")})
    note = "Readers see all components as working. `--component api=degraded` says what does not."
    assert update(at, "api", "identified", WORDS, reopen=True).notes[-1] == note
    said = replace(WORDS, components=("api=down",))
    for before in ("api=ok", "api=degraded"):
        at = desk(tmp_path, {**PROJECT, API: INCIDENT + works.format(before)})
        words = said if before == "api=ok" else WORDS
        assert note not in update(at, "api", "identified", words, reopen=True).notes


def test_a_reopening_says_what_readers_know_of_the_time_before(tmp_path: Path) -> None:
    at = desk(tmp_path)
    notes = update(at, "search", "investigating", WORDS, reopen=True).notes
    assert notes[-2:] == (
        "Readers still see its cause and fix. `--cause none --fix none` takes them back.",
        "Its postmortem, search, tells of the time before alone.",
    )
    asks = RESOLVED.replace("- fix: It was built.", "- action required: Wait.")
    draft = PROJECT["content/postmortems/search.md"].replace("title", "draft: true\ntitle")
    at = desk(tmp_path, {**PROJECT, SEARCH: asks, "content/postmortems/search.md": draft})
    said = replace(WORDS, cause="Another index.")
    assert update(at, "search", "investigating", said, reopen=True).notes[-1] == (
        "Readers still see its action required. `--action none` takes it back."
    )
    later = again(at, NOW + timedelta(minutes=5))
    notes = update(later, "search", "identified", WORDS).notes
    assert not [each for each in notes if "Readers" in each]


def test_maintenance_that_is_announced_again_is_not_told_to_work(tmp_path: Path) -> None:
    at = desk(tmp_path)
    new(at, NewOptions(scenario="work", start="16:00"), UpdateOptions())
    at = again(at, NOW + timedelta(hours=4))
    said = replace(WORDS, window="2026-11-21 10:00 / 2026-11-21 12:00")
    notes = update(at, "planned-work", "scheduled", said, reopen=True).notes
    assert not [each for each in notes if "Readers" in each]


def test_what_is_open_already_is_told_to_whoever_begins_the_same(tmp_path: Path) -> None:
    at = desk(tmp_path)
    symptom = UpdateOptions(values=("symptom=Pages fail.",))
    assert not opened_as_well(new(at, NewOptions(scenario="database"), symptom))
    at = again(at, NOW + timedelta(minutes=5))
    path = "2026-11-20-database-unavailable"
    second = new(at, NewOptions(scenario="database", title="Sign-in fails"), symptom)
    assert opened_as_well(second) == [f"Open as well: {path} (Database unavailable)."]
    titled = new(again(at), NewOptions(title="Sign-in fails"), WORDS)
    assert opened_as_well(titled) == ["Open as well: 2026-11-20-sign-in-fails (Sign-in fails)."]
    assert not opened_as_well(
        new(again(at), NewOptions(title="Slow searches"), WORDS)
    )  # it is over
    assert not opened_as_well(new(again(at), NewOptions(title="Database"), WORDS))
    work = NewOptions(scenario="work", start="22:00")
    new(again(at), work, UpdateOptions())
    assert not opened_as_well(new(again(at), work, UpdateOptions()))


def opened_as_well(report: Report) -> list[str]:
    return [each for each in report.notes if each.startswith("Open as well: ")]
