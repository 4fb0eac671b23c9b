from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from commands.running import run
from hypothesis import given
from hypothesis import strategies as st
from sample import FILES, INCIDENT, NOW, SITE, lay
from scenarios import PROJECT, TEAM

from statusgen.commands.check import check
from statusgen.commands.links import LONGEST, link_to, links
from statusgen.commands.options import UsageError
from statusgen.commands.report import Report
from statusgen.forges import FORGES

GITHUB = "repository: https://github.com/acme/status\n"
GITLAB = "repository: https://gitlab.com/acme/status\n"


def list_links(
    folder: Path,
    repository: str = GITHUB,
    *,
    forge: str | None = None,
    markdown: bool = False,
    changes: dict[str, str] | None = None,
) -> Report | str:
    site = {"content/site.yml": SITE + repository + TEAM}
    lay(folder, PROJECT | {"content/static/way.svg": ""} | site | (changes or {}))
    return links(folder, branch="main", forge=forge, markdown=markdown, clock=NOW)


def text_of(report: Report | str) -> str:
    assert isinstance(report, str)
    return report


def test_each_scenario_has_a_link(tmp_path: Path) -> None:
    text = text_of(list_links(tmp_path))
    assert text.startswith("Each link opens a file in the web editor of your git host")
    assert re.findall(r"^\S.*(?=\n  https)", text, re.MULTILINE) == [
        "Database unavailable",
        "Seen by us alone",
        "Upgrade",
        "Add an update: Elevated error rates",
    ]
    assert text.count("  https://github.com/acme/status/new/main?filename=content/incidents/") == 3
    assert text.count("Paste this text ") == 1  # of the update


def test_gitlab_links_are_followed_by_the_text_to_paste(tmp_path: Path) -> None:
    text = text_of(list_links(tmp_path, GITLAB))
    assert text.count("/-/new/main?file_name=content/incidents/YYYY-MM-DD-") == 3
    assert text.count("Paste this text into the editor:\n\n  ~~~~~~markdown\n  ---\n  title: ") == 3


def test_each_open_incident_has_a_link_for_an_update(tmp_path: Path) -> None:
    site = {"content/site.yml": SITE + GITHUB}
    lay(tmp_path, FILES | site)
    text = text_of(links(tmp_path, branch="main", forge=None, markdown=False, clock=NOW))
    _, _, shown = text.partition("\n\n")
    assert shown == (
        "Add an update: Elevated error rates\n"
        "  https://github.com/acme/status/edit/main/content/incidents/2026-11-20-api.md\n"
        "  Paste this text at the end, in the editor:\n\n"
        "  ~~~~~~markdown\n"
        "  ## STATE — YYYY-MM-DD HH:MM UTC\n\n"
        "  - next: WHEN\n\n"
        "  {{ what_is_new }}\n"
        "  ~~~~~~"
    )
    gitlab = links(tmp_path, branch="a b", forge="gitlab", markdown=True, clock=NOW)
    assert "(https://github.com/acme/status/-/edit/a%20b/content/" in text_of(gitlab)
    pasted = INCIDENT + "\n" + re.sub("(?m)^  ", "", shown.split("~~~~~~")[1][9:])
    lay(tmp_path, {"content/incidents/2026-11-20-api.md": pasted})
    found = check(tmp_path, now=None, clock=NOW, tell=lambda _done, _total: None).problems
    assert any(problem.is_error for problem in found)
    given = (("STATE", "Monitoring"), ("YYYY-MM-DD HH:MM", "2026-11-20 14:35"), ("WHEN", "30m"))
    for word, value in (*given, ("{{ what_is_new }}", "It is better.")):
        pasted = pasted.replace(word, value)
    lay(tmp_path, {"content/incidents/2026-11-20-api.md": pasted})
    found = check(tmp_path, now=None, clock=NOW, tell=lambda _done, _total: None).problems
    assert not any(problem.is_error for problem in found), found


def test_the_links_can_be_a_markdown_list(tmp_path: Path) -> None:
    text = text_of(list_links(tmp_path, markdown=True))
    assert text.count("Paste this text ") == 1  # of the update
    assert re.findall(r"^- \[(.*?)\]\(https://\S+\)$", text, re.MULTILINE) == [
        "Database unavailable",
        "Seen by us alone",
        "Upgrade",
        "Add an update: Elevated error rates",
    ]
    fenced = PROJECT["content/scenarios/upgrade.md"].replace("We upgrade.", "```\ncode\n```")
    odd = fenced.replace("title: Upgrade", "title: '[Upgrade] a_b'")
    changes = {"content/scenarios/upgrade.md": odd}
    text = text_of(list_links(tmp_path, GITLAB, markdown=True, changes=changes))
    assert r"- [\[Upgrade\] a\_b](https://gitlab.com/" in text
    assert "\n  ~~~~~~markdown\n  ---\n" in text
    assert "\n  ```\n  code\n  ```\n  ~~~~~~" in text


