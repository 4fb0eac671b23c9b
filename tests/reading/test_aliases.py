from __future__ import annotations

from datetime import timedelta

import pytest
from assembly import NOW, SITE, assembled, codes, incident, postmortem

X = "incidents/x.md"
FILES: dict[str, str | bytes] = {
    X: incident("id: OLD\n"),
    "postmortems/p.md": postmortem("incident: x\n"),
    "static/a.png": b"",
}


def alias(path: str) -> str:
    return incident(f"aliases: [{path}]\n")


@pytest.mark.parametrize(
    "path", ["issues/old", "/issues/old/", "old.html", "incidents/z", "feed.xml"]
)
def test_aliases_that_are_free(path: str) -> None:
    site, problems = assembled({**FILES, "incidents/y.md": alias(path)})
    assert not list(problems)
    assert site
    assert site.incidents[1].aliases == (path.strip("/"),)


@pytest.mark.parametrize(
    "path",
    [
        "incidents/x",
        "incidents/X",
        "incidents/y",
        "incidents/old",
        "postmortems/p/index.html",
        "components/api",
        "components/console",
        "components/apps",
        "components/legacy/feed.atom",
        "history",
        "history/2026/11",
        "feed.atom",
        "history.rss/x",
        "assets/x",
        "static/a.png",
        "404.html",
    ],
)
def test_aliases_that_are_taken(path: str) -> None:
    assert codes({**FILES, "incidents/y.md": alias(path)}) == ["incidents/y.md:3:address-taken"]


def test_two_aliases_for_one_address() -> None:
    files = {"incidents/y.md": alias("a/b"), "incidents/z.md": alias("A/b")}
    _, (problem,) = assembled(files)
    assert problem.span.path == "content/incidents/z.md"
    assert problem.hint.startswith("Choose another: an alias in content/incidents/y.md, line 3")


def test_unpublished_files_take_no_address() -> None:
    draft = incident("draft: true\naliases: [a/b]\n")
    files = {"incidents/a.md": draft, "incidents/z.md": alias("a/b")}
    assert codes(files) == ["incidents/a.md:4:address-taken"]


@pytest.mark.parametrize(
    "redirect",
    [
        "{index.xml: history.rss}",
        "{old/page: incidents/x}",
        "{old/page: incidents/OLD}",
        "{old/page: postmortems/p}",
        "{old/page: history/2026/11}",
        "{old/page: components/console}",
        "{old/page: /}",
        "{old/feed.xml: components/api/feed.atom}",
        "{status.json: api/v2/status.json}",
    ],
)
def test_redirects(redirect: str) -> None:
    files = {**FILES, "site.yml": f"{SITE}redirects: {redirect}\n"}
    site, problems = assembled(files)
    assert not list(problems)
    assert site
    assert len(site.settings.redirects) == 1


@pytest.mark.parametrize(
    ("redirect", "code"),
    [
        ("{old/page: incidents/xy}", "unknown-address"),
        ("{old/page: history/2020/11}", "unknown-address"),
        ("{incidents/x: history}", "address-taken"),
        ("{feed.atom: history.atom}", "address-taken"),
        ("{old/page: Old/page}", "redirect-loop"),
        ("{old/page: old/page/index.html}", "redirect-loop"),
    ],
)
def test_redirects_that_are_wrong(redirect: str, code: str) -> None:
    files = {**FILES, "site.yml": f"{SITE}redirects: {redirect}\n"}
    assert codes(files) == [f"site.yml:14:{code}"]


def test_maintenance_has_its_month_where_it_started_and_not_before() -> None:
    text = """\
---
title: Works
scheduled: {from: 2026-10-31 22:00, until: 2026-10-31 23:00}
---
## Scheduled — 2026-10-01 10:00

## Update — 2026-10-02 10:00
- window: 2026-11-30 22:00 / 2026-11-30 23:00

Later.
"""
    for month, now, found in (
        (10, NOW, ["unknown-address"]),
        (11, NOW, ["unknown-address"]),
        (11, NOW + timedelta(days=6), []),
    ):
        site = f"{SITE}redirects: {{old/page: history/2026/{month}}}\n"
        _, problems = assembled({"incidents/m.md": text, "site.yml": site}, now=now)
        assert [problem.code for problem in problems] == found


def test_circular_redirects_are_errors() -> None:
    circle = "{old/a: old/b, old/b: Old/c/, old/c: old/a, old/d: old/a, old/e: history}"
    _, problems = assembled({**FILES, "site.yml": f"{SITE}redirects: {circle}\n"})
    assert [problem.message.split("`")[1] for problem in problems] == ["old/a", "old/b", "old/c"]
    assert {problem.code for problem in problems} == {"redirect-loop"}


def test_a_redirect_to_a_future_page_waits() -> None:
    later = incident().replace("2026-11-20", "2027-11-20")
    files = {"incidents/z.md": later, "site.yml": f"{SITE}redirects: {{old/page: incidents/z}}\n"}
    site, problems = assembled(files)
    assert site
    assert site.settings.redirects == ()
    assert {problem.code for problem in problems} == {"link-waits", "not-yet-published"}


def test_did_you_mean() -> None:
    files = {**FILES, "site.yml": f"{SITE}redirects: {{old/page: incident/x}}\n"}
    _, (problem,) = assembled(files)
    assert problem.hint == "Did you mean `incidents/x`?"
