"""The command from end to end: real repositories, a mail server, a webhook, the real clock."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commands.running import run
from hosts import Host, serving
from people import Copies, git
from receivers import Hook, Mailbox, mailbox
from receivers import hook as webhook
from sample import SITE, lay

from statusgen.announcing.ledger import ledger_of
from statusgen.commands import live

NAME = "content/incidents/sign-in.md"
CHANNELS = """\
channels:
  - {name: list, audience: external, url: "${MAIL}", from: us@acme.example, to: all@acme.example}
  - {name: hook, audience: internal, url: "${HOOK}", format: json}
"""
NOW = datetime.now(UTC).replace(second=0, microsecond=0)


def incident(*updates: tuple[str, int]) -> str:
    """Return an incident with updates so many minutes ago."""
    texts = "".join(
        f"\n## {state} — {NOW - timedelta(minutes=ago):%Y-%m-%d %H:%M} UTC\n\nNews of {state}.\n"
        for state, ago in updates
    )
    return (
        f"---\ntitle: Some people cannot sign in\ncomponents: {{api: partial_outage}}\n---\n{texts}"
    )


@pytest.fixture
def receivers(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Hook, Mailbox]]:
    with webhook() as events, mailbox() as box:
        monkeypatch.setenv("HOOK", events.url)
        monkeypatch.setenv("MAIL", box.url)
        yield events, box


def titles(events: Hook) -> list[str]:
    return [json.loads(each.body)["title"] for each in events.requests]


def subjects(box: Mailbox) -> list[str]:
    return [str(mail["Subject"]) for _, mail in box.mails]


def test_commit_by_commit_everything_arrives_once(
    copies: Copies, receivers: tuple[Hook, Mailbox]
) -> None:
    events, box = receivers
    here = copies.ana
    copies.push(here, "content/site.yml", SITE + CHANNELS)
    begun = run("announce", "--project", here)
    assert begun.exit_code == 0, begun.output
    assert titles(events) == ["Announcing begins"]

    copies.push(here, NAME, incident(("Investigating", 20)))
    shown = run("announce", "--project", here, "--dry-run")
    assert "News of Investigating." in shown.output
    assert shown.exit_code == 0
    assert (len(events.requests), box.mails) == (1, [])

    events.answers = [(404, {})]
    first = run("announce", "--project", here)
    assert first.exit_code == 1
    table = [" ".join(line.split()) for line in first.output.splitlines()]
    title = "Investigating: Some people cannot sign in"
    assert f"hook {title} answers 404" in table
    assert any(line.startswith(f"list {title} ") for line in table)
    assert "Something was not sent; the next run tries again." in table

    copies.push(here, NAME, incident(("Investigating", 20), ("Identified", 10)))
    copies.push(here, NAME, incident(("Investigating", 20), ("Identified", 10), ("Resolved", 5)))
    again = run("announce", "--project", copies.bo)
    assert (again.exit_code, again.output) == (
        0,
        "There is nothing to announce.\nA later revision was announced already.\n",
    )
    git(copies.bo, "pull", "-q")
    assert run("announce", "--project", copies.bo).exit_code == 0
    late = "Resolved: Some people cannot sign in"
    assert titles(events)[-1] == late
    states = [each["state"] for each in json.loads(events.requests[-1].body)["updates"]]
    assert states == ["resolved", "identified", "investigating"]
    assert subjects(box) == [title, late]
    one, two = (mail for _, mail in box.mails)
    assert one["References"] == two["References"]

    done = run("announce", "--project", here)
    assert (done.exit_code, done.output) == (0, "There is nothing to announce.\n")
    assert len(box.mails) == 2


def test_a_dry_run_shows_a_post_as_it_is_sent(copies: Copies) -> None:
    channels = (
        'channels:\n  - {name: social, audience: external, url: "${POSTS}", format: social}\n'
    )
    copies.push(copies.ana, "content/site.yml", SITE + channels)
    text = incident(("Investigating", 20)) + "Much more. " * 50 + "END"
    copies.push(copies.ana, NAME, text)
    done = run("announce", "--project", copies.ana, "--since", "HEAD~1", "--dry-run")
    assert "Much more…" in done.output
    assert "END" not in done.output


def test_drafts_are_written_for_people_to_send(copies: Copies, tmp_path: Path) -> None:
    copies.push(copies.ana, NAME, incident(("Investigating", 20)))
    words = ("announce", "--project", copies.ana, "--since", "HEAD~1", "--dry-run")
    done = run(*words, "--drafts", tmp_path / "out")
    assert done.exit_code == 0
    (draft,) = (tmp_path / "out").iterdir()
    assert f"Written: {draft}" in done.output
    assert draft.name == "sign-in-social.txt"
    text = draft.read_text(encoding="utf-8")
    assert text.startswith("Investigating: Some people cannot sign in\nAffected components:")


KILL = """\
cd FOLDER && echo push >> pushes
[ $(wc -l < pushes) -lt 3 ] || { kill -9 $(cat pid); exit 1; }
"""
"""Kills the run when it has sent the second message and is about to note it."""


def test_after_a_kill_that_message_alone_arrives_twice(
    copies: Copies,
    receivers: tuple[Hook, Mailbox],
    hook: Callable[[Path, str, str], None],
    tmp_path: Path,
) -> None:
    events, box = receivers
    copies.push(copies.ana, "content/site.yml", SITE + CHANNELS)
    copies.push(copies.ana, NAME, incident(("Investigating", 20)))
    hook(copies.remote, "pre-receive", KILL.replace("FOLDER", str(tmp_path)))
    words = [sys.executable, "-m", "statusgen", "announce", "--since", "HEAD~1"]
    with subprocess.Popen(words, cwd=copies.ana) as process:
        (tmp_path / "pid").write_text(str(process.pid))
    assert process.returncode == -signal.SIGKILL
    assert (len(events.requests), len(box.mails)) == (1, 1)
    (copies.remote / "hooks/pre-receive").unlink()

    early = run("announce", "--project", copies.bo)
    assert early.exit_code == 1
    assert early.output.startswith("Another run is sending since ")
    place = ledger_of(copies.bo)
    ledger, tip = place.read()
    assert ledger
    place.write(replace(ledger, busy=ledger.at - timedelta(hours=1)), tip)
    git(copies.bo, "pull", "-q")
    assert run("announce", "--project", copies.bo).exit_code == 0
    assert (len(events.requests), len(box.mails)) == (1, 2)


def test_people_outside_hear_once_the_site_shows_it(
    copies: Copies, receivers: tuple[Hook, Mailbox], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events, box = receivers
    monkeypatch.setattr(live, "INTERVAL", 0.01)
    here = copies.ana
    with serving(Host(folder=tmp_path / "host")) as host:
        site = SITE.replace("https://status.acme.example", host.url)
        copies.push(here, "content/site.yml", site + CHANNELS)
        copies.push(here, NAME, incident(("Investigating", 20)))

        def deploy(count: int) -> None:
            assert len(events.requests) == 1
            assert not box.mails
            if count == 3:
                assert run("build", here, "--output", host.folder).exit_code == 0

        lay(host.folder, {"404.html": ""})
        host.before = deploy
        done = run("announce", "--project", here, "--since", "HEAD~1", "--wait")
    assert done.exit_code == 0, done.output
    assert len(host.requests) == 3
    assert len(box.mails) == 1
    assert "cannot be reached" not in str(box.mails[0][1])


def test_what_stops_it_is_one_sentence(copies: Copies, project: Path) -> None:
    unknown = run("announce", "--project", copies.ana, "--since", "v9")
    reason = "git finds no commit `v9` here. Nothing was announced.\n"
    assert (unknown.exit_code, unknown.output) == (1, reason)
    copies.push(copies.ana, NAME, incident(("Investigating", 20)).replace("api", "apx"))
    broken = run("announce", "--project", copies.ana)
    assert broken.exit_code == 1
    assert "unknown-component" in broken.output
    assert broken.output.endswith("1 error, 1 warning; nothing was announced\n")
    outside = run("announce", "--project", project)
    assert outside.exit_code == 1
    assert outside.output.count("\n") == 1


def test_what_waits_for_approval_can_be_read_in_the_log(
    copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    team = 'team: {support: {primary: {name: Ana, contact: "1"}}}\n'
    posts = 'channels: [{name: posts, audience: external, url: "${POSTS}", approve: support}]\n'
    copies.push(copies.ana, "content/site.yml", SITE + team + posts)
    copies.push(copies.ana, NAME, incident(("Investigating", 20)))
    done = run("announce", "--project", copies.ana, "--since", "HEAD~1")
    assert done.exit_code == 0, done.output
    assert "  News of Investigating.\n" in done.output
    assert "waits for support" in done.output
    assert (tmp_path / "output").read_text() == "approval=true\n"


def test_a_failed_run_is_told_to_the_team(copies: Copies, receivers: tuple[Hook, Mailbox]) -> None:
    events, box = receivers
    lay(copies.ana, {"content/site.yml": SITE + CHANNELS})
    done = run("announce", "--project", copies.ana, "--failed", "https://forge.example/runs/1")
    assert done.exit_code == 0, done.output
    assert "https://forge.example/runs/1" in events.requests[0].body.decode()
    assert not box.mails
    assert ledger_of(copies.ana).read() == (None, "")
    assert os.environ["HOOK"] not in done.output


def test_a_test_goes_to_one_channel_and_outside_only_when_confirmed(
    project: Path, receivers: tuple[Hook, Mailbox]
) -> None:
    events, box = receivers
    lay(project, {"content/site.yml": SITE + CHANNELS})
    done = run("announce", "--project", project, "--test", "hook")
    assert done.exit_code == 0, done.output
    assert "hook     Test     answers 200" in done.stdout
    (event,) = events.requests
    assert "a test of the channel hook" in json.loads(event.body)["text"]
    refused = run("announce", "--project", project, "--test", "list")
    assert (refused.exit_code, box.mails) == (1, [])
    assert "Add `--yes` to send the test to them." in refused.output
    assert run("announce", "--project", project, "--test", "list", "--yes").exit_code == 0
    assert subjects(box) == ["Test"]


def test_a_test_says_which_secret_is_missing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(project, {"content/site.yml": SITE + CHANNELS})
    monkeypatch.delenv("HOOK", raising=False)
    done = run("announce", "--project", project, "--test", "hook")
    assert done.exit_code == 1
    assert "secret not set: HOOK" in done.stdout
    unknown = run("announce", "--project", project, "--test", "hok")
    assert unknown.exit_code == 1
    assert "Did you mean `hook`?" in unknown.output


def test_nobody_is_called_in_silence_without_a_project(tmp_path: Path) -> None:
    done = run("announce", "--overdue", "--project", tmp_path)
    assert done.exit_code == 1
    assert "content/site.yml is missing or cannot be read." in done.output
