"""`statusgen init`: the new project builds, and its comments are right."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner, Result
from commands.terminal import talk
from sample import lay, settle

from statusgen.commands import main
from statusgen.commands.build import build
from statusgen.commands.check import check
from statusgen.commands.incidents import incident_and_state, read_state
from statusgen.commands.init import (
    HOSTS,
    KEPT,
    ON_GITHUB,
    STARTER,
    command,
    init,
    started_languages,
)
from statusgen.commands.report import Report
from statusgen.commands.status import status
from statusgen.files import read_texts
from statusgen.notation.words import LANGUAGES as SPOKEN
from statusgen.problems import Problems
from statusgen.reading.content import read_content

NOW = datetime(2026, 11, 20, 0, 40, 31, 5, tzinfo=UTC)


def told(_done: int, _total: int) -> None:
    pass


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


LANGUAGES = started_languages()
GITHUB = {
    ".github/CODEOWNERS",
    ".github/dependabot.yml",
    *(
        f".github/workflows/{name}.yml"
        for name in ("add-update", "report-incident", "status", "watch")
    ),
}


def sample(language: str) -> tuple[str, str]:
    """Return the name of the sample incident, and the first words of its internal section."""
    (path,) = (STARTER / language / "content/incidents").iterdir()
    internal = path.read_text(encoding="utf-8").split("\n## Intern")[1]
    return path.stem.removeprefix("@DATE@-"), internal.splitlines()[2][:18]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_project_builds_and_keeps_its_sample_to_itself(tmp_path: Path, language: str) -> None:
    name, internal = sample(language)
    report = init(tmp_path, NOW, {}, language)
    assert not report.failed
    scenarios = {path.name for path in (STARTER / "scenarios" / language).iterdir()}
    assert len(scenarios) > 10
    assert files(tmp_path) == {
        ".github/CODEOWNERS",
        ".github/dependabot.yml",
        ".github/workflows/add-update.yml",
        ".github/workflows/report-incident.yml",
        ".github/workflows/status.yml",
        ".github/workflows/watch.yml",
        ".gitignore",
        ".vscode/extensions.json",
        ".vscode/markdown.code-snippets",
        ".vscode/settings.json",
        ".vscode/site.schema.json",
        ".vscode/tasks.json",
        "README.md",
        f"content/incidents/2026-11-19-{name}.md",
        "content/site.yml",
        *(f"content/scenarios/{scenario}" for scenario in scenarios),
    }
    output = tmp_path / "output"
    assert not build(tmp_path, output, now=None, clock=NOW, tell=told).failed
    assert f'<html lang="{language}"' in (output / "index.html").read_text(encoding="utf-8")
    assert not [*(output / "incidents").glob("*/")]
    assert not build(tmp_path, output, now=None, clock=NOW, tell=told, preview="draft").failed
    text = (output / f"incidents/2026-11-19-{name}/index.html").read_text(encoding="utf-8")
    assert internal not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_leftovers_of_the_sample_are_warnings(tmp_path: Path, language: str) -> None:
    init(tmp_path, NOW, {}, language)
    problems = check(tmp_path, now=None, clock=NOW, tell=told).problems
    assert {problem.code for problem in problems} == {"sample-left"}
    title, url, people = (problem.message for problem in problems)
    assert (title, url) == (
        "`title` is still the sample title",
        "`url` is still the sample address",
    )
    assert people.startswith("These people still have contacts from the sample: ")
    assert people.count(",") == 5
    shown = status(tmp_path, now=None, clock=NOW)
    assert shown.notes == (
        "Nothing is open, promised or overdue.",
        *(f"content/site.yml: {problem.message}." for problem in problems),
    )
    settle(tmp_path)
    assert check(tmp_path, now=None, clock=NOW, tell=told, strict=True).problems == ()
    assert status(tmp_path, now=None, clock=NOW).opening.sample == ()


def test_every_language_can_be_chosen() -> None:
    (option,) = (each for each in command.params if each.name == "language")
    assert isinstance(option.type, click.Choice)
    assert {*option.type.choices} == {code for code in SPOKEN if SPOKEN[code] == "complete"}


def test_all_languages_have_the_same_files(tmp_path: Path) -> None:
    for language in LANGUAGES:
        init(tmp_path / language, NOW, {}, language)
    one, *others = (
        {path.replace(sample(language)[0], "") for path in files(tmp_path / language)}
        for language in LANGUAGES
    )
    assert all(each == one for each in others)
    sites = (tmp_path / language / "content/site.yml" for language in LANGUAGES)
    first, *rest = (shape(yaml.safe_load(switched_on(path))) for path in sites)
    assert all(each == first for each in rest)


def switched_on(site: Path) -> str:
    """Return a site.yml with every commented option switched on."""
    text, count = re.subn(r"^#(?=\w)", "", site.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert count > 5
    return text


def shape(value: Any) -> Any:  # noqa: ANN401 - a YAML document
    """Return the keys of a document, and the length of its lists."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items() if key != "redirects"}
    return [shape(each) for each in value] if isinstance(value, list) else None


