from dataclasses import replace

from builders import at, component, group, incident, maintenance, notice, site, update, window
from feeds import checks
from feeds.publishing import kit_of
from hypothesis import given
from hypothesis import strategies as st

from statusgen.model import WITHDRAWN, Incident, Postmortem, Site, Text
from statusgen.outputs.feeds.documents import content_of, title_of
from statusgen.outputs.feeds.entries import EVERYTHING, FeedEntry, archive_of, newest
from statusgen.rendering.kit import Kit
from statusgen.status import status_of

ADDRESS = "https://status.acme.example/incidents/trouble/#20261120T100000Z"
LINK = f'<p><a href="{ADDRESS}">{ADDRESS}</a></p>'
PARIS = "Europe/Paris"
NO_BREAK = "\N{NO-BREAK SPACE}"


def entries(known: Site) -> tuple[FeedEntry, ...]:
    return newest(EVERYTHING, archive_of(known, status_of(known)))


def told(*incidents: Incident, language: str = "en", timezone: str = "UTC") -> list[str]:
    """Return the content of every entry, newest first, with one paragraph per line."""
    known = site(*incidents, as_of="11-22 12:00", timezone=timezone)
    kit = kit_of(known, language)
    return [content_of(kit, each) for each in entries(known)]


def titles(*incidents: Incident, language: str = "en") -> list[str]:
    known = site(*incidents, as_of="11-22 12:00")
    kit = kit_of(known, language)
    return [title_of(kit, each) for each in entries(known)]


def test_title_starts_with_the_state_in_force() -> None:
    course = incident(
        update("10:00", "identified"), update("10:10", "update"), update("10:20", "resolved")
    )
    assert titles(course) == ["[Resolved] trouble", "[Identified] trouble", "[Identified] trouble"]
    assert titles(course, language="fr")[0] == "[Résolu] trouble"


def test_a_title_of_maintenance_and_of_a_notice() -> None:
    works = maintenance(window("11:00", "12:00"), update("10:00", "scheduled"))
    assert titles(works) == ["[Completed] works", "[In progress] works", "[Scheduled] works"]
    word = notice(update("10:00", "notice"), update("10:10", "update"), update("10:20", "resolved"))
    assert titles(word) == ["[Resolved] notice", "[Notice] notice", "[Notice] notice"]


def test_many_components_are_told_by_state_and_whole_groups() -> None:
    europe = group("europe", *(component(f"eu{number}") for number in range(4)))
    down = ", ".join(f"{each.id}=down" for each in europe.components)
    known = site(
        incident(
            update("10:00", "investigating"),
            update("10:10", "update"),
            components=f"api=ok, web=degraded, {down}",
        ),
        incident(
            update("09:00", "investigating"),
            components=f"api=down, web=down, {down}",
            slug="everything",
        ),
        components=(component("api"), component("web"), europe),
    )
    kit = kit_of(known, "en")
    later, first, second = entries(known)
    assert "<p>Operational: Api</p>" in content_of(kit, first)
    assert content_of(kit, later).splitlines()[:-1] == [
        "<p>Major outage: all of Europe</p>",
        "<p>Degraded performance: Web</p>",
        "<p>Affected components: Api</p>",
    ]
    assert content_of(kit, second).splitlines()[:-1] == ["<p>Major outage: all 6 components</p>"]
    assert [part.id for part in second.parts] == ["api", "web", "eu0", "eu1", "eu2", "eu3"]


def test_each_field_of_an_update_is_a_paragraph() -> None:
    first = update(
        "10:00",
        "investigating",
        "api=down, web=ok",
        body="It fails.\n\nSorry.",
        workaround="Use the **other** one.",
        action="Rotate your keys.",
        next="15:00",
    )
    assert told(incident(first))[0].splitlines() == [
        '<p dir="auto">It fails.</p>',
        '<p dir="auto">Sorry.</p>',
        "<p>Action required: Rotate your keys.</p>",
        "<p>Workaround: Use the <strong>other</strong> one.</p>",
        "<p>Affected components: Api (Major outage) and Web (Operational)</p>",
        f"<p>Next update by 15:00{NO_BREAK}UTC</p>",
        LINK,
    ]


def test_missing_fields_are_left_out() -> None:
    assert told(incident(update("10:00", "investigating"))) == [LINK]


def test_withdrawn_fields_are_mentioned() -> None:
    first = update("10:00", "investigating", workaround=WITHDRAWN, action=WITHDRAWN)
    assert told(incident(first))[0].splitlines()[:-1] == [
        "<p>Action required: none</p>",
        "<p>Workaround: none</p>",
    ]


def test_fields_of_earlier_updates_are_not_repeated() -> None:
    first = update("09:00", "investigating", action="Wait.", workaround="Try again.", next="10:00")
    assert told(incident(first, update("10:00", "update")))[0] == LINK


def test_times_are_in_the_site_zone_with_date_on_other_days() -> None:
    first = update("10:00", "investigating", next="15:00")
    (told_in_paris,) = told(incident(first), timezone=PARIS)
    assert f"<p>Next update by 16:00{NO_BREAK}CET</p>" in told_in_paris
    late = update("10:00", "investigating", next="11-20 23:30")
    (tomorrow,) = told(incident(late), timezone=PARIS)
    assert f"<p>Next update by 21 Nov, 00:30{NO_BREAK}CET</p>" in tomorrow


