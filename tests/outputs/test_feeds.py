"""The feeds of a site, their cost, and what never changes in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from builders import at, component, group, incident, maintenance, notice, site, update, window
from feeds.publishing import FILES, NOW, SITE, feeds_of, ids, inputs, items, kit_of, publish
from hypothesis import given
from hypothesis import strategies as st

from statusgen import pipeline
from statusgen.markup.converter import Converter
from statusgen.memory import Memory
from statusgen.model import Incident, Postmortem, Site, Text, Update
from statusgen.outputs import feeds
from statusgen.pipeline import Options
from statusgen.rendering.artifact import Artifact, Stage
from statusgen.status import status_of

FORMATS = ("atom", "json", "rss")


def in_every_format(*names: str) -> set[str]:
    return {f"{name}.{form}" for name in names for form in FORMATS}


def test_every_scope_has_its_feeds() -> None:
    assert set(publish()) == {
        *in_every_format("feed", "feed.major", "postmortems/feed"),
        *in_every_format(*(f"components/{part}/feed" for part in ("api", "rest", "apps"))),
        *in_every_format(*(f"components/{part}/feed" for part in ("dashboard", "legacy"))),
        *("history.atom", "history.rss"),
        *("incidents/errors/feed.atom", "incidents/search/feed.atom"),
    }


def test_feeds_are_written_before_the_pages_that_announce_them() -> None:
    known = site()
    assert {artifact.stage for artifact in feeds.plan(known, status_of(known))} == {Stage.DATA}


def test_empty_scope_has_its_feeds() -> None:
    found = feeds_of(site(components=(group("apps", component("web")),)))
    assert len(found) == 17
    assert all(ids(data) == [] for data in found.values())


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (site(), "1970-01-01"),
        (site(components=(component("a", since="2026-02-01 00:00"), component("b"))), "2026-02-01"),
        (site(components=(component("a", since="2027-02-01 00:00"),)), "1970-01-01"),
        (
            site(
                incident(update("2025-03-01 10:00", "resolved")),
                components=(component("a", since="2026-02-01 00:00"),),
            ),
            "2025-03-01",
        ),
    ],
    ids=("no fact", "component", "component to come", "incident"),
)
def test_an_empty_feed_has_the_date_of_the_earliest_fact(known: Site, expected: str) -> None:
    data = feeds_of(known)["postmortems/feed.atom"].decode()
    assert f"<updated>{expected}" in data


def test_retired_component_keeps_its_feed() -> None:
    old = incident(update("2025-01-01 10:00", "resolved", "legacy=ok"))
    known = site(old, components=(component("legacy", until="06-01 00:00"),))
    assert len(ids(feeds_of(known)["components/legacy/feed.atom"])) == 1


def test_old_ids_of_components_and_groups_have_the_same_bytes() -> None:
    web = replace(component("web"), aliases=("www", "site"))
    apps = replace(group("apps", web), aliases=("programs",))
    course = incident(update("10:00", "investigating", "web=down"))
    found = feeds_of(site(course, components=(apps,)))
    for form in FORMATS:
        new = found[f"components/web/feed.{form}"]
        assert found[f"components/www/feed.{form}"] == found[f"components/site/feed.{form}"] == new
        assert found[f"components/programs/feed.{form}"] == found[f"components/apps/feed.{form}"]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("index.xml", "history.rss", "index.xml"),
        ("news/all.rss", "feed.rss", "news/all.rss"),
        ("feed", "feed.atom", "feed/index.html"),
        ("old.json", "Components/rest/FEED.json", "old.json"),
    ],
)
def test_an_old_feed_address_has_the_same_bytes(old: str, new: str, path: str) -> None:
    texts = FILES | {"content/site.yml": f"{SITE}redirects: {{{old}: {new}}}\n"}
    planned = pipeline.plan(inputs(texts), Options(as_of=NOW))
    kit = kit_of(site())
    found = {artifact.path: artifact for artifact in planned.artifacts}
    original = next(each for each in found.values() if each.path.lower() == new.lower())
    assert found[path].produce(kit) == original.produce(kit)
    assert not found[path].produce(kit).startswith(b"<!doctype")


def test_preview_links_to_itself_with_the_same_ids_and_no_drafts() -> None:
    draft = FILES["content/incidents/errors.md"].replace("title:", "draft: true\ntitle:")
    texts = FILES | {"content/incidents/draft.md": draft}
    found = publish(texts, preview="#12", base_url="https://preview.example/12")
    known = publish()
    for path, data in known.items():
        assert ids(found[path]) == ids(data), path
        assert found[path].count(b"https://preview.example/12/") > 1
        rest = found[path].replace(b"https://preview.example/12", b"")
        assert path == "history.rss" or b"status.acme.example/" not in rest


def test_each_feed_names_its_hub() -> None:
    texts = FILES | {"content/site.yml": f"{SITE}websub: https://hub.example/\n"}
    for path, data in publish(texts).items():
        assert data.count(b"https://hub.example/") == 1, path
        assert b"https://hub.example/" not in publish()[path]


def test_feeds_are_in_the_site_language_except_history() -> None:
    texts = {path: text.replace("title:", "timezone: UTC\ntitle:") for path, text in FILES.items()}
    known = publish(texts | {"content/site.yml": SITE})
    french = f"{SITE}language: fr\ntimezone: Europe/Paris\n"
    found = publish(texts | {"content/site.yml": french})
    assert [item["title"] for item in items(found["feed.json"])][2:4] == [
        "[Analyse en cours] Elevated error rates",
        "[Retour d\N{RIGHT SINGLE QUOTATION MARK}expérience] What we learned",
    ]
    told = " ".join(item["content_html"] for item in items(found["feed.json"]))
    assert "<p>Action requise\N{NO-BREAK SPACE}: Rotate your keys.</p>" in told
    told = told.replace("\N{NO-BREAK SPACE}", " ")
    assert "<p>Prochaine mise à jour au plus tard : 16:00 UTC+1</p>" in told
    assert "Affected" not in told
    for name in ("history.atom", "history.rss"):
        assert found[name] == known[name]


# The feeds of incidents


def test_an_incident_has_a_feed_until_ninety_days_after_its_end() -> None:
    opened = incident(update("2025-01-01 10:00", "investigating"), slug="open")
    last = incident(update("08-22 12:00", "resolved"), slug="gone")
    kept = incident(update("08-22 12:01", "resolved"), slug="kept")
    planned = maintenance(window("12-01 10:00", "12-01 11:00"), update("09:00", "scheduled"))
    found = feeds_of(site(opened, last, kept, planned, as_of="11-20 12:00"))
    assert {path for path in found if path.startswith("incidents/")} == {
        *(f"incidents/{slug}/feed.atom" for slug in ("open", "kept", planned.slug)),
    }


def test_an_incident_has_the_entries_of_the_feed_of_the_site() -> None:
    look = Postmortem(
        slug="look",
        id="look",
        path="content/postmortems/look.md",
        title="Look",
        incidents=("a", "b"),
        published=at("11:30"),
        body=Text(markdown="All of it."),
    )
    one = incident(update("10:00", "investigating"), update("11:00", "resolved"), slug="a", id="7")
    two = incident(update("10:30", "resolved"), slug="b")
    found = feeds_of(site(one, two, postmortems=(look,)))

    def entries(path: str) -> dict[str, str]:
        told = re.findall(r"<entry>.*?</entry>", found[path].decode(), re.DOTALL)
        return {re.findall(r"<id>(.*?)</id>", each)[0]: each for each in told}

    everything, own = entries("feed.atom"), entries("incidents/a/feed.atom")
    assert own == {known: each for known, each in everything.items() if "b/" not in known}
    assert [known.partition("2026:")[2] for known in own] == [
        "postmortems/look",
        "7/20261120T110000Z",
        "7/20261120T100000Z",
    ]


# What it costs


class Counting(Converter):
    """A converter that records what it converts."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def to_html(self, text: Text, **how: Any) -> str:  # noqa: ANN401 - as the converter has it
        self.texts.append(text.markdown)
        return super().to_html(text, **how)


