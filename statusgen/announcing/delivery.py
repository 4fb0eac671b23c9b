"""Deliver a message: through apprise, as a signed JSON event, or by mail.

Nothing here raises for what a service answers, and no secret is ever in an :class:`Outcome`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import re
import smtplib
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from functools import partial
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from statusgen.model import Channel

if TYPE_CHECKING:
    from apprise import NotifyBase

    from statusgen.announcing.messages import Message

TIMEOUT: Final = 10.0
"""Seconds that a service may take to answer."""
WAITS: Final = (2.0, 10.0)
"""Seconds before the second and the third try."""
LONGEST_WAIT: Final = 60.0
"""The longest ``Retry-After``, in seconds, that is waited for."""
SHORTEST_POST: Final = 500
"""Services whose messages are at most this long get the short text."""
SECRETS: Final = ("url", "password", "secret", "to")
"""The fields of a channel that can be secrets."""

_SECRET: Final = re.compile(r"\$\{(\w+)\}")
_FAULT: Final = 500
_MENTION: Final = re.compile(r"(?<![\w/])@(?=\w)|<(?=[!@#:&/\w])|\](?=\()")
"""Where a chat program would begin a mention, a tag, or a link with another text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Whether a message went out."""

    ok: bool
    detail: str
    """For people, without secrets: ``sent``, ``answers 403``."""


def missing_secrets(channel: Channel, secrets: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the secrets that a channel needs and that are not set."""
    found = (_SECRET.fullmatch(getattr(channel, name)) for name in SECRETS)
    return tuple(each[1] for each in found if each and not secrets.get(each[1], "").strip())


def deliver(message: Message, secrets: Mapping[str, str]) -> Outcome:
    """Send a message on its channel, in at most three tries.

    ``secrets`` has the values for ``${NAME}``; the command passes the environment.
    """
    if missing := missing_secrets(message.channel, secrets):
        return Outcome(ok=False, detail=f"secret not set: {', '.join(missing)}")
    values: dict[str, Any] = {
        name: _SECRET.sub(
            lambda found: secrets[found[1]].strip(), str(getattr(message.channel, name))
        )
        for name in SECRETS
    }
    message = replace(message, channel=replace(message.channel, **values))
    if re.match("smtps?://", url := message.channel.url):
        return _send_mail(message)
    try:
        service = service_of(url, title=urlsplit(message.link).netloc)
    except ModuleNotFoundError:
        return Outcome(ok=False, detail="apprise is missing: install statusgen[announce]")
    if service:
        return _notify(service, message)
    if re.match("https?://", url):
        return _persist(partial(_send_event, message))
    return Outcome(ok=False, detail="apprise does not know this address, or it is not complete")


def service_of(url: str, title: str = "statusgen") -> NotifyBase | None:
    """Return apprise's service for an address, which sends under ``title``.

    ``None`` if apprise does not know it. Raises ``ModuleNotFoundError`` without apprise.
    """
    import apprise  # noqa: PLC0415 - an extra, and slow to load

    logger = logging.getLogger("apprise")  # its messages can have parts of an address
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
    asset = apprise.AppriseAsset(
        app_id=title,
        app_desc=title,
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        http_redirects=False,
        default_service_retry=len(WAITS),
        default_service_wait=WAITS[0],
    )
    service = apprise.Apprise.instantiate(url, asset=asset)
    if not isinstance(service, apprise.NotifyBase):
        return None
    service.socket_connect_timeout = service.socket_read_timeout = TIMEOUT
    return service


def _notify(service: NotifyBase, message: Message) -> Outcome:
    """Send by apprise: the short text where posts are short, otherwise everything."""
    import apprise  # noqa: PLC0415 - an extra, and slow to load

    title, body = message.title, message.text
    if message.channel.format == "social" or service.body_maxlen <= SHORTEST_POST:
        title, body = "", message.short[service.body_maxlen < SHORTEST_POST]
    else:
        service.overflow_mode = apprise.OverflowMode.SPLIT
    result = apprise.Apprise(service).notify(
        title=defused(title), body=defused(body), body_format=apprise.NotifyFormat.TEXT
    )
    codes = (re.search(r"error=(\d{3})\b", entry.message) for entry in result.logs())
    code = next((f"answers {found[1]}" for found in codes if found), "cannot be reached")
    name = str(service.service_name)
    return Outcome(ok=bool(result), detail=f"sent by {name}" if result else f"{name} {code}")


def defused(text: str) -> str:
    """Return a text in which no chat program finds a mention, a tag or a disguised link."""
    return _MENTION.sub(lambda found: f"{found[0]}\u200b", text)


