"""What the widget says: each state, in each mode, with each attribute."""

from __future__ import annotations

from dataclasses import replace

import pytest
from browser.widget.conftest import Stage
from browser.widget.looking import announced, items, line, link, rows, says
from builders import component, group, incident, maintenance, notice, site, update, window
from outputs.widget.written import data
from playwright.sync_api import expect

from statusgen.model import Kind, Site
from statusgen.notation.words import LANGUAGES

PILL = '<status-widget src="{src}"><a href="{src}">Status</a></status-widget>'
LIST = '<status-widget src="{src}" mode="list"></status-widget>'
BANNER = '<status-widget src="{src}" mode="banner"></status-widget>'

DOWN = incident(
    update("11:00", "investigating", "api=down, web=partial", next="12:30"),
    slug="a",
    title="Requests fail",
)
WORKS = maintenance(
    window("13:00", "14:00"),
    update("10:00", "scheduled"),
    components="web=maintenance",
    title="A new disk",
)
MINOR = incident(update("11:30", "monitoring", "web=degraded"), slug="b", title="Slow pages")

OVERALL = {
    "": "All systems operational",
    "api=maintenance": "Under maintenance",
    "api=degraded": "Partly degraded",
    "api=degraded, web=degraded": "Degraded performance",
    "api=partial": "Minor outage",
    "api=down": "Partial outage",
    "api=down, web=down": "Major outage",
}


def test_all_is_well(stage: Stage) -> None:
    page = stage.open(PILL)
    says(page, "All systems operational")
    assert link(page) == f"{stage.src}/"
    assert page.locator("status-widget .head .far").inner_text().strip() == "Acme"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("held", OVERALL)
def test_the_headline_is_that_of_the_status_page(stage: Stage, held: str, language: str) -> None:
    works = maintenance(window("11:00", "13:00"), update("10:00", "scheduled"), components=held)
    whole = site(works)
    stage.tell(data(whole, language))
    assert data(whole)["overall"]["words"] == OVERALL[held]
    page = stage.open(PILL, lang=language)
    says(page, data(whole, language)["overall"]["words"])


def test_an_open_incident(stage: Stage) -> None:
    stage.tell(data(site(DOWN)))
    page = stage.open(PILL + LIST + BANNER)
    says(page, "Major outage", "status-widget:not([mode])")
    told = "Requests fail Investigating · Next update by 20 Nov, 12:30 UTC"
    assert items(page, "[mode=list]") == [told]
    assert line(page) == "Investigating: Requests fail"
    for mode in ("list", "banner"):
        title = page.locator(f"[mode={mode}] .title")
        assert title.get_attribute("href") == "https://status.acme.example/incidents/a/"
    assert rows(page, "[mode=list]") == ["Api Major outage", "Web Partial outage"]


def test_a_promise_that_passes_is_owned(stage: Stage) -> None:
    stage.tell(data(site(DOWN)))
    page = stage.open(LIST, "12:29")
    says(page, "Major outage")
    assert "Next update by" in items(page)[0]
    stage.forward(page, 70_000)
    assert "The update promised for 20 Nov, 12:30 UTC is late" in items(page)[0]


def test_times_are_the_visitors_own(stage: Stage) -> None:
    stage.tell(data(site(DOWN)))
    page = stage.open(LIST, timezone_id="Asia/Tokyo")
    says(page, "Major outage")
    assert "Next update by 20 Nov, 21:30 GMT+9" in items(page)[0]


def test_what_users_must_do_is_said(stage: Stage) -> None:
    asks = update("11:50", "resolved", action="Rotate your [keys](https://a.example/)")
    over = incident(update("11:00", "investigating", "api=down"), asks, title="Keys leaked")
    stage.tell(data(site(over)))
    page = stage.open(LIST + BANNER)
    says(page, "All systems operational", "[mode=list]")
    told = "Keys leaked Resolved · Updated 20 Nov, 11:50 UTC What you need to do: Rotate your keys"
    assert items(page, "[mode=list]") == [f"{told} (https://a.example/)"]
    assert line(page) == "Resolved: Keys leaked"


