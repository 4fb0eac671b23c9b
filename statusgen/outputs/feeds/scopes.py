"""What a feed is about, and which entries are in it.

A scope applies to an incident from one of its updates on; that update and every
later one are in the feed, those after its end and its postmortem included.
Whether it applies is judged by what was so at the update, so nothing enters a
feed backwards.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from statusgen import addresses
from statusgen.model import Component, Group, Impact
from statusgen.outputs.feeds.archive import Archive
from statusgen.outputs.feeds.entries import Entry, FeedPostmortem, entry, highest, review
from statusgen.timeline import Timeline

SIZE: Final = 50
"""How many entries a feed holds, the newest ones."""


class FeedSubject(enum.StrEnum):
    """What sort of feed it is."""

    EVERYTHING = "everything"
    PART = "part"
    """A component or a group."""
    MAJOR = "major"
    """Incidents with an impact of major and up."""
    POSTMORTEMS = "postmortems"
    """Postmortems alone, without updates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a feed is about, and the rule for what is in it."""

    subject: FeedSubject
    address: str
    """Of its feeds, without what tells their formats apart: ``components/api/feed``."""
    home: str
    """The page that stands for it."""
    name: str = ""
    """Of a component or group."""
    description: str = ""
    components: frozenset[str] | None = None
    """Only what names one of them; ``None``: whatever it names."""
    impact: Impact = Impact.NONE
    """Only from this impact up."""

    @property
    def is_whole(self) -> bool:
        """Whether it leaves nothing out."""
        return self.components is None and self.impact is Impact.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as it is now, whatever its format."""

    subject: FeedSubject
    address: str
    home: str
    name: str
    description: str
    entries: tuple[Entry, ...]
    """Newest first."""


EVERYTHING: Final = Scope(
    subject=FeedSubject.EVERYTHING, address=addresses.FEED, home=addresses.INDEX
)
MAJOR: Final = Scope(
    subject=FeedSubject.MAJOR,
    address=addresses.MAJOR_FEED,
    home=addresses.INDEX,
    impact=Impact.MAJOR,
)
POSTMORTEMS: Final = Scope(
    subject=FeedSubject.POSTMORTEMS, address=addresses.POSTMORTEM_FEED, home=addresses.POSTMORTEMS
)


def scope_of(part: Component | Group) -> Scope:
    """Return the scope of a component, or of all components of a group."""
    leaves = part.components if isinstance(part, Group) else (part,)
    home = addresses.component(part.id)
    return Scope(
        subject=FeedSubject.PART,
        address=addresses.feed(part.id),
        home=home,
        name=part.name,
        description=part.description,
        components=frozenset(leaf.id for leaf in leaves),
    )


def feed_of(scope: Scope, archive: Archive) -> Feed:
    """Return the feed of a scope."""
    return Feed(
        subject=scope.subject,
        address=scope.address,
        home=scope.home,
        name=scope.name,
        description=scope.description,
        entries=newest(scope, archive),
    )


def newest(scope: Scope, archive: Archive) -> tuple[Entry, ...]:
    """Return the entries of a feed, newest first; what is too old for it is not looked at."""
    found: list[Entry] = list(islice(_reviews(scope, archive), SIZE))
    for timeline in () if scope.subject is FeedSubject.POSTMORTEMS else archive.timelines:
        if len(found) == SIZE and timeline.last_update < found[-1].at:
            break
        start = begins(scope, timeline)
        if start is not None:
            places = range(start, len(timeline.moments))
            found += (entry(timeline, place, archive.names) for place in places)
            if len(found) >= SIZE:
                found = sorted(found, key=_recency)[:SIZE]
    return tuple(sorted(found, key=_recency))


def begins(scope: Scope, timeline: Timeline) -> int | None:
    """Return the place of the first update that the scope applies to; ``None``: of none."""
    if timeline.impact < scope.impact:
        return None
    first = 0
    if scope.components is not None:
        if scope.components.isdisjoint(timeline.touched):
            return None
        first = _first_to_name(scope.components, timeline)
    places = range(first, len(timeline.moments))
    return next(place for place in places if highest(timeline, place) >= scope.impact)


def _first_to_name(components: frozenset[str], timeline: Timeline) -> int:
    return next(
        place
        for place, moment in enumerate(timeline.moments)
        if not components.isdisjoint(component for component, _ in moment.components)
    )


def _reviews(scope: Scope, archive: Archive) -> Iterator[FeedPostmortem]:
    for postmortem in archive.postmortems:
        told = tuple(archive.by_slug[slug] for slug in postmortem.incidents)
        each = review(postmortem, told, archive.names)
        if scope.is_whole or any(_had_begun(scope, timeline, each.at) for timeline in told):
            yield each


def _had_begun(scope: Scope, timeline: Timeline, at: datetime) -> bool:
    """Tell whether a scope had begun to apply to an incident when a postmortem was published.

    What it applied to from the first update on it always did, since a postmortem that has a day
    and no time may be dated before that update.
    """
    place = begins(scope, timeline)
    return place is not None and (place == 0 or timeline.moments[place].update.at <= at)


def _recency(each: Entry) -> tuple[float, str]:
    return (-each.at.timestamp(), each.id)
