from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from statusgen.model import (
    Component,
    Group,
    Incident,
    Postmortem,
    Settings,
    Site,
    Sort,
    State,
    Text,
    Update,
)
from statusgen.outputs import redirects
from statusgen.rendering.artifact import Artifact
from statusgen.rendering.kit import Kit, KitData
from statusgen.rendering.locale import Language
from statusgen.rendering.theme import Theme

AT = datetime(2026, 11, 20, tzinfo=UTC)
THEMES = Path(__file__).parents[2] / "themes" / "default"
SETTINGS = Settings(
    id="x", title="X", url="https://x.example/status", base_url="https://x.example/status"
)
SITE = Site(as_of=AT, settings=SETTINGS, components=(), incidents=(), postmortems=())


def incident(slug: str, id: str = "", aliases: tuple[str, ...] = ()) -> Incident:  # noqa: A002 - the name of the field
    return Incident(
        slug=slug,
        id=id or slug,
        path=f"content/incidents/{slug}.md",
        title=slug,
        sort=Sort.INCIDENT,
        updates=(Update(id="1", at=AT, state=State.INVESTIGATING),),
        aliases=aliases,
    )


def leads(site: Site) -> dict[str, str]:
    """Return the targets of old paths, without the redirect that every site has."""
    found = {artifact.path: artifact.values[1] for artifact in redirects.plan(site)}
    assert found.pop("incidents/index.html") == "history/"
    return found


def with_redirect(source: str, target: str) -> Site:
    return replace(SITE, settings=replace(SETTINGS, redirects=((source, target),)))


def test_old_addresses_of_an_incident() -> None:
    site = replace(SITE, incidents=(incident("x", aliases=("issues/old", "a.html")),))
    assert leads(site) == {"issues/old/index.html": "incidents/x/", "a.html": "incidents/x/"}


def test_id_differing_from_slug_redirects() -> None:
    site = replace(SITE, incidents=(incident("x", id="42_a"), incident("y", id="Y")))
    assert leads(site) == {"incidents/42_a/index.html": "incidents/x/"}


def test_old_addresses_of_a_postmortem() -> None:
    postmortem = Postmortem(
        slug="x",
        id="other",
        path="content/postmortems/x.md",
        title="",
        incidents=(),
        published=AT,
        body=Text(),
        aliases=("reports/x",),
    )
    site = replace(SITE, postmortems=(postmortem,))
    assert leads(site) == {"reports/x/index.html": "postmortems/x/"}


def test_old_ids_of_components_and_groups() -> None:
    leaf = Component(id="api", name="API", aliases=("rest",))
    inner = Component(id="web", name="Web", aliases=("www", "site"))
    group = Group(id="apps", name="Apps", components=(inner,), aliases=("programs",))
    plan = list(redirects.plan(replace(SITE, components=(leaf, group))))
    assert len({artifact.path for artifact in plan}) == len(plan)
    assert leads(replace(SITE, components=(leaf, group))) == {
        "components/rest/index.html": "components/api/",
        "components/programs/index.html": "components/apps/",
        "components/www/index.html": "components/web/",
        "components/site/index.html": "components/web/",
    }


@pytest.mark.parametrize(
    ("source", "target", "path", "address"),
    [
        ("old/page", "incidents/x", "old/page/index.html", "incidents/x/"),
        ("old/page.htm", "incidents/x/#a", "old/page.htm", "incidents/x/#a"),
        ("old/v1.2", "history", "old/v1.2/index.html", "history/"),
        ("report", "static/report.pdf", "report/index.html", "static/report.pdf"),
        ("home", "", "home/index.html", ""),
    ],
)
def test_redirects_of_the_site(source: str, target: str, path: str, address: str) -> None:
    assert leads(with_redirect(source, target)) == {path: address}


def test_old_addresses_of_data_have_no_page() -> None:
    assert leads(with_redirect("index.xml", "history.rss")) == {}


def test_no_page_redirects_to_data() -> None:
    assert leads(with_redirect("feed", "history.rss")) == {}
    assert leads(with_redirect("plans", "Maintenance.ICS")) == {}
    assert leads(with_redirect("numbers", "static/numbers.json")) == {
        "numbers/index.html": "static/numbers.json"
    }


def test_origin_of_a_redirect_is_recorded() -> None:
    site = replace(with_redirect("old", "history"), incidents=(incident("x", id="1"),))
    assert [artifact.origin for artifact in redirects.plan(site)] == [
        "",
        "content/incidents/x.md",
        "content/site.yml",
    ]


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page() -> None:
    theme = Theme(
        default=tuple(
            (path.relative_to(THEMES).as_posix(), path.read_bytes())
            for path in sorted(THEMES.rglob("*"))
            if path.is_file()
        )
    )
    kit = Kit(KitData(settings=SETTINGS, language=Language(code="en"), theme=theme))
    artifacts: list[Artifact] = list(redirects.plan(with_redirect("old/page", "history")))
    found = Elements(artifacts[-1].produce(kit).decode()).found
    metas = [attributes for tag, attributes in found if tag == "meta"]
    assert {"http-equiv": "refresh", "content": "0; url=../../history/"} in metas
    assert {"name": "robots", "content": "noindex"} in metas
    assert {"http-equiv": "Content-Security-Policy", "content": kit.policy} in metas
    assert ("link", {"rel": "canonical", "href": "https://x.example/status/history/"}) in found
    assert "../../history/" in [attributes.get("href") for tag, attributes in found if tag == "a"]
    assert found[0] == ("html", {"lang": "en", "dir": "ltr"})
