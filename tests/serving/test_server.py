from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from assembly import NOW, incident
from serving.conftest import write

from statusgen.problems import Problem, Span
from statusgen.serving.preview import PreviewState
from statusgen.serving.server import (
    VS_CODE,
    EditorLink,
    Server,
    content_type,
    listen,
    message,
    problem_page,
    with_script,
)


@pytest.fixture
def server(project: Path) -> Iterator[Server]:
    server = listen(0, EditorLink(folder=project), datetime(2026, 11, 25, 12, tzinfo=UTC))
    server.preview.rebuild(NOW)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    server.close()
    thread.join()


def ask(
    server: Server, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response, text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/incidents/a/?x=1", "text/html; charset=utf-8"),
        ("/incidents/%61/", "text/html; charset=utf-8"),
        ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/feed.rss", "application/rss+xml; charset=utf-8"),
        ("/maintenance.ics", "text/calendar; charset=utf-8"),
        ("/incidents.csv", "text/csv; charset=utf-8"),
        ("/widget.json", "application/json; charset=utf-8"),
        ("/widget.js", "text/javascript; charset=utf-8"),
        ("/badge.svg", "image/svg+xml"),
        ("/.statusgen/overlay.js", "text/javascript; charset=utf-8"),
        ("/.statusgen/overlay.css", "text/css; charset=utf-8"),
    ],
)
def test_every_file_has_its_type_and_is_not_cached(server: Server, path: str, kind: str) -> None:
    response, text = ask(server, path)
    assert (response.status, response.headers["Content-Type"]) == (200, kind)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert response.headers["Date"] == "Wed, 25 Nov 2026 12:00:00 GMT"
    assert text


def test_only_pages_get_the_script(server: Server) -> None:
    page = ask(server, "/")[1]
    script = '<script src="/.statusgen/overlay.js"'
    assert page.index(script) == page.index("<script")
    built = server.preview.state.built
    assert built
    for path in ("feed.atom", "widget.js", "api/v2/summary.json"):
        assert ask(server, f"/{path}")[1].encode() == server.preview.produce(built, path)


def test_folders_redirect_and_unknown_addresses_are_not_found(server: Server) -> None:
    response, _ = ask(server, "/incidents/a")
    assert (response.status, response.headers["Location"]) == (302, "/incidents/a/")
    response, text = ask(server, "//elsewhere.example/")
    assert response.status == 404
    assert "Page not found" in text


def test_a_head_request_has_no_body(server: Server) -> None:
    response, text = ask(server, "/", method="HEAD")
    assert (response.status, text) == (200, "")
    assert int(response.headers["Content-Length"]) == len(ask(server, "/")[1].encode())
    assert ask(server, "/.statusgen/events", method="HEAD")[0].status == 200
    assert ask(server, "/", method="POST")[0].status == 501


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("[::1]:8000", 200),
        ("127.0.0.1:1", 200),
        ("status.acme.example", 403),
        ("127.0.0.1.acme.example:8000", 403),
        ("", 403),
    ],
)
def test_requests_for_another_host_are_refused(server: Server, host: str, status: int) -> None:
    response, text = ask(server, "/", Host=host)
    assert response.status == status
    assert ("Acme" in text) is (status == 200)


