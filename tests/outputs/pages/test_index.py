import gzip
from dataclasses import replace
from datetime import timedelta

import pytest
from outputs.pages.scene import (
    DOWN,
    FINE,
    NOW,
    SETTINGS,
    SLOW,
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
    assert "7 Nov - 20 Nov Nothing to report." in text
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
    assert "Major outage Please check what you need to do." in text
    assert "Identified · Critical impact Title of api-errors" in text
    assert "Began 14:05 CET · Last update 14:32 CET Next update by 15:00 CET" in text
    assert "What you need to do Rotate all keys." in text
    assert "Workaround Use the EU endpoint." in text
    assert "Expected end 16:30 CET" in text
    assert "Affected API Major outage Web Degraded performance" in text
    assert "Cause No connections were left." in text
    assert "Identified 14:32 A release is the cause." in text
    assert "14:12 One in ten." in text
    assert "Some requests fail." not in text  # the fourth, which is only on its own page
    assert "1 earlier update" in text


def test_late_update_is_admitted() -> None:
    text = page(site(open_incident(next=instant("2026-11-20 13:40"))))
    assert "We promised an update by 14:40 CET and are late. Last update: 14:32." in text
    assert "Next update by" not in text


def test_promise_has_the_text_for_when_it_is_late() -> None:
    html = render(site(open_incident(next=instant("2026-11-20 14:00"))))["index.html"]
    before, _, after = html.partition('<p class="promise" data-at="2026-11-20T14:00:00Z">')
    assert "are late" not in before
    assert after.index("<template>") < after.index("are late") < after.index("</template>")


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
    assert "In progress · Maintenance Title of db 14:00 - 16:00 CET" in text
    assert "In progress 14:00 Scheduled maintenance has begun." in text


def test_overrunning_maintenance_says_so() -> None:
    begun = update("2026-11-20 12:05", State.IN_PROGRESS, "We have begun.")
    shown = site(maintenance("db", window("2026-11-20 12:00", "2026-11-20 13:30"), begun))
    assert "Planned 13:00 - 14:30 CET, still in progress" in page(shown)


def test_upcoming_maintenance_shows_its_window() -> None:
    shown = site(maintenance("db", window("2026-11-28 21:00", "2026-11-28 22:00")))
    assert "Upcoming maintenance 28 Nov, 22:00 - 23:00 CET Title of db Scheduled · API" in page(
        shown
    )
    html = render(shown)["index.html"]
    turns = [
        '<span data-at="2026-11-28T21:00:00Z">Scheduled<template>',
        '<span data-at="2026-11-28T22:00:00Z">In progress<template>Completed</template>',
    ]
    assert "".join(turns) in html


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
    assert "All systems operational Please check what you need to do." in text
    assert "Resolved · Critical impact Title of leak" in text
    assert text.index("Rotate all keys.") < text.index("Apps Web")


def test_open_notice_is_shown_but_is_no_incident() -> None:
    told = update("2026-11-19 09:00", State.NOTICE, "We are closed on Monday.")
    until = instant("2026-11-24 00:00")
    shown = site(incident("closed", told, sort=Sort.NOTICE, components=(), until=until))
    text = page(shown)
    assert "All systems operational No incidents so far." in text
    assert "We are closed on Monday." in text
    assert 'data-at="2026-11-24T00:00:00Z"' in render(shown)["index.html"]


def test_components_are_in_their_groups_with_their_uptime() -> None:
    text = page(site(open_incident()))
    assert "API 99.96% Major outage Apps Web 100% Operational Mobile 100% Operational" in text
    assert "never rounded up" in text
    assert "Legacy" not in text


def test_bars_have_a_text_description() -> None:
    html = render(site(ended_incident()))["index.html"]
    assert (
        'aria-label="The last 90 days. Operational: 89 days. Degraded performance: 1 day."' in html
    )


def test_days_with_the_same_ongoing_incidents_share_a_line() -> None:
    began = update("2026-11-18 09:00", State.MONITORING)
    text = page(site(incident("long", began)))
    assert "19 Nov - 20 Nov Continued: Title of long 18 Nov Title of long" in text


def test_nothing_that_is_over_is_called_ongoing() -> None:
    began = update("2026-11-17 09:00", State.MONITORING)
    text = page(site(incident("long", began, update("2026-11-19 09:00", State.RESOLVED))))
    assert "19 Nov Resolved: Title of long 18 Nov Continued: Title of long 17 Nov Title" in text
    assert "ngoing" not in text


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


def long_history(components: tuple[Component, ...]) -> tuple[Incident, ...]:
    """Return a thousand incidents over three years, with three to eight updates. Three are open."""
    return tuple(_made(number, components) for number in range(1000))


def _made(number: int, components: tuple[Component, ...]) -> Incident:
    began = NOW - timedelta(hours=26 * number + number * 7 % 5, minutes=40 + number * 13 % 60)
    last = 2 + number % 6
    states = [State.INVESTIGATING, State.IDENTIFIED, *[State.MONITORING] * 6][:last]
    updates = [
        update(
            f"{began + timedelta(minutes=9 * place):%Y-%m-%d %H:%M}",
            state,
            prose(number * 10 + place, 40),
        )
        for place, state in enumerate((*states, State.RESOLVED if number > 2 else State.UPDATE))
        if number > 2 or began + timedelta(minutes=9 * place) <= NOW
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


@pytest.mark.parametrize(("count", "limit"), [(12, 10_000), (30, 14_000)])
def test_the_index_is_small(count: int, limit: int) -> None:
    leaves = tuple(component(f"{WORDS[n]}-{WORDS[n + 7]}".title()) for n in range(count))
    size = count // 3
    groups = tuple(
        Group(id=f"group-{n}", name=f"Group {n}", components=leaves[n * size : (n + 1) * size])
        for n in range(3)
    )
    shown = site(*long_history(leaves), components=groups)
    (planned,) = index.plan(context(shown))
    view = planned.values[0]
    assert len(view.open) == 3
    assert sum(len(block.rows) for block in view.blocks) == count
    html = planned.produce(kit(shown))
    assert len(gzip.compress(html, 9)) <= limit
