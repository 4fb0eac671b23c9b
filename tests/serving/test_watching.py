from __future__ import annotations

import errno
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from statusgen.serving.watching import Watch, is_temporary

SOON = 10.0
"""Seconds in which a change is seen on the slowest machine."""
NEVER = 0.3
"""Seconds that something is given to happen that must not."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "content/incidents").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def watch(project: Path) -> Iterator[Watch]:
    with Watch(project) as watch:
        yield watch


def write(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("x")


@pytest.mark.parametrize(
    "name", ["content/site.yml", "content/incidents/2026/x.md", "themes/own/templates/page.html"]
)
def test_a_file_that_is_saved_is_a_change(watch: Watch, project: Path, name: str) -> None:
    write(project, name)
    assert watch.wait(SOON)


def test_a_file_that_is_replaced_renamed_or_deleted_is_a_change(
    watch: Watch, project: Path
) -> None:
    page = project / "content/incidents/x.md"
    write(project, "content/incidents/.x.md.new")
    assert not watch.wait(NEVER)
    (project / "content/incidents/.x.md.new").replace(page)  # how careful editors save
    assert watch.wait(SOON)
    page.rename(page.with_name("y.md"))
    assert watch.wait(SOON)
    page.with_name("y.md").unlink()
    assert watch.wait(SOON)


def test_a_burst_of_saves_is_one_change(watch: Watch, project: Path) -> None:
    for number in range(200):
        write(project, f"content/incidents/{number}.md")
    assert watch.wait(SOON)
    assert not watch.wait(NEVER)


def test_what_editors_and_builds_write_for_themselves_is_none(watch: Watch, project: Path) -> None:
    for name in (
        *(".x.md.swp", "4913", "x.md~", "#x.md#", "x.tmp", "x.md___jb_tmp___"),
        *("../../output/index.html", "../../.git/index", "../../notes.txt"),
    ):
        write(project / "content/incidents", name)
    assert not watch.wait(NEVER)
    (project / "content/site.yml").touch()
    assert watch.wait(SOON)
    (project / "content/site.yml").read_bytes()
    assert not watch.wait(NEVER), "to be read is no change"


@pytest.mark.parametrize("observer", [Observer, lambda: PollingObserver(timeout=0.05)])
def test_a_folder_may_go_and_come_again(project: Path, observer: type[BaseObserver]) -> None:
    write(project, "content/incidents/x.md")
    with Watch(project, observer) as watch:
        shutil.rmtree(project / "content")
        assert watch.wait(SOON)
        while watch.wait(NEVER):
            pass
        write(project, "content/incidents/x.md")
        assert watch.wait(SOON)
        while watch.wait(NEVER):
            pass
        write(project, "content/incidents/y.md")
        assert watch.wait(SOON)


def test_even_the_project_may(project: Path) -> None:
    with Watch(project) as watch:
        shutil.rmtree(project)
        assert watch.wait(SOON)
        while watch.wait(NEVER):
            pass
        write(project, "content/site.yml")
        assert watch.wait(SOON)


def test_without_watches_of_the_system_it_looks_from_time_to_time(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    system = Observer()
    monkeypatch.setattr(system, "schedule", refuse)
    with Watch(project, lambda: system) as watch:
        assert watch.is_running
        write(project, "content/site.yml")
        assert watch.wait(SOON)
    assert not system.is_alive()


def test_who_waits_is_told_when_it_ends(project: Path) -> None:
    told: list[bool] = []
    with Watch(project) as watch:
        thread = threading.Thread(target=lambda: told.append(watch.wait(SOON)))
        thread.start()
    thread.join(SOON)
    assert told == [True]
    assert not watch.is_running


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("content/incidents/2026-11-20-x.md", False),
        ("content/site.yml", False),
        ("content/_later.md", False),
        ("content/static/.well-known/security.txt", False),
        ("content/static/.DS_Store", True),
        ("content/incidents/.x.md.swp", True),
        ("content/incidents/#x.md#", True),
        (".git/index.lock", True),
    ],
)
def test_names_of_temporary_files(path: str, expected: bool) -> None:  # noqa: FBT001 - a table
    assert is_temporary(path) is expected
