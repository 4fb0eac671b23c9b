"""What `statusgen init` gives to editors, used as Visual Studio Code does."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it has no types
import pytest
import yaml
from click.testing import CliRunner
from sample import lay, settle

from statusgen.commands import main
from statusgen.commands.check import check
from statusgen.commands.init import init
from statusgen.commands.report import Report

NOW = datetime(2026, 11, 20, 14, 40, tzinfo=UTC)
MATCHING = """\
const { matchers, lines } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const found = [];
for (const line of lines)
  for (const pattern of matchers) {
    const match = new RegExp(pattern.regexp).exec(line);
    if (match) found.push(Object.fromEntries(Object.entries(pattern)
      .filter(([, group]) => typeof group === 'number')
      .map(([key, group]) => [key, match[group]])));
  }
console.log(JSON.stringify(found));
"""
"""Problem matchers as the editor applies them: its own regular expressions, line by line."""

BROKEN = {
    "content/incidents/typo.md": "---\ntitle: a:1:2: error[x]: b\ncomponents: {apx: down}\n---\n"
    "\n## Investigating — 2026-11-20 14:05\n\nText.\n\n## Identfied — 2026-11-20 14:10\n\nText.\n",
    "content/incidents/long:name.md": "no front matter\n",
    "content/incidents/2026/two words.md": "---\ntitle: x\n---\n",
    "content/notes.txt": "",
    "content/site.yaml": "",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    init(tmp_path / "project", NOW, {})
    settle(tmp_path / "project")
    return tmp_path / "project"


def settings(project: Path, name: str) -> Any:  # noqa: ANN401 - a JSON document
    return json.loads((project / ".vscode" / name).read_text(encoding="utf-8"))


def checked(project: Path) -> Report:
    return check(project, now=None, clock=NOW, tell=lambda _done, _total: None)


def matched(matchers: list[dict[str, Any]], lines: list[str]) -> list[dict[str, str]]:
    node = shutil.which("node", path=f"{sys.prefix}/bin") or shutil.which("node")
    if not node:
        pytest.skip("no Node.js here: `make test` installs it where it can")
    given = json.dumps({"matchers": matchers, "lines": lines})
    done = subprocess.run(
        [node, "-e", MATCHING], input=given, capture_output=True, text=True, check=True
    )
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


def test_the_task_shows_every_problem_at_its_place(project: Path) -> None:
    lay(project, BROKEN)
    (task,) = settings(project, "tasks.json")["tasks"]
    words = [*task["args"], str(project), "--now", f"{NOW:%Y-%m-%d %H:%M} UTC"]
    assert task["command"] == "statusgen"
    text = CliRunner().invoke(main, words, env=task["options"]["env"]).output
    problems = json.loads(CliRunner().invoke(main, [*words, "--format", "json"]).stdout)["problems"]
    assert len(problems) > 5
    assert {bool(problem["line"]) for problem in problems} == {True, False}
    assert {problem["severity"] for problem in problems} == {"error", "warning"}
    patterns = [matcher["pattern"] for matcher in task["problemMatcher"]]
    expected = [
        {
            "file": problem["path"],
            **({key: str(problem[key]) for key in ("line", "column") if problem["line"]}),
            **{key: problem[key] for key in ("severity", "code", "message")},
        }
        for problem in problems
    ]
    assert matched(patterns, text.splitlines()) == expected


def test_a_terminal_shows_it_the_same_text(project: Path) -> None:
    (task,) = settings(project, "tasks.json")["tasks"]
    assert task["options"]["env"] == {"TERM": "dumb"}  # no colours, no progress
    owners = [matcher["owner"] for matcher in task["problemMatcher"]]
    assert len(set(owners)) == len(owners)  # one of them would hide what the other found


def test_site_yml_is_checked_by_the_schema_that_the_settings_name(project: Path) -> None:
    ((schema, file),) = settings(project, "settings.json")["yaml.schemas"].items()
    site = yaml.safe_load((project / file).read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(
        json.loads((project / schema).read_text(encoding="utf-8"))
    )
    validator.validate(site)
    assert not validator.is_valid(site | {"colour": "red"})


def test_the_extension_that_reads_the_schema_is_offered(project: Path) -> None:
    assert settings(project, "extensions.json") == {"recommendations": ["redhat.vscode-yaml"]}


# --- snippets ---

VARIABLES = {
    "CURRENT_YEAR": "2026",
    "CURRENT_MONTH": "11",
    "CURRENT_DATE": "20",
    "CURRENT_HOUR": "14",
    "CURRENT_MINUTE": "40",
    "CURRENT_TIMEZONE_OFFSET": "+00:00",
    "TM_FILENAME_BASE": "2026-11-20-example",
}


def expanded(body: list[str]) -> str:
    """Return a snippet as it is where nothing is typed: first choices, defaults."""
    text = "\n".join(body)
    text = re.sub(r"\$([A-Z_]+)", lambda match: VARIABLES[match[1]], text)
    text = re.sub(r"\$\{\d+\|([^,|]+)[^|]*\|\}", r"\1", text)
    text = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", text)
    text = re.sub(r"\$\d+", "", text)
    assert "$" not in text
    return text


PLACES = {
    "Incident": "incidents/new.md",
    "Maintenance": "incidents/new.md",
    "Notice": "incidents/new.md",
    "Postmortem": "postmortems/2026-11-20-example.md",
    "Scenario": "scenarios/new.md",
}


@pytest.mark.parametrize("name", PLACES)
def test_a_snippet_makes_a_file_without_a_problem(project: Path, name: str) -> None:
    snippet = settings(project, "markdown.code-snippets")[name]
    lay(project, {f"content/{PLACES[name]}": expanded(snippet["body"])})
    # A new scenario is a choice that the forms do not have yet.
    assert [each for each in checked(project).problems if each.code != "stale-form"] == []


@pytest.mark.parametrize("name", ["Update", "Resolved"])
def test_a_snippet_goes_on_with_an_incident(project: Path, name: str) -> None:
    snippets = settings(project, "markdown.code-snippets")
    first = expanded(snippets["Incident"]["body"]).replace("14:40", "14:05")
    lay(project, {"content/incidents/new.md": first + "\n" + expanded(snippets[name]["body"])})
    assert checked(project).problems == ()


def test_each_choice_of_a_snippet_is_a_word_of_the_format(project: Path) -> None:
    snippets = settings(project, "markdown.code-snippets")
    incident = "\n".join(snippets["Incident"]["body"])
    for choices in re.findall(r"\$\{\d+\|([^|]*)\|\}", incident):
        for word in choices.split(","):
            text = expanded(incident.replace(f"|{choices}|", f"|{word}|").split("\n"))
            lay(project, {"content/incidents/new.md": text})
            assert checked(project).problems == (), word


def test_snippets_are_offered_by_the_names_that_the_readme_says(project: Path) -> None:
    snippets = settings(project, "markdown.code-snippets").values()
    readme = (project / "README.md").read_text(encoding="utf-8")
    assert all(f"`{snippet['prefix']}`" in readme for snippet in snippets)
    assert {snippet["scope"] for snippet in snippets} == {"markdown"}


# --- what editors leave behind ---


def test_nothing_that_an_editor_keeps_for_itself_is_content(project: Path) -> None:
    before = checked(project)
    left = (".new.md.swp", ".#new.md", "._new.md", ".new.md.un~", ".vscode/settings.json")
    lay(project, {f"content/incidents/{name}": "no front matter" for name in left})
    after = checked(project)
    assert (after.problems, after.summary) == (before.problems, before.summary)


def test_every_line_of_codeowners_is_a_comment_until_it_is_wanted(project: Path) -> None:
    lines = (project / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("#") for line in lines if line)
    samples = [line[1:].split() for line in lines if re.match(r"#\S", line)]
    for pattern, *owners in samples:
        assert (project / pattern.lstrip("/")).exists() or pattern in {
            "/content/postmortems/",
            "/themes/",
        }
        assert owners
        assert all(re.fullmatch(r"@[\w-]+/[\w-]+", owner) for owner in owners)
