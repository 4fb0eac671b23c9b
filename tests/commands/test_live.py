"""Waiting for a published site, with a real repository and a real host."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commands.running import run
from hosts import Host, serving
from people import PATH, Copies, git
from sample import FILES, NOW, POSTMORTEM, lay

from statusgen.commands import live
from statusgen.commands.build import build
from statusgen.commands.live import fetch
from statusgen.commands.printing import finish
from statusgen.commands.publication import publish
from statusgen.commands.report import Report

UPDATE = "\n## Identified — 2026-11-20 14:30\n\nA release is the cause.\n"
CORRECTED = "- next: 15:00\n- corrected: 2026-11-20 14:20\n"
SOON, NEVER = 120.0, 0.05
NOTE = "content/static/note.txt"
NEW = "content/postmortems/second.md"


def deploy(host: Host, project: Path, clock: datetime = NOW) -> None:
    done = build(project, host.folder, now=None, clock=clock, tell=lambda _done, _all: None)
    assert not done.failed, done


@pytest.fixture
def host(copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Serve the site below a path, and deploy it again with the fourth request."""
    monkeypatch.setattr(live, "INTERVAL", 0.01)
    with serving(Host(folder=tmp_path / "host", path="/status")) as found:
        site = FILES["content/site.yml"].replace("https://status.acme.example", found.url)
        copies.push(copies.ana, "content/site.yml", site)
        deploy(found, copies.ana)
        found.before = lambda count: deploy(found, copies.ana) if count == 4 else None
        yield found


def go(copies: Copies, *paths: str, wait: float = SOON) -> Report:
    return publish(copies.ana, paths or (PATH,), "Say", clock=NOW, wait=wait)


def test_an_update_is_live_once_its_page_and_the_feed_have_it(copies: Copies, host: Host) -> None:
    copies.append(copies.ana, UPDATE)
    report = go(copies)
    assert not report.failed
    assert not report.unseen
    *_, live, caching = report.notes
    assert re.fullmatch(rf"Live: {host.url} shows it, after \d+ seconds?\.", live)
    assert caching == "Readers may still get a cached copy for up to 60 seconds."
    page, feed = (each.partition("?fresh=") for each in host.requests[-2:])
    assert page[0] == "/status/incidents/2026-11-20-api/"
    assert feed[0] == "/status/feed.json"
    assert len({each.partition("?fresh=")[2] for each in host.requests}) == len(host.requests)
    assert "Live: " in go(copies).notes[-2]  # it is pushed already
    old = (host.folder / "feed.json").read_bytes().replace(b"T143000Z", b"T143001Z")
    (host.folder / "feed.json").write_bytes(old)
    report = go(copies, wait=NEVER)
    assert report.unseen
    assert f"{host.url}/feed.json does not have it yet" in report.notes[1]


def test_a_correction_is_live_by_its_date(copies: Copies, host: Host) -> None:
    text = FILES[PATH].replace("- next: 15:00\n", CORRECTED).replace("Some", "Many")
    lay(copies.ana, {PATH: text})
    assert "Live: " in go(copies).notes[-2]
    assert len(host.requests) > 4


def test_a_deleted_incident_is_live_as_a_404(copies: Copies, host: Host) -> None:
    (copies.ana / PATH).unlink()
    assert "Live: " in go(copies).notes[-2]
    assert host.requests[-1].startswith("/status/incidents/2026-11-20-api/?")


def test_an_incident_made_a_draft_is_live_as_a_404(copies: Copies, host: Host) -> None:
    lay(copies.ana, {PATH: FILES[PATH].replace("components", "draft: true\ncomponents")})
    assert "Live: " in go(copies).notes[-2]
    assert len(host.requests) > 3


def test_other_changes_are_live_after_a_later_build(copies: Copies, host: Host) -> None:
    review = POSTMORTEM.replace("2026-11-03-search", "2026-11-20-api").replace("-10 09", "-20 14")
    files = {PATH: FILES[PATH].replace("Elevated", "More"), NOTE: "Another note.\n", NEW: review}
    lay(copies.ana, files)
    later = datetime(2099, 1, 1, tzinfo=UTC)
    host.before = lambda count: deploy(host, copies.ana, later) if count == 4 else None
    assert "Live: " in go(copies, *files).notes[-2]
    assert {each.partition("?")[0] for each in host.requests} == {"/status/widget.json"}
    assert len(host.requests) > 3


def test_there_is_nothing_to_wait_for_if_nothing_is_public(copies: Copies, host: Host) -> None:
    lay(copies.ana, {"content/incidents/new.md": FILES[PATH].replace("comp", "draft: true\ncomp")})
    report = go(copies, "content/incidents/new.md")
    assert report.notes[-1] == "Nothing to wait for: none of it is public."
    result = run("log", "api", "We look.", "--wait", "--no-input", "--project", copies.ana)
    assert result.exit_code == 0
    assert result.stdout.endswith("Nothing to wait for: none of it is public.\n")
    assert not host.requests


def test_what_comes_instead_is_reported(copies: Copies, host: Host) -> None:
    site = (copies.ana / "content/site.yml").read_text()
    repository = "repository: https://github.com/acme/status\n"
    copies.push(copies.ana, "content/site.yml", site + repository)
    copies.append(copies.ana, UPDATE)
    host.change = lambda _path, answer: (status, answer[1], b"No")
    for status in (500, 404, 403):
        *_, missing, runs, doctor = go(copies, wait=NEVER).notes
        assert missing == (
            "Pushed, but readers don't see it after 1 second: "
            f"{host.url}/incidents/2026-11-20-api/ answers {status}."
        )
        head = git(copies.ana, "rev-parse", "HEAD")
        page = f"https://github.com/acme/status/commit/{head}/checks"
        assert runs == f"The runs for this commit: {page}"
        assert doctor == (
            f"`statusgen doctor {host.url}/` looks for the reason. Do not push it again."
        )


def test_an_unseen_update_has_an_exit_code_of_its_own(copies: Copies, host: Host) -> None:
    host.change = lambda _path, answer: (200, answer[1], b"<h1>Log in</h1>")
    copies.append(copies.ana, UPDATE)
    with pytest.raises(SystemExit) as exited:
        finish(go(copies, wait=NEVER), "text", copies.ana)
    assert exited.value.code == 3


def test_ctrl_c_says_that_it_is_pushed(copies: Copies, host: Host) -> None:
    words = ("update", "api", "update", "--message", "Still.", "--wait", "--no-input")
    command = [sys.executable, "-m", "statusgen", *words, "--project", str(copies.ana)]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as process:
        host.before = lambda count: process.send_signal(signal.SIGINT) if count == 1 else None
        said, errors = process.communicate()
    assert process.returncode == 130
    assert "Ctrl-C stops waiting." in errors
    assert "You stopped waiting. It is pushed;" in said
    assert copies.log()[0].startswith("Update")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "http://nowhere.invalid/",
    ],
)
def test_a_host_that_does_not_answer_is_a_reason(url: str) -> None:
    found = fetch(url)
    assert found.status == 0
    assert found.reason


def test_a_proxy_from_the_environment_is_used(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{host.port}")
    monkeypatch.delenv("no_proxy", raising=False)
    fetch("http://status.acme.example/feed.json")
    assert host.requests == ["http://status.acme.example/feed.json"]
