import gzip
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from outputs.pages.scene import (
    DOWN,
    FINE,
    NOW,
    SETTINGS,
    SLOW,
    Reader,
    component,
    context,
    ended_incident,
    incident,
    instant,
    kit,
    maintenance,
    open_incident,
    page,
    render,
    site,
    update,
    window,
)

from statusgen.model import (
    Component,
    ComponentState,
    Group,
    Impact,
    Incident,
    Kind,
    LabelledLink,
    Sort,
    State,
    Text,
)
from statusgen.outputs.pages import index
from statusgen.status import Description

ROTATE = Text(markdown="Rotate **all** keys.")


def test_quiet_days_say_so() -> None:
    text = page(site(ended_incident()))
    assert "All systems operational No incidents since 3 Nov 2026." in text
    assert "Last 14 days Nothing to report." in text
    assert "What you need to do" not in text


def test_index_of_a_site_without_incidents() -> None:
    assert "No incidents so far." in page(site())


def test_open_incident_is_shown_in_full() -> None:
    text = page(
        site(
            open_incident(
                next=instant("2026-11-20 14:00"),
                eta=instant("2026-11-20 15:30"),
                workaround=Text(markdown="Use the EU endpoint."),
                cause=Text(markdown="No connections were left."),
                action=ROTATE,
                components=(("web", SLOW),),
            )
        )
    )
    assert "Partial outage 2 of 3 components affected" in text
    assert "Major outage · Identified Title of api-errors" in text
    assert "Since 14:05 CET Next update by 15:00 Expected end 16:30 Latest update 14:32" in text
    assert "All 4 updates A release is the cause. What you need to do Rotate all keys." in text
    assert "What you can do Use the EU endpoint." in text
    assert "Affected: API, Web Degraded performance Cause No connections were left." in text
    assert "3 earlier updates, 14:05 - 14:20 Update 14:20 One in five." in text


def test_cause_and_earlier_updates_are_folded_and_nothing_else() -> None:
    made = open_incident(cause=Text(markdown="A cause."), fix=Text(markdown="A fix."))
    html = render(site(made))["index.html"]
    folds = re.findall(r"<summary>(.*?)</summary>", html)
    assert folds == [
        "Cause and fix",
        "3 earlier updates, 14:05 – 14:20",  # noqa: RUF001 - the dash of a range
        "How uptime is counted",
    ]
    assert html.index("A release is the cause.") < html.index("<details")


def test_open_incidents_share_the_folds() -> None:
    made = [replace(open_incident(), slug=f"i{n}", id=f"i{n}") for n in range(5)]
    view = index.view(context(site(*made)))
    assert [len(each.entries) for each in view.open] == [2] * 5
    assert len(index.view(context(site(made[0]))).open[0].entries) == 4


def test_state_of_a_component_is_said_where_it_differs_from_the_incident() -> None:
    quiet = replace(open_incident(), impact=Impact.MAJOR, components=(("api", SLOW),))
    text = page(site(quiet))
    assert "Identified · Major impact Title of api-errors" in text
    assert "Affected: API Degraded performance" in text


def test_late_update_is_admitted() -> None:
    text = page(site(open_incident(next=instant("2026-11-20 13:40"))))
    assert "Update promised by 14:40, late Latest update 14:32" in text
    assert "Next update by" not in text


def test_promise_has_the_text_for_when_it_is_late() -> None:
    html = render(site(open_incident(next=instant("2026-11-20 14:00"))))["index.html"]
    assert 'data-then="2026-11-20T14:00:00Z - 15:00, late"' in html
    assert "late" not in Reader(html).text


@pytest.mark.parametrize(
    ("kind", "action", "words"),
    [
        (Kind.SECURITY, ROTATE, "Security incident: action required"),
        (Kind.SECURITY, None, "Security incident"),
        (Kind.DATA_LOSS, ROTATE, "Data loss: action required"),
        (Kind.DATA_LOSS, None, "Data loss"),
    ],
)
def test_headline_names_security_and_data_loss(kind: Kind, action: Text | None, words: str) -> None:
    shown = site(replace(open_incident(action=action), kinds=(kind,)))
    assert f"<h1>{words}</h1>" in render(shown)["index.html"]


def test_security_without_impact_is_not_shown_as_well() -> None:
    quiet = replace(
        open_incident(), kinds=(Kind.SECURITY,), impact=Impact.NONE, components=(("api", FINE),)
    )
    found = index.headline(context(site(quiet)))
    assert found.rank is Impact.NONE
    assert found.shape is SLOW
    assert "All systems operational" not in page(site(quiet))


