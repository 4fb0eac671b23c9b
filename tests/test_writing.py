"""Files of authors are never overwritten by accident, and output folders are all or nothing."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from sample import contents, lay

from statusgen import manifest
from statusgen.manifest import Output
from statusgen.writing import STAGING, WritingError, Written, guard, write_file, write_output

PATH = "content/incidents/a.md"

APPEND = """
import sys
from pathlib import Path
from statusgen.writing import WritingError, write_file
folder, mark = Path(sys.argv[1]), sys.argv[2].encode()
done = 0
while done < 20:
    before = (folder / "a.md").read_bytes()
    try:
        write_file(folder, "a.md", before + mark, before=before)
        done += 1
    except WritingError as error:
        assert error.problems[0].code == "file-changed"
"""


def refused(folder: Path, data: bytes, before: bytes | None) -> str:
    with pytest.raises(WritingError) as error:
        write_file(folder, PATH, data, before=before)
    assert error.value.problems[0].hint
    assert error.value.problems[0].span.path == PATH
    return error.value.problems[0].code


def test_the_folders_of_a_new_file_are_created(tmp_path: Path) -> None:
    write_file(tmp_path, PATH, b"new", before=None)
    assert (tmp_path / PATH).read_bytes() == b"new"
    assert refused(tmp_path, b"newer", None) == "file-exists"
    assert (tmp_path / PATH).read_bytes() == b"new"


def test_a_file_is_replaced_unless_it_changed(tmp_path: Path) -> None:
    write_file(tmp_path, PATH, b"one", before=None)
    (tmp_path / PATH).chmod(0o640)
    write_file(tmp_path, PATH, b"two", before=b"one")
    assert (tmp_path / PATH).read_bytes() == b"two"
    assert (tmp_path / PATH).stat().st_mode & 0o777 == 0o640
    assert refused(tmp_path, b"three", b"one") == "file-changed"
    (tmp_path / PATH).unlink()
    assert refused(tmp_path, b"three", b"two") == "file-changed"
    assert list((tmp_path / PATH).parent.iterdir()) == []


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_bytes(b"one")
    (tmp_path / "content/incidents").mkdir(parents=True)
    (tmp_path / PATH).symlink_to(tmp_path / "real.md")
    write_file(tmp_path, PATH, b"two", before=b"one")
    assert (tmp_path / PATH).is_symlink()
    assert (tmp_path / "real.md").read_bytes() == b"two"


def test_an_os_error_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "content").write_bytes(b"")
    assert refused(tmp_path, b"new", None) == "unwritable-file"


def test_new_files_follow_the_umask(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_file(tmp_path, PATH, b"new", before=None)
    finally:
        os.umask(mask)
    assert (tmp_path / PATH).stat().st_mode & 0o777 == 0o640


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"")
    both = [subprocess.Popen([sys.executable, "-c", APPEND, str(tmp_path), mark]) for mark in "ab"]
    assert [each.wait() for each in both] == [0, 0]
    written = (tmp_path / "a.md").read_bytes()
    assert (written.count(b"a"), written.count(b"b")) == (20, 20)
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


OLD = {"static/a.txt": b"a", "incidents/x/index.html": b"x", "index.html": b"old"}
NEW = {"static/a.txt": b"a", "incidents/y/index.html": b"y", "index.html": b"new"}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


def outputs(files: dict[str, bytes]) -> list[Output]:
    return [Output.of(path, data) for path, data in files.items()]


def put(files: dict[str, bytes], output: Path) -> Written:
    return write_output(outputs(files), output, {})


def expected(files: dict[str, bytes]) -> manifest.Record:
    return manifest.record({each.path: each.digest for each in outputs(files)})


def counts(written: Written) -> tuple[int, int, int]:
    return written.written, written.left, written.removed


def site(output: Path) -> dict[str, bytes]:
    return {path: data for path, data in contents(output).items() if path != manifest.NAME}


def record(output: Path) -> manifest.Record:
    return manifest.load((output / manifest.NAME).read_bytes())


def state(path: Path) -> tuple[int, int, int]:
    """Return what changes when a file is written, but not when it is read."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def test_a_first_build_writes_everything(output: Path) -> None:
    assert counts(put(OLD, output)) == (3, 0, 0)
    assert site(output) == OLD
    assert record(output) == expected(OLD)


