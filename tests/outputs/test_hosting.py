import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from builders import at, component, incident, maintenance, site, update, window
from hypothesis import given
from hypothesis import strategies as st

from statusgen import outputs
from statusgen.model import Postmortem, Site, StaticFile, Text
from statusgen.outputs import hosting
from statusgen.rendering.artifact import Artifact, Stage, verbatim
from statusgen.rendering.kit import Kit, KitData
from statusgen.rendering.locale import Language
from statusgen.rendering.theme import Theme
from statusgen.status import status_of

ROOT = Path(__file__).parents[2]
DEFAULT = ROOT / "themes/default"
THEME = Theme(
    default=tuple(
        (path.relative_to(DEFAULT).as_posix(), path.read_bytes())
        for path in sorted(DEFAULT.rglob("*"))
        if path.is_file()
    )
)
BARE = Theme(default=(("static/style.css", b"a {}"), ("static/status.js", b"1")))
READER = ROOT / "tests/node/netlify.mjs"

Redirect = tuple[str, str]
HOSTING = {"_headers", "_redirects", ".nojekyll", "CNAME", "robots.txt", "sitemap.xml"}


def kit(shown: Site) -> Kit:
    return Kit(
        KitData(
            settings=shown.settings,
            language=Language(code="en"),
            theme=BARE,
            preview=shown.preview,
        )
    )


def at_url(url: str, *, noindex: bool = False) -> Site:
    shown = site()
    settings = replace(shown.settings, url=url, base_url=url, noindex=noindex)
    return replace(shown, settings=settings)


def artifact(path: str, stage: Stage = Stage.DATA) -> Artifact:
    return Artifact(path=path, stage=stage, render=verbatim, values=(b"",))


def made(
    shown: Site,
    *others: Artifact,
    moved: tuple[Redirect, ...] = (),
    copies: tuple[Redirect, ...] = (),
) -> dict[str, str]:
    """Return the files for hosts of a site with these outputs."""
    found = hosting.plan(shown, status_of(shown), others, moved, copies)
    tools = kit(shown)
    return {each.path: each.produce(tools).decode() for each in found}


def whole(shown: Site) -> tuple[tuple[Artifact, ...], dict[str, str]]:
    """Return all artifacts of a site, and its files for hosts."""
    planned = tuple(outputs.plan(shown, status_of(shown), THEME))
    tools = kit(shown)
    return planned, {
        each.path: each.produce(tools).decode() for each in planned if each.path in HOSTING
    }


# A site with all sorts of addresses

LOOK_BACK = Postmortem(
    slug="lesson",
    id="lesson",
    path="content/postmortems/lesson.md",
    title="What we learned",
    incidents=("old",),
    published=at("11-10 09:00"),
    body=Text(),
    aliases=("reports/lesson",),
)
STORY = site(
    incident(update("11-03 09:00", "investigating"), update("11-03 10:00", "resolved"), slug="old"),
    incident(update("09:00", "investigating", "api=down"), slug="new", aliases=("issues/new",)),
    maintenance(window("10:00", "11:00"), update("08:00", "scheduled"), components="web=down"),
    components=(component("api", aliases=("rest",)), component("web")),
    postmortems=(LOOK_BACK,),
    static=(
        StaticFile(path="static/numbers.json", data=b"{}"),
        StaticFile(path="static/report.html", data=b""),
        StaticFile(path=".well-known/security.txt", data=b""),
    ),
)
STORY = replace(
    STORY,
    settings=replace(
        STORY.settings,
        redirects=(
            ("index.xml", "history.rss"),
            ("feed", "feed.atom"),
            ("old/feed.json", "feed.json"),
            ("old/all.rss", "Feed.RSS"),
            ("news/old", "history"),
            ("report", "static/report.html"),
        ),
    ),
)


# What the hosts make of _headers

Rules = dict[str, dict[str, str]]


def rules(text: str) -> Rules:
    """Read a _headers file."""
    found: Rules = {}
    for block in text.strip().split("\n\n"):
        pattern, *rows = block.splitlines()
        assert pattern.startswith("/")
        assert pattern not in found
        assert all(re.fullmatch(r"  [A-Z][A-Za-z-]+: \S.*", row) for row in rows)
        pairs = [row.strip().split(": ", 1) for row in rows]
        found[pattern] = {name: value for name, value in pairs}  # noqa: C416 - pairs are lists
        assert len(found[pattern]) == len(rows) > 0
    return found


