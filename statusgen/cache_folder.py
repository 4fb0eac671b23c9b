"""``.statusgen/`` of a project: a folder for what can be made again, which git ignores."""

from __future__ import annotations

import platform
import sys
import zoneinfo
from pathlib import Path
from typing import Final

import statusgen

FOLDER: Final = ".statusgen"


def header() -> str:
    """Return what must be equal for a file in the folder to be used.

    It is what results depend on besides the content: this program, Python, the installed libraries
    and the rules of time zones.
    """
    package = Path(statusgen.__file__).parent
    # In a checkout, the program changes without its version.
    is_checkout = (package.parent / "pyproject.toml").exists()
    sources = sorted(package.rglob("*.py")) if is_checkout else ()
    stamps = [(str(path), path.stat().st_mtime_ns) for path in sources]
    libraries = sorted(each.name for path in sys.path for each in Path(path).glob("*.dist-info"))
    rules = [Path(folder, "tzdata.zi") for folder in zoneinfo.TZPATH]
    zones = [each.read_bytes().partition(b"\n")[0] for each in rules if each.exists()]
    return repr((statusgen.__version__, platform.python_version(), stamps, libraries, zones))


def made_in(project: Path) -> Path:
    """Return the folder in a project, and make it if it is missing."""
    folder = project / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / ".gitignore").write_text("*\n")
    return folder
