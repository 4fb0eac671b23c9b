from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import jsonschema  # type: ignore[import-untyped] # it has none, and this is one call
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model import ComponentState, Decision, Impact, Kind, Sort
from statusgen.problems import Problem, Problems
from statusgen.reading.records import Record
from statusgen.reading.schema import (
    SCHEMAS,
    IncidentFront,
    PostmortemFront,
    json_schema,
    read_front,
)
from statusgen.reading.site_schema import SiteFile
from statusgen.reading.text import Source
from statusgen.reading.tree import parse_yaml

INCIDENT = """\
title: Elevated error rates on the API
kind: outage
components:
  api: partial_outage
  dashboard: degraded
started: 2026-11-20 13:58
impact: Major
pin: 2026-12-01
postmortem: 2026-12-05
timezone: Europe/Paris
scenario: database
variables: {region: eu-west-1, note: ""}
cadence: 20m
roles: {incident manager: Ana}
id: INC_42
aliases: [issues/old-name]
allow: [long-silence]
internal: false
draft: true
"""

MAINTENANCE = """\
title: 404
components: [api, dashboard]
scheduled: {from: 2026-11-20 22:00, until: 2026-11-21 02:00}
"""

NOTICE = "title: Closed on Monday\nkind: notice\nuntil: 2026-11-21 02:00\n"

POSTMORTEM = """\
title: How a release exhausted our connections
incident: [2026-11-20-api-errors, INC_42]
published: 2026-11-24 09:00
authors: [Platform team, 42]
summary: >
  One paragraph.
"""

SITE = """\
format: 1
id: status.acme.example,2026
title: Acme Status
url: https://status.acme.example
language: fr
timezone: Europe/Paris
rebuild: 1h
logo: static/logo.svg
accent: "#0b5fff"
noindex: true
links: [{label: Support, url: "mailto:help@acme.example"}]
components:
  - {id: api, name: Public API, since: 2024-01-01}
  - name: Apps
    components: [{id: web, name: 404, aliases: [console], until: 2026-06-01 10:00}]
cadence: {critical: 30m, None: 1d}
postmortem: {sections: [Impact, Lessons]}
advice: {long-silence: We post in the forum.}
team: {incident_manager: {primary: {name: Ana, contact: 112}, backups: [{name: Bo}], does: Decides}}
channels:
  - {name: ops, audience: internal, url: "${OPS}", impact: major, components: [api],
     kinds: [outage]}
redirects: {index.xml: history.rss}
"""


def read(model: type[Record], text: str) -> tuple[Any, list[Problem]]:
    problems = Problems()
    front = parse_yaml(Source(path="x.md", text=text), problems)
    assert front
    return read_front(model, front, problems, zone="UTC"), list(problems)


def found(text: str, model: type[Record] = IncidentFront) -> list[tuple[str, int, int]]:
    return [(each.code, each.span.line, each.span.column) for each in read(model, text)[1]]


def test_an_incident() -> None:
    front, problems = read(IncidentFront, INCIDENT)
    assert problems == []
    assert front.sort is Sort.INCIDENT
    assert front.kinds == (Kind.OUTAGE,)
    assert front.impact is Impact.MAJOR
    assert [(each.text, each.span.line, state) for each, state in front.named] == [
        ("api", 4, ComponentState.PARTIAL_OUTAGE),
        ("dashboard", 5, ComponentState.DEGRADED_PERFORMANCE),
    ]
    assert front.started == datetime(2026, 11, 20, 12, 58, tzinfo=UTC)
    assert front.pin == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert front.postmortem == date(2026, 12, 5)
    assert [(key.text, value) for key, value in front.variables.items()] == [
        ("region", "eu-west-1"),
        ("note", ""),
    ]
    assert front.roles == {"incident_manager": "Ana"}
    assert [each.text for each in front.aliases] == ["issues/old-name"]
    assert [each.text for each in front.allow] == ["long-silence"]
    assert (front.draft, front.internal, front.id) == (True, False, "INC_42")


def test_a_maintenance() -> None:
    front, problems = read(IncidentFront, MAINTENANCE)
    assert problems == []
    assert (front.sort, front.title) == (Sort.MAINTENANCE, "404")
    assert [(each.text, state) for each, state in front.named] == [
        ("api", None),
        ("dashboard", None),
    ]
    assert front.window.start == datetime(2026, 11, 20, 22, tzinfo=UTC)
    assert front.window.end == datetime(2026, 11, 21, 2, tzinfo=UTC)


