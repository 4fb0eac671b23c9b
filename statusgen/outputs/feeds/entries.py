"""Which entries a feed has, and what is in them.

A scope starts to apply to an incident with one of its updates. That update and all later ones are
in the feed, and so is the postmortem. An entry depends only on what was known at its update. So
later updates change no entry, and no entry appears later with an old date. Only a postmortem that
is dated by a day alone moves up during that day, as its time is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import nsmallest
from itertools import islice, takewhile
from typing import Final

from statusgen import addresses
from statusgen.memo import Memo, call
from statusgen.model import (
    Component,
    Group,
    Impact,
    Incident,
    IncidentFacts,
    Postmortem,
    Site,
    Window,
)
from statusgen.moments import Moment, opening_moment
from statusgen.rendering.components import Names, TouchedComponent, names_of, parts_of
from statusgen.rendering.incident_view import UpdateView, facts_of, update_view
from statusgen.status import Status
from statusgen.timeline import Timeline

SIZE: Final = 50
"""The number of entries in a feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a feed is about, and which entries it has."""

    address: str
    """The address of its feeds without the extension: ``components/api/feed``."""
    home: str
    """Its page."""
    name: str = ""
    """The name of a component or group."""
    description: str = ""
    aliases: tuple[str, ...] = ()
    components: frozenset[str] | None = None
    """Only incidents that name one of them. ``None``: all incidents."""
    impact: Impact = Impact.NONE
    """The lowest impact."""


EVERYTHING: Final = Scope(address=addresses.FEED, home=addresses.INDEX)
MAJOR: Final = Scope(address=addresses.MAJOR_FEED, home=addresses.INDEX, impact=Impact.MAJOR)
POSTMORTEMS: Final = Scope(address=addresses.POSTMORTEM_FEED, home=addresses.POSTMORTEMS)
"""Postmortems only, without updates."""


def scope_of(part: Component | Group) -> Scope:
    """Return the scope of a component, or of all components of a group."""
    return Scope(
        address=addresses.feed(part.id),
        home=addresses.component(part.id),
        name=part.name,
        description=part.description,
        aliases=part.aliases,
        components=frozenset(leaf.id for leaf in part.leaves),
    )


def scope_of_incident(incident: Incident) -> Scope:
    """Return the scope of one incident, whose entries are its :func:`story`."""
    return Scope(
        address=addresses.incident_feed(incident.slug),
        home=addresses.incident(incident.slug),
        name=incident.title,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Everything that can be in a feed."""

    timelines: tuple[Timeline, ...]
    """Sorted by newest update, newest first."""
    postmortems: tuple[Postmortem, ...]
    """Newest first."""
    names: Names
    memo: Memo


def archive_of(site: Site, status: Status, memo: Memo = call) -> Archive:
    """Sort the published incidents."""
    timelines = sorted(
        status.timelines, key=lambda each: (-each.last_update.timestamp(), each.incident.id)
    )
    return Archive(
        timelines=tuple(timelines),
        postmortems=tuple(_after_news(each, timelines) for each in site.postmortems),
        names=memo(names_of, site.components),
        memo=memo,
    )


def _after_news(postmortem: Postmortem, timelines: Iterable[Timeline]) -> Postmortem:
    """Return a postmortem that is dated by a day alone after all news of that day so far.

    Otherwise it would be older than news that readers have already seen.
    """
    first = postmortem.published
    if not first or not postmortem.by_day:
        return postmortem
    recent = takewhile(lambda each: each.last_update >= first, timelines)
    times = (moment.update.at for each in recent for moment in each.moments)
    after = (at + timedelta(seconds=1) for at in times if at < first + timedelta(days=1))
    return replace(postmortem, published=max((first, *after)))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One update, or one postmortem."""

    id: str
    """The end of its id: ``2026-11-20-api-errors/20261120T140500Z``, ``postmortems/queue``."""
    address: str
    """Its page and anchor."""
    at: datetime
    title: str
    impact: Impact
    """The highest impact so far."""
    parts: tuple[TouchedComponent, ...]
    """All components affected so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedUpdate(FeedEntry):
    """One update."""

    facts: IncidentFacts
    update: UpdateView
    window: Window | None
    """The window that it announces or changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPostmortem(FeedEntry):
    """One postmortem."""

    postmortem: Postmortem
    incidents: tuple[str, ...]
    """The ids of its incidents."""


def newest(scope: Scope, archive: Archive) -> tuple[FeedEntry, ...]:
    """Return the entries of a feed, newest first, without looking at older incidents."""
    entries: list[FeedEntry] = list(islice(reviews_of(scope, archive), SIZE))
    if scope != POSTMORTEMS:
        named = (each for each in archive.timelines if _may_be_about(scope, each))
        starts = ((archive.memo(begins, scope, timeline), timeline) for timeline in named)
        inside = ((start, timeline) for start, timeline in starts if start is not None)
        for start, timeline in islice(inside, SIZE):  # each has at least one entry
            entries += archive.memo(updates_of, timeline, archive.names)[start:]
    return first_of(entries)


def first_of(entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Return the newest entries, newest first."""
    return tuple(nsmallest(SIZE, entries, key=lambda each: (-each.at.timestamp(), each.id)))