def test_an_earlier_end_is_told_and_the_date_is_that_of_the_update() -> None:
    late = incident(
        update("11-19 10:00", "investigating"), update("10:00", "resolved", ended="11-19 10:20")
    )
    assert f"<p>Ended: 19 Nov, 10:20{NO_BREAK}UTC</p>" in told(late)[0]
    assert f"<p>Fin{NO_BREAK}: 19 nov., 10:20{NO_BREAK}UTC</p>" in told(late, language="fr")[0]
    known = site(late, as_of="11-22 12:00")
    assert entries(known)[0].at == at("10:00")


def test_window_across_a_clock_change_shows_both_zones() -> None:
    planned = window("10-24 22:00", "10-26 22:00")
    announced = update("10-01 09:00", "scheduled")
    last = told(maintenance(planned, announced), timezone=PARIS)[-1]
    assert last.splitlines()[0] == (
        f"<p>Planned: 25 Oct 2026, 00:00{NO_BREAK}CEST{NO_BREAK}\N{EN DASH} "
        f"26 Oct, 23:00{NO_BREAK}CET</p>"
    )


def test_clock_updates_have_standard_text_in_the_site_language() -> None:
    works = maintenance(window("11:00", "12:00"), update("10:00", "scheduled"))
    assert told(works)[0].startswith("<p>Scheduled maintenance has ended.</p>\n")
    assert told(works)[1].startswith("<p>Scheduled maintenance has begun.</p>\n")
    assert "has ended" not in told(works, language="fr")[0]


def test_component_that_stays_operational_has_no_state() -> None:
    first, second = update("10:00", "investigating"), update("10:10", "update")
    later, named = told(incident(first, second, components="api=ok"))
    assert "<p>Affected components: Api (Operational)</p>" in named
    assert "<p>Affected components: Api</p>" in later
    planned = window("11-28 10:00", "11-28 11:00")
    works = maintenance(planned, update("9:00", "scheduled"), components="api=maintenance")
    assert "<p>Affected components: Api</p>" in told(works)[0]


def test_links_and_images_are_absolute() -> None:
    body = Text(
        markdown="[a](../postmortems/x.md) ![b](static/b.png)",
        targets=(("../postmortems/x.md", "postmortems/x/#y"), ("static/b.png", "static/b.png")),
    )
    first = update(
        "10:00",
        "investigating",
        body=body,
        action=replace(body, markdown="[a](../postmortems/x.md)"),
    )
    html = told(incident(first))[0]
    assert html.count('href="https://status.acme.example/postmortems/x/#y"') == 2
    assert 'src="https://status.acme.example/static/b.png"' in html


def test_names_are_escaped() -> None:
    nasty = incident(
        update("10:00", "investigating", "api=ok"), title="]]> <b> &amp; \N{RIGHT-TO-LEFT MARK}"
    )
    known = site(nasty, as_of="11-22 12:00")
    parts = tuple(replace(each, name="<i>&") for each in known.leaves)
    known = replace(known, components=parts)
    (each,) = entries(known)
    kit = kit_of(known)
    assert title_of(kit, each) == "[Investigating] ]]> <b> &amp; \N{RIGHT-TO-LEFT MARK}"
    assert "Affected components: &lt;i&gt;&amp; (Operational)" in content_of(kit, each)


LOOK = Postmortem(
    slug="look",
    id="look",
    path="content/postmortems/look.md",
    title="What we learned",
    incidents=("trouble",),
    published=at("11-21 09:00"),
    body=Text(markdown="## Impact\n\nSearches were <slow>.\n\n" + "More words. " * 100),
    summary="Slow & then fast.",
)


def test_a_postmortem() -> None:
    course = incident(update("10:00", "resolved", "api=ok"))
    known = site(course, as_of="11-22 12:00", postmortems=(LOOK,))
    kit, each = kit_of(known), entries(known)[0]
    address = "https://status.acme.example/postmortems/look/"
    assert title_of(kit, each) == "[Postmortem] What we learned"
    assert content_of(kit, each).splitlines() == [
        '<p dir="auto">Slow &amp; then fast.</p>',
        "<p>Affected components: Api</p>",
        f'<p><a href="{address}">{address}</a></p>',
    ]


def test_a_postmortem_without_a_summary_begins_with_its_first_sentences() -> None:
    course = incident(update("10:00", "resolved"))
    known = site(course, as_of="11-22 12:00", postmortems=(replace(LOOK, summary=""),))
    first = content_of(kit_of(known), entries(known)[0]).splitlines()[0]
    assert first.startswith('<p dir="auto">Searches were &lt;slow&gt;. More words.')
    assert first.endswith("…</p>")
    assert len(first) < 500


KIT: Kit = kit_of(site())


@given(st.text(), st.text())
def test_any_text_makes_well_formed_content(body: str, field: str) -> None:
    first = update(
        "10:00", "investigating", body=body, action=field or "x", workaround=field or "x"
    )
    (each,) = entries(site(incident(first)))
    assert checks.html(content_of(KIT, each)) == []
