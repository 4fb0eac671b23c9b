"""How the widget looks: legible to all, still while it loads, and as the host wants it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from browser.conftest import AXE
from browser.widget.conftest import Answer, Stage
from browser.widget.looking import says
from builders import incident, maintenance, notice, site, update, window
from outputs.widget.written import Data, data
from playwright.sync_api import Page, expect

from statusgen.model import Kind
from statusgen.rendering.kit import RESERVED

MODES = ("pill", "list", "banner")
DOWN = incident(
    update(
        "11:00", "investigating", "api=down, web=partial", next="12:30", action="Wait a little."
    ),
    slug="a",
    title="Requests fail",
)
EVERYTHING = site(
    DOWN,
    incident(update("11:30", "monitoring", "web=degraded"), slug="b", kinds=(Kind.SECURITY,)),
    incident(update("09:00", "investigating"), update("10:00", "resolved", action="Go"), slug="c"),
    maintenance(
        window("11:00", "13:00"), update("10:00", "scheduled"), components="web=maintenance"
    ),
    notice(update("10:00", "notice")),
)
STATES: dict[str, Data | bytes] = {
    "well": data(site()),
    "bad": data(EVERYTHING),
    "unknown": b"{}",
}

MEASURE = """
  window.moved = [];
  window.long = [];
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) moved.push(each.value);
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) long.push(each.duration);
  }).observe({ type: "longtask", buffered: true });
  const define = customElements.define;
  customElements.define = function (...given) {
    window.begun ??= performance.now();
    return define.apply(this, given);
  };
"""
"""Notes what moves, what takes long, and when the widget's script has come to its end."""

DRAWN = """() => new Promise((done) => {
  const look = () => {
    const words = document.querySelector("status-widget").shadowRoot?.querySelector(".words");
    if (words && !words.textContent.includes("…")) done(performance.now() - window.begun);
    else requestAnimationFrame(look);
  };
  look();
})"""


