"""``statusgen links``: links that open the forge's editor, for new incidents and for updates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import click

from statusgen.commands import clock
from statusgen.commands.parameters import project_argument
from statusgen.commands.printing import finish
from statusgen.commands.report import Report, count
from statusgen.forges import FORGES, Forge, find_forge
from statusgen.problems import Problems

if TYPE_CHECKING:
    from statusgen.model import Site

LONGEST: Final = 8_000
"""The most characters of a link; servers refuse longer ones with "414 URI Too Long"."""


@click.command("links")
@project_argument
@click.option(
    "--forge",
    type=click.Choice(list(FORGES)),
    help="The host of the repository (default: from `repository` in site.yml).",
)
@click.option(
    "--branch",
    metavar="NAME",
    default="main",
    help="The branch that the site is built from (default: main).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    help="Plain links, or a Markdown list to paste into a page (default: text).",
)
def command(*, project: Path, forge: str | None, branch: str, form: str) -> None:
    """Print links that start or update an incident in a web editor.

    Each scenario and each open incident of PROJECT gets a link to the editor of GitHub or GitLab.
    `repository` in site.yml says where your repository is.
    """
    found = links(
        project, branch=branch, forge=forge, markdown=form == "markdown", clock=clock.now()
    )
    if isinstance(found, Report):
        finish(found, "text", project)
    click.echo(found)


HOW: Final = (
    "Each link opens a file in the web editor of your git host. Replace everything in capitals or\n"
    "in double braces. The file is not published until you have replaced it all."
)


def links(
    folder: Path, *, branch: str, forge: str | None, markdown: bool, clock: datetime
) -> Report | str:
    """Return the links as text or as a Markdown list, or a report of mistakes."""
    from statusgen.files import read_texts
    from statusgen.reading.assemble import outline
    from statusgen.reading.content import SITE_FILE, is_of_scenarios, read_content

    texts = read_texts(folder)
    problems = Problems(texts.problems)
    site = outline(read_content(texts, problems), problems, as_of=clock)
    mistakes = tuple(
        each
        for each in problems.errors
        if each.span.path == SITE_FILE or is_of_scenarios(each.span.path)
    )
    if mistakes or not site:
        return Report(problems=mistakes, summary=count(mistakes), failed=True)
    repository, host = _forge_of(site, forge)
    found = []
    for title, path, text, is_new in _files(folder, site):
        link, has_text = link_to(host, repository, branch, path, text, is_new=is_new)
        escaped = re.sub(r"([\[\]*_`<>\\])", r"\\\1", title)
        found.append(f"- [{escaped}]({link})" if markdown else f"\n{title}\n  {link}")
        if not has_text:
            block = (
                f"Paste this text {'into' if is_new else 'at the end, in'} the editor:\n\n"
                f"~~~~~~markdown\n{text}~~~~~~"
            )
            found += [f"  {line}".rstrip() for line in block.split("\n")]
    if not found:
        return "There are no scenarios in content/scenarios/, and nothing is open."
    return "\n".join(found if markdown else (HOW, *found))


def _forge_of(site: Site, named: str | None) -> tuple[str, Forge]:
    """Return the repository and its forge; raise :class:`UsageError` if either is unknown."""
    from statusgen.commands.options import UsageError

    repository = site.settings.repository
    if not repository:
        message = (
            "content/site.yml has no `repository:` yet. "
            "Add `repository: https://github.com/OWNER/REPOSITORY`."
        )
        raise UsageError(message)
    found = find_forge(repository)
    forge = FORGES[named] if named else found and found[0]
    if not forge:
        message = (
            f"Cannot tell which forge hosts {repository}. Add `--forge github` or `--forge gitlab`."
        )
        raise UsageError(message)
    return repository, forge


def _files(folder: Path, site: Site) -> Iterator[tuple[str, str, str, bool]]:
    """Yield a title, the path of a file in the repository, a text for it, and whether it is new.

    Each scenario makes a new file, and each open incident has one to which the text is added.
    """
    from statusgen.authoring.prefilling import new_file, new_update
    from statusgen.git import root_of
    from statusgen.languages import read_language
    from statusgen.reading.content import INCIDENTS
    from statusgen.rendering.locale import Locale
    from statusgen.timeline import timeline_of

    project = folder.resolve()
    place = project.relative_to(root_of(folder) or project)
    for scenario in site.practice.scenarios:
        locale = Locale(read_language(scenario.language), site.settings.timezone)
        name, text = new_file(scenario, site, locale)
        yield scenario.title, (place / INCIDENTS / name).as_posix(), text, True
    for incident in site.incidents:
        if timeline_of(incident, site.as_of).is_open:
            path, text = (place / incident.path).as_posix(), new_update(site.settings.timezone)
            yield f"Add an update: {incident.title}", path, text, False


def link_to(
    forge: Forge, repository: str, branch: str, path: str, text: str, *, is_new: bool = True
) -> tuple[str, bool]:
    """Return the link that opens the file at ``path``, and whether it holds the text.

    Only GitHub's editor takes a text, for a new file.
    """
    base = repository.rstrip("/").removesuffix(".git")
    bare = (forge.new if is_new else forge.edit).format(base, quote(branch), quote(path))
    whole = f"{bare}&value={quote(text, safe='')}"
    has_text = is_new and forge.name == "github" and len(whole) <= LONGEST
    return (whole if has_text else bare), has_text