def story(
    timeline: Timeline, reviews: Iterable[FeedPostmortem], names: Names, memo: Memo = call
) -> tuple[FeedEntry, ...]:
    """Return the entries of one incident, newest first. The feed of the site has the same."""
    about = (each for each in reviews if timeline.incident.id in each.incidents)
    return first_of((*about, *memo(updates_of, timeline, names)))


def updates_of(timeline: Timeline, names: Names) -> tuple[FeedUpdate, ...]:
    """Return the entries of the updates of one incident, oldest first."""
    return tuple(entry(timeline, place, names) for place in range(len(timeline.moments)))


def begins(scope: Scope, timeline: Timeline) -> int | None:
    """Return the index of the first update in the scope, or ``None``."""
    places = (
        place
        for place, moment in enumerate(timeline.moments)
        if _is_about(scope, moment) and highest(timeline, place) >= scope.impact
    )
    return next(places, None)


def _may_be_about(scope: Scope, timeline: Timeline) -> bool:
    """Tell whether any of its updates may be in the scope."""
    about = scope.components
    return timeline.impact >= scope.impact and not (about and about.isdisjoint(timeline.touched))


def _is_about(scope: Scope, moment: Moment) -> bool:
    """Tell whether any component affected so far is in the scope."""
    touched = (component for component, _ in moment.components)
    return scope.components is None or not scope.components.isdisjoint(touched)


def entry(timeline: Timeline, place: int, names: Names) -> FeedUpdate:
    """Return the entry of one update, given the index of its moment."""
    moment = timeline.moments[place]
    facts, update = facts_of(timeline.incident), update_view(moment, names)
    return FeedUpdate(
        id=f"{facts.id}/{update.id}",
        address=addresses.incident(facts.slug, addresses.anchor(update.id)),
        at=update.at,
        title=facts.title,
        impact=highest(timeline, place),
        parts=update.parts,
        facts=facts,
        update=update,
        window=update.window or (moment.window if place == 0 else None),
    )


def reviews_of(scope: Scope, archive: Archive) -> Iterator[FeedPostmortem]:
    """Yield the entries of the postmortems in a feed, newest first."""
    by_slug = {timeline.incident.slug: timeline for timeline in archive.timelines}
    for postmortem in archive.postmortems:
        timelines = [by_slug[slug] for slug in postmortem.incidents]
        at = postmortem.published
        is_whole = scope in {EVERYTHING, POSTMORTEMS}
        if at and (is_whole or any(_had_begun(scope, timeline, at) for timeline in timelines)):
            yield review(postmortem, at, timelines, archive.names)


def _had_begun(scope: Scope, timeline: Timeline, at: datetime) -> bool:
    """Tell whether an incident was in the scope when its postmortem was published.

    An incident in the scope from its first update always was: a postmortem with a day but no time
    may be dated before that update.
    """
    place = begins(scope, timeline)
    return place is not None and (place == 0 or timeline.moments[place].update.at <= at)


def review(
    postmortem: Postmortem, at: datetime, timelines: Iterable[Timeline], names: Names
) -> FeedPostmortem:
    """Return the entry of a postmortem published at that time, with its incidents."""
    places = [(timeline, _place(timeline, at)) for timeline in timelines]
    states = dict(state for each, place in places for state in each.moments[place].components)
    return FeedPostmortem(
        id=f"postmortems/{postmortem.id}",
        address=addresses.postmortem(postmortem.slug),
        at=at,
        title=postmortem.title,
        impact=max((highest(timeline, place) for timeline, place in places), default=Impact.NONE),
        parts=parts_of(names, tuple(states.items()), at),
        postmortem=postmortem,
        incidents=tuple(timeline.incident.id for timeline, _ in places),
    )


def highest(timeline: Timeline, place: int) -> Impact:
    """Return the highest impact up to an update, including the time before the first update."""
    origin = opening_moment(timeline.incident)
    impacts = [moment.impact for moment in timeline.moments[: place + 1]]
    began_before = origin.update.at < timeline.moments[0].update.at
    return max(*impacts, origin.impact if began_before else Impact.NONE)


def _place(timeline: Timeline, at: datetime) -> int:
    """Return the index of the last update by then, or of the first one."""
    return max(sum(moment.update.at <= at for moment in timeline.moments) - 1, 0)
