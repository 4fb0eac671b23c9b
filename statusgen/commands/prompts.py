"""Questions on a terminal, each asked until its answer is valid.

They go to standard error; standard output has only the report.
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
    expected: str = "An answer is required.",
    suffix: str = " ",
) -> str:
    """Return an answer. Enter gives the default; without one, ``expected`` is shown.

    An empty default is valid.
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
            click.echo("This is not UTF-8 text. Check the encoding of your terminal.", err=True)
        else:
            return answer


def ask_state(name: str, default: str | None) -> str:
    """Return the state of a component; Enter gives the default."""
    from statusgen.notation.words import COMPONENT_STATES
    from statusgen.problems import did_you_mean

    by_state = {state.word: words[1] for state, words in COMPONENT_STATES.words}
    *short, last = by_state.values()
    shown = f"{', '.join(short)} or {last}"
    while True:
        answer = ask_text(
            f"State of {name}: {shown}", default=default and by_state[default], suffix=": "
        )
        begun = [word for word in by_state.values() if word.startswith(answer.casefold())]
        if COMPONENT_STATES.find(answer) is not None:
            return answer
        if len(begun) == 1:
            return begun[0]
        near = None if begun else COMPONENT_STATES.nearest(answer)
        click.echo(did_you_mean(near, always=f"Type {shown}.", form="{}"), err=True)


def choose(question: str, choices: Sequence[tuple[str, str]]) -> str:
    """Return the name of a choice, made by number, name, title or part of either."""
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
        several = f"Several match: {', '.join(fitting)}." if fitting else ""
        click.echo(printable(did_you_mean(near, several, always=expected, form="{}")), err=True)


def _fitting(choices: Sequence[tuple[str, str]], answer: str) -> list[str]:
    """Return the names of the choices that match in full, else of those that contain the answer."""
    wanted = answer.casefold()
    words = [(name, name.casefold(), title.casefold()) for name, title in choices]
    whole = [name for name, *each in words if wanted in each]
    parts = [name for name, *each in words if any(wanted in word for word in each)]
    return whole or ([] if answer.isdecimal() else parts)


def _nearest(choices: Sequence[tuple[str, str]], answer: str) -> str | None:
    """Return the name of the choice whose name or title is most like the answer."""
    from statusgen.problems import nearest

    by_word = {word: name for name, title in reversed(choices) for word in (title, name)}
    near = nearest(answer, by_word)
    return by_word[near] if near else None


@contextmanager
def interruptible() -> Iterator[None]:
    """End with one line on Ctrl-C; files are written whole or not at all."""
    try:
        yield
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nInterrupted.", err=True)
        sys.exit(INTERRUPTED)


def is_dialogue(*, no_input: bool) -> bool:
    """Return whether there is a terminal to ask questions on."""
    streams = (sys.stdin, sys.stderr)  # either may be closed
    return not no_input and all(stream is not None and stream.isatty() for stream in streams)


def confirm_reopening(fact: str) -> bool:
    """Ask whether to reopen an incident; exit if not."""
    if not click.confirm(f"{fact}\nReopen it?", err=True):
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    return True


def finish_writing(report: Report, workspace: Workspace, *, publish: bool) -> NoReturn:
    """Print the report, after publishing the file if that was asked for."""
    if not report.failed:
        from statusgen.commands.publication import published

        with interruptible():
            report = published(report, workspace.folder, clock=workspace.clock, wanted=publish)
    finish(report, "text", workspace.folder)
