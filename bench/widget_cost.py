"""Measure what the widget costs the page that shows it, and the size of the public data.

Run it with ``python bench/widget_cost.py`` on a machine without other work. The site has 30
components in 3 groups and 3 open incidents. Headless Chromium opens a page on another origin
repeatedly, with an empty cache. The list may take 50 milliseconds from the first line of the script
to the screen, including the request to a server on loopback. Nothing may move, and no task may be
long (50 milliseconds, as browsers define it). Compressed, ``widget.js`` may have 4,600 bytes,
``widget.json`` 4 KB and ``summary.json`` 10 KB.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import corpus
from playwright.sync_api import Browser, sync_playwright

from statusgen.commands.build import build

FILES = ("widget.js", "widget.json", "api/v2/summary.json")

HOST = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title>
<link rel="icon" href="data:,"><style>{style}</style>
<p>Before</p><status-widget mode="{mode}"><a href="{src}">Status</a></status-widget><p>After</p>
<script src="{src}/widget.js" async></script></html>"""
STYLE = (
    "status-widget:not(:defined) {display: inline-block; vertical-align: middle; height: 2.4em}"
    "status-widget[mode=list]:not(:defined) {display: block; height: 20em}"
)

WATCH = """
  window.seen = { moved: 0, long: [] };
  const watch = (type, note) => new PerformanceObserver((list) => {
    list.getEntries().forEach(note);
  }).observe({ type, buffered: true });
  watch("layout-shift", (each) => { seen.moved += each.value; });
  watch("longtask", (each) => { seen.long.push(each.duration); });
  const { get } = customElements;
  customElements.get = function (...given) {
    seen.begun ??= performance.now();
    return get.apply(this, given);
  };
  const look = () => {
    const words = document.querySelector("status-widget")?.shadowRoot?.querySelector(".words");
    if (!words || words.textContent.includes("…")) return requestAnimationFrame(look);
    setTimeout(() => { seen.drawn = performance.now(); });
  };
  look();
"""
"""Records the first call of the script, and the end of the first frame with the list."""


class Shared(http.server.SimpleHTTPRequestHandler):
    """Serves a folder to every origin, without a log."""

    protocol_version = "HTTP/1.1"

    def end_headers(self) -> None:
        """Allow every origin."""
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gives it
        """Log nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback, and return its address."""
    handler = functools.partial(Shared, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def visit(browser: Browser, address: str) -> dict[str, Any]:
    """Open the page with an empty cache, and return the measurements."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_function("window.seen.drawn")
    page.wait_for_timeout(100)
    seen: dict[str, Any] = page.evaluate("seen")
    context.close()
    return seen


def main() -> None:
    """Print sizes, then times for each mode."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=20)
    visits = parser.parse_args().visits
    with ExitStack() as stack:
        project, site, host = (
            Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(3)
        )
        corpus.write(project, incidents=100, components=30, groups=3, unresolved=3)
        report = build(project, site, now=None, clock=corpus.NOW, tell=lambda _done, _total: None)
        if report.failed:
            raise SystemExit(1)
        for name in FILES:
            data = (site / name).read_bytes()
            print(f"{name}: {len(gzip.compress(data, 9, mtime=0))} bytes of {len(data)}")
        src, address = stack.enter_context(served(site)), stack.enter_context(served(host))
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-headless-shell"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        for mode in ("pill", "list"):
            text = HOST.format(style=STYLE, mode=mode, src=src)
            (host / f"{mode}.html").write_text(text, encoding="utf-8")
            seen = [visit(browser, f"{address}/{mode}.html") for _ in range(visits)]
            times = [each["drawn"] - each["begun"] for each in seen]
            print(
                f"{mode}: drawn after {min(times):.0f} ms at best, "
                f"{statistics.median(times):.0f} in the middle, {max(times):.0f} at worst; "
                f"moved {max(each['moved'] for each in seen)}; "
                f"long tasks {sum(len(each['long']) for each in seen)}"
            )
        browser.close()


if __name__ == "__main__":
    main()
