"""What a team owes its readers by now, and did not give them: word, a reason, a look back.

Everything here follows from the clock and from what is published at ``Site.as_of``. Rules that
ask for something to be written after an end look back :data:`RECENT` and no further, so that a
long history raises no flood; what somebody promised by a date is owed until it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from statusgen.days import day_of
from statusgen.memo import Memo, call
from statusgen.model import Decision, Impact, Incident, Kind, Practice, Site, Sort
from statusgen.moments import clock_edge
from statusgen.problems import Problem, Span, warning
from statusgen.reading.incident import IncidentEntry, PostmortemEntry
from statusgen.timeline import Timeline, play

RECENT: Final = timedelta(days=90)
"""How long after its end an incident is asked for what it lacks."""

_DECIDE: Final = timedelta(days=2)
"""How long after the end a team may take to decide on a postmortem."""

_WRITE: Final = timedelta(days=10)
"""How long after the end it may take to publish one that is required."""

HARM: Final = (Kind.DATA_LOSS, Kind.SECURITY)
"""Kinds of harm after which users ask what they must do."""


def find_owed(
    site: Site,
    incidents: Iterable[IncidentEntry],
    lookbacks: Iterable[PostmortemEntry],
    memo: Memo = call,
) -> Iterator[Problem]:
    """Yield a warning for each thing that one of the files owes readers; drafts owe nothing."""
    entries = {entry.path: entry for entry in incidents}
    planned = frozenset(name.text for entry in lookbacks for name in entry.incidents)
    told = frozenset(slug for postmortem in site.postmortems for slug in postmortem.incidents)
    for incident in site.incidents:
        is_asked = incident.path in entries and not incident.draft
        if is_asked and not _is_history(incident, site.as_of):
            timeline = memo(play, incident, site.as_of)
            case = _Case(timeline=timeline, entry=entries[incident.path], site=site)
            if timeline.is_open:
                yield from case.word()
            else:
                yield from case.reasons(is_told=incident.slug in told)
            if incident.slug not in told:
                is_planned = not planned.isdisjoint({incident.slug, incident.id})
                yield from case.lookback(is_planned=is_planned)


def cadence_for(
    practice: Practice, sort: Sort, impact: Impact | None, *own: timedelta | None
) -> timedelta | None:
    """Return how long silence may last: the first of its own cadences, else the site's by impact.

    Its own are the incident's, then its scenario's. Maintenance and notices have no others: the
    one goes by its window, and the other waits for nothing.
    """
    stated = next((each for each in own if each), None)
    if stated or sort is not Sort.INCIDENT or impact is None:
        return stated
    return dict(practice.cadence).get(impact)


def due(timeline: Timeline, practice: Practice) -> datetime | None:
    """Return when readers are to hear next: as promised, else by the cadence; ``None``: whenever.

    It goes by the impact in force.
    """
    if timeline.promise:
        return timeline.promise.at
    if not timeline.is_open or timeline.is_upcoming:
        return None
    incident = timeline.incident
    scenarios = {scenario.slug: scenario.cadence for scenario in practice.scenarios}
    own = incident.team.cadence, scenarios.get(incident.team.scenario or "")
    cadence = cadence_for(practice, incident.sort, timeline.now.impact, *own)
    return timeline.last_update + cadence if cadence else None


def unsaid(timeline: Timeline) -> tuple[str, ...]:
    """Return the fields that readers miss at the end: ``cause``, ``fix``, ``action required``.

    What they must do is asked for after harm to their data alone; ``none`` is an answer.
    """
    told = (("cause", timeline.now.cause), ("fix", timeline.now.fix))
    missing = [key for key, text in told if not text]
    incident = timeline.incident
    answered = any(update.action for update in incident.updates)
    if not answered and any(kind in HARM for kind in incident.kinds):
        missing.append("action required")
    return tuple(missing)


def _is_history(incident: Incident, as_of: datetime) -> bool:
    """Tell whether nothing can be owed any more, without playing it: most of a site's past."""
    last = incident.updates[-1]
    return (
        last.state.is_end
        and as_of - last.at > RECENT
        and incident.postmortem in {None, Decision.NOT_NEEDED}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One incident, maintenance or notice, and where in its file things stand."""

    timeline: Timeline
    entry: IncidentEntry
    site: Site

    def word(self) -> Iterator[Problem]:
        """Yield what readers wait for while it is open."""
        timeline, as_of, eta = self.timeline, self.site.as_of, self.timeline.estimate
        window = timeline.now.window if timeline.overruns else None
        if window and not (eta and eta > as_of):
            yield warning(
                "maintenance-overruns",
                f"The maintenance was planned until {self.entry.shown(window.end)}, "
                "and still goes on",
                self.place(""),
                "Say how it stands: with an `eta` or a `window`, or end it with `## Completed`.",
            )
        elif eta and eta <= as_of:
            yield warning(
                "overdue-estimate",
                f"It was expected to be over by {self.entry.shown(eta)}, and is not",
                self.estimate(),
                "Say in an update when it will be, with `eta`, or withdraw it with `eta: none`.",
            )
        elif eta:
            yield from self.cut_short(eta)
        elif timeline.now.eta:
            yield warning(
                "estimate-before-window",
                f"The work begins at {self.entry.shown(timeline.began)}, and is expected to be "
                "over by then",
                self.estimate(),
                "It tells readers nothing of the work. A `window` says until when that is planned; "
                "`eta: none` takes the estimate back.",
            )
        if timeline.promise and timeline.promise.overdue:
            yield warning(
                "overdue-promise",
                f"An update was promised by {self.entry.shown(timeline.promise.at)}, and has not "
                "come",
                self.place("next"),
                "Write one, if only that there is nothing new, and say when the next one comes.",
            )
        elif (at := due(timeline, self.site.practice)) and at <= as_of:
            yield warning(
                "long-silence",
                f"An update was due by {self.entry.shown(at)}, and has not come",
                self.place(""),
                "Write one, if only that there is nothing new. With `next` it says when the next "
                "one comes.",
            )

    def cut_short(self, eta: datetime) -> Iterator[Problem]:
        """Yield a warning of an estimate behind the end that the clock is going to make."""
        window = self.timeline.now.window
        if window and window.end < eta and clock_edge(self.timeline.moments):
            yield warning(
                "estimate-after-window",
                f"The clock ends the maintenance at {self.entry.shown(window.end)}, before this",
                self.estimate(),
                "If the work takes longer, say `In progress`, after which only an update ends it; "
                "or move its `window`.",
            )

    def reasons(self, *, is_told: bool) -> Iterator[Problem]:
        """Yield what readers were not told at the end; a postmortem tells why it happened."""
        timeline, incident = self.timeline, self.timeline.incident
        if timeline.now.update.next:
            yield warning(
                "promise-after-end",
                "An update is promised, and all is over",
                self.place("next"),
                "Nobody is reminded of it. To promise a postmortem, write `postmortem:` with its "
                "day at the head of the file.",
            )
        elif isinstance(timeline.now.update.eta, datetime):
            yield warning(
                "promise-after-end",
                "An end is expected, and all is over",
                self.place("eta"),
                "Nobody is shown it. If it goes on, the heading has to say so: `## In progress`, "
                "`## Investigating`.",
            )
        if incident.sort is not Sort.INCIDENT or not self.is_recent:
            return
        missing = unsaid(timeline)
        reasons = [f"`{key}`" for key in missing if key != "action required"]
        if reasons and timeline.impact >= Impact.MAJOR and not is_told:
            yield warning(
                "missing-explanation",
                f"The incident is over, and nothing says its {' and '.join(reasons)}",
                self.end,
                "Say in a line each why it happened and what put it right: `- cause: …`, "
                "`- fix: …`.",
            )
        if "action required" in missing:
            yield warning(
                "missing-action",
                "Nothing says what users must do now",
                self.end,
                "After a loss of data or a breach they ask. Write `- action required: …`; `none` "
                "is an answer, too.",
            )

    def lookback(self, *, is_planned: bool) -> Iterator[Problem]:
        """Yield a postmortem that is not there, or that nobody has decided on."""
        timeline, as_of = self.timeline, self.site.as_of
        decision, ended = timeline.incident.postmortem, timeline.ended
        if isinstance(decision, date):
            if decision < day_of(as_of, self.site.settings.timezone):
                yield self.overdue_postmortem(
                    f"A postmortem was promised by {decision}, and is not there"
                )
        elif decision is Decision.REQUIRED:
            if ended and as_of - ended >= _WRITE:
                yield self.overdue_postmortem(
                    f"A postmortem is required, and {_WRITE.days} days after the end there is none"
                )
        elif (
            decision is None
            and timeline.impact >= Impact.MAJOR
            and timeline.incident.sort is Sort.INCIDENT
            and ended
            and as_of - ended >= _DECIDE
            and self.is_recent
            and not is_planned
        ):
            yield warning(
                "undecided-postmortem",
                f"The incident is over since {self.entry.shown(ended)}, and nobody has decided on "
                "a postmortem",
                self.entry.span("title"),
                "Write `postmortem: required`, `not_needed`, or the day on which readers can "
                "expect it.",
            )

    def overdue_postmortem(self, message: str) -> Problem:
        """Return the warning of a postmortem that is late."""
        return warning(
            "overdue-postmortem",
            message,
            self.entry.span("postmortem", "title"),
            "Publish one in content/postmortems/ that names this incident, or give a new day.",
        )

    @property
    def is_recent(self) -> bool:
        """Whether it ended not long ago."""
        ended = self.timeline.ended
        return ended is not None and self.site.as_of - ended <= RECENT

    @property
    def end(self) -> Span:
        """Return the heading with which it ended."""
        updates = self.timeline.incident.updates
        at = self.timeline.ended
        number = next((place for place, each in enumerate(updates) if each.at == at), -1)
        return self.entry.headings[number]

    def place(self, key: str) -> Span:
        """Return where a field of the newest update stands; else its heading."""
        return self.entry.written[len(self.timeline.incident.updates) - 1].place(key)

    def estimate(self) -> Span:
        """Return where the estimate in force was given."""
        updates = list(enumerate(self.timeline.incident.updates))
        number = next(place for place, each in reversed(updates) if each.eta)
        return self.entry.written[number].place("eta")
