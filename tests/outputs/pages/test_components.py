"""Components and groups: their days, their list, their pages."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
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
    open_incident,
    page,
    render,
    site,
    update,
)

from statusgen.history import Day, Record
from statusgen.model import ComponentState, Group, State
from statusgen.outputs.pages import components
from statusgen.outputs.pages.components import SHOWN

START = date(2026, 8, 23)
STATES = st.none() | st.sampled_from(ComponentState)


def day(number: int, state: ComponentState | None) -> Day:
    spans = ((state, 60), (FINE, 86340)) if state else ((FINE, 86400),)
    return Day(
        date=START + timedelta(days=number), state=state, spans=() if state is None else spans
    )


def days(*states: ComponentState | None) -> tuple[Day, ...]:
    return tuple(day(number, state) for number, state in enumerate(states))


def record(*states: ComponentState | None) -> Record:
    return Record(component="api", days=days(*states), uptime=None, since=None)


def test_operational_days_are_painted_below_others() -> None:
    found = components.strip(record(None, None, FINE, SLOW, FINE, DOWN, DOWN, SLOW))
    assert found.length == 8
    assert found.runs == (
        (None, ((0, 2),)),
        (FINE, ((2, 6),)),
        (SLOW, ((3, 1), (7, 1))),
        (DOWN, ((5, 2),)),
    )


@given(st.lists(STATES, min_size=1, max_size=90))
def test_painted_runs_show_every_day(states: list[ComponentState | None]) -> None:
    painted: dict[int, ComponentState | None] = {}
    found = components.strip(record(*states))
    for state, runs in found.runs:
        for start, length in runs:
            painted.update(dict.fromkeys(range(start, start + length), state))
    assert [painted[number] for number in range(len(states))] == states
    assert sum(count for _, count in found.counts) == len(states)


def test_most_common_state_comes_first() -> None:
    assert components.strip(record(DOWN, FINE, FINE)).counts == ((FINE, 2), (DOWN, 1))


def test_days_without_incidents_share_a_line() -> None:
    found = list(components.stretches(days(None, None, FINE, SLOW, FINE, FINE)))
    assert [(each.first.day, each.last.day, each.state) for each in found] == [
        (27, 28, FINE),
        (26, 26, SLOW),
        (25, 25, FINE),
        (23, 24, None),
    ]
    assert found[1].spans == ((SLOW, timedelta(minutes=1)),)
    assert found[0].spans == ()


@given(st.lists(STATES, min_size=1, max_size=90))
def test_table_has_every_day(states: list[ComponentState | None]) -> None:
    found = list(components.stretches(days(*states)))
    told = [
        each.first + timedelta(days=number)
        for each in reversed(found)
        for number in range((each.last - each.first).days + 1)
    ]
    assert told == [START + timedelta(days=number) for number in range(len(states))]
    assert all(each.first == each.last for each in found if each.spans)


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
    assert "Date State Duration 20 Nov Major outage 43 min 23 Aug - 19 Nov Operational" in text
    assert "Title of api-errors 20 Nov 2026 · Identified · Critical impact · API" in text
    assert "Title of mail-late" not in text


def test_day_with_several_states_shows_their_durations() -> None:
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
