"""``statusgen links``: for each scenario a link that opens the forge's editor with its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

import click

from statusgen.commands import clock
from statusgen.commands.parameters import project_argument
from statusgen.commands.printing import finish, usage_errors
from statusgen.commands.report import Report, count
from statusgen.problems import Problems

if TYPE_CHECKING:
    from statusgen.model import Site

FORGES: Final = {
    "github": "{}/new/{}?filename={}",
    "gitlab": "{}/-/new/{}?file_name={}",
}
"""How each forge opens its editor with a new file: in a repository, a branch and a path."""

LONGEST: Final = 8_000
"""Characters of an address; a few more, and servers answer "414 URI Too Long"."""


@click.command("links")
@project_argument
@click.option(
    "--forge",
    type=click.Choice(list(FORGES)),
    help="What the repository's host runs, where its name does not say.",
)
@click.option(
    "--branch", default="main", show_default=True, help="The branch that the site is built from."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="Links to look at, or a list to paste into a page of the forge.",
)
def command(*, project: Path, forge: str | None, branch: str, form: str) -> None:
    """Print a link for each scenario of PROJECT that opens a new incident on the forge.

    The forge is that of `repository` in site.yml.
    """
    is_list = form == "markdown"
    with usage_errors():
        found = links(project, branch=branch, forge=forge, markdown=is_list, clock=clock.now())
    if isinstance(found, Report):
        finish(found, "text", project)
    click.echo(found)


HOW: Final = (
    "Each link opens the editor of the forge with a new file. What stands there in capitals or\n"
    "between double braces is to be replaced; while any is left, nothing of it is published."
)


def links(
    folder: Path, *, branch: str, forge: str | None, markdown: bool, clock: datetime
) -> Report | str:
    """Return the links as text, or as Markdown for a page of the forge; or what is wrong."""
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
    if mistakes or site is None:
        return Report(problems=mistakes, summary=count(mistakes), failed=True)
    repository, forge = _forge_of(site, forge)
    found = []
    for title, path, text in _files(folder, site):
        link, has_text = link_to(forge, repository, branch, path, text)
        escaped = re.sub(r"([\[\]*_`<>\\])", r"\\\1", title)
        found.append(f"- [{escaped}]({link})" if markdown else f"\n{title}\n  {link}")
        if not has_text:
            block = ("Paste this text into the editor:", "", "~~~~~~markdown", text, "~~~~~~", "")
            found += [f"  {line}".rstrip() for line in "\n".join(block).split("\n")]
    if not found:
        return "There is no scenario in content/scenarios/ yet."
    return "\n".join(found if markdown else (HOW, *found))


def _forge_of(site: Site, named: str | None) -> tuple[str, str]:
    """Return the repository and its forge; raise :class:`UsageError` where one is not known."""
    from statusgen.commands.options import UsageError

    repository = site.settings.repository
    if not repository:
        message = (
            "site.yml does not say where the project stands. "
            "Add `repository: https://github.com/OWNER/REPOSITORY` to it."
        )
        raise UsageError(message)
    host = (urlsplit(repository).hostname or "").split(".")
    forge = named or next((forge for forge in FORGES if forge in host), None)
    if forge is None:
        message = f"{repository} does not say which forge it is. Name it with --forge."
        raise UsageError(message)
    return repository, forge


def _files(folder: Path, site: Site) -> Iterator[tuple[str, str, str]]:
    """Yield the title of each scenario, and the path in the repository and the text of a file."""
    from statusgen.authoring.prefilling import new_file
    from statusgen.git import root_of
    from statusgen.languages import read_language
    from statusgen.reading.content import INCIDENTS
    from statusgen.rendering.locale import Locale

    project = folder.resolve()
    place = project.relative_to(root_of(folder) or project)
    for scenario in site.practice.scenarios:
        locale = Locale(read_language(scenario.language), site.settings.timezone)
        name, text = new_file(scenario, site, locale)
        yield scenario.title, (place / INCIDENTS / name).as_posix(), text


def link_to(forge: str, repository: str, branch: str, path: str, text: str) -> tuple[str, bool]:
    """Return the link that opens a new file at ``path``, and whether it carries the text.

    GitHub's editor takes a name and a text. GitLab's takes a name; a text it ignores.
    """
    base = repository.rstrip("/").removesuffix(".git")
    bare = FORGES[forge].format(base, quote(branch), quote(path))
    whole = f"{bare}&value={quote(text, safe='')}"
    has_text = forge == "github" and len(whole) <= LONGEST
    return (whole if has_text else bare), has_text
