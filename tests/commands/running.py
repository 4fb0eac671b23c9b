"""Runs the command line, in this process or on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress

from click.testing import CliRunner, Result
from sample import INCIDENT

from statusgen.commands import main

AT = ("--now", "2026-11-20 14:40 UTC")
TYPO = {"content/incidents/2026-11-20-api.md": INCIDENT.replace("api:", "apx:")}
PLACE = "content/incidents/2026-11-20-api.md:3:14"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def on_a_terminal(*words: object, columns: int = 80, **environment: str) -> tuple[int, str]:
    """Run a command on a terminal without typing; return its exit code and output."""
    shown, terminal = pty.openpty()
    known = {name: os.environ[name] for name in os.environ if name != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, "-m", "statusgen", *map(str, words)],
        stdout=terminal,
        stderr=terminal,
        stdin=subprocess.DEVNULL,
        env=known | {"TERM": "xterm", "COLUMNS": str(columns)} | environment,
    )
    os.close(terminal)
    text = b""
    with suppress(OSError):  # the other end is closed
        while part := os.read(shown, 65536):
            text += part
    os.close(shown)
    return process.wait(), text.decode()
