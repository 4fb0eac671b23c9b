from __future__ import annotations

import json

import jsonschema  # type: ignore[import-untyped]  # it has no types
import pytest

from statusgen.commands.schema import schema


@pytest.mark.parametrize("name", ["incident", "postmortem", "scenario", "site"])
def test_a_schema_is_valid_json_schema(name: str) -> None:
    known = json.loads(schema(name))
    jsonschema.Draft202012Validator.check_schema(known)
    assert not jsonschema.Draft202012Validator(known).is_valid({"colour": "red"})


def test_editors_read_some_titles_as_numbers() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema("incident")))
    for title in (404, True, "404"):
        validator.validate({"title": title})
