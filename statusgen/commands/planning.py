"""Plans a new incident or update from the options, the scenario and earlier updates."""

from __future__ import annotations

from collections.abc import Callable
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
from statusgen.authoring.prefilling import stated_impact, usual_state
from statusgen.authoring.stamping import next_instant, stamped
from statusgen.commands.incidents import Subject
from statusgen.commands.options import OptionError, UsageError
from statusgen.commands.prompts import confirm
from statusgen.commands.scenarios import NO_SCENARIO, usual_title
from statusgen.commands.update_options import NewOptions, OptionReader, UpdateOptions
from statusgen.commands.workspace import Workspace
from statusgen.model import (
    STATES,
    WITHDRAWN,
    Impact,
    Phase,
    Scenario,
    Sort,
    State,
    Text,
    Update,
    Window,
)
from statusgen.moments import ACTIVE, impact_of, moments_of
from statusgen.notation.times import instant_id
from statusgen.notation.words import NOTICE_KIND, SORTS, fold
from statusgen.problems import Span, did_you_mean, nearest
from statusgen.schema.front_matter import PLACEHOLDERS

MESSAGE = Missing(name="message", option="--message TEXT", question="What do readers need to know?")
TITLE = Missing(name="title", option="--title TEXT", question="What is the title?")
START = Missing(name="start", option="--from TIME", question="When does the maintenance start?")
END = Missing(name="until", option="--until TIME", question="When does it end?")


Edit = Callable[[str], str | None]
"""Shows a text in an editor and returns what was saved; ``None`` if nothing was."""


def text_from(edit: Edit, text: str) -> str:
    """Return what an author made of a text; raise :class:`UsageError` if that is nothing."""
    found = edit(text)
    if not clean(found or "").strip():
        reason = "The text is empty" if found is not None else "The text was not saved"
        message = f"{reason}. Nothing was written."
        raise UsageError(message)
    return found or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePlan:
    """An update, as far as it is known."""

    given: Given
    frame: Frame
    phase: Phase | None
    """The scenario's text and fields for its state."""
    composed: ComposedUpdate
    missing: tuple[Missing, ...] = ()
    """What must still be given, a text included unless an editor will ask for it."""

    def edited(self, edit: Edit | None, *, always: bool) -> ComposedUpdate:
        """Return the update with its text from an editor, if it has none or with ``always``.

        Raise :class:`UsageError` if the editor returns no text.
        """
        if not edit or (self.composed.text and not always):
            return self.composed
        text = text_from(edit, self.composed.text)
        return compose(self.frame, replace(self.given, message=text), self.phase)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPlan(UpdatePlan):
    """A new incident, with its first update."""

    head: NewIncident
    sort: Sort


