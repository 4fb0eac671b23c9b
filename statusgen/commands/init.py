"""``statusgen init``: start a project that builds, with comments that explain it."""

from __future__ import annotations

import math
import os
import re
import shlex
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

import click

import statusgen
from statusgen.commands import clock
from statusgen.commands.parameters import TextCommand, install_from_option, no_input_option
from statusgen.commands.printing import UnableError, finish
from statusgen.commands.prompts import ask_text, choose, interruptible, is_dialogue
from statusgen.commands.report import Report, amount, answered, some
from statusgen.notation.names import slug_of
from statusgen.problems import Problem, Problems, Span

SITE_FILE: Final = "content/site.yml"


def started_languages() -> list[str]:
    """Return the languages that the starter has texts in."""
    folder = Path(statusgen.__file__).parent / "starter/scenarios"
    return sorted(path.name for path in folder.iterdir())


HOSTS: Final = MappingProxyType(
    {
        "github-pages": "GitHub Pages",
        "gitlab-pages": "GitLab Pages",
        "netlify": "Netlify",
        "cloudflare-pages": "Cloudflare Pages, built on GitHub",
        "own-server": "your own server",
    }
)
"""Where a site can be published."""

HOST_NAME: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")

ON_GITHUB: Final = frozenset({"github-pages", "cloudflare-pages"})
"""The hosts whose sites are built by workflows on GitHub."""


@click.command("init", cls=TextCommand)
@click.argument(
    "folder", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default="."
)
@click.option("--title", help="The title of the site (default: a sample).")
@click.option("--url", help="The address of the site (default: a sample).")
@click.option("--timezone", metavar="ZONE", help="The time zone of the site (default: UTC).")
@click.option(
    "--component",
    "components",
    metavar="NAME",
    multiple=True,
    help="A part of your service, as NAME or ID=NAME; repeatable (default: a sample).",
)
@click.option(
    "--channel",
    "channels",
    metavar="NAME",
    multiple=True,
    help="A chat of your team that is told about updates, such as ops-chat; repeatable.",
)
@click.option(
    "--host",
    type=click.Choice([*HOSTS]),
    help="Where the site will be published (default: github-pages).",
)
@click.option(
    "--language",
    type=click.Choice(started_languages()),
    help="The language of the site, the scenarios and the comments (default: en).",
)
@install_from_option
@no_input_option
def command(
    *,
    folder: Path,
    title: str | None,
    url: str | None,
    timezone: str | None,
    components: tuple[str, ...],
    channels: tuple[str, ...],
    host: str | None,
    language: str | None,
    spec: str | None,
    no_input: bool,
) -> None:
    """Start a project in DIR, by default the current folder.

    On a terminal, it asks what you don't say. The project builds right away, and its comments
    explain the rest. `init` overwrites nothing.
    """
    from statusgen import distribution

    lists = {"components": ",".join(components), "channels": ",".join(channels)}
    given = {"title": title, "url": url, "timezone": timezone, **lists}
    answers = {key: answer for key, answer in given.items() if answer}
    for key, answer in answers.items():
        if mistake := _mistake(key, answer):
            option = key.removesuffix("s") if key in lists else key
            message = f"`--{option}`: {mistake}"
            raise UnableError(message)
    try:
        install = distribution.requirements_of(spec)
    except distribution.InstallError as error:
        raise UnableError(str(error)) from error
    if is_dialogue(no_input=no_input) and not os.path.lexists(folder / SITE_FILE):
        with interruptible():
            host = host or choose("Where will you publish it?", [*HOSTS.items()], "github-pages")
            answers = _ask(folder, answers, host)
            names = [(code, LANGUAGE_NAMES.get(code, code)) for code in started_languages()]
            language = language or choose("Language of the site?", names, "en")
    settings = {key: _parse(key, answer) for key, answer in answers.items()}
    if "channels" in settings:
        install |= distribution.announcing()
    report = init(
        folder,
        clock.now(),
        install,
        language or "en",
        host=host or "github-pages",
        settings=settings,
    )
    finish(report, "text", folder)


LANGUAGE_NAMES: Final = MappingProxyType({"en": "English", "fr": "Français"})


