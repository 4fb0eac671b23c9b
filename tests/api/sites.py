"""Random sites with all cases of the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from builders import at, component, group, incident, notice, site, update
from hypothesis import strategies as st
from strategies import INSTANTS, incidents, maintenances

from statusgen.model import Incident, Postmortem, Site, Text
from statusgen.moments import is_published

COMPONENTS = (
    component("api", since="2026-01-01 00:00"),
    group("apps", component("web"), component("old", until="2026-11-21 00:00")),
    group("past", component("gone", until="12:00")),
    component("spare"),
)
"""Strategies name ``api`` and ``web``; ``old`` and ``gone`` are retired at some instants."""

OTHERS = (
    notice(update("06:00", "notice", body="Closed on Monday.")),
    incident(update("05:00", "resolved", "old=degraded, gone=down"), slug="left"),
)


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """Draw a site with what is published at its instant."""
    as_of = draw(INSTANTS) + timedelta(hours=draw(st.integers(0, 24)), minutes=7)
    told = [draw(incidents(f"trouble-{number}")) for number in range(draw(st.integers(0, 3)))]
    told += [draw(maintenances(f"works-{number}")) for number in range(draw(st.integers(0, 2)))]
    told += draw(st.lists(st.sampled_from(OTHERS), unique_by=lambda each: each.slug))
    shown = [each for each in told if is_published(each.updates[0].at, as_of)]
    return site(
        *(_published(draw(st.booleans()), each, as_of) for each in shown),
        as_of=as_of,
        components=COMPONENTS,
        postmortems=tuple(draw(postmortems(each, as_of)) for each in shown if draw(st.booleans())),
        timezone=draw(st.sampled_from(["UTC", "Europe/Paris"])),
    )


@st.composite
def postmortems(draw: st.DrawFn, told: Incident, as_of: datetime) -> Postmortem:
    """Draw a published postmortem."""
    slug = f"look-{told.slug}"
    return Postmortem(
        slug=slug,
        id=slug,
        path=f"content/postmortems/{slug}.md",
        title="Why",
        incidents=(told.slug,),
        published=min(as_of, at("00:00") + timedelta(hours=draw(st.integers(0, 72)))),
        body=Text(markdown="## Impact\n\nSome."),
        summary=draw(st.sampled_from(["", "In short."])),
    )


def _published(renamed: bool, told: Incident, as_of: datetime) -> Incident:  # noqa: FBT001 - drawn
    """Remove unpublished updates, and give the file a name that differs from its id."""
    updates = tuple(each for each in told.updates if is_published(each.at, as_of))
    return replace(told, updates=updates, id=f"{told.slug}_id" if renamed else told.slug)
