"""The live preview in a browser while files are saved."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from assembly import SITE
from browser.checks import watch
from browser.conftest import AXE
from playwright.sync_api import Browser, Locator, Page, expect

from statusgen.commands.serve import serving

expect.set_options(timeout=30_000)  # milliseconds, more than any machine needs

NOW = datetime(2026, 11, 20, 14, 20, tzinfo=UTC)
NAME = "content/incidents/2026-11-20-payments.md"
PAGE = "/incidents/2026-11-20-payments/"
TITLE = "Payments fail"
INCIDENT = f"""\
---
title: {TITLE}
components:
  dashboard: major_outage
---

Orders are kept.

## Identified — 2026-11-20 14:10 UTC

- next: 2026-11-20 14:30 UTC

We know the cause.

## Investigating — 2026-11-20 14:00 UTC

- workaround: Pay later.

We look.
"""


@dataclass(frozen=True)
class Workspace:
    """A project, and the page that previews it."""

    folder: Path
    url: str
    page: Page
    seen: list[str]
    """Messages on the console, and requests to other hosts."""

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    @property
    def overlay(self) -> Locator:
        return self.page.get_by_role("complementary")

    @property
    def heading(self) -> Locator:
        return self.page.locator("main h1")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with serving(
        folder,
        port=0,
        now=f"{NOW:%Y-%m-%d %H:%M} UTC",
        clock=lambda: NOW,
        editor_url=None,
        report=lambda _problems, _seconds: None,
    ) as made:
        thread = threading.Thread(target=made.run)
        thread.start()
        yield made.server.url
    thread.join()


@pytest.fixture(params=["light"])
def desk(tmp_path: Path, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Workspace]:
    folder = tmp_path / "acme"
    for name, text in (("content/site.yml", SITE), (NAME, INCIDENT)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    context = browser.new_context(
        color_scheme=request.param, viewport={"width": 1000, "height": 300}
    )
    page, seen = watch(context)
    with served(folder) as url:
        yield Workspace(folder=folder, url=url, page=page, seen=seen)
        context.close()


def test_a_saved_file_is_shown_and_the_scroll_position_kept(
    desk: Workspace,
) -> None:
    desk.page.goto(desk.url + PAGE)
    expect(desk.heading).to_contain_text(TITLE)
    desk.page.mouse.wheel(0, 200)
    desk.page.wait_for_function("scrollY === 200")
    desk.edit(NAME, TITLE, "Payments work again")
    expect(desk.heading).to_contain_text("Payments work again")
    desk.page.wait_for_function("scrollY === 200")
    assert not desk.seen


def test_an_error_is_shown_over_the_last_good_page(desk: Workspace) -> None:
    desk.page.goto(desk.url + PAGE)
    desk.edit(NAME, "dashboard:", "dashbord:")
    expect(desk.overlay).to_contain_text("1 error")
    expect(desk.overlay).to_contain_text("`dashbord` is not a known component")
    expect(desk.overlay).to_contain_text("Did you mean `dashboard`?")
    place = desk.overlay.get_by_role("link")
    line = (desk.folder / NAME).read_text(encoding="utf-8").splitlines()
    number = next(row for row, text in enumerate(line, 1) if "dashbord" in text)
    expect(place).to_contain_text(f"{NAME}:{number}:")
    assert (place.get_attribute("href") or "").startswith(
        f"vscode://file{desk.folder / NAME}:{number}:"
    )
    expect(desk.heading).to_contain_text(TITLE)
    desk.page.reload()  # the last good version is still served
    expect(desk.heading).to_contain_text(TITLE)
    expect(desk.overlay).to_contain_text("1 error")
    desk.edit(NAME, "dashbord", "dashboard")
    expect(desk.overlay).to_be_hidden()
    assert not desk.seen


def test_a_template_error_is_shown_too(desk: Workspace) -> None:
    desk.page.goto(desk.url)
    settings, template = "content/site.yml", "themes/own/templates/index.html"
    desk.write(
        template, '{% extends "default/index.html" %}{% block hero %}<h1>Own</h1>{% endblock %}'
    )
    desk.edit(settings, "format: 1\n", "format: 1\ntheme: own\n")
    expect(desk.heading).to_have_text("Own")  # it works before it breaks
    for text in ("{% block hero %}", "\n{% block hero %}{{ indx }}{% endblock %}"):
        desk.write(template, '{% extends "default/index.html" %}' + text)
        line = 2 if text.startswith("\n") else 1
        expect(desk.overlay).to_contain_text(f"{template}:{line}:")
        expect(desk.heading).to_be_visible()
    hero = "{% block hero %}<h1>Ours</h1>{% endblock %}"
    desk.write(template, '{% extends "default/index.html" %}' + hero)
    expect(desk.heading).to_have_text("Ours")
    expect(desk.overlay).to_be_hidden()


def test_the_overlay_works_by_keyboard_and_stays_hidden(
    desk: Workspace,
) -> None:
    desk.page.goto(desk.url + PAGE)
    desk.edit(NAME, "dashboard:", "dashbord:")
    expect(desk.overlay).to_be_visible()
    expect(desk.page.get_by_role("status").last).to_contain_text("1 error")
    desk.page.keyboard.press("Escape")
    expect(desk.overlay).to_be_hidden()
    pill = desk.page.get_by_role("button", name="1 error")
    expect(pill).to_be_visible()
    desk.page.reload()
    expect(pill).to_be_visible()
    expect(desk.overlay).to_be_hidden()
    pill.press("Enter")
    expect(desk.overlay).to_be_focused()
    desk.page.keyboard.press("Tab")
    expect(desk.overlay.get_by_role("button", name="Hide")).to_be_focused()
    desk.page.keyboard.press("Enter")
    expect(pill).to_be_focused()
    desk.edit(NAME, "title:", "titel:")  # other mistakes are news
    expect(desk.overlay).to_be_visible()


def test_a_warning_is_a_quiet_note(desk: Workspace) -> None:
    desk.page.goto(desk.url)
    desk.write("content/notes.txt", "")
    pill = desk.page.get_by_role("button", name="1 warning")
    pill.click()
    expect(desk.overlay).to_contain_text("content/notes.txt is not used")
    (desk.folder / "content/notes.txt").unlink()
    expect(desk.overlay).to_be_hidden()
    expect(pill).to_be_hidden()


def test_after_many_saves_the_last_one_is_shown(desk: Workspace) -> None:
    desk.page.goto(desk.url + PAGE)
    last = TITLE
    for number in range(50):
        desk.edit(NAME, last, last := f"Version {number}")
    expect(desk.heading).to_contain_text("Version 49")


def test_a_folder_that_is_created_again_is_shown(desk: Workspace) -> None:
    desk.page.goto(desk.url + PAGE)
    copy = desk.folder / "copy"
    shutil.copytree(desk.folder / "content", copy)
    shutil.rmtree(desk.folder / "content")
    expect(desk.overlay).to_contain_text("There is no content/site.yml")
    expect(desk.heading).to_contain_text(TITLE)
    shutil.copytree(copy, desk.folder / "content")
    expect(desk.overlay).to_be_hidden()
    desk.edit(NAME, TITLE, "Watched again")
    expect(desk.heading).to_contain_text("Watched again")


def test_drafts_are_shown_but_internal_files_are_not(desk: Workspace) -> None:
    desk.write(
        "content/incidents/draft.md",
        f"---\ntitle: A draft\ndraft: true\n---\n\n## Investigating — {NOW:%Y-%m-%d %H:%M} UTC\n",
    )
    desk.write(
        "content/incidents/secret.md",
        "---\ntitle: A secret\ninternal: true\n---\n\n## Investigating — 2026-11-20 14:00 UTC\n",
    )
    desk.page.goto(f"{desk.url}/")
    expect(desk.page.get_by_role("main")).to_contain_text("A draft")
    desk.page.get_by_role("article").get_by_role("link", name="A draft").click()
    expect(desk.heading).to_contain_text("A draft")
    expect(desk.page.get_by_role("main")).to_contain_text("Draft")
    expect(desk.page.locator(".preview")).to_have_text("Preview: acme. Not published.")
    assert desk.page.request.get(f"{desk.url}/incidents/secret/").status == 404


def test_a_project_that_starts_with_errors_is_shown_when_fixed(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "content").mkdir()
    site = tmp_path / "content/site.yml"
    site.write_text("titel: Acme\n")
    with served(tmp_path) as url:
        page = browser.new_page()
        page.goto(url)
        expect(page.get_by_role("heading", level=1)).to_have_text("Not built yet")
        expect(page.get_by_role("complementary")).to_contain_text("content/site.yml:1:1")
        site.write_text(SITE, encoding="utf-8")
        expect(page).to_have_title("Acme Status")
        page.close()


@pytest.mark.parametrize("desk", ["light", "dark"], indirect=True)
def test_a_page_shows_the_time_of_the_preview(desk: Workspace) -> None:
    desk.page.goto(desk.url + PAGE)
    assert desk.page.evaluate("new Date(Date.now()).toISOString()").startswith("2026-11-20T14:2")
    with desk.page.expect_response("**/widget.json") as asked:
        desk.page.reload()
    assert asked.value.headers["date"].startswith("Fri, 20 Nov 2026 14:2")
    # By the clock of this machine it would be late.
    expect(desk.page.locator(".promise")).to_have_text("Next update by15:30")
    expect(desk.page.locator(".news")).to_have_text("")


def test_the_overlay_is_accessible(desk: Workspace) -> None:
    desk.page.goto(desk.url + PAGE)
    desk.edit(NAME, "dashboard:", "dashbord:")
    desk.write("content/notes.txt", "")
    expect(desk.overlay).to_contain_text("1 error, 1 warning")
    for width in (360, 1280):
        desk.page.set_viewport_size({"width": width, "height": 700})

        desk.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = desk.page.evaluate("axe.run()")
        assert [each["id"] for each in found["violations"]] == []
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width
