"""The preview over HTTP, for browsers on this machine alone.

It listens on the loopback interface, and answers only where it is asked for by
a name of this machine: a stranger's page whose name was made to lead here
(DNS rebinding) learns nothing. Nothing that it sends may be kept.
"""

from __future__ import annotations

import mimetypes
import re
import secrets
import socketserver
import sys
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from statusgen import addresses
from statusgen.outputs.hosting import TYPES
from statusgen.rendering.artifact import Artifact
from statusgen.serving import overlay
from statusgen.serving.overlay import EditorLink
from statusgen.serving.preview import Built, Preview, PreviewState

LOOPBACK: Final = "127.0.0.1"
HOSTS: Final = frozenset({"localhost", LOOPBACK, "[::1]"})
"""By what names we may be asked for."""
TRIED: Final = 20
"""How many ports are tried, the first included."""
LAST_PORT: Final = 65535

HTML: Final = "text/html; charset=utf-8"
OURS: Final = MappingProxyType(
    {
        overlay.SCRIPT: "text/javascript; charset=utf-8",
        overlay.STYLE: "text/css; charset=utf-8",
    }
)
BEAT: Final = 15.0
"""Seconds after which a stream of events says that it is alive, and finds out where nobody is."""


class Server(ThreadingHTTPServer):
    """Answers for a preview, each request in a thread of its own."""

    daemon_threads = True

    def __init__(self, port: int, folder: Path, editor: EditorLink, now: datetime | None) -> None:
        """Take a port (0: any); OSError: it is taken.

        ``now`` is what clocks are to show; ``None``: their own time.
        """
        super().__init__((LOOPBACK, port), Handler)
        self.preview = Preview(folder, self.url)
        self.editor = editor
        self.now = now
        self._run = secrets.token_hex(4)

    def server_bind(self) -> None:
        """Take the port without a look-up of our name, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def close(self) -> None:
        """Free the port, and end what still waits for changes."""
        self.preview.close()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say what went wrong, unless a browser merely went away."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as we got them

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return f"http://{LOOPBACK}:{self.server_port}"

    def edition(self, state: PreviewState) -> str:
        """Return the name of an edition, which no other run of the server gives."""
        return f"{self._run}-{state.edition}"


def listen(port: int, folder: Path, editor: EditorLink, now: datetime | None = None) -> Server:
    """Return a server at the port, or at the next one that is free; OSError: none is."""
    last = port if port == 0 else min(port + TRIED - 1, LAST_PORT)
    for number in range(port, last):
        try:
            return Server(number, folder, editor, now)
        except OSError:
            continue
    return Server(last, folder, editor, now)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "statusgen", ""

    def do_GET(self) -> None:
        """Answer with a file of the site, or with one of ours."""
        asked = urlsplit(self.path)
        path = unquote(asked.path).lstrip("/")
        host = re.sub(r":\d+$", "", self.headers.get("Host", "").lower())
        if host not in HOSTS:
            self._answer(HTTPStatus.FORBIDDEN, "text/plain", b"Ask for localhost.\n")
        elif path in OURS:
            name = path.removeprefix(overlay.ROOT)
            self._answer(HTTPStatus.OK, OURS[path], (overlay.FILES / name).read_bytes())
        elif path == overlay.EVENTS:
            query = dict(parse_qsl(asked.query))
            self._tell(unquote(query.get("page", "")).lstrip("/"), query.get("edition"))
        else:
            self._show(self.server.preview.state, path)

    do_HEAD = do_GET  # noqa: N815 - the name that the base class calls

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the value of ``Date``, which pages set their clocks by."""
        now = self.server.now
        return super().date_time_string(now.timestamp() if now else timestamp)

    def log_message(self, *_args: object) -> None:
        """Say nothing: who serves has other things to read."""

    def _show(self, state: PreviewState, path: str) -> None:
        """Answer with a file of the site as it is in a state."""
        if not state.built:
            self._page(HTTPStatus.SERVICE_UNAVAILABLE, state, overlay.stand_in(state.problems))
            return
        name, status = addresses.output_path(path), HTTPStatus.OK
        if name not in state.built.artifacts:
            if f"{path}/index.html" in state.built.artifacts:
                self._answer(HTTPStatus.FOUND, HTML, b"", Location=f"/{quote(path)}/")
                return
            name, status = addresses.NOT_FOUND, HTTPStatus.NOT_FOUND
        data = self.server.preview.produce(state.built, name)
        if data is None:
            problems = self.server.preview.state.problems
            self._page(HTTPStatus.INTERNAL_SERVER_ERROR, state, overlay.stand_in(problems))
        elif name.endswith((".html", ".htm")):
            self._page(status, state, data)
        else:
            self._answer(status, content_type(name), data)

    def _page(self, status: HTTPStatus, state: PreviewState, page: bytes) -> None:
        self._answer(
            status, HTML, overlay.with_script(page, self.server.edition(state), self.server.now)
        )

    def _answer(self, status: HTTPStatus, kind: str, data: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self._end_head(headers)
        if self.command != "HEAD":
            self.wfile.write(data)

    def _end_head(self, headers: dict[str, str]) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _tell(self, page: str, edition: str | None) -> None:
        """Send each state from now on, as server-sent events, until the page goes away."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self._end_head({"Connection": "close"})
        if self.command == "HEAD":
            return
        state: PreviewState | None = self.server.preview.state
        told = -1
        while state:
            event = ": alive\n\n"
            if state.number != told:
                event = f"data: {self._message(state, page, edition)}\n\n"
                told = state.number
            self.wfile.write(event.encode())
            state = self.server.preview.wait(told, BEAT)

    def _message(self, state: PreviewState, page: str, known: str | None) -> str:
        artifact = _artifact(state.built, page)
        edition = self.server.edition(state)
        if known not in {None, edition}:  # it is read anew, and no more need be found out for it
            return overlay.message(edition, (), None, self.server.editor)
        return overlay.message(edition, state.problems, artifact, self.server.editor)


def content_type(name: str) -> str:
    """Return the content type of a file of the site, by its extension."""
    extension = name[name.rfind(".") :] if "." in name else ""
    if extension in TYPES:
        return TYPES[extension]
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind in {"application/json", "application/xml"}
    return f"{kind}; charset=utf-8" if is_text else kind


def _artifact(built: Built | None, address: str) -> Artifact | None:
    return built.artifacts.get(addresses.output_path(address)) if built else None
