"""The files of the API for a site, validated against the schemas."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from feeds.publishing import SHIPPED
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no types

from statusgen.model import Settings, Site
from statusgen.outputs import api
from statusgen.rendering.kit import Kit, KitData
from statusgen.rendering.theme import Theme
from statusgen.status import status_of

SCHEMA: Final = json.loads((Path(__file__).parent / "api-v2.schema.json").read_text("utf-8"))

ROOT: Final = "api/v2/"
NAMES: Final = tuple(
    path.removeprefix(ROOT).removesuffix(".json") for path in sorted(SCHEMA["files"])
)
"""The files below ``api/v2/``, without ``.json``."""

Answer = dict[str, Any]


@cache
def kit_for(settings: Settings, language: str = "en") -> Kit:
    """Return a kit for sites with these settings."""
    known = {each.code: each for each in SHIPPED.languages}
    return Kit(
        KitData(
            settings=replace(settings, language=language),
            language=known[language],
            theme=Theme(default=SHIPPED.default_theme),
        )
    )


def files(site: Site, language: str = "en") -> dict[str, bytes]:
    """Return path and bytes of every file."""
    kit = kit_for(site.settings, language)
    return {each.path: each.produce(kit) for each in api.plan(site, status_of(site))}


def answers(site: Site, language: str = "en") -> dict[str, Answer]:
    """Return all files by name, validated."""
    found = {
        path.removeprefix(ROOT).removesuffix(".json"): json.loads(data)
        for path, data in files(site, language).items()
    }
    for name, answer in found.items():
        check(name, answer)
    return found


def check(name: str, answer: Answer) -> None:
    """Assert that a file has exactly the fields of its schema."""
    schema = {**SCHEMA["files"][f"{ROOT}{name}.json"], "$defs": SCHEMA["$defs"]}
    mistakes = sorted(Draft202012Validator(schema).iter_errors(answer), key=str)
    assert not mistakes, f"{name}: {mistakes[0].json_path}: {mistakes[0].message}"


def row(answer: Answer, component_id: str) -> Answer:
    """Return a component or group of an answer by its id."""
    found: Answer = next(each for each in answer["components"] if each["id"] == component_id)
    return found
