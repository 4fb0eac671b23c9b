"""The commands that bring scenarios and team to people."""

from __future__ import annotations

from pathlib import Path

from command_line.running import AT, run
from sample import lay


def test_the_handbook_says_what_it_wrote_and_what_to_do_with_it(
    project: Path, tmp_path: Path
) -> None:
    result = run("handbook", project, "--output", tmp_path / "book", *AT)
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{tmp_path / 'book'}: the handbook, 5 files, ")
    assert second.startswith("It holds names")
    assert "20 Nov 2026" in (tmp_path / "book/index.html").read_text(encoding="utf-8")


def test_the_handbook_needs_a_folder_that_is_not_published(project: Path) -> None:
    assert run("handbook", project).exit_code == 2
    result = run("handbook", project, "--output", project / "output", *AT)
    assert result.exit_code == 1
    assert "error[output-folder]" in result.stdout


def test_mistakes_in_scenarios_fail_in_the_form_that_is_asked_for(
    project: Path, tmp_path: Path
) -> None:
    lay(project, {"content/scenarios/x.md": "---\ntitle: x\n---\n"})
    words = ("handbook", project, "--output", tmp_path / "book", *AT)
    assert run(*words).exit_code == 1
    assert '"no-phase"' in run(*words, "--format", "json").stdout


def test_links_are_printed(project: Path) -> None:
    site = (project / "content/site.yml").read_text(encoding="utf-8")
    assert run("links", project).exit_code == 2
    assert "`repository:" in run("links", project).stderr
    lay(project, {"content/site.yml": site + "repository: https://github.com/acme/status\n"})
    assert run("links", project).stdout == "There is no scenario in content/scenarios/ yet.\n"
    lay(project, {"content/scenarios/x.md": "---\ntitle: X\n---\n\n## Investigating\n\nWe look.\n"})
    result = run("links", project, "--branch", "live", "--format", "markdown")
    assert result.exit_code == 0
    assert result.stdout.startswith("- [X](https://github.com/acme/status/new/live?filename=")
    assert "/-/new/main?file_name=" in run("links", project, "--forge", "gitlab").stdout
    lay(project, {"content/scenarios/x.md": "nothing"})
    assert run("links", project).exit_code == 1
