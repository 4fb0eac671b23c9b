"""Measure how long the commands for authors take, in seconds of the processor.

Run it as ``python bench/answers.py``. The project has 1,000 incidents; what each command takes is
told as a ratio, too: to starting Python with the libraries that reading and writing stand on.
"""  # noqa: INP001 - a script, no package

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import corpus

LIBRARIES = (
    *("click", "pydantic", "yaml", "nh3", "markdown", "pymdownx.betterem", "pymdownx.magiclink"),
    *("pymdownx.saneheaders", "babel.dates", "babel.lists", "babel.numbers"),
)
LOADED = f"import {', '.join(LIBRARIES)}; pydantic.create_model('Any')"
"""What starts Python with them; pydantic itself is loaded with the first model that is made."""
COMMANDS = (
    ("new", "--title", "Errors", "--component", "service-1=down", "--message", "We look."),
    ("update", "2026-11-20-00000", "identified", "--message", "We know why."),
    ("update", "identified", "--message", "We know why."),
    ("log", "2026-11-20-00000", "Noted."),
    ("status",),
)
TIMES = 5
"""How often each is run; the fastest counts, since other work only slows it down."""


def cost(folder: Path, *words: str) -> float:
    """Return the seconds that running Python with these words takes."""
    found = []
    # Installed modules are compiled once; what is run from a checkout must be, too.
    known = {name: os.environ[name] for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(TIMES):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(  # noqa: S603 - our own command line
            [sys.executable, *words],
            cwd=folder,
            env=known | {"PYTHONPYCACHEPREFIX": str(folder / ".compiled")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


def main() -> None:
    """Print a line for each command."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in corpus.files(incidents=1000):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        start = cost(folder, "-c", LOADED)
        print(f"{start * 1000:5.0f} ms        Python with its libraries")  # noqa: T201 - a script
        for words in COMMANDS:
            taken = cost(folder, "-m", "statusgen", *words)
            shown = f"{taken * 1000:5.0f} ms  {taken / start:4.1f} x  {' '.join(words)}"
            print(shown)  # noqa: T201 - a script


if __name__ == "__main__":
    main()
