"""Front matter of every kind, and how it is read."""

from __future__ import annotations

from typing import Any

from pydantic import create_model

from statusgen.problems import Problem, Problems, Span
from statusgen.schema.front_matter import IncidentFront
from statusgen.schema.records import KeyedRecord, read_front
from statusgen.source.text import Mapping, Node, Scalar, Source
from statusgen.source.tree import parse_yaml

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
team:
  incident_manager:
    {primary: {name: Ana, contact: 112, notify: "${ANA}"}, backups: [{name: Bo}], does: Decides}
channels:
  - {name: ops, audience: internal, url: "${OPS}", impact: major, components: [api],
     kinds: [outage], states: [first, resolved], quiet: 22:00-07:00, remind: 24h, text: management,
     approve: incident_manager, format: chat}
  - {name: mail, audience: external, url: "smtps://m.example", from: a@b.example, to: "${TO}",
     password: "${MAIL}"}
  - {name: hook, audience: external, url: "https://b.example", secret: "${HOOK}"}
redirects: {index.xml: history.rss}
"""

SCENARIO = """\
title: Database unavailable
kind: [outage, data_loss]
impact: critical
components: {api: down}
cadence: 20m
roles: [incident_manager, communications]
postmortem: required
language: en
variables:
  region: {ask: Which region?, default: eu-west-1}
  ticket: {}
internal: false
allow: [no-scenario]
"""


def read(model: type[KeyedRecord], text: str) -> tuple[Any, list[Problem]]:
    problems = Problems()
    front = parse_yaml(Source(path="x.md", text=text), problems)
    assert front
    return read_front(model, front, problems, zone="UTC"), list(problems)


TypeForm = Any  # of an annotated type, for which typing has no name

PLACE = Span(path="x.md", text="key: value", column=6, length=5)


def read_value(kind: TypeForm, value: Node | str) -> tuple[Any, list[Problem]]:
    """Return what a type reads, in Paris, and the problems."""
    model = create_model("One", __base__=KeyedRecord, value=(kind, ...))
    node = Scalar(text=value, span=PLACE) if isinstance(value, str) else value
    keys = Mapping(entries=((Scalar(text="value", span=PLACE), node),), span=PLACE)
    problems = Problems()
    record: Any = read_front(model, keys, problems, zone="Europe/Paris")
    return record.value if record else None, list(problems)


def found(text: str, model: type[KeyedRecord] = IncidentFront) -> list[tuple[str, int, int]]:
    return [(each.code, each.span.line, each.span.column) for each in read(model, text)[1]]
