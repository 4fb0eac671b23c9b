"""A language that nobody speaks shows what no catalogue reaches.

Every message is written in Cyrillic, every author's text in Greek, dates in
Arabic: what is still Latin on a page was never translated.
"""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from statusgen import handbook, outputs
from statusgen.model import (
    STATES,
    WITHDRAWN,
    Channel,
    Component,
    ComponentState,
    Decision,
    Group,
    Impact,
    Incident,
    Kind,
    LabelledLink,
    Person,
    Phase,
    Postmortem,
    Practice,
    Role,
    Scenario,
    Settings,
    Site,
    Sort,
    State,
    Text,
    Update,
    Variable,
    Window,
)
from statusgen.rendering.kit import Kit, KitData
from statusgen.rendering.labels import ROLES
from statusgen.rendering.locale import Language
from statusgen.rendering.theme import Theme
from statusgen.status import status_of

ROOT = Path(__file__).parent.parent
FRENCH = ROOT / "statusgen/locale/fr/LC_MESSAGES/statusgen.po"
DEFAULT = ROOT / "themes" / "default"
PLACEHOLDER = re.compile(r"(%\(\w+\)s)")
SPOKEN = {"alt", "aria-description", "aria-label", "placeholder", "title"}
NAMES = re.compile(
    r"[\w/.-]+\.(csv|json|md|ts|txt)\b|\b(Atom|CSV|JSON|RSS|SVG|UTC|iCalendar)\b|<[a-z].*"
    r"|status-widget[:[].*|(/feed subscribe )?https://\S+",
    re.DOTALL,
)

UNSPOKEN = {"script", "style", "code"}
"""Elements whose words are a program's, or the format's."""

