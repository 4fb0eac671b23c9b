"""Notes for the author of an incident or update: what readers now see and still wait for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from statusgen.advice.overdue import missing_at_end
from statusgen.authoring.composing import QUESTIONS, ComposedUpdate, Frame, Given, Missing
from statusgen.authoring.front import NewIncident
from statusgen.authoring.stamping import stamped
from statusgen.commands.incidents import Subject
from statusgen.commands.planning import UpdatePlan
from statusgen.commands.report import lasting, some
from statusgen.commands.revisions import content_of, find_alike
from statusgen.commands.workspace import Workspace
from statusgen.model import ComponentState, Decision, Impact, Incident, Sort, State, States, Window
from statusgen.moments import is_published
from statusgen.timeline import Timeline, timeline_of


def nature(head: NewIncident, *, drill: bool) -> Iterator[str]:
    """Yield why readers do not see a new incident, if so."""
    if drill:
        yield "This is a drill: it is internal and never published."
    elif head.internal:
        yield "It is internal and never published."
    if head.draft and not head.internal:
        yield "It is a draft. To publish it, delete `draft: true`."


def begun(workspace: Workspace, incident: Incident | None, head: NewIncident) -> Iterator[str]:
    """Yield the component states that readers see in a new incident."""
    if not incident or head.draft or head.internal or incident.sort is Sort.NOTICE:
        return
    if is_published(incident.updates[0].at, workspace.clock):
        timeline = timeline_of(incident, workspace.clock)
        if timeline.is_open and not timeline.is_upcoming and timeline.now.components:
            yield f"Readers see: {_listed(workspace, timeline.now.components)}."


def open_as_well(workspace: Workspace, path: str) -> Iterator[str]:
    """Yield the open incidents like the new one at ``path``, which may be duplicates."""
    others = [file.path for file in workspace.unsettled]
    mine, theirs = (content_of(workspace.folder, paths) for paths in ((path,), others))
    yield from (f"{reason}." for _, reason in find_alike(mine, theirs, workspace.clock))


def still_seen(
    workspace: Workspace, subject: Subject, state: State, given: Given, after: Timeline
) -> Iterator[str]:
    """Yield what readers see as broken although the update says that it works, or as working."""
    if state is State.MONITORING:
        said = dict(given.components)
        seen = tuple((name, held) for name, held in broken(after) if name not in said)
        if seen:
            option = f"`--component {seen[0][0]}=ok`"
            shown = _listed(workspace, seen)
            yield f"Readers still see: {shown}. To say that it works, add {option}."
    elif _is_reopened(subject, after) and after.touched and not broken(after):
        option = f"`--component {after.touched[0]}=degraded`"
        yield f"Readers see every component as working. To change that, add {option}."


def _is_reopened(subject: Subject, after: Timeline) -> bool:
    is_incident = subject.incident.sort is Sort.INCIDENT
    return is_incident and after.is_open and not subject.timeline.is_open


def _listed(workspace: Workspace, states: States) -> str:
    words = {name: state.word.replace("_", " ") for name, state in states}
    return some([f"{each.name} ({words[each.id]})" for each in workspace.parts(words)])


def promise_after(written: ComposedUpdate, frame: Frame, after: Timeline) -> Iterator[str]:
    """Yield when the next update is due, unless a later update has already come."""
    if after.last_update <= frame.at:
        yield from promise_of(written, frame, is_open=after.is_open and not after.is_upcoming)


def owed(workspace: Workspace, after: Timeline, path: str) -> Iterator[str]:
    """Yield what a resolved incident still lacks, and how to add it."""
    incident, slug = after.incident, after.incident.slug
    if after.is_open or incident.sort is not Sort.INCIDENT:
        return
    lookback = workspace.postmortem_of(incident)
    is_told = lookback is not None and lookback.is_shown(preview=False)
    if keys := [key for key in missing_at_end(after) if key == "action required" or not is_told]:
        options = " ".join(f'{QUESTIONS[key].option.split()[0]} "…"' for key in keys)
        command = f'`statusgen update {slug} update --message "…" {options}`'
        yield f"Still owed: {', '.join(keys)}. {command}"
    if not incident.postmortem and after.impact >= Impact.MAJOR:
        yield (
            "Still owed: a decision on a postmortem. Write `postmortem: required`, `not_needed` or "
            f"a date in the front matter of {path}."
        )
    if incident.postmortem not in {None, Decision.NOT_NEEDED} and not lookback:
        yield f"Still owed: a postmortem. `statusgen postmortem {slug}` drafts it."


def understood(window: Window | None, given: Given, frame: Frame) -> Iterator[str]:
    """Yield the window and the estimated end, as they were read."""
    if window:
        start, end = (stamped(edge, frame.zone) for edge in (window.start, window.end))
        yield f"Planned from {start} to {end}, {lasting(window.end - window.start)}."
    if isinstance(given.eta, datetime):
        yield f"Expected to end by {_seen_from(frame, given.eta)}."


def _seen_from(frame: Frame, at: datetime) -> str:
    """Return a time, and how far it is from now."""
    ahead = at - (frame.clock or frame.now)
    far = f"in {lasting(ahead)}" if ahead >= timedelta() else f"{lasting(-ahead)} ago"
    return f"{stamped(at, frame.zone)}, {far}"


def ready_made(written: ComposedUpdate) -> Iterator[str]:
    """Yield the lines that came from the scenario, indented."""
    if written.ready_made:
        yield "From the scenario:"
        yield from (f"  {line}".rstrip() for line in written.ready_made.splitlines())


def promise_of(written: ComposedUpdate, frame: Frame, *, is_open: bool) -> Iterator[str]:
    """Yield a line on when the next update is due."""
    if written.next:
        yield f"Next update promised by {_seen_from(frame, written.next)}."
    elif is_open:
        yield "No next update is promised. To promise one, add --next 30m."


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestions:
    """What an update could still say. Every answer is optional."""

    components: tuple[tuple[str, ComponentState | None], ...] = ()
    """Components whose state may have changed, each with the suggested one."""
    last: tuple[Missing, ...] = ()
    """What readers have not been told when it ends."""


def open_questions(
    subject: Subject, state: State, plan: UpdatePlan, *, is_reopened: bool
) -> OpenQuestions:
    """Return what an update could still say; ``is_reopened``: it reopens the incident."""
    fields = dict(plan.composed.fields)
    if "components" not in fields:
        doubtful = _doubtful(subject, state, is_reopened=is_reopened)
        if doubtful:
            return OpenQuestions(components=doubtful)
    is_told = subject.incident.sort is Sort.INCIDENT and not subject.entry.internal
    if state is not State.RESOLVED or not subject.timeline.is_open or not is_told:
        return OpenQuestions()
    missing = (key for key in missing_at_end(subject.timeline) if key not in fields)
    return OpenQuestions(last=tuple(QUESTIONS[key] for key in missing))


def _doubtful(
    subject: Subject, state: State, *, is_reopened: bool
) -> tuple[tuple[str, ComponentState | None], ...]:
    """Return the components whose state a reopening or a fix may change, with suggestions.

    A component that worked before the end may be the reason for reopening, so none is suggested.
    """
    works = ComponentState.OPERATIONAL
    states = subject.returning if is_reopened else broken(subject.timeline)
    if state is State.MONITORING:
        return tuple((name, works) for name, _ in states)
    return tuple((name, None if held is works else held) for name, held in states * is_reopened)


def broken(timeline: Timeline) -> States:
    """Return the components that do not work while an incident is open."""
    return tuple(
        (name, state)
        for name, state in timeline.now.components
        if timeline.is_open and state is not ComponentState.OPERATIONAL
    )
