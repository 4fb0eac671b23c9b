"""All outputs together: old addresses, and drafts in a preview."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

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


@pytest.mark.parametrize(
    ("typed", "html", "plain"),
    [
        ("[EU]: recovered.", "[EU]: recovered.", "[EU]: recovered."),
        ("[US]: https://a.example", "[US]: https://a.example", "[US]: https://a.example"),
        ("See note[^1].\n\n[^1]: soon", "[^1]: soon</p>", "[^1]: soon"),
        (
            "[a](https://a.example?b=1&region=2&copy=3)",
            '<a href="https://a.example?b=1&amp;region=2&amp;copy=3">a</a>',
            "a (https://a.example?b=1&region=2&copy=3)",
        ),
        (
            "https://a.example/{x}*?times=1&timestamp=2",
            '<a href="https://a.example/%7Bx%7D*?times=1&amp;timestamp=2">',
            "https://a.example/{x}*?times=1&timestamp=2",
        ),
        ("at ~~15:00~~ 16:00", "at <del>15:00</del> 16:00", "at ~~15:00~~ 16:00"),
        ("- [x] Restart\n- [ ] Check", ">☑ Restart</li>", "- ☑ Restart\n- ☐ Check"),
        ("First<br>second", "First<br>second", "First\nsecond"),
        ("<b>AT&T</b> &copy", "&lt;b&gt;AT&amp;T&lt;/b&gt; &amp;copy", "<b>AT&T</b> &copy"),
        ("### In C#", ">In C#</h", "In C#"),
    ],
)
def test_what_is_typed_reaches_every_output(typed: str, html: str, plain: str) -> None:
    told = update("10:00", "investigating", body=typed, action=typed)
    planned_work = update("10:00", "scheduled", body=typed)
    work = maintenance(window("11-28 21:00", "11-28 23:00"), planned_work)
    shown = site(incident(told, slug="down"), work)
    kit = kit_for(shown.settings)
    files = {path: each.produce(kit).decode() for path, each in planned(shown).items()}
    pages = [
        files["incidents/down/index.html"],
        "".join(item["content_html"] for item in json.loads(files["feed.json"])["items"]),
        *(unescape(files[path]) for path in ("feed.atom", "feed.rss")),
    ]
    assert all(html in page.replace("<br />", "<br>").replace("\n", "") for page in pages)
    answer = json.loads(files["api/v2/incidents.json"])["incidents"][0]
    assert plain in unescape(answer["incident_updates"][0]["body"].replace("<br />", "\n"))
    calendar = files["maintenance.ics"].replace("\r\n ", "").replace("\\n", "\n")
    assert plain in re.sub(r"\\(.)", r"\1", calendar)
    assert plain in json.loads(files["widget.json"])["incidents"][0]["action"]
