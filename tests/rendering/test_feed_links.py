import pytest

from statusgen.rendering.feed_links import feed_links, feeds_of
from statusgen.rendering.locale import Language, Locale

ENGLISH = Locale(Language(code="en"), "UTC")


def test_a_feed_has_every_format() -> None:
    assert [tuple(link.values()) for link in feed_links("Acme", "feed")] == [
        ("Acme", "Atom", "feed.atom", "application/atom+xml"),
        ("Acme", "RSS", "feed.rss", "application/rss+xml"),
        ("Acme", "JSON", "feed.json", "application/feed+json"),
    ]


def test_the_history_feed_has_no_json() -> None:
    addresses = [link["address"] for link in feed_links("History", "history")]
    assert addresses == ["history.atom", "history.rss"]


@pytest.mark.parametrize(
    ("page", "name", "address"),
    [
        ("", "Major and critical incidents", "feed.major.atom"),
        ("history/", "History", "history.atom"),
        ("history/2026/11/", "History", "history.atom"),
        ("postmortems/", "Postmortems", "postmortems/feed.atom"),
        ("postmortems/x/", "Postmortems", "postmortems/feed.atom"),
        ("components/api/", "T", "components/api/feed.atom"),
    ],
)
def test_a_page_links_to_its_feeds(page: str, name: str, address: str) -> None:
    first = feeds_of(page, "T", ENGLISH)[0]
    assert (first["name"], first["address"]) == (name, address)


def test_only_an_incident_that_is_followed_has_a_feed() -> None:
    (found,) = feeds_of("incidents/x/", "T", ENGLISH, followed=True)
    assert tuple(found.values()) == ("T", "Atom", "incidents/x/feed.atom", "application/atom+xml")


@pytest.mark.parametrize("page", ["components/", "incidents/x/", "404.html", "subscribe/"])
def test_other_pages_have_no_feeds(page: str) -> None:
    assert feeds_of(page, "T", ENGLISH) == ()
