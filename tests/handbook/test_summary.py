from __future__ import annotations

import re

from handbook.scene import page, rendered


def test_the_first_page_says_whom_to_call_and_what_there_is_worst_first() -> None:
    text = page("")
    assert text.startswith("When something breaks Call first Incident manager Decides. Ana +33")
    places = [text.index(word) for word in ("Database unav", "Seen by us alone", "Upgrade")]
    assert places == sorted(places)
    assert text.endswith("Made on 20 Nov 2026. What has changed since is not in it.")
    assert '<a href="scenarios/database/" dir="auto">' in rendered()["index.html"]


def test_without_a_scenario_it_asks_for_one() -> None:
    names = ("database", "quiet", "upgrade")
    changes = {f"content/scenarios/{name}.md": None for name in names}
    assert "There is no scenario yet" in page("", changes)


def test_the_book_holds_every_chapter_whole() -> None:
    book = page("book/")
    for address in ("team/", "channels/", "impact/", "scenarios/database/"):
        title, *_ = re.split(r"(?<=Team)|(?<=what)|(?<=kind)|(?<=unavailable)", page(address))
        rest = page(address).removeprefix(title).strip()
        assert rest in book, address


def test_each_scenario_of_the_book_begins_a_sheet() -> None:
    html = rendered()["book/index.html"]
    assert html.count('<section class="chapter') == 5
    assert ".chapter{break-before:page}" in html
    ids = re.findall(r'<section class="chapter story" id="([^"]+)"', html)
    assert ids == ["database", "quiet", "upgrade"]
    assert re.findall(r'<a href="#([^"]+)" dir', html) == ids
