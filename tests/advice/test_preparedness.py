from __future__ import annotations

import pytest
from assembly import SITE, assembled, codes, incident, postmortem

P = "postmortems/p.md"
X = {"incidents/x.md": incident()}
OF_X = "incident: x\n"
SECTIONS = f"{SITE}postmortem: {{sections: [Impact, Root cause]}}\n"


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


MISSING_ROLE = "Add it to `team` in site.yml, or remove it from `roles` in"


def test_roles() -> None:
    given = "roles: {Incident-Manager: Ana, incident_manger: Bo, cook: Chi}\n"
    _, problems = assembled({"incidents/x.md": incident(given)})
    assert [(problem.code, problem.hint) for problem in problems] == [
        ("unknown-role", "Did you mean `incident_manager`?"),
        (
            "unknown-role",
            f"{MISSING_ROLE} incidents/x.md.",
        ),
    ]


def test_a_role_that_the_team_does_not_have_is_one_problem() -> None:
    text = "---\ntitle: Outage\nroles: [{}]\n---\n\n## Investigating\n\nX.\n"
    _, problems = assembled(
        {
            "scenarios/a.md": text.format("support, incident_manager"),
            "scenarios/b.md": text.format("Social, support"),
            "incidents/x.md": incident("roles: {social: Ana}\n"),
        }
    )
    one, other = (each for each in problems if each.code == "unknown-role")
    assert one.span.place == "content/incidents/x.md:3:9"  # there, it stops the build
    assert one.hint == f"{MISSING_ROLE} incidents/x.md, scenarios/b.md."
    assert other.message == "`support` is not a known role"
    assert other.hint == f"{MISSING_ROLE} scenarios/a.md, scenarios/b.md."


TEAM = SITE.partition("team:")[0]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("{primary: {name: Ana, contact: 1}, backups: [{name: Bo, contact: 2}]}", []),
        ("{primary: {name: Ana, contact: 1}}", ["13:3 missing-backup"]),
        (
            "{primary: {name: Ana}, backups: [{contact: 2, name: Bo}, {name: Chi}]}",
            ["13:3 missing-contact", "13:3 missing-contact"],
        ),
    ],
)
def test_a_team(role: str, expected: list[str]) -> None:
    support = "{primary: {name: Bo, contact: 2}, backups: [{name: Ana, contact: 1}]}"
    team = f"team:\n  Incident-manager: {role}\n  support: {support}\n"
    _, problems = assembled({"site.yml": f"{TEAM}{team}"})
    assert [
        f"{problem.span.line}:{problem.span.column} {problem.code}" for problem in problems
    ] == expected
