"""What readers meet: every page of the demonstration site, in a real browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.checks import pages, wrong
from playwright.sync_api import Browser, BrowserContext, Route

AREAS = ("incidents/", "components/", "")
"""The first words of addresses, so that more than one process has work; the last has the rest."""


@pytest.mark.parametrize("area", AREAS)
def test_no_page_has_mistakes(area: str, browser: Browser, demo: tuple[str, Path]) -> None:
    address, folder = demo
    chosen = [
        path
        for path in pages(folder)
        if next(each for each in AREAS if path.startswith(each)) == area
    ]
    assert len(chosen) > 10
    context = browser.new_context(timezone_id="America/New_York")
    found = wrong(context, address, chosen, narrow=320)
    context.close()
    assert found == []


def test_the_index_is_whole_in_one_request_without_javascript(
    browser: Browser, demo: tuple[str, Path]
) -> None:
    address, _ = demo
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/")
    context.close()
    # A script that is switched off may still be fetched; nothing else may.
    assert [url for url in asked if not url.startswith("data:") and "/assets/" not in url] == [
        f"{address}/"
    ]


def test_the_keyboard_reaches_the_content_first(browser: Browser, demo: tuple[str, Path]) -> None:
    address, _ = demo
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused == "#main"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    context.close()


@pytest.fixture
def abroad(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(timezone_id="America/New_York", locale="en-US")
    yield context
    context.close()


def test_a_reader_elsewhere_gets_local_times_beside_the_stated_ones(
    abroad: BrowserContext, demo: tuple[str, Path]
) -> None:
    address, _ = demo
    page = abroad.new_page()
    page.goto(f"{address}/")
    assert page.locator("time[datetime]").first.is_visible()
    assert page.locator(".card .rel").count() == page.locator(".card .facts").count()


SHIFTS = """window.shift = 0; new PerformanceObserver(list => {
    for (const each of list.getEntries()) window.shift += each.value;
}).observe({ type: "layout-shift", buffered: true });"""


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_script_is_late(
    width: int, abroad: BrowserContext, demo: tuple[str, Path]
) -> None:
    address, folder = demo

    def delay(route: Route) -> None:
        time.sleep(0.2)
        route.continue_()

    opened = next(each.parent for each in folder.glob("incidents/*/feed.atom"))
    abroad.add_init_script(SHIFTS)
    abroad.route("**/status.*.js", delay)
    abroad.route("**/widget.json", lambda route: route.abort())
    page = abroad.new_page()
    page.set_viewport_size({"width": width, "height": 740})
    for path in ("", f"incidents/{opened.name}/", "components/checkout/", "subscribe/"):
        page.goto(f"{address}/{path}")
        page.wait_for_timeout(100)
        assert page.evaluate("window.shift") == 0, path


@pytest.mark.parametrize(
    ("width", "whole", "components"), [(360, 5_200, 2_700), (1280, 4_000, 1_700)]
)
def test_the_news_and_the_components_are_near_the_top(
    width: int, whole: int, components: int, browser: Browser, demo: tuple[str, Path]
) -> None:
    address, _ = demo
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{address}/")
    height, *tops = (
        page.locator(each).first.evaluate("each => each.getBoundingClientRect().toJSON()")
        for each in ("html", "#components", ".latest")
    )
    context.close()
    assert height["height"] <= whole
    assert tops[0]["y"] <= components
    assert tops[1]["y"] <= 740


def test_a_table_scrolls_in_its_own_box_and_its_words_stay_whole(
    browser: Browser, demo: tuple[str, Path]
) -> None:
    address, folder = demo
    made = next(path for path in folder.rglob("index.html") if 'role="region"' in path.read_text())
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 740})
    page.goto(f"{address}/{made.parent.relative_to(folder).as_posix()}/")
    page.evaluate(
        "for (const cell of document.querySelectorAll('td'))"
        " cell.textContent = 'ERR_CONNECTION_POOL 1,204,331'"
    )
    heights = page.evaluate("[...document.querySelectorAll('td')].map(each => each.clientHeight)")
    assert max(heights) < 70, "two words on two lines"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(
        "(box => box.scrollWidth > box.clientWidth)(document.querySelector('.scroll'))"
    )
    context.close()


def test_a_link_opens_the_fold_and_print_opens_all(
    browser: Browser, demo: tuple[str, Path]
) -> None:
    address, _ = demo
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/")
    entry = page.locator(".fold li[id]").first
    assert not entry.is_visible()
    page.goto(f"{address}/#{entry.get_attribute('id')}")
    assert entry.is_visible()
    page.goto(f"{address}/")
    page.emulate_media(media="print")
    assert entry.evaluate("entry => entry.getBoundingClientRect().height") > 0
    context.close()


def test_an_event_day_is_named_on_hover_and_is_no_tab_stop(
    browser: Browser, demo: tuple[str, Path]
) -> None:
    address, _ = demo
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/")
    day = page.locator(".bar .t3").first
    day.hover()
    assert day.locator("i").is_visible()
    assert day.evaluate("day => day.closest('a').tabIndex") == -1
    day.click()
    assert page.url.endswith("/#days")
    context.close()
