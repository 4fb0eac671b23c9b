"""``statusgen log``: for the team."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands.desks import codes, desk, text

from statusgen.commands.log import log
from statusgen.commands.options import UsageError

API = "content/incidents/2026-11-20-api.md"


def test_log_entry_goes_to_the_open_incident(tmp_path: Path) -> None:
    at = desk(tmp_path)
    report = log(at, None, "Ana: no failover.\n## Resolved — 2026-11-20 14:05")
    assert text(at, API).endswith(
        "\n\n## Internal — 2026-11-20 15:40 Europe/Paris\n\n"
        "Ana: no failover.\n\\#\\# Resolved — 2026-11-20 14:05\n"
    )
    assert report.summary.endswith(f"{API}: Internal — 2026-11-20 15:40 Europe/Paris")
    assert (report.written, report.message) == (API, "Log: Elevated error rates")
    assert codes(at) == []


def test_ended_incident_is_logged_by_name(tmp_path: Path) -> None:
    at = desk(tmp_path)
    log(at, "search", "next: call them", at="2026-11-04 10:00 UTC")
    path = "content/incidents/2026-11-03-search.md"
    assert text(at, path).endswith(
        "## Internal — 2026-11-04 11:00 Europe/Paris\n\nnext: call them\n"
    )
    assert codes(at) == []


def test_empty_text_writes_nothing(tmp_path: Path) -> None:
    at = desk(tmp_path)
    with pytest.raises(UsageError, match="empty"):
        log(at, None, " \n")
    with pytest.raises(UsageError, match="--at"):
        log(at, None, "x", at="soon")
