"""The jobs that announce: their steps, executed as written, in a fresh clone without settings."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from people import git
from receivers import hook
from sample import lay, settle

from statusgen.commands.init import init

NOW = datetime.now(UTC)
CHANNEL = {"name": "ops-chat", "audience": "internal", "url": "${OPS_CHAT_URL}"}


def test_the_jobs_of_both_forges_do_the_same(tmp_path: Path) -> None:
    for host in ("github-pages", "gitlab-pages"):
        init(tmp_path / host, NOW, {}, host=host, settings={"channels": [CHANNEL]})
    text = (tmp_path / "gitlab-pages/.gitlab-ci.yml").read_text(encoding="utf-8")
    *_, theirs = yaml.safe_load_all(text)
    for name, (script, _) in steps(tmp_path / "github-pages").items():
        assert theirs[name]["script"][-1].replace("CI_PIPELINE_URL", "RUN_URL") == script


def steps(project: Path) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the command that each job ends with, and the variables that it sets."""
    files = [project / f".github/workflows/{name}.yml" for name in ("status", "watch")]
    status, watch = (yaml.safe_load(each.read_text(encoding="utf-8"))["jobs"] for each in files)
    jobs = {**status, "call": watch["call"]}
    last = {name: jobs[name]["steps"][-1] for name in ("announce", "announce-failed", "call")}
    return {
        name: (step["run"], {key: str(value) for key, value in step["env"].items()})
        for name, step in last.items()
    }


@pytest.mark.usefixtures("identity")
def test_each_job_does_what_it_says(tmp_path: Path) -> None:
    here, remote = tmp_path / "here", tmp_path / "remote"
    init(here, NOW, {}, settings={"channels": [CHANNEL]})
    settle(here)
    shutil.rmtree(here / "content/scenarios")
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(remote))
    git(here, "init", "-q", "-b", "main")
    git(here, "remote", "add", "origin", str(remote))
    jobs = steps(here)

    def push(**files: str) -> None:
        lay(here, files)
        git(here, "add", "--all")
        git(here, "commit", "-qm", "News")
        git(here, "push", "-q", "origin", "main")

    def job(name: str) -> None:
        """Run the step of a job in a fresh clone, in which git knows no user."""
        clone = tmp_path / f"clone-{len([*tmp_path.glob('clone-*')])}"
        git(tmp_path, "clone", "-q", str(remote), str(clone))
        script, values = jobs[name]
        known = {"secrets.OPS_CHAT_URL": server.url, "github.run_id": "7"}
        given = {
            key: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: known.get(found[1], ""), value)
            for key, value in values.items()
        }
        environment = {
            **os.environ,
            "HOME": str(clone),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            **given,
        }
        words = ["bash", "-e", "-c", script]
        done = subprocess.run(
            words, cwd=clone, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def titles() -> list[str]:
        return [json.loads(each.body)["title"] for each in server.requests]

    with hook() as server:
        push()
        job("announce")
        assert titles() == ["Announcing begins"]
        at, next_ = (
            f"{datetime.now(UTC) - timedelta(minutes=ago):%Y-%m-%d %H:%M} UTC" for ago in (20, 5)
        )
        text = (
            f"---\ntitle: Sign-in fails\n---\n\n## Investigating — {at}\n\n- next: {next_}\n\n"
            "We look.\n"
        )
        push(**{"content/incidents/sign-in.md": text})
        job("announce")
        assert titles()[1:] == ["Investigating: Sign-in fails"]
        job("announce-failed")
        assert titles()[2:] == ["The site was not published"]
        assert json.loads(server.requests[-1].body)["text"].endswith("/7")
        for _ in range(2):
            job("call")
        assert titles()[3:] == [f"An update was due at {next_}: Sign-in fails"]