def test_a_notice() -> None:
    front, problems = read(IncidentFront, NOTICE)
    assert problems == []
    assert (front.sort, front.kinds, front.window) == (Sort.NOTICE, (), None)
    assert front.until == datetime(2026, 11, 21, 2, tzinfo=UTC)


def test_a_postmortem() -> None:
    front, problems = read(PostmortemFront, POSTMORTEM)
    assert problems == []
    assert [each.text for each in front.incident] == ["2026-11-20-api-errors", "INC_42"]
    assert front.published == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert front.summary == "One paragraph."
    assert read(PostmortemFront, "title: a\nincident: b\npublished: 2026-11-24")[1] == []


def test_components_with_states_are_no_list() -> None:
    _, [problem] = read(IncidentFront, "title: a\ncomponents:\n  - api: down\n  - web: ok")
    assert (problem.code, problem.span.line, problem.span.column) == ("wrong-shape", 3, 5)
    assert "without `- `" in problem.hint


def test_a_kind_counts_once() -> None:
    front, _ = read(IncidentFront, "title: a\nkind: [outage, Panne, security]")
    assert front.kinds == (Kind.OUTAGE, Kind.SECURITY)


def test_a_decision_on_a_postmortem() -> None:
    assert read(IncidentFront, "title: a\npostmortem: required")[0].postmortem is Decision.REQUIRED


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("title: a\nuntil: 2026-11-21 02:00", [("misplaced-key", 2, 1)]),
        ("title: a\ncomponents: [api]", [("missing-state", 2, 13)]),
        ("title: a\ncomponents: api", [("wrong-shape", 2, 13)]),
        (
            "title: a\ncomponents: {api: dwn, web: ok, b: [c]}",
            [("unknown-state", 2, 19), ("wrong-shape", 2, 36)],
        ),
        (
            f"{MAINTENANCE}Until: 2026-11-21 02:00\nstarted: 2026-11-20 22:00",
            [("misplaced-key", 4, 1), ("misplaced-key", 5, 1)],
        ),
        (
            "title: a\nscheduled: {from: 2026-11-20 22:00, until: 2026-11-20 21:00}",
            [("window-order", 2, 44)],
        ),
        ("title: a\nscheduled: {from: 2026-11-20 22:00}", [("missing-key", 2, 13)]),
        (
            MAINTENANCE.replace("dashboard", "api"),
            [("duplicate-component", 2, 19)],
        ),
        (
            f"{NOTICE}impact: major\nstarted: 2026-11-20 10:00",
            [("misplaced-key", 4, 1), ("misplaced-key", 5, 1)],
        ),
        ("title: a\nkind: [notice, outage]", [("misplaced-key", 2, 7)]),
        (
            "title: a\nkind: notice\nscheduled: {from: 2026-11-20 22:00, until: 2026-11-20 23:00}",
            [("misplaced-key", 3, 1)],
        ),
        ("title: a\nkind: [outage, outtage]", [("unknown-kind", 2, 16)]),
        ("title: a\naliases: [fr/old]", [("reserved-path", 2, 11)]),
        ("title: a\nroles: {im: {name: Ana}}", [("wrong-shape", 2, 14)]),
        ("titel: a", [("unknown-key", 1, 1)]),
    ],
)
def test_mistakes_in_an_incident(text: str, problems: list[tuple[str, int, int]]) -> None:
    assert found(text) == problems
    assert read(IncidentFront, text)[0] is None


def test_a_postmortem_needs_its_time_and_incident_unless_it_is_not_published() -> None:
    assert found("title: a\nincident: b", PostmortemFront) == [("missing-key", 1, 1)]
    assert found("title: a\npublished: 2026-11-24", PostmortemFront) == [("missing-key", 1, 1)]
    assert found("title: a\ndraft: true", PostmortemFront) == []
    assert found("title: a\ninternal: true", PostmortemFront) == []


def errors(name: str, text: str) -> list[str]:
    """Return what an editor says of a file; it reads dates as text and numbers as numbers."""
    document = yaml.load(text, Loader=Editor)  # noqa: S506 - a safe loader without dates
    checker = jsonschema.Draft202012Validator(json_schema(name))
    return [each.message for each in checker.iter_errors(document)]


