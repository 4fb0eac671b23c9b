"""What a person sees of a command: its report, its usage errors, how far it is."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

from statusgen.problems import Problem, as_json, printable

if TYPE_CHECKING:
    from statusgen.commands.report import Report


class UnableError(click.ClickException):
    """What was asked for cannot be done; the reason is told, without how to call the command."""

    exit_code = 2


INTERRUPTED = 130
"""The exit code of what was ended by Ctrl-C, as shells have it."""

PATIENCE = 1.0
"""Seconds that a command may take before it shows how far it is."""


def finish(report: Report, form: str, project: Path) -> NoReturn:
    """Print a report, and end with the exit code that it means."""
    if report.interrupted:
        click.echo(err=True)  # a terminal shows the keys that were pressed
    if form == "json":
        click.echo(as_json(report.problems))
    elif form == "github":
        for problem in report.problems:
            # A forge knows the file from where the command runs, the root of the repository.
            path = (project / problem.span.path).as_posix()
            click.echo(replace(problem, span=replace(problem.span, path=path)).as_github())
    else:
        show(report.problems)
    for line in (report.summary, *report.notes):
        click.echo(printable(line), err=form == "json")
    sys.exit(INTERRUPTED if report.interrupted else 1 if report.failed else 0)


def show(problems: Iterable[Problem]) -> None:
    """Print problems for people, in colour unless https://no-color.org is followed.

    The severity is a word as well, so nothing is said by colour alone.
    """
    has_colour = is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")
    for problem in problems:
        mark = f"{problem.severity}[{problem.code}]"
        painted = click.style(mark, fg="red" if problem.is_error else "yellow", bold=True)
        click.echo(problem.as_text().replace(mark, painted, 1) + "\n", color=has_colour)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody is looking, with a terminal that can more than print; closed, it is none."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a line for each row, with its cells below those of the row above."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table of cells without control characters: a line for each row.

    On a terminal that is too narrow each row is a block instead, which cuts no word.
    """
    is_drawn = is_terminal(sys.stdout)
    head, *lines = columns([heads, *rows])
    width = shutil.get_terminal_size().columns
    if not is_drawn or max(map(len, (head, *lines))) <= width:
        click.echo("\n".join((click.style(head, bold=is_drawn or None), *lines)))
        return
    wrapper = textwrap.TextWrapper(width, initial_indent="  ", subsequent_indent="    ")
    wrapper.break_long_words = wrapper.break_on_hyphens = False
    for first, *others in rows:
        click.secho(first, bold=True)  # it is typed again, so it stays in one piece
        for name, cell in zip(heads[1:], others, strict=True):
            if cell:
                click.echo(wrapper.fill(f"{name.capitalize()}: {cell}"))


def print_markdown(text: str) -> None:
    """Print a text of an author's: drawn on a terminal, else as it was written."""
    if is_terminal(sys.stdout):
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(text))
    else:
        click.echo(text)


@contextmanager
def usage_errors() -> Iterator[None]:
    """Say what keeps a command from doing what it was asked, and end with exit code 2."""
    from statusgen.commands.options import UsageError

    try:
        yield
    except UsageError as error:
        raise UnableError(str(error)) from error


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Show how far a command is, once it takes long, on a terminal, and leave no trace of it."""
    began = time.monotonic()

    def show_line(text: str) -> None:
        if is_terminal(sys.stderr) and time.monotonic() - began > PATIENCE:
            click.echo(f"\r{text}\x1b[K", nl=False, err=True)

    try:
        yield lambda done, total: show_line(f"Rendering {done:,} of {total:,}")
    finally:
        show_line("")
