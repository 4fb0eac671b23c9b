"""Badges: their content, and that everyone can read it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from api.answers import kit_for
from builders import component, group, incident, maintenance, site, update, window
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]  # has no types

from statusgen.model import ComponentState, Group, Impact, Site
from statusgen.notation.words import LANGUAGES
from statusgen.outputs import badges
from statusgen.outputs.badges import COLOURS, DARK, text_width
from statusgen.rendering import labels
from statusgen.rendering.artifact import Stage
from statusgen.rendering.kit import contrast
from statusgen.status import status_of

SVG = "{http://www.w3.org/2000/svg}"
PARTS = (
    component("api", aliases=("rest", "old-rest")),
    group("apps", component("web"), component("old", until="2026-06-01 00:00")),
)
DOWN = incident(update("10:00", "investigating", "api=down, web=degraded, old=down"))


def files(shown: Site, language: str = "en") -> dict[str, bytes]:
    kit = kit_for(shown.settings, language)
    return {each.path: each.produce(kit) for each in badges.plan(shown, status_of(shown))}


def endpoints(shown: Site, language: str = "en") -> dict[str, Any]:
    """Return the data of each badge by its scope: "" is the site's."""
    return {
        path.removesuffix("badge.json").removeprefix("components/").strip("/"): json.loads(data)
        for path, data in files(shown, language).items()
        if path.endswith(".json")
    }


def image(name: str, language: str = "en") -> Any:  # noqa: ANN401 - lxml has no types
    """Return the image of a component with this name."""
    named = replace(component("api"), name=name)
    data = files(site(components=(named,)), language)["components/api/badge.svg"]
    return etree.fromstring(data)


def said(shown: Site, language: str = "en") -> dict[str, str]:
    return {scope: data["message"] for scope, data in endpoints(shown, language).items()}


# What there is


def test_site_components_and_groups_have_badges_under_every_id() -> None:
    shown = site(DOWN, components=PARTS)
    found = files(shown)
    scopes = ("api", "rest", "old-rest", "apps", "web", "old")
    assert sorted(found) == sorted(
        f"{folder}badge.{form}"
        for folder in ("", *(f"components/{scope}/" for scope in scopes))
        for form in ("svg", "json")
    )
    for form in ("svg", "json"):
        bytes_of = {
            found[f"components/{scope}/badge.{form}"] for scope in ("api", "rest", "old-rest")
        }
        assert len(bytes_of) == 1
    planned = badges.plan(shown, status_of(shown))
    assert {each.stage for each in planned} == {Stage.DATA}


# What they say


def test_badges_show_the_state() -> None:
    assert said(site(DOWN, components=PARTS)) == {
        "": "Partial outage",
        "api": "Major outage",
        "rest": "Major outage",
        "old-rest": "Major outage",
        "apps": "Degraded performance",
        "web": "Degraded performance",
        "old": "Retired on 1 Jun 2026",
    }


def test_badges_use_the_language_of_the_site() -> None:
    found = said(site(DOWN, components=PARTS), "fr")
    assert found["api"] == "Panne majeure"
    assert found["old"].endswith(" 1er juin 2026")
    data = files(site(DOWN, components=PARTS), "fr")["components/api/badge.svg"].decode()
    assert 'xml:lang="fr"' in data
    assert "<title>Api\N{NO-BREAK SPACE}: Panne majeure</title>" in data


def test_endpoint_has_only_the_keys_of_shields_io() -> None:
    assert endpoints(site(components=()))[""] == {
        "schemaVersion": 1,
        "label": "Acme",
        "message": "All systems operational",
        "color": COLOURS[ComponentState.OPERATIONAL],
    }


@pytest.mark.parametrize(
    ("shown", "state"),
    [
        (site(), ComponentState.OPERATIONAL),
        (
            site(
                maintenance(
                    window("09:00", "13:00"),
                    update("08:00", "scheduled"),
                    components="api=maintenance",
                )
            ),
            ComponentState.UNDER_MAINTENANCE,
        ),
        (
            site(incident(update("10:00", "investigating", "api=degraded"))),
            ComponentState.DEGRADED_PERFORMANCE,
        ),
        (
            site(incident(update("10:00", "investigating", impact=Impact.MAJOR))),
            ComponentState.PARTIAL_OUTAGE,
        ),
        (
            site(incident(update("10:00", "investigating", impact=Impact.CRITICAL))),
            ComponentState.MAJOR_OUTAGE,
        ),
    ],
    ids=lambda value: value.word if isinstance(value, ComponentState) else "",
)
def test_site_badge_has_colour_and_shape_of_its_state(shown: Site, state: ComponentState) -> None:
    assert endpoints(shown)[""]["color"] == COLOURS[state]
    assert labels.DRAWINGS[state] in files(shown)["badge.svg"].decode()


