"""Measure how long a saved file takes to be served again by ``statusgen serve``.

Run it with ``python bench/preview_delay.py``. It makes a project, serves it in another process, and
saves one incident repeatedly. It measures the time from before each save until it has received the
page with the new text. The times for a complete plan, and for reading one incident and rendering
its page, show how fast the machine is.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import zoneinfo
from collections import deque
from collections.abc import Iterable
from pathlib import Path

import corpus

from statusgen import pipeline, project
from statusgen.pipeline import Options
from statusgen.problems import Problems
from statusgen.reading.content import INCIDENTS, read_content
from statusgen.rendering.kit import Kit
from statusgen.serving.preview import SETTLING
from statusgen.source.text import File, Texts


def main() -> None:
    """Print the median and the slowest of all saves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=1000)
    parser.add_argument("--saves", type=int, default=25)
    options = parser.parse_args()
    zoneinfo.reset_tzpath(to=())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus.write(folder, incidents=options.incidents)
        cold = statistics.median(planned(folder) for _ in range(3))
        least = single(folder)
        delays = served(folder, options.saves)
    median, slowest = statistics.median(delays), max(delays)
    print(
        f"{options.incidents:,} incidents, {len(delays)} saves: {1000 * median:.0f} ms from a save "
        f"to the page, at most {1000 * slowest:.0f} ms; "
        f"that is {median / cold:.1%} of a plan from nothing, {1000 * cold:.0f} ms, "
        f"and without the wait for the editor {(median - SETTLING) / least:.1f} times "
        f"reading an incident and rendering its page, {1000 * least:.1f} ms"
    )


def planned(folder: Path) -> float:
    """Return the seconds that it takes to read and plan a whole project."""
    gc.collect()
    began = time.perf_counter()
    pipeline.plan(project.read(folder), Options(as_of=corpus.NOW, preview="x"))
    return time.perf_counter() - began


def single(folder: Path) -> float:
    """Return the seconds that it takes to read an incident and render its page: the median."""
    plan = pipeline.plan(project.read(folder), Options(as_of=corpus.NOW, preview="x"))
    kit = Kit(plan.kit)
    pages = [each for each in plan.artifacts if each.origin.startswith(INCIDENTS)]
    pages[0].produce(kit)  # It compiles the templates.
    times = []
    for page in pages[1:26]:
        began = time.perf_counter()
        file = File(path=page.origin, data=(folder / page.origin).read_bytes())
        read_content(Texts(files=(file,)), Problems())
        page.produce(kit)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def served(folder: Path, saves: int) -> list[float]:
    """Return the seconds that each save took to appear."""
    now = f"{corpus.NOW:%Y-%m-%d %H:%M} UTC"
    command = [
        sys.executable,
        "-um",
        "statusgen",
        "serve",
        str(folder),
        "--port",
        "0",
        "--now",
        now,
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout  # noqa: S101 - it is a pipe
    try:
        url = (
            next(line for line in process.stdout if "The site is at" in line).split()[4].rstrip("/")
        )
        # It prints problems, and would block if no one read them.
        threading.Thread(target=deque, args=(process.stdout, 0), daemon=True).start()
        incidents = sorted((folder / "content/incidents").glob("*.md"))
        return [
            saved(incidents[number * 7 % len(incidents)], url, number) for number in range(saves)
        ]
    finally:
        process.terminate()
        process.wait()


def saved(incident: Path, url: str, number: int) -> float:
    """Add a sentence to an incident, and return the seconds until its page shows it."""
    page, sentence = f"{url}/incidents/{incident.stem}/", f"Sentence {number} is new."
    text = incident.read_text(encoding="utf-8")
    events = urllib.request.urlopen(f"{url}/.statusgen/events?edition=none")  # noqa: S310 - our own, on loopback
    first = told(events)
    began = time.perf_counter()
    incident.write_text(f"{text}\n{sentence}\n", encoding="utf-8")
    while told(events) == first:
        pass
    with urllib.request.urlopen(page) as response:  # noqa: S310 - our own, on loopback
        is_there = sentence in response.read().decode()
    delay = time.perf_counter() - began
    events.close()
    if not is_there:
        raise AssertionError(page)
    time.sleep(0.2)
    return delay


def told(events: Iterable[bytes]) -> bytes:
    """Return the next event of a stream."""
    return next(line for line in events if line.startswith(b"data:"))


if __name__ == "__main__":
    main()
