"""All feeds of real and difficult sites follow their specifications."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import corpus
import pytest
from builders import incident, site, update
from feeds import checks
from feeds.publishing import FILES, NOW, SITE, feeds_of, inputs, items, parsed, publish
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model import StaticFile
from statusgen.pipeline import Inputs
from statusgen.project import read

ROOT = Path(__file__).parents[2]
STORY = datetime(2026, 11, 20, 14, 20, tzinfo=UTC)
CHECKS = {".atom": checks.atom, ".rss": checks.rss, ".json": checks.json_feed}


def complaints(found: dict[str, bytes], url: str) -> list[str]:
    """Return the mistakes of feeds. At old addresses, feeds name their new address."""
    old = ("components/rest/", "components/console/")
    return [
        f"{path}: {complaint}"
        for path, data in found.items()
        for complaint in CHECKS[Path(path).suffix](data, f"{url}/{path}")
        if not path.startswith(old)
    ]


def test_the_demonstration_site() -> None:
    found = publish(read(ROOT), STORY)
    assert complaints(found, "https://status.ostrelle.example") == []
    for path, data in found.items():
        if not path.endswith(".json"):
            parsed(data)
    assert len(items(found["feed.json"])) == 50


def test_a_long_history_with_another_language_and_a_path_in_the_url() -> None:
    files = dict(corpus.files(incidents=80, components=5, groups=2))
    site = files["content/site.yml"].replace(
        "https://status.example.com", "https://example.com/status"
    )
    files["content/site.yml"] = f"{site}language: fr\ntimezone: Australia/Lord_Howe\n"
    files["content/site.yml"] = files["content/site.yml"].replace("timezone: UTC\n", "")
    found = publish(files, corpus.NOW)
    assert complaints(found, "https://example.com/status") == []
    assert all(len(parsed(data).entries) == 50 for path, data in found.items() if "history" in path)


def test_an_empty_site() -> None:
    found = publish({"content/site.yml": SITE})
    assert complaints(found, "https://status.acme.example") == []
    for path, data in found.items():
        if not path.endswith(".json"):
            assert parsed(data).feed.updated_parsed[:6] == (1970, 1, 1, 0, 0, 0)


NASTY = """\
---
title: "]]> & <b>bold</b> &amp; \\U0001f600 \u200f\u05d0\u202e"
components: {api: down}
kind: [security, data_loss]
---

## Investigating — 2026-11-20 14:05

- action required: <script>alert(1)</script> ]]> [x](javascript:alert(1))
- workaround: "quotes" & 'more' <https://a.example/?a=1&b=2>

]]> & < > \U0001f600 \u200f\u05e9\u05dc\u05d5\u05dd\u200e \ufffe\uffff <script>alert(1)</script>