def _send_event(message: Message) -> str:
    """Send a JSON event, signed as https://www.standardwebhooks.com/ has it."""
    now, key = datetime.now(UTC), message.channel.secret
    at = str(int(now.timestamp()))
    event = {
        "schema_version": 1,
        "id": message.id,
        "timestamp": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        **message.event,
    }
    body = json.dumps(event, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        "Webhook-Id": message.id,
        "Webhook-Timestamp": at,
    }
    if key:
        raw = base64.b64decode(key[6:]) if key.startswith("whsec_") else key.encode()
        signed = hmac.digest(raw, f"{message.id}.{at}.".encode() + body, hashlib.sha256)
        headers["Webhook-Signature"] = f"v1,{base64.b64encode(signed).decode()}"
    return _post(message.channel.url, body, headers)


def ping(hub: str, feeds: Iterable[str]) -> Outcome:
    """Tell a WebSub hub that the feeds at these URLs have changed."""
    form = [("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)]
    body = urlencode(form).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return _persist(partial(_post, hub, body, headers))


class _NoRedirect(HTTPRedirectHandler):
    """Goes nowhere else with what is meant for one address."""

    def redirect_request(self, *_args: object, **_more: object) -> None:
        """Follow nothing."""


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> str:
    request = Request(  # noqa: S310 - http or https
        url, body, {"User-Agent": "statusgen", **headers}
    )
    with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
        return f"answers {answer.status}"


def _send_mail(message: Message) -> Outcome:
    """Send a mail to each address. None gets it twice: it is sent once one of them took it."""
    waiting = re.findall(r"[^\s,;]+", message.channel.to)
    number, taken = len(waiting), list[str]()

    def send() -> str:
        with _server(message.channel) as server:
            while waiting:
                try:
                    server.send_message(_mail(message, waiting[0]))
                    taken.append(waiting[0])
                except smtplib.SMTPRecipientsRefused as error:
                    if error.recipients[waiting[0]][0] < _FAULT:
                        raise
                waiting.pop(0)
        return "sent"

    outcome = _persist(send)
    if len(taken) == number or (waiting and not taken):
        return outcome
    return Outcome(ok=bool(taken), detail=f"{len(taken)} of {number} addresses took it")


@contextmanager
def _server(channel: Channel) -> Iterator[smtplib.SMTP]:
    """Connect to the mail server, encrypted unless it is on this machine and offers nothing."""
    parts, context = urlsplit(channel.url), ssl.create_default_context()
    host = parts.hostname or ""
    with (
        smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
        if parts.scheme == "smtps"
        else smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
    ) as server:
        server.ehlo()
        is_local = host in {"localhost", "127.0.0.1", "::1"}
        if parts.scheme == "smtp" and (server.has_extn("starttls") or not is_local):
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), channel.password or unquote(parts.password or ""))
        yield server


def _mail(message: Message, recipient: str) -> EmailMessage:
    """Return the mail for one address."""
    mail, sender = EmailMessage(), message.channel.sender
    domain = sender.rpartition("@")[2]
    thread = f"<{hashlib.sha256(message.thread.encode()).hexdigest()[:40]}@{domain}>"
    headers = {
        "From": formataddr((message.event.get("site", {}).get("name", ""), sender)),
        "To": recipient,
        "Subject": message.title,
        "Date": format_datetime(datetime.now(UTC)),
        "Message-ID": f"<{message.id[:40]}@{domain}>",
        "In-Reply-To": thread,
        "References": thread,
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<mailto:{sender}?subject=unsubscribe>",
    }
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail


def _persist(send: Callable[[], str]) -> Outcome:
    """Try up to three times, unless trying again would not help."""
    for wait in (*WAITS, None):
        try:
            return Outcome(ok=True, detail=send())
        except (OSError, ValueError, HTTPException) as error:
            detail, after = _reason(error)
            if wait is None or after > LONGEST_WAIT:
                break
            time.sleep(after or wait)
    return Outcome(ok=False, detail=detail)


def _reason(error: Exception) -> tuple[str, float]:
    """Return why sending failed, without any address, and the seconds that the service asks for."""
    match error:
        case HTTPError(code=code, headers=headers):
            error.close()
            after = headers.get("Retry-After", "")
            is_lasting = code < _FAULT and code != HTTPStatus.TOO_MANY_REQUESTS
            return f"answers {code}", (
                float("inf") if is_lasting else float(after) if after.isdigit() else 0.0
            )
        case smtplib.SMTPResponseException(smtp_code=code):
            return f"the mail server answers {code}", float("inf") if code >= _FAULT else 0.0
        case smtplib.SMTPRecipientsRefused():
            return "the mail server is not ready for the address", 0.0
        case smtplib.SMTPNotSupportedError():
            return "the mail server offers no encryption or no login", float("inf")
        case ValueError() if not isinstance(error, OSError):
            return "the address is not valid", float("inf")
    cause = error.reason if isinstance(error, URLError) else error
    words = getattr(cause, "verify_message", "") or getattr(cause, "strerror", "")
    return f"cannot be reached: {words or type(cause).__name__}", 0.0
