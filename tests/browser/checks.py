"""What is asked of every page, whichever site it is of."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser.conftest import AXE, ROOT
from playwright.sync_api import BrowserContext, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES = {
    "light": RULES,
    "dark": ["color-contrast", "link-in-text-block"],
    "forced colours": ["color-contrast", "link-in-text-block"],
}
"""What axe looks at: the same elements in other colours need the rules on colours alone."""
VALIDATOR = ROOT / "tests/node/node_modules/vnu-jar/build/dist/vnu.jar"


class Places(HTMLParser):
    """The links of a page and the places that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base needs it
        given = dict(attrs)
        self.ids.update(name for name in (given.get("id"),) if name)
        if given.get("rel") != "canonical":
            self.links += [value for key in ("href", "src") if (value := given.get(key))]


def pages(folder: Path) -> list[str]:
    """Return the addresses of all pages, redirects left out."""
    found = sorted(folder.rglob("*.html"))
    return [
        path.relative_to(folder).as_posix().removesuffix("index.html")
        for path in found
        if 'http-equiv="refresh"' not in path.read_text(encoding="utf-8")
    ]


def watch(context: BrowserContext) -> tuple[Page, list[str]]:
    """Open a page whose console, errors and requests are kept."""
    page = context.new_page()
    seen: list[str] = []
    page.on("console", lambda message: seen.append(f"{page.url}: console: {message.text}"))
    page.on("pageerror", lambda error: seen.append(f"{page.url}: exception: {error}"))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1:", "data:"))
            else seen.append(f"{page.url}: request to {request.url}")
        ),
    )
    return page, seen


def wrong(context: BrowserContext, address: str, paths: Iterable[str], narrow: int) -> list[str]:
    """Return what is wrong with pages: what axe finds, what is too wide, what is on the console.

    Pages are as wide as a narrow screen, and with text twice as large on a wider one.
    """
    page, seen = watch(context)
    found: list[str] = []
    for path in paths:
        page.set_viewport_size({"width": narrow, "height": 800})
        page.goto(f"{address}/{path}")
        found += _width(page, narrow)
        page.set_viewport_size({"width": 1280, "height": 720})
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for scheme, rules in SCHEMES.items():
            page.emulate_media(
                color_scheme="dark" if scheme == "dark" else "light",
                forced_colors="active" if scheme == "forced colours" else "none",
            )
            found += [f"{page.url}: {scheme}: {each}" for each in violations(page, rules)]
        page.emulate_media(color_scheme="light", forced_colors="none")
        page.set_viewport_size({"width": 640, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found += _width(page, 640)
    return found + seen


def violations(page: Page, rules: list[str]) -> list[str]:
    """Return what axe finds on a page that has it."""
    result = page.evaluate(f"axe.run(document, {{runOnly: {rules}, resultTypes: ['violations']}})")
    return [
        f"{rule['id']}: {rule['help']}: {[node['html'] for node in rule['nodes']][:3]}"
        for rule in result["violations"]
    ]


def _width(page: Page, width: int) -> list[str]:
    content = page.evaluate("document.documentElement.scrollWidth")
    return [f"{page.url}: {content} px at {width} px"] if content > width else []


def invalid(*folders: Path) -> list[str]:
    """Return what the Nu checker has to say of the pages in folders."""
    if not shutil.which("java"):
        pytest.skip("no Java here for the Nu checker: `make test` installs one where it can")
    if not VALIDATOR.exists():
        pytest.skip("no Nu checker here: `make test` installs it with npm where it can")
    done = subprocess.run(
        ["java", "-jar", VALIDATOR, "--format", "json", "--stdout", "--skip-non-html", *folders],
        capture_output=True,
        check=False,
        text=True,
    )
    # Of files the checker says that nothing is 'self'; the browser judges the policy for real.
    return [
        f"{row['url']}:{row.get('lastLine')}: {row['message']}"
        for row in json.loads(done.stdout)["messages"]
        if "violates Content Security Policy (meta tag)" not in row["message"]
    ]


def broken(folder: Path) -> list[str]:
    """Return the links that lead nowhere."""
    places = {
        path: Places(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))
    }
    found: list[str] = []
    for path, page in places.items():
        for link in page.links:
            if "://" in link or link.startswith(("data:", "mailto:", "tel:")):
                continue
            target, _, fragment = link.partition("#")
            base = folder if target.startswith("/") else path.parent
            file = (base / target.lstrip("/")).resolve() if target else path
            file = file / "index.html" if file.is_dir() else file
            if not file.is_file():
                found.append(f"{path.relative_to(folder)}: nothing at {link}")
            elif fragment and fragment not in places[file].ids:
                found.append(f"{path.relative_to(folder)}: no such place in {link}")
    return found
