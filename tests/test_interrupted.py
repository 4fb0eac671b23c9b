"""A build that is killed at any time leaves whole files, and the next one finishes the site."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import pytest
from sample import FILES, NOW, contents, lay

from statusgen import manifest, pipeline, project, writing
from statusgen.commands.build import build
from statusgen.manifest import Output
from statusgen.pipeline import Options

KILLS = 30
WANTED = 6
"""Builds of each kind that must be killed before they end."""

Site = dict[str, bytes]


def write_project(folder: Path, version: str) -> Path:
    """Write a project whose pages and many of whose files differ by version."""
    site = FILES["content/site.yml"].replace("Acme", version)
    many = {f"content/static/{number % 7}/{number}.bin": version * 5_000 for number in range(60)}
    return lay(folder, FILES | many | {"content/site.yml": site, f"content/static/{version}": ""})


def outputs(site: Site) -> list[Output]:
    return [Output.of(path, data) for path, data in site.items()]


def render(folder: Path) -> Site:
    planned = pipeline.plan(project.read(folder), Options(as_of=NOW))
    return dict(pipeline.render(planned))


def start(folder: Path, output: Path, *, from_the_start: bool) -> int:
    """Build in another process; return its id once it has started, or started to write."""
    ready, told = os.pipe()
    child = os.fork()
    if not child:

        def tell(done: int, total: int) -> None:
            if done == total:
                os.write(told, b".")

        if from_the_start:
            os.write(told, b".")
        build(folder, output, now=None, clock=NOW, tell=tell)
        os._exit(0)
    os.close(told)
    assert os.read(ready, 1)
    os.close(ready)
    return child


def check_whole(output: Path, old: Site, new: Site) -> None:
    for path, data in contents(output).items():
        if path == manifest.NAME:
            assert manifest.load(data)
        elif not path.startswith(f"{writing.STAGING}/"):
            assert data in {old.get(path), new.get(path)}, path


def site(output: Path) -> Site:
    return {path: data for path, data in contents(output).items() if path != manifest.NAME}


@pytest.mark.parametrize("from_the_start", [True, False])
def test_a_killed_build_leaves_whole_files(tmp_path: Path, *, from_the_start: bool) -> None:
    # Only a process with one thread can be forked safely, and pytest may have more.
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=interrupt, args=(tmp_path, from_the_start))
    process.start()
    process.join()
    assert process.exitcode == 0


def interrupt(folder: Path, from_the_start: bool) -> None:  # noqa: FBT001 - args has no names
    """Build one site over another, many times, and kill the build at a random time."""
    folders = [write_project(folder / version, version) for version in ("one", "two")]
    sites = [render(project) for project in folders]
    output = folder / "output"

    writing.write_output(outputs(sites[0]), output, {})
    began = time.monotonic()
    child = start(folders[1], output, from_the_start=from_the_start)
    if not from_the_start:
        began = time.monotonic()
    assert os.waitpid(child, 0)[1] == 0
    length = time.monotonic() - began
    assert site(output) == sites[1]

    chance = random.Random(20261120)  # noqa: S311 - no secret
    interrupted = 0
    for number in range(KILLS * 20):
        if number >= KILLS // 2 and interrupted >= WANTED:
            break
        old, new = number % 2, (number + 1) % 2
        writing.write_output(outputs(sites[old]), output, {})
        child = start(folders[new], output, from_the_start=from_the_start)
        time.sleep(chance.random() * length)
        os.kill(child, signal.SIGKILL)
        # If the build ended first, kill the next one earlier.
        is_over = os.waitpid(child, 0)[1] == 0
        length *= 0.9 if is_over else 1
        interrupted += not is_over
        check_whole(output, sites[old], sites[new])
        following = sites[chance.choice((old, new))]
        writing.write_output(outputs(following), output, {})
        assert site(output) == following
        assert set(output.rglob("*")) == clean(following, output)
    assert interrupted >= WANTED


def clean(built: Site, output: Path) -> set[Path]:
    """Return everything that a clean build has: files, folders and the record."""
    files = {output / path for path in (*built, manifest.NAME)}
    folders = {parent for path in files for parent in path.parents if output in parent.parents}
    return files | folders
