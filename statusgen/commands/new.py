"""``statusgen new``: the file of a new incident, with its first update."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from statusgen.authoring.composing import Frame, Given, Missing, section
from statusgen.authoring.escaping import on_one_line
from statusgen.authoring.filling import Facts
from statusgen.authoring.front import NewIncident, front_matter
from statusgen.authoring.naming import name_of
from statusgen.authoring.prefilling import usual_state
from statusgen.commands.briefing import briefing
from statusgen.commands.catalogue import NO_SCENARIO, offer, scenario_of, usual_title
from statusgen.commands.choosing import AmbiguousError
from statusgen.commands.desk import Desk
from statusgen.commands.drafting import (
    Edit,
    IncompleteError,
    cadence_of,
    draft,
    no_editor,
    promise_of,
    ready_made,
    understood,
)
from statusgen.commands.filing import answered, file_text
from statusgen.commands.options import UsageError
from statusgen.commands.placing import check_ahead, check_window
from statusgen.commands.report import Report
from statusgen.commands.said import Listener, Said, check_said, listener_of
from statusgen.commands.seen import begun, nature, open_as_well
from statusgen.model import (
    STATES,
    ComponentState,
    Impact,
    Kind,
    Phase,
    Scenario,
    Sort,
    State,
    States,
    Window,
)
from statusgen.moments import impact_of
from statusgen.notation.zones import local
from statusgen.reading.content import INCIDENTS
from statusgen.reading.sections import name_of_sort
from statusgen.schema.choices import NOTICE_KIND

__all__ = ["Wish", "check_options", "new"]

TITLE = Missing(name="title", option="--title TEXT", question="What do readers see in lists?")
START = Missing(name="start", option="--from TIME", question="When does the maintenance begin?")
END = Missing(name="until", option="--until TIME", question="When is it planned to be over?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The options of ``new`` that no update has, as typed."""

    scenario: str | None = None
    title: str | None = None
    kinds: tuple[str, ...] = ()
    started: str | None = None
    start: str | None = None
    until: str | None = None
    draft: bool = False
    drill: bool = False


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
    desk: Desk, wish: Wish, said: Said, *, edit: Edit = no_editor, always_edit: bool = False
) -> Report:
    """Write the file of a new incident.

    Raise :class:`~statusgen.commands.drafting.IncompleteError` with all that is missing.
    """
    return answered(lambda: _new(desk, wish, said, edit=edit, always=always_edit))


def _new(desk: Desk, wish: Wish, said: Said, *, edit: Edit, always: bool) -> Report:
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
    filed = file_text(desk, path, text.encode(), before=None)
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


def check_options(desk: Desk, wish: Wish, said: Said) -> None:
    """Raise :class:`UsageError` where an option is wrong whatever is answered to questions."""
    check_said(desk, said, desk.zone)
    listener = listener_of(desk, desk.zone)
    listener.check_not_empty("--title", wish.title, "Leave the option out, or say what fails.")
    listener.kinds(wish.kinds)
    listener.instant("--started", wish.started)
    with suppress(AmbiguousError):  # which one is meant is asked
        if scenario := scenario_of(desk, wish.scenario):
            listener.values(said.values, scenario.variables, ())
    for option, text in (("--from", wish.start), ("--until", wish.until)):
        listener.moment(option, text, desk.clock)
    listener.finish()


def _planned(desk: Desk, wish: Wish, said: Said, scenario: Scenario | None) -> _Plan:
    """Return what is said of the new incident, completed by its scenario."""
    listener = listener_of(desk, desk.zone)
    at = listener.instant("--at", said.at) or desk.clock.replace(second=0)
    kinds = listener.kinds(wish.kinds) or _kinds(scenario)
    sort = _sort(wish, kinds, scenario)
    window, missing = _window(listener, wish, scenario, at, sort)
    states = _states(listener, said, sort, scenario)
    impact = listener.given(Said(impact=said.impact), at, sort).impact
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


def _drill(desk: Desk, title: str) -> str:
    return desk.locale().gettext("Drill: %(title)s") % {"title": title}


def _impact(scenario: Scenario, states: States) -> Impact | None:
    """Return the scenario's impact, unless it is to follow from the states that were chosen.

    Where a scenario names no components, its impact only proposes their states. Lost data, a
    breach, and harm to nobody are as bad as they are, whatever still works.
    """
    lasting = {Kind.DATA_LOSS, Kind.SECURITY}.intersection(scenario.kinds)
    follows = states and not scenario.components and not lasting and scenario.impact
    return None if follows else scenario.impact


def _kinds(scenario: Scenario | None) -> tuple[str, ...]:
    if scenario and scenario.sort is Sort.NOTICE:
        return (NOTICE_KIND,)
    return tuple(str(kind) for kind in scenario.kinds) if scenario else ()


def _sort(wish: Wish, kinds: tuple[str, ...], scenario: Scenario | None) -> Sort:
    """Return what is made: a window makes maintenance, a kind a notice."""
    planned = wish.start or wish.until or (scenario and scenario.sort is Sort.MAINTENANCE)
    sort = Sort.MAINTENANCE if planned else Sort.INCIDENT
    if NOTICE_KIND in kinds:
        sort = Sort.NOTICE
    if wish.start and Sort.NOTICE in {sort, scenario and scenario.sort}:
        message = "--from: A notice has no window. It is public from its first update on: --at "
        message += "with a time to come has it wait."
        raise UsageError(message)
    if scenario and scenario.sort is not sort:
        message = f"`{scenario.slug}` is a scenario of {name_of_sort(scenario.sort)}, and --kind, "
        message += f"--from and --until make {name_of_sort(sort)} here. Leave them out, or name a "
        message += f"scenario that fits; `{NO_SCENARIO}` where there is none."
        raise UsageError(message)
    return sort


def _window(
    listener: Listener, wish: Wish, scenario: Scenario | None, at: datetime, sort: Sort
) -> tuple[Window | None, tuple[Missing, ...]]:
    """Return the window of a maintenance, or what is missing of it."""
    if sort is not Sort.MAINTENANCE:
        return None, ()
    start = listener.moment("--from", wish.start, at)
    end = listener.moment("--until", wish.until, start or at)
    if start and scenario and scenario.duration and not wish.until:
        end = start + scenario.duration
    length = scenario.duration if scenario else None
    missing = (() if wish.start else (START,)) + (() if wish.until or length else (END,))
    return listener.planned(start, end), missing


def _states(listener: Listener, said: Said, sort: Sort, scenario: Scenario | None) -> States:
    """Return the components that are said, else those of the scenario."""
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


def _frame(desk: Desk, plan: _Plan, scenario: Scenario | None) -> Frame:
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
