"""Third-party clients for Statuspage read a built site from a server."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from api.answers import NAMES, Answer, check

from statusgen.commands.build import build

ROOT = Path(__file__).parents[2]
STORY = datetime(2026, 11, 20, 14, 20, tzinfo=UTC)
READER = ROOT / "tests/node/read_status.cjs"
CLIENTS = ("statuspage.io", "@aero/statuspage")
LISTS = {
    "incidents": "incidents",
    "unresolved": "incidents/unresolved",
    "maintenance": "scheduled-maintenances",
    "upcoming": "scheduled-maintenances/upcoming",
    "active": "scheduled-maintenances/active",
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gives it
        """Say nothing."""


@pytest.fixture(scope="module", params=["", "/status"], ids=["host", "path"])
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of the demonstration site, at the root or below a path."""
    folder = tmp_path_factory.mktemp("served")
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        found = f"http://127.0.0.1:{server.server_port}{request.param}"
        report = build(
            ROOT,
            folder / request.param.strip("/"),
            now=None,
            clock=STORY,
            base_url=found,
            tell=lambda _done, _total: None,
        )
        assert not report.failed, report
        yield found
        server.shutdown()
        thread.join()


def get(url: str) -> bytes:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url) as answer:
        data: bytes = answer.read()
    return data


@pytest.fixture(scope="module")
def known(address: str) -> dict[str, Answer]:
    """Return the content of each address of the API."""
    found = {name: json.loads(get(f"{address}/api/v2/{name}.json")) for name in NAMES}
    for name, answer in found.items():
        check(name, answer)
    assert all(found[name][name.partition("/")[0].replace("-", "_")] for name in LISTS.values())
    return found


@pytest.fixture(scope="module")
def read(address: str) -> dict[str, dict[str, Any]]:
    """Return the result of each call of each client."""
    node = shutil.which("node", path=f"{sys.prefix}/bin") or shutil.which("node")
    if not node or not all((READER.parent / "node_modules" / name).exists() for name in CLIENTS):
        pytest.skip("no clients here: `make test` installs them with npm where it can")

    def asked(client: str) -> dict[str, Any]:
        done = subprocess.run(
            [node, READER, client, address],
            env={"NO_PROXY": "*"},
            capture_output=True,
            check=True,
            timeout=60,
        )
        answers: dict[str, Any] = json.loads(done.stdout)
        return answers

    return {client: asked(client) for client in CLIENTS}


def test_statuspage_io_client_reads_every_file(
    known: dict[str, Answer], read: dict[str, dict[str, Any]]
) -> None:
    found = read["statuspage.io"]
    asked = {"summary": "summary", "status": "status", "components": "components"} | LISTS
    # It always asks for upcoming maintenance.
    asked |= dict.fromkeys(("maintenance", "active"), LISTS["upcoming"])
    assert {name: found[name] for name in asked} == {
        name: known[file] for name, file in asked.items()
    }


def test_client_cannot_subscribe_without_a_server(read: dict[str, dict[str, Any]]) -> None:
    calls = {name: each for name, each in read["statuspage.io"].items() if "ubscri" in name}
    assert calls.pop("unsubscribe") == {"refused": 501}
    assert len(calls) == 4
    assert all(each == {"refused": 404} for each in calls.values())


def test_aero_client_reads_every_file(
    known: dict[str, Answer], read: dict[str, dict[str, Any]]
) -> None:
    found, summary = read["@aero/statuspage"], known["summary"]
    page = summary["page"]
    seen = {
        "id": page["id"],
        "name": page["name"],
        "url": page["url"],
        "updated": page["updated_at"],
    }
    assert found["status"] == {"page": seen, "status": summary["status"]}
    assert found["components"] == tree(summary["components"])
    assert found["summary"] == {
        "page": seen,
        "status": summary["status"],
        "components": tree(summary["components"]),
        "incidents": told(summary["incidents"]),
        "maintenances": told(summary["scheduled_maintenances"]),
    }
    for name, file in LISTS.items():
        answer = known[file]
        assert found[name] == told(answer[file.partition("/")[0].replace("-", "_")]), name


def tree(rows: list[Answer], group: str | None = None) -> list[Answer]:
    """Return components in the form of that client: in their groups."""
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "description": row["description"],
            "status": row["status"],
            "updated": row["updated_at"],
            "children": tree(rows, row["id"]) if row["group"] else [],
        }
        for row in rows
        if row["group_id"] == group
    ]


def told(entries: list[Answer]) -> list[Answer]:
    """Return incidents in the form of that client."""
    return [
        {
            "id": entry["id"],
            "name": entry["name"],
            "impact": entry["impact"],
            "url": entry["shortlink"],
            "status": entry["status"],
            "updated": entry["updated_at"],
            "updates": [
                {
                    "description": each["body"],
                    "updated": each["updated_at"],
                    "status": each["status"],
                }
                for each in entry["incident_updates"]
            ],
        }
        for entry in entries
    ]


def test_every_incident_has_a_page_at_its_id(address: str, known: dict[str, Answer]) -> None:
    entries = known["incidents"]["incidents"]
    entries += known["scheduled-maintenances"]["scheduled_maintenances"]
    moved = []
    for entry in entries:
        page = get(entry["shortlink"]).decode()
        assert entry["shortlink"].startswith(f"{address}/incidents/")
        assert "<h1" in page
        by_id = f"{address}/incidents/{entry['id']}/"
        if by_id != entry["shortlink"]:
            moved.append(entry["id"])
            assert 'http-equiv="refresh"' in get(by_id).decode()
            assert entry["shortlink"] in get(by_id).decode()
    assert moved == ["2026-07-order-mail"]
