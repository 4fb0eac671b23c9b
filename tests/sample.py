"""A small project that is right in every respect, for tests that change one thing in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 11, 20, 14, 40, tzinfo=UTC)

SITE = """\
format: 1
id: status.acme.example,2026
title: Acme Status
url: https://status.acme.example
components:
  - {id: api, name: Public API, since: 2026-01-01}
  - name: Apps
    components:
      - {id: dashboard, name: Dashboard}
"""

INCIDENT = """\
---
title: Elevated error rates
components: {api: partial_outage}
---

## Investigating — 2026-11-20 14:05

- next: 15:00

Some requests fail.
"""

POSTMORTEM = """\
---
title: What we learned
incident: 2026-11-03-search
published: 2026-11-10 09:00
---

## Impact

Searches were slow.
"""

RESOLVED = """\
---
title: Slow searches
components: {dashboard: degraded}
---

## Investigating — 2026-11-03 09:00

Searches are slow.

## Resolved — 2026-11-03 10:00

- cause: An index was missing.
- fix: It was built.

Searches are fast again.
"""

FILES = {
    "content/site.yml": SITE,
    "content/incidents/2026-11-20-api.md": INCIDENT,
    "content/incidents/2026-11-03-search.md": RESOLVED,
    "content/postmortems/search.md": POSTMORTEM,
    "content/static/note.txt": "A file of the author's.\n",
}


def lay(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder, and return it."""
    for name, data in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def settle(project: Path) -> None:
    """Put a title, an address and people of one's own into a new project."""
    site = project / "content/site.yml"
    text = site.read_text(encoding="utf-8")
    for sample, own in (
        (r"(?<=^title: ).*Example.*", "Acme Status"),
        (r"status\.example\.com$", "status.acme.example"),
        (r'(?<=contact: ")\+00 ', "+33 "),
    ):
        text = re.sub(sample, own, text, flags=re.MULTILINE)
    site.write_text(text, encoding="utf-8")
