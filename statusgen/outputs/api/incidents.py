"""Incidents and maintenance in the form of the API.

Statuspage has fewer states than we do. Cancelled maintenance is ``completed``, and its text says
that it was cancelled. An incident with a postmortem has the state ``postmortem``. Notices are left
out. The text of an update is plain text with HTML escaped, because dashboards put it into their
pages unchanged.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from statusgen import addresses
from statusgen.markup.plain import plain
from statusgen.memo import Memo, call
from statusgen.model import ComponentState, Postmortem, Sort, State
from statusgen.outputs.api.components import ApiComponent, Json, component, instant, page_id
from statusgen.rendering import labels
from statusgen.rendering.components import Names
from statusgen.rendering.incident_view import IncidentView, UpdateView, view_of
from statusgen.rendering.kit import Kit
from statusgen.status import Status
from statusgen.timeline import Timeline

POSTMORTEM: Final = "postmortem"
"""The state of an incident with a postmortem, and of the update for that postmortem."""

CANCELLED: Final = "This scheduled maintenance was cancelled."

EXCERPT_LENGTH: Final = 400
"""Characters to take from a postmortem without a summary."""

Review = tuple[datetime, Postmortem]
"""A published postmortem, and its time as an update of its incident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiIncident:
    """One incident or maintenance as it is now."""

    view: IncidentView
    """With the names that the API gives to components."""
    review: Review | None
    updated: datetime
    components: tuple[ApiComponent, ...]
    """In their current state."""


def newest(status: Status, sort: Sort) -> tuple[Timeline, ...]:
    """Return all incidents, or all maintenance, sorted by first update, newest first."""
    return tuple(
        sorted(
            (each for each in status.timelines if each.incident.sort is sort),
            key=lambda each: (-each.first_update.timestamp(), each.incident.id),
        )
    )


def review(timeline: Timeline, postmortem: Postmortem | None) -> Review | None:
    """Return the postmortem of a resolved incident, as its newest update."""
    is_over = timeline.incident.sort is Sort.INCIDENT and not timeline.is_open
    if not is_over or not postmortem or not postmortem.published:
        return None
    return max(postmortem.published, timeline.last_update + timedelta(seconds=1)), postmortem


def revised(timeline: Timeline, review: Review | None) -> datetime:
    """Return the time of the newest update, correction or postmortem."""
    return max(timeline.revised, review[0]) if review is not None else timeline.revised


def report_of(
    timeline: Timeline,
    components: Mapping[str, ApiComponent],
    names: Names,
    review: Review | None,
    memo: Memo = call,
) -> ApiIncident:
    """Return the current state of an incident or maintenance."""
    return ApiIncident(
        view=memo(view_of, timeline, names),
        review=review,
        updated=revised(timeline, review),
        components=tuple(components[each] for each in timeline.touched),
    )


def incident(kit: Kit, report: ApiIncident) -> Json:
    """Return an incident or maintenance in Statuspage's form."""
    view = report.view
    is_planned = view.sort is Sort.MAINTENANCE
    created = view.entries[-1].at
    before = (*view.entries[1:], None)
    updates = [_update(kit, view.id, *each) for each in zip(view.entries, before, strict=True)]
    if report.review:
        updates.insert(0, _postmortem(kit, view.id, *report.review))
    monitored = _monitored(view)
    found = {
        "id": view.id,
        "name": view.title,
        "status": POSTMORTEM if report.review else _state_word(view.state),
        "created_at": instant(created),
        "updated_at": instant(report.updated),
        "monitoring_at": monitored and instant(monitored),
        "resolved_at": view.closed and instant(view.closed),
        "ended_at": view.ended and instant(view.ended),
        "impact": "maintenance" if is_planned else view.highest.word,
        "shortlink": kit.absolute(addresses.incident(view.slug)),
        "started_at": instant(created if is_planned else view.began),
        "page_id": page_id(kit),
        "incident_updates": updates,
        "components": [component(kit, row) for row in report.components],
        "reminder_intervals": None,
    }
    if is_planned and view.window:
        found["scheduled_for"] = instant(view.window.start)
        found["scheduled_until"] = instant(view.window.end)
    return found


