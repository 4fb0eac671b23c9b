"""What can be relied on in ``widget.json``, as a JSON Schema (draft 2020-12).

It describes what is there and forbids nothing that is not: within a
``schema_version`` keys are only ever added, so a reader skips what it does not
know, and a schema from yesterday accepts the data of tomorrow.
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
    """Return the whole schema, which stands at ``address``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": "The state of a status site",
        "description": "Within a schema_version keys are only ever added: skip those you do not "
        "know. All instants are in UTC.",
        **_object(
            {
                "schema_version": {"const": SCHEMA_VERSION},
                "site": _site(),
                "overall": _overall(),
                "incidents": _list("incident", "Open incidents, what matters most first."),
                "pinned": _list(
                    "incident",
                    "What has ended and stays on top, for one thing because it asks something of "
                    "users.",
                ),
                "notices": _list("notice", "Open notices."),
                "maintenance": _list(
                    "maintenance", "What goes on, is planned for the next seven days, or is pinned."
                ),
                "components": _list("component", "All that are in use, in their order."),
                "revision": {
                    "type": "string",
                    "pattern": f"^[0-9a-f]{{{DIGITS}}}$",
                    "description": "Another one whenever, and only when, anything else in here but "
                    "generated_at and fresh_until is another.",
                },
                "generated_at": {**INSTANT, "description": "The instant that all this is true of."},
                "fresh_until": _or_none(
                    INSTANT,
                    "After this the data are too old to be trusted. Null: they do not age, since "
                    "the site is built when something happens.",
                ),
            }
        ),
        "$defs": {
            "incident": _object(_incident()),
            "notice": _object(
                {**_incident(), "until": _or_none(INSTANT, "When it is over, if nobody writes.")}
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
            "language": _text("Of words, and of titles unless they say otherwise: fr."),
            "timezone": _text("An IANA name."),
        }
    )


def _overall() -> Schema:
    return _object(
        {
            "rank": _word(Impact, "How bad it is."),
            "description": {"enum": [each.value for each in Description]},
            "words": _text("The description in the language of the site."),
            "alarm": {
                "enum": [Kind.SECURITY, Kind.DATA_LOSS, None],
                "description": "The harm in an open incident that must be named first.",
            },
        }
    )


def _incident() -> Schema:
    return {
        "id": _text("Stays the same whatever becomes of title and address."),
        "title": _text(),
        "language": _text("Of the title and the action."),
        "kinds": {"type": "array", "items": _word(Kind, "A sort of harm.")},
        "state": {"enum": [each.word for each in State if each is not State.UPDATE]},
        "impact": _word(Impact, "The highest it had."),
        "impact_now": _word(Impact, "What it adds to the overall rank."),
        "link": {"type": "string", "format": "uri"},
        "last_update": INSTANT,
        "next": _or_none(INSTANT, "When the next update is promised. It may have passed."),
        "action": {"type": ["string", "null"], "description": "What users must do, as plain text."},
        "components": {
            "type": "object",
            "description": "Ids of components, each with the state that it is held in by this; by "
            "maintenance that has not begun, the state that it will be held in.",
            "additionalProperties": _word(ComponentState, "A state."),
        },
    }


def _planned() -> Schema:
    return {
        "from": INSTANT,
        "until": INSTANT,
        "ends_by_clock": {
            "type": "boolean",
            "description": "Whether it is over at until, if nobody writes; else somebody has said "
            "that only an update ends it. What is scheduled starts by the clock.",
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
            "description": "Its id, its old ids, and those of its group.",
        },
        "name": _text(),
        "group": {"anyOf": [group, {"type": "null"}]},
        "state": _word(ComponentState, "As of generated_at."),
        "without_maintenance": _word(
            ComponentState,
            "The same but for the maintenance in here, whose start and end a clock can tell.",
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