def test_every_role_of_the_sample_has_a_backup_and_a_contact(tmp_path: Path) -> None:
    init(tmp_path, NOW, {})
    site = read_content(read_texts(tmp_path), Problems()).site
    assert site
    roles = {role.name: (role.primary, *role.backups) for role in site.practice.team}
    assert set(roles) == {"incident_manager", "communications", "support", "social"}
    for people in roles.values():
        assert len(people) > 1
        assert all(person.contact for person in people)


PROJECTS = {
    **{language: (STARTER / language, STARTER / "scenarios" / language) for language in LANGUAGES},
    "project": (STARTER / "project", STARTER / "hosts"),
    "demonstration": (Path(__file__).parents[2] / "content",),
}


def typed(text: str) -> Iterator[list[str]]:
    """Yield the words of each statusgen command, without redirections."""
    for inline, line in re.findall(
        r"`(statusgen [^`]*)`|^\s*(?:- run: )?(statusgen .*)$", text, re.MULTILINE
    ):
        _, *words = shlex.split((inline or line).partition(" ${")[0], comments=True)
        yield words[: words.index(">")] if ">" in words else words


@pytest.mark.parametrize("project", PROJECTS)
def test_every_command_in_its_texts_works(project: str) -> None:
    places = [path for folder in PROJECTS[project] for path in folder.rglob("*") if path.is_file()]
    scenarios = {path.stem for path in places}
    commands = [words for path in places for words in typed(path.read_text(encoding="utf-8"))]
    assert commands
    for words in commands:
        name, parsed, arguments = main.resolve_command(click.Context(main), words)
        assert parsed, words
        given = parsed.make_context(name, [*arguments]).params
        if name == "update":
            read_state(incident_and_state(given["words"])[1])
        elif name == "log":
            assert len(given["words"]) in {1, 2}, words
        elif name in {"new", "runbook"}:
            assert given["scenario"] in {None, *scenarios}, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_update_in_a_runbook_asks_nothing(tmp_path: Path, language: str) -> None:
    init(tmp_path, NOW, {}, language)
    for path in (tmp_path / "content/incidents").iterdir():
        path.unlink()
    begun = ["--component", "api=down", "--set", "purpose=x", "--no-input", "--project"]
    runner = CliRunner()
    assert runner.invoke(main, ["new", "third-party-failure", *begun, str(tmp_path)]).exit_code == 0
    runbook = (tmp_path / "content/scenarios/third-party-failure.md").read_text(encoding="utf-8")
    (news,) = (words for words in typed(runbook) if "--eta" in words)
    report = runner.invoke(main, [*news, "--no-input", "--project", str(tmp_path)])
    assert report.exit_code == 0, report.output


