from __future__ import annotations

from datetime import time, timedelta

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


def test_what_a_channel_announces_and_how() -> None:
    site, problems = read(
        "channels:\n"
        "- {name: a, audience: internal, url: 'smtps://mail.example', from: s@acme.example,"
        " to: '${TO}', password: '${WORD}', quiet: 22:00-07:00, remind: 1d,"
        " states: [First, resolved, in progress]}"
    )
    assert problems == []
    assert site
    [channel] = site.channels
    assert (channel.sender, channel.to, channel.password) == ("s@acme.example", "${TO}", "${WORD}")
    assert (channel.quiet, channel.remind) == ((time(22), time(7)), timedelta(days=1))
    assert channel.states == ("first", "resolved", "in_progress")


@pytest.mark.parametrize(
    ("keys", "format_"),
    [
        ("url: '${A}'", "chat"),
        ("url: '${A}', format: social", "social"),
        ("url: '${A}', to: a@b.example, from: c@b.example", "mail"),
        ("url: 'smtp://mail.example', to: a@b.example, from: c@b.example", "mail"),
        ("url: 'https://acme.example/hook'", "json"),
        ("url: 'https://acme.example/hook', format: chat", "chat"),
        ("url: 'mastodons://acme.example'", "social"),
        ("url: 'slack://acme'", "chat"),
    ],
)
def test_the_format_of_a_channel_fits_its_address(keys: str, format_: str) -> None:
    site, problems = read(f"channels: [{{name: a, audience: external, {keys}}}]")
    assert problems == []
    assert site
    assert site.channels[0].kind == format_


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
        (
            "channels: [{name: a, audience: external, url: 'smtp://mail.example'}]",
            [("missing-key", 1, 13), ("missing-key", 1, 13)],
        ),
        (
            "channels: [{name: a, audience: external, url: '${A}', states: [cancelled, done]}]",
            [("unknown-word", 1, 64), ("unknown-word", 1, 75)],
        ),
        (
            "channels: [{name: a, audience: external, url: '${A}', text: support}]",
            [("misplaced-key", 1, 61)],
        ),
        (
            "channels: [{name: a, audience: external, url: '${A}', quiet: 22:00-25:00}]",
            [("invalid-time", 1, 62)],
        ),
        (
            "channels: [{name: a, audience: external, url: '${A}', quiet: 22:00}]",
            [("invalid-time", 1, 62)],
        ),
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
