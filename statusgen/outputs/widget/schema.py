"""The JSON Schema (draft 2020-12) of ``widget.json``.

It allows additional keys: within a ``schema_version`` keys are only added, so that an old schema
accepts new data.
"""

from __future__ import annotations

from typing import Any, Final

from statusgen.model import ComponentState, Impact, Kind, State
from statusgen.rendering.bulletin import DIGITS, SCHEMA_VERSION
from statusgen.status import Description

Schema = dict[str, Any]

INSTANT: Final = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
}


def schema(address: str) -> Schema:
    """Return the schema, published at ``address``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": "The current status of a site",
        "description": "Within a schema_version, keys are only added: ignore those you do not "
        "know. All times are in UTC.",
        **_object(
            {
                "schema_version": {"const": SCHEMA_VERSION},
                "site": _site(),
                "overall": _overall(),
                "incidents": _list("incident", "Open incidents, most important first."),
                "pinned": _list(
                    "incident",
                    "Ended, but still at the top of the page, for example because users must act.",
                ),
                "notices": _list("notice", "Open notices."),
                "maintenance": _list(
                    "maintenance", "Active, planned within seven days, or pinned."
                ),
                "components": _list("component", "All components in use, in their order."),
                "revision": {
                    "type": "string",
                    "pattern": f"^[0-9a-f]{{{DIGITS}}}$",
                    "description": "Changes exactly when any value except generated_at and "
                    "fresh_until changes.",
                },
                "generated_at": {**INSTANT, "description": "The time of this data."},
                "fresh_until": _or_none(
                    INSTANT,
                    "After this time, treat the status as unknown. Null: the data does not expire, "
                    "because the site is built when something happens.",
                ),
            }
        ),
        "$defs": {
            "incident": _object(_incident()),
            "notice": _object(
                {
                    **_incident(),
                    "until": _or_none(INSTANT, "When it ends, unless an update ends it earlier."),
                }
            ),
            "maintenance": _object({**_incident(), **_planned()}),
            "component": _object(_component()),
        },
    }


def _site() -> Schema:
    return _object(
        {
            "name": _text(),
            "url": {"type": "string", "format": "uri"},
            "language": _text(
                "The language of words, and of titles unless they say otherwise: fr."
            ),
            "timezone": _text("An IANA time zone."),
        }
    )


def _overall() -> Schema:
    return _object(
        {
            "rank": _word(Impact, "The overall impact."),
            "description": {"enum": [each.value for each in Description]},
            "words": _text("The description in the site's language."),
            "alarm": {
                "enum": [Kind.SECURITY, Kind.DATA_LOSS, None],
                "description": "The kind of an open incident that must be named first.",
            },
        }
    )


def _incident() -> Schema:
    return {
        "id": _text("Never changes, even if title and address do."),
        "title": _text(),
        "language": _text("The language of the title and the action."),
        "kinds": {"type": "array", "items": _word(Kind, "A kind of incident.")},
        "state": {"enum": [each.word for each in State if each is not State.UPDATE]},
        "impact": _word(Impact, "The highest impact."),
        "impact_now": _word(Impact, "The current impact, which counts for the overall rank."),
        "link": {"type": "string", "format": "uri"},
        "last_update": INSTANT,
        "next": _or_none(INSTANT, "The promised time of the next update. It may have passed."),
        "action": {"type": ["string", "null"], "description": "What users must do, as plain text."},
        "components": {
            "type": "object",
            "description": "Ids of affected components, each with its state because of this. "
            "For upcoming maintenance, the state that it will have.",
            "additionalProperties": _word(ComponentState, "The state of a component."),
        },
    }


def _planned() -> Schema:
    return {
        "from": INSTANT,
        "until": INSTANT,
        "ends_by_clock": {
            "type": "boolean",
            "description": "Whether it ends at until. If false, only an update ends it. "
            "Scheduled maintenance starts by the clock.",
        },
    }


def _component() -> Schema:
    group = _object({"id": _text(), "name": _text()})
    return {
        "id": _text(),
        "ids": {
            "type": "array",
            "items": _text(),
            "minItems": 1,
            "description": "Its id, its old ids, and the ids of its group.",
        },
        "name": _text(),
        "group": {"anyOf": [group, {"type": "null"}]},
        "state": _word(ComponentState, "The state at generated_at."),
        "without_maintenance": _word(
            ComponentState,
            "The state without the maintenance listed here, which starts and ends by the clock.",
        ),
    }


def _object(properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(name: str, description: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}, "description": description}


def _text(description: str = "") -> Schema:
    return {"type": "string", **({"description": description} if description else {})}


def _word(words: type[Impact | ComponentState | Kind], description: str) -> Schema:
    known = [each.value if isinstance(each, Kind) else each.word for each in words]
    return {"enum": known, "description": description}


def _or_none(schema: Schema, description: str) -> Schema:
    return {**schema, "type": [schema["type"], "null"], "description": description}