def commands_of(report: Report) -> list[str]:
    return [line.partition("    #")[0].strip() for line in report.notes if line.startswith("  ")]


@pytest.mark.parametrize("name", [".", "acme", "two words/site"])
def test_the_next_steps_work(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    report = init(Path(name), NOW, {}, host="own-server")
    amount = len(files(tmp_path / name))
    assert report.summary == f"Created a project in {tmp_path / name} ({amount} files)"
    *first, serve, git, build, copy = commands_of(report)
    assert (serve, build, copy.split()[0]) == ("statusgen serve", "statusgen build", "rsync")
    identity = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in KEYS}
    script = " && ".join([*first, git, "git status --short"])
    done = subprocess.run(
        ["sh", "-c", script], env=os.environ | identity, capture_output=True, text=True, check=True
    )
    assert f" {amount} files changed" in done.stdout
    assert CliRunner().invoke(main, ["build", name]).exit_code == 0


KEYS = ("NAME", "EMAIL")


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("github-pages", GITHUB),
        ("cloudflare-pages", GITHUB),
        ("gitlab-pages", {".gitlab-ci.yml"}),
        ("netlify", {"netlify.toml"}),
        ("own-server", set()),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_host_gets_only_what_it_needs(
    tmp_path: Path, host: str, own: set[str], language: str
) -> None:
    report = init(tmp_path, NOW, {}, language, host=host)
    found = {name for name in files(tmp_path) if not name.startswith((".vscode/", "content/"))}
    assert found == {"README.md", ".gitignore", *own}
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert (".github/" in readme) == (host in ON_GITHUB)
    assert all(name in readme for name in own if "/" not in name)
    assert commands_of(report)[-1] == (
        "git push -u origin main"
        if own
        else "rsync --archive --delete output/ SERVER:/var/www/status/"
    )
    assert {
        problem.code for problem in check(tmp_path, now=None, clock=NOW, tell=told).problems
    } == {"sample-left"}


ANSWERS = [
    "--title",
    "Acme: “status”",
    "--url",
    "https://status.acme.com",
    "--timezone",
    "Asia/Tokyo",
]


def test_on_a_terminal_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    says = [
        ("publish it? [github-pages]", "own\n"),
        ("Title of the site [New Status]", "\n"),
        ("Its address", "acme.com\n"),
        ("Did you mean `https://acme.com`?", "https://acme.com\n"),
        ("Time zone [Asia/Tokyo]", "\n"),
        ("What can break?", "Café, Cafe\n"),
        ("Choose another id", "Café\n"),
        ("Tell your team about updates in a chat?", "ops-chat\n"),
        ("Language of the site? [en]", "\n"),
    ]
    words = ("init", "new-status", "--install-from", str(small_wheel(tmp_path)))
    code, shown = talk(tmp_path, *words, says=says, TZ="Asia/Tokyo")
    assert code == 0, shown
    text = (tmp_path / "new-status/content/site.yml").read_text(encoding="utf-8")
    for line in ("title: New Status", "url: https://acme.com", "timezone: Asia/Tokyo"):
        assert f"\n{line}\n" in text
    assert "statusgen build\n" in shown
    assert "in the environment of `statusgen announce`: OPS_CHAT_URL." in shown
    assert b"\napprise==" in (tmp_path / "new-status/requirements-announce.txt").read_bytes()


def small_wheel(folder: Path) -> Path:
    wheel = folder / "statusgen-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("statusgen-0.1.0.dist-info/METADATA", "Name: statusgen\nVersion: 0.1.0\n")
    return wheel


def typed_init(folder: Path, *words: str) -> Result:
    wheel = small_wheel(folder)
    return CliRunner().invoke(
        main, ["init", str(folder / "new"), "--install-from", str(wheel), *words]
    )


