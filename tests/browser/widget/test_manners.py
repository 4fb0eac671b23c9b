"""How the widget behaves as a guest: what it asks and when, and where it may be put."""

from __future__ import annotations

from browser.widget.conftest import HIDDEN, SHARED, Answer, Stage
from browser.widget.looking import rows, says
from builders import incident, site, update
from outputs.widget.written import data
from playwright.sync_api import Page, expect

PILL = '<status-widget src="{src}"></status-widget>'
DOWN = incident(update("11:00", "investigating", "api=down"), slug="a", title="Requests fail")
WELL = "All systems operational"
BAD = "Major outage"


def asked(stage: Stage) -> int:
    return stage.status.asked.count("/widget.json")


def hide(page: Page, *, hidden: bool) -> None:
    """Do as if the visitor looked at another tab."""
    page.evaluate(HIDDEN, hidden)


def test_two_on_one_page_ask_once(stage: Stage) -> None:
    page = stage.open(PILL + '<status-widget src="{src}/" mode="list"></status-widget>')
    says(page, WELL, "[mode=list]")
    says(page, WELL, "status-widget:not([mode])")
    assert asked(stage) == 1


def test_two_sites_are_asked_apart(stage: Stage) -> None:
    stage.status.answers["/two/widget.json"] = Answer(body=b"{}", headers=SHARED)
    page = stage.open(PILL + '<status-widget src="{src}/two" mode="list"></status-widget>')
    says(page, WELL, "status-widget:not([mode])")
    says(page, "Status unknown", "[mode=list]")


def test_it_asks_each_minute_and_a_little_later_each_time(stage: Stage) -> None:
    page = stage.open(PILL)
    says(page, WELL)
    stage.forward(page, 59_000)
    assert asked(stage) == 1
    for number in range(2, 5):
        stage.tell(data(site(DOWN) if number % 2 else site()))
        stage.forward(page, 81_000)
        says(page, BAD if number % 2 else WELL)
        assert asked(stage) == number


def test_it_asks_less_and_less_where_there_is_no_answer(stage: Stage) -> None:
    stage.tell(b"", status=503)
    page = stage.open(PILL)
    says(page, "Status unknown")
    stage.forward(page, 115_000)
    assert asked(stage) == 1
    stage.forward(page, 45_000)
    expect(page.locator("status-widget .words")).to_contain_text("Status unknown")
    assert asked(stage) == 2
    stage.forward(page, 200_000)
    assert asked(stage) == 2
    stage.forward(page, 110_000)
    assert asked(stage) == 3


def test_a_page_that_nobody_sees_asks_nothing(stage: Stage) -> None:
    page = stage.open(PILL)
    says(page, WELL)
    hide(page, hidden=True)
    stage.tell(data(site(DOWN)))
    stage.forward(page, "05:00:00")
    assert asked(stage) == 1
    hide(page, hidden=False)
    says(page, BAD)
    assert asked(stage) == 2


def test_a_page_that_is_opened_in_the_background_asks_when_it_is_seen(stage: Stage) -> None:
    page = stage.open(PILL, script=False)
    hide(page, hidden=True)
    page.add_script_tag(url=f"{stage.src}/widget.js")
    stage.forward(page, 10_000)
    assert asked(stage) == 0
    hide(page, hidden=False)
    says(page, WELL)


def test_after_hours_in_the_background_nothing_stale_is_shown(stage: Stage) -> None:
    known = data(site())
    known["fresh_until"] = "2026-11-20T13:00:00Z"
    stage.tell(known)
    page = stage.open(PILL)
    says(page, WELL)
    hide(page, hidden=True)
    stage.tell(known, after=3)
    stage.forward(page, "05:00:00")
    hide(page, hidden=False)
    # At once, before anybody has answered.
    assert "Status unknown" in page.locator("status-widget .words").inner_text()


def test_it_can_be_moved_removed_and_put_back(stage: Stage) -> None:
    page = stage.open(PILL + "<div id=place></div>")
    says(page, WELL)
    page.evaluate(
        "place.append(document.querySelector('status-widget'));"
        "window.kept = document.querySelector('status-widget')"
    )
    says(page, WELL)
    page.evaluate("kept.remove()")
    stage.tell(data(site(DOWN)))
    stage.forward(page, "00:10:00")
    assert asked(stage) == 1
    page.evaluate("place.append(kept)")
    says(page, BAD)
    assert asked(stage) == 2


def test_it_can_be_made_by_a_script_of_the_host(stage: Stage) -> None:
    page = stage.open("")
    page.wait_for_load_state("load")
    page.evaluate(
        """(src) => {
          const made = document.createElement("status-widget");
          made.setAttribute("src", src);
          made.setAttribute("mode", "list");
          document.querySelector("main").append(made);
        }""",
        stage.src,
    )
    says(page, WELL)
    assert rows(page) == ["Api Operational", "Web Operational"]
    assert asked(stage) == 1


def test_a_shadow_root_and_another_document_are_no_trouble(stage: Stage) -> None:
    page = stage.open(PILL)
    says(page, WELL)
    page.evaluate(
        """(src) => {
          const host = document.createElement("div");
          document.body.append(host);
          host.attachShadow({ mode: "open" }).innerHTML =
            `<status-widget src="${src}" mode="list"></status-widget>`;
          const frame = document.createElement("iframe");
          document.body.append(frame);
          frame.contentDocument.body.append(document.querySelector("status-widget"));
        }""",
        stage.src,
    )
    says(page, WELL, "[mode=list]")


def test_it_sends_nothing_of_the_visitor(stage: Stage) -> None:
    sent: list[dict[str, str]] = []
    context = stage.context()
    context.add_cookies([{"name": "id", "value": "7", "url": stage.src}])
    page = context.new_page()
    page.on(
        "request",
        lambda request: sent.append(request.all_headers()) if "json" in request.url else None,
    )
    page = stage.open(PILL, page=page)
    says(page, WELL)
    assert len(sent) == 1
    assert "cookie" not in sent[0]
