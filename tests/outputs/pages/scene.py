"""Sites made from a few words, and their pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from statusgen.model import (
    Component,
    ComponentState,
    Group,
    Incident,
    Postmortem,
    Settings,
    Site,
    Sort,
    State,
    Text,
    Update,
    Window,
)
from statusgen.outputs import pages
from statusgen.outputs.pages.incidents import PageContext, context_of
from statusgen.rendering.kit import Kit, KitData
from statusgen.rendering.locale import Language
from statusgen.rendering.theme import Theme
from statusgen.status import status_of

THEME = Path(__file__).parents[3] / "themes" / "default"

SETTINGS = Settings(
    id="status.acme.example,2026",
    title="Acme Status",
    url="https://status.acme.example",
    base_url="https://status.acme.example",
    timezone="Europe/Paris",
)
DOWN = ComponentState.MAJOR_OUTAGE
SLOW = ComponentState.DEGRADED_PERFORMANCE
FINE = ComponentState.OPERATIONAL


def instant(text: str) -> datetime:
    """Read ``2026-11-20 13:48`` in UTC. The site is in Paris, one hour ahead in winter."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


NOW = instant("2026-11-20 13:48")


def window(start: str, end: str) -> Window:
    return Window(start=instant(start), end=instant(end))


def component(name: str, **fields: Any) -> Component:  # noqa: ANN401 - the model's own
    return Component(id=name.lower(), name=name, **{"since": instant("2026-01-01 00:00"), **fields})


COMPONENTS = (
    component("API"),
    Group(
        id="apps",
        name="Apps",
        components=(
            component("Web"),
            component("Mobile"),
            component("Legacy", until=instant("2026-06-01 00:00")),
        ),
    ),
)


def update(at: str, state: State, body: str = "", **fields: Any) -> Update:  # noqa: ANN401 - as above
    when = instant(at)
    return Update(
        id=f"{when:%Y%m%dT%H%M%SZ}", at=when, state=state, body=Text(markdown=body), **fields
    )


def incident(slug: str, *updates: Update, **fields: Any) -> Incident:  # noqa: ANN401 - as above
    known = {
        "id": slug,
        "path": f"content/incidents/{slug}.md",
        "title": f"Title of {slug}",
        "sort": Sort.INCIDENT,
        "components": (("api", DOWN),),
    }
    return Incident(slug=slug, updates=updates, **{**known, **fields})


def open_incident(**fields: Any) -> Incident:  # noqa: ANN401 - as above
    """Return an incident with four updates, the last one 16 minutes ago."""
    return incident(
        "api-errors",
        update("2026-11-20 13:05", State.INVESTIGATING, "Some requests fail."),
        update("2026-11-20 13:12", State.UPDATE, "One in ten."),
        update("2026-11-20 13:20", State.UPDATE, "One in five."),
        update("2026-11-20 13:32", State.IDENTIFIED, "A release is the cause.", **fields),
    )


def ended_incident(slug: str = "mail-late", **fields: Any) -> Incident:  # noqa: ANN401 - as above
    return incident(
        slug,
        update("2026-11-03 09:00", State.INVESTIGATING, "Mail is late."),
        update("2026-11-03 10:24", State.RESOLVED, "Mail is on time again.", **fields),
        components=(("web", SLOW),),
    )


def postmortem(slug: str, *incidents: str, **fields: Any) -> Postmortem:  # noqa: ANN401 - as above
    known = {
        "title": f"Title of {slug}",
        "published": instant("2026-11-10 09:00"),
        "body": Text(markdown="## Impact\n\nIt was slow."),
    }
    return Postmortem(
        slug=slug,
        id=slug,
        path=f"content/postmortems/{slug}.md",
        incidents=incidents,
        **{**known, **fields},
    )


def site(*incidents: Incident, **fields: Any) -> Site:  # noqa: ANN401 - as above
    known = {"as_of": NOW, "settings": SETTINGS, "components": COMPONENTS, "postmortems": ()}
    ordered = tuple(sorted(incidents, key=lambda each: each.slug))
    return Site(incidents=ordered, **{**known, **fields})


def maintenance(slug: str, planned: Window, *updates: Update, **fields: Any) -> Incident:  # noqa: ANN401 - as above
    announced = update("2026-11-10 09:00", State.SCHEDULED, "We upgrade the database.")
    held = (("api", ComponentState.UNDER_MAINTENANCE),)
    made = incident(
        slug, announced, *updates, sort=Sort.MAINTENANCE, window=planned, components=held
    )
    return replace(made, **fields)


def context(shown: Site) -> PageContext:
    return context_of(shown, status_of(shown))


def kit(shown: Site) -> Kit:
    """Return the kit of a site, with English and the default theme."""
    return _kit(shown.settings, shown.preview)


@cache  # one kit is enough for all sites with the same settings
def _kit(settings: Settings, preview: str | None) -> Kit:
    files = tuple(
        (path.relative_to(THEME).as_posix(), path.read_bytes())
        for path in sorted(THEME.rglob("*"))
        if path.is_file()
    )
    language, theme = Language(code="en"), Theme(default=files)
    return Kit(KitData(settings=settings, language=language, theme=theme, preview=preview))


def render(shown: Site) -> dict[str, str]:
    """Return the HTML of every page by its path."""
    planned = pages.plan(shown, status_of(shown))
    found = {artifact.path: artifact for artifact in planned if artifact.path.endswith(".html")}
    return {path: artifact.produce(kit(shown)).decode() for path, artifact in found.items()}


def page(shown: Site, address: str = "") -> str:
    """Return the text of a page without scripts."""
    planned = {artifact.path: artifact for artifact in pages.plan(shown, status_of(shown))}
    return Reader(planned[f"{address}index.html"].produce(kit(shown)).decode()).text


class Reader(HTMLParser):
    """The words and links of a page, without what only scripts or browsers use."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.hidden = 0
        self.feed(html)

    @property
    def text(self) -> str:
        shown = re.sub(r"[\s\u00a0\u202f]+", " ", "".join(self.words))
        return re.sub(r" ([.,])", r"\1", shown).replace("–", "-").strip()  # noqa: RUF001 - en dash

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.hidden += tag in {"template", "style", "script"}
        self.links += [given["href"] or ""] if tag == "a" and "href" in given else []
        self.ids += [given["id"] or ""] if "id" in given else []
        # Separate the words of blocks, but not those of links and times.
        self.words.append("" if tag in {"a", "b", "span", "time", "template"} else " ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"template", "style", "script"}

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)