def as_cloudflare(pattern: str) -> str:
    """Return the expression that Cloudflare Pages matches with."""
    return ".*".join(map(re.escape, pattern.split("*")))


def as_netlify(pattern: str) -> str:
    """Return the expression that Netlify matches with.

    Its ``/history/*`` includes ``/history.rss``, and the dot of ``/history.*`` matches ``/``.
    """
    parts = (
        part.replace("*", ".*") if "*" in part else re.escape(part)
        for part in pattern.split("/")
        if part
    )
    return f"(?i)/{'/'.join('?.*' if part == '.*' else part for part in parts)}/?"


def sent(known: Rules, address: str) -> dict[str, str]:
    """Return the headers of Cloudflare Pages, which joins values of several rules."""
    found: dict[str, str] = {}
    for pattern, headers in known.items():
        if re.fullmatch(as_cloudflare(pattern), address):
            for name, value in headers.items():
                found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def address(path: str) -> str:
    return f"/{path.removesuffix('index.html')}"


def test_no_header_is_set_twice_for_an_address() -> None:
    planned, files = whole(STORY)
    known = rules(files["_headers"])
    for each in planned:
        for expression in (as_cloudflare, as_netlify):
            values: dict[str, set[str]] = {}
            count: dict[str, int] = {}
            for pattern, headers in known.items():
                if re.fullmatch(expression(pattern), address(each.path)):
                    for name, value in headers.items():
                        values.setdefault(name, set()).add(value)
                        count[name] = count.get(name, 0) + 1
            assert all(len(every) == 1 for every in values.values()), each.path
            assert expression is as_netlify or set(count.values()) == {1}, each.path


def test_every_page_has_its_policy_with_frame_ancestors() -> None:
    planned, files = whole(STORY)
    known = rules(files["_headers"])
    policy = kit(STORY).policy
    pages = [each.path for each in planned if each.path.endswith(".html")]
    assert len(pages) > 15
    leading_on = {"issues", "news", "report", "reports", "feed"}
    for path in pages:
        top = path.split("/")[0]
        expected = None if top in {"static", *leading_on} else f"{policy}; frame-ancestors 'none'"
        if top == "embed":
            expected = f"{policy}; frame-ancestors *"
        assert sent(known, address(path)).get("Content-Security-Policy") == expected, path


def test_only_the_embed_page_may_be_framed() -> None:
    pages = (artifact("index.html", Stage.INDEX), artifact("embed/index.html", Stage.PAGE))
    known = rules(made(site(), *pages)["_headers"])
    ancestors = {
        path: sent(known, path)["Content-Security-Policy"].rpartition("; ")[2]
        for path in ("/", "/index.html", "/embed/")
    }
    assert ancestors == {
        "/": "frame-ancestors 'none'",
        "/index.html": "frame-ancestors 'none'",
        "/embed/": "frame-ancestors *",
    }


