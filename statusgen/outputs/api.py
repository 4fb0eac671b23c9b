"""Statuspage's status API, version 2, as files, so that its clients can read our sites.

The API is in English and UTC, whatever the site's language and zone. Its lists show the time of the
build. Retired components are in no list, but past incidents still contain them.

Statuspage has fewer states than we do. Cancelled maintenance is ``completed``, and its text says
that it was cancelled. An incident with a postmortem has the state ``postmortem``. Notices are left
out. The text of an update is plain text with HTML escaped, because dashboards put it into their
pages unchanged.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from types import MappingProxyType
from typing import Any, Final

from statusgen import addresses
from statusgen.days import day_of
from statusgen.markup.plain import plain
from statusgen.memo import Memo, call
from statusgen.model import Component, ComponentState, Group, Postmortem, Site, Sort, State
from statusgen.rendering import labels
from statusgen.rendering.artifact import Artifact, data
from statusgen.rendering.components import Named, Names
from statusgen.rendering.incident_view import IncidentView, UpdateView, view_of
from statusgen.rendering.kit import Kit
from statusgen.status import Overall, Status, current, current_leaves, postmortems_of
from statusgen.timeline import Holding, Timeline

SIZE: Final = 50
"""The number of incidents or maintenance windows in a list."""

POSTMORTEM: Final = "postmortem"
"""The state of an incident with a postmortem, and of the update for that postmortem."""

CANCELLED: Final = "This scheduled maintenance was cancelled."

EXCERPT_LENGTH: Final = 400
"""Characters to take from a postmortem without a summary."""

Json = dict[str, Any]

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of anything without one."""

Review = tuple[datetime, Postmortem]
"""A published postmortem, and its time as an update of its incident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiComponent:
    """A component or a group."""

    part: Component | Group
    is_used: bool
    state: ComponentState
    created: datetime
    updated: datetime
    """When an incident or maintenance last gave it a state, or took it away."""
    position: int
    """From 1, within its level. Retired components come last."""
    group: str | None
    """The id of its group, if the group is in use."""
    leaves: tuple[str, ...]
    """The ids of a group's components that are in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiIncident:
    """One incident or maintenance as it is now."""

    view: IncidentView
    """With the names that the API gives to components."""
    review: Review | None
    updated: datetime
    components: tuple[ApiComponent, ...]
    """In their current state."""


Listed = tuple[str, tuple[ApiComponent | ApiIncident, ...]]
"""A key of a file and its list."""


def plan(site: Site, status: Status, memo: Memo = call) -> Iterator[Artifact]:
    """Declare every file."""
    postmortems = postmortems_of(site)
    reviews = {
        each.incident.slug: review(each, postmortems.get(each.incident.slug))
        for each in status.timelines
    }
    changes = [revised(each, reviews[each.incident.slug]) for each in status.timelines]
    changes += [each.published for each in site.postmortems if each.published]
    updated = max(changes, default=None)
    components = components_of(site, status)
    rows = tuple(each for each in components if each.is_used)
    by_id, names = {each.part.id: each for each in components}, memo(labels_of, site.components)

    def listed(timelines: Iterable[Timeline]) -> tuple[ApiIncident, ...]:
        return tuple(
            ApiIncident(
                view=memo(view_of, each, names),
                review=reviews[each.incident.slug],
                updated=revised(each, reviews[each.incident.slug]),
                components=tuple(by_id[known] for known in each.touched),
            )
            for each in timelines
        )

    incidents = newest(status, Sort.INCIDENT)
    unresolved = listed(each for each in incidents if each.is_open)
    resolved = [each for each in incidents if not each.is_open]
    maintenance = newest(status, Sort.MAINTENANCE)
    planned = "scheduled_maintenances"
    summary = (
        ("components", rows),
        ("incidents", unresolved),
        (planned, listed(each for each in maintenance if each.is_open)),
    )
    yield _file("summary", updated, *summary, overall=status.overall)
    yield _file("status", updated, overall=status.overall)
    yield _file("components", updated, ("components", rows))
    yield _file("incidents", updated, ("incidents", listed(incidents[:SIZE])))
    yield _file("incidents/unresolved", updated, ("incidents", unresolved[:SIZE]))
    yield _file("incidents/resolved", updated, ("incidents", listed(resolved[:SIZE])))
    for name, timelines in (
        ("", maintenance[:SIZE]),
        ("/upcoming", [each for each in maintenance if each.is_upcoming]),
        ("/active", [each for each in maintenance if each.is_active]),
    ):
        yield _file(f"scheduled-maintenances{name}", updated, (planned, listed(timelines)))


