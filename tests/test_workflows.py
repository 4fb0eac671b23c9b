"""Workflows, ours and the one that `statusgen init` writes: valid, pinned, and given little."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from statusgen.commands.init import HOSTS, ON_GITHUB, init

ROOT = Path(__file__).parents[1]
WORKFLOWS = {
    path.relative_to(ROOT).as_posix(): path
    for folder in (".github", "statusgen/starter/project/dot-github")
    for path in sorted((ROOT / folder / "workflows").glob("*.yml"))
}


@pytest.fixture(params=WORKFLOWS)
def path(request: pytest.FixtureRequest) -> Path:
    return WORKFLOWS[request.param]


@pytest.fixture
def workflow(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - it makes text only
    return read


CHANNELS = {
    "channels": [
        {"name": "ops-chat", "audience": "internal", "url": "${OPS_CHAT_URL}"},
        {"name": "support", "audience": "internal", "url": "${SUPPORT_URL}"},
    ]
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the workflows of a new project for each host that has some."""
    folder = tmp_path_factory.mktemp("written")
    for host in HOSTS:
        init(folder / host, datetime.now(UTC), {}, host=host)
    for host in ON_GITHUB:
        init(folder / f"{host}-announcing", datetime.now(UTC), {}, host=host, settings=CHANNELS)
    return [*folder.glob("*/.github/workflows/*.yml")]


def test_a_site_on_cloudflare_has_its_own_job(written: list[Path]) -> None:
    assert {path.parts[-4].removesuffix("-announcing") for path in written} == ON_GITHUB
    ours = (ROOT / ".github/workflows/status.yml").read_text(encoding="utf-8")
    own = {path.name: path for path in written if path.parts[-4] == "cloudflare-pages"}
    assert len(own) == 4
    assert all(f"uses: {use}\n" in ours for use in uses(own["status.yml"]))
    jobs = yaml.safe_load(own["status.yml"].read_text(encoding="utf-8"))["jobs"]
    assert "--project-name cloudflare-pages " in jobs["deploy"]["steps"][-1]["run"]
    for name in ("report-incident.yml", "add-update.yml"):
        form = yaml.safe_load(own[name].read_text(encoding="utf-8"))["jobs"]["publish"]
        assert {*form["secrets"]} == {*jobs["deploy"]["steps"][-1]["env"]}
        assert "permissions" not in form


def test_only_one_step_has_the_secrets_of_the_channels(written: list[Path]) -> None:
    for folder in {path.parent for path in written if path.parts[-4].endswith("-announcing")}:
        status = yaml.safe_load((folder / "status.yml").read_text(encoding="utf-8"))
        announce, failed = (status["jobs"][name] for name in ("announce", "announce-failed"))
        watch = yaml.safe_load((folder / "watch.yml").read_text(encoding="utf-8"))
        for job in (announce, failed, watch["jobs"]["call"]):
            *others, last = job["steps"]
            assert last["run"].startswith("statusgen announce --")
            for name in ("OPS_CHAT_URL", "SUPPORT_URL"):
                assert last["env"][name] == f"${{{{ secrets.{name} }}}}"
            assert "secrets." not in str(others)
            assert "actions/cache" not in str(others)
        assert "needs" not in announce
        assert announce["permissions"] == {"contents": "write"}
        assert failed["needs"] == "deploy"
        assert "permissions" not in failed
        for name in ("report-incident.yml", "add-update.yml"):
            form = yaml.safe_load((folder / name).read_text(encoding="utf-8"))["jobs"]["publish"]
            assert form["secrets"] == "inherit"
            assert form["permissions"].items() >= announce["permissions"].items()
            assert ("pages" in form["permissions"]) == ("cloudflare" not in str(folder))


def test_all_of_them_are_here() -> None:
    names = {"ci.yml", "release.yml", "status.yml", "watch.yml"}
    assert {Path(name).name for name in WORKFLOWS} == {
        *names,
        "report-incident.yml",
        "add-update.yml",
    }
    assert len(WORKFLOWS) == 7


def test_it_is_valid(written: list[Path]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "github-workflows"]
    done = subprocess.run(
        [*command, *WORKFLOWS.values(), *written], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_an_auditor_finds_nothing(written: list[Path]) -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    command: list[str | Path] = [
        zizmor,
        "--offline",
        "--quiet",
        "--strict-collection",
        *WORKFLOWS.values(),
        *written,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_run_replaces_another(workflow: dict[str, Any]) -> None:
    for job in workflow["jobs"].values():
        assert job.get("concurrency", {"queue": "max"})["queue"] == "max"


def test_actions_are_pinned_by_commit_with_their_version_beside(path: Path) -> None:
    found = uses(path)
    assert found
    for use in found:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)


MORE = {
    "deploy": {"pages": "write", "id-token": "write"},
    "attest": {"id-token": "write", "attestations": "write"},
    "release": {"contents": "write"},
    "index": {"id-token": "write"},
    "look": {"contents": "read", "issues": "read"},
    "tell": {"issues": "write"},
    "form": {"contents": "write"},
    "publish": {"contents": "read", "pages": "write", "id-token": "write"},
}


def test_it_may_read_and_only_what_publishes_more(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert job.get("permissions") == MORE.get(name)
        # What writes runs nothing of the repository, but a form must.
        if "write" in MORE.get(name, {}).values() and name != "form":
            assert "checkout" not in str(job)


def test_a_form_takes_its_inputs_from_the_event_alone(workflow: dict[str, Any]) -> None:
    if "form" not in workflow["jobs"]:
        return
    form, publish = workflow["jobs"].values()
    expressions = set(re.findall(r"\$\{\{ (.*?) \}\}", str(workflow["jobs"])))
    facts = {"actor", "actor_id", "ref", "ref_name", "repository", "run_id", "server_url", "token"}
    assert expressions == {"!inputs.preview", *(f"github.{fact}" for fact in facts)}
    assert "concurrency" not in {*workflow, *form, *publish}
    assert publish["needs"] == "form"
    status = WORKFLOWS["statusgen/starter/project/dot-github/workflows/status.yml"]
    assert publish["uses"] == "./.github/workflows/status.yml"
    assert "  workflow_call:" in status.read_text(encoding="utf-8")
    assert "  ref: ${{ github.ref }}" in status.read_text(encoding="utf-8")


def test_dependabot_is_valid() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "dependabot"]
    file = ROOT / "statusgen/starter/project/dot-github/dependabot.yml"
    done = subprocess.run([*command, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_nothing_waits_for_the_check(path: Path, workflow: dict[str, Any]) -> None:
    if path.name == "status.yml":
        jobs = workflow["jobs"]
        assert {name: job.get("needs") for name, job in jobs.items()} == {
            "check": None,
            "build": None,
            "deploy": "build",
        }
        assert "--format github" in str(jobs["check"]["steps"])
        assert "--format github" in str(jobs["build"]["steps"])


def test_ours_and_the_users_differ_in_the_commands_alone() -> None:
    ours, theirs = (
        [
            line
            for line in WORKFLOWS[name].read_text(encoding="utf-8").splitlines()
            if not re.match(r"# |      - run: ", line)
        ]
        for name in WORKFLOWS
        if name.endswith("status.yml")
    )
    assert ours == theirs


def test_the_docs_pin_what_these_pin() -> None:
    pinned = {use for path in WORKFLOWS.values() for use in uses(path)}
    assert set(uses(ROOT / "docs/operators.md")) <= pinned


def uses(path: Path) -> list[str]:
    return re.findall(r"uses: (?!\./)(.*)", path.read_text(encoding="utf-8"))
