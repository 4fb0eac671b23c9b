"""The files of a feed in each of the three formats."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from api.answers import kit_for
from builders import incident, maintenance, site, update, window
from feeds import checks
from feeds.publishing import FILES, feeds_of, items, publish

from statusgen.model import Kind
from statusgen.outputs.feeds.documents import Document, Item
from statusgen.outputs.feeds.formats import write
from statusgen.rendering.feed_links import ATOM, JSON, RSS, Format

ADDRESS = "https://status.acme.example/feed"
AT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 15, 0, 0, 123456, tzinfo=UTC)

ITEM = Item(
    id="tag:status.acme.example,2026:trouble/20261120T140500Z",
    link="https://status.acme.example/incidents/trouble/#20261120T140500Z",
    title="[Resolved] ]]> & <b> \N{RIGHT-TO-LEFT MARK}\U0001f600",
    html="<p>It &amp; ]]&gt;</p>",
    published=AT,
    updated=LATER,
    authors=("Ana", "Bo & Co"),
    categories=(
        {"scheme": "tag:status.acme.example,2026:state", "term": "resolved", "label": "Résolu"},
    ),
)
DOCUMENT = Document(
    id="tag:status.acme.example,2026:feed",
    title="Acme <Status>",
    description="Live & well.",
    home="https://status.acme.example/",
    address=ADDRESS,
    language="fr",
    author="Acme Status",
    hub="https://hub.example.com/",
    items=(ITEM,),
    since=datetime(2026, 1, 2, tzinfo=UTC),
)
KIT = kit_for(site().settings)
LINK = "{http://www.w3.org/2005/Atom}link"


CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def read_atom(document: Document) -> ET.Element:
    data = write(KIT, document, ATOM)
    assert checks.atom(data, f"{ADDRESS}.atom") == []
    return ET.fromstring(data)  # noqa: S314 - our own


def read_rss(document: Document) -> ET.Element:
    """Return the channel."""
    data = write(KIT, document, RSS)
    assert checks.rss(data, f"{ADDRESS}.rss") == []
    return ET.fromstring(data)[0]  # noqa: S314 - our own


# Atom


def test_an_atom_feed() -> None:
    feed = read_atom(DOCUMENT)
    texts = {child.tag.partition("}")[2]: child.text for child in feed if child.text}
    assert texts == {
        "id": "tag:status.acme.example,2026:feed.atom",
        "title": "Acme <Status>",
        "subtitle": "Live & well.",
        "updated": "2026-11-20T15:00:00.123456+00:00",
        "generator": "statusgen",
    }
    assert [(link.get("rel"), link.get("href")) for link in feed.findall(LINK)] == [
        ("alternate", "https://status.acme.example/"),
        ("self", "https://status.acme.example/feed.atom"),
        ("hub", "https://hub.example.com/"),
    ]


def test_an_atom_entry() -> None:
    entry = read_atom(DOCUMENT).find("{http://www.w3.org/2005/Atom}entry")
    assert entry is not None
    texts = {child.tag.partition("}")[2]: child.text for child in entry if child.text}
    assert texts == {
        "id": ITEM.id,
        "title": ITEM.title,
        "published": "2026-11-20T14:05:00+00:00",
        "updated": "2026-11-20T15:00:00.123456+00:00",
        "content": ITEM.html,
    }
    names = [name.text for name in entry.iter("{http://www.w3.org/2005/Atom}name")]
    assert names == ["Ana", "Bo & Co"]
    (category,) = entry.iter("{http://www.w3.org/2005/Atom}category")
    assert category.attrib == {
        "term": "resolved",
        "scheme": "tag:status.acme.example,2026:state",
        "label": "Résolu",
    }


def test_atom_without_a_hub_and_without_entries() -> None:
    feed = read_atom(replace(DOCUMENT, hub=None, items=()))
    assert [link.get("rel") for link in feed.findall(LINK)] == ["alternate", "self"]
    assert feed.findtext("{http://www.w3.org/2005/Atom}updated") == "2026-01-02T00:00:00+00:00"


@pytest.mark.parametrize("form", [ATOM, RSS])
def test_the_same_feed_has_the_same_bytes(form: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write(KIT, DOCUMENT, form)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert write(KIT, DOCUMENT, form) == data
    assert data.endswith(b">\n")


# RSS


def test_an_rss_channel() -> None:
    channel = read_rss(DOCUMENT)
    assert {child.tag: child.text for child in channel if child.text} == {
        "title": "Acme <Status>",
        "description": "Live & well.",
        "link": "https://status.acme.example/",
        "language": "fr",
        "lastBuildDate": "Fri, 20 Nov 2026 15:00:00 +0000",
        "generator": "statusgen",
        "docs": "http://www.rssboard.org/rss-specification",
    }
    assert [(link.get("rel"), link.get("href")) for link in channel.findall(LINK)] == [
        ("self", "https://status.acme.example/feed.rss"),
        ("hub", "https://hub.example.com/"),
    ]


def test_an_rss_item() -> None:
    (item,) = read_rss(DOCUMENT).findall("item")
    assert [(child.tag, child.text) for child in item if child.tag != "category"] == [
        ("title", ITEM.title),
        ("link", ITEM.link),
        ("description", ITEM.html),
        ("guid", ITEM.id),
        ("pubDate", "Fri, 20 Nov 2026 14:05:00 +0000"),
        (CREATOR, "Ana"),
        (CREATOR, "Bo & Co"),
    ]
    assert item.findall("guid")[0].attrib == {"isPermaLink": "false"}
    (category,) = item.findall("category")
    assert (category.text, category.get("domain")) == (
        "resolved",
        "tag:status.acme.example,2026:state",
    )


def test_rss_item_in_statuspage_form() -> None:
    ends = datetime(2026, 11, 28, 23, 0, tzinfo=UTC)
    known = "https://status.acme.example/incidents/trouble"
    shaped = replace(ITEM, id=known, permanent=True, ends=ends)
    (item,) = read_rss(replace(DOCUMENT, items=(shaped,))).findall("item")
    assert item.findall("guid")[0].attrib == {"isPermaLink": "true"}
    assert item.findtext("maintenanceEndDate") == "Sat, 28 Nov 2026 23:00:00 +0000"


def test_rss_without_a_hub_and_without_items() -> None:
    channel = read_rss(replace(DOCUMENT, hub=None, items=()))
    assert [link.get("rel") for link in channel.findall(LINK)] == ["self"]
    assert channel.findtext("lastBuildDate") == "Fri, 02 Jan 2026 00:00:00 +0000"


def test_plain_text_is_escaped_as_in_the_rss_profile() -> None:
    data = write(KIT, DOCUMENT, RSS).decode()
    assert "<title>Acme &#x3C;Status&gt;</title>" in data
    assert "<description>Live &#x26; well.</description>" in data
    assert "]]&gt; &#x26; &#x3C;b&gt;" in data
    assert "<dc:creator>Bo &#x26; Co</dc:creator>" in data
    assert "<description>&lt;p&gt;It &amp;amp; ]]&amp;gt;&lt;/p&gt;</description>" in data


# JSON Feed


def test_a_json_feed() -> None:
    feed = json.loads(feeds_of(site())["feed.json"])
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Acme",
        "home_page_url": "https://status.acme.example/",
        "feed_url": f"{ADDRESS}.json",
        "description": "Acme",
        "authors": [{"name": "Acme"}],
        "language": "en",
        "items": [],
    }


def test_json_item_has_words_of_the_content_format() -> None:
    course = incident(
        update("10:00", "investigating", "api=down", next="11:00"),
        update("10:30", "update", "api=degraded"),
        kinds=(Kind.OUTAGE,),
    )
    data = feeds_of(site(course))["feed.json"]
    assert checks.json_feed(data, f"{ADDRESS}.json") == []
    second, first = items(data)
    assert first["tags"] == ["investigating", "critical", "outage", "api"]
    assert first["_status"] == {
        "sort": "incident",
        "state": "investigating",
        "impact": "critical",
        "impact_now": "critical",
        "kinds": ["outage"],
        "components": [{"id": "api", "name": "Api", "state": "major_outage"}],
        "incidents": ["trouble"],
        "next": "2026-11-20T11:00:00+00:00",
    }
    assert (second["_status"]["impact"], second["_status"]["impact_now"]) == ("critical", "minor")
    assert second["_status"]["next"] is None


def test_a_json_item_of_maintenance() -> None:
    works = maintenance(
        window("11:00", "12:00"), update("10:00", "scheduled"), components="api=maintenance"
    )
    (item,) = items(feeds_of(site(works, as_of="10:30"))["feed.json"])
    assert item["tags"] == ["scheduled", "api"]
    assert item["_status"]["sort"] == "maintenance"


def test_a_json_item_of_a_postmortem() -> None:
    data = publish(FILES)["postmortems/feed.json"]
    assert checks.json_feed(data, "https://status.acme.example/postmortems/feed.json") == []
    (item,) = items(data)
    assert item["authors"] == [{"name": "Platform team"}]
    assert item["_status"] == {
        "sort": "postmortem",
        "state": "postmortem",
        "impact": "minor",
        "components": [{"id": "dashboard", "name": "Dashboard"}],
        "incidents": ["search"],
    }


def test_json_feed_names_its_hub() -> None:
    files = FILES | {
        "content/site.yml": FILES["content/site.yml"] + "websub: https://hub.example\n"
    }
    feed = json.loads(publish(files)["feed.json"])
    assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example"}]


def test_json_text_is_not_escaped() -> None:
    title = "é \U0001f600 ]]> \N{LINE SEPARATOR}"
    data = feeds_of(site(incident(update("10:00", "investigating"), title=title)))["feed.json"]
    assert title in data.decode()
    assert data.endswith(b"}\n")


def test_items_of_a_json_feed_are_indented_in_it() -> None:
    separators = "\N{LINE SEPARATOR}\N{NEXT LINE} []\n}"
    items = (ITEM, replace(ITEM, html=separators, title="[]"))
    for document in (DOCUMENT, replace(DOCUMENT, items=items), replace(DOCUMENT, items=())):
        text = write(KIT, document, JSON).decode()
        feed = json.loads(text)
        assert text == json.dumps(feed, ensure_ascii=False, indent=1) + "\n"
        assert [item["content_html"] for item in feed["items"]] == [
            item.html for item in document.items
        ]