@pytest.mark.parametrize(
    ("kind", "text"), [(Kind.SECURITY, "Security incident"), (Kind.DATA_LOSS, "Data loss")]
)
def test_harm_that_must_be_known_is_the_headline(stage: Stage, kind: Kind, text: str) -> None:
    stage.tell(data(site(replace(MINOR, kinds=(kind,)))))
    page = stage.open(PILL)
    says(page, text)
    expect(page.locator("status-widget i")).to_have_class("icon t2")


def test_markup_in_a_title_is_text(stage: Stage) -> None:
    title = "<img src=x onerror=alert(1)> &amp; {} $& `x`"
    action = "Do <script>alert(2)</script> $&"
    hostile = incident(update("11:00", "investigating", action=action), title=title)
    whole = site(hostile, components=(replace(component("api"), name="<b>API</b>"),))
    stage.tell(data(replace(whole, settings=replace(whole.settings, title="<i>Acme</i>"))))
    page = stage.open(LIST)
    says(page, "All systems operational")
    assert page.locator("status-widget .title").inner_text() == title
    assert items(page)[0].endswith(f"What you need to do: {action}")
    assert rows(page) == ["<b>API</b> Operational"]
    assert page.locator("status-widget :is(img, b, script)").count() == 0


def test_a_link_of_the_data_that_is_none_of_the_web_leads_nowhere(stage: Stage) -> None:
    known = data(site(DOWN))
    known["incidents"][0]["link"] = "javascript:alert(1)"
    stage.tell(known)
    page = stage.open(LIST)
    says(page, "Major outage")
    assert page.locator("status-widget .title").get_attribute("href") is None


def test_titles_have_their_language_and_direction(stage: Stage) -> None:
    stage.tell(data(site(DOWN)))
    page = stage.open(LIST, lang="fr")
    says(page, "Panne majeure")
    title = page.locator("status-widget .title")
    assert (title.get_attribute("lang"), title.get_attribute("dir")) == ("en", "auto")
    assert page.locator("status-widget .list").get_attribute("lang") == "fr"


# The clock


def test_maintenance_starts_and_ends_by_the_visitors_clock(stage: Stage) -> None:
    stage.tell(data(site(WORKS)))
    page = stage.open(PILL + LIST, "12:59")
    says(page, "All systems operational", "[mode=list]")
    assert items(page) == ["A new disk Scheduled · 20 Nov, 13:00–14:00 UTC"]  # noqa: RUF001 - the dash of a range
    stage.forward(page, 70_000)
    says(page, "Under maintenance", "[mode=list]")
    assert "In progress" in items(page)[0]
    assert rows(page)[1] == "Web Under maintenance"
    stage.forward(page, 61 * 60_000)
    says(page, "All systems operational", "status-widget:not([mode])")
    assert items(page) == []
    assert rows(page)[1] == "Web Operational"


def test_maintenance_goes_on_where_somebody_said_so(stage: Stage) -> None:
    works = replace(WORKS, updates=(*WORKS.updates, update("13:10", "in_progress")))
    stage.tell(data(site(works, as_of="13:20")))
    page = stage.open(LIST, "14:30")
    says(page, "Under maintenance")
    assert "In progress" in items(page)[0]


def test_maintenance_never_hides_an_outage(stage: Stage) -> None:
    stage.tell(data(site(WORKS, DOWN)))
    page = stage.open(LIST, "13:30")
    says(page, "Major outage")
    assert rows(page)[1] == "Web Partial outage"


def test_a_notice_ends_by_the_visitors_clock(stage: Stage) -> None:
    stage.tell(data(site(notice(update("10:00", "notice"), until="12:01", title="Closed"))))
    page = stage.open(LIST)
    says(page, "All systems operational")
    assert items(page) == ["Closed Notice · Updated 20 Nov, 10:00 UTC"]
    stage.forward(page, 70_000)
    assert items(page) == []


# Attributes


def apps() -> Site:
    return site(
        DOWN,
        WORKS,
        components=(
            component("mail"),
            replace(component("api"), aliases=("rest",)),
            group("apps", component("web"), component("mobile")),
        ),
    )


