"""Pages announce their feeds, and all of these exist."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from feeds.publishing import FILES, NOW, inputs

from statusgen import pipeline
from statusgen.pipeline import Options

ROOT = "https://status.acme.example/"
SITE_FEEDS = ["feed.atom", "feed.rss", "feed.json"]


class Announced(HTMLParser):
    """Collects the feeds that a page announces, and the links to feeds in its text."""

    def __init__(self, page: str, data: bytes) -> None:
        super().__init__()
        self.page = page
        self.found: list[tuple[str, str]] = []
        self.linked: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        address = urljoin(ROOT + self.page, given.get("href", "")).removeprefix(ROOT)
        if tag == "link" and given.get("rel") == "alternate" and "title" in given:
            self.found.append((given["title"], address))
        elif tag == "a" and "feed" in address:
            self.linked.append(address)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(pipeline.render(pipeline.plan(inputs(FILES), Options(as_of=NOW))))


def test_every_announced_feed_is_there(files: dict[str, bytes]) -> None:
    for path, data in files.items():
        if path.endswith(".html"):
            found = [address for _, address in Announced(path, data).found]
            assert set(found) <= files.keys(), path
            if b'http-equiv="refresh"' not in data and path != "embed/index.html":
                assert found[-3:] == SITE_FEEDS, path


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("index.html", ("Major and critical incidents (Atom)", "feed.major.atom")),
        ("history/index.html", ("History (Atom)", "history.atom")),
        ("history/2026/11/index.html", ("History (Atom)", "history.atom")),
        ("components/api/index.html", ("Public API (Atom)", "components/api/feed.atom")),
        ("components/apps/index.html", ("Apps (Atom)", "components/apps/feed.atom")),
        ("components/legacy/index.html", ("Old app (Atom)", "components/legacy/feed.atom")),
        ("postmortems/index.html", ("Postmortems (Atom)", "postmortems/feed.atom")),
        ("postmortems/look/index.html", ("Postmortems (Atom)", "postmortems/feed.atom")),
        (
            "incidents/errors/index.html",
            ("Elevated error rates (Atom)", "incidents/errors/feed.atom"),
        ),
        ("404.html", ("Acme Status (Atom)", "feed.atom")),
    ],
)
def test_a_page_announces_its_own_feeds_first(
    files: dict[str, bytes], path: str, first: tuple[str, str]
) -> None:
    assert Announced(path, files[path]).found[0] == first


@pytest.mark.parametrize("part", ["api", "apps", "legacy"])
def test_the_page_of_a_component_links_to_its_feeds(files: dict[str, bytes], part: str) -> None:
    path = f"components/{part}/index.html"
    linked = Announced(path, files[path]).linked
    assert linked == [f"components/{part}/feed.{form}" for form in ("atom", "rss", "json")]
