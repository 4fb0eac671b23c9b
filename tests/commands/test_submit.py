"""Forms of the forge: the run steps of their workflows, in fresh clones of a bare repository.

Like the forge, the repository starts no job when a form has pushed. The steps that the form's own
run has left must make the incident live.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from people import git
from sample import lay, settle

from statusgen.commands.init import STARTER, init
from statusgen.commands.options import UsageError
from statusgen.commands.submit import SEVERAL, Form, read_form, submit
from statusgen.commands.update_options import NewOptions

DOCS = Path(__file__).parents[2] / "docs"
WORKFLOWS = STARTER / "project/dot-github/workflows"
HOME = "https://github.com/acme/status"
GITHUB = {
    "server_url": "https://github.com",
    "repository": "acme/status",
    "ref_name": "main",
    "actor": "ana-phone",
    "actor_id": "583231",
    "token": "no one asks for it",
}
REPORT = {"scenario": "unplanned-downtime", "title": "Sign-in fails", "component": "website=down"}
TOKEN = "ghp_" + "a1B2" * 9


@dataclass(frozen=True, kw_only=True)
class Forge:
    """A bare repository, and clones of it."""

    remote: Path
    clones: Path
    environment: dict[str, str]

    def clone(self, name: str) -> Path:
        git(self.clones, "clone", "-q", "--depth", "1", self.remote.as_uri(), name)
        return self.clones / name

    def run(self, folder: Path, script: list[str], **variables: str) -> tuple[int, str]:
        """Run the lines of a job as they are written; return the exit code and the log."""
        done = subprocess.run(
            ["bash", "-e", "-c", "\n".join(script)],
            cwd=folder,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def run_on_github(
        self, folder: Path, workflow: str, job: str, inputs: dict[str, str], number: int = 42
    ) -> tuple[int, str]:
        """Run the steps of a job, with what was entered in the file of the event."""
        lay(folder / ".git", {"event.json": json.dumps({"inputs": inputs})})
        variables = {
            "GITHUB_EVENT_PATH": str(folder / ".git/event.json"),
            "GITHUB_STEP_SUMMARY": str(folder / ".git/summary.md"),
        }
        facts = GITHUB | {"run_id": str(number)}
        found = [step for step in steps(workflow, job) if "run" in step]
        for step in found:
            for name, value in step.get("env", {}).items():
                variables[name] = re.sub(
                    r"\$\{\{ github\.(\w+) \}\}", lambda match: facts[match[1]], value
                )
        return self.run(folder, [step["run"] for step in found], **variables)

    def text(self, path: str) -> str:
        return git(self.remote, "show", f"main:{path}")

    def incidents(self) -> list[str]:
        names = git(self.remote, "ls-tree", "--name-only", "main", "content/incidents/")
        return [name for name in names.splitlines() if "example" not in name]


def steps(workflow: str, job: str) -> list[dict[str, Any]]:
    text = (WORKFLOWS / f"{workflow}.yml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = yaml.safe_load(text)["jobs"][job]["steps"]
    return found


def form(**inputs: str) -> Form:
    summary = inputs.pop("summary", None)
    return Form(
        inputs=inputs,
        run=f"{HOME}/actions/runs/7",
        editor=f"{HOME}/edit/main",
        summary=summary,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a new project in a bare repository, and the commands of a job."""
    home = tmp_path_factory.mktemp("home")
    project = home / "project"
    init(project, datetime.now(UTC), {}, "en")
    settle(project)
    git(project, "init", "-q", "-b", "main")
    git(project, "add", ".")
    git(project, "-c", "user.name=Bo", "-c", "user.email=bo@acme.example", "commit", "-qm", "Begin")
    git(home, "clone", "-q", "--bare", str(project), "remote.git")
    commands = {
        "pip": "exit 0",
        "python3": "exit 0",
        "statusgen": f'exec {sys.executable} -m statusgen "$@"',
    }
    lay(home / "bin", {name: f"#!/bin/sh\n{text}\n" for name, text in commands.items()})
    for name in commands:
        (home / "bin" / name).chmod(0o755)
    return home


