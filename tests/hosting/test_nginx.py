"""A real nginx runs the configuration from the docs."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sample

from statusgen.commands.build import build

PAGE = Path(__file__).parents[2] / "docs/hosting/nginx.md"
TYPES = Path("/etc/nginx/mime.types")

MAIN = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/status;
    server {{
        listen 127.0.0.1:{front};
        {location}
    }}
}}
"""

SITE = sample.SITE.replace("dashboard, name", "dashboard, aliases: [console], name")
BESIDE = {
    "static/data.json": "{}",
    "static/.secret": "",
    "static/empty/a.txt": "",
    "embed/index.html": "<!doctype html>",
    "widget.js": "//",
    ".well-known/security.txt": "Contact: mailto:security@acme.example\n",
    ".well-known/token": "abc",
    "badge.svg": "<svg/>",
    "components/api/badge.svg": "<svg/>",
    "components/api/feed.json": "{}",
    "feed.major.json": "{}",
}
"""Files that the tests need in addition to those of the build."""

SHORTLY = "public, max-age=60"


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Server:
    port: int
    front: int
    """A proxy that strips /status/."""
    folder: Path

    def get(self, path: str, *, port: int = 0, asking: dict[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=10)
        try:
            host = {"Host": "status.acme.example"}
            connection.request("GET", path, headers=host | (asking or {}))
            response = connection.getresponse()
            pairs = response.getheaders()
            found = {name.lower(): value for name, value in pairs}
            assert len(found) == len(pairs), "a header is sent twice"
            return Answer(status=response.status, headers=found, body=response.read())
        finally:
            connection.close()


def configurations() -> list[str]:
    text = PAGE.read_text(encoding="utf-8")
    return re.findall(r"^```nginx\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def configure(folder: Path) -> Server:
    """Write the configuration from the docs, with another port and folder, and its context."""
    status, location = configurations()
    port, front = free_ports()
    server = Server(port=port, front=front, folder=folder / "site")
    for shown, here in (
        ("listen 80;", f"listen 127.0.0.1:{server.port};"),
        ("root /var/www/status;", f"root {server.folder};"),
    ):
        assert status.count(shown) == 1
        status = status.replace(shown, here)
    assert location.count("127.0.0.1:8080") == 1
    location = location.replace("127.0.0.1:8080", f"127.0.0.1:{server.port}")
    (folder / "status").write_text(status, encoding="utf-8")
    main = MAIN.format(folder=folder, front=server.front, location=location)
    (folder / "nginx.conf").write_text(main, encoding="utf-8")
    shutil.copy(TYPES, folder)
    return server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Build a site and serve it."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None or not TYPES.exists():
        pytest.skip("no nginx here: `make test` installs one where it can")
    folder = tmp_path_factory.mktemp("nginx")
    project = sample.lay(folder / "project", {**sample.FILES, "content/site.yml": SITE})
    found = configure(folder)
    report = build(project, found.folder, now=None, clock=sample.NOW, tell=lambda _done, _all: None)
    assert not report.failed
    missing = {path: text for path, text in BESIDE.items() if not (found.folder / path).exists()}
    sample.lay(found.folder, missing)
    command = [program, "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(found.port)
            yield found
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, "nginx does not answer"
            time.sleep(0.05)
        else:
            return


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/incidents/2026-11-20-api/", "text/html; charset=utf-8"),
        ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/history.rss", "application/rss+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
        ("/feed.major.json", "application/feed+json; charset=utf-8"),
        ("/components/api/feed.json", "application/feed+json; charset=utf-8"),
        ("/static/data.json", "application/json"),
        ("/maintenance.ics", "text/calendar; charset=utf-8"),
        ("/incidents.csv", "text/csv; charset=utf-8"),
        ("/widget.d.ts", "application/typescript; charset=utf-8"),
        ("/badge.svg", "image/svg+xml"),
        ("/sitemap.xml", "text/xml; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/static/note.txt", "text/plain; charset=utf-8"),
        ("/.well-known/security.txt", "text/plain; charset=utf-8"),
        ("/.well-known/token", "text/plain; charset=utf-8"),
        ("/incidents/", "text/html; charset=utf-8"),
        ("/components/console/", "text/html; charset=utf-8"),
    ],
)
def test_files_have_their_content_type(server: Server, path: str, kind: str) -> None:
    answer = server.get(path)
    assert answer.status == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
    name = f"{path}index.html" if path.endswith("/") else path
    assert answer.body == (server.folder / name[1:]).read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        *("/nowhere", "/no/where/", "/history/1999/01/", "/feed.xml", "/assets/gone.js"),
        *("/.statusgen.json", "/.nojekyll", "/static/.secret", "/_headers", "/_redirects"),
        *("/CNAME", "/404.html", "/assets/", "/static/", "/static/empty/", "/.well-known/"),
    ],
)
def test_internal_files_are_not_served(server: Server, path: str) -> None:
    answer = server.get(path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == SHORTLY
    assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"
    assert answer.body == (server.folder / "404.html").read_bytes()


def test_a_folder_without_its_slash_is_redirected(server: Server) -> None:
    answer = server.get("/components/api")
    assert (answer.status, answer.headers["location"]) == (301, "/components/api/")


def test_fingerprinted_files_are_cached(server: Server) -> None:
    asset = next((server.folder / "assets").glob("status.*.js"))
    answer = server.get(f"/assets/{asset.name}")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in ("/", "/history/", "/feed.atom", "/static/note.txt"):
        assert server.get(path).headers["cache-control"] == SHORTLY


def test_unchanged_files_are_not_sent_again(server: Server) -> None:
    headers = server.get("/history/").headers
    again = server.get("/history/", asking={"If-None-Match": headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["cache-control"] == SHORTLY


@pytest.mark.parametrize(
    "path",
    [
        *("/widget.js", "/badge.svg", "/components/api/badge.svg", "/static/data.json"),
        *("/feed.json", "/feed.atom", "/history.rss", "/maintenance.ics", "/incidents.csv"),
    ],
)
def test_other_sites_may_fetch_data(server: Server, path: str) -> None:
    answer = server.get(path)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-expose-headers"] == "Age, Date"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


def test_other_sites_may_not_fetch_pages(server: Server) -> None:
    for path in ("/", "/history/", "/embed/", "/nowhere"):
        headers = server.get(path).headers
        assert "access-control-allow-origin" not in headers
        assert "cross-origin-resource-policy" not in headers


def test_embed_page_may_be_framed(server: Server) -> None:
    policies = {
        path: server.get(path).headers["content-security-policy"]
        for path in ("/", "/incidents/2026-11-20-api/", "/embed/", "/embed/gone")
    }
    assert policies == {
        "/": "frame-ancestors 'none'",
        "/incidents/2026-11-20-api/": "frame-ancestors 'none'",
        "/embed/": "frame-ancestors *",
        "/embed/gone": "frame-ancestors 'none'",
    }


def test_text_is_compressed(server: Server) -> None:
    for path in ("/", "/feed.atom", "/feed.json", "/maintenance.ics"):
        plain = server.get(path)
        answer = server.get(path, asking={"Accept-Encoding": "gzip"})
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(answer.body) == plain.body


def test_proxy_may_strip_the_path(server: Server) -> None:
    page = server.get("/status/components/api/", port=server.front)
    assert page.body == (server.folder / "components/api/index.html").read_bytes()
    answer = server.get("/status/components/api", port=server.front)
    assert (answer.status, answer.headers["location"]) == (301, "/status/components/api/")
    assert server.get("/components/api/", port=server.front).status == 404