def test_other_sites_may_fetch_data_but_not_pages() -> None:
    planned, files = whole(STORY)
    known = rules(files["_headers"])
    open_to_all = {
        each.path
        for each in planned
        if sent(known, address(each.path)).get("Access-Control-Allow-Origin") == "*"
    }
    data = re.compile(r".*\.(json|atom|rss|ics|csv|md)|(.*/)?badge\.svg|widget\.js")
    expected = {each.path for each in planned if data.fullmatch(each.path)}
    assert open_to_all == expected | {"index.xml", "feed/index.html"}
    assert {"feed.atom", "incidents.csv", "components/rest/feed.rss"} <= open_to_all


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("feed.atom", "application/atom+xml; charset=utf-8"),
        ("components/rest/feed.atom", "application/atom+xml; charset=utf-8"),
        ("history.rss", "application/rss+xml; charset=utf-8"),
        ("feed.json", "application/feed+json; charset=utf-8"),
        ("feed.major.json", "application/feed+json; charset=utf-8"),
        ("postmortems/feed.json", "application/feed+json; charset=utf-8"),
        ("components/api/feed.json", "application/feed+json; charset=utf-8"),
        ("maintenance.ics", "text/calendar; charset=utf-8"),
        ("incidents.csv", "text/csv; charset=utf-8"),
        ("widget.d.ts", "application/typescript; charset=utf-8"),
        ("components/api/index.md", "text/markdown; charset=utf-8"),
        ("index.xml", "application/rss+xml; charset=utf-8"),
        ("feed/index.html", "application/atom+xml; charset=utf-8"),
        ("old/feed.json", "application/feed+json; charset=utf-8"),
        ("old/all.rss", "application/rss+xml; charset=utf-8"),
        ("static/numbers.json", None),
        ("index.html", None),
    ],
)
def test_content_types_are_set(path: str, kind: str | None) -> None:
    planned, files = whole(STORY)
    assert path in {each.path for each in planned}
    assert sent(rules(files["_headers"]), address(path)).get("Content-Type") == kind


def test_copy_has_the_content_type_of_its_original() -> None:
    copies = (("index.xml", "feed.rss"), ("all/index.html", "feed.json"))
    files = made(site(), artifact("feed.rss"), artifact("feed.json"), copies=copies)
    known = rules(files["_headers"])
    assert known["/index.xml"]["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert known["/all/"]["Content-Type"] == "application/feed+json; charset=utf-8"
    assert lines(files["_redirects"]) == [["/all/", "/feed.json", "301"]]


def test_only_fingerprinted_files_are_cached_for_long() -> None:
    planned, files = whole(STORY)
    known = rules(files["_headers"])
    for each in planned:
        keep = sent(known, address(each.path)).get("Cache-Control")
        top = each.path.split("/")[0]
        if top == "assets":
            assert re.search(r"\.[0-9a-f]{8}\.\w+$", each.path)
            assert keep == "public, max-age=31536000, immutable"
        elif top in {"index.xml", "feed", "old", "issues", "news", "report", "reports"}:
            assert keep is None, each.path  # hosts revalidate them at each request
        elif top not in {"_headers", "_redirects", ".nojekyll", "CNAME"}:
            assert keep == "public, max-age=60", each.path


def test_every_address_has_the_common_headers() -> None:
    known = rules(made(site())["_headers"])
    assert sent(known, "/any/thing") == {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }


def test_search_engines_find_the_page_instead_of_its_twin() -> None:
    headers = rules(made(site())["_headers"])
    assert sent(headers, "/index.md")["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in sent(headers, "/") | sent(headers, "/llms.txt")
    assert ".md" not in made(site())["sitemap.xml"]


def test_noindex_applies_to_data() -> None:
    hidden = at_url("https://a.example", noindex=True)
    for shown in (hidden, replace(site(), preview="Draft")):
        assert sent(rules(made(shown)["_headers"]), "/feed.atom")["X-Robots-Tag"] == "noindex"


def test_limits_of_hosts_are_kept() -> None:
    copies = tuple((f"old/{number}.xml", "feed.rss") for number in range(3000))
    moved = tuple((f"at/{number}/", "history/") for number in range(3000))
    files = made(site(), artifact("feed.rss"), moved=moved, copies=copies)
    known = rules(files["_headers"])
    assert len(known) == 100
    assert max(map(len, files["_headers"].splitlines())) < 2000
    assert known["/old/0.xml"]["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert "/old/99.xml" not in known
    assert len(files["_redirects"].splitlines()) == 2000


# _redirects


def lines(text: str) -> list[list[str]]:
    return [line.split(" ") for line in text.splitlines()]


def test_old_pages_redirect_to_new_ones() -> None:
    _, files = whole(STORY)
    assert sorted(lines(files["_redirects"])) == [
        ["/components/rest/", "/components/api/", "301"],
        ["/feed/", "/feed.atom", "301"],  # a host would send its copy as a page
        ["/incidents/", "/history/", "301"],
        ["/issues/new/", "/incidents/new/", "301"],
        ["/news/old/", "/history/", "301"],
        ["/report/", "/static/report.html", "301"],
        ["/reports/lesson/", "/postmortems/lesson/", "301"],
    ]


def test_redirects_below_a_path() -> None:
    shown = at_url("https://a.example/status")
    files = made(shown, moved=(("old/", "history/#a"), ("home/", "")))
    assert lines(files["_redirects"]) == [
        ["/old/", "/status/history/#a", "301"],
        ["/home/", "/status/", "301"],
    ]


def test_redirects_of_the_oldest_incidents_are_left_out_first() -> None:
    incidents = tuple((f"incidents/{n}/", f"incidents/2026-{n:04}/") for n in range(3000))
    files = made(site(), moved=(*incidents, ("old/", "history/")))
    found = lines(files["_redirects"])
    assert found[0] == ["/old/", "/history/", "301"]
    assert found[1] == ["/incidents/2999/", "/incidents/2026-2999/", "301"]
    assert found[-1] == ["/incidents/1001/", "/incidents/2026-1001/", "301"]


SEGMENTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters='\\:*?"<>|#%/'),
    min_size=1,
    max_size=8,
).filter(lambda part: part not in {".", ".."} and not re.search(r"\s", part))


@given(st.lists(st.lists(SEGMENTS, min_size=1, max_size=3), max_size=4, unique_by=tuple))
def test_no_address_breaks_a_line_or_is_a_pattern(paths: list[list[str]]) -> None:
    sources = [f"{'/'.join(parts)}/" for parts in paths]
    text = made(site(), moved=tuple((source, "history/") for source in sources))["_redirects"]
    assert text.isascii()
    found = lines(text)
    assert {unquote(line[0]) for line in found} == {f"/{source}" for source in sources}
    for line in found:
        assert line[1:] == ["/history/", "301"]
        assert not re.search(r"[*?#]|:[A-Za-z]", line[0])


# CNAME, robots.txt, .nojekyll


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://status.acme.example", "status.acme.example\n"),
        ("https://Status.Acme.example", "status.acme.example\n"),
        ("https://status.acme.example.", "status.acme.example\n"),
        ("https://mygithub.io", "mygithub.io\n"),
        ("https://acme.example/status", None),
        ("https://acme.github.io", None),
        ("https://github.io", None),
        ("https://a-status.netlify.app", None),
        ("https://b.c.pages.dev", None),
        ("https://status.acme.example:8443", None),
        ("http://localhost", None),
        ("http://localhost:8000", None),
        ("http://192.0.2.1", None),
        ("http://[2001:db8::1]", None),
        ("http://[::ffff:192.0.2.1]", None),
    ],
)
def test_own_domain_is_in_cname(url: str, domain: str | None) -> None:
    assert made(at_url(url)).get("CNAME") == domain


