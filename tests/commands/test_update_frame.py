"""What an update says where its author says nothing else: its time, and what is known."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from commands.desks import NOW, again, codes, desk, text

from statusgen.commands.options import UsageError
from statusgen.commands.update import update
from statusgen.commands.update_options import UpdateOptions

API = "content/incidents/2026-11-20-api.md"
WORDS = UpdateOptions(message="We know why.")


def test_updates_in_one_minute_have_seconds(tmp_path: Path) -> None:
    at = desk(tmp_path)
    for _ in range(3):
        update(again(at), "api", "update", WORDS)
    written = text(at, API)
    assert "## Update — 2026-11-20 15:40 Europe/Paris\n" in written
    assert "## Update — 2026-11-20 15:40:12 Europe/Paris\n" in written
    assert "## Update — 2026-11-20 15:40:13 Europe/Paris\n" in written
    assert codes(at) == []


def test_slow_clock_is_reported(tmp_path: Path) -> None:
    at = desk(tmp_path, now=NOW - timedelta(hours=2))
    with pytest.raises(UsageError, match=r"dated 2026-11-20 14:05.*--at") as error:
        update(at, "api", "update", WORDS)
    hint = "give the time of this update: --at '2026-11-20 14:06 Europe/Paris'."
    assert str(error.value).endswith(hint)
    with pytest.raises(UsageError):
        update(at, "api", "update", UpdateOptions(message="x", at="now"))
    assert not update(at, "api", "update", UpdateOptions(message="x", at=hint.split("'")[1])).failed
    place = f"the heading `## Investigating — 2026-11-20 14:05` at {tmp_path / API}:6;"
    assert place in str(error.value)