def test_a_project_may_be_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert "?filename=sites/status/content/inc" in text_of(list_links(tmp_path / "sites/status"))
    assert "?filename=content/incidents/" in text_of(list_links(tmp_path))


def test_an_unknown_host_needs_a_forge_option(tmp_path: Path) -> None:
    own = "repository: https://git.acme.example/a/b\n"
    with pytest.raises(UsageError, match="Add `--forge github`"):
        list_links(tmp_path, own)
    assert "https://git.acme.example/a/b/-/new/" in text_of(
        list_links(tmp_path, own, forge="gitlab")
    )
    assert "https://git.acme.example/a/b/new/" in text_of(list_links(tmp_path, own, forge="github"))


def test_without_a_repository_it_says_what_to_add(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Add `repository: https://github\.com/"):
        list_links(tmp_path, "")


def test_only_mistakes_in_scenarios_and_site_yml_are_reported(tmp_path: Path) -> None:
    changes = {"content/incidents/x.md": "no front matter"}
    assert isinstance(list_links(tmp_path, changes=changes), str)
    report = list_links(tmp_path, changes={"content/scenarios/x.md": "no front matter"})
    assert isinstance(report, Report)
    assert report.failed
    assert [problem.code for problem in report.problems] == ["no-front-matter"]


def test_without_a_project_or_scenarios_there_are_no_links(tmp_path: Path) -> None:
    report = links(tmp_path, branch="main", forge=None, markdown=False, clock=NOW)
    assert isinstance(report, Report)
    assert [problem.code for problem in report.problems] == ["no-site"]
    lay(tmp_path, {"content/site.yml": SITE + GITHUB})
    text = text_of(links(tmp_path, branch="main", forge=None, markdown=False, clock=NOW))
    assert text == "There are no scenarios in content/scenarios/, and nothing is open."


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.acme.example/a/b", "https://github.acme.example/a/b/new/main?filename="),
        (
            "https://gitlab.acme.example/a/b",
            "https://gitlab.acme.example/a/b/-/new/main?file_name=",
        ),
    ],
)
def test_the_forge_is_known_from_the_host(tmp_path: Path, repository: str, address: str) -> None:
    assert address in text_of(list_links(tmp_path, f"repository: {repository}\n"))


@pytest.mark.parametrize(
    "repository", ["https://git.acme.example/github/b", "https://notgithub.example/a/b"]
)
def test_part_of_a_host_label_does_not_name_a_forge(tmp_path: Path, repository: str) -> None:
    with pytest.raises(UsageError, match="Add `--forge github`"):
        list_links(tmp_path, f"repository: {repository}\n")


REPOSITORY = "https://github.com/acme/status"
NEW = "content/incidents/YYYY-MM-DD-slow.md"


def test_a_link_to_github_has_the_name_and_the_text() -> None:
    written = "---\ntitle: é & #1 + 2?\n---\n"
    link, has_text = link_to(FORGES["github"], f"{REPOSITORY}.git/", "release/a b", NEW, written)
    assert has_text
    parts = urlsplit(link)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{REPOSITORY}/new/release/a%20b"
    assert parse_qs(parts.query) == {"filename": [NEW], "value": [written]}


def test_a_link_to_gitlab_has_the_name_alone() -> None:
    link = link_to(FORGES["gitlab"], "https://gitlab.com/acme/web/status", "main", NEW, "text")
    assert link == (f"https://gitlab.com/acme/web/status/-/new/main?file_name={NEW}", False)


@given(st.text(alphabet="aé\n\N{FIRE}", max_size=12000))
def test_no_link_is_longer_than_servers_accept(text: str) -> None:
    link, has_text = link_to(FORGES["github"], REPOSITORY, "main", NEW, text)
    assert len(link) <= LONGEST
    assert link.isascii()
    assert has_text == ("value=" in link)


def test_a_link_leaves_out_a_long_text() -> None:
    link = link_to(FORGES["github"], REPOSITORY, "main", NEW, "é" * 2000)
    assert link == (f"{REPOSITORY}/new/main?filename={NEW}", False)


def test_the_command_prints_links(project: Path) -> None:
    site = (project / "content/site.yml").read_text(encoding="utf-8")
    assert run("links", project).exit_code == 2
    assert "`repository:" in run("links", project).stderr
    lay(project, {"content/site.yml": site + "repository: https://github.com/acme/status\n"})
    assert run("links", project).stdout.startswith("Each link")
    lay(project, {"content/scenarios/x.md": "---\ntitle: X\n---\n\n## Investigating\n\nWe look.\n"})
    result = run("links", project, "--branch", "live", "--format", "markdown")
    assert result.exit_code == 0
    assert result.stdout.startswith("- [X](https://github.com/acme/status/new/live?filename=")
    assert "/-/new/main?file_name=" in run("links", project, "--forge", "gitlab").stdout
    lay(project, {"content/scenarios/x.md": "nothing"})
    assert run("links", project).exit_code == 1
