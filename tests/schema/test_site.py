from __future__ import annotations

import pytest

from statusgen.model import Impact, Kind
from statusgen.problems import Problem, Problems
from statusgen.schema.records import read_front
from statusgen.schema.site import GroupRecord, SiteFile
from statusgen.source.text import Source
from statusgen.source.tree import parse_yaml

HEAD = "format: 1\nid: acme.example,2026\ntitle: Acme\nurl: https://acme.example\n"


def read(text: str) -> tuple[SiteFile | None, list[Problem]]:
    problems = Problems()
    front = parse_yaml(Source(path="content/site.yml", text=HEAD + text), problems)
    assert front
    return read_front(SiteFile, front, problems, zone="UTC"), list(problems)


def codes(text: str) -> list[tuple[str, int, int]]:
    return [(each.code, each.span.line - 4, each.span.column) for each in read(text)[1]]


def test_a_site_needs_only_the_required_keys() -> None:
    site, problems = read("")
    assert problems == []
    assert site
    assert (site.title, site.language, site.timezone, site.components) == ("Acme", "en", "UTC", ())


def test_components_and_groups() -> None:
    site, problems = read(
        "components:\n- {id: api, name: API}\n- name: Apps\n  components: [{id: web, name: 404}]"
    )
    assert problems == []
    assert site
    api, apps = site.components
    assert isinstance(apps, GroupRecord)
    assert api.id
    assert (api.id.text, apps.id, apps.components[0].name) == ("api", None, "404")


def test_channels_and_cadence() -> None:
    text = (
        "channels: [{name: a, audience: External, url: 'x:y', impact: Major, kinds: [data loss]}]\n"
    )
    site, problems = read(text + "cadence: {critical: 30m, None: 1d}\nwebsub: https://hub.example")
    assert problems == []
    assert site
    assert site.channels[0].audience == "external"
    assert (site.channels[0].impact, site.channels[0].kinds) == (Impact.MAJOR, (Kind.DATA_LOSS,))
    assert set(site.cadence) == {Impact.CRITICAL, Impact.NONE}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("components: [{id: api}]", [("missing-key", 1, 15)]),
        (
            "components:\n- {id: a, name: A, until: 2026-01-01, since: 2026-01-01}",
            [("until-before-since", 2, 27)],
        ),
        ("components:\n- name: Apps\n  components: []", [("empty-group", 3, 15)]),
        (
            "components:\n- name: Apps\n  components:\n  - name: Deep\n    components: []",
            [("missing-key", 4, 5), ("unknown-key", 5, 5)],
        ),
        ("components:\n- {id: a, name: A, parent: b}", [("unknown-key", 2, 20)]),
        ("team: {lead: {primary: Ana}}", [("wrong-shape", 1, 24)]),
        ("team: {lead: {backups: [{name: Bo}]}}", [("missing-key", 1, 15)]),
        ("cadence: {critical: 30m, critique: 1h}", [("duplicate-key", 1, 11)]),
        ("cadence: {critical: often}", [("invalid-duration", 1, 21)]),
        (
            "channels: [{name: a, audience: internal, url: 'x://a:hunter2@b'}]",
            [("secret-in-file", 1, 47)],
        ),
        ("channels: [{name: a}]", [("missing-key", 1, 13), ("missing-key", 1, 13)]),
        ("show_source: true", [("missing-key", 1, 14)]),
        ("advice: {long-silence: }", [("missing-value", 1, 10)]),
        ("postmortem: {sections: Impact}", [("wrong-shape", 1, 24)]),
        ("links: [{label: Help, url: nowhere}]", [("invalid-url", 1, 28)]),
    ],
)
def test_each_mistake_is_reported_at_its_place(
    text: str, found: list[tuple[str, int, int]]
) -> None:
    assert codes(text) == found
