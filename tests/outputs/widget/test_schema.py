"""The schema describes exactly the data, and only gains keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import component, group, incident, maintenance, notice, site, update, window
from hypothesis import given
from jsonschema import (  # type: ignore[import-untyped]  # has no types
    Draft202012Validator,
    FormatChecker,
    ValidationError,
)
from outputs.widget.written import Data, data, files
from strategies import INSTANTS, incidents, maintenances

from statusgen.model import ComponentState, Impact, Incident, Kind, Site, State
from statusgen.moments import is_published
from statusgen.status import Description

SCHEMA: Data = json.loads(files(site())["widget.schema.json"])

# Within schema version 1, keys may only be added.
KEYS = {
    "": {
        *("schema_version", "site", "overall", "incidents", "pinned", "notices", "maintenance"),
        *("components", "revision", "generated_at", "fresh_until"),
    },
    "site": {"name", "url", "language", "timezone"},
    "overall": {"rank", "description", "words", "alarm"},
    "incident": {
        *("id", "title", "language", "kinds", "state", "impact", "impact_now", "link"),
        *("last_update", "next", "action", "components"),
    },
    "notice": {
        *("id", "title", "language", "kinds", "state", "impact", "impact_now", "link"),
        *("last_update", "next", "action", "components", "until"),
    },
    "maintenance": {
        *("id", "title", "language", "kinds", "state", "impact", "impact_now", "link"),
        *("last_update", "next", "action", "components", "from", "until", "ends_by_clock"),
    },
    "component": {"id", "ids", "name", "group", "state", "without_maintenance"},
}


def closed() -> Data:
    """Return the schema without additional keys."""

    def close(value: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, list):
            return [close(each) for each in value]
        if not isinstance(value, dict):
            return value
        own = {"additionalProperties": False} if "properties" in value else {}
        return {**own, **{key: close(each) for key, each in value.items()}}

    known: Data = close(SCHEMA)
    return known


STRICT = Draft202012Validator(closed(), format_checker=FormatChecker())
GIVEN = Draft202012Validator(SCHEMA)


def everything() -> Site:
    return site(
        incident(
            update("11:00", "investigating", "api=down", next="12:30", action="Wait"),
            slug="a",
            kinds=(Kind.SECURITY, Kind.OUTAGE),
        ),
        incident(
            update("08:00", "investigating"), update("09:00", "resolved", action="Go"), slug="b"
        ),
        notice(update("10:00", "notice")),
        maintenance(window("22:00", "23:00"), update("10:00", "scheduled"), components="web=ok"),
        components=(component("api"), group("apps", component("web"))),
    )


def test_schema_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_schema_has_every_word() -> None:
    parts, overall = SCHEMA["$defs"], SCHEMA["properties"]["overall"]["properties"]
    states = [each.word for each in State if each is not State.UPDATE]
    assert parts["incident"]["properties"]["state"]["enum"] == states
    assert parts["impact"]["enum"] == [each.word for each in Impact]
    assert parts["component_state"]["enum"] == [each.word for each in ComponentState]
    assert parts["kind"]["enum"] == [*Kind]
    assert overall["description"]["enum"] == [*Description]


def test_schema_describes_all_data() -> None:
    shown = data(everything())
    STRICT.validate(shown)
    assert all(shown[key] for key in ("incidents", "pinned", "notices", "maintenance"))
    STRICT.validate(data(everything(), "fr"))
    STRICT.validate(data(site(components=())))


@given(one=incidents("one"), two=incidents("two"), works=maintenances(), as_of=INSTANTS)
def test_all_data_matches_the_schema(
    one: Incident, two: Incident, works: Incident, as_of: datetime
) -> None:
    as_of += timedelta(hours=1)
    kept = (each for each in (one, two, works) if is_published(each.updates[0].at, as_of))
    STRICT.validate(data(site(*kept, as_of=as_of)))


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 - any JSON
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in items:
        yield (*path, key)
        if isinstance(each, dict | list):
            yield from paths(each, (*path, key))


def test_every_key_is_required() -> None:
    whole = data(everything())
    for *path, key in paths(whole):
        if isinstance(key, int) or path[-1:] == ["components"]:
            continue
        broken = deepcopy(whole)
        place: Any = broken
        for step in path:
            place = place[step]
        del place[key]
        with pytest.raises(ValidationError):
            GIVEN.validate(broken)


def test_additional_keys_are_allowed() -> None:
    whole = data(everything())
    for place in (whole, whole["site"], whole["incidents"][0], whole["components"][0]):
        place["later"] = 1
    GIVEN.validate(whole)


def test_keys_are_only_ever_added() -> None:
    known = SCHEMA
    found = {
        "": known["properties"],
        "site": known["properties"]["site"]["properties"],
        "overall": known["properties"]["overall"]["properties"],
        **{name: known["$defs"][name]["properties"] for name in KEYS if name in known["$defs"]},
    }
    for name, keys in KEYS.items():
        assert keys <= found[name].keys(), name
    assert known["properties"]["schema_version"] == {"const": 1}