def test_preview_on_a_host_domain_has_no_cname() -> None:
    shown = site()
    there = replace(shown.settings, base_url="https://acme.github.io/preview")
    assert "CNAME" not in made(replace(shown, settings=there))


def test_robots_allows_crawlers_and_names_the_sitemap() -> None:
    assert made(site())["robots.txt"] == (
        "User-agent: *\nAllow: /\n\nSitemap: https://status.acme.example/sitemap.xml\n"
    )


def test_robots_allows_crawlers_with_noindex() -> None:
    hidden = at_url("https://a.example", noindex=True)
    for shown in (hidden, replace(site(), preview="Draft")):
        files = made(shown)
        assert files["robots.txt"] == "User-agent: *\nAllow: /\n"
        assert "sitemap.xml" not in files


def test_site_below_a_path_has_no_robots() -> None:
    assert "robots.txt" not in made(at_url("https://a.example/status"))
    assert "robots.txt" in made(at_url("https://acme.github.io"))


def test_nojekyll_is_written() -> None:
    assert made(site())[".nojekyll"] == ""


# sitemap.xml

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(text: str) -> Iterator[tuple[str, str]]:
    """Read a sitemap: address and time of the last change."""
    root = ET.fromstring(text)  # noqa: S314 - of our own making
    assert root.tag == f"{NAMESPACE}urlset"
    for entry in root:
        assert entry.tag == f"{NAMESPACE}url"
        found = {child.tag.removeprefix(NAMESPACE): child.text or "" for child in entry}
        assert list(found) in (["loc"], ["loc", "lastmod"])
        yield found["loc"], found.get("lastmod", "")


