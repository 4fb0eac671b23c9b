"""``statusgen new``: the file of a new incident, with its first update."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from statusgen.commands import prompts
from statusgen.commands.parameters import TextCommand, said_options, workspace_of
from statusgen.commands.printing import usage_errors
from statusgen.commands.report import Report

if TYPE_CHECKING:
    from statusgen.authoring.composing import Frame, Given, Missing
    from statusgen.authoring.front import NewIncident
    from statusgen.commands.drafts import Edit
    from statusgen.commands.update_options import NewOptions, OptionReader, UpdateOptions
    from statusgen.commands.workspace import Workspace
    from statusgen.model import Impact, Phase, Scenario, Sort, State, States, Window


@click.command("new", cls=TextCommand)
@click.argument("scenario", required=False)
@click.option("--title", metavar="TEXT", help="What readers see in lists.")
@click.option(
    "--kind",
    "kinds",
    metavar="WORD",
    multiple=True,
    help="degradation, outage, data_loss, security or notice; again for each.",
)
@click.option("--started", metavar="TIME", help="When it began, if before it was noticed.")
@click.option("--from", "start", metavar="WHEN", help="When the maintenance begins.")
@click.option(
    "--until", metavar="WHEN", help="When it is planned to be over; a duration counts from --from."
)
@click.option("--draft", is_flag=True, help="Do not publish it yet.")
@click.option("--drill", is_flag=True, help="Only practise: internal, and marked as a drill.")
@said_options
@click.option("--list", "listing", is_flag=True, help="Show the scenarios, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="With --list: print them for programs.")
def command(
    *,
    scenario: str | None,
    title: str | None,
    kinds: tuple[str, ...],
    started: str | None,
    start: str | None,
    until: str | None,
    draft: bool,
    drill: bool,
    edit: bool,
    publish: bool,
    no_input: bool,
    project: Path,
    listing: bool,
    as_json: bool,
    **said: Any,  # noqa: ANN401 - those of said_options
) -> None:
    """Begin an incident, a maintenance or a notice, from SCENARIO if one is named.

    --list shows the scenarios; none is what to name where no one fits. On a terminal it asks for
    what is missing.
    """
    from statusgen.commands.editor import Editor
    from statusgen.commands.prompts import finish_writing

    if as_json and not listing:
        message = "--json is for --list."
        raise click.UsageError(message)
    with prompts.interruptible(), usage_errors():
        from statusgen.commands import scenarios

        desk = workspace_of(project)
        if listing:
            click.echo(scenarios.as_json(desk) if as_json else scenarios.as_table(desk))
            return
        from statusgen.commands.update_options import NewOptions

        wish = NewOptions(
            scenario=scenario,
            title=title,
            kinds=kinds,
            started=started,
            start=start,
            until=until,
            draft=draft,
            drill=drill,
        )
        words = prompts.said_of(said)
        asks = prompts.asks_for(said, no_input=no_input)
        check_options(desk, wish, words)
        if asks:
            wish, words = prompts.begin(desk, wish, words)
        with Editor(asked=edit) as editor:
            write = editor if asks or edit else None
            report = (prompts.ask_until_complete if asks else prompts.once)(
                desk,
                lambda request: new(desk, *request, edit=write, always_edit=edit),
                (wish, words),
                prompts.answered_wish,
            )
        editor.give_back(report)
    finish_writing(report, desk, publish=publish)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A new incident before it has words."""

    head: NewIncident
    sort: Sort
    state: State
    phase: Phase | None
    at: datetime
    given: Given
    missing: tuple[Missing, ...]


def new(
    desk: Workspace,
    wish: NewOptions,
    said: UpdateOptions,
    *,
    edit: Edit | None = None,
    always_edit: bool = False,
) -> Report:
    """Write the file of a new incident.

    Raise :class:`~statusgen.commands.drafts.IncompleteError` with all that is missing.
    """
    from statusgen.commands.saving import answered

    return answered(lambda: _new(desk, wish, said, edit=edit, always=always_edit))


