from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from outputs.pages.scene import (
    COMPONENTS,
    DOWN,
    FINE,
    SLOW,
    component,
    edition,
    ended_incident,
    instant,
    site,
)

from statusgen.history import Day, Record
from statusgen.model import ComponentState, Group
from statusgen.outputs.pages import parts

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


def test_operational_days_are_one_run_under_all_others() -> None:
    found = parts.strip(record(None, None, FINE, SLOW, FINE, DOWN, DOWN, SLOW))
    assert found.length == 8
    assert found.runs == (
        (None, ((0, 2),)),
        (FINE, ((2, 6),)),
        (SLOW, ((3, 1), (7, 1))),
        (DOWN, ((5, 2),)),
    )


@given(st.lists(STATES, min_size=1, max_size=90))
def test_a_strip_painted_run_by_run_shows_every_day(states: list[ComponentState | None]) -> None:
    painted: dict[int, ComponentState | None] = {}
    found = parts.strip(record(*states))
    for state, runs in found.runs:
        for start, length in runs:
            painted.update(dict.fromkeys(range(start, start + length), state))
    assert [painted[number] for number in range(len(states))] == states
    assert sum(count for _, count in found.counts) == len(states)


def test_the_commonest_state_is_told_first() -> None:
    assert parts.strip(record(DOWN, FINE, FINE)).counts == ((FINE, 2), (DOWN, 1))


def test_days_on_which_nothing_happened_are_one_line() -> None:
    found = list(parts.stretches(days(None, None, FINE, SLOW, FINE, FINE)))
    assert [(each.first.day, each.last.day, each.state) for each in found] == [
        (27, 28, FINE),
        (26, 26, SLOW),
        (25, 25, FINE),
        (23, 24, None),
    ]
    assert found[1].spans == ((SLOW, timedelta(minutes=1)),)
    assert found[0].spans == ()


@given(st.lists(STATES, min_size=1, max_size=90))
def test_the_table_leaves_no_day_out(states: list[ComponentState | None]) -> None:
    found = list(parts.stretches(days(*states)))
    told = [
        each.first + timedelta(days=number)
        for each in reversed(found)
        for number in range((each.last - each.first).days + 1)
    ]
    assert told == [START + timedelta(days=number) for number in range(len(states))]
    assert all(each.first == each.last for each in found if each.spans)


def test_blocks_are_groups_and_what_stands_between_them() -> None:
    mail = component("Mail"), component("Search")
    shown = site(ended_incident(), components=(*mail, *COMPONENTS))
    names, apps = parts.blocks(edition(shown))
    assert [(block.id, block.name, block.state) for block in (names, apps)] == [
        ("", "", None),
        ("apps", "Apps", FINE),
    ]
    assert [row.name for row in names.rows] == ["Mail", "Search", "API"]
    assert [row.name for row in apps.rows] == ["Web", "Mobile"]


def test_a_group_whose_components_are_retired_is_gone() -> None:
    old = component("Old", until=instant("2026-06-01 00:00"))
    group = Group(id="g", name="G", components=(old,))
    assert parts.blocks(edition(site(components=(group,)))) == ()
    assert parts.block(edition(site(components=(group,))), group).rows == ()
