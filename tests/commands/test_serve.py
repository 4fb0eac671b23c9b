from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue

import pytest
from commands.running import AT, TYPO, run
from sample import FILES, INCIDENT, lay

from statusgen.commands.options import UsageError
from statusgen.commands.serve import Serving, serving
from statusgen.problems import Problem

CLOCK = datetime(2026, 11, 20, 14, 40, 31, tzinfo=UTC)
SOON = 20.0
"""Seconds to wait on the slowest machine."""


def served_to(
    folder: Path, record: Callable[[tuple[Problem, ...]], None]
) -> AbstractContextManager[Serving]:
    """Serve the sample project; ``record`` receives the problems of each build."""
    return serving(
        lay(folder, FILES),
        port=0,
        now=None,
        clock=lambda: CLOCK,
        editor_url=None,
        report=lambda problems, _seconds: record(problems),
    )


def fetched(url: str) -> str:
    with urllib.request.urlopen(url) as response:  # noqa: S310 - our own, on loopback
        text: str = response.read().decode()
        return text


def test_a_saved_file_is_reported_and_shown(tmp_path: Path) -> None:
    told: Queue[tuple[Problem, ...]] = Queue()
    with served_to(tmp_path, told.put) as served:
        assert told.get_nowait() == ()
        thread = threading.Thread(target=served.run)
        thread.start()
        mistake = INCIDENT.replace("api:", "apx:")
        lay(tmp_path, {"content/incidents/2026-11-20-api.md": mistake})
        assert [problem.code for problem in told.get(timeout=SOON)] == ["unknown-component"]
        lay(tmp_path, {"content/incidents/2026-11-20-api.md": INCIDENT + "\nNews.\n"})
        assert told.get(timeout=SOON) == ()
        assert "News." in fetched(f"{served.server.url}/incidents/2026-11-20-api/")
    thread.join(SOON)
    assert not thread.is_alive()


def test_the_time_advances_unless_it_is_given(tmp_path: Path) -> None:
    lay(tmp_path, FILES)
    now = [CLOCK]
    for named, later in ((None, timedelta(minutes=1)), ("2026-11-20 14:40 UTC", timedelta())):
        with serving(
            tmp_path,
            port=0,
            now=named,
            clock=lambda: now[0],
            editor_url=None,
            report=lambda *_: None,
        ) as served:
            first = served.update()
            assert first == CLOCK.replace(second=0)
            now[0] = CLOCK + timedelta(minutes=1)
            assert served.update() == first + later
        now[0] = CLOCK


def test_unchanged_problems_are_reported_once(tmp_path: Path) -> None:
    told: list[tuple[Problem, ...]] = []
    with served_to(tmp_path, told.append) as served:
        served.update()
    assert told == [()]


def test_an_editor_must_be_a_url(tmp_path: Path) -> None:
    for url in ("code {path}", "vscode://file/"):
        with (
            pytest.raises(UsageError, match="--editor"),
            serving(
                lay(tmp_path, FILES),
                port=0,
                now=None,
                clock=lambda: CLOCK,
                editor_url=url,
                report=lambda *_: None,
            ),
        ):
            pass


def test_it_prints_its_address_and_stops_with_ctrl_c(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "statusgen", "serve", project, "--port", str(port), *AT],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        assert process.stdout
        assert process.stdout.readline().startswith("no problems, after ")
        said = process.stdout.readline()
        assert said.startswith(f"Port {port} is in use; ")
        url = process.stdout.readline().split()[4]
    with urllib.request.urlopen(url) as response:  # noqa: S310 - our own, on loopback
        assert response.status == 200
    lay(project, TYPO)
    assert "error[unknown-component]" in process.stdout.readline()
    while not process.stdout.readline().startswith("1 error, after "):
        pass
    lay(
        project, {"content/incidents/2026-11-19-typo.md": "title: None"}
    )  # only the new problem is shown
    assert "error[no-front-matter]" in process.stdout.readline()
    while not process.stdout.readline().startswith("2 errors, after "):
        pass
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=20)
    assert (process.returncode, rest, errors) == (0, "", "")
    with socket.create_server(("127.0.0.1", int(url.strip("/").rpartition(":")[2]))):
        pass  # the port is free
    assert not (project / "output").exists()


def test_invalid_values_are_usage_errors(project: Path) -> None:
    for option in (("--now", "yesterday"), ("--editor", "vim"), ("--port", "70000")):
        result = run("serve", project, *option)
        assert result.exit_code == 2
        assert option[0] in result.stderr


def test_a_folder_without_a_project_ends_it(tmp_path: Path) -> None:
    result = run("serve", tmp_path)
    assert result.exit_code == 2
    assert "statusgen init" in result.stderr
