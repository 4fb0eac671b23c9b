"""Which incident a command is about."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands.desks import PROJECT, desk
from sample import INCIDENT

from statusgen.commands.incidents import (
    find_incident,
    incident_and_state,
    read_state,
)
from statusgen.commands.options import UsageError
from statusgen.model import Sort, State
from statusgen.problems import Rejected

API = "content/incidents/2026-11-20-api.md"
NOTICE = "---\ntitle: Closed\nkind: notice\n---\n\n## Notice — 2026-11-20 09:00\n\nClosed.\n"
WORK = """\
---
title: Work
scheduled: {from: 2026-11-21 22:00, until: 2026-11-21 23:00}
---

## Scheduled — 2026-11-20 09:00

We move.
"""


def test_words_are_an_incident_and_a_state() -> None:
    assert incident_and_state(["resolved"]) == (None, "resolved")
    assert incident_and_state(["in", "progress"]) == (None, "in progress")
    assert incident_and_state(["api", "resolved"]) == ("api", "resolved")
    assert incident_and_state(["api", "in", "progress"]) == ("api", "in progress")
    with pytest.raises(UsageError, match="STATE is required"):
        incident_and_state([])
    with pytest.raises(UsageError, match=r"^`resolvd` is not .* Did you mean `resolved`\?$"):
        incident_and_state(["resolvd"])
    with pytest.raises(UsageError, match=r"^`api` is not a state.* Choose one of: investigating, "):
        incident_and_state(["api"])


def test_a_text_without_a_state_keeps_it() -> None:
    assert incident_and_state([], keeps=True) == (None, "update")
    assert incident_and_state(["api"], keeps=True) == ("api", "update")
    assert incident_and_state(["resolved"], keeps=True) == (None, "resolved")
    with pytest.raises(UsageError, match=r"^`resolvd` is not .* Did you mean `resolved`\?$"):
        incident_and_state(["resolvd"], keeps=True)


def test_state_must_fit_the_sort() -> None:
    assert read_state("Résolu") is State.RESOLVED
    assert read_state("en cours", Sort.MAINTENANCE) is State.IN_PROGRESS
    with pytest.raises(UsageError, match=r"of a notice\. Choose one of: notice, update"):
        read_state("identified", Sort.NOTICE)
    with pytest.raises(UsageError, match="Did you mean `monitoring`"):
        read_state("monitorin")
    with pytest.raises(UsageError, match=r"^`zzz` is not a state\. Choose one of: investigating, "):
        read_state("zzz")


def test_open_incident_is_the_default(tmp_path: Path) -> None:
    at = desk(tmp_path)
    assert find_incident(at, None, None).file.path == API
    assert find_incident(at, None, State.IDENTIFIED).timeline.is_open


def test_state_selects_among_open_incidents(tmp_path: Path) -> None:
    more = {"content/incidents/notice.md": NOTICE, "content/incidents/work.md": WORK}
    at = desk(tmp_path, {**PROJECT, **more})
    assert find_incident(at, None, State.IDENTIFIED).file.path == API
    assert find_incident(at, None, State.IN_PROGRESS).incident.slug == "work"
    assert find_incident(at, None, State.NOTICE).incident.slug == "notice"
    with pytest.raises(UsageError) as error:
        find_incident(at, None, State.RESOLVED)
    assert str(error.value).splitlines()[1:] == [
        "  2026-11-20-api  Elevated error rates",
        "  notice  Closed",
    ]
    with pytest.raises(UsageError):
        find_incident(at, "2026", None)


def test_planned_maintenance_is_found_when_nothing_is_open(tmp_path: Path) -> None:
    over = {path: data for path, data in PROJECT.items() if path != API}
    at = desk(tmp_path / "a", {**over, "content/incidents/work.md": WORK})
    for state in (None, State.SCHEDULED, State.CANCELLED):
        assert find_incident(at, None, state).incident.slug == "work"
    with pytest.raises(UsageError, match=r"Open: work. To use `update` here"):
        find_incident(at, None, State.UPDATE)
    both = desk(tmp_path / "b", {**PROJECT, "content/incidents/work.md": WORK})
    for state in (None, State.UPDATE):
        assert find_incident(both, None, state).file.path == API


def test_ended_incidents_need_a_name(tmp_path: Path) -> None:
    ended = f"{WORK}\n## Completed — 2026-11-20 10:00\n\nDone.\n"
    files = {path: data for path, data in PROJECT.items() if path != API}
    at = desk(tmp_path, {**files, "content/incidents/work.md": ended})
    for state in (None, State.IN_PROGRESS, State.UPDATE):
        with pytest.raises(UsageError, match=r"^No incident is open\. [^.]*\.$"):
            find_incident(at, None, state)


def test_unreadable_file_is_reported_when_nothing_is_open(tmp_path: Path) -> None:
    start, end = INCIDENT.split("Some", 1)
    marked = f"{start}<<<<<<< HEAD\nSome{end}=======\nFew fail.\n>>>>>>> theirs\n"
    at = desk(tmp_path, {**PROJECT, API: marked})
    for state in (None, State.IDENTIFIED):
        with pytest.raises(UsageError) as error:
            find_incident(at, None, state)
        told = str(error.value)
        assert told.startswith(f"{API} cannot be read, and could be the incident you mean. ")
        assert "`git rebase --continue`" in told
        assert told.endswith(" Then run the command again, or name the incident.")
        assert "statusgen new" not in told
    with pytest.raises(Rejected):
        find_incident(at, "api", None)


def test_unreadable_file_blocks_guessing_the_open_one(tmp_path: Path) -> None:
    broken = INCIDENT.replace("title", "titel")
    files = {**PROJECT, "content/incidents/2026-11-20-web.md": broken}
    with pytest.raises(UsageError, match=r"web.md cannot be read, and could be the incident"):
        find_incident(desk(tmp_path, files), None, State.RESOLVED)
    assert find_incident(desk(tmp_path, files), "api", State.RESOLVED)


def test_several_unreadable_files_are_listed(tmp_path: Path) -> None:
    broken = INCIDENT.replace("title", "titel")
    files = {**PROJECT, API: broken, "content/incidents/2026-11-20-web.md": broken}
    with pytest.raises(UsageError, match=r"^content/.*api.md, .*web.md cannot.* could be"):
        find_incident(desk(tmp_path, files), None, None)


def test_state_that_fits_no_open_incident_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        find_incident(desk(tmp_path / "a"), None, State.COMPLETED)
    assert str(error.value) == (
        "Open: 2026-11-20-api. `completed` is not a state of an incident. Choose one of: "
        "investigating, identified, monitoring, resolved, update."
    )
    both = desk(tmp_path / "b", {**PROJECT, "content/incidents/notice.md": NOTICE})
    with pytest.raises(UsageError, match=r"api, notice\. .* an incident\. .* of a notice\."):
        find_incident(both, None, State.COMPLETED)


def test_unknown_name_says_where_names_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"`statusgen status` .* all are in content/incidents/"):
        find_incident(desk(tmp_path), "zzz", None)


def test_future_incident_can_be_named(tmp_path: Path) -> None:
    later = INCIDENT.replace("2026-11-20 14:05", "2026-12-01 09:00").replace("- next: 15:00\n", "")
    at = desk(tmp_path, {**PROJECT, API: later})
    assert find_incident(at, "api", None).timeline.is_open
