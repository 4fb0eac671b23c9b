"""Markdown twins have all that their page says of incidents, and change only with a fact."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import strategies
from builders import at, component, group, incident, maintenance, notice, site, update, window
from feeds.publishing import kit_of
from hypothesis import example, given
from hypothesis import strategies as st
from outputs.pages.test_all import everything

from statusgen.markup.converter import Converter
from statusgen.model import Incident, Kind, Postmortem, Site, Text
from statusgen.outputs import pages
from statusgen.rendering.artifact import Artifact
from statusgen.status import status_of

LOOK = Postmortem(
    slug="look",
    id="look",
    path="content/postmortems/look.md",
    title="What we *learned*",
    incidents=("trouble",),
    published=at("11-21 09:00"),
    authors=("Ana", "Bo"),
    body=Text(
        markdown="## Impact\n\nSee [it](../incidents/trouble.md).",
        targets=(("../incidents/trouble.md", "incidents/trouble/"),),
    ),
)


def planned(known: Site) -> dict[str, Artifact]:
    found = {each.path: each for each in pages.plan(known, status_of(known))}
    return {path: each for path, each in found.items() if not path.endswith(".html")}


def twins(known: Site, language: str = "en") -> dict[str, str]:
    kit = kit_of(known, language)
    return {path: each.produce(kit).decode() for path, each in planned(known).items()}


def twin(*incidents: Incident, path: str = "incidents/trouble/index.md", **fields: Any) -> str:  # noqa: ANN401 - any field of a site
    return twins(site(*incidents, **fields))[path]


# What a twin says


def test_twin_of_an_incident() -> None:
    course = incident(
        update(
            *("10:00", "investigating", "api=partial"),
            next="10:30",
            body="It *fails*.",
            workaround="Use mail.",
        ),
        update("11:00", "identified", eta="13:00", cause="A disk", body="Found."),
        title="The API_v2 fails *now*",
        kinds=(Kind.OUTAGE,),
        summary=Text(markdown="In short."),
    )
    assert twin(course, as_of="12:00") == (
        "# The API_v2 fails \\*now\\*\n\n"
        "Identified · Major impact · Outage\n\n"
        "- Began: 20 Nov 2026, 10:00\N{NO-BREAK SPACE}UTC\n"
        "- Expected end: 20 Nov 2026, 13:00\N{NO-BREAK SPACE}UTC\n"
        "- What you can do: Use mail.\n"
        "- Affected: Api (Partial outage)\n"
        "- Cause: A disk\n\n"
        "In short.\n\n"
        "## Identified · 20 Nov 2026, 11:00\N{NO-BREAK SPACE}UTC\n\n"
        "Found.\n\n"
        "- Cause: A disk\n"
        "- Expected end: 20 Nov 2026, 13:00\N{NO-BREAK SPACE}UTC\n\n"
        "## Investigating · 20 Nov 2026, 10:00\N{NO-BREAK SPACE}UTC\n\n"
        "It *fails*.\n\n"
        "- What you can do: Use mail.\n"
        "- Affected: Api (Partial outage)\n\n"
        "We had promised an update by 20 Nov 2026, 10:30\N{NO-BREAK SPACE}UTC\n\n"
        "---\n\n"
        "This is https://status.acme.example/incidents/trouble/ as of 20 Nov 2026, "
        "11:00\N{NO-BREAK SPACE}UTC, when it last changed.\n"
        "For the current status, see https://status.acme.example/ or, as data, "
        "https://status.acme.example/api/v2/summary.json.\n"
    )


def test_twin_of_ended_and_withdrawn_facts() -> None:
    course = incident(
        update("10:00", "investigating", "api=down", action="Wait."),
        update("11:00", "resolved", "api=ok", ended="10:40", corrected="11:30", fix="More disks"),
    )
    text = twin(replace(course, postmortem=date(2026, 12, 1)), as_of="12:00")
    for line in (
        "- Ended: 20 Nov 2026, 10:40 UTC\n- End reported: ",
        "- End reported: 20 Nov 2026, 11:00 UTC\n- Duration: 40 min\n",
        "- We will publish a postmortem by 1 Dec 2026.\n",
        "\n\nText corrected 20 Nov 2026, 11:30 UTC\n",
        "as of 20 Nov 2026, 11:30 UTC, when it last changed.",
    ):
        assert (
            line.replace(" UTC", "\N{NO-BREAK SPACE}UTC").replace(
                "40 min\n", "40\N{NARROW NO-BREAK SPACE}min\n"
            )
            in text
        )


def test_twin_of_maintenance_and_of_a_notice() -> None:
    moved = update("09:30", "update", window=window("11:00", "12:00"))
    works = maintenance(window("10:00", "11:00"), update("09:00", "scheduled"), moved)
    text = twin(works, path=f"incidents/{works.slug}/index.md", as_of="11:30")
    assert text.startswith(
        f"# {works.title}\n\nIn progress · Maintenance\n\n- Planned: 20 Nov 2026"
    )
    assert "- Originally planned: 20 Nov 2026, 10:00" in text
    assert "- New window: 20 Nov 2026, 11:00" in text
    assert "\n\nScheduled maintenance has begun.\n" in text
    note = replace(notice(update("09:00", "notice")), until=at("11:00"))
    path = f"incidents/{note.slug}/index.md"
    assert "\n\nNotice\n\n- Began: " in twin(note, path=path, as_of="10:00")
    assert "- Until: 20 Nov 2026, 11:00" in twin(note, path=path, as_of="10:00")
    assert "\n\nEnded · Notice\n\n- Began: " in twin(note, path=path, as_of="12:00")


def test_twin_of_a_postmortem() -> None:
    course = incident(update("10:00", "resolved"))
    text = twin(course, path="postmortems/look/index.md", as_of="11-22 12:00", postmortems=(LOOK,))
    assert text.startswith(
        "# What we \\*learned\\*\n\n21 Nov 2026 · Ana and Bo\n\n"
        "## Impact\n\nSee [it](https://status.acme.example/incidents/trouble/).\n\n"
        "## Related incident\n\n- 20 Nov 2026 · ["
    )


def test_twin_of_the_index_and_of_components() -> None:
    parts = (
        component("api"),
        group("apps", component("web", until="11-01 00:00"), component("ios")),
    )
    known = site(
        incident(update("10:00", "investigating", "ios=partial", body="It fails.")),
        incident(update("09:00", "resolved", "api=ok", action="Check."), slug="before"),
        maintenance(
            window("11-28 10:00", "11-28 11:00"),
            update("09:00", "scheduled", "api=maintenance", action="Save."),
        ),
        components=parts,
    )
    found = twins(known)
    index = found["index.md"]
    root = "https://status.acme.example"
    assert index.startswith(
        f"# Acme\n\nPartial outage\n\n## [trouble]({root}/incidents/trouble/)\n\n"
    )
    assert "### Investigating · 20 Nov 2026, 10:00\N{NO-BREAK SPACE}UTC\n\nIt fails.\n" in index
    assert f"- [Api]({root}/components/api/): Operational\n- [Apps](" in index
    assert f"\n  - [Ios]({root}/components/ios/): Partial outage\n" in index
    assert re.search(r"## History\n\n- .*/before/.*\n  What you need to do: Check\.\n", index)
    assert re.search(
        r"## Upcoming maintenance\n\n- 28 Nov.*\n  What you need to do: Save\.\n", index
    )
    assert found["components/web/index.md"].startswith(
        f"# Web\n\nRetired on 1 Nov 2026 · [Apps]({root}/components/apps/)\n\n## Incidents"
    )
    assert found["components/apps/index.md"].startswith(
        "# Apps\n\nPartial outage\n\n## Components\n\n- [Ios]("
    )
    assert "No incidents or maintenance so far." in found["components/web/index.md"]


def test_quiet_site_and_empty_site() -> None:
    ended = incident(update("10:00", "resolved"))
    assert "\n\nAll systems operational\n\nNo incidents since 20 Nov 2026.\n\n" in twin(
        ended, path="index.md"
    )
    text = twin(path="index.md", components=())
    assert "No incidents so far.\n\n\n" not in text
    assert "as of" not in text
    assert text.endswith(
        "\n---\n\nFor the current status, see https://status.acme.example/ or, as data, "
        "https://status.acme.example/api/v2/summary.json.\n"
    )


def test_twins_are_in_the_language_of_the_site() -> None:
    assert (
        "Prochaine mise à jour"
        in twins(site(incident(update("10:00", "investigating", next="12:00"))), "fr")[
            "incidents/trouble/index.md"
        ]
    )


# Which pages have a twin


def test_pages_name_their_twins_and_every_twin_is_named() -> None:
    known = everything()
    kit = kit_of(known)
    found = {each.path: each for each in pages.plan(known, status_of(known))}
    named = {
        path.replace("index.html", "index.md")
        for path, each in found.items()
        if path.endswith(".html")
        and b'<link rel="alternate" type="text/markdown" href="index.md">' in each.produce(kit)
    }
    assert named == {path for path in found if path.endswith(".md")}
    assert {"index.md", "components/api/index.md", "components/apps/index.md"} < named
    assert {"postmortems/why/index.md", "incidents/api-errors/index.md"} < named


def test_an_incident_has_a_twin_until_ninety_days_after_readers_heard_of_its_end() -> None:
    course = incident(update("2026-08-22 12:00", "resolved", ended="2026-08-01 10:00"))
    path = "incidents/trouble/index.md"
    assert path in twins(site(course, as_of="2026-11-20 11:59"))
    assert path not in twins(site(course, as_of="2026-11-20 12:00"))


def test_drafts_have_no_twin() -> None:
    draft = replace(incident(update("10:00", "investigating")), draft=True)
    look = replace(LOOK, draft=True)
    found = twins(replace(site(draft, postmortems=(look,)), preview="p"))
    assert not any(path.startswith(("incidents/", "postmortems/")) for path in found)
    assert "(https://status.acme.example/incidents/trouble/):" in found["llms.txt"]


def test_assistants_find_the_twins() -> None:
    opened = incident(update("10:00", "investigating"))
    old = [
        incident(
            update(at("2026-11-01 10:00") - timedelta(days=2 * day), "resolved"), slug=f"old-{day}"
        )
        for day in range(60)
    ]
    known = site(
        opened, *old, components=(component("api"), component("legacy", until="11-01 00:00"))
    )
    text = twins(known)["llms.txt"]
    root = "https://status.acme.example"
    assert text.startswith(
        f"# Acme\n\n- [Current status]({root}/index.md)\n- [Current status (JSON)]("
    )
    assert (
        f"## Components\n\n- [Api]({root}/components/api/index.md)\n\n## Open incidents\n" in text
    )
    assert text.count(f"({root}/incidents/trouble/index.md): 20 Nov 2026 · Investigating\n") == 2
    assert text.partition("## Incidents and maintenance")[2].count("\n- ") == 50
    assert f"({root}/incidents/old-30/index.md)" in text
    assert f"({root}/incidents/old-45/):" in text


# What holds for every twin

LINES = (
    *("A line.", "- item", "* item", "1. first", "> quoted", "a_b_c and _d_", "*e* **f** `g`"),
    *("<b>h</b> & &amp; &lt;i&gt;", "`<code>` and <script>alert(1)</script>", "a < b", "\\*no\\*"),
    *("[look](look.md)", "[a]( <look.md> )", "<https://a.example/?a=1&b=2>", "mail@a.example"),
    *("### Heading", "| a | b |\n|---|---|\n| 1 | <c> |", "```\n<x> \\* [a](b)\n```", "---", ""),
)
TEXTS = st.lists(st.sampled_from(LINES), max_size=6).map("\n\n".join)
TITLES = st.text("ab*_[]<>&#;`\\~|1.-+ ()!:é", min_size=1).filter(str.strip)
CONVERTER = Converter()


def text_of(markdown: str) -> Text:
    return Text(markdown=markdown, targets=(("look.md", "postmortems/look/"),))


def seen(markdown: Text) -> str:
    """Return what readers see of a text, without its spaces."""
    shown = CONVERTER.to_plain(markdown, address="https://status.acme.example/{}".format)
    return "".join(shown.split())


@example("a", "b", "", "", "* item")
@given(TITLES, TITLES, TEXTS, TEXTS, st.sampled_from(LINES[:14]))
def test_every_text_of_an_incident_is_in_its_twin(
    title: str, name: str, summary: str, body: str, line: str
) -> None:
    course = incident(
        update(
            "10:00",
            "identified",
            "api=partial",
            body=text_of(body),
            **{key: text_of(line) for key in ("action", "workaround", "cause", "fix")},
        ),
        update("11:00", "resolved", body=text_of(summary)),
        title=" ".join(title.split()),
        summary=text_of(summary),
    )
    part = replace(component("api"), name=" ".join(name.split()))
    shown = seen(Text(markdown=twin(course, components=(part,), postmortems=())))
    assert "".join(f"{title}".split()) in shown
    assert "".join(f"Affected:{name}(Partialoutage)".split()) in shown
    # On one line after its label, a text begins no list and no quotation.
    for text in (summary, body, f"Fix: {line}"):
        assert seen(text_of(text)) in shown


SITES = st.tuples(strategies.incidents(), strategies.maintenances(), strategies.notices())


@given(SITES, st.tuples(strategies.INSTANTS, strategies.INSTANTS).map(sorted))
def test_twin_changes_only_with_a_fact(known: tuple[Incident, ...], times: list[datetime]) -> None:
    early, late = times
    begun = [each for each in known if each.updates[0].at <= early]
    before, after = (planned(site(*begun, as_of=moment)) for moment in (early, late))
    kit = kit_of(site())
    for path in before.keys() & after.keys() - {"llms.txt"}:
        one, two = before[path], after[path]
        fact = one.values[2]
        assert fact is None or fact <= early
        if fact == two.values[2]:
            assert one.produce(kit) == two.produce(kit), path
