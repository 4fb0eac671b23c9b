"""What readers meet: every page of the demonstration site, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.checks import pages, violations, watch, wide
from playwright.sync_api import Browser, BrowserContext

SCHEMES = ("light", "dark")

KINDS = {
    "index": "index.html",
    "history": "history/index.html",
    "month": "history/*/*/index.html",
    "incident": "incidents/*/index.html",
    "components": "components/index.html",
    "component": "components/*/index.html",
    "postmortems": "postmortems/index.html",
    "postmortem": "postmortems/*/index.html",
    "subscribe": "subscribe/index.html",
    "not found": "404.html",
}


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(
    kind: str, scheme: str, browser: Browser, demo: tuple[str, Path]
) -> None:
    address, folder = demo
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)  # type: ignore[arg-type] # a literal, from SCHEMES
    chosen = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.glob(KINDS[kind]))
        if 'http-equiv="refresh"' not in path.read_text(encoding="utf-8")
    ]
    assert chosen
    found = violations(context, address, chosen)
    context.close()
    assert found == []


def test_the_console_stays_empty_and_nothing_is_asked_elsewhere(
    browser: Browser, demo: tuple[str, Path]
) -> None:
    address, folder = demo
    context = browser.new_context(timezone_id="America/New_York")
    page, seen = watch(context)
    for path in pages(folder):
        page.goto(f"{address}/{path}")
    context.close()
    assert seen == []


@pytest.mark.parametrize("width", [360, 640])
def test_no_page_scrolls_sideways(width: int, browser: Browser, demo: tuple[str, Path]) -> None:
    address, folder = demo
    context = browser.new_context(bypass_csp=True, java_script_enabled=True)
    found = wide(context, address, pages(folder), width)
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
    stated = page.locator("time[datetime]").first
    assert stated.is_visible()
    shown = page.evaluate("document.body.innerText")
    assert "your time" in shown