![a picture](../static/a.png) and [a page](look.md) and ![elsewhere](https://b.example/b.png)

<div onclick="x()">raw</div>

1. one
   - two

   ```
   </textarea>]]>
   ```

| a | b |
|:--|--:|
| 1 | 2 |

> quoted

## Update — 2026-11-20 14:06

### A heading
BODY
"""


def nasty() -> Inputs:
    body = "A long text. " * 1600
    look = FILES["content/postmortems/look.md"].replace("What we learned", "'& <i>]]>'")
    files = FILES | {
        "content/incidents/nasty.md": NASTY.replace(
            "(look.md)", "(../postmortems/look.md)"
        ).replace("BODY", body),
        "content/incidents/same.md": NASTY.replace("(look.md)", "(nasty.md)").replace("BODY", ""),
        "content/postmortems/look.md": look,
        "content/site.yml": SITE.replace("Acme Status", "Acme ]]> & <Status>").replace(
            "name: Public API", 'name: "<API> & ]]>"'
        ),
    }
    known = inputs(files)
    picture = StaticFile(path="static/a.png", data=b"")
    return Inputs(
        files=known.files,
        static=(picture,),
        default_theme=known.default_theme,
        languages=known.languages,
    )


def test_author_text_makes_valid_feeds() -> None:
    found = publish(nasty())
    assert complaints(found, "https://status.acme.example") == []
    for path, data in found.items():
        text = data.decode()
        assert "\ufffe" not in text
        assert "\uffff" not in text
        if not path.endswith(".json"):
            parsed(data)
    contents = [item["content_html"] for item in items(found["feed.json"])]
    assert any("&lt;script&gt;" in content for content in contents)
    assert not any("<script" in content or "javascript:alert" in content for content in contents)
    assert any('src="https://status.acme.example/static/a.png"' in content for content in contents)
    assert any('href="https://status.acme.example/postmortems/look/"' in each for each in contents)
    assert max(map(len, contents)) > 20_000


def test_titles_and_texts_reach_the_reader_unchanged() -> None:
    found = publish(nasty())
    title = "[Investigating] ]]> & <b>bold</b> &amp; \U0001f600 \u200f\u05d0\u202e"
    assert title in {item["title"] for item in items(found["feed.json"])}
    for name in ("feed.atom", "feed.rss"):
        feed = ET.fromstring(found[name])  # noqa: S314 - our own
        assert title in {each.text for each in feed.iter() if each.tag.endswith("title")}, name


def test_two_incidents_updated_at_one_second_have_their_own_entries() -> None:
    found = publish(nasty())
    dates = [item["date_published"] for item in items(found["feed.json"])]
    assert len(dates) > len(set(dates))
    assert len({item["date_modified"] for item in items(found["feed.json"])}) == len(dates)


WORKS = """\
---
title: Works
components: [api]
timezone: Europe/Paris
scheduled: {from: 2026-10-24 22:00, until: 2026-10-27 22:00}
---

## Scheduled — 2026-10-01 09:00

We move.
"""
COURSES = {
    "by the clock": "",
    "cancelled": "## Cancelled — 2026-10-20 10:00\n\nNot now.\n",
    "moved": "## Update — 2026-10-20 10:00\n\n- window: 2026-11-01 10:00 / 2026-11-01 11:00\n",
    "overran": "## In progress — 2026-10-24 22:05\n\nWe began.\n\n"
    "## Completed — 2026-10-28 03:00\n\nDone.\n",
    "still to come": "## Update — 2026-10-20 10:00\n\n"
    "- window: 2026-12-01 10:00 / 2026-12-04 11:00\n",
}


@pytest.mark.parametrize("course", COURSES)
def test_every_course_of_maintenance(course: str) -> None:
    files = FILES | {"content/incidents/works.md": f"{WORKS}\n{COURSES[course]}"}
    found = publish(files)
    assert complaints(found, "https://status.acme.example") == []
    known = [item for item in items(found["components/api/feed.json"]) if "/works/" in item["url"]]
    states = [item["_status"]["state"] for item in reversed(known)]
    assert (
        states
        == {
            "by the clock": ["scheduled", "in_progress", "completed"],
            "cancelled": ["scheduled", "cancelled"],
            "moved": ["scheduled", "scheduled", "in_progress", "completed"],
            "overran": ["scheduled", "in_progress", "in_progress", "completed"],
            "still to come": ["scheduled", "scheduled"],
        }[course]
    )
    assert max(item["date_published"] for item in known) <= NOW.isoformat()


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("feed.atom", "<id>tag:status.acme.example,2026:errors/20261120T143200Z<", "<id>x<"),
        ("feed.atom", "+00:00</published>", "</published>"),
        ("feed.atom", 'rel="self"', 'rel="via"'),
        ("feed.atom", "<author><name>Acme Status</name></author>", ""),
        ("feed.atom", "&lt;p&gt;", "&lt;p&gt;&lt;p&gt;"),
        ("feed.atom", "https://status.acme.example/incidents/errors/#", "/incidents/errors/#"),
        ("feed.rss", "+0000</pubDate>", "CET</pubDate>"),
        ("feed.rss", "Fri, 20 Nov", "Thu, 20 Nov"),
        ("feed.rss", 'isPermaLink="false"', 'isPermaLink="true"'),
        ("feed.rss", "<dc:creator>Acme Status</dc:creator>", ""),
        ("feed.rss", "<title>Acme", "<title>&amp;"),
        ("feed.rss", "<language>en</language>", ""),
        ("feed.json", '"version": "https', '"version": "http'),
        ("feed.json", '"date_published": "2026-11-20T14:05', '"date_published": "2026-11-20 14:05'),
        ("feed.json", '"title": "[Resolved] Elevated error rates",', '"no": 1,'),
        ("feed.json", '20261120T161000Z",', '20261120T143200Z",'),
    ],
)
def test_the_checks_find_what_is_wrong(path: str, old: str, new: str) -> None:
    known = publish()[path].decode()
    assert old in known
    assert complaints({path: known.replace(old, new).encode()}, "https://status.acme.example")


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_title_and_text_makes_well_formed_feeds(text: str) -> None:
    course = incident(update("10:00", "investigating", body=text), title=f"T{text}")
    found = feeds_of(site(course))
    chosen = {name: found[name] for name in ("feed.atom", "feed.rss", "feed.json", "history.rss")}
    assert complaints(chosen, "https://status.acme.example") == []
