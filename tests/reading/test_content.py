from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from assembly import SITE, assembled, codes, incident, postmortem

from statusgen.problems import Problems
from statusgen.reading.content import is_of_scenarios, read_content, without_unused, zone_of
from statusgen.source.text import File, Texts

SCENARIO = """\
---
title: Database
kind: [degradation, outage, data_loss, security]
---

## Investigating

## Identified

## Monitoring

## Resolved
"""

FILES = {
    "content/site.yml": SITE,
    "content/incidents/b.md": incident(),
    "content/incidents/a.md": incident(),
    "content/postmortems/c.md": postmortem("incident: a\n"),
    "content/scenarios/d.md": SCENARIO,
}


def texts(files: dict[str, str], *unread: str) -> Texts:
    made = (File(path=path, data=text.encode()) for path, text in files.items())
    return Texts(files=tuple(made), unread=unread)


def test_files_are_read_in_the_order_of_their_paths() -> None:
    problems = Problems()
    content = read_content(texts(FILES), problems)
    assert not list(problems)
    assert [entry.path for entry in content.entries] == sorted(FILES)[:4]
    assert [type(entry).__name__ for entry in content.entries] == [
        "IncidentEntry",
        "IncidentEntry",
        "PostmortemEntry",
        "ScenarioEntry",
    ]
    assert content.zone == "Europe/Paris"


def test_an_unreadable_file_has_an_entry_with_its_name() -> None:
    latin = File(path="content/scenarios/é.md", data=b"\xe9")
    unread = ("content/incidents/x.md", "content/postmortems/y.md")
    problems = Problems()
    content = read_content(Texts(files=(latin,), unread=unread), problems)
    assert [problem.code for problem in problems] == ["not-utf-8"]
    assert content.site is None
    assert content.zone == "UTC"
    assert [entry.name for entry in content.entries] == ["x", "y", "é"]
    assert not any(entry.complete for entry in content.entries)


def test_the_memo_gets_everything_that_a_file_depends_on() -> None:
    asked: dict[Any, Any] = {}

    def memo(function: Callable[..., Any], *values: object) -> Any:  # noqa: ANN401 - as the seam has it
        key = (function, *values)
        if key not in asked:
            asked[key] = function(*values)
        return asked[key]

    first, again = Problems(), Problems()
    files = FILES | {"content/incidents/a.md": incident("colour: red\n")}
    assert read_content(texts(files), first, memo) == read_content(texts(files), again, memo)
    assert list(first) == list(again)
    assert len(first) == 1
    assert len(asked) == len(files)
    read_content(texts(files | {"content/site.yml": SITE + "language: fr\n"}), again, memo)
    assert len(asked) == len(files) + 2  # site.yml, and the scenario, whose language it is


def test_the_command_line_uses_the_zone_of_the_site() -> None:
    assert zone_of(texts(FILES)) == "Europe/Paris"
    assert zone_of(texts({"content/site.yml": "{"})) == "UTC"
    assert zone_of(texts({})) == "UTC"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("content/scenarios/a.md", True),
        ("content/scenarios", True),
        ("content/scenarios-old/a.md", False),
        ("content/incidents/a.md", False),
    ],
)
def test_the_folder_of_scenarios(path: str, expected: bool) -> None:  # noqa: FBT001 - what is expected
    assert is_of_scenarios(path) is expected


def test_components_and_roles_of_scenarios_are_checked() -> None:
    wrong = SCENARIO.replace("---\n\n", "components: {apx: down}\nroles: [chief]\n---\n\n", 1)
    assert codes({"scenarios/d.md": wrong}) == [
        "scenarios/d.md:4:unknown-component",
        "scenarios/d.md:5:unknown-role",
    ]
    assert codes({"scenarios/d.md": SCENARIO, "scenarios/x/d.md": SCENARIO}) == [
        "scenarios/x/d.md:0:duplicate-slug"
    ]


def test_old_component_ids_in_scenarios_are_replaced() -> None:
    named = SCENARIO.replace("---\n\n", "components: {console: down, api: down}\n---\n\n", 1)
    site, problems = assembled({"scenarios/d.md": named})
    assert site
    assert not list(problems)
    assert [name for name, _ in site.practice.scenarios[0].components] == ["dashboard", "api"]


def test_links_in_a_runbook_are_resolved() -> None:
    runbook = SCENARIO + "\n## Runbook\n\nAs in [another](../incidents/a.md).\n"
    assert codes({"scenarios/d.md": runbook}) == [
        f"scenarios/d.md:{runbook.count(chr(10))}:unknown-link"
    ]
    site, problems = assembled({"scenarios/d.md": runbook, "incidents/a.md": incident()})
    assert site
    assert not len(problems)
    [scenario] = site.practice.scenarios
    assert scenario.runbook.targets == (("../incidents/a.md", "incidents/a/"),)


def test_a_mistake_in_a_scenario_does_not_stop_the_site() -> None:
    site, problems = assembled({"scenarios/d.md": "no head"})
    assert site
    assert problems.errors


def paths(texts: Texts) -> list[str]:
    return [file.path for file in texts.files]


def test_only_scenarios_and_postmortems_of_the_incidents_are_used() -> None:
    used = {
        "content/incidents/a.md": "scenario: overload",
        "content/postmortems/one.md": "---\nincident: a\n---\n",
        "content/postmortems/two.md": "---\nincident: own-id\n---\n",
        "content/scenarios/overload.md": "data-loss",
        "content/site.yml": "data-loss",
    }
    unused = {
        "content/postmortems/three.md": "---\nincident: b\n---\na",
        "content/scenarios/data-loss.md": "",
    }
    kept = without_unused(texts(used | unused), ["a", "own-id"])
    assert paths(kept) == [*used]


def test_an_escape_may_be_a_name() -> None:
    files = texts(
        {
            "content/incidents/a.md": r'scenario: "slow\x2dapi"',
            "content/postmortems/one.md": '---\nincident: "\\x61"\n---\n',
            "content/scenarios/slow-api.md": "",
        }
    )
    assert without_unused(files, ["a"]) == files