def past(count: int) -> Site:
    """Return a site with this many incidents. The newest are always the same."""
    start = at("10:00")
    updates = [
        [
            update(start - timedelta(hours=number), "investigating", "api=down", body=f"A{number}"),
            update(start - timedelta(hours=number - 1), "resolved", body=f"B{number}"),
        ]
        for number in range(count)
    ]
    known = (incident(*each, slug=f"trouble-{n}") for n, each in enumerate(updates))
    return site(*known, as_of="11-21 12:00")


def cost(known: Site) -> tuple[list[str], dict[str, bytes]]:
    """Return the texts converted for all feeds but those of incidents, and these feeds."""
    kit = kit_of(known)
    kit.markup = counting = Counting()
    found = {each.path: each.produce(kit) for each in of_the_site(known)}
    return counting.texts, found


def of_the_site(known: Site) -> list[Artifact]:
    planned = feeds.plan(known, status_of(known), Memory())
    return [each for each in planned if not each.path.startswith("incidents/")]


def test_older_history_does_not_change_feeds_or_their_cost() -> None:
    texts, found = cost(past(100))
    more, same = cost(past(1000))
    assert more == texts
    for path, data in found.items():
        assert same[path] == data or not ids(data), path


def test_text_is_converted_once_for_all_feeds() -> None:
    texts, found = cost(past(1000))
    assert sum(len(ids(data)) for data in found.values()) > 500
    # Once for feed.*, and once as plain text (made from HTML) for history.*.
    assert max(texts.count(text) for text in texts) == 2
    assert len(set(texts)) <= 100


