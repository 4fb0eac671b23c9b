"""The watch: its steps, executed as written, against a forge that keeps what it is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from sample import FILES, lay

import statusgen

WATCH = Path(statusgen.__file__).parent / "starter/project/dot-github/workflows/watch.yml"
INCIDENT = """\
---
title: Elevated error rates
components: {dashboard: down}
postmortem: not_needed
---

## Investigating — 2020-11-20 14:05

- next: 15:00

Some requests fail.
"""

FORGE = """\
#!/bin/bash
case "$1 $2" in
  "issue create") echo "$6" > body ;;
  "issue edit") echo "$5" > body ;;
  "issue view") cat body ;;
  "issue close") rm body ;;
esac
echo "$2" >> calls
"""
"""A ``gh`` that knows one issue."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay(tmp_path, FILES | {"bin/gh": FORGE})
    (tmp_path / "bin/gh").chmod(0o755)
    (tmp_path / "bin/statusgen").write_text(f'#!/bin/sh\nexec {sys.executable} -m statusgen "$@"\n')
    (tmp_path / "bin/statusgen").chmod(0o755)
    return tmp_path


def run(project: Path, script: str, **values: str) -> str:
    """Run a step as the forge does, and return what it wrote to the file of its outputs."""
    output = project / "outputs"
    output.write_text("")
    path = f"{project / 'bin'}:{os.environ['PATH']}"
    where = {"PATH": path, "GITHUB_OUTPUT": str(output), "PYTHONPATH": os.pathsep.join(sys.path)}
    environment = os.environ | where | values
    subprocess.run(["bash", "-e", "-c", script], cwd=project, env=environment, check=True)
    return output.read_text()


def watch(project: Path) -> list[str]:
    """Run both jobs, and return what the forge was asked to do."""
    jobs = yaml.safe_load(WATCH.read_text(encoding="utf-8"))["jobs"]
    (look,) = (step["run"] for step in jobs["look"]["steps"] if step.get("id") == "look")
    _, *lines = run(project, look).splitlines() or [""]
    issue = "7" * (project / "body").is_file()
    (project / "calls").write_text("")
    if lines or issue:
        (tell,) = (step["run"] for step in jobs["tell"]["steps"])
        run(project, tell, REPORT="\n".join(lines[:-1]), ISSUE=issue)
    return (project / "calls").read_text().split()


def test_one_issue_is_opened_updated_and_closed(project: Path) -> None:
    file = "content/incidents/2026-11-20-api.md"
    lay(project, {file: INCIDENT})
    assert watch(project) == ["create"]
    body = (project / "body").read_text()
    assert "\n    1 overdue task\n" in body
    assert '\n      statusgen update 2026-11-20-api update --next 30m --message "…"' in body
    assert watch(project) == ["view"]
    lay(project, {file: INCIDENT.replace("15:00", "14:30")})
    assert watch(project) == ["view", "edit", "comment"]
    lay(project, {file: f"{INCIDENT}\n## Resolved — 2020-11-20 14:40\n\nIt works.\n"})
    assert watch(project) == ["close"]


def test_a_broken_installation_fails_and_opens_no_issue(project: Path) -> None:
    (project / "bin/statusgen").write_text("#!/bin/sh\nexit 2\n")
    with pytest.raises(subprocess.CalledProcessError):
        watch(project)