def test_options_say_what_the_site_is(tmp_path: Path) -> None:
    parts = ["--component", "Café", "--component", "shop=店", "--component", "Pay, 2"]
    assert typed_init(tmp_path, *ANSWERS, *parts).exit_code == 0
    site = read_content(read_texts(tmp_path / "new"), Problems()).site
    assert site
    known = site.settings
    assert (known.title, known.url, known.timezone) == (*ANSWERS[1::2],)
    assert known.id.startswith("status.acme.com,")
    leaves = [(leaf["id"], leaf["name"]) for leaf in components(tmp_path / "new")]
    assert leaves == [("cafe", "Café"), ("shop", "店"), ("pay", "Pay"), ("2", "2")]
    (example,) = (tmp_path / "new/content/incidents").iterdir()
    assert "\n  cafe: degraded\n" in example.read_text(encoding="utf-8")


def test_a_channel_has_a_secret_for_its_address(tmp_path: Path) -> None:
    words = ["--channel", "ops-chat", "--channel", "Sales team"]
    done = typed_init(tmp_path, *words)
    assert (
        "Settings → Secrets and variables → Actions: OPS_CHAT_URL, SALES_TEAM_URL." in done.output
    )
    site = read_content(read_texts(tmp_path / "new"), Problems()).site
    assert site
    assert [(each.name, each.audience, each.url) for each in site.practice.channels] == [
        ("ops-chat", "internal", "${OPS_CHAT_URL}"),
        ("Sales team", "internal", "${SALES_TEAM_URL}"),
    ]
    status = (tmp_path / "new/.github/workflows/status.yml").read_text(encoding="utf-8")
    assert status.count("          OPS_CHAT_URL: ${{ secrets.OPS_CHAT_URL }}\n") == 2
    assert "secrets.OPS_CHAT_URL" in (tmp_path / "new/.github/workflows/watch.yml").read_text()
    assert (tmp_path / "new/requirements-announce.txt").exists()


def test_without_a_channel_nothing_announces(tmp_path: Path) -> None:
    assert typed_init(tmp_path).exit_code == 0
    assert "announce" not in (tmp_path / "new/.github/workflows/status.yml").read_text()
    assert not (tmp_path / "new/requirements-announce.txt").exists()


def components(project: Path) -> list[dict[str, str]]:
    text = (project / "content/site.yml").read_text(encoding="utf-8")
    found: list[dict[str, str]] = yaml.safe_load(text)["components"]
    return found


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--url", "status.acme.com"], "Did you mean `https://status.acme.com`?"),
        (["--url", "ftp://acme.com"], "Its scheme must be one of: https, http."),
        (["--timezone", "Mars"], "`Mars` is not a valid time zone."),
        (["--component", "Café", "--component", "cafe"], "Choose another id: `cafe-2=cafe`."),
        (["--component", "店"], "`some-id=店`"),
        (["--component", "B!=Shop"], "`B!` is not a valid component id."),
        (["--component", "All"], "It means all components."),
        (["--component", " , "], "Name at least one component."),
        (["--channel", ","], "Name at least one channel."),
        (["--title", " "], "A value is required."),
        (["--channel", "ops", "--channel", "ops"], "Two channels are named `ops`."),
        (["--channel", "ci-chat"], "`CI_CHAT_URL` cannot be the name of a secret."),
    ],
)
def test_a_mistake_in_an_option_writes_nothing(tmp_path: Path, words: list[str], hint: str) -> None:
    result = typed_init(tmp_path, *words)
    assert result.exit_code == 2
    assert f"`{words[0]}`: " in result.output
    assert hint in result.output
    assert not (tmp_path / "new").exists()


def test_someone_alone_needs_no_backup(tmp_path: Path) -> None:
    init(tmp_path, NOW, {})
    settle(tmp_path)
    site = tmp_path / "content/site.yml"
    text = site.read_text(encoding="utf-8")
    alone = 'team: {boss: {primary: {name: Ana, contact: "+33 1"}}}\n'
    site.write_text(re.sub(r"(?m)^team:\n(?:  .*\n)*", alone, text), encoding="utf-8")
    problems = check(tmp_path, now=None, clock=NOW, tell=told).problems
    assert {problem.code for problem in problems} <= {"unknown-role"}


