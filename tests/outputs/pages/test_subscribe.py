import re
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePosixPath

from outputs.pages.scene import (
    SETTINGS,
    Reader,
    component,
    ended_incident,
    kit,
    open_incident,
    page,
    render,
    site,
)

from statusgen import addresses, manifest, outputs
from statusgen.model import LabelledLink, Site
from statusgen.status import status_of

PATH = "subscribe/index.html"
PROGRAMS = "subscribe/programs/index.html"


def paths(shown: Site) -> set[str]:
    """Return every path of the output."""
    theme = kit(shown).data.theme
    return {each.path for each in outputs.plan(shown, status_of(shown), theme)}


def told(html: str, title: str) -> str:
    """Return the text of a section."""
    found = re.search(rf"<h2>{re.escape(title)}</h2>(.*?)</section>", html, re.DOTALL)
    assert found, title
    return Reader(found[1]).text


def test_people_get_one_address_for_each_feed() -> None:
    text = told(render(site())[PATH], "In a feed reader")
    root = "https://status.acme.example"
    assert f"Everything {root}/feed.atom Only major incidents {root}/feed.major.atom " in text
    assert f"Postmortems {root}/postmortems/feed.atom" in text
    assert ".rss" not in render(site())[PATH].partition("</head>")[2]


def test_programs_get_every_file() -> None:
    html = render(site())[PROGRAMS]
    text = told(html, "Data")
    assert "Everything Atom · RSS · JSON · iCalendar · Badge: SVG · JSON Only major" in text
    assert "Only major incidents Atom · RSS · JSON Postmortems Atom · RSS · JSON" in text
    assert "One entry for each incident Atom · RSS" in text
    assert (
        "summary.json · status.json · components.json · widget.json · index.md · llms.txt" in text
    )
    pages = (addresses.HEADERS, addresses.REDIRECTS, addresses.NO_JEKYLL, manifest.NAME)
    hosts = (addresses.NOT_FOUND, addresses.SITE_MAP, addresses.ROBOTS, addresses.DOMAIN)
    script = (addresses.WIDGET_SCHEMA, addresses.WIDGET_SCRIPT, addresses.WIDGET_TYPES)
    files = set(addresses.FILES).difference(pages, hosts, script, (addresses.ASSETS,))
    assert files <= {link.removeprefix("../../") for link in Reader(html).links}


def test_the_calendar_has_its_address() -> None:
    text = told(render(site())[PATH], "In a calendar")
    assert text.endswith("Everything https://status.acme.example/maintenance.ics")


def test_chat_command_is_shown() -> None:
    text = told(render(site())[PATH], "In a chat")
    assert "Everything /feed subscribe https://status.acme.example/feed.atom" in text
    assert (
        "Only major incidents /feed subscribe https://status.acme.example/feed.major.atom" in text
    )


OFFERED = (LabelledLink(label="E-mail", url="https://list.example/s"),)


def test_news_and_operator_links_come_before_feeds() -> None:
    html = render(site(settings=replace(SETTINGS, subscribe=OFFERED)))[PATH]
    main = html.partition("<main")[2]
    news, own, feed = (
        main.index(text) for text in ("Tell me when", 'href="https://list.example/s"', "feed.atom")
    )
    assert news < own < feed
    assert "list.example" not in render(site())[PATH]


def test_an_open_incident_shows_the_ways_to_follow_it() -> None:
    shown = site(open_incident(), settings=replace(SETTINGS, subscribe=OFFERED))
    hero = render(shown)["incidents/api-errors/index.html"].partition("</h1>")[2]
    news, own, feed, update = (
        hero.index(text)
        for text in ("Tell me when", 'href="https://list.example/s"', 'href="feed.atom"', "<ol")
    )
    assert news < own < feed < update


def test_an_incident_links_to_its_feed_while_there_is_one() -> None:
    old = ended_incident()
    path = "incidents/mail-late/index.html"
    for later, expected in ((timedelta(days=80), 2), (timedelta(days=100), 0)):
        html = render(site(old, as_of=old.updates[-1].at + later))[path]
        assert html.count('href="feed.atom"') == expected


def test_every_component_in_use_has_feeds_and_calendar() -> None:
    shown = render(site())
    for path, forms in (
        (PATH, "Feed · Calendar"),
        (PROGRAMS, "Atom · RSS · JSON · iCalendar · Badge: SVG · JSON"),
    ):
        html = shown[path]
        assert told(html, "A single component").endswith(
            f"API {forms} Apps {forms} Web {forms} Mobile {forms}"
        )
        root = "../" * path.count("/")
        for part in ("api", "apps", "web", "mobile"):
            for name in addresses.SCOPED if path == PROGRAMS else ("feed.atom", "maintenance.ics"):
                assert f"{root}components/{part}/{name}" in Reader(html).links
        assert "Legacy" not in html
        nested = rf'<dt class="part"><a href="{root}components/(\w+)/"'
        assert re.findall(nested, html) == ["web", "mobile"]


def test_site_without_components_has_no_component_list() -> None:
    for address in ("subscribe/", "subscribe/programs/"):
        assert "A single component" not in page(site(components=()), address)


def test_every_shown_address_exists() -> None:
    shown = site(settings=replace(SETTINGS, base_url="https://preview.example/x"))
    text = page(shown, "subscribe/")
    addresses = re.findall(r"https://preview\.example/x/(\S+)", text)
    assert len(addresses) == 6
    assert set(addresses) <= paths(shown)


def test_only_the_revision_of_the_subscribe_page_changes_with_incidents() -> None:
    revision = re.compile(r'(name="revision" content=")\w+')
    quiet, busy = (render(shown)[PATH] for shown in (site(), site(open_incident())))
    assert quiet != busy
    assert revision.sub(r"\1", quiet) == revision.sub(r"\1", busy)


def test_every_page_links_to_subscribe() -> None:
    for path, html in render(site(open_incident())).items():
        here = PurePosixPath(path).parent
        root = "/" if path == "404.html" else "../" * len(here.parts)
        expected = {PATH: "./", PROGRAMS: "../"}.get(path, f"{root}subscribe/")
        assert f'<a href="{expected}"' in html, path


def test_components_without_a_group_are_listed_together() -> None:
    shown = site(components=(component("One"), component("Two")))
    html = render(shown)[PATH]
    assert 'class="part"' not in html
    assert "One Feed · Calendar Two Feed" in Reader(html).text


def test_a_component_shows_its_feeds_and_its_calendar() -> None:
    for part in ("api", "apps", "legacy"):
        links = Reader(render(site())[f"components/{part}/index.html"]).links
        assert {"feed.atom", "feed.rss", "feed.json", "maintenance.ics"} <= set(links)


def test_history_links_to_its_table() -> None:
    assert "../incidents.csv" in Reader(render(site())["history/index.html"]).links
