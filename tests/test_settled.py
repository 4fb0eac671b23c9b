"""Commands answer the same with the list of settled incidents and without it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import corpus
import pytest
from sample import FILES, INCIDENT, NOW, POSTMORTEM, RESOLVED, SITE, lay

from statusgen.advice.opening import find_settled
from statusgen.cache_folder import FOLDER
from statusgen.commands.check import check_overdue
from statusgen.commands.incidents import find_incident
from statusgen.commands.options import UsageError
from statusgen.commands.report import Report
from statusgen.commands.status import Standing, status
from statusgen.commands.workspace import open_workspace
from statusgen.memory import Memory
from statusgen.settled import read_recent, settle
from statusgen.source.text import File, Texts

OLD = "content/incidents/2026-08-03-old.md"
LOST = "content/incidents/2026-08-01-lost.md"
LOOK = "content/postmortems/lost.md"
OLD_TEXT = RESOLVED.replace("2026-11", "2026-08").replace("2026-11-03", "2026-08-03")
LOST_TEXT = OLD_TEXT.replace("---\ntitle", "---\npostmortem: required\nid: lost-id\ntitle", 1)
AGAIN = "\n## Investigating — 2026-11-20 14:00\n\nIt is back.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    look = POSTMORTEM.replace("incident: 2026-11-03-search", "incident: lost-id")
    return lay(tmp_path / "project", FILES | {OLD: OLD_TEXT, LOST: LOST_TEXT, LOOK: look})


def the_open_one(project: Path, clock: datetime) -> str:
    try:
        return find_incident(open_workspace(project, clock), None, None).file.path
    except UsageError as error:
        return str(error)


def answers(project: Path, clock: datetime) -> tuple[Standing, Report, str]:
    return (
        status(project, now=None, clock=clock),
        check_overdue(project, now=None, clock=clock),
        the_open_one(project, clock),
    )


def settled(project: Path, clock: datetime = NOW) -> set[str]:
    """Return the incidents that are not read."""
    return {*read_recent(project, lambda _: clock).settled}


def test_an_incident_is_settled_from_an_instant_on(project: Path) -> None:
    answers(project, NOW)
    answers(project, NOW + timedelta(days=90))
    assert "content/incidents/2026-11-03-search.md" in settled(project, NOW + timedelta(days=90))
    assert {OLD, LOST} <= settled(project)
    assert not settled(project, NOW - timedelta(days=1))


def reopen(project: Path) -> None:
    (project / OLD).write_text(OLD_TEXT + AGAIN, encoding="utf-8")


def break_it(project: Path) -> None:
    (project / OLD).write_text(OLD_TEXT.replace("## Resolved", "## Resolvd"), encoding="utf-8")


def rename(project: Path) -> None:
    (project / OLD).rename(project / "content/incidents/older.md")


def replace_by_another(project: Path) -> None:
    place = project / "content/incidents/new.md"
    place.write_text(OLD_TEXT + AGAIN, encoding="utf-8")
    place.replace(project / OLD)


def remove_the_postmortem(project: Path) -> None:
    (project / LOOK).unlink()


def postpone_the_postmortem(project: Path) -> None:
    edit(project, LOOK, "published: 2026-11-10", "published: 2026-12-24")


def add_a_postmortem(project: Path) -> None:
    lay(project, {"content/postmortems/old.md": POSTMORTEM.replace("2026-11-03-search", "no-such")})


def retire_the_component(project: Path) -> None:
    edit(project, "content/site.yml", "id: dashboard", "id: board")


def plan_ahead(project: Path) -> None:
    (project / OLD).write_text(OLD_TEXT + AGAIN.replace("11-20", "12-20"), encoding="utf-8")


def require_a_postmortem(project: Path) -> None:
    edit(project, OLD, "title", "postmortem: required\ntitle")


def truncate(project: Path) -> None:
    place = project / FOLDER / "settled.json"
    place.write_bytes(place.read_bytes()[:-20])


def garble(project: Path) -> None:
    place = project / FOLDER / "settled.json"
    key, _ = json.loads(place.read_bytes())
    place.write_text(json.dumps([key, {OLD: [], LOST: 1}]))


def block(project: Path) -> None:
    shutil.rmtree(project / FOLDER)
    (project / FOLDER).write_text("a file in the way")


def edit(project: Path, path: str, old: str, new: str) -> None:
    text = (project / path).read_text(encoding="utf-8")
    assert old in text
    (project / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def nothing(_: Path) -> None:
    pass


CHANGES = (
    *(nothing, reopen, break_it, rename, replace_by_another, plan_ahead, require_a_postmortem),
    *(remove_the_postmortem, postpone_the_postmortem, add_a_postmortem, retire_the_component),
    *(truncate, garble, block),
)


@pytest.mark.parametrize("change", CHANGES)
def test_the_answer_is_the_same_with_the_list_and_without(
    project: Path, change: Callable[[Path], None]
) -> None:
    answers(project, NOW)
    assert {OLD, LOST} <= settled(project)
    change(project)
    for clock in (NOW, NOW + timedelta(days=60), datetime(2026, 8, 3, 9, 30, tzinfo=UTC)):
        listed = answers(project, clock)
        shutil.rmtree(project / FOLDER, ignore_errors=True)
        assert answers(project, clock) == listed


def test_a_change_in_the_answer_is_noticed(project: Path) -> None:
    before = answers(project, NOW)
    reopen(project)
    assert len(answers(project, NOW)[0].open) == len(before[0].open) + 1
    remove_the_postmortem(project)
    (problem,) = answers(project, NOW)[1].problems
    assert (problem.code, problem.span.path) == ("overdue-postmortem", LOST)


def test_settled_incidents_are_not_read_again(project: Path) -> None:
    memory = Memory()
    first = read_recent(project, lambda _: NOW)
    assert OLD in {file.path for file in first.texts.files}
    left = settle(first, memory)
    again = read_recent(project, lambda _: NOW + timedelta(days=1))
    assert {OLD, LOST} <= {*again.settled}
    assert again.texts == left


def test_a_file_that_changes_while_it_is_read_is_not_listed(project: Path) -> None:
    recent = read_recent(project, lambda _: NOW)
    reopen(project)
    settle(recent, Memory())
    assert LOST in settled(project)
    assert OLD not in settled(project)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## Resolved", "## Monitoring"),
        ("## Resolved — 2026-08-03 10:00", "## Resolved — 2026-11-19 10:00"),
        ("title:", "postmortem: required\ntitle:"),
        ("title:", "postmortem: 2026-12-24\ntitle:"),
        ("dashboard: degraded", "dashboard: nonsense"),
        ("## Resolved — 2026-08-03 10:00", "## Resolved — 2026-11-12 10:00\n- impact: major"),
    ],
)
def test_what_may_still_matter_is_not_settled(old: str, new: str) -> None:
    assert old in OLD_TEXT

    def found(text: str) -> list[tuple[str, ...]]:
        files = {"content/site.yml": SITE, OLD: text, "content/incidents/new.md": INCIDENT}
        made = (File(path=path, data=data.encode()) for path, data in files.items())
        return [*find_settled(Texts(files=tuple(made)), NOW)]

    assert found(OLD_TEXT) == [(OLD,)]
    assert found(OLD_TEXT.replace(old, new, 1)) == []


def test_a_long_history_is_settled_but_for_its_end() -> None:
    for rich in (False, True):
        made = dict(corpus.files(incidents=300, rich=rich))
        files = (File(path=path, data=text.encode()) for path, text in sorted(made.items()))
        found = [*find_settled(Texts(files=tuple(files)), NOW)]
        assert 150 < len(found) < 300