def test_the_project_still_builds_years_later(tmp_path: Path) -> None:
    init(tmp_path, NOW, {})
    settle(tmp_path)
    later = NOW + timedelta(days=1000)
    assert check(tmp_path, now=None, clock=later, tell=told, strict=True).problems == ()


@pytest.mark.parametrize("host", HOSTS)
def test_no_placeholder_is_left(tmp_path: Path, host: str) -> None:
    channel = {"name": "ops", "audience": "internal", "url": "${OPS_URL}"}
    init(tmp_path, NOW, {}, host=host, settings={"channels": [channel]})
    for name in files(tmp_path):
        assert not re.search(r"@[A-Z]+@", (tmp_path / name).read_text(encoding="utf-8")), name


@pytest.mark.parametrize(
    ("folder", "site_id", "url"),
    [
        ("status.acme.com", "status.acme.com,2026", "https://status.acme.com"),
        ("Acme Status", "acme-status,2026", "https://status.example.com"),
        ("état", "etat,2026", "https://status.example.com"),
        ("状況", "status.example.com,2026", "https://status.example.com"),
    ],
)
def test_the_identity_comes_from_the_folder(
    tmp_path: Path, folder: str, site_id: str, url: str
) -> None:
    init(tmp_path / folder, NOW, {})
    site = (tmp_path / folder / "content/site.yml").read_text(encoding="utf-8")
    assert f"\nid: {site_id}\n" in site
    assert f"\nurl: {url}\n" in site
    assert not check(tmp_path / folder, now=None, clock=NOW, tell=told).failed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_commented_option_works(tmp_path: Path, language: str) -> None:
    init(tmp_path, NOW, {}, language)
    path = tmp_path / "content/site.yml"
    path.write_text(switched_on(path), encoding="utf-8")
    settle(tmp_path)
    lay(tmp_path, {"content/static/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'})
    assert check(tmp_path, now=None, clock=NOW, tell=told, strict=True).problems == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_the_readme_is_valid(tmp_path: Path, language: str) -> None:
    init(tmp_path, NOW, {}, language)
    settle(tmp_path)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```markdown\n(.*?)```", readme, re.DOTALL)
    lay(tmp_path, {"content/incidents/2026-11-20-slow-search.md": example})
    at = datetime(2026, 11, 20, 14, 10, tzinfo=UTC)
    assert check(tmp_path, now=None, clock=at, tell=told, strict=True).problems == ()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    lay(tmp_path, {"content/site.yml": "mine", "README.md": "mine"})
    report = init(tmp_path, NOW, {})
    assert report.failed
    assert [problem.span.path for problem in report.problems] == ["content/site.yml"]
    assert files(tmp_path) == {"content/site.yml", "README.md"}


def test_files_of_a_new_repository_are_kept(tmp_path: Path) -> None:
    lay(tmp_path, dict.fromkeys(KEPT, "mine"))
    report = init(tmp_path, NOW, {})
    assert not report.failed
    for name in KEPT:
        assert (tmp_path / name).read_text(encoding="utf-8") == "mine"
    assert "README.md already existed and was kept." in report.notes
    assert any("`/output/`" in note for note in report.notes)


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    project = lay(tmp_path / "project", {"notes.txt": "mine"})
    (project / "content").mkdir()
    (project / "content/site.yml").symlink_to(tmp_path / "elsewhere.yml")
    assert init(project, NOW, {}).failed
    assert not (tmp_path / "elsewhere.yml").exists()
    assert files(project) == {"notes.txt"}


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    lay(tmp_path, {"content/scenarios": "in the way"})
    report = init(tmp_path, NOW, {})
    assert report.failed
    assert "content/scenarios" in report.problems[0].message