@pytest.mark.parametrize(
    ("chosen", "headline", "shown"),
    [
        ("mail", "Operational", ["Mail Operational"]),
        ("api", "Major outage", ["Api Major outage"]),
        ("rest", "Major outage", ["Api Major outage"]),
        (
            "mail apps",
            "Major outage",
            ["Mail Operational", "Apps · Web Partial outage", "Apps · Mobile Operational"],
        ),
    ],
)
def test_components_can_be_chosen(
    stage: Stage, chosen: str, headline: str, shown: list[str]
) -> None:
    stage.tell(data(apps()))
    page = stage.open(f'<status-widget src="{{src}}" mode="list" components="{chosen}">')
    expect(page.locator("status-widget .component")).to_have_count(len(shown))
    assert rows(page) == shown
    says(page, headline)
    assert any("Requests fail" in each for each in items(page)) is (chosen != "mail")


def test_a_component_may_have_any_id(stage: Stage) -> None:
    whole = site(DOWN, components=(component("api"), component("web"), component("constructor")))
    stage.tell(data(whole))
    page = stage.open('<status-widget src="{src}" mode="list" components="constructor">')
    says(page, "Operational")
    assert items(page) == []


def test_a_component_that_the_site_does_not_know_is_not_called_operational(stage: Stage) -> None:
    page = stage.open('<status-widget src="{src}" components="api, apx">')
    says(page, "Status unknown")


@pytest.mark.parametrize(
    ("impact", "titles"),
    [
        ("none", ["Requests fail", "Slow pages", "A new disk", "Closed"]),
        ("minor", ["Requests fail", "Slow pages"]),
        ("major", ["Requests fail"]),
        ("critical", ["Requests fail"]),
    ],
)
def test_what_hurts_less_than_asked_for_is_not_listed(
    stage: Stage, impact: str, titles: list[str]
) -> None:
    closed = notice(update("10:00", "notice"), title="Closed")
    stage.tell(data(site(DOWN, MINOR, WORKS, closed)))
    page = stage.open(f'<status-widget src="{{src}}" mode="list" impact="{impact}">')
    expect(page.locator("status-widget .title")).to_have_text(titles)
    says(page, "Major outage")


@pytest.mark.parametrize(
    ("html", "headline"),
    [
        (
            '<status-widget src="{src}" lang="fr"></status-widget>',
            "Tous les systèmes sont opérationnels",
        ),
        (
            '<p lang="fr-CA"><status-widget src="{src}"></status-widget>',
            "Tous les systèmes sont opérationnels",
        ),
        (
            '<status-widget src="{src}" lang="FR"></status-widget>',
            "Tous les systèmes sont opérationnels",
        ),
        (
            '<p lang="fr"><status-widget src="{src}" lang="en"></status-widget>',
            "All systems operational",
        ),
        (
            '<status-widget src="{src}" lang="constructor"></status-widget>',
            "All systems operational",
        ),
    ],
)
def test_it_speaks_the_language_around_it(stage: Stage, html: str, headline: str) -> None:
    page = stage.open(html)
    says(page, headline)


def test_in_a_language_that_it_does_not_speak_it_speaks_that_of_the_site(stage: Stage) -> None:
    french = replace(site(), settings=replace(site().settings, language="fr"))
    stage.tell(data(french, "fr"))
    page = stage.open(PILL, lang="pl")
    says(page, "Tous les systèmes sont opérationnels")


def test_without_src_it_asks_where_its_script_came_from(stage: Stage) -> None:
    page = stage.open("<status-widget></status-widget>")
    says(page, "All systems operational")
    assert stage.host.asked.count("/widget.json") == 0


@pytest.mark.parametrize("suffix", ["", "/", "/?a=b#c"])
def test_an_address_may_end_as_it_likes(stage: Stage, suffix: str) -> None:
    page = stage.open(f'<status-widget src="{{src}}{suffix}"></status-widget>')
    says(page, "All systems operational")