def plan_incident(
    workspace: Workspace, options: NewOptions, scenario: Scenario | None, *, edits: bool = False
) -> IncidentPlan:
    """Return a new incident from its options and its scenario.

    ``edits``: an editor will ask for the text. Raise :class:`UsageError` if an option is wrong.
    """
    reader = OptionReader.of(workspace, workspace.zone)
    at = reader.instant("--at", options.at) or workspace.clock.replace(second=0)
    kinds = reader.kinds(options.kinds) or _kinds(scenario)
    sort = _sort(options, kinds, scenario)
    window, missing = _window(reader, options, scenario, at, sort)
    ready = scenario.components if scenario else ()
    meant = reader.directory.meant(ready, at)
    ready = tuple((name, state) for name, (_, state) in meant.items())
    usual = usual_state(scenario) if scenario and sort is Sort.INCIDENT else None
    defaults = dict.fromkeys(reader.directory.ids.values(), usual) if usual is not None else {}
    given = reader.given(options, at, sort, (defaults | dict(ready)).items())
    states = given.components or ready
    started = reader.instant("--started", options.started)
    reader.check_not_empty("--title", options.title)
    until = reader.moment("--until", options.until, at) if sort is Sort.NOTICE else None
    values = reader.values(options.values, scenario.variables if scenario else (), ())
    reader.finish()
    _check_window(window, at, "--from", workspace.zone)
    impact = given.impact
    if impact is None and scenario and sort is Sort.INCIDENT:
        impact = stated_impact(scenario, states, ready)
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
        components=workspace.parts(dict(states)),
        started=window.start if window else started or at,
        # If the window is missing, it is the window that is asked for, not {{ eta }}.
        eta=window.end if window else at if missing else None,
        variables=values,
    )
    worst = impact if impact is not None else impact_of(each for _, each in states)
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
    """Return an update from its options, its scenario and the earlier updates.

    ``edits``: an editor will ask for the text. Raise :class:`UsageError` if an option is wrong or
    does not fit the incident.
    """
    incident, zone = subject.incident, subject.entry.zone
    reader = OptionReader.of(workspace, zone)
    at = reader.instant("--at", options.at)
    reader.finish()
    at = at or _now(workspace, subject)
    _check_place(subject, at, state)
    given = reader.given(options, at, incident.sort, is_begun=state in ACTIVE)
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
    phase = _phase(scenario, state, subject, given)
    _check_used(options, phase, state)
    window = moment.window
    facts = Facts(
        at=at,
        title=incident.title,
        components=workspace.parts(dict(moment.components)),
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
    """Return how long readers may wait for the next update; ``None`` if none is due.

    None is due after the end, nor before maintenance starts.
    """
    if state.is_end or (sort is Sort.MAINTENANCE and state not in ACTIVE):
        return None
    return cadence_for(workspace.site.practice, sort, impact, *own)


def _compose(frame: Frame, given: Given, phase: Phase | None) -> ComposedUpdate:
    """Return an update; raise :class:`UsageError` if no option can give what is missing."""
    composed = compose(frame, given, phase)
    names = [each.name for each in composed.missing]
    if given.next is WITHDRAWN and "next" in names:
        message = "The scenario's text says when the next update comes. Give a time, or use "
        raise OptionError(("--next", f"{message}another text with --message."))
    known = (*PLACEHOLDERS, *(each.name for each in frame.variables))
    if unknown := next((name for name in names if name not in known), None):
        path = phase.text.path if phase and phase.text.path else "The scenario"
        remedy = "Fix the scenario, or write the text with --message."
        hint = did_you_mean(nearest(unknown, known), always=remedy)
        message = f"{path} has `{{{{ {unknown} }}}}`, which is not a known placeholder. {hint}"
        raise UsageError(message)
    return composed


def _missing(composed: ComposedUpdate, *, edits: bool) -> tuple[Missing, ...]:
    is_bare = not (composed.missing or composed.text or edits)
    return (MESSAGE,) if is_bare else composed.missing


def _kinds(scenario: Scenario | None) -> tuple[str, ...]:
    if scenario and scenario.sort is Sort.NOTICE:
        return (NOTICE_KIND,)
    return tuple(str(kind) for kind in scenario.kinds) if scenario else ()


def _sort(options: NewOptions, kinds: tuple[str, ...], scenario: Scenario | None) -> Sort:
    """Return the sort of the new file: a window makes it maintenance, the kind a notice."""
    planned = options.start or options.until or (scenario and scenario.sort is Sort.MAINTENANCE)
    sort = Sort.MAINTENANCE if planned else Sort.INCIDENT
    if NOTICE_KIND in kinds:
        sort = Sort.NOTICE
    if options.start and Sort.NOTICE in {sort, scenario and scenario.sort}:
        message = "A notice has no window. To publish it later, give a future time with --at."
        raise OptionError(("--from", message))
    if scenario and scenario.sort is not sort:
        message = (
            f"`{scenario.slug}` is a scenario for {SORTS[scenario.sort]}, but --kind, "
            f"--from or --until make this {SORTS[sort]}. Leave them out, or name another "
            f"scenario; `{NO_SCENARIO}` starts without one."
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
    """Return the window of maintenance, and what is missing from it."""
    if sort is not Sort.MAINTENANCE:
        return None, ()
    length = scenario.duration if scenario else None
    start = reader.moment("--from", options.start, at)
    end = reader.moment("--until", options.until, start or at)
    if start and length and not options.until:
        end = start + length
    missing = (() if options.start else (START,)) + (() if options.until or length else (END,))
    return reader.window_of(start, end, Span(path="--until")), missing


def _now(workspace: Workspace, subject: Subject) -> datetime:
    """Return the time of an update that is written now."""
    last = subject.incident.updates[-1].at
    at = next_instant(workspace.clock, last)
    if not at:
        zone = subject.entry.zone
        place = subject.entry.headings[-1]
        message = (
            f"The last update of `{subject.incident.slug}` is dated {stamped(last, zone)}, but the "
            f"system clock says {stamped(workspace.clock, zone)}. Fix the clock, or the heading "
            f"`{place.text.strip()}` at {workspace.shown(place.path)}:{place.line}; or give the "
            f"time of this update: --at '{stamped(last + timedelta(minutes=1), zone)}'."
        )
        raise UsageError(message)
    return at


def _phase(scenario: Scenario | None, state: State, subject: Subject, given: Given) -> Phase | None:
    """Return the scenario's phase for a state, without its text where that would be wrong.

    A text that says there is no news is wrong if there is some, or after the end. The announcement
    of maintenance does not explain a new window, and is not repeated.
    """
    phase = scenario.phase(state) if scenario else None
    if not phase or (state is State.UPDATE and not subject.timeline.is_open):
        return None
    is_stale = state is State.UPDATE and says_more(given, phase.text.markdown)
    is_known = state is State.SCHEDULED and subject.timeline.is_upcoming
    return replace(phase, text=Text()) if is_stale or is_known or given.window else phase


def _check_used(options: UpdateOptions, phase: Phase | None, state: State) -> None:
    """Refuse values that no text uses: they would be lost."""
    texts = [text for _, text in phase.fields] if phase else []
    if phase and options.message is None:
        texts.append(phase.text.markdown)
    used = {*left_open(texts, {})}
    names = [pair.partition("=")[0].strip() for pair in options.values]
    if lost := [name for name in names if fold(name) not in used]:
        message = f"The text for `{state.word}` does not use {', '.join(lost)}. "
        raise OptionError(("--set", f"{message}Write your own text with --message."))


def is_reopened(
    subject: Subject,
    state: State,
    at: datetime,
    *,
    reopen: bool,
    asks: bool,
) -> bool:
    """Return whether an update reopens the incident; ask or, without ``asks``, refuse it.

    ``reopen``: it was asked for.
    """
    if reopen and state is State.UPDATE and not subject.timeline.is_open:
        message = (
            f"--reopen: {_ended(subject)}, and `{state.word}` does not reopen it. "
            "Give its new state instead."
        )
        raise UsageError(message)
    if not subject.is_opened_by(state, at):
        return False
    fact = f"{_ended(subject)}, and `{state.word}` reopens it."
    if not (reopen or asks):
        fact += " To reopen it, add --reopen; to add a note to it, use `update`."
        raise UsageError(fact)
    if not reopen:
        confirm(f"{fact}\nReopen it?", "Nothing was written.")
    return True


def _check_place(subject: Subject, at: datetime, state: State) -> None:
    """Refuse a time that is taken, and an end before maintenance has begun."""
    zone, window = subject.entry.zone, subject.timeline.now.window
    if any(each.at == at for each in subject.incident.updates):
        message = (
            f"There is already an update at {stamped(at, zone)}. "
            "Give this one another time; seconds are allowed."
        )
        raise OptionError(("--at", message))
    is_ahead = subject.timeline.is_upcoming and state is State.COMPLETED
    if window and is_ahead and at < window.start:
        message = f"It starts at {stamped(window.start, zone)}; to call it off, use `cancelled`."
        raise UsageError(message)


def _check_window(window: Window | None, at: datetime, option: str, zone: str) -> None:
    """Refuse a window that has passed when it is announced.

    The clock would start and end the maintenance at once, and notify all subscribers.
    """
    if window and window.end <= at:
        message = (
            f"The maintenance would end at {stamped(window.end, zone)}, before its announcement "
            f"at {stamped(at, zone)}. Give a later start. To record past maintenance, give the "
            "time of its announcement with --at."
        )
        raise OptionError((option, message))


def _ended(subject: Subject) -> str:
    timeline = subject.timeline
    ended = stamped(timeline.ended or timeline.last_update, subject.entry.zone)
    return f"`{subject.incident.slug}` ended at {ended}"
