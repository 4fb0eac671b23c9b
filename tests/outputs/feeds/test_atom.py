from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from feeds import checks

from statusgen.outputs.feeds import atom
from statusgen.outputs.feeds.documents import Category, Document, Item

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
        Category(scheme="tag:status.acme.example,2026:state", term="resolved", label="Résolu"),
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
)
LINK = "{http://www.w3.org/2005/Atom}link"


def read(document: Document) -> ET.Element:
    data = atom.write(document)
    assert checks.atom(data, f"{ADDRESS}.atom") == []
    return ET.fromstring(data)  # noqa: S314 - our own


def test_the_feed() -> None:
    feed = read(DOCUMENT)
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


def test_an_entry() -> None:
    entry = read(DOCUMENT).find("{http://www.w3.org/2005/Atom}entry")
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


def test_without_a_hub_and_without_entries() -> None:
    feed = read(replace(DOCUMENT, hub=None, items=()))
    assert [link.get("rel") for link in feed.findall(LINK)] == ["alternate", "self"]
    assert feed.findtext("{http://www.w3.org/2005/Atom}updated") == "1970-01-01T00:00:00+00:00"


def test_the_same_feed_has_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert atom.write(DOCUMENT) == atom.write(DOCUMENT)
    assert atom.write(DOCUMENT).endswith(b">\n")
