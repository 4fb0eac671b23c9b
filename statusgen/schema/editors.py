"""The JSON Schemas with which editors check site.yml and front matter."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from statusgen.schema.front_matter import IncidentFront, PostmortemFront, ScenarioFront
from statusgen.schema.records import KeyedRecord, descriptions
from statusgen.schema.site import SiteFile

SCHEMAS: MappingProxyType[str, type[KeyedRecord]] = MappingProxyType(
    {
        "incident": IncidentFront,
        "postmortem": PostmortemFront,
        "scenario": ScenarioFront,
        "site": SiteFile,
    }
)
"""The models that have a JSON Schema, by name."""


class _ForEditors(GenerateJsonSchema):
    """Keys with descriptions, and without ``null`` and defaults."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        found = super().model_schema(schema)
        for key, text in descriptions(schema["cls"]).items():
            found["properties"][key]["description"] = text
        return found

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def json_schema(name: str) -> dict[str, Any]:
    """Return a JSON Schema (2020-12) by its name in :data:`SCHEMAS`.

    Editors read YAML with its types, so text may be a number in it.
    """
    schema = SCHEMAS[name].model_json_schema(schema_generator=_ForEditors)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}
