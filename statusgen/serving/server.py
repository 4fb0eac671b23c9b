"""Serve the preview over HTTP to browsers on this machine.

The server listens on the loopback interface. It only answers requests for a name of this machine,
against DNS rebinding, and forbids caching.

It adds a script to each page, which reloads the page, and shows problems with links to the editor.
The script is served under :data:`ROOT`, where no site has pages, and from the same origin, as the
Content-Security-Policy requires.
"""

from __future__ import annotations

import html
import json
import mimetypes
import re
import socketserver
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from statusgen import addresses
from statusgen.outputs.hosting import TYPES
from statusgen.problems import Problem, Rejected
from statusgen.serving.preview import Preview, PreviewState

LOOPBACK: Final = "127.0.0.1"
HOSTS: Final = frozenset({"localhost", LOOPBACK, "[::1]"})
"""The names of this machine."""

HTML: Final = "text/html; charset=utf-8"
ROOT: Final = ".statusgen/"
"""The path of our own files. A site publishes no hidden files except ``.well-known/``."""
OURS: Final = frozenset({f"{ROOT}overlay.js", f"{ROOT}overlay.css"})
BEAT: Final = 15.0
"""Seconds between signs of life in a stream of events, which also detect a closed page."""

VS_CODE: Final = "vscode://file{path}:{line}:{column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorLink:
    """Makes URLs that open the editor."""

    folder: Path
    """The project's folder."""
    template: str = VS_CODE
    """A URL with ``{path}``, ``{line}`` and ``{column}``."""

    def url(self, path: str, line: int = 1, column: int = 1) -> str:
        """Return the URL that opens a file of the project at a place."""
        url = self.template.replace("{path}", quote(str(self.folder / path)))
        return url.replace("{line}", str(max(line, 1))).replace("{column}", str(max(column, 1)))


class Server(ThreadingHTTPServer):
    """Serves a preview, each request in its own thread."""

    daemon_threads = True

    def __init__(self, port: int, editor: EditorLink, now: datetime | None) -> None:
        """Listen on a port (0 for any); raise OSError if it is taken.

        ``now`` is the time that pages show; ``None`` for the current time.
        """
        super().__init__((LOOPBACK, port), Handler)
        self.preview = Preview(editor.folder, self.url)
        self.editor = editor
        self.now = now

    def server_bind(self) -> None:
        """Take the port without a DNS lookup, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def close(self) -> None:
        """Free the port, and close the streams of events."""
        self.preview.close()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Report an error, unless the browser only closed the connection."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed on as they are

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://{LOOPBACK}:{self.server_port}"


def listen(port: int, editor: EditorLink, now: datetime | None = None) -> Server:
    """Return a server on the port, or on any free one if it cannot be used."""
    try:
        return Server(port, editor, now)
    except OSError:
        return Server(0, editor, now)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "statusgen", ""

    def do_GET(self) -> None:
        """Send a file of the site, or one of ours."""
        asked = urlsplit(self.path)
        path = unquote(asked.path).lstrip("/")
        host = re.sub(r":\d+$", "", self.headers.get("Host", "").lower())
        if host not in HOSTS:
            self._answer(HTTPStatus.FORBIDDEN, "text/plain", b"Ask for localhost.\n")
        elif path in OURS:
            place = Path(__file__).with_name(path.removeprefix(ROOT))
            self._answer(HTTPStatus.OK, content_type(path), place.read_bytes())
        elif path == f"{ROOT}events":
            query = dict(parse_qsl(asked.query))
            self._stream(query.get("edition"))
        else:
            self._show(self.server.preview.state, path)

    do_HEAD = do_GET  # noqa: N815 - the name that the base class calls

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the ``Date`` header, from which pages take the time."""
        now = self.server.now
        return super().date_time_string(now.timestamp() if now else timestamp)

    def log_message(self, *_args: object) -> None:
        """Do not log requests."""

    def _show(self, state: PreviewState, path: str) -> None:
        """Send a file of the site."""
        if not state.built:
            self._page(HTTPStatus.SERVICE_UNAVAILABLE, state, problem_page(state.problems))
            return
        name, status = addresses.output_path(path), HTTPStatus.OK
        if name not in state.built.artifacts:
            if f"{path}/index.html" in state.built.artifacts:
                self._answer(HTTPStatus.FOUND, HTML, b"", Location=f"/{quote(path)}/")
                return
            name, status = addresses.NOT_FOUND, HTTPStatus.NOT_FOUND
        try:
            data = self.server.preview.produce(state.built, name)
        except Rejected as rejected:
            self._page(HTTPStatus.INTERNAL_SERVER_ERROR, state, problem_page(rejected.problems))
            return
        if name.endswith((".html", ".htm")):
            self._page(status, state, data)
        else:
            self._answer(status, content_type(name), data)

    def _page(self, status: HTTPStatus, state: PreviewState, page: bytes) -> None:
        self._answer(status, HTML, with_script(page, state.edition, self.server.now))

    def _answer(self, status: HTTPStatus, kind: str, data: bytes, **headers: str) -> None:
        self._head(status, kind, {"Content-Length": str(len(data)), **headers})
        if self.command != "HEAD":
            self.wfile.write(data)

    def _head(self, status: HTTPStatus, kind: str, headers: dict[str, str]) -> None:
        always = {
            "Content-Type": kind,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Content-Security-Policy": "frame-ancestors 'none'",
        }
        self.send_response(status)
        for name, value in (always | headers).items():
            self.send_header(name, value)
        self.end_headers()

    def _stream(self, edition: str | None) -> None:
        """Send each new state as a server-sent event, until the page is closed."""
        self.close_connection = True
        self._head(HTTPStatus.OK, "text/event-stream", {"Connection": "close"})
        preview, known = self.server.preview, None
        state: PreviewState | None = preview.state if self.command != "HEAD" else None
        while state:
            event = ": alive\n\n"
            if state is not known:
                event = f"data: {message(state, edition, self.server.editor)}\n\n"
            self.wfile.write(event.encode())
            known = state
            state = preview.wait(known, BEAT)


