"""Asks on a terminal for what an incident or update still needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import click

from statusgen.authoring.composing import Missing
from statusgen.authoring.filling import left_open
from statusgen.authoring.prefilling import usual_state
from statusgen.commands import scenarios
from statusgen.commands.options import OptionError, UsageError
from statusgen.commands.planning import UpdatePlan
from statusgen.commands.prompts import ask_state, ask_text, choose, meant
from statusgen.commands.reminders import OpenQuestions
from statusgen.commands.report import some
from statusgen.commands.update_options import NewOptions, UpdateOptions
from statusgen.commands.workspace import Workspace
from statusgen.model import Component, ComponentState, Scenario, Sort
from statusgen.notation.words import COMPONENT_STATES, NOTICE
from statusgen.problems import did_you_mean, nearest, printable
from statusgen.rendering.components import FEW

P = TypeVar("P", bound=UpdatePlan)
S = TypeVar("S", bound=UpdateOptions)

_ANYTHING = "An answer is required."
_TITLE = "A title is required: say in a few words what is not working."
_COMPONENTS = "The scenario's text names the components, so at least one is required."
_TIME = "A time is required, such as 22:00, 2h or 2026-11-20 22:00."
_UNTOLD = "Readers have not been told yet. Press Enter to skip:"
_EXPECTED = {"title": _TITLE} | dict.fromkeys(("start", "until", "next", "eta"), _TIME)
"""The reply to an empty answer, by what is missing."""


def complete(
    workspace: Workspace, options: S, plan: Callable[[S], P], *, asks: bool, hint: str = ""
) -> P:
    """Return a complete plan, made from the options and, with ``asks``, from answers.

    An invalid answer is asked for again. Raise :class:`UsageError` without ``asks``, or if
    there is no component to choose.
    """
    planned = plan(options)
    while missing := planned.missing:
        unknown = not workspace.components and any(each.name == "components" for each in missing)
        if not asks or unknown:
            lines = (f"  {each.option}  {each.question}" for each in missing)
            raise UsageError("\n".join(filter(None, ("These are required:", *lines, hint))))
        for each in missing:
            options = _answered(workspace, options, each, plan)
        planned = plan(options)
    return planned


def _answered(
    workspace: Workspace, options: S, missing: Missing, plan: Callable[[S], UpdatePlan]
) -> S:
    while True:
        if missing.name == "components":
            text = ",".join(_ask_components(workspace, {}, None, is_planned=False, is_needed=True))
        else:
            text = ask_text(missing.question, expected=_EXPECTED.get(missing.name, _ANYTHING))
        found = with_answer(options, missing, text)
        try:
            plan(found)
        except OptionError as error:
            own = missing.option.partition(" ")[0]
            for option, what in error.wrong:  # the option of an answer was not typed
                click.echo(what if option == own else f"{option}: {what}", err=True)
        else:
            return found


def with_answer(options: S, missing: Missing, text: str) -> S:
    """Return the options with one more answer."""
    if missing.is_variable:
        return replace(options, values=(*options.values, f"{missing.name}={text}"))
    if missing.name == "components":
        return replace(options, components=(*options.components, text))
    return replace(options, **{missing.name: text})  # type: ignore[arg-type] # all of them are text


def ask_for_update(questions: OpenQuestions, options: UpdateOptions) -> UpdateOptions:
    """Return the options with the answers to optional questions; Enter skips one."""
    known = {name: state.word for name, state in questions.components if state is not None}
    states = [f"{name}={word}" for name, word in known.items()]
    is_ready = len(states) == len(questions.components) > FEW
    if not (is_ready and click.confirm(f"Set {some(states)}?", default=True, err=True)):
        names = (name for name, _ in questions.components)
        states = [f"{name}={ask_state(f'{name} now', known.get(name))}" for name in names]
    options = replace(options, components=(*options.components, *states))
    if questions.last:
        click.echo(_UNTOLD, err=True)
    for each in questions.last:
        if text := ask_text(f"  {each.question}", default=""):
            options = with_answer(options, each, text)
    return options


def ask_for_scenario(workspace: Workspace) -> str:
    """Return the name of the chosen scenario, or ``none``."""
    choices = [(each.slug, each.title) for each in scenarios.scenarios(workspace)]
    none = (scenarios.NO_SCENARIO, "None of them")
    return choose("Which scenario?", [*choices, none]) if choices else scenarios.NO_SCENARIO


def ask_for_incident(
    workspace: Workspace, options: NewOptions, scenario: Scenario | None
) -> NewOptions:
    """Return the options with answers for the components, title and variables that they lack."""
    if not options.components and not _is_notice(options, scenario):
        options = replace(options, components=tuple(_affected(workspace, options, scenario)))
    if options.title is None:
        names = [pair.partition("=")[0] for pair in options.components]
        default = scenarios.usual_title(workspace, scenario, names) or None
        title = ask_text("Title", default=default, expected=_TITLE, suffix=": ")
        options = replace(options, title=title)
    if scenario:
        values = (*options.values, *_ask_variables(scenario, options))
        options = replace(options, values=values)
    return options


def _is_notice(options: NewOptions, scenario: Scenario | None) -> bool:
    words = (part for word in options.kinds for part in word.split(","))
    return scenario.sort is Sort.NOTICE if scenario else any(map(NOTICE.find, words))


def _affected(
    workspace: Workspace, options: NewOptions, scenario: Scenario | None
) -> Iterator[str]:
    """Ask which components are affected, with the scenario's as default."""
    named = _placeholders(scenario) if scenario and options.message is None else ()
    return _ask_components(
        workspace,
        dict(scenario.components) if scenario else {},
        usual_state(scenario) if scenario else ComponentState.DEGRADED_PERFORMANCE,
        is_planned=bool(options.start or options.until or (scenario and scenario.duration)),
        is_needed="components" in named,
    )


