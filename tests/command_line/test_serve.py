"""The live preview as a process: what it says, how it ends, that it leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from command_line.running import AT, TYPO, run
from sample import lay


def test_it_says_where_it_is_and_ends_quietly_with_ctrl_c(project: Path) -> None:
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
        assert said.startswith(f"Port {port} is taken; ")
        url = process.stdout.readline().split()[4]
    with urllib.request.urlopen(url) as response:  # noqa: S310 - our own, on loopback
        assert response.status == 200
    lay(project, TYPO)
    assert "error[unknown-component]" in process.stdout.readline()
    while not process.stdout.readline().startswith("1 error, after "):
        pass
    lay(project, {"content/incidents/2026-11-19-typo.md": "title: None"})  # of another, that alone
    assert "error[no-front-matter]" in process.stdout.readline()
    while not process.stdout.readline().startswith("2 errors, after "):
        pass
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=20)
    assert (process.returncode, rest, errors) == (0, "", "")
    with socket.create_server(("127.0.0.1", int(url.strip("/").rpartition(":")[2]))):
        pass  # the port is free
    assert not (project / "output").exists()


def test_values_that_are_none_are_usage_errors(project: Path) -> None:
    for option in (("--now", "yesterday"), ("--editor", "vim"), ("--port", "70000")):
        result = run("serve", project, *option)
        assert result.exit_code == 2
        assert option[0] in result.stderr
