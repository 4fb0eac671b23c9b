"""The titles of tabs, and what link previews say: the state, while something is open."""

import re
from dataclasses import replace

import pytest
from outputs.pages.scene import (
    DOWN,
    SETTINGS,
    SLOW,
    component,
    ended_incident,
    incident,
    instant,
    maintenance,
    open_incident,
    render,
    site,
    update,
    window,
)

from statusgen.model import Group, Kind, Site, Sort, State
from statusgen.status import Description, status_of

INDEX = "index.html"
API = "components/api/index.html"
SAID = replace(SETTINGS, description="The services of Acme.")
WORKS = maintenance("db", window("2026-11-20 13:00", "2026-11-20 15:00"))


def head(shown: Site, path: str = INDEX) -> tuple[str, str]:
    """Return title and description of a page, which previews have too."""
    html = render(shown)[path]
    title = re.findall(r'<title>(.*?)</title>|"og:title" content="(.*?)"', html)
    assert title[0][0] == title[1][1]
    description = re.findall(r'(?:name="|og:)description" content="(.*?)"', html)
    assert len(set(description)) <= 1
    named = title[0][0].replace("–", "-")  # noqa: RUF001 - the dash of typography
    return named, description[0] if description else ""


def test_index_says_what_is_open_since_when() -> None:
    shown = site(open_incident(next=instant("2026-11-20 14:00")))
    assert head(shown) == (
        "Partial outage - Acme Status",
        "Since 14:05 CET: Title of api-errors. Next update by 15:00.",
    )


@pytest.mark.parametrize("shown", [site(), site(ended_incident())])
def test_index_without_anything_open_claims_no_state(shown: Site) -> None:
    assert head(replace(shown, settings=SAID)) == ("Acme Status", "The services of Acme.")


def test_index_never_claims_that_all_is_well() -> None:
    harmless = incident("a", update("2026-11-20 13:00", State.MONITORING), components=())
    assert head(site(harmless)) == ("Acme Status", "Since 14:00 CET: Title of a.")


def test_index_names_an_alarm_and_maintenance() -> None:
    loss = replace(open_incident(), kinds=(Kind.DATA_LOSS,))
    breach = replace(loss, slug="breach", id="breach", kinds=(Kind.SECURITY,))
    assert head(site(loss))[0] == "Data loss - Acme Status"
    assert head(site(loss, breach))[0] == "Security incident - Acme Status"
    assert head(site(WORKS)) == (
        "Under maintenance - Acme Status",
        "Since 14:00 CET: Title of db.",
    )


def test_a_state_that_remains_after_the_end_is_not_claimed() -> None:
    left = incident("a", update("2026-11-20 13:00", State.RESOLVED, components=(("api", SLOW),)))
    assert status_of(site(left)).overall.description is not Description.OPERATIONAL
    assert head(site(left)) == ("Acme Status", "")
    assert head(site(left), API) == ("API - Acme Status", "")


def test_a_passed_promise_is_left_out_and_another_day_is_named() -> None:
    shown = site(open_incident(next=instant("2026-11-20 14:00")))
    tomorrow = replace(shown, as_of=instant("2026-11-21 09:00"))
    assert head(tomorrow)[1] == "Since 20 Nov, 14:05 CET: Title of api-errors."


def test_incident_always_names_its_state() -> None:
    assert head(site(open_incident()), "incidents/api-errors/index.html") == (
        "Identified: Title of api-errors - Acme Status",
        "Since 14:05 CET: Title of api-errors. A release is the cause.",
    )
    assert head(site(ended_incident()), "incidents/mail-late/index.html") == (
        "Resolved: Title of mail-late - Acme Status",
        "Mail is on time again.",
    )
    soon = maintenance("db", window("2026-11-21 13:00", "2026-11-21 15:00"))
    assert head(site(soon), "incidents/db/index.html") == (
        "Scheduled: Title of db - Acme Status",
        "We upgrade the database.",
    )
    told = incident("n", update("2026-11-19 09:00", State.NOTICE, "Hi."), sort=Sort.NOTICE)
    assert head(site(told), "incidents/n/index.html")[1] == "Hi."


def test_component_and_group_name_the_incident_that_they_owe_their_state_to() -> None:
    slow = replace(
        incident("slow", update("2026-11-20 13:40", State.IDENTIFIED)), components=(("web", SLOW),)
    )
    shown = site(open_incident(), slow, WORKS)
    assert head(shown, API) == (
        "Major outage: API - Acme Status",
        "Since 14:05 CET: Title of api-errors.",
    )
    said = "Since 14:40 CET: Title of slow."
    assert head(shown, "components/web/index.html")[1] == said
    assert head(shown, "components/apps/index.html") == (
        "Degraded performance: Apps - Acme Status",
        said,
    )
    assert head(shown, "components/mobile/index.html") == ("Mobile - Acme Status", "")


def test_retired_component_and_empty_group_claim_nothing() -> None:
    gone = component("API", until=instant("2026-11-20 13:45"))
    shown = site(
        incident("a", update("2026-11-20 13:00", State.IDENTIFIED), components=(("api", DOWN),)),
        components=(Group(id="old", name="Old", components=(gone,)),),
    )
    assert head(shown, API)[0] == "API - Acme Status"
    assert head(shown, "components/old/index.html")[0] == "Old - Acme Status"


def test_heads_do_not_change_while_no_fact_changes() -> None:
    shown = site(open_incident(next=instant("2026-11-20 14:00")), ended_incident(), WORKS)
    later = replace(shown, as_of=instant("2026-11-20 13:59"))
    heads = [
        {path: html.partition("</head>")[0] for path, html in render(each).items()}
        for each in (shown, later)
    ]
    assert heads[0] == heads[1]


def test_titles_of_feeds_do_not_change() -> None:
    """Feed readers keep the name under which a feed was added."""
    quiet, busy = render(site()), render(site(open_incident()))
    for path in (INDEX, API):
        found = [
            re.findall(r'rel="alternate".*? title="(.*?)"', each[path]) for each in (quiet, busy)
        ]
        assert found[0] == found[1]
        assert found[0]
