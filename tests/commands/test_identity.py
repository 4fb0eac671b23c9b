"""A change of site.yml that gives published entries other ids."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands.desks import NOW
from people import git
from sample import lay

from statusgen.commands.build import build
from statusgen.commands.check import check
from statusgen.problems import Problem

SITE = """\
format: 1
id: status.acme.example,2026
title: Acme Status
url: https://status.acme.example
timezone: Europe/Berlin
components:
  - {id: api, name: API}
"""
FILES = {
    "content/site.yml": SITE,
    "content/incidents/2026-11-18-api.md": """\
---
title: Errors on the API
started: 2026-11-18 09:50
---

## Investigating — 2026-11-18 10:00

We look.

## Resolved — 2026-11-18 12:00 UTC

- ended: 2026-11-18 11:30

All is well.
""",
}
UTC_SITE = SITE.replace("Europe/Berlin", "UTC")
AS_OF = "2026-11-20 12:00 UTC"


def changes(problems: tuple[Problem, ...]) -> list[str]:
    return [each.message for each in problems if each.code == "identity-changed"]


def checked(folder: Path) -> list[str]:
    tell = lambda _done, _total: None  # noqa: E731
    return changes(check(folder, now=AS_OF, clock=NOW, tell=tell).problems)


def built(folder: Path) -> list[str]:
    tell = lambda _done, _total: None  # noqa: E731
    return changes(build(folder, folder / "output", now=AS_OF, clock=NOW, tell=tell).problems)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "Europe/Berlin",
            "UTC",
            "`timezone` was `Europe/Berlin`; times without",
        ),
        (
            "acme.example,2026",
            "acme.example,2027",
            "`id` was `status.acme.example,2026`; all entries of feeds and calendars get new ids",
        ),
        (
            "https://status.acme.example",
            "https://acme.example/status",
            "`url` was `https://status.acme.example`; all entries of history.rss get new ids",
        ),
        ("Acme Status", "Status", None),
        ("Europe/Berlin", "Europe/Paris", None),
    ],
)
def test_a_change_since_the_last_build_is_reported_once(
    tmp_path: Path, old: str, new: str, told: str | None
) -> None:
    folder = lay(tmp_path, FILES)
    assert checked(folder) == built(folder) == []
    lay(folder, {"content/site.yml": SITE.replace(old, new)})
    expected = [True] if told else []
    for found in (checked(folder), built(folder)):
        assert [each.startswith(told or "-") for each in found] == expected
    assert checked(folder) == built(folder) == []


def test_a_change_since_the_parent_commit_is_reported(identity: Path, tmp_path: Path) -> None:
    assert identity.exists()
    folder = lay(tmp_path, FILES)
    git(folder, "init", "-q")
    git(folder, "add", "content")
    assert checked(folder) == []
    git(folder, "commit", "-q", "-m", "Begin")
    assert checked(folder) == []
    lay(folder, {"content/site.yml": UTC_SITE})
    assert len(checked(folder)) == 1
    git(folder, "commit", "-q", "-a", "-m", "Change")
    assert len(checked(folder)) == 1
    git(folder, "commit", "-q", "--allow-empty", "-m", "Go on")
    assert checked(folder) == []


def test_nothing_is_lost_where_nothing_is_published(tmp_path: Path) -> None:
    path = "content/incidents/2026-11-18-api.md"
    folder = lay(tmp_path, FILES | {path: FILES[path].replace("started:", "draft: true\nstarted:")})
    built(folder)
    lay(folder, {"content/site.yml": UTC_SITE.replace("https://", "https://new.")})
    assert checked(folder) == []


GROUPS = """\
components:
  - name: Europe
    components:
      - {id: paris, name: Paris}
      - {id: rome, name: Rome}
"""
GROUPED = {
    "content/site.yml": SITE.partition("components:")[0] + GROUPS,
    "content/incidents/2026-11-18-power.md": """\
---
title: Power is out
components: {europe: down}
---

## Investigating — 2026-11-18 10:00

We look.
""",
}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{id: rome, name: Rome}", "{id: oslo, name: Oslo}", "paris, rome, but paris, oslo"),
        ("{id: rome, name: Rome}", "{id: roma, name: Roma, aliases: [rome]}", None),
        ("Rome}", "Rome}\n      - {id: oslo, name: Oslo, since: 2026-11-19}", None),
        ("Rome}", "Rome}\n      - {id: oslo, name: Oslo}", "paris, rome, but paris, rome, oslo"),
        ("Rome}", "Rome, until: 2026-11-19}", None),
        ("Rome}", "Rome, until: 2026-11-18}", "paris, rome, but paris"),
    ],
)
def test_a_change_that_gives_a_published_incident_other_components_is_an_error(
    identity: Path, tmp_path: Path, old: str, new: str, told: str | None
) -> None:
    assert identity.exists()
    folder = lay(tmp_path, GROUPED)
    tell = lambda _done, _total: None  # noqa: E731

    def found() -> list[str]:
        problems = check(folder, now=AS_OF, clock=NOW, tell=tell).problems
        return [each.message for each in problems if each.code == "components-changed"]

    git(folder, "init", "-q")
    git(folder, "add", "content")
    git(folder, "commit", "-q", "-m", "Begin")
    assert found() == []
    lay(folder, {"content/site.yml": GROUPED["content/site.yml"].replace(old, new)})
    expected = [f"With this site.yml, `europe` no longer means {told}"] if told else []
    assert found() == expected
    git(folder, "commit", "-q", "-a", "-m", "Change")
    assert found() == expected
    # An incident that was not published before may mean the new ones.
    (folder / "content/incidents/2026-11-18-power.md").rename(
        folder / "content/incidents/2026-11-18-new.md"
    )
    assert found() == []
