"""A terminal at which somebody types."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

PATIENCE = 30.0
"""Seconds to wait for a question; only a test that fails waits so long."""

CTRL_C = "\x03"

Talk = list[tuple[str, str]]
"""What is waited for on the screen, and what is typed then."""


def talk(folder: Path, *words: str, says: Talk, **environment: str) -> tuple[int, str]:
    """Run a command at a terminal in a folder; return its exit code and what was on the screen."""
    screen, terminal = pty.openpty()
    known = {name: os.environ[name] for name in os.environ if name not in {"VISUAL", "EDITOR"}}
    with subprocess.Popen(
        [sys.executable, "-m", "statusgen", *words],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=folder,
        env=known | {"TERM": "xterm", "NO_COLOR": "1"} | environment,
        # The terminal is its own, so that Ctrl-C reaches it as it does from a keyboard.
        start_new_session=True,
        preexec_fn=_take_terminal,  # noqa: PLW1509 - one thread, and nothing else takes a terminal
    ) as process:
        os.close(terminal)
        shown = ""
        try:
            for wanted, typed in says:
                shown = _read_until(screen, shown, wanted)
                os.write(screen, typed.encode())
            if says and says[-1][1] == CTRL_C:
                _insist(process, screen)
            shown = _read_until(screen, shown, None)
            process.wait(PATIENCE)
        finally:
            process.kill()
            os.close(screen)
    return process.returncode, re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", shown).replace("\r", "")


def _take_terminal() -> None:
    """Sit down at it, with Ctrl-C as shells leave it, whatever runs the tests."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _insist(process: subprocess.Popen[bytes], screen: int) -> None:
    """Press Ctrl-C again until the command has ended.

    Python misses one that comes in the moment between its look for signals and its wait for a key.
    """
    for _ in range(10):
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE / 10)
            return
        os.write(screen, CTRL_C.encode())


def _read_until(screen: int, shown: str, wanted: str | None) -> str:
    """Read on until something new is on the screen; to the end where nothing is wanted."""
    start = len(shown)
    while wanted is None or wanted not in shown[start:]:
        ready, _, _ = select.select([screen], [], [], PATIENCE)
        assert ready, f"{wanted!r} was never asked: {shown}"
        try:
            part = os.read(screen, 65536)
        except OSError:  # the other end is closed
            part = b""
        if not part:
            assert wanted is None, f"{wanted!r} was never asked: {shown}"
            return shown
        shown += part.decode(errors="replace")
    return shown
