"""What pages say is true at every moment: by the host's clock, and only while it is confirmed."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from outputs.pages.scene import (
    SLOW,
    Reader,
    incident,
    instant,
    kit,
    maintenance,
    open_incident,
    render,
    site,
    update,
    window,
)
from playwright.sync_api import Browser, Page, Route, expect

from statusgen import outputs
from statusgen.model import ComponentState, Impact, Site, Sort, State
from statusgen.status import Status, status_of

HOST = "http://status.test/"
NOW = instant("2026-11-20 13:48")
DAY = timedelta(days=1)
WORKS = maintenance("db", window("2026-11-20 14:00", "2026-11-20 15:00"))
LATE = open_incident(
    next=instant("2026-11-20 14:00"), eta=instant("2026-11-20 14:00"), components=(("web", SLOW),)
)
UNTRUE = ("late", "Completed", "In progress", "still ongoing", "out of date", "There is an update")


class Visit:
    """A reader whose clock is wrong, and a host whose clock is right."""

    def __init__(self, page: Page, shown: Site, now: datetime) -> None:
        self.page = page
        self.now = now
        self.down = False
        self.asked = 0
        self.age = 0
        self.dated = True
        self._kit = kit(shown)
        self.publish(shown)
        page.route("**/*", self._answer)

    def publish(self, shown: Site) -> None:
        planned = outputs.plan(shown, status_of(shown), self._kit.data.theme)
        self._artifacts = {artifact.path: artifact for artifact in planned}

    def wait(self, seconds: int) -> None:
        """Let time pass for both, and give the page the chance to ask."""
        asked = self.asked
        self.now += timedelta(seconds=seconds)
        self.page.clock.fast_forward(seconds * 1000)
        self.settle(asked + 1)

    def settle(self, asked: int) -> None:
        """Wait until the page has asked so often, and has heard."""
        for _ in range(50):
            if self.asked >= asked:
                break
            self.page.wait_for_timeout(20)
        self.page.wait_for_timeout(100)

    def says(self) -> str:
        return " ".join(self.page.inner_text("body").split())

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        path = f"{path}index.html" if path.endswith("/") or not path else path
        self.asked += path == "widget.json"
        if path == "widget.json" and self.down:
            route.abort()
            return
        kind = {"js": "text/javascript", "json": "application/json"}.get(path.rpartition(".")[2])
        headers = {"Age": str(self.age)}
        if self.dated:
            headers["Date"] = format_datetime(self.now - timedelta(seconds=self.age), usegmt=True)
        route.fulfill(
            body=self._artifacts[path].produce(self._kit),
            content_type=f"{kind or 'text/html'}; charset=utf-8",
            headers=headers,
        )


Open = Callable[..., Visit]


@pytest.fixture
def reads(browser: Browser) -> Iterator[Open]:
    """Open a page at an instant of the host's; the reader's clock may be off."""
    contexts = []
    wrong: list[str] = []

    def visit(
        shown: Site,
        path: str = "",
        now: datetime = NOW,
        off: timedelta = timedelta(),
        *,
        down: bool = False,
    ) -> Visit:
        context = browser.new_context(timezone_id="Europe/Paris", locale="en-GB")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.clock.install(time=now + off)
        made = Visit(page, shown, now)
        made.down = down
        page.goto(f"{HOST}{path}")
        made.settle(1)
        return made

    yield visit
    for context in contexts:
        context.close()
    assert wrong == []


def icon(page: Page) -> str:
    """Return the colour of the tab's icon."""
    href = page.locator("link[rel=icon]").get_attribute("href") or ""
    return next(state for state in ("1f9254", "2f6fde", "d9620f", "cf2f3a") if state in href)


@pytest.mark.parametrize("off", [-DAY, timedelta(), DAY])
def test_a_promise_becomes_late_by_the_hosts_clock(reads: Open, off: timedelta) -> None:
    visit = reads(site(LATE), off=off)
    assert "Next update by 15:00" in visit.says()
    assert "late" not in visit.says()
    visit.wait(13 * 60)
    expect(visit.page.locator(".promise")).to_have_text("Update promised by15:00, late")
    assert "Was expected to end 15:00, but still ongoing then" in visit.says()


@pytest.mark.parametrize("off", [-DAY, timedelta(), DAY])
def test_without_an_answer_a_page_only_says_that_it_may_be_old(reads: Open, off: timedelta) -> None:
    visit = reads(site(LATE, WORKS), off=off, down=True)
    before = visit.says()
    assert not any(each in before for each in UNTRUE)
    for _ in range(3):
        visit.wait(61)
    note = "This page may be out of date. "
    assert note in visit.says()
    assert visit.says().replace(note, "") == before
    visit.wait(3 * 60 * 60)
    assert visit.says().replace(note, "") == before