@pytest.fixture
def forge(home: Path, identity: Path, tmp_path: Path) -> Forge:
    assert identity.exists()
    remote = shutil.copytree(home / "remote.git", tmp_path / "remote.git")
    (tmp_path / "clones").mkdir()
    environment = {
        "PATH": f"{home / 'bin'}:{os.environ['PATH']}",
        "HOME": str(home),  # a job has no name of its own
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    return Forge(remote=remote, clones=tmp_path / "clones", environment=environment)


def test_hostile_inputs_are_published_as_text_by_the_same_run(forge: Forge) -> None:
    hostile = "\"'; $(touch PWNED) `touch PWNED` ${{ github.token }} <script>PWNED()</script>"
    lines = f"{hostile}\r\n::error::owned\n::add-mask::a\n## Resolved — 2026-01-01 00:00 UTC\n"
    inputs = {
        "scenario": "unplanned-downtime",
        "title": f"Sign-in fails {hostile}\n::error::owned",
        "component": "website=down, api=partial",
        "message": lines + "word " * 12_000,
        "preview": "false",
    }
    clone = forge.clone("form")
    code, log = forge.run_on_github(clone, "report-incident", "form", inputs)
    assert (code, log) == (0, "Published. The summary of this run says more.\n")
    assert not [*clone.rglob("PWNED")]
    author, message = git(forge.remote, "log", "-1", "--format=%an <%ae>%n%B").split("\n", 1)
    assert author == "ana-phone <583231+ana-phone@users.noreply.github.com>"
    assert message.startswith("Incident: Sign-in fails \"'; $(touch PWNED)")
    assert message.endswith(f"\n\n{HOME}/actions/runs/42")
    (path,) = forge.incidents()
    summary = (clone / ".git/summary.md").read_text(encoding="utf-8")
    assert summary.startswith("## Published\n\nhttps://status.acme.example/incidents/20")
    assert f"[edit the file]({HOME}/edit/main/{path})" in summary
    assert "<script>" not in summary.partition("~~~")[0]  # below, warnings are a block of code

    again = forge.clone("status")
    assert forge.run_on_github(again, "status", "build", {})[0] == 0
    slug = Path(path).stem
    page = (again / f"output/incidents/{slug}/index.html").read_text(encoding="utf-8")
    assert "::error::owned" in page
    assert "<script>PWNED" not in page
    (entry,) = json.loads((again / "output/api/v2/incidents/unresolved.json").read_text())[
        "incidents"
    ]
    assert (entry["status"], entry["impact"]) == ("investigating", "critical")
    assert len(entry["incident_updates"]) == 1


def test_three_forms_at_once_are_all_kept(forge: Forge) -> None:
    places: tuple[dict[str, str], ...] = (
        {},
        {},
        {"component": "api=down"},
    )  # two of them even have the same name
    clones = [forge.clone(f"form-{number}") for number in range(len(places))]
    with ThreadPoolExecutor() as pool:
        runs = [
            pool.submit(
                forge.run_on_github, clone, "report-incident", "form", REPORT | place, number
            )
            for number, (clone, place) in enumerate(zip(clones, places, strict=True))
        ]
    assert [run.result()[0] for run in runs] == [0, 0, 0], [run.result() for run in runs]
    assert len(forge.incidents()) == 3
    assert git(forge.remote, "rev-list", "--count", "main") == "4"


def test_an_update_continues_the_open_incident(forge: Forge) -> None:
    clone = forge.clone("clone")
    assert not submit(clone, form(**REPORT)).failed
    update = form(state="identified", cause="A release.", component="website=partial")
    assert submit(clone, update).summary == "Published"
    (path,) = forge.incidents()
    text = forge.text(path)
    assert "\n## Identified — 20" in text
    assert "\n- cause: A release.\n" in text
    assert git(forge.remote, "log", "-1", "--format=%s") == "Identified: Sign-in fails"


@pytest.mark.parametrize("preview", ["true", "True"])
def test_show_me_first_publishes_nothing(forge: Forge, preview: str) -> None:
    clone = forge.clone("clone")
    told = submit(clone, form(**REPORT, preview=preview, summary="summary.md"))
    assert not told.failed
    assert told.summary == "Not published yet: this is what readers would see"
    view, _, text, _ = told.notes
    assert view.startswith("<blockquote><h3>[Investigating] Sign-in fails</h3>")
    assert "re having trouble with Website. Pages may" in view
    assert text.startswith("~~~\n---\ntitle: Sign-in fails\n")
    assert git(forge.remote, "rev-list", "--count", "main") == "1"
    plain = submit(forge.clone("other"), form(**REPORT, preview=preview)).notes[0]
    assert "re having trouble with Website. Pages may" in plain
    assert "<" not in plain


def test_a_preview_of_an_update_shows_the_new_section(forge: Forge) -> None:
    clone = forge.clone("clone")
    submit(clone, form(**REPORT))
    told = submit(clone, form(state="update", message="No news.", preview="true"))
    assert told.notes[2].startswith("~~~\n## Update — ")
    assert told.notes[2].endswith("No news.\n~~~")


def test_a_secret_is_shown_nowhere(forge: Forge) -> None:
    inputs = REPORT | {"message": f"Use {TOKEN}", "set": f"symptom={TOKEN}"}
    told = submit(forge.clone("clone"), form(**inputs))
    assert told.failed
    (note,) = told.notes
    assert "“message”, “set”. Revoke it at once" in note
    assert TOKEN[:12] not in note
    assert len(forge.incidents()) == 0


def test_what_was_entered_cannot_leave_its_block(forge: Forge) -> None:
    told = submit(forge.clone("clone"), form(state="resolved", message="~~~~\n# Big\n~~~"))
    assert told.notes[-1].startswith("~~~~~\nstate: ")
    assert told.notes[-1].endswith("\n~~~\n~~~~~")


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        (REPORT | {"component": "webs=down"}, "“component”: There is no component `webs`. Did you"),
        (REPORT | {"scenario": "none"}, "“message” TEXT"),
        (REPORT | {"scenario": "security-breach", "set": "x"}, "“set”: `x` has no value"),
        ({"state": "resolved"}, "No incident is open."),
        ({"state": "resolved", "incident": "nothing"}, "There is no incident `nothing`"),
    ],
)
def test_what_is_wrong_is_told_by_the_labels_of_the_form(
    forge: Forge, inputs: dict[str, str], reason: str
) -> None:
    told = submit(forge.clone("clone"), form(**inputs))
    assert told.failed
    assert reason in told.notes[0]
    assert "--" not in told.notes[0]
    assert all(f"{name}: {text}" in told.notes[-1] for name, text in inputs.items())


