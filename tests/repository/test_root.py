from __future__ import annotations

import os
from pathlib import Path

import pytest
from people import Copies, git
from sample import FILES, lay

from statusgen.repository.root import is_in_repository


@pytest.fixture(autouse=True)
def _nothing_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the repository that the folder for temporary files may itself be in."""
    monkeypatch.delenv("GIT_DIR", raising=False)
    exists = os.path.lexists

    def exists_here(path: Path) -> bool:
        return path.is_relative_to(tmp_path) and exists(path)

    monkeypatch.setattr("statusgen.repository.root.os.path.lexists", exists_here)


def test_a_repository_is_found_from_any_folder_in_it(
    copies: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_in_repository(copies.ana)
    assert is_in_repository(copies.ana / "content/incidents")
    monkeypatch.chdir(copies.ana / "content")
    assert is_in_repository(Path())
    assert is_in_repository(Path("incidents"))


def test_a_second_work_tree_is_of_the_repository(copies: Copies, tmp_path: Path) -> None:
    git(copies.ana, "worktree", "add", "-q", str(tmp_path / "other"))
    assert (tmp_path / "other/.git").is_file()
    assert is_in_repository(tmp_path / "other/content")


def test_the_environment_can_name_one(
    copies: Copies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = lay(tmp_path / "project", FILES)
    assert not is_in_repository(project)
    monkeypatch.setenv("GIT_DIR", str(copies.ana / ".git"))
    assert is_in_repository(project)
