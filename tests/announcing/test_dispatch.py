"""Runs on real repositories: who is told what, once, whatever happens in between."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from builders import at
from people import PATH, Copies, git
from receivers import hook
from sample import INCIDENT, NOW, SITE, lay

from statusgen.announcing import dispatch
from statusgen.announcing.delivery import Outcome
from statusgen.announcing.dispatch import Run, Wanted, announce, call_on_duty, tell_of_failure
from statusgen.announcing.ledger import CLAIM, AnnouncingError, Ledger, ledger_of
from statusgen.announcing.messages import Message
from statusgen.problems import Rejected

CHANNELS = """\
channels:
  - {name: customers, audience: external, url: "${CUSTOMERS}"}
  - {name: team, audience: internal, url: "${TEAM}"}
"""
IDENTIFIED = "\n## Identified — 2026-11-20 14:45\n\nA release is the cause.\n"
MONITORING = "\n## Monitoring — 2026-11-20 14:50\n\nWe rolled it back.\n"
WORKS = """\
---
title: Database works
scheduled: { from: 2026-11-20 15:00, until: 2026-11-20 16:00 }
components: [api]
---

## Scheduled — 2026-11-20 14:41

Requests may fail.
"""
RATES = "Elevated error rates"
BEGINS = ("team", "Announcing begins")


class Killed(BaseException):
    """The process is gone."""


@dataclass(kw_only=True)
class Office:
    """A team that announces, from the clones of two people."""

    copies: Copies
    sent: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)
    """Channels that cannot be reached."""
    before: Callable[[Message], None] = lambda _message: None
    """Is called before each message."""
    is_live: bool = True

    def run(self, now: str | datetime, *, folder: Path | None = None, **wanted: object) -> Run:
        """Announce in the clone of Ana, or in a folder."""
        clock = at(now) if isinstance(now, str) else now

        def send(message: Message) -> Outcome:
            self.before(message)
            name = message.channel.name
            if name in self.dead:
                return Outcome(ok=False, detail="answers 500")
            self.sent.append((name, message.title))
            self.texts.append(message.text)
            return Outcome(ok=True, detail="answers 200")

        given = Wanted(**wanted)  # type: ignore[arg-type] # fields by name
        where = folder or self.copies.ana
        return announce(where, given, lambda: clock, send, lambda _site, _news: self.is_live)

    def new(self) -> list[tuple[str, str]]:
        """Return what was sent since the last call: channel and title."""
        found, self.sent, self.texts = self.sent, [], []
        return found

    def push(self, text: str, path: str = PATH) -> None:
        self.copies.push(self.copies.ana, path, text)

    def ledger(self) -> Ledger:
        ledger, _ = ledger_of(self.copies.ana).read()
        assert ledger
        return ledger


@pytest.fixture
def office(copies: Copies) -> Office:
    """Begin to announce at 14:40."""
    made = Office(copies=copies)
    made.push(SITE + CHANNELS, "content/site.yml")
    made.run(NOW)
    return made


def told(*titles: str) -> list[tuple[str, str]]:
    """Return these titles for the team, and then for customers."""
    return [(name, title) for name in ("team", "customers") for title in titles]


# --- each once ---


def test_the_first_run_begins_and_tells_nothing_old(office: Office) -> None:
    assert office.new() == [BEGINS]
    assert office.ledger().revision == git(office.copies.remote, "rev-parse", "main")
    assert not office.run("14:41").rows
    assert office.new() == []
    assert git(office.copies.remote, "rev-list", "--count", "refs/statusgen/announced") == "3"


def test_each_update_is_told_once_and_the_team_is_first(office: Office) -> None:
    office.new()
    office.push(INCIDENT + IDENTIFIED)
    run = office.run("14:46")
    assert office.new() == told(f"Identified: {RATES}")
    assert (run.failed, run.complete) == (False, True)
    assert [row[2] for row in run.rows] == ["answers 200"] * 2
    office.push(INCIDENT + IDENTIFIED + MONITORING)
    git(office.copies.bo, "pull", "-q")
    office.run("14:51", folder=office.copies.bo)
    assert office.new() == told(f"Monitoring: {RATES}")
    for folder in (office.copies.ana, office.copies.bo):
        assert not office.run("14:52", folder=folder).rows


def test_what_skipped_runs_missed_is_one_message(office: Office) -> None:
    office.new()
    office.push(INCIDENT + IDENTIFIED)
    office.push(INCIDENT + IDENTIFIED + MONITORING)
    office.run("14:51")
    assert office.new() == told(f"Monitoring: {RATES}")


def test_since_tells_what_is_old_where_there_is_no_ledger(copies: Copies) -> None:
    office = Office(copies=copies)
    office.push(SITE + CHANNELS, "content/site.yml")
    office.push(INCIDENT + IDENTIFIED)
    office.run("14:46", since="HEAD~1")
    assert office.new() == told(f"Identified: {RATES}")
    assert not office.run("14:47").rows


def test_only_what_is_committed_counts(office: Office) -> None:
    office.new()
    office.copies.append(office.copies.ana, IDENTIFIED)
    assert not office.run("14:46").rows


def test_what_the_clock_does_is_told_without_a_commit(office: Office) -> None:
    office.push(WORKS, "content/incidents/2026-11-20-works.md")
    office.new()
    office.run("14:42")
    assert office.new() == told("Scheduled: Database works")
    assert not office.run("14:59").rows
    office.run("15:01")
    assert office.new() == told("In progress: Database works")


def test_a_dead_channel_holds_up_no_other_and_is_tried_again(office: Office) -> None:
    office.new()
    office.push(INCIDENT + IDENTIFIED)
    office.dead = {"team"}
    run = office.run("14:46")
    assert run.failed
    assert office.new() == [("customers", f"Identified: {RATES}")]
    office.dead = set()
    office.push(INCIDENT + IDENTIFIED + MONITORING)
    assert not office.run("14:51").failed
    assert office.new() == told(f"Monitoring: {RATES}")
    assert not office.run("14:52").rows


# --- interrupted, and two at once ---


def test_a_stopped_run_is_continued_at_once(office: Office) -> None:
    office.new()
    office.push(INCIDENT + IDENTIFIED)

    def stop(message: Message) -> None:
        if message.channel.name == "customers":
            raise KeyboardInterrupt

    office.before = stop
    with pytest.raises(KeyboardInterrupt):
        office.run("14:46")
    office.before = lambda _message: None
    office.run("14:47")
    assert office.new() == told(f"Identified: {RATES}")


def test_a_killed_run_is_continued_once_its_claim_is_old(office: Office) -> None:
    office.new()
    office.push(INCIDENT + IDENTIFIED)

    def kill(message: Message) -> None:
        if message.channel.name == "customers":
            raise Killed

    office.before = kill
    with pytest.raises(Killed):
        office.run("14:46")

    def also(_message: Message) -> None:
        with pytest.raises(AnnouncingError, match="Another run is sending since 15:01 UTC"):
            office.run("15:02")

    office.before = also
    with pytest.raises(AnnouncingError, match="Another run is sending since 14:46 UTC"):
        office.run("14:47")
    office.run(at("14:46") + CLAIM)
    assert office.new() == told(f"Identified: {RATES}")


def test_of_two_runs_at_once_one_sends(office: Office) -> None:
    office.new()
    office.push(INCIDENT + IDENTIFIED)
    git(office.copies.bo, "pull", "-q")

    def also(_message: Message) -> None:
        with pytest.raises(AnnouncingError, match="Another run"):
            office.run("14:46", folder=office.copies.bo)

    office.before = also
    assert not office.run("14:46").failed
    assert office.new() == told(f"Identified: {RATES}")


def test_a_run_stops_when_another_one_has_gone_on(office: Office) -> None:
    office.new()
    office.push(INCIDENT + IDENTIFIED)
    other = ledger_of(office.copies.bo)

    def go_on(_message: Message) -> None:
        ledger, tip = other.read()
        assert ledger
        other.write(ledger.told(["other"], NOW), tip)

    office.before = go_on
    run = office.run("14:46")
    assert run.failed
    assert "Another run" in run.notes[-1]
    assert [name for name, _ in office.new()] == ["team"]


def test_a_remote_out_of_reach_sends_nothing(office: Office) -> None:
    office.new()
    office.push(INCIDENT + IDENTIFIED)
    git(office.copies.ana, "remote", "set-url", "origin", str(office.copies.remote / "gone"))
    with pytest.raises(AnnouncingError, match="cannot reach origin"):
        office.run("14:46")
    assert office.new() == []


def test_without_a_remote_the_ledger_is_local(office: Office) -> None:
    office.new()
    git(office.copies.ana, "remote", "remove", "origin")
    lay(office.copies.ana, {PATH: INCIDENT + IDENTIFIED})
    git(office.copies.ana, "commit", "-qam", "Identify")
    office.run("14:46")
    assert office.new() == told(f"Identified: {RATES}")


# --- what needs a person ---


def test_what_is_old_waits_for_a_person(office: Office) -> None:
    office.new()
    office.push(INCIDENT + IDENTIFIED)
    run = office.run("20:46")
    assert run.failed
    assert "`statusgen announce --yes`" in office.texts[-1]
    title = f"Identified: {RATES}"
    assert office.new() == [("team", title), ("team", "1 message is held back")]
    assert ("customers", title, "held back") in run.rows
    assert office.run("20:47").failed
    assert office.new() == []
    assert not office.run("20:48", yes=True).failed
    assert office.new() == [("customers", title)]
    assert not office.run("20:49").failed


def test_what_is_old_can_be_left_out(office: Office) -> None:
    office.push(INCIDENT + IDENTIFIED)
    office.run("20:46")
    office.new()
    assert not office.run("20:47", since="HEAD").failed
    assert not office.run("20:48").failed
    assert office.new() == []


def test_an_import_waits_for_a_person(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "MOST", 2)
    office.new()
    texts = {f"content/incidents/2026-11-20-{number}.md": INCIDENT for number in range(3)}
    lay(office.copies.ana, texts)
    git(office.copies.ana, "add", ".")
    git(office.copies.ana, "commit", "-qm", "Import")
    assert office.run("14:46").failed
    assert office.new() == [("team", "6 messages are held back")]
    assert not office.run("14:47", yes=True).failed
    assert len(office.new()) == 6


def test_quiet_hours_hold_back_what_is_minor_until_they_end(office: Office) -> None:
    site = SITE + CHANNELS.replace('"${CUSTOMERS}"', '"${CUSTOMERS}", quiet: "22:00-07:00"')
    office.push(site, "content/site.yml")
    office.push(
        INCIDENT.replace("partial_outage", "degraded") + IDENTIFIED.replace("14:45", "22:30")
    )
    office.new()
    run = office.run("22:31")
    title = f"Identified: {RATES}"
    assert office.new() == [("team", title)]
    assert (run.failed, run.rows[-1][2]) == (False, "waits for the end of quiet hours")
    assert not office.run("11-21 07:10").failed
    assert office.new() == [("customers", title)]
    assert not office.run("11-21 07:11").rows


def test_a_channel_with_approval_is_left_to_its_own_job(office: Office) -> None:
    team = 'team:\n  support: {primary: {name: Ana, contact: "1"}}\n'
    site = CHANNELS.replace('"${CUSTOMERS}"', '"${CUSTOMERS}", approve: support')
    office.push(SITE + site + team, "content/site.yml")
    office.push(INCIDENT + IDENTIFIED)
    office.new()
    run = office.run("14:46")
    assert not run.failed
    assert run.rows[-1] == ("customers", f"Identified: {RATES}", "waits for support")
    assert [each.channel.name for each in run.waiting] == ["customers"]
    assert office.new() == [("team", f"Identified: {RATES}")]
    assert not office.run("14:47", approved=True).failed
    assert office.new() == [("customers", f"Identified: {RATES}")]
    assert not office.run("14:48").rows


def test_reviewers_are_asked_once_in_six_hours_and_their_word_is_enough(office: Office) -> None:
    team = 'team:\n  support: {primary: {name: Ana, contact: "1"}}\n'
    site = CHANNELS.replace('"${CUSTOMERS}"', '"${CUSTOMERS}", approve: support')
    office.push(SITE + site + team, "content/site.yml")
    office.push(INCIDENT + IDENTIFIED)
    runs = [office.run(now) for now in ("14:46", "14:51", "20:50", "20:55")]
    assert [bool(run.waiting) for run in runs] == [True, False, True, False]
    assert not any(run.failed for run in runs)
    office.new()
    assert not office.run("20:56", approved=True).failed
    assert office.new() == [("customers", f"Identified: {RATES}")]


def test_a_new_channel_begins_with_what_comes_after(office: Office) -> None:
    office.dead = {"customers"}
    office.push(INCIDENT + IDENTIFIED)
    office.run("14:46")
    office.dead = set()
    office.push(SITE + CHANNELS.replace("team,", "crew,"), "content/site.yml")
    office.new()
    run = office.run("14:47")
    title = f"Identified: {RATES}"
    assert ("crew", title, "left out: the channel is new") in run.rows
    assert office.new() == [("customers", title)]
    office.push(INCIDENT + IDENTIFIED + MONITORING)
    office.run("14:51")
    assert office.new() == [(name, f"Monitoring: {RATES}") for name in ("crew", "customers")]


def test_a_deleted_incident_is_not_told_again_when_it_returns(office: Office) -> None:
    office.push(INCIDENT + IDENTIFIED)
    office.run("14:46")
    office.new()
    git(office.copies.ana, "rm", "-q", PATH)
    git(office.copies.ana, "commit", "-qm", "Delete it")
    assert not office.run("14:47").rows
    git(office.copies.ana, "revert", "--no-edit", "HEAD")
    office.run("14:48")
    assert office.new() == []


def test_a_page_out_of_reach_is_said_to_people_outside(office: Office) -> None:
    office.push(INCIDENT + IDENTIFIED)
    office.new()
    office.is_live = False
    assert office.run("14:46").complete
    assert ["The status page cannot be reached" in each for each in office.texts] == [False, True]


def test_the_hub_hears_of_the_feeds_that_changed(office: Office) -> None:
    with hook() as hub:
        office.push(f"{SITE}{CHANNELS}websub: {hub.url}/\n", "content/site.yml")
        office.push(INCIDENT + IDENTIFIED)
        run = office.run("14:46")
    assert run.rows[-1] == ("WebSub hub", "Feeds have changed", "answers 200")
    (request,) = hub.requests
    urls = parse_qs(request.body.decode())["hub.url"]
    for feed in ("feed.atom", "history.rss", "components/api/feed.json"):
        assert f"https://status.acme.example/{feed}" in urls
    assert not [url for url in urls if "dashboard" in url]


# --- a ledger that cannot be right ---


def _rewrite(office: Office) -> None:
    git(office.copies.ana, "commit", "-q", "--amend", "-m", "Another history")
    git(office.copies.ana, "push", "-qf", "origin", "HEAD:main")


def _damage(office: Office) -> None:
    git(office.copies.ana, "push", "-qf", "origin", "HEAD:refs/statusgen/announced")


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (_rewrite, "which was announced, is not in the history"),
        (_damage, "is damaged"),
    ],
)
def test_a_ledger_that_cannot_be_right_stops_everything_once(
    office: Office, harm: Callable[[Office], None], reason: str
) -> None:
    office.new()
    harm(office)
    office.push(INCIDENT + IDENTIFIED)
    assert office.run("14:46").failed
    assert reason in office.texts[0]
    assert "`statusgen announce --since " in office.texts[0]
    assert office.new() == [("team", "Nothing is announced for now")]
    assert office.run("14:47").failed
    assert office.new() == []
    since = office.run("14:48", since="HEAD~1", yes=True)
    assert not since.failed
    assert office.new() == told(f"Identified: {RATES}")
    assert not office.run("14:49").rows


def test_a_confirmed_run_goes_on_from_the_time_of_the_ledger(office: Office) -> None:
    office.new()
    _rewrite(office)
    office.push(INCIDENT + IDENTIFIED)
    office.run("14:46")
    office.new()
    assert not office.run("14:47", yes=True).failed
    assert not office.run("14:48").failed


def test_a_ledger_from_the_future_loses_nothing(office: Office) -> None:
    ref = ledger_of(office.copies.ana)
    ledger, tip = ref.read()
    assert ledger
    ref.write(ledger.advanced(ledger.revision, NOW + timedelta(days=2)), tip)
    office.push(INCIDENT + IDENTIFIED)
    office.new()
    assert not office.run("14:46").failed
    assert office.new() == told(f"Identified: {RATES}")
    assert not office.run("14:47").rows


def test_an_old_job_that_runs_again_tells_nothing(office: Office) -> None:
    office.push(INCIDENT + IDENTIFIED)
    office.run("14:46")
    office.new()
    before = office.ledger()
    git(office.copies.ana, "reset", "-q", "--hard", "HEAD~1")
    run = office.run("14:47")
    assert (run.notes, run.failed) == (["A later revision was announced already."], False)
    assert office.ledger() == before


def test_an_unknown_revision_is_an_error(office: Office) -> None:
    with pytest.raises(AnnouncingError, match="git finds no commit `v9` here"):
        office.run("14:46", since="v9")


def test_a_shallow_clone_says_what_to_fetch(office: Office, tmp_path: Path) -> None:
    office.push(INCIDENT + IDENTIFIED)
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{office.copies.remote}", "shallow")
    with pytest.raises(AnnouncingError, match="git fetch --unshallow"):
        office.run("14:46", folder=tmp_path / "shallow")


# --- what files hold ---


def test_broken_content_announces_nothing(office: Office) -> None:
    office.new()
    office.push(INCIDENT.replace("api:", "apx:") + IDENTIFIED)
    with pytest.raises(Rejected):
        office.run("14:46")
    office.push(INCIDENT + IDENTIFIED)
    office.run("14:47")
    assert office.new() == told(f"Identified: {RATES}")


def test_files_that_were_broken_before_hide_no_others(copies: Copies) -> None:
    office = Office(copies=copies)
    office.push(SITE + CHANNELS, "content/site.yml")
    office.push("no front matter\n", "content/incidents/2026-11-20-other.md")
    office.push(INCIDENT, "content/incidents/2026-11-20-other.md")
    office.run("14:46", since="HEAD~1")
    assert office.new() == told(f"Investigating: {RATES}")


def test_a_draft_is_told_once_it_is_published(office: Office) -> None:
    office.new()
    path = "content/incidents/2026-11-20-draft.md"
    for key in ("draft", "internal"):
        office.push(INCIDENT.replace("title: ", f"{key}: true\ntitle: Hidden "), path)
        assert not office.run("14:46").rows
    office.push(INCIDENT.replace("title: ", "title: Hidden "), path)
    office.run("14:47")
    assert office.new() == told(f"Investigating: Hidden {RATES}")


def test_a_renamed_incident_and_a_merge_are_no_news(office: Office) -> None:
    office.new()
    here = office.copies.ana
    git(here, "switch", "-qc", "side")
    git(here, "mv", PATH, PATH.replace("api", "rates"))
    git(here, "commit", "-qm", "Rename")
    git(here, "switch", "-q", "main")
    git(here, "merge", "-q", "--no-ff", "-m", "Merge", "side")
    assert not office.run("14:46").rows


def test_a_project_in_a_folder_has_its_own_news(copies: Copies) -> None:
    office = Office(copies=copies)
    inner = copies.ana / "status"
    shutil.copytree(copies.ana / "content", inner / "content")
    office.push(SITE + CHANNELS, "status/content/site.yml")
    office.run(NOW, folder=inner)
    office.push(INCIDENT + IDENTIFIED, f"status/{PATH}")
    office.run("14:46", folder=inner)
    assert office.new() == [BEGINS, *told(f"Identified: {RATES}")]


def test_a_drill_reaches_the_team_alone(office: Office) -> None:
    office.new()
    before = office.ledger()
    drill = INCIDENT.replace("title: ", "internal: true\ntitle: Drill of ")
    office.push(drill, "content/incidents/2026-11-20-drill.md")
    assert not office.run("14:46", drill=True).failed
    ((channel, title),) = office.new()
    assert channel == "team"
    assert "Drill of Elevated" in title
    assert office.ledger() == before
    assert not office.run("14:47").rows


def test_a_rehearsal_writes_nothing(office: Office) -> None:
    office.new()
    office.push(INCIDENT + IDENTIFIED)
    before = office.ledger()
    assert len(office.run("14:46", rehearsal=True).rows) == 2
    assert office.ledger() == before


def test_a_failed_run_is_told_to_the_team_whatever_the_content(office: Office) -> None:
    office.new()
    (office.copies.ana / PATH).write_text("broken")
    texts: list[Message] = []

    def send(message: Message) -> Outcome:
        texts.append(message)
        return Outcome(ok=True, detail="answers 200")

    run = tell_of_failure(office.copies.ana, "https://forge.example/runs/1", lambda: NOW, send)
    assert not run.failed
    assert [(each.channel.name, each.title) for each in texts] == [
        ("team", "The site was not published")
    ]
    assert "https://forge.example/runs/1" in texts[0].text


# --- the call to a person ---

TEAM = """\
team:
  support: {primary: {name: Zoe, notify: "${ZOE}"}}
  communications:
    primary: {name: Ana, notify: "${ANA}"}
    backups: [{name: Bo, notify: "${BO}"}, {name: Cy, notify: "${CY}"}]
