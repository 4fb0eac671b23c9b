"""The watch: its steps, executed as written, against a forge that keeps what it is told."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from sample import lay

import statusgen

WATCH = Path(statusgen.__file__).parent / "starter/project/dot-github/workflows/watch.yml"
GITLAB = Path(statusgen.__file__).parent / "starter/hosts/gitlab-pages/dot-gitlab-ci.yml"
SAID = "1 overdue task\ncommunications: Ana\n  statusgen update api update --publish\n"
SHOWN = "The team still owes readers this.\n\n    1 overdue task\n    communications: Ana\n"

PROGRAMS = {
    "bin/statusgen": '#!/bin/sh\n[ "$*" = "check --overdue" ] || exit 9\ncat said\nexit $CODE\n',
    "bin/python3": '#!/bin/sh\n[ "$2" = pip ] || exec /usr/bin/env -S python "$@"\n',
    # A `gh` that knows one issue.
    "bin/gh": """\
#!/bin/bash
case "$1 $2" in
  "issue create") echo "$6" > body ;;
  "issue edit") echo "$5" > body ;;
  "issue view") cat body ;;
  "issue close") rm body ;;
esac
echo "$2" >> calls
""",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay(tmp_path, PROGRAMS | {"said": SAID})
    for name in PROGRAMS:
        (tmp_path / name).chmod(0o755)
    return tmp_path


def run(project: Path, script: str, **values: str) -> str:
    """Run a step as the forge does, and return what it wrote to the file of its outputs."""
    output = project / "outputs"
    output.write_text("")
    path = f"{project / 'bin'}:{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "GITHUB_OUTPUT": str(output)} | values
    subprocess.run(["bash", "-e", "-c", script], cwd=project, env=environment, check=True)
    return output.read_text()


def watch(project: Path, code: int) -> list[str]:
    """Run both jobs, and return what the forge was asked to do."""
    jobs = yaml.safe_load(WATCH.read_text(encoding="utf-8"))["jobs"]
    (look,) = (step["run"] for step in jobs["look"]["steps"] if step.get("id") == "look")
    _, *lines = run(project, look, CODE=str(code)).splitlines() or [""]
    issue = "7" * (project / "body").is_file()
    (project / "calls").write_text("")
    if lines or issue:
        (tell,) = (step["run"] for step in jobs["tell"]["steps"])
        run(project, tell, REPORT="\n".join(lines[:-1]), ISSUE=issue)
    return (project / "calls").read_text().split()


def test_one_issue_is_opened_updated_and_closed_on_github(project: Path) -> None:
    assert watch(project, 1) == ["create"]
    assert re.sub(r" +$", "", (project / "body").read_text(), flags=re.MULTILINE).startswith(SHOWN)
    assert watch(project, 1) == ["view"]
    (project / "said").write_text(SAID.replace("Ana", "Ben"))
    assert watch(project, 1) == ["view", "edit", "comment"]
    assert watch(project, 0) == ["close"]
    assert watch(project, 0) == []


def test_a_broken_installation_fails_and_opens_no_issue(project: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        watch(project, 2)
    assert not (project / "body").exists()


class Forge(BaseHTTPRequestHandler):
    """The issues of a project on GitLab; it knows one."""

    calls: ClassVar[list[str]] = []
    issues: ClassVar[list[dict[str, Any]]] = []

    def do_GET(self) -> None:
        assert self.headers["PRIVATE-TOKEN"] == "secret"
        size = int(self.headers["Content-Length"] or 0)
        values = json.loads(self.rfile.read(size) or "{}")
        if self.path.endswith("/notes"):
            self.calls.append("note")
        elif self.command != "GET":
            self.calls.append(f"{self.command} {' '.join(values)}")
            known = {**(self.issues[0] if self.issues else {"iid": 7}), **values}
            self.issues[:] = [] if "state_event" in values else [known]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(self.issues).encode())

    do_POST = do_PUT = do_GET  # noqa: N815 - as the server calls them

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gitlab() -> Iterator[dict[str, str]]:
    """Start the forge, and return the variables of its jobs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Forge)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/api/v4"
    yield {"CI_API_V4_URL": url, "CI_PROJECT_ID": "3", "WATCH_TOKEN": "secret", "no_proxy": "*"}
    server.shutdown()
    server.server_close()


def test_one_issue_is_opened_updated_and_closed_on_gitlab(
    project: Path, gitlab: dict[str, str]
) -> None:
    _, jobs = yaml.safe_load_all(GITLAB.read_text(encoding="utf-8"))
    script = "\n".join(jobs["watch"]["script"])
    run(project, script, CODE="1", **gitlab)
    assert Forge.issues[0]["description"].startswith(SHOWN)
    run(project, script, CODE="1", **gitlab)
    (project / "said").write_text(SAID.replace("Ana", "Ben"))
    run(project, script, CODE="1", **gitlab)
    run(project, script, CODE="0", **gitlab)
    run(project, script, CODE="0", **gitlab)
    assert Forge.calls == ["POST title description", "PUT description", "note", "PUT state_event"]
    for code, token in (("2", "secret"), ("1", "")):  # both fail, so that GitLab sends an email
        with pytest.raises(subprocess.CalledProcessError):
            run(project, script, **gitlab | {"CODE": code, "WATCH_TOKEN": token})
    assert len(Forge.calls) == 4
