"""Who is told what, and when: which news a channel announces, and what goes out as one message."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from statusgen.announcing.news import Form, News
from statusgen.model import Channel, Impact, Incident, Site, State
from statusgen.moments import Moment
from statusgen.outputs.feeds.entries import highest
from statusgen.timeline import Timeline, timeline_of


def is_told(channel: Channel, news: News, site: Site) -> bool:
    """Return whether a channel announces the news."""
    if news.postmortem:
        slugs = news.postmortem.incidents
        about = [timeline_of(each, site.as_of) for each in site.incidents if each.slug in slugs]
        return any(_concerns(channel, each, len(each.moments) - 1) for each in about)
    timeline, place = news.timeline, news.place
    if not (timeline and _concerns(channel, timeline, place)):
        return False
    moment = timeline.moments[place]
    if news.form == "reminder":
        ahead, window = channel.remind, moment.window
        return bool(ahead and window and news.at == window.start - ahead)
    is_correction = news.form == "correction"
    return _may_hear(channel, moment, is_correction=is_correction) and _has_state(
        channel, timeline, place
    )


def told_by(incident: Incident, site: Site) -> str:
    """Return who will be told of the newest update or correction; no one of an entry of the log."""
    timeline = timeline_of(incident, site.as_of)
    updates = [moment.update for moment in timeline.moments]
    place = max(range(len(updates)), key=lambda each: updates[each].corrected or updates[each].at)
    form: Form = "correction" if updates[place].corrected else "update"
    at = updates[place].corrected or updates[place].at
    news = News(id="", at=at, form=form, timeline=timeline, place=place)
    names = (
        each.name + (f" (once {each.approve} approves)" if each.approve else "")
        for each in site.practice.channels
        if is_told(each, news, site) and all(one.at <= at for one in incident.team.log)
    )
    return f"`statusgen announce` tells: {', '.join(names) or 'no channel'}."


def _concerns(channel: Channel, timeline: Timeline, place: int) -> bool:
    """Return whether a channel is for such an incident, by what was known at an update."""
    touched = {component for component, _ in timeline.moments[place].components}
    return (
        highest(timeline, place) >= channel.impact
        and not (channel.components and touched.isdisjoint(channel.components))
        and not (channel.kinds and set(channel.kinds).isdisjoint(timeline.incident.kinds))
    )


def _may_hear(channel: Channel, moment: Moment, *, is_correction: bool = False) -> bool:
    """Return whether the author lets a channel know: of a correction only if that is written."""
    wanted = moment.update.announce
    return channel.audience == "internal" or (not is_correction if wanted is None else wanted)


def _has_state(channel: Channel, timeline: Timeline, place: int) -> bool:
    """Return whether an update has one of the channel's states, or is the first one it hears of."""
    update, earlier = timeline.moments[place].update, enumerate(timeline.moments[:place])
    state = State.RESOLVED if update.state.is_end else update.state
    heard = any(_concerns(channel, timeline, at) and _may_hear(channel, one) for at, one in earlier)
    return (
        not channel.states or state in channel.states or ("first" in channel.states and not heard)
    )


def waits(channel: Channel, news: News, at: datetime, zone: str) -> bool:
    """Return whether news waits for the end of the channel's quiet hours."""
    if not channel.quiet:
        return False
    if news.timeline and highest(news.timeline, news.place) >= Impact.MAJOR:
        return False
    start, end = channel.quiet
    now = at.astimezone(ZoneInfo(zone)).time()
    return start <= now < end if start < end else now >= start or now < end


def bundles(news: Iterable[News]) -> tuple[tuple[News, ...], ...]:
    """Return what goes out as one message each: the news of one incident, newest first.

    ``news`` is oldest first, and so are the messages.
    """
    found: dict[str, list[News]] = {}
    for each in news:
        name = each.timeline.incident.id if each.timeline else each.id
        found.setdefault(name, []).append(each)
    return tuple(tuple(reversed(each)) for each in found.values())
