"""Components and groups: their days, their list, their pages."""

from dataclasses import replace
from datetime import date, timedelta

from outputs.pages.scene import (
    COMPONENTS,
    DOWN,
    FINE,
    SLOW,
    component,
    context,
    ended_incident,
    incident,
    instant,
    maintenance,
    open_incident,
    page,
    render,
    site,
    update,
    window,
)

from statusgen.model import Group, State
from statusgen.outputs.pages import components
from statusgen.outputs.pages.components import SHOWN

START = date(2026, 8, 23)


def test_an_event_day_has_its_states_and_causes_worst_first() -> None:
    slow = replace(ended_incident("slow"), components=(("api", SLOW),))
    down = replace(ended_incident("down"), components=(("api", DOWN),))
    made = context(site(slow, down))
    strip = components.strip(made, made.records["api"])
    (event,) = strip.events
    assert (event.place, event.date, event.state) == (72, date(2026, 11, 3), DOWN)
    assert event.spans == ((DOWN, timedelta(hours=1, minutes=24)),)
    assert event.incidents == (("down", "Title of down"), ("slow", "Title of slow"))
    assert not event.is_today
    assert strip.counts == ((FINE, 89), (DOWN, 1))
    assert (strip.length, strip.first, strip.last) == (90, 0, 89)


def test_planned_downtime_is_a_cause_after_an_outage() -> None:
    planned = maintenance("db", window("2026-11-03 09:00", "2026-11-03 10:00"))
    announced = (update("2026-11-02 09:00", State.SCHEDULED),)
    worst = replace(planned, updates=announced, components=(("api", DOWN),))
    made = context(site(worst, replace(ended_incident("slow"), components=(("api", SLOW),))))
    (event,) = components.strip(made, made.records["api"]).events
    assert event.state is SLOW
    assert [slug for slug, _ in event.incidents] == ["slow", "db"]


def test_days_before_the_first_and_after_the_last_have_no_data() -> None:
    brief = component("API", since=instant("2026-10-01 00:00"), until=instant("2026-11-01 00:00"))
    made = context(site(components=(brief,)))
    strip = components.strip(made, made.records["api"])
    assert (strip.first, strip.last) == (39, 70)
    html = render(site(components=(brief,)))["components/api/index.html"]
    assert '<b class="no x3 y9"></b><b class="no rest x7 y1"></b>' in html


def test_bars_are_an_image_beside_a_link_that_only_pointers_reach() -> None:
    html = render(site(open_incident(), ended_incident()))["index.html"]
    bar = html.partition('<div class="bar">')[2].partition("</div>")[0]
    image, _, link = bar.partition("</i>")
    assert image.startswith('<i role="img" aria-label="The last 90 days. Operational: 89 days.')
    assert link.startswith('<a href="components/api/#days" tabindex="-1" aria-hidden="true">')
    assert '<b class="t4 now"><i>20 Nov: Major outage, 43' in link


def test_blocks_are_groups_and_components_between_them() -> None:
    mail = component("Mail"), component("Search")
    shown = site(ended_incident(), components=(*mail, *COMPONENTS))
    names, apps = components.blocks(context(shown))
    assert [(block.id, block.name, block.state) for block in (names, apps)] == [
        ("", "", None),
        ("apps", "Apps", FINE),
    ]
    assert [row.name for row in names.rows] == ["Mail", "Search", "API"]
    assert [row.name for row in apps.rows] == ["Web", "Mobile"]


def test_group_with_only_retired_components_is_not_listed() -> None:
    old = component("Old", until=instant("2026-06-01 00:00"))
    group = Group(id="g", name="G", components=(old,))
    assert components.blocks(context(site(components=(group,)))) == ()
    assert "Old" not in page(site(components=(group,)), "components/g/")


# Pages


