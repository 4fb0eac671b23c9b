"""What status.js says of news: that there is some, that the page is old, and to whom asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from browser.conftest import AXE
from outputs.pages.scene import (
    ended_incident,
    incident,
    instant,
    kit,
    maintenance,
    open_incident,
    postmortem,
    site,
    update,
    window,
)
from playwright.sync_api import Browser, Page, Route, expect

from statusgen import outputs
from statusgen.model import Site, Sort, State
from statusgen.rendering.artifact import Artifact
from statusgen.status import status_of

HOST = "http://status.test/"
NOW = "2026-11-20 13:48"
OPEN = "incidents/api-errors/"
HIDDEN = """(value) => {
  Object.defineProperty(document, "hidden", { value, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
NOTIFICATIONS = """
  window.notified = [];
  window.Notification = class {
    static permission = "default";
    static async requestPermission() { notified.push("asked"); return "granted"; }
    constructor(title, options) { notified.push([title, options.tag]); }
  };
"""


class Reading:
    """A status site whose build can be replaced while somebody reads it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked = 0
        self.down = False
        self.strange: str | None = None
        self.headers: dict[str, str] = {}
        self._artifacts: dict[str, Artifact] = {}
        page.route("**/*", self._answer)

    def publish(self, shown: Site) -> None:
        self._kit = kit(shown)
        planned = outputs.plan(shown, status_of(shown), self._kit.data.theme)
        self._artifacts = {artifact.path: artifact for artifact in planned}

    def read(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._artifacts[path].produce(self._kit))
        return found

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST).partition("?")[0]
        path = f"{path}index.html" if path.endswith("/") or not path else path
        if path == "widget.json":
            self.asked += 1
            if self.down:
                route.abort()
                return
            if self.strange is not None:
                route.fulfill(body=self.strange)
                return
        kinds = {"js": "text/javascript", "json": "application/json"}
        kind = kinds.get(path.rpartition(".")[2], "text/html")
        route.fulfill(
            body=self._artifacts[path].produce(self._kit),
            content_type=f"{kind}; charset=utf-8",
            headers=self.headers,
        )


Open = Callable[..., Reading]


@pytest.fixture
def reads(browser: Browser) -> Iterator[Open]:
    """Open a page of a site, as somebody who has nothing else to do."""
    contexts = []
    wrong: list[str] = []

    def visit(shown: Site, path: str = "", at: str = NOW, script: str = "") -> Reading:
        context = browser.new_context(timezone_id="Europe/Paris", locale="en-GB")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.clock.install(time=instant(at))
        page.add_init_script(script)
        reading = Reading(page)
        reading.publish(shown)
        page.goto(f"{HOST}{path}")
        return reading

    yield visit
    for context in contexts:
        context.close()
    assert wrong == []


def renewed(shown: Site, at: str = NOW) -> Site:
    """Return a site that a job builds each hour, as of an instant."""
    settings = replace(shown.settings, rebuild=timedelta(hours=1))
    return replace(shown, settings=settings, as_of=instant(at))


def told(page: Page) -> str:
    return " ".join(page.inner_text(".news").split())


def wait_for_answers(reading: Reading, count: int) -> None:
    """Wait until the page has asked so often, and has heard."""
    for _ in range(100):
        if reading.asked >= count:
            break
        reading.page.wait_for_timeout(20)
    reading.page.wait_for_timeout(50)
    assert reading.asked == count


@pytest.mark.parametrize("path", ["", OPEN])
def test_it_says_politely_that_there_is_news_and_shows_it(reads: Open, path: str) -> None:
    reading = reads(site(open_incident()), path)
    page = reading.page
    wait_for_answers(reading, 1)
    assert told(page) == ""
    assert page.locator(".news").get_attribute("role") == "status"
    reading.publish(
        site(
            replace(
                open_incident(),
                updates=(
                    *open_incident().updates,
                    update("2026-11-20 13:45", State.MONITORING, "It works again."),
                ),
            )
        )
    )
    page.clock.fast_forward(61_000)
    expect(page.locator(".news")).to_have_text("There is an update. Show it")
    assert "It works again." not in page.inner_text("main")
    page.get_by_role("button", name="Show it").click()
    expect(page.locator("main")).to_contain_text("It works again.")
    wait_for_answers(reading, 3)
    assert told(page) == ""


def test_a_build_without_news_is_none(reads: Open) -> None:
    reading = reads(renewed(site(open_incident())))
    reading.publish(renewed(site(open_incident()), "2026-11-20 14:20"))
    reading.page.clock.fast_forward(61_000)
    wait_for_answers(reading, 2)
    assert told(reading.page) == ""


@pytest.mark.parametrize(
    ("path", "asks"),
    [
        ("", True),
        (OPEN, True),
        ("incidents/db/", True),
        ("incidents/mail-late/", False),
        ("history/", False),
        ("components/api/", True),
        ("postmortems/look/", False),
    ],
)
def test_index_components_and_open_incidents_ask(reads: Open, path: str, asks: bool) -> None:  # noqa: FBT001 - a parameter of the test
    works = maintenance("db", window("2026-11-20 22:00", "2026-11-20 23:00"))
    look = postmortem("look", "mail-late")
    shown = site(open_incident(), ended_incident(), works, postmortems=(look,))
    reading = reads(shown, path)
    reading.page.wait_for_timeout(100)
    reading.page.clock.fast_forward(61_000)
    wait_for_answers(reading, 2 if asks else 0)


def test_it_asks_each_minute_while_somebody_looks(reads: Open) -> None:
    reading = reads(site(open_incident()))
    wait_for_answers(reading, 1)
    reading.page.clock.fast_forward(50_000)
    wait_for_answers(reading, 1)
    reading.page.clock.fast_forward(11_000)
    wait_for_answers(reading, 2)
    reading.page.evaluate(HIDDEN, True)  # noqa: FBT003 - an argument of the script
    reading.page.clock.fast_forward("05:00:00")
    wait_for_answers(reading, 2)
    reading.page.evaluate(HIDDEN, False)  # noqa: FBT003 - as above
    wait_for_answers(reading, 3)


def test_an_old_page_says_how_old_it_is(reads: Open) -> None:
    reading = reads(renewed(site(open_incident())))
    wait_for_answers(reading, 1)
    reading.page.clock.fast_forward("02:59:00")
    wait_for_answers(reading, 2)
    assert told(reading.page) == ""
    reading.page.clock.fast_forward("02:02:00")
    expect(reading.page.locator(".news")).to_have_text(
        "This page was created 5 hours ago and may be out of date."
    )
    reading.publish(renewed(site(open_incident()), "2026-11-20 18:40"))
    reading.page.clock.fast_forward(61_000)
    expect(reading.page.locator(".news")).to_have_text("")


def test_a_page_that_can_reach_nobody_grows_old_all_the_same(reads: Open) -> None:
    reading = reads(renewed(site(open_incident())))
    wait_for_answers(reading, 1)
    reading.down = True
    reading.page.clock.fast_forward("04:00:00")
    expect(reading.page.locator(".news")).to_contain_text("This page was created 4 hours ago")


def test_the_age_is_by_the_clock_of_the_site(reads: Open) -> None:
    reading = reads(renewed(site(open_incident())), at="2026-11-22 13:48")
    reading.headers = {"Date": "Fri, 20 Nov 2026 13:49:00 GMT"}
    reading.page.clock.fast_forward(61_000)
    wait_for_answers(reading, 2)
    expect(reading.page.locator(".news")).to_have_text("")


def test_a_cache_that_keeps_old_data_does_not_keep_the_page_young(reads: Open) -> None:
    reading = reads(renewed(site(open_incident())))
    wait_for_answers(reading, 1)
    reading.headers = {"Date": "Fri, 20 Nov 2026 13:48:00 GMT", "Age": "14460"}
    reading.page.clock.fast_forward("04:01:00")
    expect(reading.page.locator(".news")).to_contain_text("This page was created 4 hours ago")


def test_a_site_that_no_job_renews_never_grows_old(reads: Open) -> None:
    reading = reads(site(open_incident()), at="2027-11-20 13:48")
    wait_for_answers(reading, 1)
    assert told(reading.page) == ""


def test_who_asked_is_told_in_the_title_and_by_the_device(reads: Open) -> None:
    reading = reads(site(open_incident()), OPEN, script=NOTIFICATIONS)
    page = reading.page
    offer = page.get_by_role("button", name="Tell me when there is news")
    assert offer.get_attribute("aria-pressed") == "false"
    offer.click()
    assert offer.get_attribute("aria-pressed") == "true"
    assert "While this page is open" in page.inner_text(".offer")
    wait_for_answers(reading, 1)
    page.evaluate(HIDDEN, True)  # noqa: FBT003 - an argument of the script
    reading.publish(site(open_incident(next=instant("2026-11-20 14:30"))))
    page.clock.fast_forward(61_000)
    wait_for_answers(reading, 2)
    assert page.title() == "Update: Title of api-errors"
    assert page.evaluate("notified") == ["asked", ["Update: Title of api-errors", f"/{OPEN}"]]


def test_who_did_not_ask_is_not_told(reads: Open) -> None:
    reading = reads(site(open_incident()), OPEN, script=NOTIFICATIONS)
    page = reading.page
    offer = page.get_by_role("button", name="Tell me when there is news")
    offer.click()
    offer.click()
    assert offer.get_attribute("aria-pressed") == "false"
    wait_for_answers(reading, 1)
    reading.publish(site(open_incident(next=instant("2026-11-20 14:30"))))
    page.clock.fast_forward(61_000)
    expect(page.locator(".news")).to_contain_text("There is an update.")
    assert page.title() == "Identified: Title of api-errors – Acme Status"  # noqa: RUF001 - the dash of typography
    assert page.evaluate("notified") == ["asked"]


def test_the_wish_lasts_while_the_page_stays_open(reads: Open) -> None:
    reading = reads(site(open_incident()), OPEN)
    page = reading.page
    offer = page.get_by_role("button", name="Tell me when there is news")
    offer.click()
    page.reload()
    assert offer.get_attribute("aria-pressed") == "true"
    page.goto(f"{HOST}{OPEN}?again")
    assert offer.get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize(
    "script",
    [
        "delete window.Notification",
        "window.Notification = class { static requestPermission() { return Promise.reject(1) } }",
        """
        window.Notification = function () { throw new TypeError("Illegal constructor") };
        Notification.requestPermission = async () => "granted";
        """,
    ],
)
def test_a_browser_that_notifies_nobody_still_changes_the_title(reads: Open, script: str) -> None:
    reading = reads(site(open_incident()), OPEN, script=script)
    reading.page.get_by_role("button", name="Tell me when there is news").click()
    wait_for_answers(reading, 1)
    reading.publish(site(open_incident(next=instant("2026-11-20 14:30"))))
    reading.page.clock.fast_forward(61_000)
    expect(reading.page.locator(".news")).to_contain_text("There is an update.")
    assert reading.page.title() == "Update: Title of api-errors"


def test_only_a_page_of_something_open_offers_that(reads: Open) -> None:
    shown = site(open_incident(), ended_incident())
    assert reads(shown).page.locator(".offer").count() == 0
    assert reads(shown, "incidents/mail-late/").page.locator(".offer").count() == 0


def test_what_a_stranger_answers_is_no_news(reads: Open) -> None:
    reading = reads(site(open_incident()))
    wait_for_answers(reading, 1)
    for body in ("", "<!doctype html>", "null", "{}", "[]", '{"revision": 7}'):
        reading.strange = body
        reading.page.clock.fast_forward(61_000)
        reading.page.wait_for_timeout(100)
    assert told(reading.page) == "This page was created 6 minutes ago and may be out of date."


def test_a_notice_that_is_open_waits_for_news_too(reads: Open) -> None:
    closed = update("2026-11-19 09:00", State.NOTICE, "We are closed.")
    shown = site(incident("n", closed, sort=Sort.NOTICE, components=()))
    reading = reads(shown, "incidents/n/")
    wait_for_answers(reading, 1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_script_adds(reads: Open, scheme: str) -> None:
    reading = reads(site(open_incident()), OPEN)
    page = reading.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a literal
    page.get_by_role("button", name="Tell me when there is news").click()
    wait_for_answers(reading, 1)
    reading.publish(site(open_incident(next=instant("2026-11-20 14:30"))))
    page.clock.fast_forward(61_000)
    expect(page.locator(".news")).to_contain_text("There is an update.")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: Any = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [rule["id"] for rule in result["violations"]] == []