NOW = datetime(2026, 11, 20, 15, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
GREEK = Text(markdown="λόγος")

SETTINGS = Settings(
    id="x",
    title="Ἀκμή",
    url="https://x.example",
    base_url="https://x.example",
    description="κατάστασις",
    language="ar",
    repository="https://forge.example/x",
    show_source=True,
    links=(LabelledLink(label="βοήθεια", url="https://x.example/h"),),
    subscribe=(LabelledLink(label="ἐπιστολή", url="https://x.example/s"),),
    redirects=(("old", "history"),),
)


def update(at: datetime, state: State, **fields: Any) -> Update:  # noqa: ANN401 - any field of the model
    return Update(id=f"{at:%Y%m%dT%H%M%SZ}", at=at, state=state, body=GREEK, **fields)


def incident(slug: str, *updates: Update, **fields: Any) -> Incident:  # noqa: ANN401 - any field of the model
    known = {"sort": Sort.INCIDENT, "title": "σύμβασις", "path": f"{slug}.md", **fields}
    return Incident(slug=slug, id=slug, updates=updates, **known)


def site() -> Site:
    """Everything once: whatever has a word of its own on a page."""
    down = (("api", ComponentState.MAJOR_OUTAGE), ("web", ComponentState.DEGRADED_PERFORMANCE))
    everything: dict[str, Any] = {
        "workaround": GREEK,
        "cause": GREEK,
        "fix": GREEK,
        "action": GREEK,
    }
    withdrawn: dict[str, Any] = dict.fromkeys((*everything, "eta"), WITHDRAWN)
    window = Window(start=NOW - HOUR, end=NOW + HOUR)
    late = Window(start=NOW - 3 * HOUR, end=NOW - HOUR)
    soon = Window(start=NOW + DAY, end=NOW + DAY + HOUR)
    past = Window(start=NOW - 9 * DAY, end=NOW - 9 * DAY + HOUR)
    start = NOW - 4 * HOUR
    incidents = (
        incident(
            "open",
            update(start, State.INVESTIGATING, components=down, next=start + HOUR),
            update(start + HOUR, State.IDENTIFIED, eta=NOW + HOUR, corrected=NOW, **everything),
            update(start + 2 * HOUR, State.UPDATE, next=start + 3 * HOUR),
            summary=GREEK,
            kinds=(Kind.OUTAGE, Kind.SECURITY),
            postmortem=(NOW + 9 * DAY).date(),
        ),
        incident(
            "withdrawn",
            update(start, State.MONITORING, impact=Impact.MINOR, **everything),
            update(start + HOUR, State.UPDATE, next=NOW + HOUR, **withdrawn),
            kinds=(Kind.DATA_LOSS, Kind.DEGRADATION),
            draft=True,
        ),
        incident(
            "over",
            update(start - 40 * DAY, State.INVESTIGATING, components=down),
            *(update(start - 40 * DAY + n * HOUR, State.UPDATE) for n in range(1, 5)),
            update(start - 39 * DAY, State.RESOLVED),
            postmortem=(NOW - 9 * DAY).date(),
        ),
        incident("notice", update(start, State.NOTICE), sort=Sort.NOTICE, until=NOW + HOUR),
        incident("ended", update(start, State.NOTICE), sort=Sort.NOTICE, until=NOW - HOUR),
        *(
            incident(slug, *updates, sort=Sort.MAINTENANCE, window=each, components=down[1:])
            for slug, each, updates in (
                ("active", window, [update(start, State.SCHEDULED)]),
                (
                    "overruns",
                    late,
                    [update(start, State.SCHEDULED), update(NOW - 2 * HOUR, State.VERIFYING)],
                ),
                ("soon", soon, [update(start, State.SCHEDULED)]),
                ("past", past, [update(past.start - HOUR, State.SCHEDULED)]),
                (
                    "cancelled",
                    soon,
                    [update(start, State.SCHEDULED, window=soon), update(NOW, State.CANCELLED)],
                ),
            )
        ),
    )
    return Site(
        as_of=NOW,
        settings=SETTINGS,
        components=(
            Component(id="api", name="διεπαφή", description="λόγος", since=NOW - 50 * DAY),
            Group(
                id="apps",
                name="ἐφαρμογαί",
                description="λόγος",
                components=(
                    Component(id="web", name="ἱστός"),
                    Component(id="old", name="ἀρχαῖον", until=NOW - 9 * DAY),
                ),
            ),
        ),
        incidents=tuple(sorted(incidents, key=lambda each: each.slug)),
        postmortems=(
            Postmortem(
                slug="over",
                id="over",
                path="content/postmortems/over.md",
                title="διήγησις",
                incidents=("over",),
                published=NOW - DAY,
                body=GREEK,
                authors=("Ἄννα", "Βασίλειος"),
                summary="λόγος",
            ),
        ),
        preview="δοκιμή",
        practice=practice(),
    )


def practice() -> Practice:
    """What the team keeps to itself: everything that has a word of its own in its handbook."""
    return Practice(
        team=tuple(
            Role(
                name=name, primary=Person(name="Ἄννα"), backups=(Person(name="Βίων"),), does="λόγος"
            )
            for name in ROLES
        ),
        channels=(
            Channel(name="οἶκος", audience="internal", url=""),
            Channel(
                name="ξένοι",
                audience="external",
                url="",
                impact=Impact.MAJOR,
                components=("api",),
                kinds=(Kind.OUTAGE,),
            ),
        ),
        cadence=tuple((impact, HOUR) for impact in Impact),
        scenarios=(
            scenario("a", kinds=(Kind.OUTAGE,), impact=Impact.CRITICAL, cadence=HOUR),
            scenario("b", sort=Sort.MAINTENANCE, duration=HOUR, postmortem=Decision.REQUIRED),
            scenario("c", sort=Sort.NOTICE, postmortem=Decision.NOT_NEEDED),
            scenario("d", internal=True),
        ),
    )


def scenario(slug: str, sort: Sort = Sort.INCIDENT, **fields: Any) -> Scenario:  # noqa: ANN401 - any field of the model
    return Scenario(
        slug=slug,
        path=f"{slug}.md",
        title="σενάριον",
        sort=sort,
        phases=tuple(Phase(state=state, text=GREEK) for state in STATES[sort]),
        runbook=GREEK,
        summary=GREEK,
        components=(("api", ComponentState.MAJOR_OUTAGE),),
        variables=(Variable(name="χῶρα", ask="ποῦ;", default="ἐνθάδε"),),
        **fields,
    )


def pseudo_catalogue() -> str:
    """Translate every message, letter by letter, into Cyrillic."""
    catalogue = Catalog(locale="ar")
    with FRENCH.open(encoding="utf-8") as file:
        for message in read_po(file, locale="fr"):  # complete, as another test says
            if isinstance(message.id, str):
                catalogue.add(message.id, pseudo(message.id), context=message.context)
            else:
                forms = (pseudo(message.id[1]),) * catalogue.num_plurals
                catalogue.add(message.id, forms, context=message.context)
    written = BytesIO()
    write_po(written, catalogue)
    return written.getvalue().decode()


def pseudo(text: str) -> str:
    parts = PLACEHOLDER.split(text)
    return "".join(
        part if row % 2 else re.sub("[A-Za-z]", "ж", part) for row, part in enumerate(parts)
    )


class Visible(HTMLParser):
    """Collects the texts that readers see or hear, and what the page says of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.root: dict[str, str | None] = {}
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in UNSPOKEN
        self.found += [value for name, value in attrs if name in SPOKEN and value]
        if tag == "html":
            self.root = dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in UNSPOKEN

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


@pytest.fixture(scope="module")
def pages() -> dict[str, Visible]:
    theme = Theme(
        default=tuple(
            (path.relative_to(DEFAULT).as_posix(), path.read_bytes())
            for path in sorted(DEFAULT.rglob("*"))
            if path.is_file()
        )
    )
    language = Language(code="ar", catalogue=pseudo_catalogue())
    shown = site()
    kit = Kit(KitData(settings=SETTINGS, language=language, theme=theme, preview=shown.preview))
    found: dict[str, Visible] = {}
    for room, plan in (
        ("", outputs.plan(shown, status_of(shown), theme)),
        ("handbook/", handbook.plan(shown)),
    ):
        for artifact in plan:
            if artifact.path.endswith(".html"):
                found[room + artifact.path] = Visible()
                found[room + artifact.path].feed(artifact.produce(kit).decode())
    return found


def test_every_word_on_every_page_can_be_translated(pages: dict[str, Visible]) -> None:
    latin = {
        text.strip(): path
        for path, page in pages.items()
        for text in page.found
        if re.search("[A-Za-z]", NAMES.sub("", text))
    }
    assert latin == {}


def test_every_page_says_its_language_and_direction(pages: dict[str, Visible]) -> None:
    roots = {path: page.root for path, page in pages.items()}
    assert [path for path, root in roots.items() if root != {"lang": "ar", "dir": "rtl"}] == []


def test_the_site_shows_what_has_words(pages: dict[str, Visible]) -> None:
    """So that the first test looks at something."""
    expected = {
        "index.html",
        "404.html",
        "handbook/book/index.html",
        "incidents/open/index.html",
        "history/index.html",
    }
    assert expected <= pages.keys()
    text = "".join(pages["index.html"].found)
    assert "ж" in text
    assert "σύμβασις" in text
