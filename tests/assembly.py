"""A project in memory, read and assembled: for tests of what files have to do with each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from statusgen.model import Site, StaticFile
from statusgen.problems import Problems
from statusgen.reading.assemble import assemble
from statusgen.reading.incident import IncidentEntry, parse_incident
from statusgen.reading.postmortem import PostmortemEntry, parse_postmortem
from statusgen.reading.site import parse_site
from statusgen.reading.source import File, decode

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

SITE = """\
format: 1
id: status.acme.example,2026
title: Acme Status
url: https://status.acme.example
timezone: Europe/Paris
components:
  - {id: api, name: Public API}
  - name: Apps
    components:
      - {id: dashboard, name: Dashboard, aliases: [console]}
      - {id: legacy, name: Old app, until: 2026-06-01}
team:
  incident_manager: {primary: {name: Ana}}
"""


def incident(keys: str = "", body: str = "We look.") -> str:
    return f"---\ntitle: Errors\n{keys}---\n\n## Investigating — 2026-11-20 14:05\n\n{body}\n"


def postmortem(keys: str = "", body: str = "## Impact\n\nSome.") -> str:
    return f"---\ntitle: Why\npublished: 2026-11-24 09:00\n{keys}---\n\n{body}\n"


def assembled(
    files: Mapping[str, str | bytes],
    *,
    now: datetime = NOW,
    preview: str | None = None,
    base_url: str | None = None,
) -> tuple[Site | None, Problems]:
    """Read files by their paths below content/; a site.yml is there if none is given."""
    problems = Problems()
    contents = {"site.yml": SITE, **files}
    data = {
        f"content/{path}": text.encode() if isinstance(text, str) else text
        for path, text in sorted(contents.items())
    }
    site = decode(File(path="content/site.yml", data=data["content/site.yml"]), problems)
    assert site
    entry = parse_site(site, problems)
    incidents, postmortems = [], []
    for path, each in data.items():
        file = File(path=path, data=each)
        if path.startswith("content/incidents/"):
            source = decode(file, problems)
            incidents.append(
                parse_incident(source, problems, zone=entry.settings.timezone)
                if source
                else IncidentEntry.unread(path)
            )
        elif path.startswith("content/postmortems/"):
            source = decode(file, problems)
            postmortems.append(
                parse_postmortem(source, problems, zone=entry.settings.timezone)
                if source
                else PostmortemEntry.unread(path)
            )
    static = tuple(
        StaticFile(path=_public(path), data=each)
        for path, each in data.items()
        if path.startswith("content/static/")
    )
    made = assemble(
        entry,
        incidents,
        postmortems,
        static,
        problems,
        as_of=now,
        base_url=base_url,
        preview=preview,
    )
    return made, problems


def _public(path: str) -> str:
    """Return where a static file is published."""
    well_known = path.startswith("content/static/.well-known/")
    return path.removeprefix("content/static/" if well_known else "content/")


def codes(files: Mapping[str, str | bytes], **options: str) -> list[str]:
    """Return each problem as ``path:line:code``, the path below content/."""
    _, problems = assembled(files, preview=options.get("preview"))
    return [
        f"{problem.span.path.removeprefix('content/')}:{problem.span.line}:{problem.code}"
        for problem in problems
    ]
