"""A new incident or update before it is written: what options, scenario and story make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from statusgen.advice.overdue import cadence_for
from statusgen.authoring.composing import (
    ComposedUpdate,
    Frame,
    Given,
    Missing,
    compose,
    says_more,
)
from statusgen.authoring.escaping import clean, on_one_line
from statusgen.authoring.filling import Facts, left_open
from statusgen.authoring.front import NewIncident
from statusgen.authoring.prefilling import usual_state
from statusgen.authoring.stamping import next_instant, stamped
from statusgen.commands.incidents import Subject
from statusgen.commands.options import OptionError, UsageError
from statusgen.commands.scenarios import NO_SCENARIO, usual_title
from statusgen.commands.update_options import NewOptions, OptionReader, UpdateOptions
from statusgen.commands.workspace import Workspace
from statusgen.model import (
    STATES,
    WITHDRAWN,
    Impact,
    Kind,
    Phase,
    Scenario,
    Sort,
    State,
    Text,
    Update,
    Window,
)
from statusgen.moments import ACTIVE, Moment, impact_of, moments_of
from statusgen.notation.times import instant_id
from statusgen.notation.words import NOTICE_KIND, fold
from statusgen.problems import did_you_mean, nearest
from statusgen.reading.sections import name_of_sort
from statusgen.schema.front_matter import PLACEHOLDERS

MESSAGE = Missing(name="message", option="--message TEXT", question="What do readers need to know?")
TITLE = Missing(name="title", option="--title TEXT", question="What do readers see in lists?")
START = Missing(name="start", option="--from TIME", question="When does the maintenance begin?")
END = Missing(name="until", option="--until TIME", question="When is it planned to be over?")


Edit = Callable[[str], str | None]
"""Shows a text in an editor and returns it as it was saved; ``None``: it was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePlan:
    """An update as far as it is known."""

    given: Given
    frame: Frame
    phase: Phase | None
    """What the scenario has for its state."""
    composed: ComposedUpdate
    missing: tuple[Missing, ...] = ()
    """All that it cannot do without; a text is among it where no editor will ask for one."""

    def edited(self, edit: Edit | None, *, always: bool) -> ComposedUpdate:
        """Return it with the text that an editor gives, which ``always`` shows a ready one, too.

        Raise :class:`UsageError` where the editor gives none.
        """
        if edit is None or (self.composed.text and not always):
            return self.composed
        text = edit(self.composed.text)
        if text is None or not clean(text).strip():
            reason = "The text was not saved" if text is None else "The text is empty"
            message = f"{reason}, so nothing was written."
            raise UsageError(message)
        return compose(self.frame, replace(self.given, message=text), self.phase)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPlan(UpdatePlan):
    """A new incident, with its first update."""

    head: NewIncident
    sort: Sort


def check_options(workspace: Workspace, options: NewOptions, scenario: Scenario | None) -> None:
    """Raise :class:`OptionError` where an option is wrong whatever is answered to questions."""
    reader = OptionReader.of(workspace, workspace.zone)
    # A component may have its state from what is asked, as in a maintenance.
    at = reader.instant("--at", options.at) or workspace.clock
    reader.given(options, at, Sort.MAINTENANCE)
    reader.check_not_empty("--title", options.title, "Leave the option out, or say what fails.")
    reader.kinds(options.kinds)
    reader.instant("--started", options.started)
    if scenario:
        reader.values(options.values, scenario.variables, ())
    for option, text in (("--from", options.start), ("--until", options.until)):
        reader.moment(option, text, workspace.clock)
    reader.finish()


