"""An incident, maintenance or notice as pages show it whole.

Views are narrow and hold decided facts, so a page whose facts do not change
keeps its bytes. Nothing that is meant for the team can get into one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from statusgen.model import (
    ComponentState,
    Impact,
    Kind,
    Sort,
    State,
    States,
    Text,
    Window,
    Withdrawn,
)
from statusgen.moments import Moment, clock_edge
from statusgen.outputs.pages.edition import Edition, Names
from statusgen.status import postmortem_due, postmortem_of, rank_of_incident
from statusgen.timeline import Promise, Timeline, open_time

WITHDRAWABLE: Final = ("action", "workaround", "eta", "cause", "fix")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A component, and the state that it is or was held in."""

    id: str
    name: str
    state: ComponentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One update as it is shown; of the fields those that it gave itself."""

    id: str
    """Its anchor."""
    at: datetime
    state: State
    """As written: ``UPDATE`` keeps the one before."""
    by_clock: bool
    body: Text
    changed: tuple[Part, ...]
    next: datetime | None
    eta: datetime | None
    workaround: Text | None
    cause: Text | None
    fix: Text | None
    action: Text | None
    withdrawn: tuple[str, ...]
    """Of ``action``, ``workaround``, ``eta``, ``cause`` and ``fix`` those that no longer hold."""
    window: Window | None
    """The window that it moved maintenance to."""
    corrected: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A postmortem: one that is there, or one that is promised."""

    slug: str = ""
    title: str = ""
    by: date | None = None
    """The promised day, where there is none yet."""
    overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One incident, maintenance or notice as it is now."""

    slug: str
    title: str
    sort: Sort
    kinds: tuple[Kind, ...]
    draft: bool
    state: State
    shape: ComponentState | None
    """Which shape and colour stand for it; ``None``: information, no harm."""
    impact: Impact
    """While it is open the one in force (some, if it ever had any); then the highest it had."""
    summary: Text
    is_open: bool
    is_active: bool
    """Maintenance that goes on."""
    reference: datetime | None
    """While it is open an instant of today: a time on the same day is shown without its date."""
    began: datetime
    ended: datetime | None
    last_update: datetime
    open_for: timedelta | None
    """How long it was open (maintenance: active) altogether, once it is over; no notice."""
    promise: Promise | None
    eta: datetime | None
    eta_passed: bool
    """It was expected to be over by now, and is not."""
    workaround: Text | None
    cause: Text | None
    fix: Text | None
    action: Text | None
    parts: tuple[Part, ...]
    """Every component that it touches, and how it holds it now."""
    window: Window | None
    announced: Window | None
    """The window announced first, where it was moved since."""
    planned: Window | None
    """Of maintenance that is over: its window, where it did not keep to it."""
    ends_by_clock: bool
    """The end of the window ends it, if nobody writes."""
    overruns: bool
    until: datetime | None
    """A notice: when the clock ends it."""
    entries: tuple[Entry, ...]
    """Newest first."""
    more: int
    """How many older entries its own page has beside these."""
    review: Review | None
    source: str
    """Its file in the repository, where the page links to it."""


def thread(edition: Edition, line: Timeline, newest: int | None = None) -> Thread:
    """Show one whole, or with its newest entries only."""
    eta, review = line.estimate, _review(edition, line)
    reference = edition.midday if line.is_open else None
    eta_passed = eta is not None and eta <= edition.site.as_of
    facts = (reference, eta_passed, edition.source(line.incident))
    shown = edition.memo(_thread, line, edition.names, newest, facts)
    return replace(shown, review=review) if review else shown


def _thread(
    line: Timeline, names: Names, newest: int | None, facts: tuple[datetime | None, bool, str]
) -> Thread:
    """Show what rests on the one thing alone, and on ``reference, eta_passed, source``."""
    incident, now = line.incident, line.now
    reference, eta_passed, source = facts
    entries = tuple(entry(moment, names) for moment in reversed(line.moments))
    return Thread(
        slug=incident.slug,
        title=incident.title,
        sort=incident.sort,
        kinds=incident.kinds,
        draft=incident.draft,
        state=line.state,
        shape=shape(line),
        impact=rank_of_incident(line) if line.is_open else line.impact,
        summary=incident.summary,
        is_open=line.is_open,
        is_active=line.is_active,
        reference=reference,
        began=line.began,
        ended=line.ended,
        last_update=line.last_update,
        open_for=time_open(line),
        promise=line.promise,
        eta=line.estimate,
        eta_passed=eta_passed,
        workaround=now.workaround,
        cause=now.cause,
        fix=now.fix,
        action=now.action,
        parts=_parts(names, now.components),
        window=now.window,
        announced=incident.window if incident.window != now.window else None,
        planned=_missed(line),
        ends_by_clock=clock_edge(line.moments) is not None,
        overruns=line.overruns,
        until=incident.until,
        entries=entries[:newest],
        more=len(entries) - len(entries[:newest]),
        review=None,
        source=source,
    )


def entry(moment: Moment, names: Names) -> Entry:
    """Show one update."""
    update = moment.update

    def given(value: Text | Withdrawn | None) -> Text | None:
        return None if isinstance(value, Withdrawn) else value

    return Entry(
        id=update.id,
        at=update.at,
        state=update.state,
        by_clock=update.by_clock,
        body=update.body,
        changed=_parts(names, moment.changed),
        next=update.next,
        eta=None if isinstance(update.eta, Withdrawn) else update.eta,
        workaround=given(update.workaround),
        cause=given(update.cause),
        fix=given(update.fix),
        action=given(update.action),
        withdrawn=tuple(
            name for name in WITHDRAWABLE if isinstance(getattr(update, name), Withdrawn)
        ),
        window=update.window,
        corrected=update.corrected,
    )


def shape(line: Timeline) -> ComponentState | None:
    """Return what stands for it: for an open incident its impact in force, for its end a tick.

    An open incident that did harm is never shown as harmless.
    """
    if line.incident.sort is Sort.NOTICE or line.state is State.CANCELLED:
        return None
    if not line.is_open:
        return ComponentState.OPERATIONAL
    if line.incident.sort is Sort.MAINTENANCE:
        return ComponentState.UNDER_MAINTENANCE
    return impact_shape(rank_of_incident(line))


def impact_shape(impact: Impact) -> ComponentState | None:
    """Return the state of a component that hurts as much."""
    return None if impact is Impact.NONE else ComponentState(impact + 1)


def _parts(names: Names, states: States) -> tuple[Part, ...]:
    return tuple(Part(id=known, name=names[known], state=state) for known, state in states)


def time_open(line: Timeline) -> timedelta | None:
    """Return how long it was open altogether, once it is over; of a notice nothing."""
    if not line.ended or not line.spells or line.incident.sort is Sort.NOTICE:
        return None
    return open_time(line, line.ended)


def _missed(line: Timeline) -> Window | None:
    """Return the window of maintenance that took place, and began or ended at another time."""
    window = line.now.window
    if not window or not line.ended or not line.spells:
        return None
    return window if (window.start, window.end) != (line.began, line.ended) else None


def _review(edition: Edition, line: Timeline) -> Review | None:
    found = postmortem_of(edition.site, line.incident.slug)
    if found:
        return Review(slug=found.slug, title=found.title)
    by = postmortem_due(edition.site, line)
    return Review(by=by, overdue=by < edition.today) if by else None
