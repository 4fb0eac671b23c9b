from __future__ import annotations

import threading
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue

import pytest
from sample import FILES, INCIDENT, lay

from statusgen.commands.options import UsageError
from statusgen.commands.serve import Serving, serving
from statusgen.problems import Problem

CLOCK = datetime(2026, 11, 20, 14, 40, 31, tzinfo=UTC)
SOON = 20.0
"""Seconds in which something happens on the slowest machine."""


def served_to(
    folder: Path, hear: Callable[[tuple[Problem, ...]], None]
) -> AbstractContextManager[Serving]:
    """Serve the sample project; ``hear`` is given the problems of each build."""
    return serving(
        lay(folder, FILES),
        port=0,
        now=None,
        clock=lambda: CLOCK,
        editor_url=None,
        tell=lambda problems, _seconds: hear(problems),
    )


def fetched(url: str) -> str:
    with urllib.request.urlopen(url) as response:  # noqa: S310 - our own, on loopback
        text: str = response.read().decode()
        return text


def test_what_is_saved_is_told_and_shown(tmp_path: Path) -> None:
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
        assert "News." in fetched(f"{served.url}/incidents/2026-11-20-api/")
    thread.join(SOON)
    assert not thread.is_alive()


def test_the_clock_moves_on_by_minutes_unless_an_instant_is_named(tmp_path: Path) -> None:
    lay(tmp_path, FILES)
    now = [CLOCK]
    for named, later in ((None, timedelta(minutes=1)), ("2026-11-20 14:40 UTC", timedelta())):
        with serving(
            tmp_path,
            port=0,
            now=named,
            clock=lambda: now[0],
            editor_url=None,
            tell=lambda *_: None,
        ) as served:
            first = served.moment
            assert first == CLOCK.replace(second=0)
            now[0] = CLOCK + timedelta(minutes=1)
            assert served.moment == first + later
        now[0] = CLOCK


def test_what_is_the_same_is_told_once(tmp_path: Path) -> None:
    told: list[tuple[Problem, ...]] = []
    with served_to(tmp_path, told.append) as served:
        served.update(served.moment)
        served.update(served.moment + timedelta(minutes=1))
    assert told == [()]


def test_an_editor_is_an_address_of_a_place(tmp_path: Path) -> None:
    for url in ("code {path}", "vscode://file/", "JavaScript:alert('{path}')"):
        with (
            pytest.raises(UsageError, match="--editor"),
            serving(
                tmp_path,
                port=0,
                now=None,
                clock=lambda: CLOCK,
                editor_url=url,
                tell=lambda *_: None,
            ),
        ):
            pass