def _ask_components(
    workspace: Workspace,
    ready: Mapping[str, ComponentState],
    usual: ComponentState | None,
    *,
    is_planned: bool,
    is_needed: bool,
) -> Iterator[str]:
    """Yield ``id=state`` for each chosen component; for planned maintenance, only ``id``.

    ``usual`` is the default state of a component that ``ready`` does not have.
    """
    known = workspace.components
    for number, each in enumerate(known, start=1):
        click.echo(printable(f"  {number:>2}  {each.id}  {each.name}"), err=True)
    groups = workspace.directory.groups
    question = "Which components? Numbers, names, groups or `all`, separated by commas"
    default = ", ".join(ready) or (None if is_needed and known else "none")
    while True:
        answer = ask_text(question, default=default, expected=_COMPONENTS, suffix=": ")
        chosen, strange = _chosen(known, groups, answer)
        if strange:
            near = nearest(strange[0], [*(each.id for each in known), *groups])
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


def _chosen(
    known: Sequence[Component], groups: Iterable[str], answer: str
) -> tuple[dict[str, str], list[str]]:
    """Return the ids in an answer, each with its state if it has one, and the unknown words."""
    choices = {name: [name] for name in groups} | {
        each.id: [str(number), each.id, each.name, *each.aliases]
        for number, each in enumerate(known, start=1)
    }
    words = [word.strip() for word in answer.split(",")]
    words = [word for word in words if word and word != "none"]
    pairs = [(word.partition("=")[0].strip(), word.partition("=")[2].strip()) for word in words]
    found = [(meant(word, choices), word, state) for word, state in pairs]
    strange = [word for names, word, _ in found if len(names) != 1]
    return {names[0]: state for names, _, state in found if len(names) == 1}, strange


def _ask_variables(scenario: Scenario, options: UpdateOptions) -> Iterator[str]:
    """Yield ``name=value`` for each variable that the first phase of a scenario uses."""
    asked = _placeholders(scenario) - {pair.partition("=")[0].strip() for pair in options.values}
    for each in scenario.variables:
        if each.name in asked:
            question = each.ask or f"{each.name}?"
            yield f"{each.name}={ask_text(question, default=each.default)}"


def _placeholders(scenario: Scenario) -> set[str]:
    """Return the placeholders in the first phase of a scenario."""
    phase = scenario.opening
    return {*left_open((phase.text.markdown, *(value for _, value in phase.fields)), {})}
