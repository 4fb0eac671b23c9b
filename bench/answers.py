"""Measure how long the commands for authors take, in seconds of processor time.

Run it with ``python bench/answers.py``. The project has 1,000 incidents and the scenarios that
``init`` writes. Each time is also shown as a ratio to starting Python with the libraries that
reading and writing need.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import corpus

LIBRARIES = (
    *("click", "pydantic", "yaml", "nh3", "markdown", "pymdownx.betterem"),
    *("pymdownx.saneheaders", "babel.dates", "babel.lists", "babel.numbers"),
)
SCENARIOS = Path(__file__).parents[1] / "statusgen/starter/scenarios/en"
LOADED = f"import {', '.join(LIBRARIES)}; pydantic.create_model('Any')"
"""Imports the libraries. Making a model loads the rest of pydantic."""
NAMED = "2026-11-20-00000"
AT = f"{corpus.NOW:%Y-%m-%d %H:%M} UTC"
COMMANDS = (
    ("new", "slow-service", "--component", "service-1=degraded", "--at", AT, "--no-input"),
    ("new", "--title", "Errors", "--component", "service-1=down", "--message", "We look."),
    ("update", NAMED, "identified", "--message", "We know why.", "--at", AT),
    ("update", "identified", "--message", "We know why.", "--at", AT),
    ("log", NAMED, "Noted.", "--at", AT),
    ("status", "--now", AT),
)
TIMES = 9
"""How often each command is run. The fastest run counts, since other work only slows it down."""


def cost(folder: Path, *words: str) -> float:
    """Return the seconds that a command takes."""
    # Compile the checkout once, as installed modules are.
    known = {name: os.environ[name] for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"}
    prepare(folder)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        words,
        cwd=folder,
        env=known | {"PYTHONPYCACHEPREFIX": str(folder / ".compiled")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def prepare(folder: Path) -> None:
    """Restore the project, and remove what a command added."""
    wanted = {folder / path: text for path, text in corpus.files(incidents=1000, unresolved=1)}
    for source in SCENARIOS.glob("*.md"):
        wanted[folder / "content/scenarios" / source.name] = source.read_text(encoding="utf-8")
    for path in folder.glob("content/incidents/*.md"):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def main() -> None:
    """Print a line for each command."""
    ours = str(Path(sys.executable).with_name("statusgen"))
    runs = ((sys.executable, "-c", LOADED), *((ours, *words) for words in COMMANDS))
    with tempfile.TemporaryDirectory() as name:
        rounds = [[cost(Path(name), *words) for words in runs] for _ in range(TIMES)]
    start, *taken = map(min, zip(*rounds, strict=True))
    print(f"{start * 1000:5.0f} ms        Python with its libraries")
    for words, each in zip(COMMANDS, taken, strict=True):
        print(f"{each * 1000:5.0f} ms  {each / start:4.1f} x  {' '.join(words)}")


if __name__ == "__main__":
    main()
