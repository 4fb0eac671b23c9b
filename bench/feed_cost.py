"""Measure what the feeds add to a cold build, in seconds of processor time.

Run it with ``python bench/feed_cost.py``. The site has 1,000 incidents and 12 components in 3
groups. Its feeds may add 15 percent. Reading from disk and writing to it are not counted.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from time import process_time

import corpus

from statusgen import pipeline
from statusgen.outputs import feeds
from statusgen.pipeline import Options
from statusgen.project import PACKAGE, read
from statusgen.rendering.kit import Kit
from statusgen.source.text import File


def measure(incidents: int) -> tuple[float, float]:
    """Return the seconds for everything else, and the seconds for the feeds."""
    files = tuple(
        File(path=path, data=text.encode()) for path, text in corpus.files(incidents=incidents)
    )
    shipped = read(PACKAGE)
    start = process_time()
    inputs = replace(shipped, files=files, unread=(), problems=())
    planned = pipeline.plan(inputs, Options(as_of=corpus.NOW))
    kit = Kit(planned.kit)
    ours = [each for each in planned.artifacts if each.render.__module__ == feeds.__name__]
    for artifact in planned.artifacts:
        if artifact.render.__module__ != feeds.__name__:
            artifact.produce(kit)
    middle = process_time()
    for artifact in ours:
        artifact.produce(kit)
    return middle - start, process_time() - middle


def main() -> None:
    """Print the fastest of several runs, since other work only slows them down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    runs = [measure(options.incidents) for _ in range(options.runs)]
    rest, added = (min(times) for times in zip(*runs, strict=True))
    print(f"feeds {added:.2f} s, all else {rest:.2f} s: {added / rest:.1%}")


if __name__ == "__main__":
    main()