def test_sitemap_has_pages_with_their_last_change() -> None:
    _, files = whole(STORY)
    url = STORY.settings.url
    found = list(entries(files["sitemap.xml"]))
    assert found[-4:] == [
        (f"{url}/incidents/works/", "2026-11-20T11:00:00Z"),  # its end by the clock
        (f"{url}/incidents/new/", "2026-11-20T09:00:00Z"),
        (f"{url}/postmortems/lesson/", "2026-11-10T09:00:00Z"),
        (f"{url}/incidents/old/", "2026-11-03T10:00:00Z"),
    ]
    assert found[0] == (f"{url}/", "")
    assert (f"{url}/components/api/", "") in found
    assert (f"{url}/history/2026/11/", "") in found
    addresses = {place.removeprefix(f"{url}/") for place, _ in found}
    assert not addresses & {"404.html", "incidents/", "issues/new/", "feed/", "components/rest/"}
    assert not any(place.startswith(("static/", "embed/", "report")) for place in addresses)


def test_embed_page_is_not_in_the_sitemap() -> None:
    pages = (artifact("embed/index.html", Stage.PAGE), artifact("404.html", Stage.PAGE))
    assert "<loc>" not in made(site(), *pages)["sitemap.xml"]


def test_a_correction_is_a_change() -> None:
    told = update("09:00", "investigating", corrected="10:00")
    shown = site(incident(told, slug="x"))
    page = artifact("incidents/x/index.html", Stage.PAGE)
    found = list(entries(made(shown, page)["sitemap.xml"]))
    assert found == [("https://status.acme.example/incidents/x/", "2026-11-20T10:00:00Z")]


def test_clock_does_not_change_the_sitemap() -> None:
    def seen(as_of: datetime) -> str:
        return whole(replace(STORY, as_of=as_of))[1]["sitemap.xml"]

    assert seen(at("13:00")) == seen(at("13:59"))


def test_sitemap_addresses_are_absolute_and_encoded() -> None:
    shown = at_url("https://a.example/status")
    page = artifact("é & co/index.html", Stage.PAGE)
    assert list(entries(made(shown, page)["sitemap.xml"])) == [
        ("https://a.example/status/%C3%A9%20&%20co/", "")
    ]


# All of it


def test_headers_do_not_depend_on_the_number_of_incidents() -> None:
    more = (artifact(f"incidents/{number}/index.html", Stage.PAGE) for number in range(20))
    page = artifact("incidents/x/index.html", Stage.PAGE)
    assert made(site(), page)["_headers"] == made(site(), page, *more)["_headers"]


def test_sitemap_is_written_after_the_data() -> None:
    shown = site()
    stages = {each.path: each.stage for each in hosting.plan(shown, status_of(shown), (), (), ())}
    assert stages.pop("sitemap.xml") == Stage.PAGE
    assert set(stages.values()) == {Stage.DATA}


# A second implementation


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node", path=f"{sys.prefix}/bin") or shutil.which("node")
    if not found or not (READER.parent / "node_modules/@netlify/headers-parser").exists():
        pytest.skip("no parsers of Netlify's here: `make test` installs them with npm where it can")
    return found


def test_netlify_reads_every_line(node: str, tmp_path: Path) -> None:
    planned, files = whole(STORY)
    for name in ("_headers", "_redirects"):
        (tmp_path / name).write_text(files[name], encoding="utf-8")
    addresses = [address(each.path) for each in planned]
    done = subprocess.run(
        [node, READER, tmp_path],
        input=json.dumps(addresses),
        capture_output=True,
        text=True,
        check=True,
    )
    read = json.loads(done.stdout)
    known = rules(files["_headers"])
    assert read["errors"] == []
    assert read["headers"] == known
    assert read["redirects"] == [
        [source, target, 301, False] for source, target, _ in lines(files["_redirects"])
    ]
    assert read["matches"] == [
        [pattern for pattern in known if re.fullmatch(as_netlify(pattern), each)]
        for each in addresses
    ]
