"""``statusgen links``: for each scenario a link that opens the forge's editor with its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from statusgen.commands import clock
from statusgen.commands.parameters import project_argument
from statusgen.commands.printing import finish, usage_errors
from statusgen.commands.report import Report, count
from statusgen.problems import Problems

if TYPE_CHECKING:
    from statusgen.forges import Forge, Link
    from statusgen.model import Site


@click.command("links")
@project_argument
@click.option(
    "--forge",
    type=click.Choice(["github", "gitlab"]),
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
    with usage_errors():
        found = links(
            project,
            branch=branch,
            forge=forge,
            markdown=form == "markdown",
            clock=clock.now(),
        )
    if isinstance(found, str):
        click.echo(found)
    else:
        finish(found, "text", project)


HOW = (
    "Each link opens the editor of the forge with a new file. What stands there in capitals or",
    "between double braces is to be replaced; while any is left, nothing of it is published.",
)
PASTE = "Paste this text into the editor:"


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
    found = tuple(_links(site, branch, _forge(site, forge), _place(folder)))
    lines = _as_markdown(found) if markdown else _as_text(found)
    return "\n".join(lines) if found else "There is no scenario in content/scenarios/ yet."


def _forge(site: Site, named: str | None) -> Forge:
    """Return the forge of the repository; raise :class:`UsageError` where none is known."""
    from statusgen.commands.options import UsageError
    from statusgen.forges import Forge, forge_of

    repository = site.settings.repository
    if not repository:
        message = (
            "site.yml does not say where the project stands. "
            "Add `repository: https://github.com/OWNER/REPOSITORY` to it."
        )
        raise UsageError(message)
    forge = Forge(named) if named else forge_of(repository)
    if forge is None:
        message = f"{repository} does not say which forge it is. Name it with --forge."
        raise UsageError(message)
    return forge


def _links(site: Site, branch: str, forge: Forge, place: str) -> Iterator[Link]:
    from statusgen.authoring.prefilling import new_file
    from statusgen.forges import link_to
    from statusgen.languages import read_language
    from statusgen.reading.content import INCIDENTS
    from statusgen.rendering.locale import Locale

    repository = site.settings.repository or ""
    for scenario in site.practice.scenarios:
        locale = Locale(read_language(scenario.language), site.settings.timezone)
        name, text = new_file(scenario, site, locale)
        path = f"{place}{INCIDENTS}{name}"
        yield link_to(forge, repository, branch, path, (scenario.title, text))


def _place(folder: Path) -> str:
    """Return where the project stands in its repository: empty at the root, else ``docs/site/``."""
    from statusgen.git import root_of

    root = root_of(folder)
    place = folder.resolve().relative_to(root).as_posix() if root else "."
    return "" if place == "." else f"{place}/"


def _as_text(found: tuple[Link, ...]) -> Iterator[str]:
    yield from HOW
    for link in found:
        yield f"\n{link.title}\n  {link.url}"
        if not link.carries_text:
            yield f"  {PASTE}\n"
            yield from (f"    {line}".rstrip() for line in link.text.splitlines())


def _as_markdown(found: tuple[Link, ...]) -> Iterator[str]:
    for link in found:
        title = re.sub(r"([\\\[\]*_`<>])", r"\\\1", link.title)
        yield f"- [{title}]({link.url})"
        if not link.carries_text:
            longest = max((len(run) for run in re.findall("`+", link.text)), default=0)
            fence = "`" * max(3, longest + 1)
            block = (PASTE, "", f"{fence}markdown", *link.text.splitlines(), fence)
            yield "\n" + "\n".join(f"  {line}".rstrip() for line in block) + "\n"
