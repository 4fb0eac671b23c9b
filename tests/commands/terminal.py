"""A terminal with someone typing."""

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
"""How many seconds to wait for a question before the test fails."""

CTRL_C = "\x03"

Talk = list[tuple[str, str]]
"""Pairs of a text to wait for and what to type then."""


def talk(folder: Path, *words: str, says: Talk, **environment: str) -> tuple[int, str]:
    """Run a command at a terminal in a folder; return its exit code and output."""
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
    """Make it the controlling terminal, with the default meaning of Ctrl-C."""
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
    """Read until a text appears, or to the end if none is given."""
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