def test_attributes_may_change(stage: Stage) -> None:
    stage.tell(data(site(DOWN)))
    page = stage.open(PILL)
    says(page, "Major outage")
    page.evaluate("document.querySelector('status-widget').setAttribute('lang', 'fr')")
    says(page, "Panne majeure")
    page.evaluate("document.querySelector('status-widget').setAttribute('components', 'web')")
    says(page, "Panne majeure")
    page.evaluate("document.querySelector('status-widget').setAttribute('mode', 'list')")
    assert rows(page) == ["Web Panne partielle"]
    page.evaluate("document.querySelector('status-widget').setAttribute('src', 'nonsense:')")
    says(page, "État inconnu")
    assert stage.status.asked.count("/widget.json") == 1


# The banner


def test_a_banner_is_not_there_while_all_is_well(stage: Stage) -> None:
    page = stage.open(BANNER + PILL)
    says(page, "All systems operational", "status-widget:not([mode])")
    assert page.locator("[mode=banner]").bounding_box() == {
        **(page.locator("[mode=banner]").bounding_box() or {}),
        "height": 0,
    }
    assert page.locator("[mode=banner] section").count() == 0


def test_a_banner_leaves_out_what_is_yet_to_come(stage: Stage) -> None:
    stage.tell(data(site(WORKS)))
    page = stage.open(BANNER, "12:59")
    stage.forward(page, 10_000)
    assert page.locator("[mode=banner] section").count() == 0
    stage.forward(page, 60_000)
    assert line(page) == "In progress: A new disk"


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "2 incidents: Requests fail · Slow pages"),
        ("fr", "2 incidents : Requests fail · Slow pages"),
    ],
)
def test_a_banner_has_one_line_however_much_is_open(stage: Stage, lang: str, text: str) -> None:
    closed = notice(update("10:00", "notice"), title="Closed")
    stage.tell(data(site(DOWN, MINOR, WORKS, closed)))
    for width in (320, 1280):
        page = stage.open(BANNER, "13:30", lang=lang, viewport={"width": width, "height": 800})
        expect(page.locator("section")).to_be_visible()
        assert line(page) == text
        box = page.locator("section").bounding_box()
        assert box
        assert box["height"] < 50
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_banner_pushes_or_lies_over_as_the_host_chooses(stage: Stage) -> None:
    stage.tell(data(site(DOWN)))
    page = stage.open(BANNER)
    expect(page.locator("[mode=banner] section")).to_be_visible()
    pushed = page.locator("#after").bounding_box()
    page = stage.open(BANNER.replace("banner", 'banner" overlay="'))
    expect(page.locator("[mode=banner] section")).to_be_visible()
    over, banner = page.locator("#after").bounding_box(), page.locator("section").bounding_box()
    assert pushed
    assert over
    assert banner
    assert over["y"] < pushed["y"]
    assert (banner["x"], banner["y"]) == (0, 0)
    assert banner["width"] == page.evaluate("document.documentElement.clientWidth")


def test_a_banner_is_dismissed_at_its_end(stage: Stage) -> None:
    stage.tell(data(site(DOWN)))
    page = stage.open(BANNER)
    button = page.get_by_role("button", name="Dismiss").bounding_box()
    section = page.locator("section").bounding_box()
    assert button
    assert section
    end = section["x"] + section["width"]
    assert 0 < end - (button["x"] + button["width"]) < 20


def test_a_banner_is_dismissed_for_the_session_and_comes_back_with_news(stage: Stage) -> None:
    stage.tell(data(site(DOWN)))
    page = stage.open(BANNER)
    page.get_by_role("button", name="Dismiss").click()
    assert page.locator("section").count() == 0
    page = stage.open(BANNER + PILL, page=page)
    says(page, "Major outage", "status-widget:not([mode])")
    assert page.locator("section").count() == 0
    later = replace(DOWN, updates=(*DOWN.updates, update("12:00", "identified")))
    stage.tell(data(site(later)))
    stage.forward(page, 90_000)
    expect(page.locator("section")).to_contain_text("Identified")
    page = stage.open(BANNER)
    expect(page.locator("section")).to_be_visible()  # another visitor


