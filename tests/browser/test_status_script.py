"""What status.js adds to a page: local times, distances, and what the clock starts or ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
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
from playwright.sync_api import Browser, Page, Route, expect

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


def test_a_reader_elsewhere_sees_their_own_times_once_in_each_block(opened: Open) -> None:
    shown = site(open_incident(next=instant("2026-11-20 14:00")))
    page = opened(shown, instant("2026-11-20 13:48"), "America/New_York")
    assert text(page, ".card .facts") == "Since 14:05 CET Next update by 15:00"
    assert page.locator(".rel").all_inner_texts() == ["(08:05 · 09:00 your time)"]


def test_on_another_day_the_local_time_has_its_date(opened: Open) -> None:
    page = opened(site(open_incident()), instant("2026-11-20 13:48"), "Pacific/Kiritimati")
    assert text(page, ".card .rel") == "(21 Nov, 03:05 your time)"


def test_a_reader_whose_clock_is_the_same_sees_nothing_added(opened: Open) -> None:
    page = opened(site(open_incident()), instant("2026-11-20 13:48"), "Europe/Madrid")
    assert "your time" not in page.inner_text("body")


def test_local_times_move_nothing(opened: Open) -> None:
    at = instant("2026-11-20 13:48")
    places = [
        opened(site(open_incident()), at, zone).evaluate(
            """[...document.querySelectorAll(".card *:not(.rel)")].map(
                each => each.getBoundingClientRect().top)"""
        )
        for zone in ("Europe/Paris", "America/New_York")
    ]
    assert places[0] == places[1]


def test_a_promise_that_passes_while_the_page_is_open_is_owned(opened: Open) -> None:
    page = opened(
        site(open_incident(next=instant("2026-11-20 14:00"))), instant("2026-11-20 13:48")
    )
    page.clock.run_for(13 * 60_000)
    expect(page.locator(".promise dd")).to_have_text("15:00, late")
    assert text(page, ".promise") == "Update promised by 15:00, late"


def test_maintenance_starts_and_ends_by_the_clock(opened: Open) -> None:
    shown = site(maintenance("db", window("2026-11-20 14:00", "2026-11-20 15:00")))
    page = opened(shown, instant("2026-11-20 13:48"))
    line = "main .soon li"
    assert "Scheduled" in text(page, line)
    page.clock.run_for(13 * 60_000)
    expect(page.locator(line)).to_contain_text("In progress")
    assert "Scheduled" not in text(page, line)
    page.clock.run_for(60 * 60_000)
    expect(page.locator(line)).to_contain_text("Completed")


def test_a_notice_goes_at_its_end(opened: Open) -> None:
    told = update("2026-11-19 09:00", State.NOTICE, "We are closed.")
    until = instant("2026-11-20 14:00")
    notice = incident("n", told, sort=Sort.NOTICE, components=(), until=until)
    page = opened(site(replace(notice, pinned=True)), instant("2026-11-20 13:48"))
    assert page.is_visible("text=We are closed.")
    assert page.locator("main a", has_text="Title of n").count() == 2
    page.clock.run_for(13 * 60_000)
    expect(page.locator("text=We are closed.")).to_have_count(0)
    expect(page.locator("main a", has_text="Title of n")).to_have_count(0)
    assert page.locator("h2").all_inner_texts() == ["Components", "Last 14 days"]


@pytest.mark.parametrize("broken", ["DateTimeFormat", "RelativeTimeFormat"])
def test_an_old_browser_keeps_the_page_as_it_is(broken: str, opened: Open) -> None:
    shown = site(open_incident(next=instant("2026-11-20 14:00")))
    page = opened(shown, instant("2026-11-20 13:48"), script=f"delete Intl.{broken}")
    assert text(page, ".promise") == "Next update by 15:00"
    assert page.is_visible("text=A release is the cause.")


def text(page: Page, selector: str) -> str:
    return " ".join(page.inner_text(selector).split())
