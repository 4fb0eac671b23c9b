from dataclasses import replace

from outputs.pages.scene import (
    COMPONENTS,
    DOWN,
    SLOW,
    component,
    ended_incident,
    incident,
    open_incident,
    page,
    render,
    site,
    update,
)

from statusgen.model import State
from statusgen.outputs.pages.component import SHOWN


def test_a_component_tells_its_state_its_uptime_and_its_days() -> None:
    text = page(site(open_incident(), ended_incident()), "components/api/")
    assert "Components API Major outage" in text
    assert "99.96% uptime since 23 Aug 2026" in text
    assert "never rounded up" in text
    assert "Date State How long 20 Nov Major outage 43 min 23 Aug - 19 Nov Operational" in text
    assert "Title of api-errors 20 Nov 2026 · Identified · Critical impact · API" in text
    assert "Title of mail-late" not in text


def test_a_day_with_several_states_says_how_long_each_lasted() -> None:
    worse = update("2026-11-03 09:30", State.UPDATE, components=(("web", DOWN),))
    made = ended_incident()
    shown = site(replace(made, updates=(made.updates[0], worse, made.updates[1])))
    text = page(shown, "components/web/")
    assert "3 Nov Major outage Major outage: 54 min Degraded performance: 30 min" in text


def test_a_component_links_to_its_group() -> None:
    html = render(site())["components/web/index.html"]
    assert '<a href="../apps/" dir="auto">Apps</a>' in html


def test_days_without_data() -> None:
    shown = site(components=(component("New", since=site().as_of),))
    text = page(shown, "components/new/")
    assert "100% uptime since 20 Nov 2026" in text
    assert "23 Aug - 19 Nov No data" in text


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
    assert "API 100% Operational Apps Web 100% Operational Mobile 100% Operational" in text
    assert "No component is listed." in page(site(components=()), "components/")


def test_a_scope_in_which_nothing_happened_has_its_page() -> None:
    assert "Incidents and maintenance Nothing has happened yet." in page(site(), "components/api/")


def test_a_long_list_ends_with_a_link_to_the_history() -> None:
    made = [
        incident(
            f"n{number}",
            update(f"2026-{number // 28 + 1:02}-{number % 28 + 1:02} 09:00", State.RESOLVED),
            components=(("api", SLOW),),
        )
        for number in range(SHOWN + 1)
    ]
    assert "The whole history" in page(site(*made), "components/api/")
    text = page(site(*made[1:]), "components/api/")
    assert "The whole history" not in text
    assert text.count("Title of n") == SHOWN


def test_descriptions_are_shown() -> None:
    shown = site(components=(replace(COMPONENTS[0], description="REST and GraphQL."),))
    assert "Operational REST and GraphQL." in page(shown, "components/api/")