def _ask(folder: Path, answers: Mapping[str, str], host: str) -> dict[str, str]:
    """Return the answers, with those to questions about what is missing."""
    name = folder.resolve().name
    is_host = HOST_NAME.fullmatch(name.lower())
    user = {"github-pages": "github", "gitlab-pages": "gitlab"}.get(host)
    example = f"https://YOUR-NAME.{user}.io/{name}" if user else "https://status.example.com"
    questions = {
        "title": ("Title of the site", re.sub(r"[-_]+", " ", name).title()),
        "url": (
            f"Its address, such as {example} (Enter if you don't know yet)",
            f"https://{name.lower()}" if is_host else "",
        ),
        "timezone": ("Time zone", local_zone()),
        "components": (
            "What can break? Names, separated by commas, such as Website, API",
            None,
        ),
        "channels": (
            "Tell your team about updates in a chat? Its name, such as ops-chat (Enter for none)",
            "",
        ),
    }
    for key, (question, default) in questions.items():
        if key not in answers:
            given = ask_text(question, default=default, suffix=": ", mistake=partial(_mistake, key))
            answers = {**answers, **({key: given} if given else {})}
    return dict(answers)


def local_zone() -> str:
    """Return the time zone of this machine, or UTC if it has no name."""
    place = os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    names = (os.environ.get("TZ", "").removeprefix(":"), place.removeprefix("Etc/"))
    return next((name for name in names if name and not _mistake("timezone", name)), "UTC")


def _parse(key: str, answer: str) -> object:
    """Return the value of a setting: text, or the components in a text such as `API, shop=Shop`."""
    if key == "channels":
        names = [name.strip() for name in answer.split(",") if name.strip()]
        secrets = [re.sub(r"\W", "_", name).upper() for name in names]
        urls = [f"${{{secret}_URL}}" for secret in secrets]
        return [
            {"name": name, "audience": "internal", "url": url}
            for name, url in zip(names, urls, strict=True)
        ]
    if key != "components":
        return answer.strip()
    pairs = [each.rpartition("=")[::2] for each in answer.split(",") if each.strip()]
    return [{"id": id_.strip() or slug_of(name), "name": name.strip()} for id_, name in pairs]


def _mistake(key: str, answer: str) -> str:
    """Return what is wrong with a setting and how to mend it; empty if nothing is."""
    from statusgen.reading.content import read_content
    from statusgen.source.text import File, Texts

    value = _parse(key, answer)
    if value == []:
        return f"Name at least one {key.removesuffix('s')}."
    ids: list[str] = []
    for each in value if isinstance(value, list) and key == "components" else ():
        if not (own := each["id"]):
            return f"`{each['name']}` needs an id of letters a to z: `some-id={each['name']}`."
        if own in ids:
            return (
                f"Two components get the id `{own}`. Choose another id: `{own}-2={each['name']}`."
            )
        ids.append(own)
    if key == "url" and "://" not in answer and "." in answer:
        return f"An address begins with `https://`. Did you mean `https://{answer.strip()}`?"
    site = _with_settings((STARTER / "en" / SITE_FILE).read_text(encoding="utf-8"), {key: value})
    text = _filled(site, _values("acme", clock.now(), {}))
    problems = Problems()
    read_content(Texts(files=(File(path=SITE_FILE, data=text.encode()),)), problems)
    return next((f"{each.message}. {each.hint}" for each in problems if each.is_error), "")


def _with_settings(text: str, settings: Mapping[str, object]) -> str:
    """Return a site.yml with other values of settings that it has."""
    import yaml

    for key, value in settings.items():
        dumped = yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, width=math.inf)
        block = re.sub(r"^(?=[- ])", "  ", dumped, flags=re.MULTILINE)
        escaped = block.replace("\\", r"\\")
        text = re.sub(rf"(?m)^#?{key}:.*\n(?:  .*\n)*", escaped, text, count=1)
    return text


STARTER: Final = Path(statusgen.__file__).parent / "starter"
"""The files of a new project, with ``dot-`` in place of a leading dot."""

SCHEMA: Final = ".vscode/site.schema.json"
"""The schema with which editors check site.yml, made from the running version."""

KEPT: Final = MappingProxyType(
    {
        "README.md": "",
        ".gitignore": ". Add the line `/output/` to it",
        ".github/CODEOWNERS": "",
        ".github/dependabot.yml": "",
        ".vscode/extensions.json": "",
        ".vscode/markdown.code-snippets": "",
        ".vscode/settings.json": f". Add {SCHEMA} to its `yaml.schemas`, for content/site.yml",
        ".vscode/tasks.json": "",
        SCHEMA: f". `statusgen schema site > {SCHEMA}` updates it",
    }
)
"""Files that a new repository often has and that are kept, with what to do about each."""


