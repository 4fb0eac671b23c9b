from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model import Component, Group, Impact, Kind, LabelledLink, Person
from statusgen.problems import Problem, Problems
from statusgen.reading.site import SiteEntry, parse_site
from statusgen.source.text import Source

SITE = """\
format: 1
id: status.acme.example,2026
title: Acme Status
url: https://status.acme.example/
description: Live status of Acme's services.
language: fr
timezone: Europe/Paris
rebuild: 1h
theme: acme
logo: static/logo.svg
accent: "#0b5fff"
noindex: true
show_source: true
repository: https://github.com/acme/status
links: [{label: Support, url: https://acme.example/support}]
subscribe: [{label: E-mail, url: https://list.acme.example/status}]
components:
  - {id: api, name: Public API, description: REST., since: 2024-01-01}
  - name: Äpps & more
    components:
      - {id: dashboard, name: Dashboard, aliases: [console]}
      - {id: legacy, name: Old app, until: 2026-06-01}
cadence: {critical: 30m, none: 1d}
postmortem: {sections: [Impact, Lessons]}
advice: {long-silence: We post in the forum.}
team:
  Incident manager: {primary: {name: Ana, contact: "+33"}, backups: [{name: Bo}], does: Decides.}
channels:
  - {name: ops, audience: internal, url: "${OPS_URL}"}
  - {name: all, audience: external, url: "x:y", impact: major, components: [apps-more, console],
     kinds: [outage]}
websub: https://hub.example.com
redirects: {index.xml: history.rss, old/page: /}
"""


def parse(text: str) -> tuple[SiteEntry, list[Problem]]:
    problems = Problems()
    return parse_site(Source(path="content/site.yml", text=text), problems), list(problems)


def codes(text: str) -> list[tuple[str, int, int]]:
    return [(each.code, each.span.line, each.span.column) for each in parse(text)[1]]


def test_every_setting() -> None:
    entry, problems = parse(SITE)
    assert problems == []
    assert entry.complete
    settings = entry.settings
    assert (settings.id, settings.title) == ("status.acme.example,2026", "Acme Status")
    assert settings.url == settings.base_url == "https://status.acme.example"
    assert (settings.language, settings.timezone, settings.theme) == ("fr", "Europe/Paris", "acme")
    assert settings.rebuild == timedelta(hours=1)
    assert (settings.accent, settings.logo, entry.logo_path) == ("#0b5fff", None, "static/logo.svg")
    assert (settings.noindex, settings.show_source) == (True, True)
    assert settings.links == (LabelledLink(label="Support", url="https://acme.example/support"),)
    assert settings.subscribe[0].label == "E-mail"
    assert settings.redirects == (("index.xml", "history.rss"), ("old/page", ""))
    assert settings.websub == "https://hub.example.com"


def test_components_and_groups() -> None:
    entry, _ = parse(SITE)
    assert entry.components == (
        Component(
            id="api",
            name="Public API",
            description="REST.",
            since=datetime(2023, 12, 31, 23, tzinfo=UTC),
        ),
        Group(
            id="apps-more",
            name="Äpps & more",
            components=(
                Component(id="dashboard", name="Dashboard", aliases=("console",)),
                Component(id="legacy", name="Old app", until=datetime(2026, 5, 31, 22, tzinfo=UTC)),
            ),
        ),
    )


def test_values_for_the_team() -> None:
    practice = parse(SITE)[0].practice
    [role] = practice.team
    assert (role.name, role.primary) == ("incident_manager", Person(name="Ana", contact="+33"))
    assert (role.backups, role.does) == ((Person(name="Bo"),), "Decides.")
    assert practice.cadence == (
        (Impact.CRITICAL, timedelta(minutes=30)),
        (Impact.NONE, timedelta(days=1)),
    )
    assert practice.advice == (("long-silence", "We post in the forum."),)
    assert practice.sections == ("Impact", "Lessons")
    ops, everyone = practice.channels
    assert (ops.url, ops.components, ops.impact) == ("${OPS_URL}", (), Impact.NONE)
    assert everyone.components == ("dashboard", "legacy")
    assert (everyone.impact, everyone.kinds) == (Impact.MAJOR, (Kind.OUTAGE,))


def test_a_social_channel_tells_the_first_and_the_last_update_unless_it_says_more() -> None:
    lines = SITE.replace("x:y", "mastodons://acme.example")
    [_, social] = parse(lines)[0].practice.channels
    assert (social.format, social.states) == ("social", ("first", "resolved"))
    said = lines.replace("kinds: [outage]", "states: [identified]")
    assert parse(said)[0].practice.channels[1].states == ("identified",)


