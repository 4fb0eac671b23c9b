"""The widget and the generator agree: at the build, and by the clock alone at any time after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from browser.widget.conftest import Stage
from browser.widget.looking import items, rows, says
from builders import site
from hypothesis import given, settings
from hypothesis import strategies as st
from outputs.widget.written import Data, data
from playwright.sync_api import Browser
from strategies import INSTANTS, incidents, maintenances

from statusgen.model import ComponentState, Incident, State
from statusgen.moments import is_published
from statusgen.rendering.labels import COMPONENT_STATES, STATES

Shown = tuple[list[str], list[str]]
Look = Callable[[Data, datetime, str], Shown]


@pytest.fixture(scope="module")
def look(browser: Browser) -> Iterator[Look]:
    """Show data to a visitor at an instant; return what is planned and the states of components.

    The headline must be what is expected.
    """
    stage = Stage(browser)
    page = stage.open("", script=False)

    def shown(known: Data, at: datetime, headline: str) -> Shown:
        stage.tell(known)
        page.clock.set_fixed_time(at)
        stage.open('<status-widget src="{src}" mode="list"></status-widget>', page=page)
        says(page, headline)
        works = [each for each in items(page) if each.startswith("works")]
        return [each.partition(" · ")[0] for each in works], rows(page)

    yield shown
    stage.close()
    assert stage.wrong == []


def published(part: Incident, as_of: datetime) -> Incident | None:
    """Return what is known of it at an instant."""
    known = tuple(update for update in part.updates if is_published(update.at, as_of))
    return replace(part, updates=known) if known else None


@settings(max_examples=25)
@given(
    one=incidents("one"),
    two=incidents("two"),
    works=maintenances("works-a"),
    others=maintenances("works-b"),
    as_of=INSTANTS,
    later=st.integers(0, 60),
)
def test_what_a_visitor_sees_is_what_a_build_at_that_instant_would_say(  # noqa: PLR0917 - hypothesis gives each by its name
    look: Look,
    one: Incident,
    two: Incident,
    works: Incident,
    others: Incident,
    as_of: datetime,
    later: int,
) -> None:
    parts = [part for each in (one, two, works, others) if (part := published(each, as_of))]
    before = site(*parts, as_of=as_of)
    at = as_of + timedelta(minutes=30 * later)
    after = data(replace(before, as_of=at))
    planned, states = look(data(before), at, after["overall"]["words"])
    # Their order is that of the build.
    assert sorted(planned) == sorted(
        f"{each['title']} {STATES[State(each['state'])][1]}" for each in after["maintenance"]
    )
    assert states == [
        f"{each['name']} {COMPONENT_STATES[ComponentState[each['state'].upper()]][1]}"
        for each in after["components"]
    ]