def test_what_was_confirmed_three_minutes_ago_starts_nothing(reads: Open) -> None:
    visit = reads(site(LATE, WORKS), now=instant("2026-11-20 13:58"))
    visit.down = True
    for _ in range(3):
        visit.wait(61)
    assert "late" not in visit.says()
    assert "In progress" not in visit.says()
    assert "This page was created" in visit.says()
    visit.down = False
    visit.wait(61)
    assert "15:00, late" in visit.says()
    assert "In progress" in visit.says()
    assert "out of date" not in visit.says()


def test_a_cache_that_keeps_an_answer_confirms_nothing(reads: Open) -> None:
    visit = reads(site(LATE))
    visit.age = 600
    visit.wait(14 * 60)
    assert "late" not in visit.says()
    assert "may be out of date" in visit.says()


def test_an_old_copy_accuses_nobody(reads: Open) -> None:
    visit = reads(site(LATE))
    later = update("2026-11-20 13:59", State.UPDATE, "Nearly done.")
    told = replace(LATE, updates=(*LATE.updates, later))
    visit.publish(site(told, as_of=instant("2026-11-20 13:59")))
    for _ in range(4):
        visit.wait(5 * 60)
    assert "late" not in visit.says()
    assert "There is an update." in visit.says()


def test_headline_rows_icon_and_title_follow_maintenance_at_once(reads: Open) -> None:
    visit = reads(site(WORKS), now=instant("2026-11-20 13:59"))
    page = visit.page
    assert (page.title(), icon(page)) == ("Acme Status", "1f9254")
    assert page.inner_text(".lead h1") == "All systems operational"
    visit.wait(62)
    expect(page.locator(".lead h1")).to_have_text("Under maintenance")
    assert page.title() == "Under maintenance – Acme Status"  # noqa: RUF001 - the dash of typography
    assert page.locator(".lead .icon").get_attribute("class") == "icon t1"
    assert page.locator("body").get_attribute("class") == "t1"
    expect(page.locator(".rows .state").first).to_have_text("Under maintenance")
    assert "In progress" in visit.says()
    said = page.locator("output").text_content() or ""
    assert said.count("Title of db: In progress") == 1
    assert "Under maintenance" in said
    visit.wait(60 * 60)
    expect(page.locator(".lead h1")).to_have_text("All systems operational")
    assert page.title() == "Acme Status"
    assert page.locator("body").get_attribute("class") == "t0"
    expect(page.locator(".rows .state").first).to_have_text("Operational")
    assert "Completed" in visit.says()
    assert "In progress" not in visit.says()


def test_a_page_of_maintenance_follows_the_clock(reads: Open) -> None:
    visit = reads(site(WORKS), "incidents/db/", now=instant("2026-11-20 13:59"))
    page = visit.page
    assert page.title().startswith("Scheduled: Title of db")
    visit.wait(62)
    assert page.title().startswith("In progress: Title of db")
    visit.wait(60 * 60)
    assert page.title().startswith("Completed: Title of db")
    assert page.locator("body").get_attribute("class") == "t0"


def test_a_page_of_a_component_follows_the_clock(reads: Open) -> None:
    visit = reads(site(LATE), "components/web/")
    assert "Next update by 15:00" in visit.says()
    visit.wait(13 * 60)
    assert "Update promised by 15:00, late" in visit.says()


def test_maintenance_never_hides_an_outage(reads: Open) -> None:
    visit = reads(site(open_incident(), WORKS), now=instant("2026-11-20 14:20"))
    visit.wait(60 * 60)
    # One component that is down is not an outage of everything.
    assert visit.page.inner_text(".lead h1") == "Partial outage"
    assert visit.page.locator(".rows .state").first.inner_text().strip() == "Major outage"


# The law


def published() -> list[Site]:
    """Return sites that a build publishes, with something that a clock could change."""
    harmless = replace(
        incident("calm", update("2026-11-20 13:00", State.MONITORING), components=()),
        impact=Impact.MINOR,
    )
    closed = update("2026-11-19 09:00", State.NOTICE, "We are closed.")
    until = instant("2026-11-20 14:30")
    note = incident("note", closed, sort=Sort.NOTICE, components=(), until=until)
    down = replace(WORKS, components=(("api", ComponentState.MAJOR_OUTAGE),))
    said = update("2026-11-20 13:00", State.IN_PROGRESS, "We begin early.")
    running = maintenance("run", window("2026-11-20 13:30", "2026-11-20 14:30"))
    open_ended = maintenance("long", window("2026-11-20 13:30", "2026-11-20 14:30"), said)
    return [
        site(LATE, WORKS, note),
        site(harmless, running),
        site(open_incident(), down),
        site(open_ended, note),
        site(running, WORKS, as_of=instant("2026-11-20 14:45")),
    ]