"""
DUE = f"An update was due at 2026-11-20 15:00 UTC: {RATES}"
SOON = DUE.replace("was", "is")


def calls(office: Office, now: str, *, rehearsal: bool = False) -> list[tuple[str, str]]:
    """Look who owes an update, in the clone of Ana, and return who was called."""
    office.sent = []

    def send(message: Message) -> Outcome:
        if message.channel.name in office.dead:
            return Outcome(ok=False, detail="answers 500")
        office.sent.append((message.channel.name, message.title))
        office.texts.append(message.text)
        return Outcome(ok=True, detail="answers 200")

    call_on_duty(office.copies.ana, Wanted(rehearsal=rehearsal), lambda: at(now), send)
    return office.sent


@pytest.fixture
def duty(copies: Copies) -> Office:
    made = Office(copies=copies)
    made.push(SITE + TEAM + CHANNELS, "content/site.yml")
    return made


def test_a_reminder_the_holder_and_then_the_backup_are_called_once(duty: Office) -> None:
    told = {minute: calls(duty, minute) for minute in ("14:49", "14:50", "14:55", "15:00")}
    assert told == {"14:49": [], "14:50": [("Ana", SOON)], "14:55": [], "15:00": [("Ana", DUE)]}
    assert calls(duty, "15:09") == []
    assert calls(duty, "15:10") == [("Bo", DUE)]
    assert duty.texts[-1].startswith("Ana has not. Bo, please write it, even if nothing is new: ")
    assert calls(duty, "18:00") == []
    duty.push(f"{INCIDENT}\n## Update — 2026-11-20 18:01\n\n- next: 19:00\n\nStill.\n")
    assert calls(duty, "18:49") == []
    assert calls(duty, "18:50") == [("Ana", SOON.replace("15:00", "19:00"))]


def test_a_call_that_cannot_be_noted_is_still_reported(duty: Office) -> None:
    remote = duty.copies.remote / "gone"

    def send(_message: Message) -> Outcome:
        git(duty.copies.ana, "remote", "set-url", "origin", str(remote))
        return Outcome(ok=True, detail="sent")

    run = call_on_duty(duty.copies.ana, Wanted(), lambda: at("15:00"), send)
    assert (run.rows, run.failed) == ([("Ana", DUE, "sent")], True)


def test_a_late_watch_calls_both_at_once(duty: Office) -> None:
    assert calls(duty, "16:00") == [("Ana", DUE), ("Bo", DUE)]


def test_no_one_is_reminded_just_after_an_update(duty: Office) -> None:
    duty.push(f"{INCIDENT}\n## Update — 2026-11-20 14:51\n\n- next: 15:00\n\nStill.\n")
    assert calls(duty, "14:59") == []
    assert calls(duty, "15:00") == [("Ana", DUE)]


def test_who_took_over_is_called(duty: Office) -> None:
    duty.push(INCIDENT.replace("components", "roles: {communications: Zoe}\ncomponents"))
    assert calls(duty, "15:10") == [("Zoe", DUE), ("Ana", DUE)]


def test_without_an_address_the_internal_channels_name_the_person(duty: Office) -> None:
    duty.push(SITE + TEAM.replace(', notify: "${ANA}"', "") + CHANNELS, "content/site.yml")
    assert calls(duty, "15:00") == [("team", DUE)]
    assert duty.texts[-1].startswith("Ana, please write it")
    assert calls(duty, "15:10") == [("Bo", DUE)]
    duty.push(SITE + TEAM.replace("notify", "contact"), "content/site.yml")
    assert calls(duty, "15:20") == []


def test_a_call_that_fails_is_tried_again_and_a_rehearsal_notes_nothing(duty: Office) -> None:
    duty.dead = {"Ana"}
    assert calls(duty, "15:00") == []
    duty.dead = set()
    assert calls(duty, "15:05", rehearsal=True) == [("Ana", DUE)]
    assert calls(duty, "15:06") == [("Ana", DUE)]


@pytest.mark.parametrize("key", ["draft", "internal"])
def test_no_one_is_called_for_what_readers_do_not_see(duty: Office, key: str) -> None:
    duty.push(INCIDENT.replace("components", f"{key}: true\ncomponents"))
    assert calls(duty, "15:30") == []


def test_someone_is_called_while_another_run_is_announcing(office: Office) -> None:
    office.push(SITE + TEAM + CHANNELS, "content/site.yml")
    office.push(f"{INCIDENT}\n## Update — 2026-11-20 14:41\n\n- next: 14:44\n\nStill.\n")
    other, called = Office(copies=office.copies), list[tuple[str, str]]()
    office.before = lambda _message: called.extend(calls(other, "14:45"))
    assert not office.run("14:45").failed
    assert called == [("Ana", DUE.replace("15:00", "14:44"))]