@pytest.mark.parametrize(
    ("impact", "shape"),
    [(Impact.MINOR, SLOW), (Impact.MAJOR, ComponentState.PARTIAL_OUTAGE), (Impact.CRITICAL, DOWN)],
)
def test_the_shape_follows_the_rank(impact: Impact, shape: ComponentState) -> None:
    shown = site(replace(open_incident(), impact=impact, components=(("api", FINE),)))
    assert index.headline(context(shown)).shape is shape


def test_a_healthy_site_has_its_green_shape() -> None:
    found = index.headline(context(site(ended_incident())))
    assert (found.shape, found.description) == (FINE, Description.OPERATIONAL)
    assert index.headline(context(site())).shape is FINE


def test_active_maintenance_is_no_outage() -> None:
    shown = site(maintenance("db", window("2026-11-20 13:00", "2026-11-20 15:00")))
    found = index.headline(context(shown))
    assert found.description is Description.MAINTENANCE
    assert found.shape is ComponentState.UNDER_MAINTENANCE
    text = page(shown)
    assert "Maintenance · In progress Title of db Planned 14:00 - 16:00 CET" in text
    assert "Latest update 10 Nov, 10:00 All 2 updates We upgrade the database." in text


def test_overrunning_maintenance_says_so() -> None:
    begun = update("2026-11-20 12:05", State.IN_PROGRESS, "We have begun.")
    shown = site(maintenance("db", window("2026-11-20 12:00", "2026-11-20 13:30"), begun))
    assert "Maintenance · Longer than planned Title of db Planned 13:00 - 14:30 CET" in page(shown)


def test_upcoming_maintenance_shows_its_window() -> None:
    shown = site(maintenance("db", window("2026-11-28 21:00", "2026-11-28 22:00")))
    text = "Upcoming maintenance Title of db Scheduled · 28 Nov, 22:00 - 23:00 CET · API"
    assert text in page(shown)
    html = render(shown)["index.html"]
    turns = "2026-11-28T21:00:00Z - In progress|2026-11-28T22:00:00Z 0 Completed"
    assert f'<span data-then="{turns}">Scheduled</span>' in html


def test_resolution_with_an_action_stays_on_top() -> None:
    text = page(
        site(
            incident(
                "leak",
                update("2026-11-18 09:00", State.INVESTIGATING),
                update("2026-11-18 10:00", State.RESOLVED, "It is over.", action=ROTATE),
            )
        )
    )
    assert "All systems operational No incidents since 18 Nov 2026." in text
    assert "Resolved: Title of leak What you need to do: Rotate all keys. Components" in text
    assert "It is over." not in text


def test_pinned_notice_and_maintenance_of_the_next_day_are_above_the_components() -> None:
    told = update("2026-11-19 09:00", State.NOTICE, "We are closed on Monday.")
    notice = incident("closed", told, sort=Sort.NOTICE, components=(), pinned=True)
    soon = maintenance("soon", window("2026-11-21 13:48", "2026-11-21 15:00"))
    later = maintenance("later", window("2026-11-21 13:49", "2026-11-21 15:00"))
    text = page(site(notice, soon, later))
    first, _, rest = text.partition("Components API")
    assert "Title of soon Scheduled · 21 Nov, 14:48 - 16:00 CET Title of closed" in first
    assert "Title of later" not in first
    assert "Title of soon" not in rest
    assert "Notices Title of closed We are closed on Monday." in rest
    assert "Upcoming maintenance Title of later" in rest


def test_open_notice_is_shown_but_is_no_incident() -> None:
    told = update("2026-11-19 09:00", State.NOTICE, "We are closed on Monday.")
    until = instant("2026-11-24 00:00")
    shown = site(incident("closed", told, sort=Sort.NOTICE, components=(), until=until))
    text = page(shown)
    assert "All systems operational No incidents so far." in text
    assert "We are closed on Monday." in text
    assert 'data-then="2026-11-24T00:00:00Z"' in render(shown)["index.html"]


def test_components_are_in_their_groups_with_their_uptime() -> None:
    text = page(site(open_incident()))
    api = "API Major outage 20 Nov: Major outage, 43 min 90 days ago 99.96% uptime Today"
    assert f"Components {api} Apps Web Operational 90 days ago 100% uptime Today Mobile" in text
    assert "never rounded up" in text
    assert "Legacy" not in text


def test_bars_have_a_text_description() -> None:
    html = render(site(ended_incident()))["index.html"]
    assert (
        'aria-label="The last 90 days. Operational: 89 days. Degraded performance: 1 day."' in html
    )


