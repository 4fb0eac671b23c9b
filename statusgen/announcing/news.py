"""News: what readers see of a site now and could not see of it before.

It is a difference of two sets. Every update, correction, reminder and postmortem of a site at an
instant has an id, and news is everything whose id is new. So an incident that was a draft, an
update that was dated in the future and maintenance that the clock started are news at the right
time, without any rule of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from statusgen.model import Postmortem, Site
from statusgen.timeline import Timeline, timeline_of

Form = Literal["update", "correction", "reminder", "postmortem"]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something that readers have not been told yet."""

    id: str
    """``2026-11-20-api-errors/20261120T140500Z``, as in feeds. A correction ends in
    ``/corrected-`` and its time, a reminder in ``/remind-`` and the time when it was due. If a file
    was renamed, it begins with the former id of the incident."""
    at: datetime
    """When it happened."""
    form: Form
    timeline: Timeline | None = None
    """The incident now; ``None`` for a postmortem."""
    place: int = -1
    """The index of its moment in ``timeline.moments``; for a reminder, the last one."""
    postmortem: Postmortem | None = None


def news_between(before: Site, after: Site) -> tuple[News, ...]:
    """Return the news, oldest first. The two sites should have the same settings."""
    known = {each.id for each in _everything(before, {})}
    found = _everything(after, _former_ids(before, after))
    return tuple(
        sorted((each for each in found if each.id not in known), key=lambda one: (one.at, one.id))
    )


def _everything(site: Site, former: Mapping[str, str]) -> Iterator[News]:
    """Yield everything that readers can see at ``site.as_of``, in any order."""
    ahead = {channel.remind for channel in site.practice.channels if channel.remind}
    for incident in site.incidents:
        timeline = timeline_of(incident, site.as_of)
        name = former.get(incident.id, incident.id)
        for place, moment in enumerate(timeline.moments):
            update, key = moment.update, f"{name}/{moment.update.id}"
            yield News(id=key, at=update.at, form="update", timeline=timeline, place=place)
            if at := update.corrected:
                key = f"{key}/corrected-{_stamp(at)}"
                yield News(id=key, at=at, form="correction", timeline=timeline, place=place)
        for at in _due(timeline, ahead, site.as_of):
            key, last = f"{name}/remind-{_stamp(at)}", len(timeline.moments) - 1
            yield News(id=key, at=at, form="reminder", timeline=timeline, place=last)
    for each in site.postmortems:
        if at := each.published:
            at = min(at + timedelta(days=1), site.as_of) if each.by_day else at
            key = _key(each)
            yield News(id=former.get(key, key), at=at, form="postmortem", postmortem=each)


def _due(timeline: Timeline, ahead: Iterable[timedelta], as_of: datetime) -> Iterator[datetime]:
    """Yield when each reminder of upcoming maintenance was due.

    If the window was announced later than that, no reminder is sent.
    """
    window = timeline.now.window
    if timeline.is_upcoming and window:
        announced = next(each.update.at for each in timeline.moments if each.window == window)
        due = (window.start - each for each in ahead)
        yield from (at for at in due if announced < at <= as_of)


def _former_ids(before: Site, after: Site) -> dict[str, str]:
    """Return the former id of each incident and postmortem whose file was renamed.

    It has the title of one that is gone, and began at the same time.
    """
    old, new = _beginnings(before), _beginnings(after)
    gone = {began: name for name, began in old.items() if name not in new}
    return {name: gone[began] for name, began in new.items() if name not in old and began in gone}


def _beginnings(site: Site) -> dict[str, tuple[str, datetime | None]]:
    """Return the title of each incident and postmortem, with its first time."""
    incidents = {each.id: (each.title, each.updates[0].at) for each in site.incidents}
    return incidents | {_key(each): (each.title, each.published) for each in site.postmortems}


def _key(postmortem: Postmortem) -> str:
    return f"postmortems/{postmortem.id}"


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"