def _new(
    desk: Workspace, wish: NewOptions, said: UpdateOptions, *, edit: Edit | None, always: bool
) -> Report:
    from statusgen.authoring.composing import section
    from statusgen.authoring.front import front_matter
    from statusgen.authoring.naming import name_of
    from statusgen.commands.drafts import (
        IncompleteError,
        draft,
        promise_of,
        ready_made,
        understood,
    )
    from statusgen.commands.reminders import begun, nature, open_as_well
    from statusgen.commands.saving import save_text
    from statusgen.commands.scenarios import briefing, offer, scenario_of
    from statusgen.model import Sort
    from statusgen.notation.times import local
    from statusgen.reading.content import INCIDENTS

    scenario = scenario_of(desk, wish.scenario)
    plan = _planned(desk, wish, said, scenario)
    frame = _frame(desk, plan, scenario)
    hint = "" if wish.scenario else offer(desk)
    try:
        written = draft(frame, plan.given, plan.phase, edit=edit, always=always)
    except IncompleteError as error:
        raise IncompleteError((*plan.missing, *error.missing), hint) from None
    if plan.missing:
        raise IncompleteError(plan.missing, hint)
    name = name_of(local(plan.at, desk.zone).date(), plan.head.title, desk.texts.files)
    text = front_matter(plan.head, desk.zone)
    text += section(written.heading, written.fields, written.text)
    path = f"{INCIDENTS}{name}.md"
    filed = save_text(desk, path, text.encode(), before=None)
    is_open = plan.sort is Sort.INCIDENT and not plan.state.is_end
    return Report(
        problems=filed.problems,
        summary=f"{desk.shown(path)}: {written.heading.removeprefix('## ')}",
        notes=(
            *nature(plan.head, drill=wish.drill),
            *(open_as_well(desk, plan.head) if plan.sort is Sort.INCIDENT else ()),
            *ready_made(written),
            *begun(desk, filed.incident, plan.head),
            *briefing(desk.site.practice, scenario),
            *understood(plan.head.window, plan.given, frame),
            *promise_of(written, frame, is_open=is_open),
        ),
        written=path,
        message=f"{plan.sort.capitalize()}: {plan.head.title}",
    )


def check_options(desk: Workspace, wish: NewOptions, said: UpdateOptions) -> None:
    """Raise :class:`UsageError` where an option is wrong whatever is answered to questions."""
    from statusgen.commands.incidents import AmbiguousError
    from statusgen.commands.scenarios import scenario_of
    from statusgen.commands.update_options import check_update_options, reader_of

    check_update_options(desk, said, desk.zone)
    listener = reader_of(desk, desk.zone)
    listener.check_not_empty("--title", wish.title, "Leave the option out, or say what fails.")
    listener.kinds(wish.kinds)
    listener.instant("--started", wish.started)
    with suppress(AmbiguousError):  # which one is meant is asked
        if scenario := scenario_of(desk, wish.scenario):
            listener.values(said.values, scenario.variables, ())
    for option, text in (("--from", wish.start), ("--until", wish.until)):
        listener.moment(option, text, desk.clock)
    listener.finish()


def _planned(
    desk: Workspace, wish: NewOptions, said: UpdateOptions, scenario: Scenario | None
) -> _Plan:
    """Return what is said of the new incident, completed by its scenario."""
    from statusgen.authoring.escaping import on_one_line
    from statusgen.authoring.front import NewIncident
    from statusgen.commands.drafts import TITLE
    from statusgen.commands.scenarios import usual_title
    from statusgen.commands.timing import check_ahead, check_window
    from statusgen.commands.update_options import UpdateOptions, reader_of
    from statusgen.model import STATES, Sort

    listener = reader_of(desk, desk.zone)
    at = listener.instant("--at", said.at) or desk.clock.replace(second=0)
    kinds = listener.kinds(wish.kinds) or _kinds(scenario)
    sort = _sort(wish, kinds, scenario)
    window, missing = _window(listener, wish, scenario, at, sort)
    states = _states(listener, said, sort, scenario)
    impact = listener.given(UpdateOptions(impact=said.impact), at, sort).impact
    given = listener.given(replace(said, components=(), impact=None), at, sort)
    started = listener.instant("--started", wish.started)
    until = listener.moment("--until", wish.until, at) if sort is Sort.NOTICE else None
    variables = scenario.variables if scenario else ()
    values = listener.values(said.values, variables, ())
    listener.finish()
    check_window(window, at, "--from", desk.zone)
    check_ahead(given, window, "--until", desk.zone)
    names = [name for name, _ in states]
    title = on_one_line(wish.title or "") or usual_title(desk, scenario, names)
    phase = scenario.opening if scenario else None
    if impact is None and scenario and sort is Sort.INCIDENT:
        impact = _impact(scenario, states)
    return _Plan(
        head=NewIncident(
            title=_drill(desk, title) if wish.drill else title,
            kinds=kinds,
            components=states,
            impact=impact,
            started=started,
            window=window,
            until=until,
            scenario=scenario.slug if scenario else None,
            variables=values,
            cadence=scenario.cadence if scenario else None,
            postmortem=scenario.postmortem if scenario else None,
            internal=wish.drill or bool(scenario and scenario.internal),
            draft=wish.draft,
        ),
        sort=sort,
        state=phase.state if phase else STATES[sort][0],
        phase=phase,
        at=at,
        given=given,
        missing=(*missing, *(() if title else (TITLE,))),
    )


def _drill(desk: Workspace, title: str) -> str:
    return desk.locale().gettext("Drill: %(title)s") % {"title": title}


