"""A host on this machine that serves a folder, as well or as badly as a test wants."""

from __future__ import annotations

import gzip
import mimetypes
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from statusgen.outputs.hosting import JSON_FEED, SHORTLY, TYPES, TYPESCRIPT

Answer = tuple[int, dict[str, str], bytes]


@dataclass(kw_only=True)
class Host:
    """A host that serves the files of a folder below a path."""

    folder: Path
    port: int = 0
    path: str = ""
    context: ssl.SSLContext | None = None
    """With the certificate, to serve https."""
    requests: list[str] = field(default_factory=list)
    before: Callable[[int], None] = lambda _count: None
    """Is called with the number of each request before it is answered."""
    change: Callable[[str, Answer], Answer] = lambda _path, answer: answer
    """Turns the right answer for an address into the one that is sent."""

    @property
    def url(self) -> str:
        scheme = "https" if self.context else "http"
        return f"{scheme}://127.0.0.1:{self.port}{self.path}"

    def answer(self, path: str) -> Answer:
        address = path.removeprefix(f"{self.path}/")
        place = self.folder / address
        headers = {"Cache-Control": SHORTLY, "Content-Type": "text/html; charset=utf-8"}
        policy = "*" if address.startswith("embed/") else "'none'"
        headers["Content-Security-Policy"] = f"frame-ancestors {policy}"
        if place.is_dir() and not path.endswith("/"):
            return 301, {"Location": f"{path}/"}, b""
        if place.is_dir():
            place /= "index.html"
        if not place.is_file():
            return 404, headers, (self.folder / "404.html").read_bytes()
        if place.suffix != ".html":
            del headers["Content-Security-Policy"]
            headers["Access-Control-Allow-Origin"] = "*"
            kind = TYPES.get(place.suffix) or mimetypes.guess_type(place)[0] or "text/plain"
            kind = JSON_FEED if place.name.startswith("feed") and place.suffix == ".json" else kind
            headers["Content-Type"] = TYPESCRIPT if place.suffix == ".ts" else kind
        if address.startswith("assets/"):
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return 200, headers, place.read_bytes()


@contextmanager
def serving(host: Host) -> Iterator[Host]:
    """Serve until the test is over."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host.requests.append(self.path)
            host.before(len(host.requests))
            path = urlsplit(self.path).path
            status, headers, body = host.change(path, host.answer(path))
            if "gzip" in self.headers.get("Accept-Encoding", "") and "X-Plain" not in headers:
                body, headers = gzip.compress(body, 1), headers | {"Content-Encoding": "gzip"}
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            with suppress(ConnectionError):  # who asked may have gone
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called
            """Keep the tests quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", host.port), Handler)
    server.daemon_threads = True
    if host.context:
        server.socket = host.context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    host.port = server.server_port
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