def content_type(name: str) -> str:
    """Return the content type of a file, by its extension."""
    kind = (
        TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    )
    is_text = kind.startswith("text/") or kind in {"application/json", "application/xml"}
    return f"{kind}; charset=utf-8" if is_text and "charset" not in kind else kind


def with_script(page: bytes, edition: str, as_of: datetime | None) -> bytes:
    """Return the page with our script before all others.

    ``as_of`` is the time that the page shows; ``None`` for the current time.
    """
    clock = f' data-now="{as_of.isoformat()}"' if as_of else ""
    element = f'<script src="/{ROOT}overlay.js" data-edition="{edition}"{clock}></script>\n'
    place = re.search(rb"<script|</head>|\Z", page)
    start = place.start() if place else 0
    return page[:start] + element.encode() + page[start:]


def problem_page(problems: Iterable[Problem]) -> bytes:
    """Return a page with the problems, if there is no page to show."""
    report = "\n\n".join(problem.as_text() for problem in _by_weight(problems))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<title>Not built yet</title>\n</head>\n<body>\n<main>\n"
        "<h1>Not built yet</h1>\n"
        "<p>Fix these problems first. The page reloads when you save.</p>\n"
        f"<pre>{html.escape(report)}</pre>\n</main>\n</body>\n</html>\n"
    ).encode()


def _by_weight(problems: Iterable[Problem]) -> list[Problem]:
    """Return errors before warnings, since a small screen shows only the first problem."""
    return sorted(problems, key=lambda problem: not problem.is_error)


def message(state: PreviewState, known: str | None, editor: EditorLink) -> str:
    """Return the message to the script of a page, as JSON; an old page only learns that it is."""
    shown = _by_weight(state.problems) if known in {None, state.edition} else ()
    problems = [_problem(each, editor) for each in shown]
    return json.dumps({"edition": state.edition, "problems": problems})


def _problem(problem: Problem, editor: EditorLink) -> dict[str, str]:
    span = problem.span
    is_file = span.path.startswith(("content/", "themes/"))
    return {
        "severity": str(problem.severity),
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "place": span.place,
        "excerpt": "\n".join(span.excerpt()),
        "url": editor.url(span.path, span.line, span.column) if is_file else "",
    }
