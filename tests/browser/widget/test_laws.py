"""The widget and the generator agree: at the build, and by the clock alone at any time after."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from api.answers import kit_for
from browser.widget.conftest import SHARED, Answer, Stage
from builders import component, group, site
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser
from strategies import INSTANTS, incidents, maintenances, notices

from statusgen import outputs
from statusgen.model import Incident, Kind, Site
from statusgen.moments import is_published
from statusgen.status import status_of

UpdateOptions = dict[str, Any]
Look = Callable[[tuple[bytes, ...], datetime, str], list[UpdateOptions]]

PARTS = (component("api"), group("apps", component("web")))
KINDS = st.sampled_from([(), (), (Kind.OUTAGE,), (Kind.DATA_LOSS,), (Kind.SECURITY, Kind.OUTAGE)])

LOOK = """async ([homes, components]) => {
  const all = homes.map((home) => {
    const made = document.createElement("status-widget");
    for (const [name, value] of Object.entries({ src: home, mode: "list", components })) {
      made.setAttribute(name, value);
    }
    return made;
  });
  document.querySelector("main").replaceChildren(...all);
  const text = (widget, part) =>
    [...widget.shadowRoot.querySelectorAll(part)].map((each) =>
      each.innerText.trim().replace(/\\s+/g, " "));
  const waits = () => all.some((each) => text(each, ".words")[0].includes("…"));
  while (waits()) await new Promise((done) => setTimeout(done, 2));
  return all.map((each) => ({
    words: text(each, ".words")[0],
    shape: each.shadowRoot.querySelector(".head i").className,
    titles: text(each, ".title"),
    details: text(each, ".text"),
    rows: text(each, ".component"),
  }));
}"""
"""Shows a widget for each address, and returns what each says as soon as all have something."""


@pytest.fixture(scope="module")
def look(browser: Browser) -> Iterator[Look]:
    """Show data side by side to a visitor at an instant; return what each widget says."""
    stage = Stage(browser)
    page = stage.open("")
    page.wait_for_load_state("load")
    count = 0

    def said(all_data: tuple[bytes, ...], at: datetime, components: str) -> list[UpdateOptions]:
        nonlocal count
        homes = []
        for known in all_data:
            count += 1
            homes.append(f"{stage.src}/{count}/")
            stage.status.answers[f"/{count}/widget.json"] = Answer(body=known, headers=SHARED)
        page.clock.set_fixed_time(at)
        found: list[UpdateOptions] = page.evaluate(LOOK, [homes, components])
        return found

    yield said
    stage.close()
    assert stage.wrong == []


def published(part: Incident, as_of: datetime) -> Incident | None:
    """Return what is known of it at an instant."""
    known = tuple(update for update in part.updates if is_published(update.at, as_of))
    return replace(part, updates=known) if known else None


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """Draw a site with everything that a clock can change."""
    as_of = draw(INSTANTS)
    told = (
        replace(draw(incidents("trouble-a")), kinds=draw(KINDS)),
        replace(draw(incidents("trouble-b")), kinds=draw(KINDS)),
        draw(maintenances("works-a")),
        draw(maintenances("works-b")),
        draw(notices("note")),
    )
    known = (part for each in told if (part := published(each, as_of)))
    return site(*known, as_of=as_of, components=PARTS)


class Built:
    """What a build says."""

    def __init__(self, whole: Site) -> None:
        self.status = status_of(whole)
        kit = kit_for(whole.settings)
        planned = {each.path: each for each in outputs.plan(whole, self.status, kit.data.theme)}
        self.data = planned["widget.json"].produce(kit)
        self.index = planned["index.html"].produce(kit).decode()
        self.badge = json.loads(planned["badge.json"].produce(kit))
        self.answer = json.loads(planned["api/v2/summary.json"].produce(kit))

    @property
    def headline(self) -> str:
        """What the index says first, before what it asks of readers."""
        first = self.index.partition("<h1")[2].partition("</h1>")[0].rpartition(">")[2]
        return first.strip().partition(": action required")[0]


def edges(whole: Site) -> Iterator[datetime]:
    """Go through the instants at which a clock alone changes something, as far as is known."""
    for line in (each for each in status_of(whole).timelines if each.is_open):
        promised, window = line.promise, line.now.window
        instants = (
            line.incident.until,
            promised and promised.at,
            window and window.start,
            window and window.end,
        )
        yield from (instant for instant in instants if instant and instant > whole.as_of)


@st.composite
def visits(draw: st.DrawFn) -> tuple[Site, Site]:
    """Draw a site, and the same later: between two edges, or right at one or before it."""
    before = draw(sites())
    at = before.as_of + timedelta(minutes=30 * draw(st.integers(0, 60)))
    if turns := sorted(set(edges(before))):
        sharply = st.builds(timedelta, seconds=st.sampled_from([0, 0, -1]))
        at = draw(st.sampled_from([at, *turns])) + draw(sharply)
    return before, replace(before, as_of=max(at, before.as_of))


@settings(max_examples=100)
@given(visit=visits(), components=st.sampled_from(["", "", "api", "apps"]))
def test_what_a_visitor_sees_is_what_a_build_at_that_instant_would_show(
    look: Look, visit: tuple[Site, Site], components: str
) -> None:
    before, after = map(Built, visit)
    at = visit[1].as_of
    old, new = look((before.data, after.data), at, components)
    whole = old if not components else look((before.data,), at, "")[0]
    check_the_build_says_the_same(whole, after)
    for said in (old, new):
        # Maintenance is in the order in which it stood at the build.
        said["titles"].sort()
        said["details"].sort()
    assert old == new


def check_the_build_says_the_same(said: UpdateOptions, after: Built) -> None:
    """Compare a widget with the page, the badge and the API of a build at that instant."""
    assert said["words"] == f"Acme {after.headline}"
    if not after.status.alarm:
        assert said["words"] == f"Acme {after.badge['message']}"

    shown = dict(zip(said["titles"], said["details"], strict=True))
    for line in after.status.open:
        told = shown[line.incident.title]
        assert ("Next update by" in told, "is late" in told) == (
            line.promise is not None and not line.promise.overdue,
            line.promise is not None and line.promise.overdue,
        )
    for each in (*after.answer["incidents"], *after.answer["scheduled_maintenances"]):
        state = each["status"].replace("_", " ").capitalize()
        assert shown.pop(each["name"]).startswith(f"{each['name']} {state} · ")
    others = {each.incident.title for each in (*after.status.pinned, *after.status.notices)}
    assert shown.keys() == others
