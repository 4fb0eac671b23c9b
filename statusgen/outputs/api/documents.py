"""The API's values as JSON, field by field as Statuspage's API, version 2, has them.

In English and universal time whatever the site's language and zone, since
programs read it. What an update says is plain text in which HTML is escaped:
dashboards put it into their pages as it is.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from statusgen import addresses
from statusgen.markup.plain import plain
from statusgen.model import State
from statusgen.outputs.api.components import EPOCH, ApiComponent
from statusgen.outputs.api.incidents import (
    POSTMORTEM,
    ApiIncident,
    ApiPostmortem,
    Change,
    changes,
    state_word,
)
from statusgen.rendering import labels
from statusgen.rendering.incident_view import UpdateView
from statusgen.rendering.kit import Kit
from statusgen.status import Overall

Json = dict[str, Any]

CANCELLED: Final = "This scheduled maintenance was cancelled."

EXCERPT_LENGTH: Final = 400
"""Characters of a postmortem that has no summary."""


def write(**parts: Json | list[Json]) -> bytes:
    """Return the file."""
    return (json.dumps(parts, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def page(kit: Kit, updated: datetime | None) -> Json:
    """Return the site; ``updated`` is its newest change."""
    settings = kit.settings
    return {
        "id": page_id(kit),
        "name": settings.title,
        "url": settings.base_url,
        "time_zone": "Etc/UTC" if settings.timezone == "UTC" else settings.timezone,
        "updated_at": _instant(updated or EPOCH),
    }


def page_id(kit: Kit) -> str:
    """Return 12 letters and digits that follow from the site's id and from nothing else."""
    digest = hashlib.sha256(kit.settings.id.encode()).digest()
    return base64.b32encode(digest).decode().lower()[:12]


def status(overall: Overall) -> Json:
    """Return the overall state."""
    return {"indicator": overall.rank.word, "description": overall.description}


def component(kit: Kit, row: ApiComponent) -> Json:
    """Return a component or a group; only a group has ``components``."""
    found = {
        "id": row.id,
        "name": row.name,
        "status": row.state.word,
        "created_at": _instant(row.created),
        "updated_at": _instant(row.updated),
        "position": row.position,
        "description": row.description or None,
        "showcase": True,
        "start_date": row.start and row.start.isoformat(),
        "group_id": row.group,
        "page_id": page_id(kit),
        "group": row.children is not None,
        "only_show_if_degraded": False,
    }
    return found if row.children is None else {**found, "components": list(row.children)}


def incident(kit: Kit, report: ApiIncident) -> Json:
    """Return an incident or maintenance; only maintenance has ``scheduled_…``."""
    view = report.view
    before = (*view.entries[1:], None)
    updates = [_update(kit, view.id, *each) for each in zip(view.entries, before, strict=True)]
    if report.review:
        updates.insert(0, _postmortem(kit, view.id, report.review))
    monitored = report.monitored
    found = {
        "id": view.id,
        "name": view.title,
        "status": report.state,
        "created_at": _instant(report.created),
        "updated_at": _instant(report.updated),
        "monitoring_at": monitored and _instant(monitored),
        "resolved_at": view.ended and _instant(view.ended),
        "impact": report.impact,
        "shortlink": kit.absolute(addresses.incident(view.slug)),
        "started_at": _instant(report.started),
        "page_id": page_id(kit),
        "incident_updates": updates,
        "components": [component(kit, row) for row in report.components],
        "reminder_intervals": None,
    }
    if report.window is None:
        return found
    planned = {
        "scheduled_for": _instant(report.window.start),
        "scheduled_until": _instant(report.window.end),
    }
    return found | planned


def _update(kit: Kit, incident_id: str, update: UpdateView, before: UpdateView | None) -> Json:
    return {
        "id": f"{incident_id}-{update.id}",
        "status": state_word(update.state_kept),
        "body": _body(_paragraphs(kit, update)),
        "incident_id": incident_id,
        "created_at": _instant(update.at),
        "updated_at": _instant(update.corrected or update.at),
        "display_at": _instant(update.at),
        "affected_components": [_change(each) for each in changes(update, before)] or None,
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _postmortem(kit: Kit, incident_id: str, review: ApiPostmortem) -> Json:
    summary = review.summary or kit.markup.excerpt(review.body, EXCERPT_LENGTH)
    title = f"{review.title} ({kit.absolute(review.address)})"
    return {
        "id": f"{incident_id}-{POSTMORTEM}",
        "status": POSTMORTEM,
        "body": _body(filter(None, (title, summary))),
        "incident_id": incident_id,
        "created_at": _instant(review.at),
        "updated_at": _instant(review.at),
        "display_at": _instant(review.at),
        "affected_components": None,
        "deliver_notifications": True,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _change(change: Change) -> Json:
    return {
        "code": change.id,
        "name": change.label,
        "old_status": change.before.word,
        "new_status": change.after.word,
    }


def _paragraphs(kit: Kit, update: UpdateView) -> Iterator[str]:
    """Go through what an update says; the labelled lines are the last paragraph."""
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
    if update.next:
        form = "%H:%M" if update.next.date() == update.at.date() else "%Y-%m-%d %H:%M"
        yield f"Next update by {update.next:{form}} UTC"


def _body(paragraphs: Iterable[str]) -> str:
    """Return plain text as HTML; an apostrophe is no sign of HTML, and readers know it as it is."""
    text = "\n\n".join(paragraphs)
    escaped = html.escape(text, quote=False).replace('"', "&quot;")
    return escaped.replace("\n", "<br />")


def _instant(at: datetime) -> str:
    """Return ``2026-11-20T14:05:00.000Z``."""
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
