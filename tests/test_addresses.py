from dataclasses import replace
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample import NOW, SITE

from statusgen import addresses, manifest, pipeline
from statusgen.pipeline import Options
from statusgen.project import PACKAGE, read
from statusgen.source.text import File

SHIPPED = replace(read(PACKAGE), problems=())
PAGES = ("", "history/", "history/2026/11/", "incidents/x/", "404.html", "old/page.html")


@pytest.mark.parametrize(
    ("source", "target", "href"),
    [
        ("", "", "./"),
        ("", "incidents/x/", "incidents/x/"),
        ("", "#top", "#top"),
        ("incidents/x/", "", "../../"),
        ("incidents/x/", "incidents/", "../"),
        ("incidents/x/", "incidents/x/", "./"),
        ("incidents/x/", "incidents/x/#a", "#a"),
        ("incidents/x/", "incidents/y/#20261120T140500Z", "../y/#20261120T140500Z"),
        ("incidents/x/", "feed.atom", "../../feed.atom"),
        ("old/a.html", "old/b.html", "b.html"),
        ("old/a/", "old/a", "../a"),
        ("", "static/ü 100%.png", "static/%C3%BC%20100%25.png"),
        ("", "static/10\u202fAM.png", "static/10%E2%80%AFAM.png"),
        ("", "a:b", "./a:b"),
    ],
)
def test_a_relative_link(source: str, target: str, href: str) -> None:
    assert addresses.relative(source, target) == href


@given(
    source=st.sampled_from(PAGES),
    target=st.sampled_from(PAGES)
    | st.text("aü% :?&;.=+-_~", min_size=1, max_size=9).map(lambda name: f"static/-{name}"),
    base=st.sampled_from(["https://host.example", "https://host.example/status"]),
)
def test_relative_and_absolute_links_have_the_same_target(
    source: str, target: str, base: str
) -> None:
    href = urljoin(addresses.absolute(base, source), addresses.relative(source, target))
    assert href == addresses.absolute(base, target)
    assert unquote(href) == f"{base}/{target}"


def test_the_page_served_at_any_address_links_from_the_root() -> None:
    link = addresses.link_from(addresses.NOT_FOUND, "https://acme.example/status")
    assert link("incidents/x/#a") == "/status/incidents/x/#a"
    assert link("") == "/status/"
    assert addresses.link_from("history/", "https://acme.example/status")("") == "../"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("", "index.html"),
        ("history/2026/11/#x", "history/2026/11/index.html"),
        ("404.html", "404.html"),
        ("feed.atom", "feed.atom"),
    ],
)
def test_the_file_at_an_address(address: str, path: str) -> None:
    assert addresses.output_path(address) == path


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("old/page", "old/page/"),
        ("old/page/", "old/page/"),
        ("/old/page", "old/page/"),
        ("old/page.html", "old/page.html"),
        ("old/v1.2", "old/v1.2/"),
        ("old/index.html", "old/"),
        ("index.html", ""),
        ("", ""),
    ],
)
def test_the_page_for_a_written_address(written: str, address: str) -> None:
    assert addresses.page(written) == address


def test_addresses() -> None:
    assert addresses.incident("x") == "incidents/x/"
    assert (
        addresses.incident("x", addresses.anchor("20261120T140500Z"))
        == "incidents/x/#20261120T140500Z"
    )
    assert addresses.month(2026, 3) == "history/2026/03/"
    assert (
        addresses.month(2026, 3, addresses.anchor("1-start", "x")) == "history/2026/03/#x-1-start"
    )
    assert addresses.component("api") == "components/api/"
    assert addresses.postmortem("x") == "postmortems/x/"
    assert addresses.asset("fonts/a.woff2", "1f2e3d4c") == "assets/fonts/a.1f2e3d4c.woff2"


def test_the_table_matches_the_plan_of_an_empty_site() -> None:
    site = File(path="content/site.yml", data=SITE.encode())
    planned = pipeline.plan(replace(SHIPPED, files=(site,)), Options(as_of=NOW))
    paths = {artifact.path for artifact in planned.artifacts}
    unplanned = {addresses.ASSETS, manifest.NAME}  # a folder, and a file that is written last
    assert {path for path in paths if not path.startswith(f"{addresses.ASSETS}/")} == {
        *map(addresses.output_path, addresses.PAGES),
        *(path for path in addresses.FILES if path not in unplanned),
        *(
            f"{addresses.component(name)}{path}"
            for name in ("api", "apps", "dashboard")
            for path in ("index.html", addresses.TWIN, *addresses.SCOPED)
        ),
    }