def _monitored(view: IncidentView) -> datetime | None:
    """Return when monitoring first began since the last reopening."""
    ends = list(takewhile(lambda entry: entry.state_kept.is_end, view.entries))
    since = view.entries[len(ends) :]
    spell = takewhile(lambda entry: not entry.state_kept.is_end, since)
    watched = [entry.at for entry in spell if entry.state_kept is State.MONITORING]
    return min(watched, default=None)


def _update(kit: Kit, incident_id: str, update: UpdateView, before: UpdateView | None) -> Json:
    return {
        "id": f"{incident_id}-{update.id}",
        "status": _state_word(update.state_kept),
        "body": _body(_paragraphs(kit, update)),
        "incident_id": incident_id,
        "created_at": instant(update.at),
        "updated_at": instant(update.corrected or update.at),
        "display_at": instant(update.at),
        "affected_components": list(_changes(update, before)) or None,
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _postmortem(kit: Kit, incident_id: str, at: datetime, postmortem: Postmortem) -> Json:
    summary = postmortem.summary or kit.markup.excerpt(postmortem.body, EXCERPT_LENGTH)
    title = f"{postmortem.title} ({kit.absolute(addresses.postmortem(postmortem.slug))})"
    return {
        "id": f"{incident_id}-{POSTMORTEM}",
        "status": POSTMORTEM,
        "body": _body(filter(None, (title, summary))),
        "incident_id": incident_id,
        "created_at": instant(at),
        "updated_at": instant(at),
        "display_at": instant(at),
        "affected_components": None,
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _changes(now: UpdateView, before: UpdateView | None) -> Iterator[Json]:
    """Yield the components that an update changes or names.

    The first update has all of them, as does the announcement of maintenance.
    """
    old = {part.id: part.state for part in before.parts} if before else {}
    for part in now.parts:
        was = old.get(part.id, ComponentState.OPERATIONAL)
        if not before or part.id in now.named or was is not part.state:
            yield {
                "code": part.id,
                "name": part.name,
                "old_status": was.word,
                "new_status": part.state.word,
            }


def _paragraphs(kit: Kit, update: UpdateView) -> Iterator[str]:
    """Yield the paragraphs of an update. The labelled lines are the last one."""
    if update.state_kept is State.CANCELLED:
        yield CANCELLED
    if update.by_clock:
        _, words = labels.CLOCK[update.state_kept]
        yield words
    if update.body:
        yield kit.markup.to_plain(update.body, address=kit.absolute)
    if lines := "\n".join(_lines(kit, update)):
        yield lines


def _lines(kit: Kit, update: UpdateView) -> Iterator[str]:
    fields = (
        ("Action required", "action", update.action),
        ("Workaround", "workaround", update.workaround),
    )
    for label, name, text in fields:
        if name in update.withdrawn:
            yield f"{label}: none"
        elif text:
            line = plain(kit.markup.to_inline_html(text, address=kit.absolute))
            yield f"{label}: {line}"
    for words, at in (("Ended", update.ended), ("Next update by", update.next)):
        if at:
            form = "%H:%M" if at.date() == update.at.date() else "%Y-%m-%d %H:%M"
            yield f"{words} {at:{form}} UTC"


def _body(paragraphs: Iterable[str]) -> str:
    """Escape plain text for HTML. Apostrophes need no escape and stay readable."""
    escaped = html.escape("\n\n".join(paragraphs), quote=False)
    return escaped.replace('"', "&quot;").replace("\n", "<br />")


def _state_word(state: State) -> str:
    """Return Statuspage's word for a state. Statuspage has none for cancelled maintenance."""
    return State.COMPLETED.word if state is State.CANCELLED else state.word
