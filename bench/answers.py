"""Measure how long the commands for authors take, in seconds of processor time.

Run it with ``python bench/answers.py 1000 10000``. The projects have so many incidents and the
scenarios that ``init`` writes, and have been built. Each time is also shown as a ratio to starting
Python with the libraries that reading and writing need, and to the first size.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import builds
import corpus

LIBRARIES = (
    *("click", "pydantic", "yaml", "nh3", "markdown", "pymdownx.betterem"),
    *("pymdownx.saneheaders", "babel.dates", "babel.lists", "babel.numbers"),
)
SCENARIOS = builds.ROOT / "statusgen/starter/scenarios/en"
LOADED = f"import {', '.join(LIBRARIES)}; pydantic.create_model('Any')"
"""Imports the libraries. Making a model loads the rest of pydantic."""
NAMED = "2026-11-20-00000"
AT = f"{corpus.NOW:%Y-%m-%d %H:%M} UTC"
OURS = (sys.executable, "-m", "statusgen")
COMMANDS = (
    ("new", "slow-service", "--component", "service-1=degraded", "--at", AT, "--no-input"),
    ("new", "--title", "Errors", "--component", "service-1=down", "--message", "We look."),
    ("update", NAMED, "identified", "--message", "We know why.", "--at", AT),
    ("update", "identified", "--message", "We know why.", "--at", AT),
    ("log", NAMED, "Noted.", "--at", AT),
    ("status", "--now", AT),
)


def times(size: builds.Size, rounds: int, folder: Path) -> list[float]:
    """Return the seconds that each command takes, after those for starting Python.

    The fastest run counts, since other work only slows it down.
    """
    corpus.write(folder, incidents=size.incidents, rich=size.kind == "rich", unresolved=1)
    shutil.copytree(SCENARIOS, folder / "content/scenarios")
    ours = builds.statusgen("statusgen", builds.ROOT)
    builds.build(ours, folder, corpus.NOW)
    open_incident = folder / f"content/incidents/{NAMED}.md"
    before, text = {*folder.glob("content/incidents/*")}, open_incident.read_text(encoding="utf-8")
    taken: list[list[float]] = []
    for _ in range(rounds):
        taken.append([])
        for words in ((sys.executable, "-c", LOADED), *((*OURS, *words) for words in COMMANDS)):
            program = replace(ours, words=words)
            taken[-1].append(builds.build(program, folder, corpus.NOW).cpu)
            for path in {*folder.glob("content/incidents/*")} - before:
                path.unlink()
            if open_incident.read_text(encoding="utf-8") != text:
                open_incident.write_text(text, encoding="utf-8")
    return [*map(min, zip(*taken, strict=True))]


def main() -> None:
    """Print a line for each command and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=builds.sized, default=[builds.sized("1000")])
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    first: list[float] = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as name:
            start, *taken = times(size, options.rounds, Path(name))
        first = first or taken
        print(f"{size}: starting Python with its libraries takes {start * 1000:.0f} ms")
        for words, each, least in zip(COMMANDS, taken, first, strict=True):
            print(
                f"{each * 1000:6.0f} ms  {each / start:5.1f} x start  {each / least:5.1f} x "
                f"{options.sizes[0].incidents:,}  {' '.join(words)}"
            )


if __name__ == "__main__":
    main()
