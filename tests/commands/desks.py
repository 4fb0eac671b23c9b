"""Projects to write in, and helpers to read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from sample import FILES, SITE, lay

from statusgen.commands.check import check
from statusgen.commands.workspace import Workspace, open_workspace

NOW = datetime(2026, 11, 20, 14, 40, 12, tzinfo=UTC)

SCENARIO = """\
---
title: Database unavailable
kind: outage
impact: critical
components: {api: down}
cadence: 20m
roles: [incident_manager, support]
postmortem: required
variables:
  region: {ask: Which region?, default: eu-west-1}
  symptom: {ask: What do users see?}
---

When the database does not answer.

## Investigating

- workaround: Use another region than {{ region }}.

Errors affect {{ components }} in {{ region }}: {{ symptom }} More by {{ next }}.

## Identified

- cause: {{ cause }}

We know why {{ region }} fails. More by {{ next }}.

## Resolved

- cause: {{ cause }}
- fix: {{ fix }}

All is well since {{ now }}.

## Runbook

1. Page the database on-call.
2. Breathe.
"""

WORK = """\
---
title: Planned work
duration: 2h
components: [api]
---

## Scheduled

We work on {{ components }} from {{ started }} until {{ eta }}.

## In progress

We have begun.
"""

TEAM = """\
timezone: Europe/Paris
cadence: {critical: 30m, major: 1h}
team:
  incident_manager: {primary: {name: Ana, contact: "+33 1"}, backups: [{name: Bo}]}
  support: {primary: {name: Eli}}
  social: {primary: {name: Gus}}
advice:
  missing-backup: What matters here is what commands write.
  missing-contact: As above.
  overdue-promise: Time passes.
"""

PROJECT = {
    **FILES,
    "content/site.yml": SITE + TEAM,
    "content/scenarios/database.md": SCENARIO,
    "content/scenarios/work.md": WORK,
}


def desk(
    folder: Path, files: Mapping[str, str | bytes] = PROJECT, now: datetime = NOW
) -> Workspace:
    return open_workspace(lay(folder, files), now)


def again(desk: Workspace, now: datetime | None = None) -> Workspace:
    """Open the project again."""
    return open_workspace(desk.folder, now or desk.clock)


def text(desk: Workspace, path: str) -> str:
    return (desk.folder / path).read_text(encoding="utf-8")


def codes(desk: Workspace, now: str = "2026-11-20 15:00 UTC") -> list[str]:
    """Return the codes of the problems that ``check`` reports."""
    report = check(desk.folder, now=now, clock=NOW, tell=lambda _done, _total: None)
    return [problem.code for problem in report.problems]
