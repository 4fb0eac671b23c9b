"""A project in memory, read, assembled and advised: for tests of what files say of each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from statusgen.advice.advise import advise
from statusgen.advice.leaks import mask_secrets
from statusgen.model import Site, StaticFile
from statusgen.problems import Problems
from statusgen.reading.assemble import assemble
from statusgen.reading.content import read_content
from statusgen.source.text import File, Texts

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
  incident_manager: {primary: {name: Ana, contact: "1"}, backups: [{name: Bo, contact: "2"}]}
"""


def incident(keys: str = "", body: str = "We look.") -> str:
    title = "Errors on the API"
    return f"---\ntitle: {title}\n{keys}---\n\n## Investigating — 2026-11-20 14:05\n\n{body}\n"


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
    data = {
        f"content/{path}": text.encode() if isinstance(text, str) else text
        for path, text in {"site.yml": SITE, **files}.items()
    }
    texts = Texts(files=tuple(File(path=path, data=each) for path, each in data.items()))
    static = tuple(
        StaticFile(path=_public(path), data=each)
        for path, each in sorted(data.items())
        if path.startswith("content/static/")
    )
    content = read_content(texts, problems)
    made = assemble(content, static, problems, as_of=now, base_url=base_url, preview=preview)
    advise(made, content, problems)
    mask_secrets(problems)
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
