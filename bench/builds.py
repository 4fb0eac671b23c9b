"""Measure builds of statusgen, and compare them with Hugo and with another checkout.

Run it with ``python bench/builds.py 1000 1000-rich --rounds 5 --hugo PROGRAM --against CHECKOUT``.
Each round builds the same project in five cases, in each case with one program after another, and
the next round begins with another program. Ratios are taken within a round, so that other work on
the machine slows down both. The report is Markdown.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import NamedTuple

import corpus

ROOT = Path(__file__).parents[1]


class Size(NamedTuple):
    """A number of incidents, and the kind of their texts."""

    incidents: int
    kind: str

    def __str__(self) -> str:
        return f"{self.incidents:,} {self.kind} incidents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program that builds the project in the current folder."""

    name: str
    words: tuple[str, ...]
    """Its command line. ``{now}`` is the time at which to build."""
    path: str = ""
    """Where Python looks for modules first."""
    layouts: Path | None = None
    """Files that the program needs in the project."""


class Cost(NamedTuple):
    """What a build took: seconds, CPU seconds of all processes, and MB of the largest process."""

    wall: float
    cpu: float
    memory: float


Costs = dict[tuple[str, str], list[Cost]]
"""The cost in each round, by case and program."""


def statusgen(name: str, checkout: Path) -> Program:
    """Return the statusgen of a checkout, after compiling it."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", checkout / "statusgen"], check=True)
    words = (sys.executable, "-m", "statusgen", "build", "--now", "{now}")
    return Program(name=name, words=words, path=str(checkout))


def hugo(program: Path) -> Program:
    """Return Hugo with bare layouts. It reads the files of the project as they are."""
    words = (str(program), "--quiet", "--clock", "{now}")
    return Program(name="Hugo", words=words, layouts=ROOT / "bench/hugo")


def cold(project: Path, _number: int) -> None:
    """Build everything from nothing."""
    move_aside(project, "output", ".statusgen")


def nothing_changed(_project: Path, _number: int) -> None:
    """Build again."""


def one_edited(project: Path, number: int) -> None:
    """Build after a change to an incident in the middle of the history."""
    names = sorted(project.glob("content/incidents/*.md"))
    with names[len(names) // 2].open("a", encoding="utf-8") as file:
        file.write(f"\nWe have checked this {number + 2} times.\n")


def one_update(project: Path, number: int) -> None:
    """Build after an update to an open incident."""
    at = corpus.NOW + timedelta(minutes=number - 60)
    following = corpus.NOW + timedelta(hours=1)
    with max(project.glob("content/incidents/*.md")).open("a", encoding="utf-8") as file:
        file.write(
            f"\n## Update — {at:%Y-%m-%d %H:%M} UTC\n\n- next: {following:%Y-%m-%d %H:%M} UTC\n"
            f"\nWe have tried {number + 2} ways to fix this.\n"
        )


def restored_cache(project: Path, _number: int) -> None:
    """Build into an empty output folder, as CI does after it has restored the cache."""
    move_aside(project, "output")


CASES: dict[str, Callable[[Path, int], None]] = {
    "cold": cold,
    "nothing changed": nothing_changed,
    "one old incident edited": one_edited,
    "one update to an open incident": one_update,
    "restored cache, empty output": restored_cache,
}
"""What happens before each build of a round, in this order."""


def move_aside(project: Path, *names: str) -> None:
    """Move folders out of a project. Creating files right after deleting many is slow on ext4."""
    for name in names:
        if (project / name).exists():
            aside = next(n for n in count() if not (project.parent / f"aside-{n}").exists())
            (project / name).rename(project.parent / f"aside-{aside}")


def build(program: Program, project: Path, now: datetime) -> Cost:
    """Build a project, and return what it took."""
    environment = {**os.environ, "PYTHONPATH": program.path}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    words = [word.format(now=f"{now:%Y-%m-%dT%H:%M:%SZ}") for word in program.words]
    os.sync()
    with tempfile.TemporaryFile() as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            words, cwd=project, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        # The usage of the process and of all for which it has waited.
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            print(f"{program.name} failed:", log.read().decode(), file=sys.stderr)
            raise SystemExit(1)
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime, memory=usage.ru_maxrss / 1024)


def measure(programs: Sequence[Program], size: Size, rounds: int, folder: Path) -> Costs:
    """Build a project of a size in every case, as often as there are rounds."""
    projects = {each.name: folder / f"{size} {each.name}" for each in programs}
    for program in programs:
        project = projects[program.name]
        corpus.write(project, incidents=size.incidents, rich=size.kind == "rich")
        if program.layouts:
            shutil.copytree(program.layouts, project, dirs_exist_ok=True)
    costs: Costs = {(case, program.name): [] for case in CASES for program in programs}
    for number in range(rounds):
        turn = number % len(programs)
        for step, (case, prepare) in enumerate(CASES.items()):
            for program in (*programs[turn:], *programs[:turn]):
                prepare(projects[program.name], number)
                now = corpus.NOW + timedelta(minutes=step)
                costs[case, program.name].append(build(program, projects[program.name], now))
        print(f"{size}: round {number + 1} of {rounds}", file=sys.stderr)
    return costs


def middle(costs: Iterable[Cost]) -> Cost:
    """Return the medians."""
    return Cost(*map(median, zip(*costs, strict=True)))


def ratio(ours: Cost, theirs: Cost) -> Cost:
    """Return how many times theirs ours is."""
    return Cost(*(mine / other for mine, other in zip(ours, theirs, strict=True)))


def cell(ratios: Cost) -> str:
    """Return ratios as a cell of a table."""
    return ", ".join(f"{each:.2f}" for each in ratios)


def table(costs: Costs, programs: Sequence[Program]) -> Iterator[str]:
    """Yield a table of medians, and of the medians of ratios between neighbors."""
    ours, *others = (program.name for program in programs)
    heads = [ours, *others, *(f"{ours} / {other}" for other in others)]
    yield f"| wall (s), CPU (s), memory (MB) | {' | '.join(heads)} |"
    yield f"| --- {'| --- ' * len(heads)}|"
    for case in CASES:
        found = [middle(costs[case, name]) for name in (ours, *others)]
        shown = [f"{each.wall:.2f}, {each.cpu:.2f}, {each.memory:.0f}" for each in found]
        pairs = [map(ratio, costs[case, ours], costs[case, other]) for other in others]
        row = (case, *shown, *(cell(middle(each)) for each in pairs))
        yield f"| {' | '.join(row)} |"


def growth(small: Costs, large: Costs, programs: Sequence[Program]) -> Iterator[str]:
    """Yield a table of how many times more a larger project takes."""
    names = [program.name for program in programs]
    yield f"| wall, CPU, memory | {' | '.join(names)} |"
    yield f"| --- {'| --- ' * len(names)}|"
    for case in CASES:
        row = [cell(ratio(middle(large[case, name]), middle(small[case, name]))) for name in names]
        yield f"| {case} | {' | '.join(row)} |"


def machine() -> str:
    """Return the date, the machine, and how busy it is."""
    known = Path("/proc/cpuinfo")
    models = re.findall(r"(?m)^model name\s*: (.*)", known.read_text() if known.exists() else "")
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} x {(*models, platform.machine())[0]}, "
        f"{platform.system()}, Python {platform.python_version()}, "
        f"load average {os.getloadavg()[0]:.1f}"
    )


def sized(word: str) -> Size:
    """Return the size that a word such as ``1000`` or ``1000-rich`` names."""
    incidents, _, kind = word.partition("-")
    return Size(int(incidents), kind or "plain")


def main() -> None:
    """Print a table for each size, and how the costs grow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=sized, default=[sized("1000")])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hugo", type=Path, help="the program itself, not a script that starts it")
    parser.add_argument("--against", type=Path, help="another checkout of statusgen")
    options = parser.parse_args()
    programs = [statusgen("statusgen", ROOT)]
    if options.hugo:
        programs.append(hugo(options.hugo.absolute()))
    if options.against:
        other = options.against.resolve()
        programs.append(statusgen(f"checkout {other.name}", other))
    print(f"{machine()}, {options.rounds} rounds")
    every: dict[Size, Costs] = {}
    with tempfile.TemporaryDirectory() as name:
        measure(programs, Size(10, "plain"), 1, Path(name))
        for size in options.sizes:
            every[size] = measure(programs, size, options.rounds, Path(name))
            print(f"\n### {size}\n", *table(every[size], programs), sep="\n", flush=True)
    for kind in ("plain", "rich"):
        found = sorted(size for size in every if size.kind == kind)
        if len(found) > 1:
            small, large = found[0], found[-1]
            print(f"\n### Growth from {small} to {large}\n")
            print(*growth(every[small], every[large], programs), sep="\n")


if __name__ == "__main__":
    main()
