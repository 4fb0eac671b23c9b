from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from feeds import checks

from statusgen.outputs.feeds import rss
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
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def read(document: Document) -> ET.Element:
    """Return the channel."""
    data = rss.write(document)
    assert checks.rss(data, f"{ADDRESS}.rss") == []
    return ET.fromstring(data)[0]  # noqa: S314 - our own


def test_the_channel() -> None:
    channel = read(DOCUMENT)
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


def test_an_item() -> None:
    (item,) = read(DOCUMENT).findall("item")
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


def test_an_item_of_statuspages_shape() -> None:
    ends = datetime(2026, 11, 28, 23, 0, tzinfo=UTC)
    known = "https://status.acme.example/incidents/trouble"
    shaped = replace(ITEM, id=known, permanent=True, ends=ends)
    (item,) = read(replace(DOCUMENT, items=(shaped,))).findall("item")
    assert item.findall("guid")[0].attrib == {"isPermaLink": "true"}
    assert item.findtext("maintenanceEndDate") == "Sat, 28 Nov 2026 23:00:00 +0000"


def test_without_a_hub_and_without_items() -> None:
    channel = read(replace(DOCUMENT, hub=None, items=()))
    assert [link.get("rel") for link in channel.findall(LINK)] == ["self"]
    assert channel.findtext("lastBuildDate") == "Thu, 01 Jan 1970 00:00:00 +0000"


def test_signs_of_plain_text_are_written_so_that_none_is_taken_for_html() -> None:
    data = rss.write(DOCUMENT).decode()
    assert "<title>Acme &#x3C;Status&gt;</title>" in data
    assert "<description>Live &#x26; well.</description>" in data
    assert "]]&gt; &#x26; &#x3C;b&gt;" in data
    assert "<dc:creator>Bo &#x26; Co</dc:creator>" in data
    assert "<description>&lt;p&gt;It &amp;amp; ]]&amp;gt;&lt;/p&gt;</description>" in data


def test_the_same_feed_has_the_same_bytes() -> None:
    assert rss.write(DOCUMENT) == rss.write(DOCUMENT)
    assert rss.write(DOCUMENT).endswith(b">\n")
