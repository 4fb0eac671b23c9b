"""The demonstration site, as a person meets it: served on loopback, read in Chromium."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from statusgen.commands.build import build
from statusgen.commands.handbook import handbook

ROOT = Path(__file__).parents[2]
STORY = datetime(2026, 11, 20, 14, 20, tzinfo=UTC)
"""15:20 in Paris, when the story of content/ is told."""
AXE = ROOT / "tests/node/node_modules/axe-core/axe.min.js"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve a folder, its 404.html where there is nothing, and say nothing of it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gives it
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback until the generator is closed; yield its address."""
    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium: the machine's, else the one that Playwright brought."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    installed = next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        if not installed and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium here: `make test` installs one where it can")
        chromium = playwright.chromium.launch(
            executable_path=installed,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Return the address and the folder of the demonstration site."""
    folder = tmp_path_factory.mktemp("demo")
    report = build(ROOT, folder, now=None, clock=STORY, tell=lambda _done, _total: None)
    assert not report.failed
    for address in serve(folder):
        yield address, folder


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Return the address and the folder of its handbook."""
    folder = tmp_path_factory.mktemp("handbook")
    report = handbook(ROOT, folder, now=None, clock=STORY, tell=lambda _done, _total: None)
    assert (report.failed, report.problems) == (False, ())
    for address in serve(folder):
        yield address, folder
