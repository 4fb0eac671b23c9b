"""Find what a team still owes its readers: an update, a reason, a postmortem.

Everything here depends on ``Site.as_of`` and on what is published at that time. Warnings that ask
for text after an end look back :data:`RECENT`, so that a long history does not raise hundreds of
them. A postmortem that was promised or required stays overdue until it is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from statusgen.days import day_of
from statusgen.memo import Memo, call
from statusgen.model import Decision, Impact, Kind, Practice, Site, Sort
from statusgen.moments import clock_edge
from statusgen.problems import Problem, warning
from statusgen.reading.incident import IncidentEntry, PostmortemEntry
from statusgen.reading.updates import WrittenUpdate
from statusgen.timeline import Timeline, timeline_at

RECENT: Final = timedelta(days=90)
"""How long after its end an incident still gets warnings."""

_DECIDE: Final = timedelta(days=2)
"""How long a team may take to decide on a postmortem after the end."""

_WRITE: Final = timedelta(days=10)
"""How long it may take to publish a required postmortem after the end."""

HARM: Final = (Kind.DATA_LOSS, Kind.SECURITY)
"""Kinds of harm after which users ask what to do."""


def find_overdue(
    site: Site,
    incidents: Iterable[IncidentEntry],
    postmortems: Iterable[PostmortemEntry],
    memo: Memo = call,
) -> Iterator[Problem]:
    """Yield a warning for each thing that readers are still waiting for; drafts get none."""
    entries = {entry.path: entry for entry in incidents}
    planned = {name.text for entry in postmortems for name in entry.incidents}
    explained = {slug for postmortem in site.postmortems for slug in postmortem.incidents}
    for incident in site.incidents:
        entry = None if incident.draft else entries.get(incident.path)
        if entry:
            case = _Case(timeline=timeline_at(incident, site.as_of, memo), entry=entry, site=site)
            is_explained = incident.slug in explained
            closed = case.timeline.closed
            if not closed:
                yield from case.while_open()
            elif site.as_of - closed <= RECENT:
                yield from memo(_after_end, case.timeline, entry, is_explained)
            is_planned = bool(planned & {incident.slug, incident.id})
            yield from () if is_explained else case.postmortem(is_planned=is_planned)


def cadence_for(
    practice: Practice, sort: Sort, impact: Impact | None, *own: timedelta | None
) -> timedelta | None:
    """Return the longest time between updates: the first of its own cadences, or the site's.

    Its own cadences are those of the incident and of its scenario. Only incidents use the site's,
    which depends on the impact.
    """
    stated = next((each for each in own if each), None)
    if stated or sort is not Sort.INCIDENT or impact is None:
        return stated
    return dict(practice.cadence).get(impact)


def due(timeline: Timeline, practice: Practice) -> datetime | None:
    """Return when the next update is due: as promised, or by the cadence, or ``None``.

    The cadence is that of the current impact.
    """
    if timeline.promise:
        return timeline.promise.at
    if not timeline.is_open or timeline.is_upcoming:
        return None
    incident = timeline.incident
    scenarios = {scenario.slug: scenario.cadence for scenario in practice.scenarios}
    own = incident.team.cadence or scenarios.get(incident.team.scenario or "")
    cadence = cadence_for(practice, incident.sort, timeline.now.impact, own)
    return timeline.last_update + cadence if cadence else None


def missing_at_end(timeline: Timeline) -> tuple[str, ...]:
    """Return the fields that are missing at the end: ``cause``, ``fix``, ``action required``.

    ``action required`` is only expected after harm to data; ``none`` is an answer.
    """
    told = (("cause", timeline.now.cause), ("fix", timeline.now.fix))
    missing = tuple(key for key, text in told if not text)
    incident = timeline.incident
    answered = any(update.action for update in incident.updates)
    is_asked = not answered and any(kind in HARM for kind in incident.kinds)
    return (*missing, "action required") if is_asked else missing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One incident, maintenance or notice, with its file."""

    timeline: Timeline
    entry: IncidentEntry
    site: Site

    @property
    def written(self) -> tuple[WrittenUpdate, ...]:
        """The published updates, with their places in the file."""
        return self.entry.written[: len(self.timeline.incident.updates)]

    def while_open(self) -> Iterator[Problem]:
        """Yield what readers are waiting for while it is open."""
        timeline, as_of, eta = self.timeline, self.site.as_of, self.timeline.estimate
        window, shown, latest = timeline.now.window, self.entry.shown, self.written[-1]
        hoped = [each.place("eta") for each in self.written if each.update.eta]
        if window and timeline.overruns and not (eta and eta > as_of):
            yield warning(
                "maintenance-overruns",
                f"The maintenance was planned until {shown(window.end)}, but is still in progress",
                latest.heading,
                "Give an `eta` or a new `window`, or end it with `## Completed`.",
            )
        elif eta and eta <= as_of:
            yield warning(
                "overdue-estimate",
                f"It was expected to end by {shown(eta)}, but has not",
                hoped[-1],
                "Give a new `eta` in an update, or withdraw it with `eta: none`.",
            )
        elif eta and window and window.end < eta and clock_edge(timeline.moments):
            yield warning(
                "estimate-after-window",
                f"The maintenance will end at {shown(window.end)}, before this estimate",
                hoped[-1],
                "If the work takes longer, move the `window`, or write `## In progress`: after "
                "that, only an update ends it.",
            )
        if timeline.promise and timeline.promise.overdue:
            yield warning(
                "overdue-promise",
                f"An update was promised by {shown(timeline.promise.at)}, but none was posted",
                latest.place("next"),
                "Write one, even if nothing has changed. Use `next` to say when to expect another.",
            )
        elif (at := due(timeline, self.site.practice)) and at <= as_of:
            yield warning(
                "long-silence",
                f"An update was due by {shown(at)}, but none was posted",
                latest.heading,
                "Write one, even if nothing has changed. Use `next` to say when to expect another.",
            )

    def postmortem(self, *, is_planned: bool) -> Iterator[Problem]:
        """Yield a warning if a postmortem is overdue or not decided on."""
        incident, ended = self.timeline.incident, self.timeline.ended
        decision = incident.postmortem
        since = self.site.as_of - (self.timeline.closed or self.site.as_of)
        late = None
        if decision is Decision.REQUIRED and since >= _WRITE:
            late = f"is required, but {_WRITE.days} days after the end none is published"
        elif isinstance(decision, date) and decision < day_of(
            self.site.as_of, self.site.settings.timezone
        ):
            late = f"was promised by {decision}, but has not been published"
        if late:
            yield warning(
                "overdue-postmortem",
                f"A postmortem {late}",
                self.entry.span("postmortem", "title"),
                "Publish one in content/postmortems/ that names this incident, or set a new date.",
            )
        is_asked = incident.sort is Sort.INCIDENT and self.timeline.impact >= Impact.MAJOR
        if ended and not (decision or is_planned) and is_asked and _DECIDE <= since <= RECENT:
            yield warning(
                "undecided-postmortem",
                f"The incident ended at {self.entry.shown(ended)}, and no one has decided on a "
                "postmortem",
                self.entry.span("title"),
                "Write `postmortem: required`, `not_needed`, or the date by which readers can "
                "expect it.",
            )


