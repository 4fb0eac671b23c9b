"""All outputs together: old addresses, and drafts in a preview."""

from __future__ import annotations

from dataclasses import replace

import pytest
from api.answers import kit_for
from builders import at, component, incident, maintenance, site, update, window

from statusgen import outputs
from statusgen.model import Incident, Postmortem, Site, StaticFile, Text
from statusgen.rendering.artifact import Artifact
from statusgen.status import status_of

DOWN = incident(update("10:00", "investigating", "api=down"), slug="down")
OVER = incident(update("08:00", "investigating"), update("09:00", "resolved"), slug="over")
WORKS = maintenance(window("11-28 21:00", "11-28 23:00"), update("09:00", "scheduled"))
LOOK = Postmortem(
    slug="look",
    id="look",
    path="content/postmortems/look.md",
    title="Why",
    incidents=("over",),
    published=at("11:00"),
    body=Text(markdown="Some."),
)


def planned(shown: Site) -> dict[str, Artifact]:
    theme = kit_for(shown.settings).data.theme
    return {each.path: each for each in outputs.plan(shown, status_of(shown), theme)}


@pytest.mark.parametrize(
    ("source", "target", "path"),
    [
        ("index.xml", "history.rss", "index.xml"),
        ("feed", "feed.atom", "feed/index.html"),
        ("old/summary.json", "api/v2/summary.json", "old/summary.json"),
        ("status.svg", "badge.svg", "status.svg"),
        ("old.ics", "components/REST/Maintenance.ics", "old.ics"),
        ("export.csv", "incidents.csv", "export.csv"),
        ("status.json", "widget.json", "status.json"),
        ("w.js", "widget.js", "w.js"),
    ],
)
def test_data_has_copies_at_old_addresses(source: str, target: str, path: str) -> None:
    shown = site(OVER, components=(replace(component("api"), aliases=("rest",)),))
    settings = replace(shown.settings, redirects=((source, target),))
    found = planned(replace(shown, settings=settings))
    origin = next(each for name, each in found.items() if name.lower() == target.lower())
    assert replace(found[path], path=origin.path) == origin


@pytest.mark.parametrize("target", ["history", "embed/", "static/a.json"])
def test_old_addresses_of_pages_and_author_files_have_pages(target: str) -> None:
    shown = site(static=(StaticFile(path="static/a.json", data=b"{}"),))
    settings = replace(shown.settings, redirects=(("old", target),))
    found = planned(replace(shown, settings=settings))["old/index.html"]
    assert found.produce(kit_for(shown.settings)).startswith(b"<!doctype html>")


def test_drafts_are_not_in_files_for_programs() -> None:
    def data(*incidents: Incident, looks: tuple[Postmortem, ...]) -> dict[str, bytes]:
        shown = site(*incidents, postmortems=looks, preview="#12")
        kit = kit_for(shown.settings)
        kept = (".atom", ".rss", "feed.json", ".ics", ".csv")
        return {
            path: artifact.produce(kit)
            for path, artifact in planned(shown).items()
            if path.endswith(kept) or path.startswith("api/")
        }

    drafts = (
        replace(LOOK, slug="a", id="a", draft=True),
        replace(LOOK, slug="b", id="b", draft=True, published=None),
        replace(LOOK, slug="c", id="c", incidents=("over", "down")),
    )
    hidden = (replace(DOWN, draft=True), replace(WORKS, draft=True))
    assert data(OVER, *hidden, looks=(LOOK, *drafts)) == data(OVER, looks=(LOOK,))
    assert data(OVER, DOWN, WORKS, looks=(LOOK,)) != data(OVER, looks=(LOOK,))
