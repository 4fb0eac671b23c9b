"""The internal handbook of the demonstration site, on a screen and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.checks import broken, invalid, pages, wrong
from browser.conftest import ROOT, STORY, serve
from playwright.sync_api import Browser

from statusgen.commands.handbook import handbook


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Return the address and the folder of the handbook."""
    folder = tmp_path_factory.mktemp("handbook")
    report = handbook(ROOT, folder, now=None, clock=STORY, tell=lambda _done, _total: None)
    assert (report.failed, report.problems) == (False, ())
    for address in serve(folder):
        yield address, folder


def test_every_page_is_valid_and_every_link_leads_somewhere(book: tuple[str, Path]) -> None:
    assert broken(book[1]) == []
    assert invalid(book[1]) == []


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