def test_a_site_that_does_not_build_publishes_nothing(forge: Forge) -> None:
    clone = forge.clone("clone")
    lay(clone, {"content/incidents/broken.md": "no front matter"})
    git(clone, "add", ".")
    git(clone, "-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-qm", "Break")
    for more in ({}, {"preview": "true"}):
        told = submit(clone, form(**REPORT, **more))
        assert told.failed
        assert "no-front-matter" in told.notes[0]
        git(clone, "clean", "-qfd")


def test_a_protected_branch_is_named_and_what_was_entered_is_kept(
    forge: Forge, hook: Callable[[Path, str, str], None]
) -> None:
    hook(forge.remote, "pre-receive", "echo main is protected >&2; exit 1")
    told = submit(forge.clone("clone"), form(**REPORT))
    assert told.summary == "Nothing was published"
    assert "origin rejected the push" in told.notes[0]
    assert "main is protected" in told.notes[0]
    assert "title: Sign-in fails" in told.notes[-1]


def test_a_very_long_title_is_a_name_of_the_usual_length(forge: Forge) -> None:
    told = submit(forge.clone("clone"), form(**REPORT | {"title": "Sign-in fails " * 4_400}))
    assert not told.failed, told
    (path,) = forge.incidents()
    assert len(Path(path).stem) < 100


