"""Incidents and maintenance at random, within two days of November 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from builders import at, incident, maintenance, notice
from hypothesis import strategies as st

from statusgen.model import (
    STATES,
    WITHDRAWN,
    ComponentState,
    Impact,
    Incident,
    Sort,
    States,
    Text,
    Update,
    Window,
)

STEPS = st.integers(0, 96)
INSTANTS = STEPS.map(lambda step: at("00:00") + timedelta(minutes=30 * step))
"""On a coarse grid, so that updates and edges meet."""


@st.composite
def states(draw: st.DrawFn) -> States:
    named = draw(st.lists(st.sampled_from(["api", "web"]), max_size=2, unique=True))
    return tuple((component, draw(st.sampled_from(ComponentState))) for component in named)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start, end = sorted(draw(st.lists(INSTANTS, min_size=2, max_size=2, unique=True)))
    return Window(start=start, end=end)


@st.composite
def updates(draw: st.DrawFn, sort: Sort) -> tuple[Update, ...]:
    fields = st.sampled_from([None, None, WITHDRAWN, Text(markdown="so")])
    return tuple(
        Update(
            id=f"{instant:%Y%m%dT%H%M%SZ}",
            at=instant,
            state=draw(st.sampled_from(STATES[sort])),
            components=draw(states()),
            impact=draw(st.sampled_from([None, None, None, *Impact])),
            next=draw(st.none() | INSTANTS),
            workaround=draw(fields),
            action=draw(fields),
            window=draw(st.none() | windows()) if sort is Sort.MAINTENANCE else None,
        )
        for instant in draw(st.lists(INSTANTS, min_size=1, max_size=6, unique=True))
    )


@st.composite
def incidents(draw: st.DrawFn, slug: str = "trouble") -> Incident:
    whole = incident(
        *draw(updates(Sort.INCIDENT)),
        slug=slug,
        impact=draw(st.sampled_from([None, None, *Impact])),
    )
    ahead = draw(st.none() | STEPS)
    first = whole.updates[0].at
    started = None if ahead is None else first - timedelta(minutes=30 * ahead)
    return replace(whole, components=draw(states()), started=started)


@st.composite
def maintenances(draw: st.DrawFn, slug: str = "works") -> Incident:
    written = draw(updates(Sort.MAINTENANCE))
    return replace(maintenance(draw(windows()), *written, slug=slug), components=draw(states()))


@st.composite
def notices(draw: st.DrawFn, slug: str = "note") -> Incident:
    whole = notice(*draw(updates(Sort.NOTICE)), slug=slug)
    ahead = draw(st.none() | st.integers(1, 48))
    last = whole.updates[-1].at
    return replace(whole, until=None if ahead is None else last + timedelta(minutes=30 * ahead))
