"""Questions on a terminal, each asked until its answer is one.

They go to standard error, so that standard output has the report alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from statusgen.commands.parameters import is_text
from statusgen.commands.printing import INTERRUPTED, finish

if TYPE_CHECKING:
    from statusgen.commands.report import Report
    from statusgen.commands.workspace import Workspace


def ask_text(
    question: str,
    *,
    default: str | None = None,
    expected: str = "Something is needed here.",
    suffix: str = " ",
) -> str:
    """Return an answer; Enter is the default, and where there is none it is told what is expected.

    An empty default is an answer, too.
    """
    while True:
        try:
            answer = click.prompt(
                question,
                default=default or "",
                show_default=bool(default),
                err=True,
                prompt_suffix=suffix,
            )
        except UnicodeDecodeError as error:
            answer = error.object.decode(errors="surrogateescape")
        answer = str(answer).strip() or default or ""
        if not answer and default is None:
            click.echo(expected, err=True)
        elif not is_text(answer):
            click.echo("This is not UTF-8 text; the terminal may use another encoding.", err=True)
        else:
            return answer


def ask_state(name: str, default: str | None) -> str:
    """Return a state; what Enter stands for is named as the question names it."""
    from statusgen.notation.words import COMPONENT_STATES

    by_state = {state.word: words[1] for state, words in COMPONENT_STATES.words}
    *short, last = by_state.values()
    question = f"State of {name}: {', '.join(short)} or {last}"
    while True:
        answer = ask_text(question, default=default and by_state[default], suffix=": ")
        if COMPONENT_STATES.find(answer) is not None:
            return answer
        click.echo(COMPONENT_STATES.hint(answer, form="{}"), err=True)


def choose(question: str, choices: Sequence[tuple[str, str]]) -> str:
    """Return the name of the one that is chosen: by number, name, title, or a part of either."""
    from statusgen.problems import did_you_mean, printable

    width = len(str(len(choices)))
    for number, (name, title) in enumerate(choices, start=1):
        click.echo(printable(f"  {number:>{width}}  {name}  {title}"), err=True)
    names = [name for name, _ in choices]
    expected = f"Type a number from 1 to {len(names)}, or a name."
    while True:
        answer = ask_text(question, expected=expected)
        if answer in names:
            return answer
        if answer.isdecimal() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        fitting = _fitting(choices, answer)
        if len(fitting) == 1:
            return fitting[0]
        near = None if fitting or answer.isdecimal() else _nearest(choices, answer)
        several = f"Several fit: {', '.join(fitting)}." if fitting else ""
        click.echo(printable(did_you_mean(near, several, always=expected, form="{}")), err=True)


def _fitting(choices: Sequence[tuple[str, str]], answer: str) -> list[str]:
    """Return the names of those that an answer names in full; else of those with such a part."""
    wanted = answer.casefold()
    words = [(name, name.casefold(), title.casefold()) for name, title in choices]
    whole = [name for name, *each in words if wanted in each]
    parts = [name for name, *each in words if any(wanted in word for word in each)]
    return whole or ([] if answer.isdecimal() else parts)


def _nearest(choices: Sequence[tuple[str, str]], answer: str) -> str | None:
    """Return the name of the one that was probably meant, by its name or its title."""
    from statusgen.problems import nearest

    by_word = {word: name for name, title in reversed(choices) for word in (title, name)}
    near = nearest(answer, by_word)
    return by_word[near] if near else None


@contextmanager
def interruptible() -> Iterator[None]:
    """End with a clean line where somebody breaks off; files are written whole or not at all."""
    try:
        yield
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nInterrupted.", err=True)
        sys.exit(INTERRUPTED)


def is_dialogue(*, no_input: bool) -> bool:
    """Tell whether somebody is there to be asked."""
    streams = (sys.stdin, sys.stderr)  # either may be closed
    return not no_input and all(stream is not None and stream.isatty() for stream in streams)


def confirm_reopening(fact: str) -> bool:
    """Tell whether to open again what is over; end where that is not meant."""
    if not click.confirm(f"{fact}\nOpen it again?", err=True):
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    return True


def finish_writing(report: Report, workspace: Workspace, *, publish: bool) -> NoReturn:
    """Print what was written, and publish it where that is wanted."""
    if not report.failed:
        from statusgen.commands.publication import published

        with interruptible():
            report = published(report, workspace.folder, clock=workspace.clock, wanted=publish)
    finish(report, "text", workspace.folder)
