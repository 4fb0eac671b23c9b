"""``statusgen schema``: the JSON Schemas of front matter and site.yml, for editors."""

from __future__ import annotations

import json

import click


@click.command("schema")
@click.argument("name", type=click.Choice(["incident", "postmortem", "scenario", "site"]))
def command(name: str) -> None:
    """Print a JSON Schema for editors.

    It describes site.yml, or the front matter of incidents, postmortems or scenarios.
    """
    click.echo(schema(name))


def schema(name: str) -> str:
    """Return the schema of one of :data:`statusgen.schema.editors.SCHEMAS`, as JSON."""
    from statusgen.schema.editors import json_schema

    return json.dumps(json_schema(name), ensure_ascii=False, indent=2)