def test_places_of_values() -> None:
    entry, _ = parse(SITE)
    places = {key: (entry.span(key).line, entry.span(key).column) for key, _ in entry.spans}
    assert places["logo"] == (10, 7)
    assert places["theme"] == (9, 8)
    assert places["components.api"] == (18, 10)
    assert places["components.apps-more"] == (19, 11)
    assert places["components.console"] == (21, 52)
    assert places["redirects.index.xml"] == (33, 24)
    assert places["advice.long-silence"] == (25, 10)
    assert entry.span("nothing").line == 1


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("id: legacy", "id: api", [("duplicate-id", 22, 14)]),
        ("[console]", "[api]", [("duplicate-id", 21, 52), ("unknown-component", 30, 88)]),
        ("id: legacy", "id: apps-more", [("duplicate-id", 22, 14)]),
        ("Äpps & more", "アプリ", [("missing-key", 19, 11), ("unknown-component", 30, 77)]),
        ("apps-more, ", "aps-more, ", [("unknown-component", 30, 77)]),
        ('"${OPS_URL}"}', '"${OPS_URL}", text: Management}', []),
        ('"${OPS_URL}"}', '"${OPS_URL}", text: support}', [("unknown-role", 29, 62)]),
        ('"${OPS_URL}"}', '"${OPS_URL}", approve: management}', [("unknown-role", 29, 65)]),
        ("name: all", "name: ops", [("duplicate-channel", 30, 12)]),
        ("index.xml: ", "/history.rss: ", [("redirect-loop", 33, 13)]),
        ("index.xml: ", "OLD/page: ", [("duplicate-key", 33, 36)]),
        ("title: Acme Status\n", "", [("missing-key", 1, 1)]),
    ],
)
def test_mistakes(old: str, new: str, found: list[tuple[str, int, int]]) -> None:
    assert old in SITE
    assert codes(SITE.replace(old, new)) == found


def test_the_id_made_from_the_name_of_a_group_is_taken() -> None:
    head = SITE.split("components:", maxsplit=1)[0]
    component = "components: [{id: api, name: API}]"
    (problem,) = parse(f"{head}components: [{{name: API, {component}}}]\n")[1]
    assert problem.code == "duplicate-id"
    assert "made from its name" in problem.hint


def test_readable_values_of_a_broken_site_yml_are_kept() -> None:
    entry, problems = parse(
        SITE.replace("id: legacy", "id: LEGACY").replace("format: 1", "frmat: 1")
    )
    assert [each.code for each in problems] == ["unknown-key", "invalid-id"]
    assert not entry.complete
    assert (entry.settings.timezone, entry.settings.language) == ("Europe/Paris", "fr")
    assert (entry.settings.title, entry.components) == ("Acme Status", ())
    assert entry.practice.cadence


@pytest.mark.parametrize("text", ["", "title: [", "- a", "just text", "title:"])
def test_a_broken_site_yml_has_an_entry(text: str) -> None:
    entry, problems = parse(text)
    assert not entry.complete
    assert any(each.is_error for each in problems)
    assert entry.settings.timezone == "UTC"
    assert entry.span("logo").path == "content/site.yml"


def test_channels_of_a_broken_site_yml_are_not_checked() -> None:
    text = SITE.replace("id: api,", "id: A P I,").replace("[apps-more, console]", "[api]")
    assert [code for code, _, _ in codes(text)] == ["invalid-id"]


LINES = SITE.splitlines(keepends=True)


@given(
    st.lists(st.sampled_from(LINES), max_size=len(LINES)),
    st.text(st.sampled_from("aid: ,{}[]'#\n-"), max_size=20),
)
def test_any_text_gives_an_entry_and_problems_inside_it(lines: list[str], text: str) -> None:
    source = Source(path="content/site.yml", text="".join(lines) + text)
    problems = Problems()
    entry = parse_site(source, problems)
    if not problems.errors:
        assert entry.complete
    for problem in problems:
        assert problem.hint
        assert 1 <= problem.span.line <= len(source.lines)
        assert 1 <= problem.span.column <= len(problem.span.text) + 1


PUBLIC = """\
title: Acme
description: >
  It is
  live.
repository: https://forge.example/acme
links: [{label: Help, url: https://help.example}]
subscribe: [{label: Mail, url: mailto:a@b.example}, text]
components:
  - {id: api, name: API, description: For programs.}
  - name: Apps
    description: For people.
    components: [{id: web, name: Website}]
team: {support: {primary: {name: Eli, contact: "1"}}}
channels: [{name: chat, audience: internal, url: https://chat.example}]
advice: {long-silence: So it is.}
"""


@pytest.mark.parametrize("show_source", [True, False])
def test_each_value_that_is_published_has_its_line(*, show_source: bool) -> None:
    texts = parse(f"{PUBLIC}show_source: {str(show_source).lower()}\n")[0].texts
    assert [(each.markdown.strip(), each.line) for each in texts if each.line != 5] == [
        ("Acme", 1),
        ("It is live.", 2),
        ("Help", 6),
        ("https://help.example", 6),
        ("Mail", 7),
        ("mailto:a@b.example", 7),
        ("text", 7),
        ("api", 9),
        ("API", 9),
        ("For programs.", 9),
        ("Apps", 10),
        ("For people.", 11),
        ("web", 12),
        ("Website", 12),
    ]
    assert any(each.line == 5 for each in texts) is show_source
