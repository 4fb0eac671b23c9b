from __future__ import annotations

import pytest
from assembly import SITE, assembled, codes, incident

from statusgen.model import ComponentState
from statusgen.problems import Problems
from statusgen.reading.site import directory_of, parse_site
from statusgen.source.text import Source

FIELD = "- components: {}"


def test_names_of_components_and_groups() -> None:
    directory = directory_of(parse_site(Source(path="site.yml", text=SITE), Problems()).components)
    assert dict(directory.ids) == {
        "api": "api",
        "dashboard": "dashboard",
        "console": "dashboard",
        "legacy": "legacy",
    }
    held = {name: [leaf.id for leaf in leaves] for name, leaves in directory.groups.items()}
    assert held == {"apps": ["dashboard", "legacy"], "all": ["api", "dashboard", "legacy"]}


def test_old_component_ids_are_replaced() -> None:
    text = incident("components: {console: down}\n", "- components: console=ok\n\nText.")
    site, problems = assembled({"incidents/x.md": text})
    assert not list(problems)
    assert site
    assert site.incidents[0].components == (("dashboard", ComponentState.MAJOR_OUTAGE),)
    assert site.incidents[0].updates[0].components == (("dashboard", ComponentState.OPERATIONAL),)


@pytest.mark.parametrize(
    ("keys", "body", "code"),
    [
        ("components: {apii: down}\n", "", "3:unknown-component"),
        ("", "- components: api=ok, web=ok", "7:unknown-component"),
        ("components: {dashboard: down, console: ok}\n", "", "3:duplicate-component"),
        ("", "- components: dashboard=ok, console=down", "7:duplicate-component"),
    ],
)
def test_what_is_wrong(keys: str, body: str, code: str) -> None:
    assert codes({"incidents/x.md": incident(keys, body)}) == [f"incidents/x.md:{code}"]


def test_hints() -> None:
    keys = (
        "components: {apii: down, zzzzzz: down, API: down, Some dashboard: down, api\u3001x: ok}\n"
    )
    site = SITE.replace("name: Dashboard", "name: Some dashboard")
    assert site != SITE
    _, problems = assembled({"incidents/x.md": incident(keys), "site.yml": site})
    near, far, capitals, named, _ = (problem.hint for problem in problems)
    assert capitals.startswith("Did you mean `api`?")
    assert named.startswith("Did you mean `dashboard`?")
    assert near.startswith("Did you mean `api`? Keep a retired component in site.yml with `until`")
    assert far.startswith("Choose from: ")


@pytest.mark.parametrize("names", ["dashboard: down, console: ok", "console: ok, dashboard: down"])
def test_a_component_named_by_its_old_and_new_id_is_an_error(names: str) -> None:
    _, (problem,) = assembled({"incidents/x.md": incident(f"components: {{{names}}}\n")})
    first, second = (name.split(":")[0] for name in names.split(", "))
    assert problem.message == f"`{first}` and `{second}` are the same component"
    assert problem.hint.startswith("Its id is `dashboard` today")


def test_a_retired_component_may_be_operational() -> None:
    assert codes({"incidents/x.md": incident("", "- components: legacy=ok")}) == []


def test_unreadable_components_are_not_reported_as_unknown() -> None:
    text = incident("", "- components: z=ok")
    broken = SITE.replace("components:", "componentz:")
    assert codes({"site.yml": broken, "incidents/x.md": text}) == ["site.yml:6:unknown-key"]


def test_another_mistake_in_site_yml_does_not_hide_an_unknown_component() -> None:
    text = incident("", "- components: z=ok")
    found = codes({"site.yml": SITE.replace("title", "titel"), "incidents/x.md": text})
    assert "site.yml:3:unknown-key" in found
    assert any(code.endswith(":unknown-component") for code in found)


GROUPS = f"""\
{SITE.partition("components:")[0]}components:
  - {{id: api, name: API}}
  - name: Europe
    components:
      - {{id: paris, name: Paris, aliases: [lutetia]}}
      - {{id: rome, name: Rome, until: 2026-11-20}}
      - {{id: oslo, name: Oslo, since: 2026-11-21}}
"""
WORKS = "scheduled: {from: 2026-11-22 09:00, until: 2026-11-22 10:00}\n"


@pytest.mark.parametrize(
    ("keys", "body", "states"),
    [
        (
            "components: {europe: down}\n",
            "",
            {"paris": "major_outage"},
        ),
        (
            "started: 2026-11-19 10:00\ncomponents: {europe: down, api: ok}\n",
            "",
            {"paris": "major_outage", "rome": "major_outage", "api": "operational"},
        ),
        (
            "components: {lutetia: ok, all: degraded}\n",
            "",
            {"paris": "operational", "api": "degraded_performance"},
        ),
        (
            f"components: [europe, api]\n{WORKS}",
            "",
            {"paris": "under_maintenance", "api": "under_maintenance"},
        ),
        (
            "",
            "- components: all=partial, api=down",
            {"api": "major_outage", "paris": "partial_outage"},
        ),
    ],
)
def test_a_group_means_its_components_in_use_at_the_time(
    keys: str, body: str, states: dict[str, str]
) -> None:
    text = incident(keys, body)
    if WORKS in keys:
        text = text.replace("Investigating", "Scheduled")
    site, problems = assembled({"site.yml": GROUPS, "incidents/x.md": text})
    assert site
    assert not list(problems)
    made = site.incidents[0]
    found = made.components or made.updates[0].components
    assert {name: state.word for name, state in found} == states


def test_a_scenario_may_name_groups() -> None:
    front = "title: Outage\ncomponents: {europe: down, oslo: ok}\n"
    text = f"---\n{front}---\n\n## Investigating\n\nX.\n"
    site, problems = assembled({"site.yml": GROUPS, "scenarios/outage.md": text})
    assert site
    assert dict(site.practice.scenarios[0].components) == {
        "paris": ComponentState.MAJOR_OUTAGE,
        "oslo": ComponentState.OPERATIONAL,
    }
    assert not list(problems)


@pytest.mark.parametrize("entry", ["{id: all, name: X}", "{id: x, name: X, aliases: [all]}"])
def test_all_is_not_an_id(entry: str) -> None:
    _, problems = assembled({"site.yml": SITE.replace("{id: api, name: Public API}", entry)})
    assert [each.message for each in problems.errors] == ["`all` cannot be an id"]


def test_a_group_named_all_needs_an_id() -> None:
    _, problems = assembled({"site.yml": SITE.replace("name: Apps", "name: All")})
    assert [each.code for each in problems.errors] == ["invalid-id"]
    assert not assembled({"site.yml": SITE.replace("name: Apps", "name: All\n    id: apps")})[1]