def test_it_listens_on_this_machine_alone(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_a_page_receives_each_state(server: Server, project: Path) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request("GET", "/.statusgen/events")
    response = connection.getresponse()
    assert response.headers["Content-Type"] == "text/event-stream"

    def next_message() -> dict[str, list[dict[str, str]]]:
        while not (line := response.readline()).startswith(b"data: "):
            assert line
        told: dict[str, list[dict[str, str]]] = json.loads(line.removeprefix(b"data: "))
        return told

    first = next_message()
    assert first["problems"] == []
    write(project, "content/incidents/a.md", incident("kin: x\n"))
    server.preview.rebuild(NOW)
    second = next_message()
    assert second["edition"] == first["edition"]
    assert [problem["place"] for problem in second["problems"]] == ["content/incidents/a.md:3:1"]
    write(project, "content/incidents/a.md", incident(body="News."))
    server.preview.rebuild(NOW)
    assert next_message()["edition"] != first["edition"]
    server.preview.close()
    assert not response.read().strip()
    connection.close()


def test_an_old_page_only_learns_that_it_is_old(server: Server, project: Path) -> None:
    write(project, "content/notes.txt", "")
    server.preview.rebuild(NOW)
    for edition, problems in (("old", 0), (server.preview.state.edition, 1)):
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        connection.request("GET", f"/.statusgen/events?edition={edition}")
        told = json.loads(connection.getresponse().readline().removeprefix(b"data: "))
        assert told["edition"] == server.preview.state.edition
        assert len(told["problems"]) == problems
        connection.close()


def test_before_the_first_build_a_page_shows_the_problems(tmp_path: Path) -> None:
    server = listen(0, EditorLink(folder=tmp_path))
    server.preview.rebuild(NOW)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    response, text = ask(server, "/feed.atom")
    server.shutdown()
    server.close()
    thread.join()
    assert response.status == 503
    assert "Not built yet" in text
    assert "content/site.yml: error[no-site]" in text


def test_a_port_in_use_is_skipped(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = listen(port, EditorLink(folder=project))
        assert server.server_port not in {0, port}
        server.close()


def test_a_freed_port_can_be_used_again(project: Path) -> None:
    first = listen(0, EditorLink(folder=project))
    first.close()
    second = listen(first.server_port, EditorLink(folder=project))
    assert second.server_port == first.server_port
    second.close()


def test_an_unknown_type_is_binary() -> None:
    assert content_type(".well-known/thing") == "application/octet-stream"


EDITOR = EditorLink(folder=Path("/home/ana/a status"))
PROBLEM = Problem(
    code="unknown-key",
    message="`kin` is not a known key",
    span=Span(path="content/site.yml", line=3, column=1, length=3, text="kin: <x>"),
    hint="Did you mean `kind`?",
)


def test_a_place_becomes_an_editor_url() -> None:
    assert EDITOR.template == VS_CODE
    assert EDITOR.url("content/a.md", 3, 2) == "vscode://file/home/ana/a%20status/content/a.md:3:2"
    other = EditorLink(folder=EDITOR.folder, template="idea://open?file={path}&line={line}")
    assert other.url("x.md", 0) == "idea://open?file=/home/ana/a%20status/x.md&line=1"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<head><script>1</script></head>", "<head>|<script>1</script></head>"),
        ("<head></head>", "<head>|</head>"),
        ("no page", "no page|"),
    ],
)
def test_the_script_comes_before_all_others(page: str, expected: str) -> None:
    before, after = expected.split("|")
    script = '<script src="/.statusgen/overlay.js" data-edition="7"></script>\n'
    assert with_script(page.encode(), "7", None).decode() == before + script + after


def test_the_script_gets_the_time_of_the_preview() -> None:
    page = with_script(b"", "7", datetime(2026, 11, 20, 14, tzinfo=UTC)).decode()
    assert ' data-now="2026-11-20T14:00:00+00:00"' in page


def test_a_problem_is_sent_as_in_a_report() -> None:
    (problem,) = json.loads(message(PreviewState(problems=(PROBLEM,)), None, EDITOR))["problems"]
    assert problem == {
        "severity": "error",
        "code": "unknown-key",
        "message": "`kin` is not a known key",
        "hint": "Did you mean `kind`?",
        "place": "content/site.yml:3:1",
        "excerpt": "   |\n 3 | kin: <x>\n   | ^^^",
        "url": "vscode://file/home/ana/a%20status/content/site.yml:3:1",
    }


def test_the_page_with_problems_needs_no_script() -> None:
    assert "3 | kin: &lt;x&gt;" in problem_page([PROBLEM]).decode()
