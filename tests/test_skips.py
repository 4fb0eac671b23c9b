"""Where a part is missing a test says so; in CI that is a failure, never silence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest

def test_inside():
    pytest.skip("no browser")

@pytest.mark.skipif(True, reason="no Java")
def test_before():
    pass
"""

MODULE = """
import pytest

pytest.skip("no Linux", allow_module_level=True)
"""


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_in_ci_a_skip_is_a_failure(tmp_path: Path, ci: str, code: int) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_parts.py").write_text(TESTS)
    (tmp_path / "test_module.py").write_text(MODULE)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", "--continue-on-collection-errors", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "CI": ci, "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    for reason in ("no browser", "no Java", "no Linux"):
        assert reason in done.stdout
    assert (" skipped" in done.stdout.splitlines()[-1]) == (not ci)