def style(page: Page, selector: str, name: str) -> str:
    """Return what an element's style comes out as."""
    found: str = page.locator(selector).first.evaluate(
        "(element, name) => getComputedStyle(element).getPropertyValue(name)", name
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(stage: Stage, state: str, scheme: str) -> None:
    stage.tell(STATES[state])
    widgets = "".join(
        f'<status-widget src="{{src}}" mode="{mode}"></status-widget>' for mode in MODES
    )
    page = stage.open(widgets, color_scheme=scheme)
    page.add_style_tag(content=":root { color-scheme: light dark }")
    expect(page.locator("status-widget .words").first).not_to_contain_text("…")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: Any = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [
        f"{rule['id']}: {[node['html'] for node in rule['nodes']][:3]}"
        for rule in result["violations"]
    ] == []
    contrast = "axe.run(document, {runOnly: 'color-contrast'})"
    for theme in ("light", "dark"):
        page.evaluate(
            "(theme) => document.querySelectorAll('status-widget')"
            ".forEach((each) => each.setAttribute('theme', theme))",
            theme,
        )
        checked: Any = page.evaluate(contrast)
        assert checked["violations"] == []
        assert checked["passes"]


@pytest.mark.parametrize("mode", ["pill", "list"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_around_it_moves(stage: Stage, state: str, mode: str) -> None:
    # So that the page is painted before there is a script, and again before there are data.
    stage.status.answers["/widget.js"].after = 1
    stage.tell(STATES[state], after=1.5)
    context = stage.context(viewport={"width": 500, "height": 900})
    context.add_init_script(MEASURE)
    page = context.new_page()
    link = '<a href="{src}">Acme</a>'
    widget = f'<status-widget src="{{src}}" mode="{mode}">{link}</status-widget>'
    page = stage.open(f"<style>{RESERVED}</style>Before {widget} after", page=page)
    expect(page.locator("status-widget .words")).to_contain_text("…")
    before = page.locator("#after").bounding_box()
    expect(page.locator("status-widget .words")).not_to_contain_text("…")
    page.wait_for_timeout(50)
    assert page.locator("#after").bounding_box() == before
    assert page.evaluate("moved") == []
    painted = page.evaluate("performance.getEntriesByType('paint')[0].startTime < window.begun")
    assert painted, "the page was first painted with its script, which shows nothing"


def test_it_is_drawn_with_one_request_and_its_time_can_be_told(stage: Stage) -> None:
    """How long it takes is not judged here, since machines differ: see bench/widget_cost.py."""
    stage.tell(data(EVERYTHING))
    page = stage.context().new_page()
    page.add_init_script(MEASURE)
    page = stage.open('<status-widget src="{src}" mode="list"></status-widget>', page=page)
    assert page.evaluate(DRAWN) > 0
    assert page.locator("status-widget .item").count() == 4  # by this clock no maintenance goes on
    assert stage.status.asked == ["/widget.js", "/widget.json"]


def test_a_long_headline_stays_in_its_place(stage: Stage) -> None:
    stage.tell(data(site(replace(DOWN, kinds=(Kind.SECURITY,)))))
    page = stage.open(
        '<div id=narrow><status-widget src="{src}" lang="fr"></status-widget></div>',
        viewport={"width": 500, "height": 300},
    )
    says(page, "Incident de sécurité")
    page.add_style_tag(content="#narrow { width: 7em }")
    outer = page.locator("#narrow").bounding_box()
    inner = page.locator("status-widget .pill").bounding_box()
    assert outer
    assert inner
    assert inner["width"] <= outer["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 500


def test_its_theme_is_that_of_the_page_unless_it_has_one(stage: Stage) -> None:
    html = "".join(
        f'<status-widget src="{{src}}"{theme}></status-widget>'
        for theme in ("", ' theme="light"', ' theme="dark"')
    )
    page = stage.open(html, color_scheme="dark")
    grounds = [
        style(page, f"status-widget:nth-of-type({number}) .pill", "background-color")
        for number in (1, 2, 3)
    ]
    # The page does not say that it can be dark, so it is light.
    assert grounds[0] == grounds[1] != grounds[2]
    page.add_style_tag(content=":root { color-scheme: light dark }")
    assert style(page, "status-widget:nth-of-type(1) .pill", "background-color") == grounds[2]


def test_properties_and_parts_give_it_the_look_of_the_host(stage: Stage) -> None:
    stage.tell(data(EVERYTHING))
    html = "".join(f'<status-widget src="{{src}}" mode="{mode}"></status-widget>' for mode in MODES)
    page = stage.open(html)
    says(page, "Security incident", "[mode=list]")
    page.add_style_tag(
        content="""
        status-widget {
          --status-background: rgb(1, 2, 3); --status-text: rgb(4, 5, 6);
          --status-border: rgb(7, 8, 9); --status-radius: 3px;
          --status-major_outage: rgb(10, 11, 12); --status-other: rgb(13, 14, 15);
        }
        status-widget::part(words) { letter-spacing: 2px }
        status-widget::part(title) { color: rgb(16, 17, 18) }
        """
    )
    assert style(page, ".pill", "background-color") == "rgb(1, 2, 3)"
    assert style(page, ".pill", "color") == "rgb(4, 5, 6)"
    assert style(page, ".list", "border-top-color") == "rgb(7, 8, 9)"
    assert style(page, ".list", "border-top-left-radius") == "3px"
    assert style(page, "i.t4", "background-color") == "rgb(10, 11, 12)"
    assert style(page, "i.t5", "background-color") == "rgb(13, 14, 15)"
    assert style(page, ".words", "letter-spacing") == "2px"
    assert style(page, "[mode=list] .title", "color") == "rgb(16, 17, 18)"


def test_every_part_has_its_name(stage: Stage) -> None:
    stage.tell(data(EVERYTHING))
    html = "".join(f'<status-widget src="{{src}}" mode="{mode}"></status-widget>' for mode in MODES)
    page = stage.open(html)
    says(page, "Security incident", "[mode=list]")
    found = page.locator("status-widget [part]").evaluate_all(
        "(all) => all.flatMap((each) => [...each.part])"
    )
    assert set(found) - {f"t{level}" for level in range(7)} == {
        *("pill", "list", "banner", "head", "words", "icon", "far"),
        *("items", "item", "text", "title", "meta", "action", "dismiss"),
        *("components", "component", "name", "state"),
    }


def test_a_page_in_another_encoding_shows_its_words(stage: Stage) -> None:
    stage.tell(b"", status=500)
    html = '<meta charset="windows-1252"><script src="{src}/widget.js" async></script>'
    stage.host.answers["/old"] = Answer(
        body=f'{html}<status-widget src="{{src}}" lang="fr">'.replace("{src}", stage.src).encode(),
        kind="text/html; charset=windows-1252",
    )
    page = stage.context().new_page()
    page.goto(f"{stage.host.address}/old")
    says(page, "État inconnu")


def test_a_hidden_one_is_hidden(stage: Stage) -> None:
    page = stage.open('<status-widget src="{src}" mode="list" hidden></status-widget>')
    says(page, "All systems operational")
    expect(page.locator("status-widget")).to_be_hidden()


def test_colours_of_the_reader_leave_the_shapes(stage: Stage) -> None:
    page = stage.open('<status-widget src="{src}"></status-widget>', forced_colors="active")
    says(page, "All systems operational")
    assert style(page, "status-widget i", "background-color") == "rgb(31, 146, 84)"
