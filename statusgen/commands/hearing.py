"""One more update as its author says it, and what holds where nobody says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from statusgen.authoring.composing import Frame, Given
from statusgen.authoring.filling import Facts
from statusgen.authoring.stamping import next_instant, stamped
from statusgen.commands.choosing import Subject
from statusgen.commands.desk import Desk
from statusgen.commands.drafting import cadence_of
from statusgen.commands.options import UsageError
from statusgen.commands.placing import check_estimate, check_place, check_window
from statusgen.commands.said import Said, listener_of
from statusgen.model import Scenario, State, Update
from statusgen.moments import Moment, moments_of
from statusgen.notation.times import instant_id

__all__ = ["heard"]


def heard(desk: Desk, subject: Subject, state: State, said: Said) -> tuple[datetime, Given, Frame]:
    """Return when the update is of, what its author says, and what holds otherwise.

    Raise :class:`UsageError` where an option is wrong, or has no place there.
    """
    incident = subject.incident
    listener = listener_of(desk, subject.entry.zone)
    at = listener.instant("--at", said.at)
    listener.finish()
    at = at or _now(desk, subject)
    check_place(subject, at, state)
    given = listener.given(said, at, incident.sort)
    check_window(given.window, at, "--window", listener.zone)
    scenario = desk.scenario(incident.team.scenario)
    variables = scenario.variables if scenario else ()
    values = listener.values(said.values, variables, incident.team.variables)
    listener.finish()
    new = Update(
        id=instant_id(at),
        at=at,
        state=state,
        components=given.components,
        impact=given.impact,
        window=given.window,
    )
    story = replace(incident, updates=tuple(sorted((*incident.updates, new), key=_by_time)))
    moment = next(each for each in moments_of(story, at) if each.update is new)
    check_estimate(subject, given, moment)
    return at, given, _frame(desk, subject, scenario, moment, values=values)


def _now(desk: Desk, subject: Subject) -> datetime:
    """Return when an update is of that is written now."""
    last = subject.incident.updates[-1].at
    at = next_instant(desk.clock, last)
    if at is None:
        zone = subject.entry.zone
        place = subject.entry.headings[-1]
        message = (
            f"`{subject.incident.slug}` was last updated at {stamped(last, zone)}, and this clock "
            f"says {stamped(desk.clock, zone)}. Set right whichever is wrong: the clock, or the "
            f"heading `{place.text.strip()}` at {desk.shown(place.path)}:{place.line}; or say when "
            f"the update is of: --at '{stamped(last + timedelta(minutes=1), zone)}'."
        )
        raise UsageError(message)
    return at


def _frame(
    desk: Desk,
    subject: Subject,
    scenario: Scenario | None,
    moment: Moment,
    *,
    values: tuple[tuple[str, str], ...],
) -> Frame:
    """Return what the update says where nobody says otherwise; ``moment`` is what it makes so."""
    incident = subject.incident
    settings = desk.site.settings
    language = scenario.language if scenario else settings.language
    at = moment.update.at
    window = moment.window
    return Frame(
        state=moment.update.state,
        at=at,
        now=max(at, desk.clock.replace(second=0, microsecond=0)),
        zone=subject.entry.zone,
        facts=Facts(
            at=at,
            title=incident.title,
            components=desk.names(name for name, _ in moment.components),
            started=window.start if window else incident.began,
            eta=window.end if window else moment.eta,
            cause=moment.cause.markdown if moment.cause else None,
            fix=moment.fix.markdown if moment.fix else None,
            variables=values,
        ),
        locale=partial(desk.locale, language),
        cadence=cadence_of(
            desk.site.practice,
            incident.sort,
            moment.state,
            moment.impact,
            incident.team.cadence or (scenario.cadence if scenario else None),
        ),
        variables=scenario.variables if scenario else (),
        asks=moment.action is not None,
        clock=desk.clock.replace(second=0, microsecond=0),
    )


def _by_time(update: Update) -> datetime:
    return update.at
