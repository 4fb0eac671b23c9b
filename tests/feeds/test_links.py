"""Links in feeds lead to existing pages and anchors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from feeds.publishing import FILES, NOW, inputs

from statusgen import pipeline
from statusgen.pipeline import Inputs, Options
from statusgen.project import read

ROOT = Path(__file__).parents[2]
STORY = datetime(2026, 11, 20, 14, 20, tzinfo=UTC)
PROJECTS = {
    "https://status.ostrelle.example/": (read(ROOT), STORY),
    "https://status.acme.example/": (inputs(FILES), NOW),
}
HREF = re.compile(r'(?:href|src)="([^"]*)"')


def links(path: str, data: bytes) -> Iterator[str]:
    """Yield all links of a feed, including those in its texts."""
    if path.endswith(".json"):
        feed = json.loads(data)
        yield from (feed["home_page_url"], feed["feed_url"])
        for item in feed["items"]:
            yield item["url"]
            yield from HREF.findall(item["content_html"])
        return
    for element in ET.fromstring(data).iter():  # noqa: S314 - our own
        name = element.tag.rpartition("}")[2]
        if name == "link":
            yield element.get("href") or element.text or ""
        elif name == "guid" and element.get("isPermaLink") == "true":
            yield f"{element.text}/"
        elif name in {"description", "content"}:
            yield from HREF.findall(element.text or "")


class Ids(HTMLParser):
    """Collects the anchors of a page."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.found |= {value for name, value in attrs if name == "id" and value}


@pytest.mark.parametrize("url", PROJECTS)
def test_every_link_leads_to_its_place(url: str) -> None:
    project, as_of = PROJECTS[url]
    files = output(project, as_of)
    places: dict[str, set[str]] = {}
    count = 0
    for path in files:
        if not path.endswith((".atom", ".rss")) and not path.endswith("feed.json"):
            continue
        for link in links(path, files[path]):
            if not link.startswith(url):
                continue
            address, _, place = link.removeprefix(url).replace("&amp;", "&").partition("#")
            target = unquote(address)
            target = f"{target}index.html" if target == "" or target.endswith("/") else target
            assert target in files, f"{path}: {link}"
            if place:
                if target not in places:
                    places[target] = Ids(files[target]).found
                assert unquote(place) in places[target], f"{path}: {link}"
                count += 1
    assert count > 20


def output(project: Inputs, as_of: datetime) -> dict[str, bytes]:
    return dict(pipeline.render(pipeline.plan(project, Options(as_of=as_of))))
