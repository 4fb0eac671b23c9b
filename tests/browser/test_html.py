"""The HTML of every page: valid to the Nu checker, and every link leads somewhere."""

from __future__ import annotations

from pathlib import Path

from browser.checks import broken, invalid


def test_every_page_is_valid(demo: tuple[str, Path], book: tuple[str, Path]) -> None:
    assert invalid(demo[1], book[1]) == []


def test_every_link_leads_somewhere(demo: tuple[str, Path], book: tuple[str, Path]) -> None:
    assert broken(demo[1]) == []
    assert broken(book[1]) == []
