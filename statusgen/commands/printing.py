"""What a person sees of a command: its report, its usage errors, how far it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, NoReturn, TextIO

import click

if TYPE_CHECKING:  # a report's modules are heavy, and --help needs none of them
    from statusgen.commands.report import Report
    from statusgen.problems import Problem


class UnableError(click.ClickException):
    """What was asked for cannot be done; the reason is told, without how to call the command."""

    exit_code = 2


INTERRUPTED = 130
"""The exit code of what was ended by Ctrl-C, as shells have it."""

GAP = 2
"""Columns of a terminal between those of a table."""

LINES = 3
"""On how many lines of a table a text can still be read."""

VALUE = len("2026-11-20 14:05")
"""The columns that a value beside its label needs at least, so that no time is cut."""

PATIENCE = 1.0
"""Seconds that a command may take before it shows how far it is."""


def finish(report: Report, form: str, project: Path) -> NoReturn:
    """Print a report, and end with the exit code that it means."""
    from statusgen.problems import as_json, printable

    if report.interrupted:
        click.echo(err=True)  # a terminal shows the keys that were pressed
    match form:
        case "json":
            click.echo(as_json(report.problems))
        case "github":
            for problem in report.problems:
                click.echo(_from_here(problem, project).as_github())
        case _:
            show(report.problems)
    for line in (report.summary, *report.notes):
        click.echo(printable(line), err=form == "json")
    sys.exit(INTERRUPTED if report.interrupted else 1 if report.failed else 0)


def show(problems: Iterable[Problem]) -> None:
    """Print problems for people."""
    for problem in problems:
        click.echo(_painted(problem) + "\n", color=_has_colour(sys.stdout))


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
    return is_terminal(stream) and not os.environ.get("NO_COLOR")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody is looking, with a terminal that can more than print; closed, it is none."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def print_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, wraps: Sequence[str] = ()
) -> None:
    """Print a table: drawn to its width on a terminal, else a line for each row.

    The columns of ``wraps`` give way in this order where it is narrow; all others stay whole. Where
    that is not enough, each row is a block, and at last plain lines. The cells hold no control
    characters.
    """
    if is_terminal(sys.stdout):
        _draw(heads, rows, wraps)
        return
    lines = [heads, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _draw(heads: Sequence[str], rows: Sequence[Sequence[str]], wraps: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    names = [*map(str.capitalize, heads)]
    if widths := _fitted(heads, rows, wraps, console.width):
        table = Table(*names, box=None, pad_edge=False, header_style="bold")
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)
        return
    label = max(map(len, names)) + GAP
    for number, (first, *others) in enumerate(rows):
        if number:
            console.print()
        console.print(Text(first, style="bold"), soft_wrap=True)  # it is typed again: in one piece
        filled = [(name, cell) for name, cell in zip(names[1:], others, strict=True) if cell]
        if console.width < label + GAP + VALUE:
            for name, cell in filled:
                console.print(Text(f"{name}: {cell}"), soft_wrap=True)
            continue
        block = Table.grid(padding=(0, GAP, 0, 0))
        block.add_column(width=label, no_wrap=True)
        block.add_column(overflow="fold")
        for name, cell in filled:
            block.add_row(f"  {name}", Text(cell))
        console.print(block)


def _fitted(
    heads: Sequence[str], rows: Sequence[Sequence[str]], wraps: Sequence[str], room: int
) -> list[int]:
    """Return the widths of the columns; none where they have no room without cutting words."""
    from rich.cells import cell_len

    def longest(texts: Iterable[str]) -> int:
        return max(map(cell_len, texts), default=0)

    columns = [*zip(*rows, strict=True)]
    room -= GAP * (len(heads) - 1)
    widths = [longest((head, *cells)) for head, cells in zip(heads, columns, strict=True)]
    if sum(widths) > room:  # heads of two words take two lines first
        pairs = zip(heads, columns, strict=True)
        widths = [longest((*head.split(), *cells)) for head, cells in pairs]
    for head in wraps:
        place = heads.index(head)
        words = longest(word for cell in (head, *columns[place]) for word in cell.split())
        least = max(words, -(-widths[place] // LINES))
        widths[place] = max(least, widths[place] - max(0, sum(widths) - room))
    return widths if sum(widths) <= room else []


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
    if not is_terminal(sys.stderr):
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

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
