"""Questions on a terminal, each asked until its answer is one.

They go to standard error, so that standard output has the report alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from statusgen.commands.parameters import is_text
from statusgen.commands.printing import INTERRUPTED, UnableError, finish

if TYPE_CHECKING:
    from statusgen.authoring.composing import Missing
    from statusgen.commands.incidents import AmbiguousError
    from statusgen.commands.reminders import Wanted
    from statusgen.commands.report import Report
    from statusgen.commands.update_options import NewOptions, UpdateOptions
    from statusgen.commands.workspace import Workspace
    from statusgen.model import Component, ComponentState, Scenario


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
    desk: Workspace,
    attempt: Callable[[T], Report],
    request: T,
    answer: Callable[[T, Mapping[Missing, str]], T],
) -> Report:
    """Make an attempt, and ask for what is missing until nothing is.

    An answer that is none is told, and asked for again; the others stand.
    """
    from statusgen.commands.drafts import (
        IncompleteError,
        NoTextError,
    )
    from statusgen.commands.options import OptionError, UsageError

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
        except OptionError as error:
            if not asked:
                raise
            answered = {_option_of(each) for each in asked}
            for option, text in error.wrong:  # nobody typed the option of an answer
                click.echo(text if option in answered else f"{option}: {text}", err=True)
            wrong = {option for option, _ in error.wrong}
            asked = tuple(each for each in asked if _option_of(each) in wrong) or asked
        except UsageError as error:
            if not asked:
                raise
            click.echo(str(error), err=True)
        request = answer(request, {each: _ask(desk, each) for each in asked})


def _ask(desk: Workspace, missing: Missing) -> str:
    if missing.name == "components":
        return ",".join(_ask_components(desk, {}, None, is_planned=False, is_needed=True))
    return ask_text(missing.question, expected=_EXPECTED.get(_option_of(missing), _ANYTHING))


def _option_of(missing: Missing) -> str:
    return missing.option.partition(" ")[0]


def complete(wanted: Wanted, said: UpdateOptions) -> UpdateOptions:
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


def answered(said: UpdateOptions, answers: Mapping[Missing, str]) -> UpdateOptions:
    """Return what is said of an update with some answers more."""
    for each, text in answers.items():
        if each.is_variable:
            said = replace(said, values=(*said.values, f"{each.name}={text}"))
        elif each.name == "components":
            said = replace(said, components=(*said.components, text))
        else:
            said = replace(said, **{each.name: text})  # type: ignore[arg-type] # all of them are text
    return said


def answered_wish(
    request: tuple[NewOptions, UpdateOptions], answers: Mapping[Missing, str]
) -> tuple[NewOptions, UpdateOptions]:
    """Return what is said of a new incident with some answers more."""
    wish, said = request
    own = {each for each in answers if not each.is_variable and hasattr(wish, each.name)}
    wish = replace(wish, **{each.name: answers[each] for each in own})  # type: ignore[arg-type] # as above
    return wish, answered(said, {each: answers[each] for each in answers if each not in own})


def begin(
    desk: Workspace, wish: NewOptions, said: UpdateOptions
) -> tuple[NewOptions, UpdateOptions]:
    """Ask for all that a new incident is made of and that no option says."""
    from statusgen.commands import scenarios
    from statusgen.commands.incidents import AmbiguousError

    known = scenarios.scenarios(desk)
    if wish.scenario is None and known:
        choices = [(each.slug, each.title) for each in known]
        name = choose("Which scenario?", [*choices, (scenarios.NO_SCENARIO, "None of them")])
        wish = replace(wish, scenario=name)
    try:
        scenario = scenarios.scenario_of(desk, wish.scenario)
    except AmbiguousError as error:
        return begin(desk, replace(wish, scenario=which_of(error)), said)
    if not said.components and not _is_notice(wish, scenario):
        said = replace(said, components=tuple(_affected(desk, wish, said, scenario)))
    if wish.title is None:
        names = [pair.partition("=")[0] for pair in said.components]
        default = scenarios.usual_title(desk, scenario, names) or None
        wish = replace(wish, title=ask_text("Title", default=default, expected=_TITLE, suffix=": "))
    if scenario:
        said = replace(said, values=(*said.values, *_ask_variables(scenario, said)))
    return wish, said


def _is_notice(wish: NewOptions, scenario: Scenario | None) -> bool:
    from statusgen.notation.words import NOTICE

    if scenario:
        return scenario.sort == "notice"
    return any(NOTICE.find(part) for word in wish.kinds for part in word.split(","))


def _affected(
    desk: Workspace, wish: NewOptions, said: UpdateOptions, scenario: Scenario | None
) -> Iterator[str]:
    """Ask what a new incident affects, with what its scenario proposes."""
    from statusgen.authoring.prefilling import usual_state
    from statusgen.model import ComponentState

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
    desk: Workspace,
    ready: Mapping[str, ComponentState],
    usual: ComponentState | None,
    *,
    is_planned: bool,
    is_needed: bool,
) -> Iterator[str]:
    """Yield ``id=state`` for each component that is chosen; where it is planned ``id`` alone.

    ``usual`` is the state that is proposed where ``ready`` has none.
    """
    from statusgen.notation.words import COMPONENT_STATES
    from statusgen.problems import did_you_mean, nearest, printable

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
            what = f"There is no component {', '.join(strange)}."
            click.echo(f"{what} {did_you_mean(near, form='{}')}".rstrip(), err=True)
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


def _ask_variables(scenario: Scenario, said: UpdateOptions) -> Iterator[str]:
    """Yield ``name=value`` for what the first text of a scenario leaves open."""
    asked = _placeholders(scenario) - {pair.partition("=")[0].strip() for pair in said.values}
    for each in scenario.variables:
        if each.name in asked:
            question = each.ask or f"{each.name}?"
            yield f"{each.name}={ask_text(question, default=each.default)}"


def _placeholders(scenario: Scenario) -> set[str]:
    """Return what the first text of a scenario and its fields leave open."""
    from statusgen.authoring.filling import left_open

    phase = scenario.opening
    return {*left_open((phase.text.markdown, *(value for _, value in phase.fields)), {})}


def said_of(options: dict[str, Any]) -> UpdateOptions:
    """Return what the options say of an update."""
    from statusgen.commands.update_options import UpdateOptions

    said = UpdateOptions(
        **{("next" if name == "next_" else name): each for name, each in options.items()}
    )
    return replace(said, message=read_message(said.message))


def asks_for(options: dict[str, Any], *, no_input: bool) -> bool:
    """Tell whether to ask; not where standard input is the text."""
    return options["message"] != "-" and is_dialogue(no_input=no_input)


def once(_desk: Workspace, attempt: Callable[[Any], Report], request: Any, _: object) -> Report:  # noqa: ANN401 - any request
    """Make an attempt, where nobody can be asked for more."""
    return attempt(request)


def settled(
    attempt: Callable[..., Report], name: str | None, *, asks: bool, reopen: bool = False
) -> Report:
    """Make an attempt, and ask which incident is meant, and whether to open it again."""
    from statusgen.commands.incidents import AmbiguousError
    from statusgen.commands.timing import ReopeningError

    while True:
        try:
            return attempt(name, again=reopen)
        except AmbiguousError as error:
            if not asks:
                raise
            name = which_of(error)
        except ReopeningError as error:
            if not asks:
                raise
            reopen = click.confirm(f"{error.fact}\nOpen it again?", err=True)
            if not reopen:
                click.echo("Nothing was written.", err=True)
                sys.exit(1)


def finish_writing(report: Report, desk: Workspace, *, publish: bool) -> NoReturn:
    """Print what was written, and publish it where that is wanted."""
    if not report.failed:
        from statusgen.commands.publication import published

        with interruptible():
            report = published(report, desk.folder, clock=desk.clock, wanted=publish)
    finish(report, "text", desk.folder)