class Editor(yaml.SafeLoader):
    """YAML 1.2 as editors read it: nothing is a date, and only true and false are booleans."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as the class above has it
        first: [(tag, form) for tag, form in forms if not tag.endswith((":timestamp", ":bool"))]
        for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), "tf")

GOOD = [
    ("incident", INCIDENT),
    ("incident", MAINTENANCE),
    ("incident", NOTICE),
    ("incident", "title: true\nkind: [Data loss, sécurité]\npin: true\nimpact: 'None'\nid: 42"),
    ("postmortem", POSTMORTEM),
    ("postmortem", "title: 2026\nincident: 42\ndraft: true"),
    ("site", SITE),
]


@pytest.mark.parametrize(("name", "text"), GOOD)
def test_editors_and_statusgen_both_take_what_is_right(name: str, text: str) -> None:
    assert errors(name, text) == []
    assert found(text, SCHEMAS[name]) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("incident", "kind: outage"),
        ("incident", f"{INCIDENT}colour: red"),
        ("incident", "title: [a]"),
        ("incident", "title: a\nkind: outtage"),
        ("incident", "title: a\nkind: [outage, outtage]"),
        ("incident", "title: a\ncomponents: {api: dwn}"),
        ("incident", "title: a\ncomponents: api"),
        ("incident", "title: a\nstarted: yesterday"),
        ("incident", "title: a\nstarted: 2026-11-20"),
        ("incident", "title: a\ndraft: perhaps"),
        ("incident", "title: a\nimpact: P1"),
        ("incident", "title: a\ncadence: often"),
        ("incident", "title: a\npostmortem: never"),
        ("incident", "title: a\npin: always"),
        ("incident", "title: a\nid: a b"),
        ("incident", "title: a\nallow: b"),
        ("incident", "title: a\nscheduled: {from: 2026-11-20 22:00}"),
        ("incident", "title: a\nscheduled: {from: 2026-11-20 22:00, to: 2026-11-20 23:00}"),
        ("postmortem", "title: a\nincident: b"),
        ("postmortem", "title: a\nincident: b\npublished: soon"),
        ("postmortem", "title: a\npublished: 2026-11-24"),
        ("site", SITE.replace("format: 1", "format: 2")),
        ("site", SITE.replace(",2026", "")),
        ("site", SITE.replace("language: fr", "language: de")),
        ("site", SITE.replace("https://status.acme.example", "status.acme.example")),
        ("site", SITE.replace('"#0b5fff"', "blue")),
        ("site", SITE.replace("logo.svg", "logo.gif")),
        ("site", SITE.replace("rebuild: 1h", "rebuild: hourly")),
        ("site", SITE.replace("critical: 30m", "blocker: 30m")),
        ("site", SITE.replace("critical: 30m", "critical: soon")),
        ("site", SITE.replace("id: api,", "id: API,")),
        ("site", SITE.replace("{id: api, ", "{")),
        ("site", SITE.replace("audience: internal", "audience: secret")),
        ("site", SITE.replace("kinds: [outage]", "kinds: [notice]")),
        ("site", SITE.replace("primary:", "first:")),
        ("site", SITE.replace("label: Support", "name: Support")),
        ("site", SITE.replace("sections: [Impact", "section: [Impact")),
        ("site", f"{SITE}langauge: en"),
    ],
)
def test_editors_and_statusgen_both_refuse_what_is_wrong(name: str, text: str) -> None:
    assert errors(name, text)
    assert found(text, SCHEMAS[name])


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_schemas_are_of_their_dialect_and_explain_each_key(name: str) -> None:
    schema = json_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    records = [schema, *schema.get("$defs", {}).values()]
    for record in records:
        assert record["additionalProperties"] is False
        assert record["title"]
        assert record["description"]
        for key, value in record["properties"].items():
            assert value.get("description"), key
    assert '"null"' not in json.dumps(schema)


def test_the_names_of_schemas() -> None:
    assert dict(SCHEMAS) == {
        "incident": IncidentFront,
        "postmortem": PostmortemFront,
        "site": SiteFile,
    }


FRONT = st.text(st.sampled_from("tile:aknd [],{}'\n-#|01 "), max_size=60)


@given(
    st.sampled_from(list(SCHEMAS.values())),
    FRONT,
    st.sampled_from([INCIDENT, MAINTENANCE, SITE, ""]),
)
def test_any_front_matter_is_read_or_a_problem_inside_it(
    model: type[Record], text: str, base: str
) -> None:
    source = Source(path="x.md", text=base + text)
    problems = Problems()
    front = parse_yaml(source, problems)
    if front is None:
        return
    if read_front(model, front, problems, zone="Europe/Paris") is None:
        assert problems.errors
    for problem in problems:
        assert problem.hint
        assert 1 <= problem.span.line <= len(source.lines)
        assert 1 <= problem.span.column <= len(problem.span.text) + 1
