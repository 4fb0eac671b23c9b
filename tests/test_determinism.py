"""Same files, same instant, same bytes: whatever the machine is set to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sample import contents

ROOT = Path(__file__).parents[1]
STORY = "2026-11-20 15:20 Europe/Paris"


def built(folder: Path, **environment: str) -> dict[str, bytes]:
    """Build the demonstration site in a folder of its own, in a process of its own."""
    shutil.copytree(ROOT / "content", folder / "content")
    subprocess.run(
        [sys.executable, "-m", "statusgen", "build", "--now", STORY],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | environment,
        check=True,
        capture_output=True,
    )
    return contents(folder / "output")


def test_two_builds_on_two_machines_are_the_same_bytes(tmp_path: Path) -> None:
    one = built(tmp_path / "one", TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONHASHSEED="1")
    two = built(
        tmp_path / "two/of another/depth",
        TZ="America/St_Johns",
        LC_ALL="tr_TR.UTF-8",
        LANG="fr_FR.UTF-8",
        LANGUAGE="fr",
        PYTHONHASHSEED="2",
        PYTHONTZPATH="/nowhere",
        SOURCE_DATE_EPOCH="1",
        HOME=str(tmp_path),
    )
    assert one.keys() == two.keys()
    assert [path for path in one if one[path] != two[path]] == []
