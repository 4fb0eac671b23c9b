"""What a command prints: its report, usage errors, tables, progress."""

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
    """The command cannot do what was asked; only the reason is printed, without the usage."""

    exit_code = 2


INTERRUPTED = 130
"""The exit code after Ctrl-C, as in shells."""

UNSEEN = 3
"""The exit code if something was pushed, but readers do not see it."""

PATIENCE = 1.0
"""How many seconds a command runs before it shows its progress."""


def finish(report: Report, form: str, project: Path) -> NoReturn:
    """Print a report, and exit with its exit code."""
    if report.interrupted:
        click.echo(err=True)  # the terminal has just shown ^C
    if form == "json":
        click.echo(as_json(report.problems))
    elif form == "github":
        for problem in report.problems:
            # Forges expect paths relative to the root of the repository, where the command runs.
            path = (project / problem.span.path).as_posix()
            click.echo(replace(problem, span=replace(problem.span, path=path)).as_github())
    else:
        show(report.problems)
    for line in (report.summary, *report.notes):
        click.echo(printable(line), err=form == "json")
    sys.exit(
        INTERRUPTED
        if report.interrupted
        else 1
        if report.failed
        else UNSEEN
        if report.unseen
        else 0
    )


def show(problems: Iterable[Problem]) -> None:
    """Print problems for people, in colour on a terminal unless ``NO_COLOR`` is set.

    The severity is also a word, so nothing depends on colour alone.
    """
    has_colour = is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")
    for problem in problems:
        mark = f"{problem.severity}[{problem.code}]"
        painted = click.style(mark, fg="red" if problem.is_error else "yellow", bold=True)
        click.echo(problem.as_text().replace(mark, painted, 1) + "\n", color=has_colour)


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a stream is open and is a terminal that can do more than print."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a line for each row, with aligned columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, a line for each row. The cells must not hold control characters.

    On a terminal that is too narrow, each row is a block of lines, and no word is cut.
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
        click.secho(first, bold=True)  # people copy it, so it is never broken
        for name, cell in zip(heads[1:], others, strict=True):
            if cell:
                click.echo(wrapper.fill(f"{name.capitalize()}: {cell}"))


def print_markdown(text: str) -> None:
    """Print Markdown: formatted on a terminal, otherwise as it is."""
    if is_terminal(sys.stdout):
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(text))
    else:
        click.echo(text)


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Show the progress of a slow command on a terminal, and erase it at the end."""
    began = time.monotonic()

    def show_line(text: str) -> None:
        if is_terminal(sys.stderr) and time.monotonic() - began > PATIENCE:
            click.echo(f"\r{text:<40}\r", nl=False, err=True)

    try:
        yield lambda done, total: show_line(f"Rendering {done:,} of {total:,}")
    finally:
        show_line("")
