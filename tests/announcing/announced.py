"""A site in memory with news, for tests of who is told and how."""

from __future__ import annotations

from typing import Any

from builders import at, site
from rendering.test_kit import data

from statusgen.announcing.news import Form, News
from statusgen.model import Channel, Component, Incident, Postmortem, Practice, Site, Text
from statusgen.rendering.kit import Kit
from statusgen.timeline import timeline_of

NOW = at("11-22 12:00")
KIT = Kit(data())
COMPONENTS = (Component(id="api", name="Public API"), Component(id="web", name="Website"))


def channel(audience: str = "external", **keys: Any) -> Channel:  # noqa: ANN401 - any key
    return Channel(name="customers", audience=audience, url="${URL}", **keys)


def news(incident: Incident, place: int = -1, form: Form = "update") -> News:
    timeline = timeline_of(incident, NOW)
    place %= len(timeline.moments)
    update = timeline.moments[place].update
    when = (update.corrected if form == "correction" else None) or update.at
    name = f"{incident.id}/{update.id}"
    return News(id=name, at=when, form=form, timeline=timeline, place=place)


def lookback(*incidents: str, **fields: Any) -> News:  # noqa: ANN401 - any field
    look = Postmortem(
        slug="look",
        id="look",
        path="content/postmortems/look.md",
        title="What we learned",
        incidents=incidents,
        published=at("11-21 09:00"),
        body=Text(markdown="## Impact\n\nSome requests failed."),
        **fields,
    )
    return News(id="postmortems/look", at=at("11-21 09:00"), form="postmortem", postmortem=look)


def around(*incidents: Incident, practice: Practice | None = None) -> Site:
    return site(*incidents, as_of=NOW, components=COMPONENTS, practice=practice or Practice())