def test_retired_component_has_a_neutral_badge() -> None:
    shown = site(DOWN, components=PARTS)
    assert endpoints(shown)["old"]["color"] == COLOURS[None]
    assert labels.DRAWINGS[None] in files(shown)["components/old/badge.svg"].decode()


# How they are drawn


def test_white_text_has_contrast_on_every_colour() -> None:
    assert all(contrast("#ffffff", colour) >= 4.5 for colour in (*COLOURS.values(), DARK))
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_screen_reader_reads_name_and_state() -> None:
    drawn = image("Public API")
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == drawn.findtext(f"{SVG}title") == "Public API: Operational"


NAMES = (
    "API",
    "A very long name of a component that nobody would ever want to read",
    "公開APIと決済サービス",
    "🚀 Launch 👩\u200d🚀",
    "واجهة برمجة التطبيقات",
    "<b>\"x\" & 'y'</b> ]]> </text><script>alert(1)</script>",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_both_texts_fit_between_the_edges(name: str, language: str) -> None:
    drawn = image(name, language)
    width = int(drawn.get("width"))
    assert drawn.get("viewBox") == f"0 0 {width} {drawn.get('height')}"
    label, message = drawn.iter(f"{SVG}text")
    assert label.text == name
    edge = int(re.search(r"M(\d+) 0h", drawn[2].get("d"))[1])  # type: ignore[index]  # it is there
    icon = float(re.search(r"translate\((\d+)", drawn[3].get("transform"))[1])  # type: ignore[index]  # as above
    for text, start, end in ((label, 0, edge), (message, icon + 12, width)):
        middle, length = float(text.get("x")), float(text.get("textLength"))
        assert text.get("lengthAdjust") == "spacingAndGlyphs"
        assert start + 5 <= middle - length / 2
        assert middle + length / 2 <= end - 5


@given(st.text())
def test_any_name_is_text_on_one_line(name: str) -> None:
    drawn = image(name)
    assert {each.tag.removeprefix(SVG) for each in drawn.iter()} == {
        "svg",
        "title",
        "path",
        "g",
        "text",
    }
    label = next(drawn.iter(f"{SVG}text")).text or ""
    assert label == label.strip(" ")
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]|  ", label)
    assert _signs(label) == _signs(name)


def _signs(text: str) -> str:
    """Return the text without spaces and unusual characters."""
    return re.sub("[^\x21-\x7e\xa1-\ud7ff]", "", text)


def test_image_loads_nothing_and_has_no_ids() -> None:
    for path, data in files(site(DOWN, components=PARTS)).items():
        if path.endswith(".svg"):
            bare = data.decode().replace('xmlns="http://www.w3.org/2000/svg"', "")
            assert not re.search(r"href|url\(|\bid=|style|//", bare), path


def test_badge_of_a_group_with_only_retired_components_is_operational() -> None:
    past = Group(id="past", name="Past", components=(component("gone", until="09:00"),))
    shown = site(incident(update("10:00", "investigating", "gone=down")), components=(past,))
    assert said(shown)["past"] == "Operational"


# How wide text is, near enough

TEXT = st.text(max_size=40)


def test_wide_letters_are_wider_than_narrow_ones() -> None:
    assert text_width("", 11) == 0
    assert text_width("mmm", 11) > text_width("aaa", 11) > text_width("iii", 11) > 0
    assert text_width("API", 22) == 2 * text_width("API", 11)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("é", "e"),
        ("e\u0301", "e"),
        ("Ångström", "Angstrom"),
        ("a\u200bb", "ab"),
        ("公", "開"),
        ("서", "公"),
        ("☎\ufe0f", "☎"),
    ],
)
def test_combined_characters_count_once(text: str, same: str) -> None:
    assert text_width(text, 1) == pytest.approx(text_width(same, 1))


def test_other_scripts_have_their_own_width() -> None:
    assert text_width("公開", 10) == 20
    assert text_width("👍", 10) > 12
    assert text_width("ЖД", 10) > text_width("жд", 10) > 10
    assert text_width("العامة", 10) < 6 * 6


@given(TEXT, TEXT)
def test_more_text_is_never_narrower(one: str, other: str) -> None:
    assert 0 <= text_width(one, 11) <= text_width(one + other, 11)
