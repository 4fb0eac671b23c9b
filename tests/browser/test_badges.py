"""Badges as a browser draws them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from api.answers import kit_for
from builders import component, site
from playwright.sync_api import Browser, Route

from statusgen.notation.words import LANGUAGES
from statusgen.outputs import badges
from statusgen.status import status_of

HOST = "http://badge.test/"
NAMES = (
    "API",
    "iiiillll",
    "WWWMMM@@@",
    "A very long name of a component that nobody would ever want to read",
    "公開APIと決済サービス",
    "🚀 Launch 👩\u200d🚀",
    "واجهة برمجة التطبيقات",
    "Платёжный шлюз",
)
DRAWN = """() => {
  const box = (element) => element.getBoundingClientRect();
  const texts = [...document.querySelectorAll("text")];
  const [label, message] = texts.map(box);
  const [left, right] = [...document.querySelectorAll("svg > path")].map(box);
  const icon = box(document.querySelector("g"));
  return {
    label: [left.left, label.left, label.right, left.right],
    message: [right.left, icon.left, icon.right, message.left, message.right, right.right],
    natural: texts.map((text) => {
      const bare = text.cloneNode(true);
      bare.removeAttribute("textLength");
      text.after(bare);
      return bare.getComputedTextLength() / text.getComputedTextLength();
    }),
  };
}"""


def image(name: str, language: str) -> bytes:
    shown = site(components=(replace(component("api"), name=name),))
    kit = kit_for(shown.settings, language)
    planned = badges.plan(shown, status_of(shown))
    return next(each.produce(kit) for each in planned if each.path == "components/api/badge.svg")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_name_fits(browser: Browser, name: str, language: str) -> None:
    page = browser.new_page()
    page.set_content(image(name, language).decode())
    drawn = page.evaluate(DRAWN)
    page.close()
    for text in ("label", "message"):
        assert drawn[text] == sorted(drawn[text]), text
    # What was measured is near what a font needs, so that no letter is squeezed out of shape;
    # of scripts for which a machine may lack a font only that much can be said.
    natural = drawn["natural"] if name.isascii() else drawn["natural"][1:]
    assert all(0.8 < share < 1.25 for share in natural)


def test_it_is_an_image_on_other_peoples_pages(browser: Browser) -> None:
    page = browser.new_page()

    def answer(route: Route) -> None:
        if route.request.url.endswith(".svg"):
            route.fulfill(body=image("API", "en"), content_type="image/svg+xml")
        else:
            policy = "default-src 'none'; img-src 'self'"
            route.fulfill(
                body='<img src="badge.svg" alt="">',
                content_type="text/html",
                headers={"Content-Security-Policy": policy},
            )

    page.route("**/*", answer)
    page.goto(HOST)
    shown = page.locator("img")
    assert shown.evaluate("image => [image.complete, image.naturalHeight]") == [True, 20]
    assert shown.evaluate("image => image.naturalWidth") > 80
    page.close()
