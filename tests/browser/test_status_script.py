"""What status.js adds to a page: local times, distances, and what the clock starts or ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from outputs.pages.scene import (
    incident,
    instant,
    kit,
    maintenance,
    open_incident,
    site,
    update,
    window,
)
from playwright.sync_api import Browser, Page, Route

from statusgen import outputs
from statusgen.model import Site, Sort, State
from statusgen.status import status_of

HOST = "http://status.test/"

Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Open the index of a site, at an instant and in a zone of the reader's."""
    contexts = []
    wrong: list[str] = []

    def visit(shown: Site, at: datetime, zone: str = "Europe/Paris", script: str = "") -> Page:
        made = kit(shown)
        planned = outputs.plan(shown, status_of(shown), made.data.theme)
        artifacts = {artifact.path: artifact for artifact in planned}

        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(HOST) or "index.html"
            kind = "text/javascript" if path.endswith(".js") else "text/html"
            route.fulfill(body=artifacts[path].produce(made), content_type=f"{kind}; charset=utf-8")

        context = browser.new_context(timezone_id=zone, locale="en-GB")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.clock.install(time=at)
        page.add_init_script(script)
        page.route("**/*", answer)
        page.goto(HOST)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert wrong == []


def test_a_reader_elsewhere_sees_their_own_time_beside_the_stated_one(opened: Open) -> None:
    page = opened(site(open_incident()), instant("2026-11-20 13:48"), "America/New_York")
    assert "13:32 your time" not in page.inner_text(".card h3")
    assert page.inner_text(".card h3:has-text('Identified')").split() == [
        *("Identified", "14:32", "(08:32", "your", "time)"),
    ]


def test_on_another_day_the_local_time_has_its_date(opened: Open) -> None:
    page = opened(site(open_incident()), instant("2026-11-20 13:48"), "Pacific/Kiritimati")
    assert "(21 Nov, 03:32 your time)" in page.inner_text(".card h3:has-text('Identified')")


def test_a_reader_whose_clock_is_the_same_sees_nothing_added(opened: Open) -> None:
    page = opened(site(open_incident()), instant("2026-11-20 13:48"), "Europe/Madrid")
    assert "your time" not in page.inner_text("body")


def test_distances_move_with_the_clock(opened: Open) -> None:
    page = opened(
        site(open_incident(next=instant("2026-11-20 14:00"))), instant("2026-11-20 13:48")
    )
    assert "Next update by 15:00 CET (in 12 minutes)" in text(page, ".promise")
    assert "Last update 14:32 CET (16 minutes ago)" in text(page, ".card header")
    page.clock.run_for(5 * 60_000)
    assert "Next update by 15:00 CET (in 7 minutes)" in text(page, ".promise")
    assert "Last update 14:32 CET (21 minutes ago)" in text(page, ".card header")


def test_a_promise_that_passes_while_the_page_is_open_is_owned(opened: Open) -> None:
    page = opened(
        site(open_incident(next=instant("2026-11-20 14:00"))), instant("2026-11-20 13:48")
    )
    page.clock.run_for(13 * 60_000)
    assert text(page, ".promise") == (
        "We promised an update by 15:00 CET and are late. Last update: 14:32."
    )


def test_maintenance_starts_and_ends_by_the_clock(opened: Open) -> None:
    shown = site(maintenance("db", window("2026-11-20 14:00", "2026-11-20 15:00")))
    page = opened(shown, instant("2026-11-20 13:48"))
    line = "main section p:has(.icon)"
    assert "Scheduled" in text(page, line)
    page.clock.run_for(13 * 60_000)
    assert "In progress" in text(page, line)
    assert "Scheduled" not in text(page, line)
    page.clock.run_for(60 * 60_000)
    assert "Completed" in text(page, line)


def test_a_notice_goes_at_its_end(opened: Open) -> None:
    told = update("2026-11-19 09:00", State.NOTICE, "We are closed.")
    until = instant("2026-11-20 14:00")
    shown = site(incident("n", told, sort=Sort.NOTICE, components=(), until=until))
    page = opened(shown, instant("2026-11-20 13:48"))
    assert page.is_visible("text=We are closed.")
    page.clock.run_for(13 * 60_000)
    assert not page.is_visible("text=We are closed.")


@pytest.mark.parametrize("broken", ["DateTimeFormat", "RelativeTimeFormat"])
def test_an_old_browser_keeps_the_page_as_it_is(broken: str, opened: Open) -> None:
    shown = site(open_incident(next=instant("2026-11-20 14:00")))
    page = opened(shown, instant("2026-11-20 13:48"), script=f"delete Intl.{broken}")
    assert text(page, ".promise") == "Next update by 15:00 CET"
    assert page.is_visible("text=A release is the cause.")


def text(page: Page, selector: str) -> str:
    return " ".join(page.inner_text(selector).split())