def test_a_banner_whose_headline_alone_has_changed_is_dismissed_as_it_is(stage: Stage) -> None:
    waiting = incident(
        update("11:00", "investigating", "api=degraded", next="13:00"), slug="a", title="Slow"
    )
    stage.tell(data(site(waiting)))
    page = stage.open(BANNER + PILL)
    says(page, "Partly degraded", "status-widget:not([mode])")
    worse = update("12:00", "investigating", "web=degraded", next="13:00")
    stage.tell(data(site(replace(waiting, updates=(*waiting.updates, worse)))))
    stage.forward(page, 90_000)
    says(page, "Degraded performance", "status-widget:not([mode])")
    page.get_by_role("button", name="Dismiss").click()
    assert page.locator("section").count() == 0


def test_where_nothing_can_be_kept_a_banner_is_dismissed_all_the_same(stage: Stage) -> None:
    stage.tell(data(site(DOWN)))
    denied = "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no') }})"
    context = stage.context()
    context.add_init_script(denied)
    page = context.new_page()
    page.on("pageerror", lambda error: stage.wrong.append(str(error)))
    page = stage.open(BANNER, page=page)
    page.get_by_role("button", name="Dismiss").click()
    assert page.locator("section").count() == 0


def test_nothing_else_is_kept_in_the_browser(stage: Stage) -> None:
    stage.tell(data(site(DOWN)))
    page = stage.open(PILL + LIST)
    says(page, "Major outage", "[mode=list]")
    kept = "[document.cookie, localStorage.length, sessionStorage.length]"
    assert page.evaluate(kept) == ["", 0, 0]


# Changes


def test_a_program_hears_of_each_change_once(stage: Stage) -> None:
    page = stage.open(PILL, script=False)
    page.evaluate("""
      window.heard = [];
      document.querySelector("status-widget")
        .addEventListener("statuschange", ({ detail }) => heard.push(detail));
    """)
    page.add_script_tag(url=f"{stage.src}/widget.js")
    says(page, "All systems operational")
    stage.forward(page, 90_000)
    stage.tell(data(site(DOWN)))
    stage.forward(page, 90_000)
    stage.tell(b"", status=500)
    stage.forward(page, 90_000)
    assert page.evaluate("heard") == [
        {"state": "operational", "words": "All systems operational"},
        {"state": "major_outage", "words": "Major outage"},
        {"state": "unknown", "words": "Status unknown"},
    ]


def test_a_change_is_announced_and_the_first_state_is_not(stage: Stage) -> None:
    page = stage.open(PILL)
    says(page, "All systems operational")
    assert announced(page) == ""
    stage.tell(data(site(DOWN)))
    stage.forward(page, 90_000)
    says(page, "Major outage")
    assert announced(page) == (
        "Acme Major outage. Requests fail Investigating · Next update by 20 Nov, 12:30 UTC"
    )
    assert page.locator("status-widget output").count() == 1


def test_a_banner_that_appears_is_announced(stage: Stage) -> None:
    page = stage.open(BANNER + '<status-widget src="{src}" components="web"></status-widget>')
    says(page, "Operational", "[components]")
    stage.tell(data(site(DOWN)))
    stage.forward(page, 90_000)
    assert announced(page, "[mode=banner]") == (
        "Acme Major outage. Requests fail Investigating · Next update by 20 Nov, 12:30 UTC"
    )


@pytest.mark.parametrize("part", ["title", "dismiss"])
def test_a_change_leaves_keyboard_and_place_where_they_were(stage: Stage, part: str) -> None:
    stage.tell(data(site(DOWN)))
    page = stage.open(f'{BANNER}<div id="long">Long</div>')
    expect(page.locator("section")).to_be_visible()
    page.add_style_tag(content="#long { height: 300em }")
    page.focus(f"status-widget .{part}")
    page.evaluate("scrollTo(0, 1000)")
    stage.tell(data(site(replace(DOWN, title="Requests fail again"))))
    stage.forward(page, 90_000)
    expect(page.locator("status-widget .title")).to_have_text("Requests fail again")
    focused = "document.querySelector('status-widget').shadowRoot.activeElement.className"
    assert page.evaluate(focused) == part
    assert page.evaluate("scrollY") == 1000
