"""A project with scenarios, a team and channels, and its handbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

from sample import FILES, NOW, SITE

from statusgen import pipeline
from statusgen.model import StaticFile
from statusgen.pipeline import Inputs, Options, Plan
from statusgen.project import PACKAGE, read
from statusgen.source.text import File

SHIPPED = read(PACKAGE)

TEAM = """\
cadence: {critical: 30m, major: 1h}
team:
  incident_manager:
    does: Decides.
    primary: {name: Ana, contact: "+33 (0)1 99 00 10 01"}
    backups: [{name: Bo, contact: bo@acme.example}]
  on_call_database:
    primary: {name: Chi}
channels:
  - {name: customers, audience: external, url: "${CUSTOMERS_URL}", impact: major,
     components: [api], kinds: [outage]}
  - {name: ops-chat, audience: internal, url: "https://chat.example/hidden"}
advice:
  missing-backup: What is missing here shows what the handbook says then.
  missing-contact: As above.
"""

DATABASE = """\
---
title: Database unavailable
kind: outage
components: {api: down, dashboard: degraded}
roles: [on_call_database]
postmortem: required
language: en
variables:
  region: {ask: Which region?, default: eu-west-1}
---

When the database answers nobody.

## Investigating

- next: 20m

Errors affect {{ components }} in {{ region }}. `{{ not this }}`

## Resolved

- cause: {{ cause }}

It is over.

## Runbook

### First

1. Page the database on-call, and see [the last time](../postmortems/search.md).

![The way of a request](../static/way.svg)
"""

UPGRADE = """\
---
title: Upgrade
duration: 2h
components: [api]
---

## Scheduled

We upgrade.
"""

QUIET = """\
---
title: Seen by us alone
internal: true
kind: degradation
impact: none
cadence: 4h
---

## Investigating

Seen.
"""

PROJECT = {
    **{path: text for path, text in FILES.items() if not path.startswith("content/static/")},
    "content/site.yml": SITE + TEAM,
    "content/scenarios/database.md": DATABASE,
    "content/scenarios/upgrade.md": UPGRADE,
    "content/scenarios/quiet.md": QUIET,
}

STATIC = tuple(StaticFile(path=f"static/{name}", data=b"<svg/>") for name in ("way.svg", "no.svg"))


def inputs(changes: Mapping[str, str | None] | None = None) -> Inputs:
    """Return the project with changed files; ``None`` removes one."""
    texts = {**PROJECT, **(changes or {})}
    files = tuple(File(path=path, data=text.encode()) for path, text in texts.items() if text)
    return replace(SHIPPED, files=files, static=STATIC, problems=())


def planned(changes: Mapping[str, str | None] | None = None) -> Plan:
    return pipeline.plan_handbook(inputs(changes), Options(as_of=NOW))


def rendered(changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """Return the files of the handbook as text, by path."""
    return _rendered(tuple((changes or {}).items()))


@cache
def _rendered(changes: tuple[tuple[str, str | None], ...]) -> dict[str, str]:
    return {path: data.decode() for path, data in pipeline.render(planned(dict(changes)))}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._inside |= tag == "main"

    def handle_endtag(self, tag: str) -> None:
        self._inside &= tag != "main"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found.append(data)


def words(html: str) -> str:
    """Return the text between header and footer, with single spaces."""
    parser = _Words()
    parser.feed(html)
    return re.sub(r"\s+", " ", " ".join(parser.found)).strip()


def page(address: str, changes: Mapping[str, str | None] | None = None) -> str:
    """Return the words of one page."""
    return words(rendered(changes)[f"{address}index.html"])
