from __future__ import annotations

from assembly import codes, incident

X = "incidents/x.md"


def test_a_mistake_is_reported_once() -> None:
    body = "- next: 15:00\n\n## Resolvd — 2026-11-20 14:30\n\nAt 10.0.0.1 it works again."
    assert codes({X: incident("", body)}) == [f"{X}:9:unknown-state"]


def test_old_incidents_get_no_warnings() -> None:
    text = incident("impact: critical\n").replace("Investigating", "Resolved")
    assert len(codes({X: text})) == 2
    assert codes({X: text.replace("2026-11-20", "2021-11-20")}) == []


def test_a_draft_gets_no_overdue_warning_in_a_preview() -> None:
    draft = incident("draft: true\n", "- next: 14:20\n\nWe look.")
    assert codes({X: draft}, preview="PR 7") == []