def plan_incident(
    workspace: Workspace, options: NewOptions, scenario: Scenario | None, *, edits: bool = False
) -> IncidentPlan:
    """Return what is said of a new incident, completed by its scenario.

    ``edits`` tells whether an editor will ask for a text. Raise :class:`UsageError` where an
    option is wrong.
    """
    reader = OptionReader.of(workspace, workspace.zone)
    at = reader.instant("--at", options.at) or workspace.clock.replace(second=0)
    kinds = reader.kinds(options.kinds) or _kinds(scenario)
    sort = _sort(options, kinds, scenario)
    window, missing = _window(reader, options, scenario, at, sort)
    ready = scenario.components if scenario else ()
    ready = tuple((reader.directory.ids.get(name, name), state) for name, state in ready)
    usual = usual_state(scenario) if scenario and sort is Sort.INCIDENT else None
    defaults = dict.fromkeys(reader.directory.ids.values(), usual) if usual is not None else {}
    given = reader.given(options, at, sort, (defaults | dict(ready)).items())
    states = given.components or ready
    started = reader.instant("--started", options.started)
    until = reader.moment("--until", options.until, at) if sort is Sort.NOTICE else None
    values = reader.values(options.values, scenario.variables if scenario else (), ())
    reader.finish()
    _check_window(window, at, "--from", workspace.zone)
    _check_ahead(given, window, "--until", workspace.zone)
    impact = given.impact
    if impact is None and scenario and sort is Sort.INCIDENT and not _follows(scenario, states):
        impact = scenario.impact
    title = on_one_line(options.title or "") or usual_title(workspace, scenario, dict(states))
    drill = workspace.locale().gettext("Drill: %(title)s")
    head = NewIncident(
        title=drill % {"title": title} if options.drill else title,
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
        internal=options.drill or bool(scenario and scenario.internal),
        draft=options.draft,
    )
    phase = scenario.opening if scenario else None
    state = phase.state if phase else STATES[sort][0]
    facts = Facts(
        at=at,
        title=head.title,
        components=workspace.names(dict(states)),
        started=window.start if window else started or at,
        # A window that is missing is told once.
        eta=window.end if window else at if missing else None,
        variables=values,
    )
    worst = impact_of(each for _, each in states) if impact is None else impact
    cadence = _cadence(workspace, sort, state, worst, head.cadence)
    frame = _frame(workspace, facts, state, scenario, zone=workspace.zone, cadence=cadence)
    given = replace(given, components=(), impact=None)
    composed = _compose(frame, given, phase)
    return IncidentPlan(
        head=head,
        sort=sort,
        phase=phase,
        given=given,
        frame=frame,
        composed=composed,
        missing=(*missing, *(() if title else (TITLE,)), *_missing(composed, edits=edits)),
    )


def plan_update(
    workspace: Workspace,
    subject: Subject,
    state: State,
    options: UpdateOptions,
    *,
    edits: bool = False,
) -> UpdatePlan:
    """Return what is said of an update, completed by its scenario and by what held before.

    ``edits`` tells whether an editor will ask for a text. Raise :class:`UsageError` where an
    option is wrong, or has no place there.
    """
    incident, zone = subject.incident, subject.entry.zone
    reader = OptionReader.of(workspace, zone)
    at = reader.instant("--at", options.at)
    reader.finish()
    at = at or _now(workspace, subject)
    _check_place(subject, at, state)
    given = reader.given(options, at, incident.sort)
    _check_window(given.window, at, "--window", zone)
    scenario = workspace.scenario(incident.team.scenario)
    variables = scenario.variables if scenario else ()
    values = reader.values(options.values, variables, incident.team.variables)
    reader.finish()
    new = Update(
        id=instant_id(at),
        at=at,
        state=state,
        components=given.components,
        impact=given.impact,
        window=given.window,
    )
    updates = sorted((*incident.updates, new), key=lambda update: update.at)
    moments = moments_of(replace(incident, updates=tuple(updates)), at)
    moment = next(each for each in moments if each.update is new)
    _check_estimate(subject, given, moment)
    phase = _phase(scenario, state, subject, given)
    _check_used(options, phase, state)
    window = moment.window
    facts = Facts(
        at=at,
        title=incident.title,
        components=workspace.names(dict(moment.components)),
        started=window.start if window else incident.began,
        eta=window.end if window else moment.eta,
        cause=moment.cause.markdown if moment.cause else None,
        fix=moment.fix.markdown if moment.fix else None,
        variables=values,
    )
    own = (incident.team.cadence, scenario.cadence if scenario else None)
    cadence = _cadence(workspace, incident.sort, moment.state, moment.impact, *own)
    frame = _frame(workspace, facts, state, scenario, zone=zone, cadence=cadence)
    frame = replace(frame, asks=moment.action is not None)
    composed = _compose(frame, given, phase)
    return UpdatePlan(
        phase=phase,
        given=given,
        frame=frame,
        composed=composed,
        missing=_missing(composed, edits=edits),
    )


def _frame(
    workspace: Workspace,
    facts: Facts,
    state: State,
    scenario: Scenario | None,
    *,
    zone: str,
    cadence: timedelta | None,
) -> Frame:
    clock = workspace.clock.replace(second=0, microsecond=0)
    language = scenario.language if scenario else workspace.site.settings.language
    return Frame(
        state=state,
        at=facts.at,
        now=max(facts.at, clock),
        zone=zone,
        facts=facts,
        locale=partial(workspace.locale, language),
        cadence=cadence,
        variables=scenario.variables if scenario else (),
        clock=clock,
    )


def _cadence(
    workspace: Workspace, sort: Sort, state: State, impact: Impact, *own: timedelta | None
) -> timedelta | None:
    """Return how long silence may last from an update in this state on.

    Nothing that is over, or is maintenance that has yet to begin, owes an update.
    """
    if state.is_end or (sort is Sort.MAINTENANCE and state not in ACTIVE):
        return None
    return cadence_for(workspace.site.practice, sort, impact, *own)


