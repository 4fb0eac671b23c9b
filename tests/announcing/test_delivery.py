"""What each kind of channel gets, from real servers on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from receivers import hook, mailbox

from statusgen.announcing import delivery
from statusgen.announcing.delivery import (
    defused,
    deliver,
    missing_secrets,
    ping,
    service_of,
)
from statusgen.announcing.messages import Message
from statusgen.model import Channel

KEY, WORD = "${KEY}", "${WORD}"

MESSAGE = Message(
    id="5f" * 32,
    channel=Channel(name="all", audience="external", url=""),
    news=("sign-in/20261120T140500Z",),
    thread="sign-in",
    title="Investigating: Some people cannot sign in",
    text="We are looking for the cause.\nhttps://status.acme.example/incidents/sign-in/#1",
    html='<p>We are looking for the cause. <a href="https://status.acme.example/">Read</a></p>',
    short=("the text of 500", "the text of 300"),
    link="https://status.acme.example/incidents/sign-in/#1",
    event={
        "state": "investigating",
        "title": "Some people cannot sign in",
        "site": {"name": "Acmé, status"},
    },
)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "WAITS", (0.0, 0.0))


def to(url: str, **more: Any) -> Message:  # noqa: ANN401 - fields of a channel
    return replace(MESSAGE, channel=replace(MESSAGE.channel, url=url, **more))


# --- JSON events ---


def test_an_event_is_json_signed_with_its_time() -> None:
    with hook() as server:
        message = to("${HOOK}", secret=KEY)
        outcome = deliver(message, {"HOOK": f"{server.url}/status", "KEY": "a key"})
    assert (outcome.ok, outcome.detail) == (True, "answers 200")
    (request,) = server.requests
    event = json.loads(request.body)
    assert event == {
        "schema_version": 1,
        "id": MESSAGE.id,
        "timestamp": event["timestamp"],
        "state": "investigating",
        "title": "Some people cannot sign in",
        "site": {"name": "Acmé, status"},
    }
    assert request.path == "/status"
    assert request.headers["content-type"] == "application/json"
    at = request.headers["webhook-timestamp"]
    signed = f"{MESSAGE.id}.{at}.".encode() + request.body
    expected = base64.b64encode(hmac.digest(b"a key", signed, hashlib.sha256)).decode()
    assert request.headers["webhook-signature"] == f"v1,{expected}"


def test_the_docs_verify_what_is_sent() -> None:
    page = (Path(__file__).parents[2] / "docs/announcing.md").read_text(encoding="utf-8")
    shown = page.partition("```python\n")[2].partition("```")[0]
    known: dict[str, Any] = {}
    exec(shown, known)  # noqa: S102 - it is in the docs
    is_ours = known["is_ours"]
    with hook() as server:
        deliver(to(server.url, secret=KEY), {"KEY": "a key"})
    (request,) = server.requests
    late = {**request.headers, "webhook-timestamp": "1700000000"}
    assert is_ours(request.headers, request.body, "a key")
    assert not is_ours(request.headers, request.body, "another")
    assert not is_ours(request.headers, request.body + b" ", "a key")
    assert not is_ours(late, request.body, "a key")


def test_a_key_of_the_standard_is_decoded() -> None:
    key = base64.b64encode(b"some bytes").decode()
    with hook() as server:
        deliver(to(server.url, secret=KEY), {"KEY": f"whsec_{key}"})
    (request,) = server.requests
    signed = f"{MESSAGE.id}.{request.headers['webhook-timestamp']}.".encode() + request.body
    expected = base64.b64encode(hmac.digest(b"some bytes", signed, hashlib.sha256)).decode()
    assert request.headers["webhook-signature"] == f"v1,{expected}"


def test_an_event_without_a_key_is_not_signed() -> None:
    with hook() as server:
        assert deliver(to(server.url), {}).ok
    assert "webhook-signature" not in server.requests[0].headers


@pytest.mark.parametrize(
    ("answers", "tries", "detail"),
    [
        ((500, 429), 3, "answers 200"),
        ((500, 503, 502), 3, "answers 502"),
        ((404,), 1, "answers 404"),
        (((302, {"Location": "http://127.0.0.1:9/"}),), 1, "answers 302"),
        (((429, {"Retry-After": "0"}),), 2, "answers 200"),
        (((429, {"Retry-After": "61"}),), 1, "answers 429"),
    ],
)
def test_what_may_pass_is_tried_again(answers: Any, tries: int, detail: str) -> None:  # noqa: ANN401 - numbers, some with headers
    with hook(*answers) as server:
        outcome = deliver(to(server.url), {})
    assert len(server.requests) == tries
    assert (outcome.ok, outcome.detail) == (detail == "answers 200", detail)


def test_the_wait_that_a_service_asks_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    with hook((429, {"Retry-After": "7"}), 503) as server:
        assert deliver(to(server.url), {}).ok
    assert waits == [7.0, 0.0]


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        outcome = deliver(to(f"http://127.0.0.1:{silent.getsockname()[1]}/"), {})
    assert not outcome.ok
    assert outcome.detail == "cannot be reached: TimeoutError"


def test_a_closed_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    outcome = deliver(to(f"http://127.0.0.1:{port}/"), {})
    assert (outcome.ok, outcome.detail) == (False, "cannot be reached: Connection refused")


# --- secrets ---


def test_a_missing_secret_is_named_and_nothing_is_sent() -> None:
    with hook() as server:
        message = to("${HOOK}", secret=KEY)
        assert missing_secrets(message.channel, {"HOOK": server.url, "KEY": " "}) == ("KEY",)
        outcome = deliver(message, {"HOOK": server.url, "KEY": " "})
    assert (outcome.ok, outcome.detail) == (False, "secret not set: KEY")
    assert not server.requests


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/hunter2",
        "http://hunter2@127.0.0.1:9/",
        "http://127.0.0.1:hunter2/",
        "https://hunter2 hunter2/",
        "https://[hunter2/",
        "slack://hunter2",
        "json://user:hunter2@127.0.0.1:9/",
        "smtp://user:hunter2@127.0.0.1:9",
        "hunter2",
        "hunter2://hunter2",
    ],
)
def test_a_secret_is_never_in_the_outcome_or_printed(
    url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    outcome = deliver(to("${WHERE}", sender="a@acme.example", to="b@acme.example"), {"WHERE": url})
    assert not outcome.ok
    assert outcome.detail
    assert "hunter2" not in outcome.detail
    assert capfd.readouterr() == ("", "")


# --- apprise ---


def test_apprise_gets_what_it_knows() -> None:
    with hook() as server:
        outcome = deliver(to(server.url.replace("http", "json", 1)), {})
    assert (outcome.ok, outcome.detail) == (True, "sent by JSON")
    sent = json.loads(server.requests[0].body)
    assert (sent["title"], sent["message"]) == (MESSAGE.title, MESSAGE.text)


def test_what_apprise_sends_is_tried_again() -> None:
    with hook(500, 429) as server:
        assert deliver(to(server.url.replace("http", "json", 1)), {}).ok
    with hook(*[403] * 3) as server:
        outcome = deliver(to(server.url.replace("http", "json", 1)), {})
    assert (outcome.ok, outcome.detail) == (False, "JSON answers 403")


def test_a_post_is_short() -> None:
    with hook() as server:
        host = server.url.removeprefix("http://")
        deliver(to(f"mastodon://token@{host}"), {})
        deliver(to(f"json://{host}", format="social"), {})
    post, other = (json.loads(request.body) for request in server.requests)
    assert post["status"] == "the text of 500"
    assert (other["title"], other["message"]) == ("", "the text of 500")


def test_nothing_is_loaded_from_elsewhere() -> None:
    with hook() as server:
        host = server.url.removeprefix("http://")
        assert deliver(to(f"mmost://{host}/abcdefghijklmnopqrstuvwxyz"), {}).ok
    assert b"github" not in server.requests[0].body
    assert b"status.acme.example" in server.requests[0].body


def test_without_apprise_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    outcome = deliver(to("ntfy://topic"), {})
    assert (outcome.ok, outcome.detail) == (
        False,
        "apprise is missing: install statusgen[announce]",
    )


def test_an_unknown_scheme_is_no_service() -> None:
    assert service_of("nowhere://example") is None
    assert service_of("https://hooks.acme.example/x") is None
    assert service_of("ntfy://topic") is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@everyone, look", "@|everyone, look"),
        (
            "<!channel> <@U1> <https://evil.example|our page>",
            "<|!channel> <|@|U1> <|https://evil.example|our page>",
        ),
        ("[our page](https://evil.example)", "[our page]|(https://evil.example)"),
        ("mail help@acme.example, 5 < 6 @ 7", "mail help@acme.example, 5 < 6 @ 7"),
        ("https://acme.example/@acme", "https://acme.example/@acme"),
    ],
)
def test_mentions_and_markup_are_inert(text: str, expected: str) -> None:
    assert defused(text).replace("\u200b", "|") == expected


# --- mail ---


def mail_to(url: str, recipients: str = "status@lists.acme.example", **more: str) -> Message:
    return to(url, sender="status@acme.example", to=recipients, format="mail", **more)


def test_a_mail_is_one_thread_with_its_incident_and_loads_nothing() -> None:
    with mailbox() as server:
        outcome = deliver(mail_to(server.url), {})
        later = replace(
            mail_to(server.url), id="6a" * 32, title="Resolved: Some people cannot sign in"
        )
        assert deliver(later, {}).ok
    assert (outcome.ok, outcome.detail) == (True, "sent")
    (recipient, first), (_, second) = server.mails
    assert recipient == first["To"] == "status@lists.acme.example"
    assert first["From"] == '"Acmé, status" <status@acme.example>'
    assert first["Subject"] == MESSAGE.title
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["List-Unsubscribe"] == "<mailto:status@acme.example?subject=unsubscribe>"
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == second["References"] == second["In-Reply-To"]
    assert first["Message-ID"] == f"<{MESSAGE.id[:40]}@acme.example>"
    plain, html = first.iter_parts()
    assert plain.get_content().splitlines() == MESSAGE.text.splitlines()
    assert html.get_content().strip() == MESSAGE.html


def test_people_get_one_mail_each() -> None:
    with mailbox() as server:
        people = "one@acme.example, two@acme.example\nthree@acme.example"
        assert deliver(mail_to(server.url, "${PEOPLE}"), {"PEOPLE": people}).ok
    assert [to for to, _ in server.mails] == [mail["To"] for _, mail in server.mails]
    assert len(server.mails) == 3
    assert all("two@" not in str(mail) for to, mail in server.mails if not to.startswith("two"))


@pytest.mark.parametrize(
    ("codes", "taken", "detail"),
    [
        ({"b@x.example": [450]}, 2, "sent"),
        ({"b@x.example": [550]}, 1, "1 of 2 addresses took it"),
        ({"b@x.example": [450] * 3}, 1, "1 of 2 addresses took it"),
        ({"a@x.example": [550], "b@x.example": [550]}, 0, "0 of 2 addresses took it"),
        ({"a@x.example": [450] * 3}, 0, "the mail server is not ready for the address"),
    ],
)
def test_no_address_gets_a_mail_twice(
    codes: dict[str, list[int]],
    taken: int,
    detail: str,
) -> None:
    with mailbox(refused=codes) as server:
        outcome = deliver(mail_to(server.url, "a@x.example b@x.example"), {})
    assert len(server.mails) == taken
    assert (outcome.ok, outcome.detail) == (taken > 0, detail)


def test_a_refused_list_is_not_tried_again() -> None:
    with mailbox(refused={"status@lists.acme.example": [550]}) as server:
        outcome = deliver(mail_to(server.url), {})
    assert (outcome.ok, outcome.detail) == (False, "0 of 1 addresses took it")


def certificate(folder: Path) -> Path:
    path = folder / "pair.pem"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    words += [
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=127.0.0.1",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
    ]
    subprocess.run(
        [*words, "-keyout", path, "-out", folder / "own.pem"], check=True, capture_output=True
    )
    path.write_text(path.read_text() + (folder / "own.pem").read_text())
    return path


def test_login_is_encrypted_and_the_certificate_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate(tmp_path))
    with mailbox(tls=tls) as server:
        url = server.url.replace("//", "//me@", 1)
        outcome = deliver(mail_to(url, password=WORD), {"WORD": "correct"})
        assert outcome.detail == "cannot be reached: self-signed certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
        assert deliver(mail_to(url, password=WORD), {"WORD": "correct"}).ok
        outcome = deliver(mail_to(url, password=WORD), {"WORD": "wrong"})
    assert (outcome.ok, outcome.detail) == (False, "the mail server answers 535")
    assert len(server.mails) == 1


def test_a_password_is_never_sent_unencrypted() -> None:
    with mailbox() as server:
        outcome = deliver(mail_to(server.url.replace("//", "//me:secret@", 1)), {})
    assert not outcome.ok
    assert not server.mails


# --- WebSub ---


def test_a_hub_is_told_which_feeds_changed() -> None:
    feeds = ["https://status.acme.example/feed.atom", "https://status.acme.example/feed.rss"]
    with hook(204) as server:
        outcome = ping(server.url, feeds)
    assert (outcome.ok, outcome.detail) == (True, "answers 204")
    form = parse_qsl(server.requests[0].body.decode())
    assert form == [("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)]
