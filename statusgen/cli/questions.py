"""Questions on a terminal, each asked until its answer is one.

They go to standard error, so that standard output has the report alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from statusgen.cli.parameters import is_text

__all__ = ["ask_state", "ask_text", "choose"]


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
    from statusgen.notation.words import COMPONENT_STATES  # noqa: PLC0415 - `--help` loads none

    by_state = {state.word: words[1] for state, words in COMPONENT_STATES.words}
    *short, last = by_state.values()
    question = f"State of {name}: {', '.join(short)} or {last}"
    while True:
        answer = ask_text(question, default=default and by_state[default], suffix=": ")
        if COMPONENT_STATES.find(answer) is not None:
            return answer
        near = COMPONENT_STATES.nearest(answer)
        hint = f"Did you mean {near}? " if near else ""
        click.echo(f"{hint}Known are {', '.join(COMPONENT_STATES.names)}.", err=True)


def choose(question: str, choices: Sequence[tuple[str, str]]) -> str:
    """Return the name of the one that is chosen: by number, name, title, or a part of either."""
    from statusgen.problems import printable  # noqa: PLC0415 - `--help` loads none

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
        hint = f"Several fit: {', '.join(fitting)}. " if fitting else ""
        hint = f"Did you mean {near}? " if near else hint
        click.echo(printable(f"{hint}{expected}"), err=True)


def _fitting(choices: Sequence[tuple[str, str]], answer: str) -> list[str]:
    """Return the names of those that an answer names in full; else of those with such a part."""
    wanted = answer.casefold()
    words = [(name, name.casefold(), title.casefold()) for name, title in choices]
    whole = [name for name, *each in words if wanted in each]
    parts = [name for name, *each in words if any(wanted in word for word in each)]
    return whole or ([] if answer.isdecimal() else parts)


def _nearest(choices: Sequence[tuple[str, str]], answer: str) -> str | None:
    """Return the name of the one that was probably meant, by its name or its title."""
    from statusgen.problems import nearest  # noqa: PLC0415 - `--help` loads none

    by_word = {word: name for name, title in reversed(choices) for word in (title, name)}
    near = nearest(answer, by_word)
    return by_word[near] if near else None
