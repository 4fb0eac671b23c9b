"""Checks of feeds against their specifications. Each returns a list of mistakes.

Written from RFC 4287 (Atom), RFC 3339, RFC 4151 (tag URIs), the RSS 2.0 specification with the
RSS Advisory Board's best-practice profile, and JSON Feed 1.1, whose schema is
``json-feed.schema.json``.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import jsonschema  # type: ignore[import-untyped]  # has no types

ATOM: Final = "{http://www.w3.org/2005/Atom}"
PLACE: Final = f"{ATOM}entry/{ATOM}link"
DUBLIN_CORE: Final = "{http://purl.org/dc/elements/1.1/}"
SCHEMA: Final = json.loads(
    (Path(__file__).parent / "json-feed.schema.json").read_text(encoding="utf-8")
)

DATE_3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
DATE_822: Final = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d (\+0000|GMT)"
)
TAG: Final = re.compile(
    r"tag:[a-z0-9]([a-z0-9.-]*[a-z0-9])?,\d{4}(-\d\d(-\d\d)?)?:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*"
)
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

VOID: Final = {"br", "hr", "img"}
SAFE: Final = {
    *("a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li"),
    *("ol", "p", "pre", "small", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    "var",
}
BLOCKS: Final = SAFE - {"a", "br", "code", "em", "img", "small", "strong", "var"}
ATTRIBUTES: Final = {
    *("alt", "class", "data-var", "dir", "href", "loading", "src", "start", "title"),
}

CHANNEL: Final = {
    *("title", "link", "description", "language", "copyright", "managingEditor", "webMaster"),
    *("pubDate", "lastBuildDate", "category", "generator", "docs", "cloud", "ttl", "image"),
    *("textInput", "skipHours", "skipDays", "item"),
}
ITEM: Final = {
    *("title", "link", "description", "author", "category", "comments", "enclosure", "guid"),
    *("pubDate", "source"),
}
FEED_ONCE: Final = ("id", "title", "updated", "subtitle", "generator", "icon", "logo", "rights")
ENTRY_ONCE: Final = ("id", "title", "updated", "published", "content", "summary", "rights")
FEED: Final = {*FEED_ONCE, "author", "category", "contributor", "link", "entry"}
ENTRY: Final = {*ENTRY_ONCE, "author", "category", "contributor", "link", "source"}


def atom(data: bytes, address: str) -> list[str]:
    """Return the mistakes of an Atom feed at ``address``."""
    return list(_atom(ET.fromstring(data), address))  # noqa: S314 - our own


def rss(data: bytes, address: str) -> list[str]:
    """Return the mistakes of an RSS feed at ``address``."""
    return [*_rss(ET.fromstring(data), address), *_plain_text(data)]  # noqa: S314 - our own


def json_feed(data: bytes, address: str) -> list[str]:
    """Return the mistakes of a JSON Feed at ``address``."""
    return list(_json(json.loads(data), address))


def _atom(feed: ET.Element, address: str) -> Iterator[str]:
    if feed.tag != f"{ATOM}feed":
        yield f"4.1.1: the document is a {feed.tag}"
    entries = feed.findall(f"{ATOM}entry")
    yield from _atom_elements(feed, FEED)
    yield from _once(feed, ("id", "title", "updated"), FEED_ONCE)
    yield from _atom_links(feed)
    if [link.get("href") for link in feed.findall(f"{ATOM}link[@rel='self']")] != [address]:
        yield "4.1.1: rel=self is not the feed's own address"
    if not LANGUAGE.fullmatch(feed.get("{http://www.w3.org/XML/1998/namespace}lang", "")):
        yield "2: no language"
    if not feed.findall(f"{ATOM}author") and not all(
        entry.findall(f"{ATOM}author") for entry in entries
    ):
        yield "4.1.1: neither the feed nor every entry has an author"
    for entry in entries:
        yield from _atom_elements(entry, ENTRY)
        yield from _once(entry, ("id", "title", "updated"), ENTRY_ONCE)
        yield from _atom_links(entry)
        yield from _atom_content(entry)
        if _text(entry, "published") > _text(entry, "updated"):
            yield f"4.2.9: {_text(entry, 'id')} was changed before it was published"
    for name in ("id", "updated"):
        yield from _distinct(f"atom:{name}", [_text(entry, name) for entry in entries])
    yield from _distinct("link", [link.get("href", "") for link in feed.iterfind(PLACE)])
    updated = [_text(entry, "updated") for entry in entries]
    if entries and _text(feed, "updated") != max(updated):
        yield "the feed's date is not that of its newest entry"
    for element in feed.iter():
        yield from _atom_element(element)


def _atom_element(element: ET.Element) -> Iterator[str]:
    text = element.text or ""
    match element.tag.removeprefix(ATOM):
        case "id" if not TAG.fullmatch(text):
            yield f"4.2.6: {text!r} is no permanent IRI"
        case "updated" | "published":
            yield from _date_3339(text)
        case "title" | "subtitle" | "name" | "generator" if not text.strip():
            yield f"3.1: {element.tag} is empty"
        case "author" if len(element.findall(f"{ATOM}name")) != 1:
            yield "3.2.1: an author without a name"
        case "category" if not element.get("term"):
            yield "4.2.2.1: a category without a term"
        case "category" if not urlsplit(element.get("scheme", "")).scheme:
            yield "4.2.2.2: the scheme of a category is no IRI"


def _atom_elements(parent: ET.Element, known: set[str]) -> Iterator[str]:
    for child in parent:
        if child.tag not in {f"{ATOM}{name}" for name in known}:
            yield f"4: {child.tag} in {parent.tag}"


def _atom_links(parent: ET.Element) -> Iterator[str]:
    links = parent.findall(f"{ATOM}link")
    for link in links:
        if not urlsplit(link.get("href", "")).netloc:
            yield f"4.2.7.1: {link.get('href')} is not absolute"
        if not set(link.attrib) <= {"href", "rel", "type", "hreflang", "title", "length"}:
            yield f"4.2.7: {sorted(link.attrib)}"
    alternates = [link for link in links if link.get("rel", "alternate") == "alternate"]
    if len(alternates) != 1:
        yield f"4.1.1, 4.1.2: {len(alternates)} alternate links"


def _atom_content(entry: ET.Element) -> Iterator[str]:
    content = entry.find(f"{ATOM}content")
    if content is None or content.get("type") != "html" or len(content):
        yield "4.1.3.3: the content is not escaped HTML"
    else:
        yield from html(content.text or "")


def _rss(root: ET.Element, address: str) -> Iterator[str]:
    channel = root[0]
    if root.tag != "rss" or root.get("version") != "2.0" or [*root] != [channel]:
        yield "an rss element of version 2.0 with one channel is expected"
    yield from _rss_elements(channel, CHANNEL, {f"{ATOM}link"})
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        if not (channel.findtext(name) or "").strip():
            yield f"the channel has no {name}"
    yield from _date_822(channel.findtext("lastBuildDate") or "")
    yield from _absolute(channel.findtext("link") or "")
    if not LANGUAGE.fullmatch(channel.findtext("language") or ""):
        yield "the language is no code"
    own = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if [(link.get("href"), link.get("type")) for link in own] != [(address, "application/rss+xml")]:
        yield "profile: atom:link rel=self is not the feed's own address"
    tags = [child.tag for child in channel]
    if "item" in tags and set(tags[tags.index("item") :]) != {"item"}:
        yield "profile: items do not stand last"
    found = channel.findall("item")
    yield from _distinct("guid", [item.findtext("guid") or "" for item in found])
    yield from _distinct("link", [item.findtext("link") or "" for item in found])
    for item in found:
        yield from _rss_item(item)


def _rss_item(item: ET.Element) -> Iterator[str]:
    yield from _rss_elements(item, ITEM, {f"{DUBLIN_CORE}creator", "maintenanceEndDate"})
    for name in ("title", "link", "description", "guid", "pubDate", f"{DUBLIN_CORE}creator"):
        if not (item.findtext(name) or "").strip():
            yield f"an item has no {name}"
    if item.find("author") is not None:
        yield "profile: an author is an e-mail address"
    yield from _absolute(item.findtext("link") or "")
    yield from _date_822(item.findtext("pubDate") or "")
    if item.find("maintenanceEndDate") is not None:
        yield from _date_822(item.findtext("maintenanceEndDate") or "")
    guid = item.find("guid")
    known, permanent = (guid.text or "", guid.get("isPermaLink")) if guid is not None else ("", "")
    if permanent not in {"true", "false"}:
        yield "isPermaLink is neither true nor false"
    if permanent == "true":
        yield from _absolute(known)
    elif not TAG.fullmatch(known):
        yield f"{known!r} is no permanent identity"
    yield from html(item.findtext("description") or "")


def _rss_elements(parent: ET.Element, known: set[str], foreign: set[str]) -> Iterator[str]:
    counts = Counter(child.tag for child in parent)
    for tag, count in counts.items():
        if tag not in known | foreign:
            yield f"{tag} in {parent.tag}"
        if count > 1 and tag not in {"item", "category", f"{ATOM}link", f"{DUBLIN_CORE}creator"}:
            yield f"{count} times {tag} in {parent.tag}"


def _plain_text(data: bytes) -> Iterator[str]:
    """In plain text & and < are written as &#x26; and &#x3C; (profile, "character data")."""
    for found in re.findall(rb"<title>([^<]*)", data):
        if b"&amp;" in found or b"&lt;" in found:
            yield f"profile: {found!r}"