def test_a_second_build_changes_what_changed(output: Path) -> None:
    put(OLD, output)
    before = state(output / "static/a.txt")
    assert counts(put(NEW, output)) == (2, 1, 1)
    assert site(output) == NEW
    assert state(output / "static/a.txt") == before
    assert not (output / "incidents/x").exists()
    assert record(output) == expected(NEW)


def test_targets_come_before_links_and_removals_last(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(OLD, output)
    steps: list[str] = []
    records: list[manifest.Record] = []
    replace, unlink = os.replace, Path.unlink

    def step(place: Path) -> None:
        steps.append(place.relative_to(output).as_posix())
        records.append(record(output))

    def watched_replace(staged: str, place: str) -> None:
        replace(staged, place)
        step(Path(place))

    def watched_unlink(place: Path, *, missing_ok: bool = False) -> None:
        unlink(place, missing_ok=missing_ok)
        step(place)

    monkeypatch.setattr(os, "replace", watched_replace)
    monkeypatch.setattr(Path, "unlink", watched_unlink)
    put(NEW, output)
    changed = ["incidents/y/index.html", "index.html"]
    assert steps == [manifest.NAME, *changed, "incidents/x/index.html", manifest.NAME]
    assert all(known.keys() == OLD.keys() | NEW.keys() | {manifest.NAME} for known in records[:-1])
    assert records[-1] == expected(NEW)


def test_an_unchanged_build_writes_nothing(output: Path) -> None:
    put(OLD, output)
    before = {path: state(path) for path in (output, *output.rglob("*"))}
    assert put(OLD, output).written == 0
    assert {path: state(path) for path in before} == before


def test_files_can_be_read_by_a_web_server(output: Path) -> None:
    mask = os.umask(0o022)
    try:
        put(OLD, output)
    finally:
        os.umask(mask)
    assert stat.S_IMODE((output / "index.html").stat().st_mode) == 0o644


def test_other_files_are_kept(output: Path) -> None:
    others = {"incidents/x/photo.jpg": "1", "CNAME": "2", ".gitignore": "*", ".git/HEAD": "3"}
    put(OLD, lay(output, others))
    (output / "link").symlink_to("/usr")
    put(NEW, output)
    assert (output / "link").is_symlink()
    assert others.keys() <= contents(output).keys()


def test_a_file_at_a_planned_path_is_replaced(output: Path) -> None:
    lay(output, {"index.html": "theirs", "incidents": "a file where a folder must be"})
    put(OLD, output)
    assert site(output) == OLD


def test_links_are_replaced_and_never_followed(output: Path, tmp_path: Path) -> None:
    elsewhere = lay(tmp_path / "elsewhere", {"index.html": "old", "x/index.html": "x"})
    before = contents(elsewhere)
    output.mkdir()
    (output / "index.html").symlink_to(elsewhere / "index.html")
    (output / "incidents").symlink_to(elsewhere)
    put(OLD, output)
    assert site(output) == OLD
    assert not (output / "incidents").is_symlink()
    assert contents(elsewhere) == before


def test_nothing_is_removed_through_a_link(output: Path, tmp_path: Path) -> None:
    put(OLD, output)
    (output / "incidents/x/index.html").unlink()
    (output / "incidents/x").rmdir()
    elsewhere = lay(tmp_path / "elsewhere", {"index.html": "precious"})
    (output / "incidents/x").symlink_to(elsewhere)
    put(NEW, output)
    assert contents(elsewhere) == {"index.html": b"precious"}


def test_our_own_folder_can_become_a_file_and_back(output: Path) -> None:
    put({"static/a/b.txt": b"1"}, output)
    put({"static/a": b"2"}, output)
    assert site(output) == {"static/a": b"2"}
    put({"static/a/b.txt": b"3"}, output)
    assert site(output) == {"static/a/b.txt": b"3"}


def test_a_folder_with_other_files_is_not_replaced(output: Path) -> None:
    put(OLD, output)
    (output / "index.html").unlink()
    lay(output, {"index.html/notes.txt": "precious"})
    before = contents(output)
    with pytest.raises(
        WritingError, match="must be a file, but it is a folder that contains notes"
    ):
        put(NEW, output)
    assert contents(output) == before


@pytest.mark.parametrize("data", ["", "{", '{"files": {"../project/content/site.yml": null}}'])
def test_a_damaged_record_removes_nothing(output: Path, tmp_path: Path, data: str) -> None:
    project = lay(tmp_path / "project", {"content/site.yml": "mine"})
    put(OLD, output)
    (output / manifest.NAME).write_text(data)
    put(NEW, output)
    assert (output / "incidents/x/index.html").exists()
    assert contents(project) == {"content/site.yml": b"mine"}


def test_the_rest_of_a_killed_build_is_removed(output: Path) -> None:
    put(OLD, output)
    lay(output, {f"{STAGING}/0": "half", "incidents/new/index.html": "new"})
    known = manifest.during(record(output), {"incidents/new/index.html": None})
    (output / manifest.NAME).write_bytes(manifest.dump(known, {}))
    put(NEW, output)
    assert site(output) == NEW
    assert not (output / STAGING).exists()
    assert not (output / "incidents/new").exists()


def test_a_full_disk_changes_nothing(output: Path) -> None:
    put(OLD, output)
    before = contents(output)
    large = {**NEW, "static/large": b"x" * 200_000}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(WritingError, match=r"cannot be written: File too large") as caught:
            put(large, output)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert "Nothing in the folder was changed" in caught.value.problems[0].hint
    assert contents(output) == before


def test_a_folder_that_cannot_be_created_is_a_problem(tmp_path: Path) -> None:
    lay(tmp_path, {"file": ""})
    with pytest.raises(WritingError, match="cannot be written: Not a directory"):
        put(OLD, tmp_path / "file" / "output")


def test_a_link_to_a_missing_folder_is_followed(output: Path, tmp_path: Path) -> None:
    output.symlink_to(tmp_path / "www")
    put(OLD, output)
    assert output.is_symlink()
    assert site(tmp_path / "www") == OLD


def test_a_file_that_cannot_be_replaced_is_named(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(OLD, output)

    def refuse(staged: str, place: str) -> None:
        raise PermissionError(1, "Operation not permitted", staged, None, place)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(WritingError, match=rf"not permitted \({output}/[^/]*\)$") as caught:
        put(NEW, output)
    assert "The next build finishes the rest" in caught.value.problems[0].hint
    assert site(output) == OLD
    assert not (output / STAGING).exists()


def test_two_builds_take_turns(output: Path) -> None:
    put(OLD, output)
    other = os.open(output, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    thread = Thread(target=put, args=(NEW, output))
    thread.start()
    thread.join(0.2)
    assert site(output) == OLD
    os.close(other)
    thread.join()
    assert site(output) == NEW


def test_projects_and_home_folders_are_protected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = lay(tmp_path / "home/project", {"content/site.yml": "", "themes/x/static/a": ""})
    other = lay(tmp_path / "other", {"content/site.yml": ""})
    lay(tmp_path, {"file": ""})
    (tmp_path / "link").symlink_to(project)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    refused = [project, tmp_path, project / "content", project / "content/static/out", other]
    refused += [project / "themes/x", Path("/"), tmp_path / "home", tmp_path / "link"]
    for folder in [*refused, tmp_path / "file"]:
        with pytest.raises(WritingError, match="so the site cannot be written there"):
            guard(folder, project)
    for folder in (project / "output", tmp_path / "site", project / "contents"):
        guard(folder, project)


def test_a_linked_source_folder_is_protected(tmp_path: Path) -> None:
    project = lay(tmp_path, {"source/site.yml": ""})
    (project / "content").symlink_to("source")
    with pytest.raises(WritingError, match="is part of the project's sources"):
        guard(project / "source", project)


def test_an_impossible_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(WritingError, match="cannot be written: File name too long"):
        guard(tmp_path / ("a" * 300), tmp_path / "project")
    guard(tmp_path / "loop", tmp_path / "project")
    with pytest.raises(WritingError, match="cannot be written: "):
        put(OLD, tmp_path / "loop")
