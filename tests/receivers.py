"""Real servers on this machine that take what is announced: webhooks and mail."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Answer = tuple[int, dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class Request:
    path: str
    headers: dict[str, str]
    """By their names in lower case."""
    body: bytes


@dataclass(kw_only=True)
class Hook:
    """A webhook that gives ``answers`` in turn, then 200."""

    url: str = ""
    answers: list[Answer] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)


@contextmanager
def hook(*answers: int | Answer) -> Iterator[Hook]:
    """Serve a webhook whose first answers are these."""
    made = Hook(answers=[each if isinstance(each, tuple) else (each, {}) for each in answers])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            made.requests.append(Request(path=self.path, headers=headers, body=body))
            status, more = made.answers.pop(0) if made.answers else (200, {})
            self.send_response(status)
            for name, value in {"Content-Length": "0", **more}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        made.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


@dataclass(kw_only=True)
class Mailbox:
    """A mail server that keeps what it takes, and refuses some recipients with a code."""

    url: str = ""
    refused: dict[str, list[int]] = field(default_factory=dict)
    """The codes that each recipient gets in turn."""
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    """Each with its only recipient."""

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _more: list[str]
    ) -> str:
        if codes := self.refused.get(address):
            return f"{codes.pop(0)} <{address}> is refused"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        (recipient,) = envelope.rcpt_tos
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append((recipient, mail))
        return "250 OK"


@contextmanager
def mailbox(
    *, refused: dict[str, list[int]] | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Mailbox]:
    """Serve a mail server; with ``tls`` it offers STARTTLS, and login with ``correct``."""
    made = Mailbox(refused=refused or {})

    def login(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        is_right = isinstance(data, LoginPassword) and data.password == b"correct"
        return AuthResult(success=is_right, handled=False)

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(
        made,
        hostname="127.0.0.1",
        port=port,
        tls_context=tls,
        authenticator=login,
        auth_required=False,
    )
    controller.start()
    made.url = f"smtp://127.0.0.1:{port}"
    try:
        yield made
    finally:
        controller.stop()
