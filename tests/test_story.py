"""The story in docs/authors.md shows the real output of each command.

Each block of a console is run at the time in the heading above it, one after the other, from an
empty folder to a published postmortem.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sample import settle

from statusgen import distribution
from statusgen.commands import clock, main

ROOT = Path(__file__).resolve().parents[1]
HOME = "/home/ana"
"""The home folder in the story."""

WRITE = """\
import pathlib, sys
file = pathlib.Path(sys.argv[1])
texts = ["Old sessions are tried before each release.", "- A test signs in with them."]
for text in texts:
    file.write_text(file.read_text().replace("<!-- To be written. -->", text, 1))
"""
"""An editor that writes the postmortem."""

_PIECE = re.compile(
    r"^### (?P<time>\d\d:\d\d)\b[^\n]*$|^```console\n(?P<console>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def told() -> Iterator[tuple[str, str]]:
    """Yield each block of the story with its time."""
    page = (ROOT / "docs/authors.md").read_text(encoding="utf-8")
    story = page.partition("## From alarm to postmortem\n")[2].partition("\n## ")[0]
    time = ""
    for piece in _PIECE.finditer(story):
        time = piece["time"] or time
        if piece["console"]:
            yield time, piece["console"]


def commands(console: str) -> list[str]:
    return re.findall(r"^\$ (.+)$", console, re.MULTILINE)


def run(command: str) -> str:
    """Run a command as a shell would, and return its output."""
    program, *words = shlex.split(command)
    if program == "cd":
        os.chdir(words[0])
        return ""
    if program == "statusgen":
        result = CliRunner().invoke(main, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output
    shell = ["/bin/sh", "-c", command]
    return subprocess.run(shell, capture_output=True, text=True, check=True).stdout


@pytest.mark.usefixtures("identity")
def test_the_output_in_the_story_is_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text(WRITE)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {editor}")
    work = tmp_path / "work"
    work.mkdir()
    subprocess.run(["git", "init", "-q", "--bare", work / "status.git"], check=True)
    monkeypatch.chdir(work)
    # As from a checkout that is installed as a reader would; the tests run an editable one.
    files = {"requirements.txt": b"", "vendor/statusgen.whl": b""}
    monkeypatch.setattr(distribution, "requirements_of", lambda _spec: files)
    blocks = list(told())
    assert len(blocks) > 8
    for time, console in blocks:
        now = datetime.fromisoformat(f"2026-11-20T{time}:12").replace(tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        printed = "".join(f"$ {each}\n{run(each)}" for each in commands(console))
        assert printed.replace(str(work), HOME) == console
        if Path.cwd() == work / "acme-status" and not Path(".git").exists():
            settle(Path())  # as the text then says
    assert run("statusgen check --strict").startswith("no problems in ")


def test_the_readme_shows_commands_of_the_story() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = readme.partition("## From alarm to postmortem\n")[2].partition("\n## ")[0].splitlines()
    shown = [line.partition("  #")[0] for line in lines if line.startswith("statusgen ")]
    shown = [line.rstrip() for line in shown]
    story = [each for _, console in told() for each in commands(console)]
    assert len(shown) > 5
    assert [line for line in story if line in shown] == shown