@answered
def init(
    folder: Path,
    clock: datetime,
    install: Mapping[str, bytes],
    language: str = "en",
    *,
    host: str = "github-pages",
    settings: Mapping[str, object] = MappingProxyType({}),
) -> Report:
    """Write a new project into ``folder``, unless one of its files exists.

    ``install`` has the files with which the project installs statusgen. ``settings`` replaces
    values of the sample's site.yml. Existing files in :data:`KEPT` stay as they are.
    """
    from statusgen.commands.schema import schema
    from statusgen.writing import write_file

    values = _values(folder.resolve().name, clock, settings)
    texts = {
        _filled(target, values): _filled(path.read_text(encoding="utf-8"), values)
        for target, path in _starter(language, host)
    }
    if given := _GIVEN.get((host, "channels" in settings)):
        texts = {name: _PERMISSIONS.sub(given, text) for name, text in texts.items()}
    if "channels" in settings and host in _PIPELINES:
        path, jobs, _ = _PIPELINES[host]
        more = (STARTER / "announcing" / jobs).read_text(encoding="utf-8")
        texts[path] = texts[path].replace("  workflow_dispatch:\n", _DISPATCH)
        texts[path] += _filled(more, values)
        if host in ON_GITHUB:
            call = (STARTER / "announcing/github-watch.yml").read_text(encoding="utf-8")
            texts[".github/workflows/watch.yml"] += _filled(call, values)
    texts["README.md"] += _filled(
        (STARTER / "hosts" / f"{host}.{language}.md").read_text(encoding="utf-8"), values
    )
    texts[SITE_FILE] = _with_settings(texts[SITE_FILE], settings)
    files = {
        **{name: text.encode() for name, text in texts.items()},
        SCHEMA: f"{schema('site')}\n".encode(),
        **install,
    }
    there = [name for name in files if os.path.lexists(folder / name)]
    kept = [name for name in there if name in KEPT]
    if taken := [name for name in there if name not in kept]:
        problem = Problem(
            code="file-exists",
            message=f"{some(taken)} already exist{'s' if len(taken) == 1 else ''}",
            span=Span(path=taken[0], line=0),
            hint="Choose another folder. Nothing was overwritten.",
        )
        return Report(problems=(problem,), summary="nothing was written", failed=True)
    written = {name: content for name, content in files.items() if name not in kept}
    for name, content in written.items():
        write_file(folder, name, content, before=None)
    sample = next(name for name in texts if name.startswith("content/incidents/"))
    return Report(
        summary=f"Created a project in {folder.resolve()} ({amount(len(written), 'file')})",
        notes=(
            *(f"{name} already existed and was kept{KEPT[name]}." for name in kept),
            "",
            "Look at it in your browser, and put it under git:",
            *((f"  {shlex.join(['cd', str(folder)])}",) if folder.parts else ()),
            "  statusgen serve    # Ctrl-C ends it",
            '  git init -b main && git add . && git commit -m "Begin our status page"',
            *(_filled(line, values) for line in NEXT[host]),
            "",
            *(
                ()
                if "url" in settings
                else (f"Once you know the address, set `url` in {SITE_FILE}.",)
            ),
            *_notes_on_secrets(host, values["@NAMES@"]),
            f"Before you rely on it, put your people into `team` in {SITE_FILE}.",
            f"{sample} is a sample that is never published: delete it once you have read it.",
        ),
    )


_PERMISSIONS: Final = re.compile(r"^    permissions:\n(?: {6}.*\n)+(?=    uses: \./)", re.MULTILINE)
_SECRETS: Final = """\
    secrets:
      CLOUDFLARE_API_TOKEN: ${{ secrets.CLOUDFLARE_API_TOKEN }}
      CLOUDFLARE_ACCOUNT_ID: ${{ secrets.CLOUDFLARE_ACCOUNT_ID }}
"""


def _notes_on_secrets(host: str, names: str) -> Iterator[str]:
    """Yield where to set the secrets of the channels, if there are any."""
    if names:
        *_, place = _PIPELINES.get(host, ("in the environment of `statusgen announce`",))
        yield f"Set the secret with the address of each channel {place}: {names}."


_RECORD: Final = """\
    permissions:
      contents: write # for the record of what was announced
"""
_INHERIT: Final = "    secrets: inherit # zizmor: ignore[secrets-inherit]\n"
_GIVEN: Final = MappingProxyType(
    {
        ("cloudflare-pages", False): _SECRETS,
        ("cloudflare-pages", True): _RECORD + _INHERIT,
        ("github-pages", True): f"{_RECORD}      pages: write\n      id-token: write\n{_INHERIT}",
    }
)
"""What a form gives the workflow that publishes, for a host and whether the project has channels;
without an entry, what the starter says."""