def test_variables_are_separated_by_semicolons(forge: Forge) -> None:
    clone = forge.clone("clone")
    submit(clone, form(**REPORT, set="symptom=It ends in an error; try later.; action = none"))
    (path,) = forge.incidents()
    assert "  symptom: It ends in an error; try later.\n  action: none\n" in forge.text(path)


def test_a_pipeline_on_gitlab_publishes_what_was_entered(forge: Forge) -> None:
    pipeline = (STARTER / "hosts/gitlab-pages/dot-gitlab-ci.yml").read_text(encoding="utf-8")
    header, jobs = yaml.safe_load_all(pipeline)
    defaults = {name: str(each["default"]) for name, each in header["spec"]["inputs"].items()}
    inputs = defaults | REPORT | {"message": 'It says `$(touch PWNED)`; "try" later. $HOME'}
    variables = {
        name: inputs[each["value"].removeprefix("$[[ inputs.").removesuffix(" ]]")]
        for name, each in jobs["report"]["variables"].items()
    }
    assert not any(each["expand"] for each in jobs["report"]["variables"].values())
    environment = {
        "CI_PIPELINE_URL": "https://gitlab.com/acme/status/-/pipelines/7",
        "CI_PROJECT_URL": "https://gitlab.com/acme/status",
        "CI_COMMIT_BRANCH": "main",
        "GITLAB_USER_NAME": "Ana",
        "GITLAB_USER_EMAIL": "ana@acme.example",
    }
    form, pages = forge.clone("form"), forge.clone("pages")
    for folder in (form, pages):  # each job gets the commit of the pipeline
        git(folder, "checkout", "-q", "--detach")
    newest = jobs[".newest"]["before_script"]
    code, log = forge.run(form, newest + jobs[".form"]["script"], **variables, **environment)
    assert code == 0, log
    (path,) = forge.incidents()
    assert log.startswith("## Published\n\nhttps://status.acme.example/incidents/")
    assert f"(https://gitlab.com/acme/status/-/edit/main/{path})" in log
    assert not [*form.rglob("PWNED")]
    shown = git(forge.remote, "log", "-1", "--format=%an <%ae> %B")
    assert shown.startswith("Ana <ana@acme.example> Incident: Sign-in fails\n\nhttps://gitlab.com/")
    assert forge.run(pages, newest + jobs["pages"]["script"], **environment)[0] == 0
    built = pages / "public/incidents" / Path(path).stem / "index.html"
    assert 'It says <code>$(touch PWNED)</code>; "try" later. $HOME' in built.read_text()


def test_inputs_that_are_left_out_are_not_there(tmp_path: Path) -> None:
    inputs = {"state": "update", "message": None, "cause": " \n", "preview": True, "next": ""}
    lay(tmp_path, {"event.json": json.dumps({"inputs": inputs})})
    path = str(tmp_path / "event.json")
    found = read_form({"GITHUB_EVENT_PATH": path, "RUN_URL": "r", "EDIT_URL": "e"}).inputs
    assert found == {"state": "update", "preview": "True"}


def test_outside_of_a_job_it_names_the_commands_to_use() -> None:
    with pytest.raises(UsageError, match="Use `statusgen new`"):
        read_form({})


@pytest.mark.parametrize("workflow", ["report-incident", "add-update"])
def test_every_input_is_an_option(workflow: str) -> None:
    text = (WORKFLOWS / f"{workflow}.yml").read_text(encoding="utf-8")
    read = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - it makes text only
    names = {SEVERAL.get(name, name) for name in read["on"]["workflow_dispatch"]["inputs"]}
    assert names - {"incident", "state", "preview"} <= {each.name for each in fields(NewOptions)}
    assert len(names) <= 10  # the most on GitHub Enterprise Server