def test_a_feed_holds_fifty_entries() -> None:
    known = past(1000)
    for artifact in of_the_site(known):
        entries = artifact.values[3 if artifact.render is feeds.render else 2 :]
        assert len(entries) in {0, 50}, artifact.path


# What never changes


@st.composite
def courses(draw: st.DrawFn) -> Incident:
    """Draw an incident, maintenance or notice with any updates, some in the future."""
    minutes = draw(st.lists(st.integers(0, 600), min_size=1, max_size=6, unique=True))
    texts = st.sampled_from(["", "api=down", "web=degraded", "web=ok", "api=partial, web=down"])
    sort = draw(st.sampled_from(["incident", "maintenance", "notice"]))
    words = {
        "incident": ["investigating", "identified", "update", "monitoring", "resolved"],
        "maintenance": ["scheduled", "in_progress", "update", "completed", "cancelled"],
        "notice": ["notice", "update", "resolved"],
    }[sort]
    start = at("10:00")

    def one(minute: int) -> Update:
        fields: dict[str, Any] = {"next": None}
        if sort == "maintenance" and draw(st.booleans()):
            later = draw(st.integers(minute, 700))
            begin = start + timedelta(minutes=later)
            fields["window"] = replace(planned, start=begin, end=begin + timedelta(minutes=30))
        when = start + timedelta(minutes=minute)
        return update(when, draw(st.sampled_from(words)), draw(texts), **fields)

    planned = window("11:00", "12:00")
    updates = [one(minute) for minute in minutes]
    make: Callable[..., Incident] = {
        "incident": incident,
        "maintenance": lambda *each, **rest: maintenance(planned, *each, **rest),
        "notice": notice,
    }[sort]
    return make(*updates, slug="course", components=draw(texts))


@given(courses(), st.integers(0, 700), st.integers(0, 700))
def test_later_updates_change_no_entry_and_add_none_with_an_old_date(
    course: Incident, one: int, other: int
) -> None:
    early, late = (at("10:00") + timedelta(minutes=minute) for minute in sorted((one, other)))
    if course.updates[0].at > early:
        early = course.updates[0].at
        late = max(early, late)
    before = feeds_of(site(course, as_of=early))
    after = feeds_of(site(course, as_of=late))
    for path in ("feed.json", "feed.major.json", "components/api/feed.json"):
        old = {item["id"]: item for item in items(before[path])}
        new = {item["id"]: item for item in items(after[path])}
        assert {known: new.get(known) for known in old} == old
        for known in new.keys() - old.keys():
            assert new[known]["date_published"] > early.isoformat()
