"""Whatever goes wrong is shown as unknown, with a link, and never harms the page around."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from browser.widget.conftest import SHARED, Answer, Stage
from browser.widget.looking import link, rows, says
from builders import incident, maintenance, site, update, window
from outputs.widget.written import Data, data
from playwright.sync_api import expect

from statusgen.model import Site
from statusgen.rendering.kit import RESERVED

UNKNOWN = "Status unknown"
ALL = (
    '<status-widget src="{src}" mode="pill"></status-widget>'
    '<status-widget src="{src}" mode="list"></status-widget>'
    '<status-widget src="{src}" mode="banner"></status-widget>'
)
PILL = '<status-widget src="{src}"></status-widget>'
DOWN = incident(update("11:00", "investigating", "api=down"), slug="a", title="Requests fail")


def renewed(*incidents: Any, **fields: Any) -> Site:  # noqa: ANN401 - those of a site
    """Return a site that a job builds each hour, so that its data age."""
    whole = site(*incidents, **fields)
    return replace(whole, settings=replace(whole.settings, rebuild=timedelta(hours=1)))


def changed(**keys: Any) -> Data:  # noqa: ANN401 - any JSON
    return {**data(site()), **keys}


ANSWERS: dict[str, dict[str, Any]] = {
    "missing": {"status": 404},
    "failing": {"status": 500, "body": data(site())},
    "HTML": {"body": b"<!doctype html><h1>Welcome</h1>", "kind": "text/html"},
    "empty": {"body": b""},
    "half": {"body": json.dumps(data(site())).encode()[:300]},
    "null": {"body": b"null"},
    "a list": {"body": b"[]"},
    "a text": {"body": b'"fine"'},
    "an empty object": {"body": b"{}"},
    "the version alone": {"body": b'{"schema_version": 1}'},
    "a site alone": {"body": b'{"schema_version": 1, "site": {}}'},
    "a newer version": {"body": changed(schema_version=2)},
    "a state that nobody knows": {
        "body": changed(components=[{"id": "a", "ids": ["a"], "name": "A", "group": None}])
    },
    "lists that are none": {"body": changed(incidents=7)},
    "an item that is none": {"body": changed(incidents=[None])},
    "times that are none": {
        "body": changed(incidents=[{**data(site(DOWN))["incidents"][0], "last_update": "soon"}])
    },
    "ten megabytes": {"body": changed(padding="x" * 10_000_000)},
    "redirected": {"status": 302, "headers": {"Location": "/elsewhere.json"}},
    "not for others": {"body": data(site()), "headers": {"Access-Control-Allow-Origin": "null"}},
}


@pytest.mark.parametrize("name", ANSWERS)
def test_data_that_cannot_be_used_are_unknown_in_every_mode(stage: Stage, name: str) -> None:
    answer = dict(ANSWERS[name])
    stage.tell(answer.pop("body", b""), **answer)
    stage.status.answers["/elsewhere.json"] = Answer(body=b"{}", headers=SHARED)
    page = stage.open(ALL)
    for mode in ("pill", "list"):
        says(page, UNKNOWN, f"[mode={mode}]")
        assert link(page, f"[mode={mode}]") == f"{stage.src}/"
        assert page.locator(f"[mode={mode}] i").get_attribute("class") == "icon t6"
    expect(page.locator("[mode=banner] section")).to_have_count(0)
    assert rows(page, "[mode=list]") == []
    assert "/elsewhere.json" not in stage.status.asked


def test_a_redirect_to_somebody_else_is_not_followed(stage: Stage) -> None:
    stage.tell(b"", status=302, headers={"Location": f"{stage.other.address}/widget.json"})
    page = stage.open(PILL)
    says(page, UNKNOWN)  # the stage sees to it that the other was not asked


def test_a_site_that_cannot_be_reached(stage: Stage) -> None:
    page = stage.open(PILL, script=False)
    page.route("**/widget.json", lambda route: route.abort("connectionrefused"))
    page.add_script_tag(url=f"{stage.src}/widget.js")
    says(page, UNKNOWN)


def test_slow_data_are_unknown_after_eight_seconds(stage: Stage) -> None:
    stage.tell(data(site()), after=10)
    page = stage.open(ALL)
    expect(page.locator("[mode=pill] .words")).to_contain_text("…")
    page.clock.fast_forward(8_100)
    expect(page.locator("[mode=pill] .words")).to_contain_text(UNKNOWN, timeout=9_000)


@pytest.mark.parametrize(
    "src",
    [
        "javascript:alert(1)",
        "data:application/json,{}",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "blob:http://127.0.0.1/x",
        "//",
        "http://",
        "https://[",
    ],
)
def test_a_hostile_address_is_unknown_and_nobody_is_asked(stage: Stage, src: str) -> None:
    page = stage.open(f'<status-widget src="{src}" mode="list"></status-widget>')
    says(page, UNKNOWN)
    assert link(page) is None
    assert [path for path in stage.status.asked + stage.host.asked if "json" in path] == []


def test_a_user_in_an_address_goes_nowhere(stage: Stage) -> None:
    src = stage.src.replace("http://", "http://user:secret@")
    page = stage.open(f'<status-widget src="{src}"></status-widget>')
    says(page, "All systems operational")
    assert link(page) == f"{stage.src}/"


# The rules of the page around


def test_a_strict_policy_with_trusted_types_is_enough(stage: Stage) -> None:
    stage.tell(data(site(DOWN)))
    policy = (
        f"default-src 'none'; script-src {stage.src}; connect-src {stage.src}; "
        "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    reports: list[str] = []
    context = stage.context()
    page = context.new_page()
    page.on("console", lambda message: reports.append(message.text))
    page.on("pageerror", lambda error: stage.wrong.append(str(error)))
    page = stage.open(ALL, headers={"Content-Security-Policy": policy}, page=page)
    says(page, "Major outage", "[mode=list]")
    box = page.locator("[mode=list] .list").bounding_box()
    assert box
    assert box["height"] > 100  # it has its style
    page.get_by_role("button", name="Dismiss").click()
    assert page.locator("[mode=banner] section").count() == 0
    assert [each for each in reports if "favicon" not in each and "data:" not in each] == []


def test_where_it_may_not_connect_it_is_unknown(stage: Stage) -> None:
    policy = f"default-src 'none'; script-src {stage.src}"
    page = stage.open(ALL, headers={"Content-Security-Policy": policy})
    for mode in ("pill", "list"):
        says(page, UNKNOWN, f"[mode={mode}]")
        assert link(page, f"[mode={mode}]") == f"{stage.src}/"
    assert "/widget.json" not in stage.status.asked


def test_without_javascript_the_link_in_the_snippet_shows(stage: Stage) -> None:
    html = '<status-widget src="{src}"><a href="{src}">Acme Status</a></status-widget>'
    context = stage.context(java_script_enabled=False)
    page = context.new_page()
    page = stage.open(html, page=page)
    expect(page.get_by_role("link", name="Acme Status")).to_be_visible()


def test_without_javascript_no_place_is_kept_free(stage: Stage) -> None:
    context = stage.context(java_script_enabled=False)
    page = stage.open(
        f"<style>{RESERVED}</style>"
        + ALL.replace("></status-widget>", '><a href="{src}">Acme Status</a></status-widget>'),
        page=context.new_page(),
    )
    links = page.get_by_role("link", name="Acme Status")
    expect(links).to_have_count(3)
    for number in range(3):
        expect(links.nth(number)).to_be_visible()
    after = page.locator("#after").bounding_box()
    assert after
    assert after["y"] < 150


def test_an_old_browser_keeps_the_link(stage: Stage) -> None:
    html = '<status-widget src="{src}"><a href="{src}">Acme Status</a></status-widget>'
    context = stage.context()
    context.add_init_script(
        "delete Document.prototype.adoptedStyleSheets;"
        "window.CSSStyleSheet = function () { throw new TypeError('Illegal constructor') }"
    )
    page = context.new_page()
    page.on("pageerror", lambda error: stage.wrong.append(str(error)))
    page = stage.open(html, page=page)
    page.wait_for_load_state("load")
    expect(page.get_by_role("link", name="Acme Status")).to_be_visible()


def test_the_script_may_be_loaded_twice(stage: Stage) -> None:
    again = '<script src="{src}/widget.js" async></script><script src="{src}/widget.js?2"></script>'
    page = stage.open(PILL + again)
    says(page, "All systems operational")
    page.wait_for_load_state("load")
    assert stage.status.asked.count("/widget.json") == 1


# The clock


def test_stale_data_are_unknown(stage: Stage) -> None:
    stage.tell(data(renewed()))
    page = stage.open(ALL, "15:30")
    for mode in ("pill", "list"):
        says(page, UNKNOWN, f"[mode={mode}]")
    expect(page.locator("[mode=banner] section")).to_have_count(0)


def test_data_that_grow_stale_on_the_page_become_unknown(stage: Stage) -> None:
    stage.tell(data(renewed()))
    page = stage.open(PILL, "14:59")
    says(page, "All systems operational")
    stage.forward(page, 61_000)
    says(page, UNKNOWN)
    stage.tell(data(renewed(as_of="15:00")))
    stage.forward(page, 90_000)
    says(page, "All systems operational")


def test_data_that_nobody_renews_do_not_age(stage: Stage) -> None:
    page = stage.open(PILL, "2027-11-20 12:00")
    says(page, "All systems operational")


EXPOSED = {"Access-Control-Expose-Headers": "Date"}


def dated(text: str) -> dict[str, str]:
    return {**EXPOSED, "Date": f"Fri, 20 Nov 2026 {text}:00 GMT"}


@pytest.mark.parametrize("clock", ["11-19 13:30", "11-21 13:30"])
def test_a_visitors_clock_that_is_a_day_off_is_set_right_by_the_hosts(
    stage: Stage, clock: str
) -> None:
    works = maintenance(window("13:00", "14:00"), update("10:00", "scheduled"), components="web=ok")
    stage.tell(data(renewed(works, as_of="12:45")), headers=dated("13:30"))
    page = stage.open(ALL, clock)
    says(page, "All systems operational", "[mode=list]")
    expect(page.locator("[mode=list] .item")).to_contain_text("In progress")


@pytest.mark.parametrize("clock", ["11-19 16:00", "11-21 16:00"])
def test_stale_data_stay_unknown_whatever_the_visitors_clock_shows(
    stage: Stage, clock: str
) -> None:
    stage.tell(data(renewed()), headers=dated("16:00"))
    page = stage.open(PILL, clock)
    says(page, UNKNOWN)


def test_stale_data_out_of_a_cache_with_a_date_as_old_are_unknown(stage: Stage) -> None:
    aged = {**dated("12:00"), "Access-Control-Expose-Headers": "Age, Date", "Age": "14400"}
    stage.tell(data(renewed()), headers=aged)
    page = stage.open(PILL, "16:00")
    says(page, UNKNOWN)


def test_a_clock_that_is_a_day_behind_knows_that_data_do_not_come_from_the_future(
    stage: Stage,
) -> None:
    works = maintenance(window("11:00", "13:00"), update("10:00", "scheduled"), components="web=ok")
    stage.tell(data(renewed(works)))
    page = stage.open(ALL, "11-19 12:30")
    expect(page.locator("[mode=list] .item")).to_contain_text("In progress")


def test_a_clock_that_is_a_day_ahead_makes_nothing_look_well(stage: Stage) -> None:
    stage.tell(data(renewed()))
    page = stage.open(PILL, "11-21 12:30")
    says(page, UNKNOWN)


# What comes after


def test_it_recovers_when_the_data_are_there_again(stage: Stage) -> None:
    stage.tell(b"", status=500)
    page = stage.open(PILL)
    says(page, UNKNOWN)
    stage.tell(data(site()))
    stage.forward(page, 151_000)
    says(page, "All systems operational")


def test_data_that_cannot_be_had_again_are_no_longer_shown(stage: Stage) -> None:
    page = stage.open(PILL)
    says(page, "All systems operational")
    stage.tell(b"", status=500)
    stage.forward(page, 80_000)
    says(page, UNKNOWN)
