from __future__ import annotations

from pathlib import Path

import pytest

from statusgen.cache_folder import header, made_in


@pytest.mark.parametrize("library", ["babel-99.0.dist-info", "tzdata.zi"])
def test_another_library_or_time_zone_makes_the_folder_invalid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    before = header()
    (tmp_path / library).write_text("# version 2030a")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("zoneinfo.TZPATH", (str(tmp_path),))
    assert header() != before


def test_git_ignores_the_folder(tmp_path: Path) -> None:
    for _ in range(2):
        assert (made_in(tmp_path) / ".gitignore").read_text(encoding="utf-8") == "*\n"
