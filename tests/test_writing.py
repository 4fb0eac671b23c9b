"""Writing a file of the content: whole, and never over somebody else's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from statusgen.writing import WritingError, write_file

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
        assert error.problem.code == "file-changed"
"""


def refused(folder: Path, data: bytes, before: bytes | None) -> str:
    with pytest.raises(WritingError) as error:
        write_file(folder, PATH, data, before=before)
    assert error.value.problem.hint
    assert error.value.problem.span.path == PATH
    return error.value.problem.code


def test_a_new_file_has_its_folders_made(tmp_path: Path) -> None:
    write_file(tmp_path, PATH, b"new", before=None)
    assert (tmp_path / PATH).read_bytes() == b"new"
    assert refused(tmp_path, b"newer", None) == "file-exists"
    assert (tmp_path / PATH).read_bytes() == b"new"


def test_a_file_is_replaced_as_long_as_it_is_what_was_read(tmp_path: Path) -> None:
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


def test_what_the_system_refuses_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "content").write_bytes(b"")
    assert refused(tmp_path, b"new", None) == "unwritable-file"


def test_rights_of_new_files_are_those_of_the_user(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_file(tmp_path, PATH, b"new", before=None)
    finally:
        os.umask(mask)
    assert (tmp_path / PATH).stat().st_mode & 0o777 == 0o640


def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"")
    both = [subprocess.Popen([sys.executable, "-c", APPEND, str(tmp_path), mark]) for mark in "ab"]
    assert [each.wait() for each in both] == [0, 0]
    written = (tmp_path / "a.md").read_bytes()
    assert (written.count(b"a"), written.count(b"b")) == (20, 20)
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
