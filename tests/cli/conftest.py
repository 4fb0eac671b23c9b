"""A project to run commands on."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample import FILES, lay


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return lay(tmp_path / "project", FILES)
