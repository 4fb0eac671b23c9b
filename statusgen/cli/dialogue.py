"""What is asked on a terminal. All of it can be given as options instead.

Questions go to standard error, so that standard output has the report alone.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import click

from statusgen.cli.printing import INTERRUPTED, UnableError
from statusgen.cli.questions import ask_state, ask_text, choose

if TYPE_CHECKING:  # what commands need is heavy, and --help needs none of it
    from statusgen.authoring.composing import Missing
    from statusgen.commands.asking import Wanted
    from statusgen.commands.choosing import AmbiguousError
    from statusgen.commands.desk import Desk
    from statusgen.commands.new import Wish
    from statusgen.commands.report import Report
    from statusgen.commands.said import Said
    from statusgen.model import Component, ComponentState, Scenario

T = TypeVar("T")

_ANYTHING = "Something is needed here."
_TITLE = "A title is needed here: in a few words, what does not work as usual."
_COMPONENTS = "The text of the scenario says what is affected, so one at least is needed."
_TIME = "A time is needed here, such as 22:00, 2h or 2026-11-20 22:00."
_UNTOLD = "Readers do not know yet; Enter leaves it open:"
_OUTDATED = "Readers know it of the time before it was opened again; Enter lets that stand:"
_EXPECTED = {"--title": _TITLE} | dict.fromkeys(("--from", "--until", "--next", "--eta"), _TIME)
"""What is said of an answer that is empty, by the option that would give it."""


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


def read_message(text: str | None) -> str | None:
    """Return a text; ``-`` is standard input."""
    if text != "-":
        return text
    try:
        return sys.stdin.buffer.read().decode() if sys.stdin else ""
    except UnicodeDecodeError as error:
        message = "The text on standard input is not UTF-8, so nothing was written."
        raise UnableError(message) from error


def which_of(error: AmbiguousError) -> str:
    """Return the name of the one that is meant."""
    return choose("Which one?", [(choice.name, choice.title) for choice in error.choices])


def ask_until_complete(
    desk: Desk,
    attempt: Callable[[T], Report],
    request: T,
    answer: Callable[[T, Mapping[Missing, str]], T],
) -> Report:
    """Make an attempt, and ask for what is missing until nothing is.

    An answer that is none is told, and asked for again; the others stand.
    """
    from statusgen.commands.drafting import (  # noqa: PLC0415 - `--help` loads none
        IncompleteError,
        NoTextError,
    )
    from statusgen.commands.options import UsageError  # noqa: PLC0415 - `--help` loads none

    asked: tuple[Missing, ...] = ()
    while True:
        try:
            return attempt(request)
        except IncompleteError as error:
            asked = error.missing
            if not desk.components and any(each.name == "components" for each in asked):
                raise
        except NoTextError:
            raise
        except UsageError as error:
            if not asked:
                raise
            message = str(error)
            asked = tuple(each for each in asked if _is_told(each, message)) or asked
            click.echo(_without_options(message, asked), err=True)
        request = answer(request, {each: _ask(desk, each) for each in asked})


def _ask(desk: Desk, missing: Missing) -> str:
    if missing.name == "components":
        return ",".join(_ask_components(desk, {}, None, is_planned=False, is_needed=True))
    return ask_text(missing.question, expected=_EXPECTED.get(_option_of(missing), _ANYTHING))


def _is_told(missing: Missing, message: str) -> bool:
    """Tell whether a line of a message is of what an answer was given for."""
    return any(line.startswith(f"{_option_of(missing)}: ") for line in message.splitlines())


def _option_of(missing: Missing) -> str:
    return missing.option.partition(" ")[0]


def _without_options(message: str, asked: Iterable[Missing]) -> str:
    """Return a message whose lines are not headed by options that nobody typed."""
    options = "|".join(re.escape(_option_of(each)) for each in asked)
    return re.sub(rf"^(?:{options}): ", "", message, flags=re.MULTILINE)


def complete(wanted: Wanted, said: Said) -> Said:
    """Return what is said of an update with what is worth a question; Enter goes on."""
    states = [
        f"{name}={ask_state(f'{name} now', proposed.word if proposed is not None else None)}"
        for name, proposed in wanted.components
    ]
    said = replace(said, components=(*said.components, *states))
    for reason, asked in ((_UNTOLD, wanted.last), (_OUTDATED, wanted.again)):
        if asked:
            click.echo(reason, err=True)
        for each in asked:
            text = ask_text(f"  {each.question}", default="")
            said = answered(said, {each: text}) if text else said
    return said


def answered(said: Said, answers: Mapping[Missing, str]) -> Said:
    """Return what is said of an update with some answers more."""
    for each, text in answers.items():
        if each.is_variable:
            said = replace(said, values=(*said.values, f"{each.name}={text}"))
        elif each.name == "components":
            said = replace(said, components=(*said.components, text))
        else:
            said = replace(said, **{each.name: text})  # type: ignore[arg-type] # all of them are text
    return said


def answered_wish(request: tuple[Wish, Said], answers: Mapping[Missing, str]) -> tuple[Wish, Said]:
    """Return what is said of a new incident with some answers more."""
    wish, said = request
    own = {each for each in answers if not each.is_variable and hasattr(wish, each.name)}
    wish = replace(wish, **{each.name: answers[each] for each in own})  # type: ignore[arg-type] # as above
    return wish, answered(said, {each: answers[each] for each in answers if each not in own})


def begin(desk: Desk, wish: Wish, said: Said) -> tuple[Wish, Said]:
    """Ask for all that a new incident is made of and that no option says."""
    from statusgen.commands import catalogue  # noqa: PLC0415 - as above
    from statusgen.commands.choosing import AmbiguousError  # noqa: PLC0415 - as above

    known = catalogue.scenarios(desk)
    if wish.scenario is None and known:
        choices = [(each.slug, each.title) for each in known]
        name = choose("Which scenario?", [*choices, (catalogue.NO_SCENARIO, "None of them")])
        wish = replace(wish, scenario=name)
    try:
        scenario = catalogue.scenario_of(desk, wish.scenario)
    except AmbiguousError as error:
        return begin(desk, replace(wish, scenario=which_of(error)), said)
    if not said.components and not _is_notice(wish, scenario):
        said = replace(said, components=tuple(_affected(desk, wish, said, scenario)))
    if wish.title is None:
        names = [pair.partition("=")[0] for pair in said.components]
        default = catalogue.usual_title(desk, scenario, names) or None
        wish = replace(wish, title=ask_text("Title", default=default, expected=_TITLE, suffix=": "))
    if scenario:
        said = replace(said, values=(*said.values, *_ask_variables(scenario, said)))
    return wish, said


def _is_notice(wish: Wish, scenario: Scenario | None) -> bool:
    from statusgen.notation.words import NOTICE  # noqa: PLC0415 - as above

    if scenario:
        return scenario.sort == "notice"
    return any(NOTICE.find(part) for word in wish.kinds for part in word.split(","))


def _affected(desk: Desk, wish: Wish, said: Said, scenario: Scenario | None) -> Iterator[str]:
    """Ask what a new incident affects, with what its scenario proposes."""
    from statusgen.authoring.prefilling import usual_state  # noqa: PLC0415 - as above
    from statusgen.model import ComponentState  # noqa: PLC0415 - as above

    if scenario is None:
        usual, planned = ComponentState.DEGRADED_PERFORMANCE, bool(wish.start or wish.until)
        return _ask_components(desk, {}, usual, is_planned=planned, is_needed=False)
    return _ask_components(
        desk,
        dict(scenario.components),
        usual_state(scenario),
        is_planned=bool(wish.start or wish.until or scenario.duration),
        is_needed=said.message is None and "components" in _placeholders(scenario),
    )


def _ask_components(
    desk: Desk,
    ready: Mapping[str, ComponentState],
    usual: ComponentState | None,
    *,
    is_planned: bool,
    is_needed: bool,
) -> Iterator[str]:
    """Yield ``id=state`` for each component that is chosen; where it is planned ``id`` alone.

    ``usual`` is the state that is proposed where ``ready`` has none.
    """
    from statusgen.notation.words import COMPONENT_STATES  # noqa: PLC0415 - as above
    from statusgen.problems import nearest, printable  # noqa: PLC0415 - as above

    known = desk.components
    for number, each in enumerate(known, start=1):
        click.echo(printable(f"  {number:>2}  {each.id}  {each.name}"), err=True)
    question = "Which components? Numbers or names, with commas between"
    default = ", ".join(ready) or (None if is_needed and known else "none")
    while True:
        answer = ask_text(question, default=default, expected=_COMPONENTS, suffix=": ")
        chosen, strange = _chosen(known, answer)
        if strange:
            near = nearest(strange[0], [each.id for each in known])
            hint = f" Did you mean {near}?" if near else ""
            click.echo(f"There is no component {', '.join(strange)}.{hint}", err=True)
        elif chosen or not (is_needed and known):
            break
        else:
            click.echo(_COMPONENTS, err=True)
    for name, state in chosen.items():
        proposed = ready.get(name, usual)
        if is_planned:
            yield name
        elif COMPONENT_STATES.find(state) is not None:
            yield f"{name}={state}"
        else:
            yield f"{name}={ask_state(name, proposed.word if proposed is not None else None)}"


def _chosen(known: Sequence[Component], answer: str) -> tuple[dict[str, str], list[str]]:
    """Return the ids that an answer names, each with its state if any, and what names none."""
    by_word = {str(number): each.id for number, each in enumerate(known, start=1)}
    by_word |= {word.casefold(): each.id for each in known for word in (each.name, *each.aliases)}
    by_word |= {each.id: each.id for each in known}
    words = [word.strip() for word in answer.split(",")]
    words = [word for word in words if word and word != "none"]
    pairs = [(word.partition("=")[0].strip(), word.partition("=")[2].strip()) for word in words]
    found = [(by_word.get(word.casefold()), word, state) for word, state in pairs]
    strange = [word for name, word, _ in found if name is None]
    return {name: state for name, _, state in found if name}, strange


def _ask_variables(scenario: Scenario, said: Said) -> Iterator[str]:
    """Yield ``name=value`` for what the first text of a scenario leaves open."""
    asked = _placeholders(scenario) - {pair.partition("=")[0].strip() for pair in said.values}
    for each in scenario.variables:
        if each.name in asked:
            question = each.ask or f"{each.name}?"
            yield f"{each.name}={ask_text(question, default=each.default)}"


def _placeholders(scenario: Scenario) -> set[str]:
    """Return what the first text of a scenario and its fields leave open."""
    from statusgen.authoring.filling import left_open  # noqa: PLC0415 - as above

    phase = scenario.opening
    return {*left_open((phase.text.markdown, *(value for _, value in phase.fields)), {})}
