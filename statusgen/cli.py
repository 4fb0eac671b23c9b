"""The command line: it takes the words, calls the command and prints its report.

Nothing else in statusgen prints, and nothing else asks for the time. What a
command needs is imported when it runs, so that ``--help`` is instant.
"""

from __future__ import annotations

import os
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

from statusgen import __version__

if TYPE_CHECKING:  # a report's modules are heavy, and --help needs none of them
    from statusgen.commands.report import Report
    from statusgen.problems import Problem

PATIENCE = 1.0
"""Seconds that a command may take before it shows how far it is."""

project_argument = click.argument(
    "project", type=click.Path(exists=True, file_okay=False, path_type=Path), default="."
)
now_option = click.option(
    "--now",
    metavar="TIME",
    help="The instant to build for, such as '2026-11-20 14:05 UTC'; without a zone, the site's. "
    "The current one if left out.",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json"]),
    default="text",
    show_default=True,
    help="How problems are printed: for people, as workflow commands, or for programs.",
)
strict_option = click.option("--strict", is_flag=True, help="Warnings fail, too.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def main() -> None:
    """Make a static status site from Markdown in git."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal may know fewer characters than a text has
            stream.reconfigure(errors="backslashreplace")
    zoneinfo.reset_tzpath(to=())  # zones come from the tzdata package, the same on each machine


@main.command()
@project_argument
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The folder to write to; PROJECT's output/ if left out.",
)
@now_option
@click.option("--base-url", metavar="URL", help="Where this build will stand, if not at `url`.")
@strict_option
@click.option("--preview", metavar="LABEL", help="Show drafts as well, under a banner with LABEL.")
@format_option
def build(
    *,
    project: Path,
    output: Path | None,
    now: str | None,
    base_url: str | None,
    strict: bool,
    preview: str | None,
    form: str,
) -> None:
    """Write the site of PROJECT, by default the current folder.

    While anything is wrong with it, nothing is written.
    """
    from statusgen.commands import build as command  # noqa: PLC0415 - `--help` loads no command

    with _usage_errors(), progress() as tell:
        report = command.build(
            project,
            output or project / "output",
            now=now,
            clock=datetime.now(UTC),
            tell=tell,
            base_url=base_url,
            preview=preview,
            strict=strict,
        )
    _finish(report, form, project)


@main.command()
@project_argument
@now_option
@strict_option
@format_option
def check(*, project: Path, now: str | None, strict: bool, form: str) -> None:
    """Say all that is wrong with PROJECT, and write nothing.

    Drafts and internal files are checked as well.
    """
    from statusgen.commands import check as command  # noqa: PLC0415 - `--help` loads no command

    with _usage_errors(), progress() as tell:
        report = command.check(project, now=now, clock=datetime.now(UTC), tell=tell, strict=strict)
    _finish(report, form, project)


@main.command()
@click.argument(
    "folder", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default="."
)
def init(folder: Path) -> None:
    """Start a project in DIR, by default the current folder.

    It builds as it is, and its comments teach the rest. Nothing is overwritten.
    """
    from statusgen.commands import init as command  # noqa: PLC0415 - `--help` loads no command

    _finish(command.init(folder, datetime.now(UTC)), "text", folder)


@main.command()
@click.argument("name", type=click.Choice(["incident", "postmortem", "site"]))
def schema(name: str) -> None:
    """Print the JSON Schema of front matter or site.yml, for editors."""
    from statusgen.commands import schema as command  # noqa: PLC0415 - `--help` loads no command

    click.echo(command.schema(name))


def _finish(report: Report, form: str, project: Path) -> NoReturn:
    """Print a report, and end with the exit code that it means."""
    from statusgen.problems import as_json, printable  # noqa: PLC0415 - `--help` loads no command

    match form:
        case "json":
            click.echo(as_json(report.problems))
        case "github":
            for problem in report.problems:
                click.echo(_from_here(problem, project).as_github())
        case _:
            for problem in report.problems:
                click.echo(_painted(problem) + "\n", color=_has_colour(sys.stdout))
    for line in (report.summary, *report.notes):
        click.echo(printable(line), err=form == "json")
    sys.exit(1 if report.failed else 0)


def _from_here(problem: Problem, project: Path) -> Problem:
    """Name the file as a forge knows it: from where the command runs, the repository's root."""
    path = (project / problem.span.path).as_posix()
    return replace(problem, span=replace(problem.span, path=path))


def _painted(problem: Problem) -> str:
    """Colour the severity; it is a word as well, so nothing is said by colour alone."""
    mark = f"{problem.severity}[{problem.code}]"
    colour = "red" if problem.is_error else "yellow"
    return problem.as_text().replace(mark, click.style(mark, fg=colour, bold=True), 1)


def _has_colour(stream: TextIO | None) -> bool:
    """Whether to colour: on a terminal, unless https://no-color.org is followed."""
    return _is_terminal(stream) and not os.environ.get("NO_COLOR")


def _is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody is looking, with a terminal that can more than print; closed, it is none."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def _usage_errors() -> Iterator[None]:
    """Turn the value of an option that is none into a usage error, exit code 2."""
    from statusgen.commands.options import UsageError  # noqa: PLC0415 - `--help` loads no command

    try:
        yield
    except UsageError as error:
        raise click.UsageError(str(error)) from error


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Show how far a command is, once it takes long, on a terminal, and leave no trace of it."""
    if not _is_terminal(sys.stderr):
        yield lambda _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415 - only where there is progress to show
    from rich.progress import Progress  # noqa: PLC0415 - only where there is progress to show

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task("Reading", total=None)

    def tell(done: int, total: int) -> None:
        bar.update(task, description="Rendering", completed=done, total=total)

    timer = Timer(PATIENCE, bar.start)
    timer.start()
    try:
        yield tell
    finally:
        timer.cancel()
        timer.join()
        if bar.live.is_started:
            bar.stop()
