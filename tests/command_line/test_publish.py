from __future__ import annotations

import pytest
from command_line.running import run
from people import PATH, Copies


def test_files_are_named_from_where_one_is(copies: Copies, monkeypatch: pytest.MonkeyPatch) -> None:
    copies.append(copies.ana, "\n## Identified — 2026-11-20 14:30\n\nWe know.\n")
    monkeypatch.chdir(copies.ana / "content/incidents")
    result = run("publish", "2026-11-20-api.md")
    assert result.exit_code == 0, result.output
    assert "/incidents/2026-11-20-api/" in result.stdout
    assert copies.log()[0] == "Identified: Elevated error rates"
    assert run("publish", "nothing.md").exit_code == 2
    assert run("publish").exit_code == 2
    lost = run("publish", "/no/where.md")
    assert "/no/where.md is in no project: no folder above it has a" in lost.output
    link = copies.ana.parent / "link"
    link.symlink_to(copies.ana)
    assert run("publish", link / PATH).exit_code == 0


def test_what_stands_in_the_way_ends_with_its_exit_code(copies: Copies) -> None:
    copies.append(copies.ana, "\n## Solved — 2026-11-20 14:30\n\nWe know.\n")
    result = run("publish", copies.ana / PATH)
    assert result.exit_code == 1
    assert "not published: the text is written, and not committed" in result.stdout
