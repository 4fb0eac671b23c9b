"""The page for frames, in a frame of a host that runs no script of others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from api.answers import kit_for
from browser.widget.conftest import SHARED, Answer, Stage
from browser.widget.looking import rows, says
from builders import incident, site, update
from outputs.widget.written import data
from playwright.sync_api import FrameLocator, Page, expect

from statusgen import outputs
from statusgen.model import Site
from statusgen.status import status_of

DOWN = incident(update("11:00", "investigating", "api=down"), slug="a", title="Requests fail")
STRICT = {"Content-Security-Policy": "default-src 'none'; frame-src *; script-src 'none'"}
DOCS = Path(__file__).parents[3] / "docs/embedders.md"
LISTENER = """
<script>
  window.heights = [];
  addEventListener("message", (event) => heights.push([event.origin, event.data]));
</script>
"""


def publish(stage: Stage, whole: Site) -> None:
    """Put everything that the page needs on the status site."""
    kit = kit_for(whole.settings)
    kinds = {
        ".js": "text/javascript",
        ".json": "application/json",
        ".html": "text/html",
        ".ts": "text/plain",
    }
    for artifact in outputs.plan(whole, status_of(whole), kit.data.theme):
        if artifact.path.startswith(("embed", "assets", "widget")):
            kind = kinds[f".{artifact.path.rpartition('.')[2]}"]
            address = f"/{artifact.path.removesuffix('index.html')}"
            stage.status.answers[address] = Answer(
                body=artifact.produce(kit), kind=kind, headers=SHARED
            )


def framed(stage: Stage, query: str = "", **options: object) -> tuple[Page, FrameLocator]:
    frame = f'<iframe src="{{src}}/embed/{query}" title="Status" width="600" height="320"></iframe>'
    page = stage.open(frame, script=False, **options)  # type: ignore[arg-type]  # options of the stage
    return page, page.frame_locator("iframe")


def test_the_widget_is_live_in_the_frame(stage: Stage) -> None:
    publish(stage, site())
    page, frame = framed(stage, headers=STRICT)
    words = frame.locator("status-widget .words")
    expect(words).to_contain_text("All systems operational")
    stage.tell(data(site(DOWN)))
    stage.forward(page, 90_000)
    expect(words).to_contain_text("Major outage")
    link = frame.locator("status-widget .title")
    assert link.evaluate("(each) => each.ownerDocument.querySelector('base').target") == "_blank"


def test_without_script_the_frame_says_it_all(stage: Stage) -> None:
    publish(stage, site(DOWN))
    page = stage.context(java_script_enabled=False).new_page()
    _, frame = framed(stage, page=page)
    expect(frame.locator("body")).to_contain_text("Acme: Partial outage")
    expect(frame.locator("body")).to_contain_text("Requests fail")
    expect(frame.locator("body")).to_contain_text("Api Major outage")


def test_its_address_chooses(stage: Stage) -> None:
    publish(stage, site(DOWN))
    _, frame = framed(stage, "?components=web&lang=fr&theme=dark&onload=alert(1)&mode=list")
    expect(frame.locator("status-widget .words")).to_contain_text("Opérationnel")
    expect(frame.locator("status-widget .component")).to_have_count(1)
    element = frame.locator("status-widget")
    assert element.get_attribute("theme") == "dark"
    assert element.get_attribute("onload") is None
    assert frame.locator("html").evaluate("(root) => root.style.colorScheme") == "dark"


def test_its_address_cannot_send_it_elsewhere(stage: Stage) -> None:
    publish(stage, site())
    _, frame = framed(stage, f"?src={stage.other.address}")
    expect(frame.locator("status-widget .words")).to_contain_text("All systems operational")


def test_it_tells_the_page_around_how_high_it_is(stage: Stage) -> None:
    publish(stage, site(DOWN))
    page = stage.open(
        f'{LISTENER}<iframe src="{{src}}/embed/" title="Status" width="600"></iframe>',
        script=False,
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator("status-widget .words")).to_contain_text("Major outage")
    page.wait_for_function("heights.length && heights.at(-1)[1].height > 100")
    origin, message = page.evaluate("heights.at(-1)")
    assert origin == stage.src
    assert message == {
        "type": "status-widget",
        "height": frame.locator("html").evaluate(
            "(root) => Math.ceil(root.getBoundingClientRect().height)"
        ),
    }


def test_the_frame_of_the_docs_is_as_high_as_its_page(stage: Stage) -> None:
    publish(stage, site(DOWN))
    page = stage.open(example('id="status"'), script=False)
    words = page.frame_locator("iframe").locator("status-widget .words")
    expect(words).to_contain_text("Major outage")
    root = page.frame_locator("iframe").locator("html")
    page.wait_for_function("document.querySelector('iframe').height > 100")
    page.wait_for_timeout(100)
    height = int(page.locator("iframe").get_attribute("height") or 0)
    assert height == root.evaluate("(each) => each.scrollHeight")
    assert not root.evaluate("(each) => each.scrollHeight > each.clientHeight")


def test_the_lines_of_the_docs_show_the_state(stage: Stage) -> None:
    page = stage.open(example("async"), script=False)
    says(page, "All systems operational")
    page = stage.open(example("loading="), script=False)
    assert page.locator("iframe").get_attribute("src") == f"{stage.src}/embed/"


def test_the_banner_of_the_docs_needs_only_the_data(stage: Stage) -> None:
    page = stage.open(example("widget.json"), script=False)
    page.wait_for_load_state("networkidle")
    assert not page.is_visible("#news")
    stage.tell(data(site(DOWN)))
    page = stage.open(example("widget.json"), script=False)
    expect(page.locator("#news")).to_have_text("Requests fail")


def example(mark: str) -> str:
    """Return the lines of the docs that have this in them, with the address for {src}."""
    text = DOCS.read_text(encoding="utf-8")
    found = re.findall(r"^```html\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (lines,) = (each for each in found if mark in each)
    return str(lines).replace("https://status.example.com", "{src}")


def test_alone_it_tells_nobody(stage: Stage) -> None:
    publish(stage, site())
    page = stage.context().new_page()
    page.on("pageerror", lambda error: stage.wrong.append(str(error)))
    page.add_init_script("window.told = []; onmessage = (event) => told.push(event.data)")
    page.goto(f"{stage.src}/embed/")
    says(page, "All systems operational")
    assert page.evaluate("told") == []
    assert rows(page) == ["Api Operational", "Web Operational"]


@pytest.mark.parametrize("width", [280, 600])
def test_it_fits_into_a_narrow_frame(stage: Stage, width: int) -> None:
    publish(stage, site(DOWN))
    page = stage.context(viewport={"width": width, "height": 400}).new_page()
    page.goto(f"{stage.src}/embed/")
    says(page, "Major outage")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
