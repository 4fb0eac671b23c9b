"""``statusgen schema``: the JSON Schemas of front matter and site.yml, for editors."""

from __future__ import annotations

import json

from statusgen.schema.editors import json_schema


def schema(name: str) -> str:
    """Return the schema of one of :data:`statusgen.schema.editors.SCHEMAS`, as JSON."""
    return json.dumps(json_schema(name), ensure_ascii=False, indent=2)
