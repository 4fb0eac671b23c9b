"""What a visitor sees of a widget; Playwright looks into open shadow roots by itself."""

from __future__ import annotations

from playwright.sync_api import Page, expect

ELEMENT = "status-widget"


def words(page: Page, element: str = ELEMENT) -> str:
    """Return the headline, without what only is read out."""
    spoken = page.locator(f"{element} .words").inner_text()
    far = page.locator(f"{element} .words .far").inner_text()
    return " ".join(spoken.removeprefix(far).split())


def says(page: Page, text: str, element: str = ELEMENT) -> None:
    """Wait until the headline is this."""
    expect(page.locator(f"{element} .words")).to_contain_text(text)
    assert words(page, element) == text


def items(page: Page, element: str = ELEMENT) -> list[str]:
    """Return what is said of each incident, maintenance or notice."""
    return [" ".join(each.split()) for each in page.locator(f"{element} .item").all_inner_texts()]


def line(page: Page, element: str = "[mode=banner]") -> str:
    """Return the line of a banner."""
    return " ".join(page.locator(f"{element} .words").inner_text().split())


def rows(page: Page, element: str = ELEMENT) -> list[str]:
    """Return what is said of each component."""
    found = page.locator(f"{element} .component").all_inner_texts()
    return [" ".join(each.split()) for each in found]


def link(page: Page, element: str = ELEMENT) -> str | None:
    """Return where the headline leads."""
    return page.locator(f"{element} .head").get_attribute("href")


def announced(page: Page, element: str = ELEMENT) -> str:
    """Return what was read out last."""
    return " ".join((page.locator(f"{element} output").text_content() or "").split())
