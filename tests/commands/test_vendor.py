"""`statusgen vendor`: a project moves to the running version."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample import FILES, lay

from statusgen.commands.options import UsageError
from statusgen.commands.vendor import vendor
from statusgen.distribution import HEAD, announcing

NEW = {"requirements.txt": HEAD.encode() + b"new", "vendor/statusgen-2-py3-none-any.whl": b"2"}


def test_the_new_wheel_replaces_the_old_one(tmp_path: Path) -> None:
    old = {"requirements.txt": f"{HEAD}old", "vendor/statusgen-1-py3-none-any.whl": "1"}
    lay(tmp_path, {**FILES, **old, "vendor/other-1-py3-none-any.whl": "theirs"})
    report = vendor(tmp_path, NEW)
    assert {path.name for path in (tmp_path / "vendor").iterdir()} == {
        "other-1-py3-none-any.whl",
        "statusgen-2-py3-none-any.whl",
    }
    assert (tmp_path / "requirements.txt").read_bytes() == NEW["requirements.txt"]
    assert report.summary == (
        "Written: vendor/statusgen-2-py3-none-any.whl, requirements.txt. "
        "Removed: vendor/statusgen-1-py3-none-any.whl."
    )
    assert vendor(tmp_path, NEW).summary.startswith("Nothing to do")


def test_a_project_without_requirements_gets_them(tmp_path: Path) -> None:
    lay(tmp_path, FILES)
    assert not vendor(tmp_path, NEW).failed
    assert (tmp_path / "requirements.txt").exists()


def test_a_project_that_announces_also_moves_what_that_needs(tmp_path: Path) -> None:
    lay(tmp_path, {**FILES, "requirements-announce.txt": "old"})
    assert not vendor(tmp_path, NEW).failed
    text = (tmp_path / "requirements-announce.txt").read_bytes()
    assert text == announcing()["requirements-announce.txt"]
    assert b"\napprise==" in text


def test_a_folder_without_a_project_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"No readable content/site\.yml"):
        vendor(tmp_path, NEW)
    assert not any(tmp_path.iterdir())


def test_other_requirements_are_not_overwritten(tmp_path: Path) -> None:
    lay(tmp_path, {**FILES, "requirements.txt": "flask\n"})
    with pytest.raises(UsageError, match="was not written by statusgen"):
        vendor(tmp_path, NEW)
    assert (tmp_path / "requirements.txt").read_text() == "flask\n"
    assert not (tmp_path / "vendor").exists()


def test_unwritable_requirements_stay_unchanged(tmp_path: Path) -> None:
    lay(tmp_path, {**FILES, "requirements.txt/notes": "mine"})
    report = vendor(tmp_path, NEW)
    assert report.failed
    assert report.summary == "requirements.txt was not changed"
    assert (tmp_path / "requirements.txt/notes").read_text() == "mine"