def _compose(frame: Frame, given: Given, phase: Phase | None) -> ComposedUpdate:
    """Return an update; raise :class:`UsageError` where no option gives what is missing."""
    composed = compose(frame, given, phase)
    names = [each.name for each in composed.missing]
    if given.next is WITHDRAWN and "next" in names:
        message = "The scenario's text says when the next update comes. Promise one, or write "
        raise OptionError(("--next", f"{message}another text with --message."))
    known = (*PLACEHOLDERS, *(each.name for each in frame.variables))
    if unknown := next((name for name in names if name not in known), None):
        path = phase.text.path if phase and phase.text.path else "The scenario"
        remedy = "Correct it there, or write the text with --message."
        hint = did_you_mean(nearest(unknown, known), always=remedy)
        message = f"{path} has `{{{{ {unknown} }}}}`, which nothing fills in. {hint}"
        raise UsageError(message)
    return composed


def _missing(composed: ComposedUpdate, *, edits: bool) -> tuple[Missing, ...]:
    is_bare = not (composed.missing or composed.text or edits)
    return (MESSAGE,) if is_bare else composed.missing


def _follows(scenario: Scenario, states: Iterable[object]) -> bool:
    """Tell whether the impact follows from the states that were chosen, not from the scenario.

    Where a scenario names no components, its impact only proposes their states. Lost data, a
    breach, and harm to nobody are as bad as they are, whatever still works.
    """
    lasting = {Kind.DATA_LOSS, Kind.SECURITY}.intersection(scenario.kinds)
    return bool(states and not scenario.components and not lasting and scenario.impact)


def _kinds(scenario: Scenario | None) -> tuple[str, ...]:
    if scenario and scenario.sort is Sort.NOTICE:
        return (NOTICE_KIND,)
    return tuple(str(kind) for kind in scenario.kinds) if scenario else ()


def _sort(options: NewOptions, kinds: tuple[str, ...], scenario: Scenario | None) -> Sort:
    """Return what is made: a window makes maintenance, a kind a notice."""
    planned = options.start or options.until or (scenario and scenario.sort is Sort.MAINTENANCE)
    sort = Sort.MAINTENANCE if planned else Sort.INCIDENT
    if NOTICE_KIND in kinds:
        sort = Sort.NOTICE
    if options.start and Sort.NOTICE in {sort, scenario and scenario.sort}:
        message = "A notice has no window. It is public from its first update on: --at "
        raise OptionError(("--from", f"{message}with a time to come has it wait."))
    if scenario and scenario.sort is not sort:
        message = (
            f"`{scenario.slug}` is a scenario of {name_of_sort(scenario.sort)}, and --kind, "
            f"--from and --until make {name_of_sort(sort)} here. Leave them out, or name a "
            f"scenario that fits; `{NO_SCENARIO}` where there is none."
        )
        raise UsageError(message)
    return sort


def _window(
    reader: OptionReader,
    options: NewOptions,
    scenario: Scenario | None,
    at: datetime,
    sort: Sort,
) -> tuple[Window | None, tuple[Missing, ...]]:
    """Return the window of a maintenance, and what is missing of it."""
    if sort is not Sort.MAINTENANCE:
        return None, ()
    length = scenario.duration if scenario else None
    start = reader.moment("--from", options.start, at)
    end = reader.moment("--until", options.until, start or at)
    if start and length and not options.until:
        end = start + length
    missing = (() if options.start else (START,)) + (() if options.until or length else (END,))
    return reader.planned(start, end), missing


def _now(workspace: Workspace, subject: Subject) -> datetime:
    """Return the time of an update that is written now."""
    last = subject.incident.updates[-1].at
    at = next_instant(workspace.clock, last)
    if at is None:
        zone = subject.entry.zone
        place = subject.entry.headings[-1]
        message = (
            f"`{subject.incident.slug}` was last updated at {stamped(last, zone)}, and this clock "
            f"says {stamped(workspace.clock, zone)}. Set right whichever is wrong: the clock, or "
            f"the heading `{place.text.strip()}` at {workspace.shown(place.path)}:{place.line}; or "
            f"say when the update is of: --at '{stamped(last + timedelta(minutes=1), zone)}'."
        )
        raise UsageError(message)
    return at


def _phase(scenario: Scenario | None, state: State, subject: Subject, given: Given) -> Phase | None:
    """Return what the scenario says in a state, without a text that would not be so.

    That there is nothing new is not so where there is, nor once it is over. The announcement of a
    maintenance says nothing of why it moves, and is no news while it is announced.
    """
    phase = scenario.phase(state) if scenario else None
    if phase is None or (state is State.UPDATE and not subject.timeline.is_open):
        return None
    is_stale = state is State.UPDATE and says_more(given, phase.text.markdown)
    is_known = state is State.SCHEDULED and subject.timeline.is_upcoming
    return replace(phase, text=Text()) if is_stale or is_known or given.window else phase


