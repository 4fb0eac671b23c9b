"""A real feed reader fetches the feeds from a server and sees new entries."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from feeds.publishing import ERRORS, FILES, NOW, ids, publish

NEWSBOAT = shutil.which("newsboat")
TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml"}


class Server(ThreadingHTTPServer):
    """A static host whose files can be published again."""

    files: dict[str, bytes]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        data = self.server.files.get(self.path.lstrip("/"))
        self.send_response(404 if data is None else 200)
        self.send_header("Content-Type", TYPES.get(self.path.rpartition(".")[2], "text/html"))
        self.end_headers()
        self.wfile.write(data or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as known:
        thread = Thread(target=known.serve_forever, args=(0.02,))
        thread.start()
        yield known
        known.shutdown()
        thread.join()


class Reader:
    """newsboat with its own cache."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        (folder / "urls").write_text(f"{address}\n", encoding="utf-8")
        (folder / "config").write_text("", encoding="utf-8")

    def fetch(self) -> str:
        """Fetch the feed and return its message about unread articles."""
        command = [NEWSBOAT or "", "-u", "urls", "-c", "cache.db", "-C", "config"]
        done = subprocess.run(
            [*command, "-x", "reload", "print-unread"],
            cwd=self.folder,
            env={"HOME": str(self.folder), "LC_ALL": "C.UTF-8", "NO_PROXY": "*"},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout.strip()

    def known(self) -> dict[str, str]:
        """Return the title of each article by its id."""
        with closing(sqlite3.connect(self.folder / "cache.db")) as cache:
            return dict(cache.execute("SELECT guid, title FROM rss_item"))

    def read_all(self) -> None:
        """Mark everything as read."""
        with closing(sqlite3.connect(self.folder / "cache.db")) as cache, cache:
            cache.execute("UPDATE rss_item SET unread = 0")


@pytest.mark.skipif(NEWSBOAT is None, reason="newsboat is not installed")
@pytest.mark.parametrize("path", ["feed.atom", "feed.rss", "components/api/feed.rss"])
def test_reader_sees_all_entries_then_only_new_ones(
    tmp_path: Path, server: Server, path: str
) -> None:
    reader = Reader(tmp_path, f"http://127.0.0.1:{server.server_port}/{path}")

    server.files = publish()
    count = len(ids(server.files[path]))
    assert count >= 3
    assert reader.fetch() == f"{count} unread articles"
    assert set(reader.known()) == set(ids(server.files[path]))
    reader.read_all()

    server.files = publish(FILES, NOW + timedelta(days=2))
    assert reader.fetch() == "0 unread articles"

    update = "\n## Update — 2026-11-22 19:00\n\nStill fine.\n"
    server.files = publish(
        FILES | {"content/incidents/errors.md": ERRORS + update}, NOW + timedelta(days=3)
    )
    assert reader.fetch() == "1 unread articles"
    new = set(reader.known()) - set(ids(publish()[path]))
    assert new == {"tag:status.acme.example,2026:errors/20261122T190000Z"}
    assert reader.known()[new.pop()] == "[Resolved] Elevated error rates"


@pytest.mark.skipif(NEWSBOAT is None, reason="newsboat is not installed")
@pytest.mark.parametrize("path", ["history.atom", "history.rss"])
def test_incident_stays_one_article_in_history(tmp_path: Path, server: Server, path: str) -> None:
    reader = Reader(tmp_path, f"http://127.0.0.1:{server.server_port}/{path}")
    server.files = publish()
    assert reader.fetch() == "2 unread articles"
    reader.read_all()
    update = "\n## Update — 2026-11-22 19:00\n\nStill fine.\n"
    server.files = publish(
        FILES | {"content/incidents/errors.md": ERRORS + update}, NOW + timedelta(days=3)
    )
    reader.fetch()
    assert set(reader.known()) == set(ids(publish()[path]))
