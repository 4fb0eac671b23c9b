import json

from builders import incident, maintenance, site, update, window
from feeds import checks
from feeds.publishing import FILES, feeds_of, items, publish

from statusgen.model import Kind

ADDRESS = "https://status.acme.example/feed.json"


def test_the_feed() -> None:
    feed = json.loads(feeds_of(site())["feed.json"])
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Acme",
        "home_page_url": "https://status.acme.example/",
        "feed_url": ADDRESS,
        "description": "Acme",
        "authors": [{"name": "Acme"}],
        "language": "en",
        "items": [],
    }


def test_an_item_has_the_words_of_the_format_for_filters() -> None:
    course = incident(
        update("10:00", "investigating", "api=down", next="11:00"),
        update("10:30", "update", "api=degraded"),
        kinds=(Kind.OUTAGE,),
    )
    data = feeds_of(site(course))["feed.json"]
    assert checks.json_feed(data, ADDRESS) == []
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


def test_an_item_of_maintenance() -> None:
    works = maintenance(
        window("11:00", "12:00"), update("10:00", "scheduled"), components="api=maintenance"
    )
    (item,) = items(feeds_of(site(works, as_of="10:30"))["feed.json"])
    assert item["tags"] == ["scheduled", "api"]
    assert item["_status"]["sort"] == "maintenance"


def test_an_item_of_a_postmortem() -> None:
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


def test_a_hub_is_named() -> None:
    files = FILES | {
        "content/site.yml": FILES["content/site.yml"] + "websub: https://hub.example\n"
    }
    feed = json.loads(publish(files)["feed.json"])
    assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example"}]


def test_text_is_written_as_it_is() -> None:
    title = "é \U0001f600 ]]> \N{LINE SEPARATOR}"
    data = feeds_of(site(incident(update("10:00", "investigating"), title=title)))["feed.json"]
    assert title in data.decode()
    assert data.endswith(b"}\n")
