"""``statusgen handover``: for the next shift."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands.desks import NOW, PROJECT, codes, desk, text
from people import Copies, git

from statusgen.commands.handover import briefing, hand_over
from statusgen.commands.options import UsageError
from statusgen.commands.status import status
from statusgen.commands.workspace import open_workspace

API = "content/incidents/2026-11-20-api.md"


def brief(folder: Path) -> str:
    return briefing(status(folder, now=None, clock=NOW))


def test_the_next_shift_sees_incidents_roles_log_and_what_is_owed(tmp_path: Path) -> None:
    late = PROJECT["content/incidents/2026-11-20-api.md"].replace(
        "components:", "postmortem: 2026-11-25\ncomponents:"
    )
    at = desk(
        tmp_path, {**PROJECT, API: f"{late}\n## Internal — 2026-11-20 14:07\n\nBo: failing\n"}
    )
    assert brief(at.folder).split("\n") == [
        "As of 2026-11-20 15:40 Europe/Paris",
        "",
        "Elevated error rates",
        "Investigating, major impact, since 14:05",
        "Public API: partial outage",
        "Some requests fail.",
        "Next update: 15:00, overdue by 40 minutes",
        "https://status.acme.example/incidents/2026-11-20-api/",
        "  incident manager: Ana, +33 1 (backup: Bo)",
        "  support: Eli",
        "  social: Gus",
        "  14:07 Bo: failing",
        "",
        "Postmortem due: 2026-11-20-api, promised by 2026-11-25.",
    ]


def test_a_person_takes_over_their_roles_once(tmp_path: Path) -> None:
    at = desk(tmp_path)
    report = hand_over(at, " bo ")
    assert report.summary == "Bo takes over: incident manager."
    assert "\nroles:\n  incident_manager: Bo\n---\n\n## Investigating" in text(at, API)
    assert text(at, API).endswith(
        "\n\n## Internal — 2026-11-20 15:40 Europe/Paris\n\nBo takes over: incident manager.\n"
    )
    assert codes(at) == []
    assert "incident manager: Bo (backup: Ana, +33 1)" in brief(at.folder)
    written = text(at, API)
    assert hand_over(at, "Bo").summary.startswith("Bo has these roles already")
    assert text(at, API) == written


@pytest.mark.parametrize(
    "before",
    ["roles: {incident_manager: Ana, support: Zoe}\n", "roles:\n  support: Zoe\n"],
)
def test_other_roles_and_every_other_byte_are_kept(tmp_path: Path, before: str) -> None:
    given = PROJECT[API].replace("components:", f"{before}components:").replace("\n", "\r\n")
    at = desk(tmp_path, {**PROJECT, API: given.encode()})
    hand_over(at, "Bo")
    found = (at.folder / API).read_bytes().decode()
    after = {"incident_manager": "Bo", "support": "Zoe"}
    if "Ana" not in before:
        after = dict(reversed(after.items()))
    block = "".join(f"  {role}: {name}\r\n" for role, name in after.items())
    assert found.startswith(
        given.replace(before.replace("\n", "\r\n"), f"roles:\r\n{block}", 1).rstrip()
    )
    assert codes(at) == []


def test_an_unknown_name_is_answered_with_the_team(tmp_path: Path) -> None:
    at = desk(tmp_path)
    with pytest.raises(UsageError) as caught:
        hand_over(at, "Anna")
    assert str(caught.value) == ("`Anna` is not in the team: Ana, Bo, Eli, Gus.")
    alone = desk(
        tmp_path, {**PROJECT, "content/site.yml": PROJECT["content/site.yml"].split("team")[0]}
    )
    with pytest.raises(UsageError, match="no `team` yet"):
        hand_over(alone, "Ana")


def test_with_nothing_open_nothing_is_written(tmp_path: Path) -> None:
    at = desk(tmp_path, {name: each for name, each in PROJECT.items() if name != API})
    assert hand_over(at, "Bo").summary.endswith("nothing is open.")
    assert "Nothing is open." in brief(at.folder)


def test_all_incidents_are_published(copies: Copies) -> None:
    second = API.replace("api", "apps")
    for path in ("content/site.yml", second):
        copies.push(copies.ana, path, PROJECT["content/site.yml" if "site" in path else API])
    at = open_workspace(copies.ana, NOW)
    report = hand_over(at, "Bo", publish=True)
    assert not report.failed, report
    assert copies.log()[:2] == ["Log: Elevated error rates"] * 2
    shown = [git(copies.remote, "show", f"main:{path}") for path in (API, second)]
    assert all("  incident_manager: Bo" in each for each in shown)
    unpublished = hand_over(open_workspace(copies.ana, NOW), "Ana")
    assert f"{copies.ana / second}`." in unpublished.notes[-1]