def _impact(scenario: Scenario, states: States) -> Impact | None:
    """Return the scenario's impact, unless it is to follow from the states that were chosen.

    Where a scenario names no components, its impact only proposes their states. Lost data, a
    breach, and harm to nobody are as bad as they are, whatever still works.
    """
    from statusgen.model import Kind

    lasting = {Kind.DATA_LOSS, Kind.SECURITY}.intersection(scenario.kinds)
    follows = states and not scenario.components and not lasting and scenario.impact
    return None if follows else scenario.impact


def _kinds(scenario: Scenario | None) -> tuple[str, ...]:
    from statusgen.model import Sort
    from statusgen.notation.words import NOTICE_KIND

    if scenario and scenario.sort is Sort.NOTICE:
        return (NOTICE_KIND,)
    return tuple(str(kind) for kind in scenario.kinds) if scenario else ()


def _sort(wish: NewOptions, kinds: tuple[str, ...], scenario: Scenario | None) -> Sort:
    """Return what is made: a window makes maintenance, a kind a notice."""
    from statusgen.commands.options import OptionError, UsageError
    from statusgen.commands.scenarios import NO_SCENARIO
    from statusgen.model import Sort
    from statusgen.notation.words import NOTICE_KIND
    from statusgen.reading.sections import name_of_sort

    planned = wish.start or wish.until or (scenario and scenario.sort is Sort.MAINTENANCE)
    sort = Sort.MAINTENANCE if planned else Sort.INCIDENT
    if NOTICE_KIND in kinds:
        sort = Sort.NOTICE
    if wish.start and Sort.NOTICE in {sort, scenario and scenario.sort}:
        message = "A notice has no window. It is public from its first update on: --at "
        message += "with a time to come has it wait."
        raise OptionError(("--from", message))
    if scenario and scenario.sort is not sort:
        message = f"`{scenario.slug}` is a scenario of {name_of_sort(scenario.sort)}, and --kind, "
        message += f"--from and --until make {name_of_sort(sort)} here. Leave them out, or name a "
        message += f"scenario that fits; `{NO_SCENARIO}` where there is none."
        raise UsageError(message)
    return sort


def _window(
    listener: OptionReader, wish: NewOptions, scenario: Scenario | None, at: datetime, sort: Sort
) -> tuple[Window | None, tuple[Missing, ...]]:
    """Return the window of a maintenance, or what is missing of it."""
    from statusgen.commands.drafts import END, START
    from statusgen.model import Sort

    if sort is not Sort.MAINTENANCE:
        return None, ()
    start = listener.moment("--from", wish.start, at)
    end = listener.moment("--until", wish.until, start or at)
    if start and scenario and scenario.duration and not wish.until:
        end = start + scenario.duration
    length = scenario.duration if scenario else None
    missing = (() if wish.start else (START,)) + (() if wish.until or length else (END,))
    return listener.planned(start, end), missing


def _states(
    listener: OptionReader, said: UpdateOptions, sort: Sort, scenario: Scenario | None
) -> States:
    """Return the components that are said, else those of the scenario."""
    from statusgen.authoring.prefilling import usual_state
    from statusgen.model import ComponentState, Sort

    ids = listener.directory.ids
    ready = tuple((ids.get(name, name), state) for name, state in _ready(scenario))
    proposes = scenario if sort is Sort.INCIDENT else None
    usual = dict.fromkeys(ids.values(), usual_state(proposes)) if proposes else {}
    found = listener.states(said.components, sort, (usual | dict(ready)).items())
    return (
        tuple(
            (name, ComponentState.UNDER_MAINTENANCE if state is None else state)
            for name, state in found
        )
        or ready
    )


def _ready(scenario: Scenario | None) -> States:
    return scenario.components if scenario else ()


def _frame(desk: Workspace, plan: _Plan, scenario: Scenario | None) -> Frame:
    from statusgen.authoring.composing import Frame
    from statusgen.authoring.filling import Facts
    from statusgen.commands.drafts import cadence_of
    from statusgen.moments import impact_of

    head = plan.head
    settings = desk.site.settings
    language = scenario.language if scenario else settings.language
    impact = head.impact
    if impact is None:
        impact = impact_of(state for _, state in head.components)
    window = head.window
    unknown = plan.at if plan.missing else None  # a window that is missing is told once
    return Frame(
        state=plan.state,
        at=plan.at,
        now=max(plan.at, desk.clock.replace(second=0, microsecond=0)),
        zone=desk.zone,
        facts=Facts(
            at=plan.at,
            title=head.title,
            components=desk.names(name for name, _ in head.components),
            started=window.start if window else head.started or plan.at,
            eta=window.end if window else unknown,
            variables=head.variables,
        ),
        locale=partial(desk.locale, language),
        cadence=cadence_of(desk.site.practice, plan.sort, plan.state, impact, head.cadence),
        variables=scenario.variables if scenario else (),
        clock=desk.clock.replace(second=0, microsecond=0),
    )