def test_component_page_shows_state_uptime_and_days() -> None:
    text = page(site(open_incident(), ended_incident()), "components/api/")
    assert "Components API Major outage" in text
    assert "99.96% uptime since 23 Aug 2026" in text
    assert "never rounded up" in text
    assert "Date State Cause 20 Nov Major outage, 43 min Title of api-errors All other" in text
    assert "Title of api-errors 20 Nov 2026 · Identified · Critical impact · API" in text
    assert "Title of mail-late" not in text


def test_day_with_several_states_shows_their_durations() -> None:
    worse = update("2026-11-03 09:30", State.UPDATE, components=(("web", DOWN),))
    made = ended_incident()
    shown = site(replace(made, updates=(made.updates[0], worse, made.updates[1])))
    text = page(shown, "components/web/")
    assert "3 Nov Major outage, 54 min; Degraded performance, 30 min Title of mail-late" in text


def test_a_component_links_to_its_group() -> None:
    html = render(site())["components/web/index.html"]
    assert '<a href="../apps/" dir="auto">Apps</a>' in html


def test_first_day_has_neither_bars_nor_uptime() -> None:
    young = component("New", since=site().as_of)
    shown = site(open_incident(components=(("new", DOWN),)), components=(COMPONENTS[0], young))
    for address in ("", "components/", "components/new/"):
        text = page(shown, address)
        assert "No data yet, counting since 20 Nov" in text
        assert "0%" not in text
    assert page(site(components=(young,))).count("No data yet, counting since 20 Nov") == 1
    assert '<div class="bar">' not in render(site(components=(young,)))["index.html"]


def test_many_components_are_folded_by_group_and_open_if_they_differ() -> None:
    groups = tuple(
        Group(id=f"g{n}", name=f"G{n}", components=tuple(component(f"C{n}{k}") for k in range(4)))
        for n in range(4)
    )
    down = incident("down", update("2026-11-20 13:00", State.INVESTIGATING), components=())
    held = (*((f"c0{k}", DOWN) for k in range(4)), ("c10", SLOW))
    shown = site(replace(down, components=held), components=groups)
    html = render(shown)["index.html"]
    assert html.count('<details class="group">') == 3
    assert html.count('<details class="group" open>') == 1
    text = page(shown)
    assert "G0 Major outage: all 4" in text
    assert "G1 Degraded performance: 1 of 4" in text
    assert "G2 Operational C20" in text
    assert '<details class="group"' not in render(site(components=groups[:3]))["index.html"]


def test_a_retired_component_keeps_its_page() -> None:
    html = render(site())
    assert "Retired on 1 Jun 2026" in page(site(), "components/legacy/")
    assert "Legacy" not in html["components/index.html"]
    assert "Legacy" not in html["components/apps/index.html"]


def test_a_group_shows_its_worst_state_and_no_uptime() -> None:
    text = page(site(ended_incident(components=(("web", DOWN),))), "components/apps/")
    assert "Components Apps Major outage Components Web" in text
    assert "uptime since" not in text
    assert "Title of mail-late 3 Nov 2026 · Resolved after 1 h 24 min" in text


def test_the_list_has_every_component_in_use() -> None:
    text = page(site(), "components/")
    assert "Apps Web Operational 90 days ago 100% uptime Today Mobile Operational" in text
    assert "There are no components." in page(site(components=()), "components/")


def test_component_without_incidents_has_a_page() -> None:
    assert "Incidents and maintenance No incidents or maintenance so far." in page(
        site(), "components/api/"
    )


def test_a_long_list_ends_with_a_link_to_the_history() -> None:
    made = [
        incident(
            f"n{number}",
            update(f"2026-{number // 28 + 1:02}-{number % 28 + 1:02} 09:00", State.RESOLVED),
            components=(("api", SLOW),),
        )
        for number in range(SHOWN + 1)
    ]
    assert "Full history" in page(site(*made), "components/api/")
    text = page(site(*made[1:]), "components/api/")
    assert "Full history" not in text
    assert text.count("Title of n") == SHOWN


def test_descriptions_are_shown() -> None:
    shown = site(components=(replace(COMPONENTS[0], description="REST and GraphQL."),))
    assert "Operational REST and GraphQL." in page(shown, "components/api/")
