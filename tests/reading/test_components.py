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
    assert dict(directory.groups) == {"apps": ("dashboard", "legacy")}
    assert list(directory.retired) == ["legacy"]


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
        ("components: {apps: down}\n", "", "3:unknown-component"),
        ("components: {dashboard: down, console: ok}\n", "", "3:duplicate-component"),
        ("", "- components: dashboard=ok, console=down", "7:duplicate-component"),
        ("components: {legacy: down}\n", "", "3:retired-component"),
        ("", "- components: legacy=down", "7:retired-component"),
    ],
)
def test_what_is_wrong(keys: str, body: str, code: str) -> None:
    assert codes({"incidents/x.md": incident(keys, body)}) == [f"incidents/x.md:{code}"]


def test_hints() -> None:
    keys = "components: {apii: down, apps: down, zzzzzz: down}\n"
    _, problems = assembled({"incidents/x.md": incident(keys)})
    near, group, far = (problem.hint for problem in problems)
    assert near.startswith("Did you mean `api`? Keep a retired component in site.yml with `until`")
    assert group.endswith("dashboard, legacy.")
    assert far.startswith("Keep a retired component")


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