def _check_used(options: UpdateOptions, phase: Phase | None, state: State) -> None:
    """Refuse values that no text has a place for: they would be lost."""
    texts = [text for _, text in phase.fields] if phase else []
    if phase and options.message is None:
        texts.append(phase.text.markdown)
    used = {*left_open(texts, {})}
    names = [pair.partition("=")[0].strip() for pair in options.values]
    if lost := [name for name in names if fold(name) not in used]:
        message = f"The text for `{state.word}` has no place for {', '.join(lost)}. "
        raise OptionError(("--set", f"{message}Say it with --message."))


def is_reopened(
    subject: Subject,
    state: State,
    at: datetime,
    *,
    reopen: bool,
    confirm: Callable[[str], bool] | None,
) -> bool:
    """Tell whether an update opens again what is over; refuse that unless it is meant.

    ``confirm`` asks whether it is, where there is somebody to be asked.
    """
    if reopen and state is State.UPDATE and not subject.timeline.is_open:
        message = f"--reopen: {_ended(subject)}, and `{state.word}` opens nothing again. "
        message += "Name the state that it is in."
        raise UsageError(message)
    if not subject.is_opened_by(state, at):
        return False
    fact = f"{_ended(subject)}, and `{state.word}` opens it again."
    if not reopen and not (confirm and confirm(fact)):
        fact += " If that is meant, add --reopen; `update` says more without opening it."
        raise UsageError(fact)
    return True


def _check_place(subject: Subject, at: datetime, state: State) -> None:
    """Refuse the time of another update, one before the beginning, and an end that ends nothing."""
    zone, updates = subject.entry.zone, subject.incident.updates
    first, last = updates[0].at, updates[-1].at
    window = subject.timeline.now.window
    message = ""
    if any(each.at == at for each in updates):
        message = (
            f"There is an update of {stamped(at, zone)} already. "
            "Give this one another time; seconds are allowed."
        )
    elif at < first:
        message = (
            f"The first update is of {stamped(first, zone)}, and one of {stamped(at, zone)} would "
            "move the beginning. `started` in the file says when it began."
        )
    elif at < last and state.is_end and subject.timeline.is_open:
        message = (
            f"The last update is of {stamped(last, zone)}, and goes on with it: an end before it "
            "ends nothing. Say a later time, or correct that update in the file."
        )
    if message:
        raise OptionError(("--at", message))
    is_ahead = subject.timeline.is_upcoming and state is State.COMPLETED
    if window and is_ahead and at < window.start:
        message = f"It begins at {stamped(window.start, zone)}; `cancelled` calls it off."
        raise UsageError(message)


def _check_window(window: Window | None, at: datetime, option: str, zone: str) -> None:
    """Refuse work that would be over when an update first tells of it.

    The clock would begin and end it at once, and everybody who follows the site would hear of it.
    """
    if window and window.end <= at:
        message = (
            f"The work would be over at {stamped(window.end, zone)}, and this tells of it at "
            f"{stamped(at, zone)}. Say when it begins. To tell of work in the past, --at says when "
            "it was announced."
        )
        raise OptionError((option, message))


def _check_ahead(given: Given, window: Window | None, option: str, zone: str) -> None:
    """Refuse an estimate of when work is over that ends before it begins."""
    if window and isinstance(given.eta, datetime) and given.eta <= window.start:
        message = (
            f"{stamped(given.eta, zone)} is before the work begins, at "
            f"{stamped(window.start, zone)}. {option} says until when it is planned."
        )
        raise OptionError(("--eta", message))


def _check_estimate(subject: Subject, given: Given, moment: Moment) -> None:
    """Refuse an estimate that nobody would see: of what is over, or has yet to begin by then."""
    if moment.state is State.SCHEDULED:
        _check_ahead(given, moment.window, "--window", subject.entry.zone)
    if not isinstance(given.eta, datetime) or not moment.state.is_end:
        return
    sort = subject.incident.sort
    goes_on = State.IN_PROGRESS if sort is Sort.MAINTENANCE else STATES[sort][0]
    message = (
        f"{_ended(subject)}, so that no estimate is shown. Where it goes on, say so: "
        f"`statusgen update {subject.incident.slug} {goes_on.word} --reopen --eta …`."
    )
    if moment.update.state.is_end:
        message = f"`{moment.state.word}` says that it is over. Leave one of them out."
    raise OptionError(("--eta", message))


def _ended(subject: Subject) -> str:
    timeline = subject.timeline
    ended = stamped(timeline.ended or timeline.last_update, subject.entry.zone)
    return f"`{subject.incident.slug}` is over since {ended}"