def _after_end(  # a memo calls it, by position
    timeline: Timeline,
    entry: IncidentEntry,
    is_explained: bool,  # noqa: FBT001
) -> tuple[Problem, ...]:
    """Return what is missing or wrong at the end; a postmortem gives the reasons."""
    return tuple(_gaps_after_end(timeline, entry, is_explained=is_explained))


def _gaps_after_end(
    timeline: Timeline, entry: IncidentEntry, *, is_explained: bool
) -> Iterator[Problem]:
    incident, written = timeline.incident, entry.written[: len(timeline.incident.updates)]
    if incident.sort is not Sort.INCIDENT:
        return
    first = written[0]
    is_harmed = any(state for _, state in incident.components)
    was_open = not all(moment.state.is_end for moment in timeline.moments)
    if not (was_open or incident.started) and is_harmed:
        yield warning(
            "no-beginning",
            "The first update already resolves it, and no `started` says when it began",
            first.heading,
            "Add `started: …` to the front matter. Without it, the harm in `components` counts "
            "for no time.",
        )
    missing = missing_at_end(timeline)
    reasons = [f"`{key}`" for key in missing if key != "action required"]
    end = next(each.heading for each in written if each.update.at == timeline.closed)
    if reasons and timeline.impact >= Impact.MAJOR and not is_explained:
        yield warning(
            "missing-explanation",
            f"The incident is over, but no update gives its {' and '.join(reasons)}",
            end,
            "Say in one line each why it happened and what fixed it: `- cause: …`, `- fix: …`.",
        )
    if "action required" in missing:
        yield warning(
            "missing-action",
            "No update says what users must do now",
            end,
            "Write `- action required: …`, or `none`: after data loss or a breach, people ask.",
        )
