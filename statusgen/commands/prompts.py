"""Questions on a terminal, each asked until its answer is valid.

They go to standard error; standard output has only the report.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from statusgen.commands.parameters import wanted_wait
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
    mistake: Callable[[str], str] = lambda _: "",
) -> str:
    """Return an answer. Enter gives the default; without one, ``expected`` is shown.

    An empty default is valid. ``mistake`` says what is wrong with an answer, and is not asked
    about an empty one.
    """
    from statusgen.problems import printable

    while True:
        answer = click.prompt(
            question,
            default=default or "",
            show_default=bool(default),
            err=True,
            prompt_suffix=suffix,
        )
        answer = str(answer).strip() or default or ""
        if not answer and default is None:
            click.echo(expected, err=True)
        elif answer and (fault := mistake(answer)):
            click.echo(printable(fault), err=True)
        else:
            return answer


def ask_state(name: str, default: str | None) -> str:
    """Return the state of a component; Enter gives the default."""
    from statusgen.notation.words import COMPONENT_STATES
    from statusgen.problems import did_you_mean

    by_state = {state.word: words[1] for state, words in COMPONENT_STATES.words}
    *short, last = by_state.values()
    shown = f"{', '.join(short)} or {last}"

    def mistake(answer: str) -> str:
        near = COMPONENT_STATES.nearest(answer)
        is_known = COMPONENT_STATES.find(answer) is not None
        return "" if is_known else did_you_mean(near, always=f"Type {shown}.", form="{}")

    usual = default and by_state[default]
    return ask_text(f"State of {name}: {shown}", default=usual, suffix=": ", mistake=mistake)


def choose(question: str, choices: Sequence[tuple[str, str]], default: str | None = None) -> str:
    """Return the name of a choice, made by number, name, title or part of either."""
    from statusgen.problems import did_you_mean, nearest, printable

    width = len(str(len(choices)))
    known = {name: (f"{number}", name, title) for number, (name, title) in enumerate(choices, 1)}
    for name, (number, _, title) in known.items():
        click.echo(printable(f"  {number:>{width}}  {name}  {title}"), err=True)
    by_word = {word: name for name, title in reversed(choices) for word in (title, name)}
    expected = f"Type a number from 1 to {len(known)}, or a name."

    def mistake(answer: str) -> str:
        found = meant(answer, known)
        near = None if found or answer.isdecimal() else nearest(answer, by_word)
        several = f"Several match: {', '.join(found)}." if found else ""
        hint = did_you_mean(near and by_word[near], several, always=expected, form="{}")
        return "" if len(found) == 1 else hint

    answer = ask_text(question, default=default, expected=expected, mistake=mistake)
    return meant(answer, known)[0]


def meant(answer: str, choices: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the names of the choices that an answer may mean. Each has its words.

    An answer is the name, a word, its beginning or a part of it. The first of these that fits any
    counts. A number must be a whole word.
    """
    wanted = answer.casefold()
    words = [(name, word.casefold()) for name, each in choices.items() for word in each]
    ways = (
        [name for name in choices if name == answer],
        [name for name, word in words if word == wanted],
        [name for name, word in words if word.startswith(wanted) and not answer.isdecimal()],
        [name for name, word in words if wanted in word and not answer.isdecimal()],
    )
    return list(dict.fromkeys(next(filter(None, ways), ())))


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


def confirm(question: str, otherwise: str) -> None:
    """Ask a question; if the answer is no, say what that means and exit."""
    if not click.confirm(question, err=True):
        click.echo(otherwise, err=True)
        sys.exit(1)


def second_incident(*, another: bool, asks: bool) -> Callable[[str], bool]:
    """Return a function that tells whether to publish an incident like one that is open."""

    def goes_on(reason: str) -> bool:
        return another or (asks and click.confirm(f"{reason}. Publish yours as well?", err=True))

    return goes_on


def finish_writing(
    report: Report,
    workspace: Workspace,
    *,
    publish: bool,
    second: Callable[[str], bool] = lambda _reason: True,
) -> NoReturn:
    """Print the report, after publishing the file if that was asked for."""
    if not report.failed:
        from statusgen.commands.publication import published

        with interruptible():
            wait = wanted_wait()
            report = published(
                report,
                workspace.folder,
                clock=workspace.clock,
                wanted=publish,
                second=second,
                wait=wait,
            )
    finish(report, "text", workspace.folder)