def _file(
    name: str, updated: datetime | None, *lists: Listed, overall: Overall | None = None
) -> Artifact:
    return data(f"{addresses.API}{name}.json", render, updated, lists, overall)


def render(
    kit: Kit, updated: datetime | None, lists: tuple[Listed, ...], overall: Overall | None
) -> bytes:
    """Render one file: the page with its newest change, the lists, the overall status."""
    settings = kit.settings
    document: dict[str, Json | list[Json]] = {
        "page": {
            "id": page_id(kit),
            "name": settings.title,
            "url": settings.base_url,
            "time_zone": "Etc/UTC" if settings.timezone == "UTC" else settings.timezone,
            "updated_at": instant(updated or EPOCH),
        }
    }
    for key, rows in lists:
        document[key] = [
            component(kit, each) if isinstance(each, ApiComponent) else kit.once(incident, each)
            for each in rows
        ]
    if overall:
        document["status"] = {"indicator": overall.rank.word, "description": overall.description}
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def components_of(site: Site, status: Status) -> tuple[ApiComponent, ...]:
    """Return all components and groups in the order of site.yml, groups before their components.

    Groups without a component in use are left out.
    """
    used = {entry.id for entry in (*current(site), *current_leaves(site))}
    holdings: defaultdict[str, list[Holding]] = defaultdict(list)
    for timeline in status.timelines:
        for holding in timeline.holdings:
            holdings[holding.component].append(holding)

    def row(
        part: Component | Group, level: Sequence[Component | Group], group: str | None = None
    ) -> ApiComponent:
        leaves = (
            [leaf for leaf in part.components if leaf.id in used]
            if isinstance(part, Group)
            else [part]
        )
        created = min(leaf.since or status.earliest or EPOCH for leaf in leaves)
        held = [each for leaf in leaves for each in holdings[leaf.id]]
        return ApiComponent(
            part=part,
            is_used=part.id in used,
            state=status.state(part.id),
            created=created,
            updated=max((created, *(at for each in held for at in (each.start, each.end) if at))),
            position=sorted(level, key=lambda each: each.id not in used).index(part) + 1,
            group=group,
            leaves=tuple(leaf.id for leaf in leaves),
        )

    def rows() -> Iterator[ApiComponent]:
        for part in site.components:
            if isinstance(part, Component) or part.id in used:
                yield row(part, site.components)
            if isinstance(part, Group):
                group = part.id if part.id in used else None
                yield from (row(leaf, part.components, group) for leaf in part.components)

    return tuple(rows())


def labels_of(entries: tuple[Component | Group, ...]) -> Names:
    """Return the name of each component, after that of its group: ``Apps - Dashboard``."""
    groups = [entry for entry in entries if isinstance(entry, Group)]
    prefixes = {leaf.id: f"{group.name} - " for group in groups for leaf in group.components}
    return MappingProxyType(
        {
            leaf.id: Named(name=f"{prefixes.get(leaf.id, '')}{leaf.name}")
            for entry in entries
            for leaf in entry.leaves
        }
    )


def component(kit: Kit, row: ApiComponent) -> Json:
    """Return a component or group in Statuspage's form. Only groups have ``components``."""
    part = row.part
    is_group = isinstance(part, Group)
    since = None if isinstance(part, Group) else part.since
    found = {
        "id": part.id,
        "name": part.name,
        "status": row.state.word,
        "created_at": instant(row.created),
        "updated_at": instant(row.updated),
        "position": row.position,
        "description": part.description or None,
        "showcase": True,
        "start_date": since and day_of(since, kit.settings.timezone).isoformat(),
        "group_id": row.group,
        "page_id": page_id(kit),
        "group": is_group,
        "only_show_if_degraded": False,
    }
    return {**found, "components": list(row.leaves)} if is_group else found


def page_id(kit: Kit) -> str:
    """Return 12 letters and digits derived from the site's id."""
    digest = hashlib.sha256(kit.settings.id.encode()).digest()
    return base64.b32encode(digest).decode().lower()[:12]


def instant(at: datetime) -> str:
    """Return ``2026-11-20T14:05:00.000Z``."""
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


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
