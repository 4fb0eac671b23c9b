"""A small project in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from assembly import SITE, incident

THEME = "themes/own/templates/index.html"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the folder of a project with one incident."""
    folder = tmp_path / "acme"
    write(folder, "content/site.yml", SITE)
    write(folder, "content/incidents/a.md", incident())
    return folder


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