def _json(feed: dict[str, Any], address: str) -> Iterator[str]:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    yield from (error.message for error in validator.iter_errors(feed))
    if feed["feed_url"] != address:
        yield "feed_url is not the feed's own address"
    found = feed["items"]
    yield from _distinct("id", [item["id"] for item in found])
    yield from _distinct("url", [item["url"] for item in found])
    yield from _distinct("date_modified", [item["date_modified"] for item in found])
    for item in found:
        yield from _absolute(item["url"])
        yield from _date_3339(item["date_published"])
        yield from _date_3339(item["date_modified"])
        yield from html(item["content_html"])


class _Html(HTMLParser):
    """Reads HTML and collects its errors."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SAFE:
            self.wrong.append(f"<{tag}>")
        if tag in BLOCKS and "p" in self.open:
            self.wrong.append(f"<{tag}> in a paragraph")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.wrong.append(f"{name} in <{tag}>")
            if name in {"href", "src"}:
                self.wrong += _target(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> where it closes nothing")


def html(text: str) -> list[str]:
    """Return the mistakes in the HTML of an entry: unsafe, relative, badly nested."""
    reader = _Html()
    reader.feed(text)
    reader.close()
    left = [f"<{tag}> is never closed" for tag in reader.open]
    return reader.wrong + left + ([] if text.strip() else ["an entry says nothing"])


def _target(address: str) -> list[str]:
    parts = urlsplit(address)
    fine = parts.scheme in {"mailto", "tel"} or (
        parts.scheme in {"http", "https"} and bool(parts.netloc)
    )
    return [] if fine else [f"{address!r} is not absolute"]


def _once(parent: ET.Element, needed: Iterable[str], allowed: Iterable[str]) -> Iterator[str]:
    for name in allowed:
        count = len(parent.findall(f"{ATOM}{name}"))
        if count > 1 or (name in needed and count == 0):
            yield f"4.1: {count} times {name}"


def _text(parent: ET.Element, name: str) -> str:
    return parent.findtext(f"{ATOM}{name}") or ""


def _distinct(name: str, values: list[str]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{count} entries have the {name} {value}"


def _absolute(address: str) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        yield f"{address!r} is not absolute"


def _date_3339(text: str) -> Iterator[str]:
    if not DATE_3339.fullmatch(text):
        yield f"{text!r} is no date of RFC 3339"
    else:
        datetime.fromisoformat(text)


def _date_822(text: str) -> Iterator[str]:
    if not DATE_822.fullmatch(text):
        yield f"{text!r} is no date of RFC 822 with four digits of the year"
    elif not text.startswith(f"{parsedate_to_datetime(text):%a}"):
        yield f"{text!r} was another day of the week"
