"""Rules for all pages."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from urllib.parse import urljoin

import pytest
from outputs.pages.scene import (
    COMPONENTS,
    SETTINGS,
    Reader,
    ended_incident,
    incident,
    kit,
    maintenance,
    open_incident,
    postmortem,
    render,
    site,
    update,
    window,
)

from statusgen import outputs
from statusgen.model import Component, Kind, Site, Sort, State, Text
from statusgen.status import status_of

ROOT = "https://status.acme.example/"

OWN_SCRIPT = re.compile(r'<script src="[^":]+"(?: async| defer)?')


def everything() -> Site:
    """Return a site with every sort and state."""
    long = [
        incident(f"old-{number}", update(f"2026-01-{number + 1:02} 09:00", State.RESOLVED))
        for number in range(28)
    ]
    return site(
        *long,
        replace(
            open_incident(action=Text(markdown="Rotate.\n\n### Not a heading")),
            kinds=(Kind.SECURITY, Kind.OUTAGE),
            summary=Text(markdown="### About\n\nThis."),
        ),
        replace(open_incident(), slug="second"),
        replace(ended_incident(), postmortem=date(2026, 12, 1)),
        ended_incident("looked-back-on"),
        maintenance("done", window("2026-11-12 21:00", "2026-11-12 22:00")),
        maintenance("now", window("2026-11-20 13:00", "2026-11-20 15:00")),
        maintenance("next", window("2026-11-28 21:00", "2026-11-28 22:00")),
        incident("note", update("2026-11-19 09:00", State.NOTICE), sort=Sort.NOTICE, components=()),
        postmortems=(postmortem("why", "looked-back-on"),),
    )


@pytest.fixture(scope="module")
def html() -> dict[str, str]:
    return render(everything())


def test_every_link_leads_to_an_artifact(html: dict[str, str]) -> None:
    shown = everything()
    theme = kit(shown).data.theme
    planned = {artifact.path for artifact in outputs.plan(shown, status_of(shown), theme)}
    pages = {path: Reader(text) for path, text in html.items()}
    for path, page in pages.items():
        for link in page.links:
            target, _, place = urljoin(ROOT + path, link).removeprefix(ROOT).partition("#")
            file = f"{target}index.html" if target.endswith("/") or not target else target
            assert file in planned, (path, link)
            assert not place or place in pages[file].ids, (path, link)


def test_no_id_is_given_twice(html: dict[str, str]) -> None:
    for path, text in html.items():
        ids = Reader(text).ids
        assert len(ids) == len(set(ids)), path


def test_headings_skip_no_level(html: dict[str, str]) -> None:
    for path, text in html.items():
        levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        for above, below in pairwise(levels):
            assert below <= above + 1, (path, levels)


def test_pages_follow_their_policy(html: dict[str, str]) -> None:
    for path, text in html.items():
        assert not re.search(r"\s(?:style|on\w+)=", text), path
        assert text.count("<script") == len(OWN_SCRIPT.findall(text)), path
        assert re.search(r'<script src="[^":]*assets/status\.[0-9a-f]{8}\.js" defer', text), path


def test_the_first_time_of_each_block_has_its_zone(html: dict[str, str]) -> None:
    for path, text in html.items():
        for block in re.findall(
            r'<dl class="facts">.*?</dl>|<p class="dim when">.*?</p>', text, re.DOTALL
        ):
            times = re.findall(r"<time[^>]*>([^<]*)</time>", block.partition("</div>")[0])
            assert re.search(r"CES?T", " ".join(times)), (path, block)
        assert "All times are in Europe/Paris." in text, path


def test_landmarks(html: dict[str, str]) -> None:
    for path, text in html.items():
        for tag in ('<main id="main">', '<header class="top">', '<footer class="foot">', "<nav "):
            assert text.count(tag) >= 1, (path, tag)
        assert '<a class="skip" href="#main">' in text, path
        assert text.startswith('<!doctype html>\n<html lang="en" dir="ltr">'), path


def test_no_state_is_shown_by_colour_alone(html: dict[str, str]) -> None:
    """Each shape has a word or a title next to it."""
    for path, text in html.items():
        for after in re.findall(r'<svg class="icon[^>]*>.*?</svg>(.{0,200})', text, re.DOTALL):
            assert re.match(r"\s*(?:<[^>]+>\s*)*\w", after), (path, after)


def test_author_text_is_escaped() -> None:
    hostile = "<script>alert(1)</script>\"'&]]>"
    named = tuple(
        replace(entry, name=hostile) if isinstance(entry, Component) else entry
        for entry in COMPONENTS
    )
    shown = site(
        replace(
            open_incident(action=Text(markdown=hostile), workaround=Text(markdown=hostile)),
            title=hostile,
            summary=Text(markdown=hostile),
        ),
        components=named,
        settings=replace(SETTINGS, title=hostile, description=hostile),
        preview=hostile,
    )
    for path, text in render(shown).items():
        assert "alert(1)</script>" not in text, path
        assert text.count("<script") == len(OWN_SCRIPT.findall(text)), path


def test_the_page_not_found_helps_and_links_from_the_root() -> None:
    base = "https://acme.example/status"
    html = render(site(settings=replace(SETTINGS, url=base, base_url=base)))["404.html"]
    page = Reader(html)
    assert "The page may have moved, or the address may contain a typo." in page.text
    assert "/status/" in page.links
    assert all(link.startswith(("/status/", "#")) for link in page.links)
    assert '<meta name="robots" content="noindex">' in html
    assert 'rel="canonical"' not in html
