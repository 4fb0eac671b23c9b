"""A status site and a page of somebody else's, on two origins, with a visitor in between."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from api.answers import kit_for
from builders import at as instant
from builders import site
from outputs.widget.written import Data, data
from playwright.sync_api import Browser, BrowserContext, Page, Request

from statusgen.rendering.kit import widget_script

SHARED = {"Access-Control-Allow-Origin": "*"}
"""What a status site must send for others to read it."""

HIDDEN = """(value) => {
  Object.defineProperty(document, "hidden", { value, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@dataclass(kw_only=True)
class Answer:
    """What a server says at one address."""

    body: bytes = b""
    kind: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0
    """Seconds."""


class Origin:
    """A server on loopback, whose answers a test may change at any time."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.closed = threading.Event()
        origin = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                origin.asked.append(path)
                answer = origin.answers.get(path, Answer(status=404))
                if origin.closed.wait(answer.after):
                    return
                self.send_response_only(answer.status)
                known = {"Content-Type": answer.kind, "Content-Length": str(len(answer.body))}
                for name, value in {**known, **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(ConnectionError):  # the browser may have had enough
                    self.wfile.write(answer.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gives it
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Stage:
    """The two origins, and the pages that a test opens."""

    def __init__(self, browser: Browser) -> None:
        self.status = Origin()
        self.host = Origin()
        self.other = Origin()
        """Whom nobody may ask."""
        self.wrong: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._pending: set[Request] = set()
        script = widget_script(kit_for(site().settings).data.theme)
        self.status.answers["/widget.js"] = Answer(
            body=script, kind="text/javascript", headers=SHARED
        )
        self.tell(data(site()))

    @property
    def src(self) -> str:
        return self.status.address

    def tell(self, known: Data | bytes | None = None, **answer: Any) -> None:  # noqa: ANN401 - fields of an answer
        """Let the status site say this from now on: data, bytes, or another answer."""
        body = known if isinstance(known, bytes) else json.dumps(known).encode()
        headers = {**SHARED, **answer.pop("headers", {})}
        self.status.answers["/widget.json"] = Answer(body=body, headers=headers, **answer)

    def context(self, **options: Any) -> BrowserContext:  # noqa: ANN401 - options of Playwright's
        context = self._browser.new_context(**{"locale": "en-GB", "timezone_id": "UTC", **options})
        self._contexts.append(context)
        context.on("request", self._sent)
        context.on("requestfinished", self._answered)
        context.on("requestfailed", self._answered)
        return context

    def forward(self, page: Page, ticks: int | str) -> None:
        """Put the visitor's clock forward, between requests: it also times these out."""
        self._settle(page)
        page.clock.fast_forward(ticks)
        self._settle(page)

    def _settle(self, page: Page) -> None:
        for _ in range(200):
            page.wait_for_timeout(20)
            if not self._pending:
                break
        page.wait_for_timeout(20)

    def open(
        self,
        body: str,
        at: str | datetime = "12:00",
        *,
        headers: dict[str, str] | None = None,
        script: bool = True,
        lang: str = "en",
        page: Page | None = None,
        **options: Any,  # noqa: ANN401 - options of Playwright's
    ) -> Page:
        """Open a page that has this in it; ``{src}`` stands for the address of the status site.

        ``at`` is what the visitor's clock shows.
        """
        tag = '<script src="{src}/widget.js" async></script>' if script else ""
        html = (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Host</title>'
            f'<link rel="icon" href="data:,">{tag}</head>'
            f"<body><main><h1>Host</h1>{body}<p id=after>After</p></main></body></html>"
        ).replace("{src}", self.src)
        self.host.answers["/"] = Answer(
            body=html.encode(), kind="text/html; charset=utf-8", headers=headers or {}
        )
        if page is None:
            page = self.context(**options).new_page()
            page.clock.install(time=instant(at) if isinstance(at, str) else at)
            page.on("pageerror", lambda error: self.wrong.append(str(error)))
            page.on("request", self._check)
        page.goto(f"{self.host.address}/")
        return page

    def _sent(self, request: Request) -> None:
        self._pending.add(request)

    def _answered(self, request: Request) -> None:
        self._pending.discard(request)

    def _check(self, request: Request) -> None:
        known = (self.status.address, self.host.address, "data:")
        if not request.url.startswith(known):
            self.wrong.append(f"request to {request.url}")

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        for origin in (self.status, self.host, self.other):
            origin.close()


@pytest.fixture
def stage(browser: Browser) -> Iterator[Stage]:
    """Return the stage; afterwards nothing may have gone wrong in the host's page."""
    made = Stage(browser)
    yield made
    made.close()
    assert made.wrong == []
    assert made.other.asked == []