LATER = (11, 13, 45, 75, 7 * 24 * 60)
"""Minutes after the build: on each side of what the sites promise and plan, and long after."""


@pytest.mark.parametrize("number", range(5))
def test_nothing_is_called_operational_late_or_over_before_it_is(reads: Open, number: int) -> None:
    shown = published()[number]
    for minutes in LATER:
        now = shown.as_of + timedelta(minutes=minutes)
        truth = status_of(replace(shown, as_of=now))
        harmed = any(each.impact for each in truth.open)
        for off, down in ((timedelta(), False), (DAY, False), (-DAY, True)):
            visit = reads(shown, now=now, off=off, down=down)
            said = visit.says()
            if harmed:
                assert "All systems operational" not in said
                assert "operational" not in visit.page.title()
            accuses_nobody(said, truth)
            if not down:
                headline = visit.page.inner_text(".lead h1")
                assert headline in render(replace(shown, as_of=now))["index.html"]
            if not down and not off:
                for path in ("components/api/", *(f"incidents/{slug}/" for slug in slugs(shown))):
                    visit.page.goto(f"{HOST}{path}")
                    visit.settle(0)
                    accuses_nobody(visit.says(), truth)
            visit.page.context.close()


def slugs(shown: Site) -> list[str]:
    return [each.slug for each in shown.incidents]


def accuses_nobody(said: str, truth: Status) -> None:
    """Check that nothing is called late or over that is not."""
    if not any(each.promise and each.promise.overdue for each in truth.open):
        assert "late" not in said
    if not any(each.ended for each in truth.timelines):
        assert "Completed" not in said


@pytest.mark.parametrize("number", range(5))
def test_files_of_a_build_stay_true_without_a_script(number: int) -> None:
    shown = published()[number]
    tools = kit(shown)
    planned = outputs.plan(shown, status_of(shown), tools.data.theme)
    made = {
        each.path: each.produce(tools).decode()
        for each in planned
        if each.path.endswith((".html", ".json", ".svg", ".md"))
    }
    texts = {path: Reader(html).text for path, html in made.items() if path.endswith(".html")}
    summary = json.loads(made["api/v2/summary.json"])
    known = {each["id"]: each["status"] for each in summary["components"]}
    over = {each["status"] for each in (*summary["incidents"], *summary["scheduled_maintenances"])}
    for minutes in LATER:
        truth = status_of(replace(shown, as_of=shown.as_of + timedelta(minutes=minutes)))
        for path, text in texts.items():
            accuses_nobody(text, truth)
            if any(each.impact for each in truth.open):
                assert "All systems operational" not in text, path
        if not any(each.ended for each in truth.timelines):
            assert over.isdisjoint({"completed", "resolved", "postmortem"})
        if any(each.impact for each in truth.open):
            for path in ("badge.svg", "badge.json", "widget.json", "index.md"):
                assert "All systems operational" not in made[path], path
            assert summary["status"]["indicator"] != "none"
        for part in {part for each in truth.open for part, state in each.now.components if state}:
            assert known[part] != "operational"
            assert "Operational" not in made[f"components/{part}/badge.json"]
            page = made[f"components/{part}/index.html"]
            assert "Operational" not in page.partition("</h1>")[2].partition("</p>")[0]


@pytest.mark.parametrize("reader", ["w3m", "lynx"])
def test_text_browsers_show_only_what_is_true(reader: str, tmp_path: Path) -> None:
    program = shutil.which(reader)
    if not program:
        pytest.skip(f"no {reader} here: `make test` installs it where it can")
    for shown in published()[:4]:
        for path, html in render(shown).items():
            if not path.startswith(("index", "incidents/")):
                continue
            file = tmp_path / "page.html"
            file.write_text(html, encoding="utf-8")
            options = ["-T", "text/html"] if reader == "w3m" else ["-nolist"]
            done = subprocess.run(
                [program, "-dump", *options, file], capture_output=True, check=True, text=True
            )
            text = " ".join(done.stdout.split())
            assert "Acme Status" in text
            for each in ("late", "Completed", "still ongoing", "out of date", "{}", "Tell me when"):
                assert each not in text, (path, each)
            assert "There is an update" not in text


def test_pages_hold_no_templates_and_no_generated_words() -> None:
    for shown in published():
        for html in render(shown).values():
            assert "<template" not in html
            text = Reader(html).text
            assert "out of date" not in text
