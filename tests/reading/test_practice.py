from __future__ import annotations

import pytest
from assembly import SITE, assembled, codes, incident, postmortem

P = "postmortems/p.md"
X = {"incidents/x.md": incident()}
OF_X = "incident: x\n"
SECTIONS = f"{SITE}postmortem: {{sections: [Impact, Root cause]}}\n"
OVERRUN = """\
---
title: Upgrade
scheduled: {from: 2026-11-24 22:00, until: 2026-11-24 23:00}
---
## Scheduled — 2026-11-20 14:05

## In progress — 2026-11-24 22:05
"""


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("## Impact\n\n## Root cause\n", 0),
        ("# impact #\n\nRoot-Cause\n---\n", 0),
        ("## Impact\n\n```\n## Root cause\n```\n", 1),
        ("", 2),
    ],
)
def test_sections_of_a_postmortem(body: str, missing: int) -> None:
    files = {P: postmortem(OF_X, body), **X, "site.yml": SECTIONS}
    assert codes(files) == [f"{P}:2:missing-section"] * missing


@pytest.mark.parametrize(
    "keys", ["draft: true\n", "internal: true\n", "allow: [missing-section]\n"]
)
def test_postmortems_that_need_no_sections(keys: str) -> None:
    files = {P: postmortem(OF_X + keys, ""), **X, "site.yml": SECTIONS}
    assert codes(files) == []
    assert codes(files, preview="PR 7") == []


def test_a_warning_that_is_turned_off() -> None:
    site = f"{SECTIONS}advice: {{missing-section: We write essays.}}\n"
    assert codes({P: postmortem(OF_X, ""), **X, "site.yml": site}) == []


def test_maintenance_that_overruns() -> None:
    site, (problem,) = assembled({"incidents/x.md": OVERRUN})
    assert site
    assert (problem.code, problem.is_error, problem.span.line) == ("maintenance-overruns", False, 7)
    assert "until 2026-11-24 23:00 Europe/Paris" in problem.message
    ended = f"{OVERRUN}\n## Completed — 2026-11-24 23:30\n"
    assert codes({"incidents/x.md": ended}) == []


def test_roles() -> None:
    given = "roles: {Incident-Manager: Ana, incident_manger: Bo, cook: Chi}\n"
    _, problems = assembled({"incidents/x.md": incident(given)})
    assert [(problem.code, problem.hint) for problem in problems] == [
        ("unknown-role", "Did you mean `incident_manager`?"),
        ("unknown-role", "Roles are the keys of `team` in site.yml."),
    ]