def test_what_ended_recently_is_listed_once_with_its_days() -> None:
    began = update("2026-11-16 09:00", State.INVESTIGATING)
    ended = update("2026-11-18 10:00", State.RESOLVED, "It is over.")
    called_off = update("2026-11-12 09:00", State.CANCELLED)
    planned = maintenance("db", window("2026-11-28 21:00", "2026-11-28 22:00"), called_off)
    text = page(site(incident("long", began, ended), open_incident(), planned))
    past = text.partition("Last 14 days ")[2]
    assert past.startswith("Title of long 16 Nov - 18 Nov · Resolved after 2 days 1 h ·")
    assert "Title of db 12 Nov · Cancelled · API" in past
    assert "api-errors" not in past


def test_site_links_are_in_the_footer() -> None:
    settings = replace(
        SETTINGS,
        links=(LabelledLink(label="Support", url="https://acme.example/support"),),
        subscribe=(LabelledLink(label="E-mail", url="https://list.acme.example/"),),
    )
    html = render(site(settings=settings))["index.html"]
    assert "All times are in Europe/Paris." in page(site(settings=settings))
    assert '<a href="https://acme.example/support" dir="auto">Support</a>' in html
    assert '<a href="https://list.acme.example/" dir="auto">E-mail</a>' in html


def test_a_preview_is_marked() -> None:
    shown = site(replace(ended_incident(), draft=True), preview="Mend the mail")
    html = render(shown)["index.html"]
    assert "Preview: Mend the mail." in html
    assert '<meta name="robots" content="noindex">' in html


def test_time_of_day_alone_changes_nothing() -> None:
    shown = site(ended_incident(), as_of=instant("2026-11-20 08:00"))
    later = replace(shown, as_of=instant("2026-11-20 20:00"))
    assert render(shown) == render(later)


# Size

PROSE = (
    "we see requests fail in this region since release of engine and the queue grows while our "
    "team rolls back database replica that lost connection customers may notice slow answers on "
    "dashboard search upload billing webhook until cache warms up again thank you for patience"
)
WORDS = PROSE.split()


def prose(seed: int, count: int) -> str:
    """Return words in an order that does not compress well, the same in each run."""
    picked = []
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) % 2**31
        picked.append(WORDS[(seed >> 16) % len(WORDS)])
    return " ".join(picked).capitalize() + "."


def long_history(components: tuple[Component, ...], opened: int) -> tuple[Incident, ...]:
    """Return a thousand incidents over three years, with three to eight updates."""
    return tuple(_made(number, components, opened) for number in range(1000))


def _made(number: int, components: tuple[Component, ...], opened: int) -> Incident:
    began = NOW - timedelta(hours=26 * number + number * 7 % 5, minutes=40 + number * 13 % 60)
    last = 2 + number % 6
    states = [State.INVESTIGATING, State.IDENTIFIED, *[State.MONITORING] * 6][:last]
    ends = number >= opened
    updates = [
        update(
            f"{began + timedelta(minutes=9 * place):%Y-%m-%d %H:%M}",
            state,
            prose(number * 10 + place, 40),
        )
        for place, state in enumerate((*states, State.RESOLVED if ends else State.UPDATE))
        if ends or began + timedelta(minutes=9 * place) <= NOW
    ]
    state = ComponentState(2 + number % 3)
    first, second = components[number % len(components)], components[number * 5 % len(components)]
    known = {first.id: state, second.id: SLOW}
    return incident(
        f"{began:%Y-%m-%d}-incident-{number}",
        *updates,
        title=prose(number, 6),
        kinds=(Kind.OUTAGE,),
        components=tuple(known.items()),
    )


@pytest.mark.parametrize(("count", "opened", "limit"), [(12, 0, 8_000), (30, 5, 9_600)])
def test_the_index_is_small(count: int, opened: int, limit: int) -> None:
    leaves = tuple(component(f"{WORDS[n]}-{WORDS[n + 7]}".title()) for n in range(count))
    size = count // 3
    groups = tuple(
        Group(id=f"group-{n}", name=f"Group {n}", components=leaves[n * size : (n + 1) * size])
        for n in range(3)
    )
    shown = site(*long_history(leaves, opened), components=groups)
    (planned,) = index.plan(context(shown))
    view = planned.values[0]
    assert len(view.open) == opened
    assert sum(len(block.rows) for block in view.blocks) == count
    html = planned.produce(kit(shown))
    assert len(gzip.compress(html, 9)) <= limit
