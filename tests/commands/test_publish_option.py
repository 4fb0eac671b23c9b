"""The option ``--publish`` of the commands that write."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from commands.running import run
from people import PATH, Copies, git, type_in


def test_publishing_is_optional(copies: Copies) -> None:
    result = run("log", "api", "We look.", "--no-input", "--project", copies.ana)
    assert "To push it: " in result.stdout
    assert copies.log() == ["Begin"]
    result = run("log", "api", "We see.", "--publish", "--no-input", "--project", copies.ana)
    assert result.exit_code == 0
    assert "To push it: " not in result.stdout
    assert len(copies.log()) == 2
    assert not git(copies.ana, "status", "--porcelain")


def test_the_next_command_publishes_and_writes_nothing(copies: Copies, tmp_path: Path) -> None:
    folder = copies.ana.rename(tmp_path / "ana's copy")
    result = run("log", "api", "We look.", "--no-input", "--project", folder)
    said = result.stdout.splitlines()[-1]
    assert said.endswith("`. Next time, `--publish` does both at once.")
    type_in(Path(), said.partition(". Next time")[0].removeprefix("Not pushed yet. "))
    assert git(copies.remote, "show", f"main:{PATH}").count("We look.") == 1


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        ("pre-commit", "interrupted, not published: your text is in the file, but not committed"),
        ("post-commit", "interrupted: your text is committed, but may not be pushed"),
        ("pre-push", "interrupted: your text is committed, but may not be pushed"),
    ],
)
def test_an_interruption_reports_how_far_publishing_came(
    copies: Copies, hook: Callable[[Path, str, str], None], tmp_path: Path, step: str, outcome: str
) -> None:
    wait = f"until test -s {tmp_path}/id; do sleep 0.05; done"
    hook(copies.ana, step, f"{wait}; sleep 0.5; kill -INT $(cat {tmp_path}/id); exec sleep 60")
    words = ("log", "api", "We look.", "--publish", "--project", str(copies.ana))
    with subprocess.Popen([sys.executable, "-m", "statusgen", *words], stdout=-1) as process:
        (tmp_path / "id").write_text(f"{process.pid}")
        said = process.communicate()[0].decode().splitlines()
    assert process.returncode == 130
    *_, how_far, note, again = said
    assert how_far == outcome
    assert again == "Do not repeat the command: it would add the text a second time."
    assert copies.log() == ["Begin"]
    (copies.ana / ".git/hooks" / step).unlink()
    type_in(Path(), note)
    assert len(copies.log()) == 2
    assert git(copies.remote, "show", f"main:{PATH}").count("We look.") == 1


@pytest.mark.parametrize("step", ["pre-commit", "post-commit", "pre-push"])
def test_a_killed_publication_can_be_continued(
    copies: Copies, hook: Callable[[Path, str, str], None], tmp_path: Path, step: str
) -> None:
    theirs = "\n## Identified — 2026-11-20 14:30\n\nTheirs.\n"
    copies.push(copies.bo, PATH, (copies.bo / PATH).read_text() + theirs)
    (copies.ana / "staged.txt").write_text("not yet")
    git(copies.ana, "add", "staged.txt")
    wait = f"until test -s {tmp_path}/id; do sleep 0.05; done"
    hook(
        copies.ana, step, f"{wait}; kill -KILL $(cat {tmp_path}/id); touch {tmp_path}/done; exit 1"
    )
    words = ("log", "api", "We look.", "--publish", "--project", str(copies.ana))
    with subprocess.Popen([sys.executable, "-m", "statusgen", *words], stdout=-1) as process:
        (tmp_path / "id").write_text(f"{process.pid}")
        process.communicate()
    assert process.returncode == -9
    (copies.ana / ".git/hooks" / step).unlink(missing_ok=True)
    for _ in range(600):
        if (tmp_path / "done").exists() and not (copies.ana / ".git/index.lock").exists():
            break
        time.sleep(0.05)
    result = run("publish", copies.ana / PATH)
    assert result.exit_code == 0, result.output
    text = git(copies.remote, "show", f"main:{PATH}")
    assert (text.count("We look."), text.count("Theirs.")) == (1, 1)
    assert git(copies.ana, "status", "--porcelain") == "A  staged.txt"


def test_outside_of_a_repository_git_is_not_mentioned(project: Path) -> None:
    result = run("log", "api", "We look.", "--no-input", "--project", project)
    assert result.exit_code == 0
    assert "git" not in result.stdout
    assert "--publish" not in result.stdout


def test_nothing_written_means_nothing_published(copies: Copies) -> None:
    (copies.ana / "content/postmortems/2026-11-20-api.md").write_text("in the way")
    git(copies.ana, "add", ".")
    git(copies.ana, "commit", "-qm", "Mine, and broken")
    result = run("postmortem", "api", "--publish", "--project", copies.ana)
    assert result.exit_code == 1
    assert "error[file-exists]" in result.stdout
    assert copies.log() == ["Begin"]
