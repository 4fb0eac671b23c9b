"""The internal handbook of the demonstration site, on a screen and on paper."""

from __future__ import annotations

from pathlib import Path

from browser.checks import pages, wrong
from playwright.sync_api import Browser


def test_no_page_has_mistakes(browser: Browser, book: tuple[str, Path]) -> None:
    address, folder = book
    context = browser.new_context()
    found = wrong(context, address, pages(folder), narrow=360)
    context.close()
    assert found == []


def test_it_needs_no_script_and_asks_nobody_for_anything(
    browser: Browser, book: tuple[str, Path]
) -> None:
    address, folder = book
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    page.on("console", lambda message: seen.append(message.text))
    addresses = [f"{address}/{path}" for path in pages(folder)]
    for each in addresses:
        page.goto(each)
    context.close()
    assert [each for each in seen if not each.startswith("data:")] == addresses


def test_on_paper_each_scenario_begins_a_sheet_and_no_step_is_broken(
    browser: Browser, book: tuple[str, Path]
) -> None:
    address, _ = book
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/book/")
    page.emulate_media(media="print")
    styles = page.evaluate(
        """() => Object.fromEntries(Object.entries({
          chapter: ['.chapter', 'breakBefore'], step: ['.runbook li', 'breakInside'],
          people: ['.people li', 'breakInside'], text: ['.passage', 'breakInside'],
          ways: ['.top nav', 'display'], contact: ['.reach', 'display'],
        }).map(([name, [selector, property]]) =>
          [name, getComputedStyle(document.querySelector(selector))[property]]))"""
    )
    assert styles == {
        "chapter": "page",
        "step": "avoid",
        "people": "avoid",
        "text": "auto",
        "ways": "none",
        "contact": "block",
    }
    chapters = page.locator(".chapter").count()
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    context.close()
    assert chapters < sheets < 4 * chapters
