from __future__ import annotations

import json
import re

import jsonschema  # type: ignore[import-untyped] # it has none, and this is one call
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from schema.fronts import INCIDENT, MAINTENANCE, NOTICE, POSTMORTEM, SCENARIO, SITE, found

from statusgen.problems import Problems
from statusgen.schema.editors import SCHEMAS, json_schema
from statusgen.schema.front_matter import IncidentFront, PostmortemFront, ScenarioFront
from statusgen.schema.records import KeyedRecord, read_front
from statusgen.schema.site import SiteFile
from statusgen.source.text import Source
from statusgen.source.tree import parse_yaml


def errors(name: str, text: str) -> list[str]:
    """Return what an editor says of a file; it reads dates as text and numbers as numbers."""
    document = yaml.load(text, Loader=Editor)  # noqa: S506 - a safe loader without dates
    checker = jsonschema.Draft202012Validator(json_schema(name))
    return [each.message for each in checker.iter_errors(document)]


class Editor(yaml.CSafeLoader):
    """YAML 1.2 as editors read it: nothing is a date, and only true and false are booleans."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as the class above has it
        first: [(tag, form) for tag, form in forms if not tag.endswith((":timestamp", ":bool"))]
        for first, forms in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), "tf")

GOOD = [
    ("incident", INCIDENT),
    ("incident", MAINTENANCE),
    ("incident", NOTICE),
    ("incident", "title: true\nkind: [Data loss, sécurité]\npin: true\nimpact: 'None'\nid: 42"),
    ("postmortem", POSTMORTEM),
    ("postmortem", "title: 2026\nincident: 42\ndraft: true"),
    ("scenario", SCENARIO),
    ("scenario", "title: Works\nduration: 2h\ncomponents: [api]"),
    ("site", SITE),
]


@pytest.mark.parametrize(("name", "text"), GOOD)
def test_editors_and_statusgen_accept_valid_files(name: str, text: str) -> None:
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
        ("scenario", SCENARIO.replace("ask:", "question:")),
        ("scenario", SCENARIO.replace("required", "2026-12-01")),
        ("scenario", SCENARIO.replace("cadence: 20m", "cadence: often")),
        ("scenario", SCENARIO.replace("language: en", "language: xx")),
        ("site", SITE.replace("format: 1", "format: 2")),
        ("site", SITE.replace(",2026", "")),
        ("site", SITE.replace("language: fr", "language: xx")),
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
def test_editors_and_statusgen_reject_invalid_files(name: str, text: str) -> None:
    assert errors(name, text)
    assert found(text, SCHEMAS[name])


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_schemas_are_valid_and_describe_each_key(name: str) -> None:
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
        "scenario": ScenarioFront,
        "site": SiteFile,
    }


FRONT = st.text(st.sampled_from("tile:aknd [],{}'\n-#|01 "), max_size=60)


@given(
    st.sampled_from(list(SCHEMAS.values())),
    FRONT,
    st.sampled_from([INCIDENT, MAINTENANCE, SITE, ""]),
)
def test_any_front_matter_is_read_or_reported(
    model: type[KeyedRecord], text: str, base: str
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
