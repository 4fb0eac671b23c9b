from dataclasses import replace
from datetime import timedelta

from builders import at, component, group, incident, site, update
from feeds.publishing import kit_of
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model import Incident, Site
from statusgen.outputs.feeds.documents import Document, clean, distinct, document_of
from statusgen.outputs.feeds.entries import (
    EVERYTHING,
    MAJOR,
    POSTMORTEMS,
    Scope,
    archive_of,
    newest,
    scope_of,
)
from statusgen.status import status_of

SECOND = timedelta(seconds=1)
SINCE = at("2026-01-01 00:00")


def document(known: Site, scope: Scope = EVERYTHING, language: str = "en") -> Document:
    entries = newest(scope, archive_of(known, status_of(known)))
    return document_of(kit_of(known, language), scope, SINCE, entries)


def of(*incidents: Incident) -> Document:
    return document(site(*incidents, as_of="11-22 12:00"))


def test_ids_depend_only_on_the_site_id() -> None:
    known = site(incident(update("10:00", "investigating"), id="42_a"), as_of="11-22 12:00")
    moved = replace(known.settings, url="https://b.example/x", base_url="https://c.example")
    first, second = (document(each) for each in (known, replace(known, settings=moved)))
    assert first.items[0].id == "tag:status.acme.example,2026:42_a/20261120T100000Z"
    assert second.items[0].id == first.items[0].id
    assert second.id == first.id == "tag:status.acme.example,2026:feed"
    assert second.items[0].link.startswith("https://c.example/incidents/trouble/#")


def test_entry_has_the_date_of_its_update() -> None:
    (item,) = of(incident(update("10:00", "investigating"))).items
    assert item.published == at("10:00")
    assert timedelta() < item.updated - at("10:00") < SECOND


def test_correction_moves_only_the_date_of_change() -> None:
    (item,) = of(incident(update("10:00", "investigating", corrected="11:00"))).items
    assert item.published == at("10:00")
    assert timedelta() < item.updated - at("11:00") < SECOND


def test_updates_at_the_same_second_have_different_dates() -> None:
    slugs = [f"trouble-{number}" for number in range(40)]
    items = of(*(incident(update("10:00", "investigating"), slug=slug) for slug in slugs)).items
    assert len({item.updated for item in items}) == len(slugs)


@given(st.text())
def test_distinct_date_stays_in_its_second(known: str) -> None:
    assert at("10:00") < distinct(at("10:00"), known) < at("10:00") + SECOND


def test_feed_has_the_date_of_its_newest_entry() -> None:
    assert document(site()).updated == SINCE
    found = of(
        incident(update("10:00", "investigating", corrected="12:00"), update("11:00", "update"))
    )
    assert found.updated == found.items[1].updated > at("12:00")


def test_feed_has_title_and_description() -> None:
    apps = group("apps", component("web", description="The site."))
    known = site(components=(apps,))
    known = replace(known, settings=replace(known.settings, description="All of it."))
    heads = [
        (found.title, found.description, found.home, found.address)
        for scope in (EVERYTHING, MAJOR, POSTMORTEMS, scope_of(apps), scope_of(apps.components[0]))
        for found in (document(known, scope),)
    ]
    root = "https://status.acme.example/"
    assert heads == [
        ("Acme", "All of it.", root, f"{root}feed"),
        (
            "Acme · Major and critical incidents",
            "Every update on incidents with a major or critical impact.",
            root,
            f"{root}feed.major",
        ),
        (
            "Acme · Postmortems",
            "What happened in past incidents, and what we learned.",
            f"{root}postmortems/",
            f"{root}postmortems/feed",
        ),
        (
            "Acme · Apps",
            "Acme · Apps",
            f"{root}components/apps/",
            f"{root}components/apps/feed",
        ),
        ("Acme · Web", "The site.", f"{root}components/web/", f"{root}components/web/feed"),
    ]


def test_categories_have_fixed_terms_and_translated_labels() -> None:
    course = incident(update("10:00", "investigating", "api=down"))
    (item,) = document(site(course), language="fr").items
    tag = "tag:status.acme.example,2026"
    assert item.categories == (
        {"scheme": f"{tag}:state", "term": "investigating", "label": "Analyse en cours"},
        {"scheme": f"{tag}:impact", "term": "critical", "label": "Critique"},
        {"scheme": f"{tag}:component", "term": "api", "label": "Api"},
    )


def test_characters_forbidden_in_xml_are_removed() -> None:
    kept = "\t\n\r aé\N{RIGHT-TO-LEFT MARK}\U0001f600\ufffd]]>&<"
    assert clean(kept) == kept
    assert clean("a\x00\x08\x0b\x1f\x7f\x80\x9f\ud800\ufffe\uffffb") == "ab"


def test_all_texts_are_cleaned() -> None:
    course = incident(update("10:00", "investigating", body="a\x0bb"), title="c\x0bd")
    known = site(course)
    known = replace(known, settings=replace(known.settings, title="e\x0bf", description="g\x0bh"))
    found = document(known)
    (item,) = found.items
    texts = (found.title, found.description, found.author, item.title, item.html, *item.authors)
    assert not any("\x0b" in text for text in texts)
    assert item.title == "[Investigating] cd"
