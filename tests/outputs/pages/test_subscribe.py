import re
from dataclasses import replace
from pathlib import PurePosixPath

from outputs.pages.scene import (
    SETTINGS,
    Reader,
    component,
    kit,
    open_incident,
    page,
    render,
    site,
)

from statusgen import outputs
from statusgen.model import LabelledLink, Site
from statusgen.status import status_of

PATH = "subscribe/index.html"


def paths(shown: Site) -> set[str]:
    """Return every path of the output."""
    theme = kit(shown).data.theme
    return {each.path for each in outputs.plan(shown, status_of(shown), theme)}


def told(html: str, title: str) -> str:
    """Return the text of a section."""
    found = re.search(rf"<h2>{re.escape(title)}</h2>(.*?)</section>", html, re.DOTALL)
    assert found, title
    return Reader(found[1]).text


def test_feeds_have_addresses_and_links() -> None:
    text = told(render(site())[PATH], "In a feed reader")
    root = "https://status.acme.example"
    assert f"Everything {root}/feed.atom Atom · RSS · JSON" in text
    assert f"Only major incidents {root}/feed.major.atom Atom · RSS · JSON" in text
    assert f"Postmortems {root}/postmortems/feed.atom Atom · RSS · JSON" in text
    links = Reader(render(site())[PATH]).links
    expected = {
        f"../feed{kind}.{form}" for kind in ("", ".major") for form in ("atom", "rss", "json")
    }
    assert expected <= set(links)


def test_the_calendar_has_its_address() -> None:
    text = told(render(site())[PATH], "In a calendar")
    assert "Everything https://status.acme.example/maintenance.ics iCalendar" in text


def test_chat_command_is_shown() -> None:
    text = told(render(site())[PATH], "In a chat")
    assert "Everything /feed subscribe https://status.acme.example/feed.atom" in text
    assert (
        "Only major incidents /feed subscribe https://status.acme.example/feed.major.atom" in text
    )


def test_operator_links_are_shown_only_if_configured() -> None:
    offered = (LabelledLink(label="E-mail", url="https://list.example/s"),)
    shown = site(settings=replace(SETTINGS, subscribe=offered))
    html = render(shown)[PATH]
    assert told(html, "Other ways") == "E-mail"
    assert "https://list.example/s" in Reader(html).links
    assert "Other ways" not in page(site(), "subscribe/")


def test_every_component_in_use_has_feeds_and_calendar() -> None:
    html = render(site())[PATH]
    formats = "Atom · RSS · JSON · Calendar"
    assert told(html, "A single component").endswith(
        f"API {formats} Apps {formats} Web {formats} Mobile {formats}"
    )
    for part in ("api", "apps", "web", "mobile"):
        for name in ("feed.atom", "feed.rss", "feed.json", "maintenance.ics"):
            assert f"../components/{part}/{name}" in Reader(html).links
    assert "Legacy" not in html
    assert re.findall(r'<dt class="part"><a href="../components/(\w+)/"', html) == ["web", "mobile"]


def test_site_without_components_has_no_component_list() -> None:
    assert "A single component" not in page(site(components=()), "subscribe/")


def test_every_shown_address_exists() -> None:
    shown = site(settings=replace(SETTINGS, base_url="https://preview.example/x"))
    text = page(shown, "subscribe/").partition("On your own site")[0]
    addresses = re.findall(r"https://preview\.example/x/(\S+)", text)
    assert len(addresses) == 6
    assert set(addresses) <= paths(shown)


def test_incidents_do_not_change_the_subscribe_page() -> None:
    assert render(site())[PATH] == render(site(open_incident()))[PATH]


def test_every_page_links_to_subscribe() -> None:
    for path, html in render(site(open_incident())).items():
        here = PurePosixPath(path).parent
        root = "/" if path == "404.html" else "../" * len(here.parts)
        expected = "./" if path == PATH else f"{root}subscribe/"
        assert f'<a href="{expected}"' in html, path


def test_components_without_a_group_are_listed_together() -> None:
    shown = site(components=(component("One"), component("Two")))
    html = render(shown)[PATH]
    assert 'class="part"' not in html
    assert "One Atom · RSS · JSON · Calendar Two Atom" in Reader(html).text


def test_a_component_shows_its_feeds_and_its_calendar() -> None:
    for part in ("api", "apps", "legacy"):
        links = Reader(render(site())[f"components/{part}/index.html"]).links
        assert {"feed.atom", "feed.rss", "feed.json", "maintenance.ics"} <= set(links)


def test_history_links_to_its_table() -> None:
    assert "../incidents.csv" in Reader(render(site())["history/index.html"]).links