_DISPATCH: Final = """\
  workflow_dispatch:
    inputs:
      announce:
        description: "Announce everything that is unsent, however old and however much"
        type: boolean
"""

_ON_GITHUB: Final = (
    ".github/workflows/status.yml",
    "github.yml",
    "under Settings → Secrets and variables → Actions",
)
_PIPELINES: Final = MappingProxyType(
    {
        "github-pages": _ON_GITHUB,
        "cloudflare-pages": _ON_GITHUB,
        "gitlab-pages": (
            ".gitlab-ci.yml",
            "gitlab.yml",
            "under Settings → CI/CD → Variables, for the environment `announce`",
        ),
    }
)
"""For each host that runs jobs: their file, those that announce, and where secrets are set."""

_PUSH: Final = (
    "  git remote add origin ADDRESS-OF-THE-REPOSITORY",
    "  git push -u origin main",
)

NEXT: Final = MappingProxyType(
    {
        "github-pages": (
            "Make an empty repository on GitHub. Set Settings → Pages → Source to GitHub Actions:",
            *_PUSH,
        ),
        "gitlab-pages": (
            "Make an empty project on GitLab, and push to it:",
            *_PUSH,
            "The address is under Deploy → Pages. README.md says how to build on a schedule.",
        ),
        "netlify": (
            "Make an empty repository at your git host, and push to it:",
            *_PUSH,
            "On Netlify, add the repository as a new project. It reads netlify.toml.",
        ),
        "cloudflare-pages": (
            "Make a project on Cloudflare Pages:",
            "  npx wrangler@4 pages project create @NAME@ --production-branch main",
            "Make an empty repository on GitHub with the two secrets that README.md names:",
            *_PUSH,
        ),
        "own-server": (
            "Build it, and copy the output to your server:",
            "  statusgen build",
            "  rsync --archive --delete output/ SERVER:/var/www/status/",
        ),
    }
)
"""How a new project is published, for each host: what to do, with the commands indented."""


def _starter(language: str, host: str) -> Iterator[tuple[str, Path]]:
    """Yield each file of the starter, after its path in the project."""
    from statusgen.reading.content import SCENARIOS

    sources = (
        (STARTER / "project", ""),
        (STARTER / language, ""),
        (STARTER / "scenarios" / language, SCENARIOS),
        (STARTER / "hosts" / host, ""),
    )
    for folder, top in sources:
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.is_file() and (parts[0] != "dot-github" or host in ON_GITHUB):
                yield top + "/".join(re.sub(r"^dot-", ".", part) for part in parts), path


def _values(name: str, clock: datetime, settings: Mapping[str, object]) -> dict[str, str]:
    """Return the values of the placeholders in the starter."""
    from statusgen.advice.review import SAMPLE_HOST

    url = urlsplit(str(settings.get("url", "")))
    project = slug_of(name) or "status"
    name = url.hostname if url.hostname and not url.path.strip("/") else name.lower()
    is_host = HOST_NAME.fullmatch(name) is not None
    components, channels = settings.get("components"), settings.get("channels")
    secrets = [each["url"][2:-1] for each in channels] if isinstance(channels, list) else []
    resolved = clock.replace(second=0, microsecond=0) - timedelta(minutes=20)
    times = {
        "INVESTIGATING": resolved - timedelta(minutes=85),
        "IDENTIFIED": resolved - timedelta(minutes=60),
        "RESOLVED": resolved,
    }
    return {
        "@HOST@": name if is_host else SAMPLE_HOST,
        "@ID@": f"{name if is_host else slug_of(name) or SAMPLE_HOST},{clock.year}",
        "@NAME@": project,
        "@COMPONENT@": components[0]["id"] if isinstance(components, list) else "api",
        "@SECRETS@": "\n".join(f"{' ' * 10}{each}: ${{{{ secrets.{each} }}}}" for each in secrets),
        "@NAMES@": ", ".join(secrets),
        "@DATE@": f"{times['INVESTIGATING']:%Y-%m-%d}",
        **{f"@{word}@": f"{time:%Y-%m-%d %H:%M} UTC" for word, time in times.items()},
    }


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"@[A-Z]+@", lambda match: values[match[0]], text)
