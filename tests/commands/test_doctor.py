"""A checkup of real hosts on this machine, good ones and bad ones."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commands.running import run
from hosts import Answer, Host, serving
from sample import FILES, INCIDENT, NOW, lay

import statusgen
from statusgen.commands.build import build
from statusgen.commands.doctor import doctor
from statusgen.commands.report import Report

SOON = NOW + timedelta(minutes=1)
WATCH = Path(statusgen.__file__).parent / "starter/project/dot-github/workflows/watch.yml"
LOGIN = b"<!doctype html><title>Log in</title><form></form>"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """Serve a site below a path; the folder `project` next to it is its project."""
    folder = tmp_path_factory.mktemp("host")
    with serving(Host(folder=folder / "site", path="/status")) as found:
        url = FILES["content/site.yml"].replace("https://status.acme.example", found.url)
        lay(folder / "project", {**FILES, "content/site.yml": f"{url}rebuild: 15m\n"})
        put(found)
        yield found


def put(host: Host) -> None:
    project = host.folder.parent / "project"
    done = build(project, host.folder, now=None, clock=NOW, tell=lambda _done, _all: None)
    assert not done.failed, done


def look(host: Host) -> Report:
    return doctor(host.folder.parent / "project", None, clock=SOON)


def codes(report: Report) -> list[str]:
    return sorted({problem.code for problem in report.problems})


def test_nothing_is_wrong_with_a_good_host(host: Host) -> None:
    report = look(host)
    assert not report.problems
    assert report.summary == f"no problems at {host.url}/ (an unknown host, built 1 minute ago)"
    assert not report.failed


def without(answer: Answer, name: str, **other: str) -> Answer:
    status, headers, body = answer
    kept = {key: value for key, value in headers.items() if key != name} | other
    return status, kept, body


BAD: dict[str, tuple[str, Callable[[Answer], Answer]]] = {
    "other-page": ("", lambda _: (200, {"Content-Type": "text/html"}, LOGIN)),
    "site-unreachable": ("feed.rss", lambda _: (502, {}, b"Bad gateway")),
    "missing-page": ("incidents.csv", lambda each: (404, each[1], b"")),
    "wrong-type": (
        "feed.atom",
        lambda each: (200, each[1] | {"Content-Type": "text/xml"}, each[2]),
    ),
    "missing-cors": ("widget.json", lambda each: without(each, "Access-Control-Allow-Origin")),
    "broken-data": ("feed.rss", lambda each: (200, each[1], LOGIN)),
    "missing-policy": ("embed/", lambda each: without(each, "Content-Security-Policy")),
    "not-compressed": ("", lambda each: (200, each[1] | {"X-Plain": "1"}, each[2])),
    "wrong-caching": ("", lambda each: (200, each[1] | {"Cache-Control": "max-age=3600"}, each[2])),
    "no-redirect": ("history", lambda each: (200, each[1], LOGIN)),
    "no-404": ("no/such/page/", lambda each: (200, each[1], LOGIN)),
    "mixed-builds": (
        "api/v2/summary.json",
        lambda each: (200, each[1], each[2].replace(b"partial_outage", b"operational")),
    ),
    "old-build": (
        "widget.json",
        lambda each: (200, each[1], each[2].replace(b"2026-11-20T1", b"2026-11-10T1")),
    ),
}


@pytest.mark.parametrize("code", BAD)
def test_each_fault_is_found_with_its_remedy(host: Host, code: str) -> None:
    place, spoil = BAD[code]
    everywhere = code == "other-page"
    host.change = lambda path, answer: (
        spoil(answer) if everywhere or path == f"/status/{place}" else answer
    )
    report = look(host)
    host.change = lambda _path, answer: answer
    assert codes(report) == [code]
    assert report.failed
    (problem,) = report.problems
    assert problem.span.path == f"{host.url}/{place}"
    assert problem.hint


def test_html_in_place_of_json_is_no_crash(host: Host) -> None:
    host.change = lambda path, answer: (200, answer[1], LOGIN) if path.endswith(".json") else answer
    assert codes(look(host)) == ["broken-data"]
    host.change = lambda _path, answer: answer


def test_a_site_unlike_the_checkout_is_found(host: Host, tmp_path: Path) -> None:
    files = {
        path.relative_to(host.folder.parent / "project").as_posix(): path.read_bytes()
        for path in (host.folder.parent / "project").rglob("*")
        if path.is_file()
    }
    lay(tmp_path, files)
    lay(tmp_path, {"content/incidents/2026-11-20-api.md": INCIDENT.replace("Elevated", "More")})
    assert codes(doctor(tmp_path, None, clock=SOON)) == ["differs-from-checkout"]
    assert not doctor(tmp_path, host.url.replace("127.0.0.1", "localhost"), clock=SOON).problems


def test_sample_values_are_reported_next_to_faults(host: Host, tmp_path: Path) -> None:
    project = host.folder.parent / "project"
    text = (project / "content/site.yml").read_text().replace("Acme Status", "Example Status")
    lay(tmp_path, {**FILES, "content/site.yml": text})
    host.change = lambda _path, answer: (*answer[:1], answer[1] | {"X-Plain": "1"}, answer[2])
    found = codes(doctor(tmp_path, None, clock=SOON))
    host.change = lambda _path, answer: answer
    assert found == ["differs-from-checkout", "not-compressed", "sample-left"]


@pytest.mark.parametrize(
    ("minutes", "note", "problem"),
    [
        (
            [50, 43, 7],
            "The watch last ran 7 minutes ago. Its longest pause was 36 minutes.",
            "",
        ),
        ([190], "", "The watch for overdue updates has not run for 3 h 10 min"),
        ([], "", "The watch for overdue updates has not run on its schedule yet"),
        (None, "When the watch last ran is at https://github.com/acme/status/{}.", ""),
    ],
)
def test_the_runs_of_the_watch_show_how_late_it_is(
    host: Host,
    monkeypatch: pytest.MonkeyPatch,
    minutes: list[int] | None,
    note: str,
    problem: str,
) -> None:
    project = host.folder.parent / "project"
    monkeypatch.setenv("GITHUB_API_URL", f"{host.url}/api")
    runs = [
        {"created_at": f"{SOON - timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ}"} for n in minutes or ()
    ]
    body = json.dumps({} if minutes is None else {"workflow_runs": runs}).encode()
    asked = "/status/api/repos/acme/status/actions/workflows/watch.yml/runs"
    host.change = lambda path, answer: (200, {}, body) if path == asked else answer
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    words = ["git", "remote", "add", "origin", "git@github.com:acme/status.git"]
    subprocess.run(words, cwd=project, check=True)
    workflow = WATCH.read_text(encoding="utf-8")
    lay(project, {".github/workflows/watch.yml": workflow})
    report = look(host)
    shutil.rmtree(project / ".git")
    shutil.rmtree(project / ".github")
    host.change = lambda _path, answer: answer
    assert report.notes == ((note.format("actions/workflows/watch.yml"),) if note else ())
    found = [(each.code, each.message) for each in report.problems]
    assert found == ([("late-watch", problem)] if problem else [])


def test_the_report_can_be_json() -> None:
    result = run("doctor", "http://127.0.0.1:9/", "--format", "json")
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)["problems"]
    assert problem["code"] == "site-unreachable"
    assert "Connection refused" in problem["message"]


@pytest.mark.parametrize("url", ["ftp://status.acme.example", "status", "https://"])
def test_only_addresses_are_asked(url: str) -> None:
    assert run("doctor", url).exit_code == 2


def certificate(folder: Path, days: int) -> tuple[Path, Path]:
    """Make a certificate for this machine that is valid for some more days, or ended before."""
    key, chain, asked = folder / "key.pem", folder / "chain.pem", folder / "asked.pem"
    (folder / "index.txt").touch()
    (folder / "ca.cnf").write_text(AUTHORITY.format(folder=folder))
    words = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    words += ["-keyout", str(key), "-out", str(asked), "-subj", "/CN=127.0.0.1"]
    subprocess.run(words, check=True, capture_output=True)
    now = datetime.now(UTC)
    start, end = (f"{now + timedelta(days=each):%Y%m%d%H%M%SZ}" for each in (days - 99, days))
    words = ["openssl", "ca", "-batch", "-selfsign", "-config", str(folder / "ca.cnf")]
    words += ["-keyfile", str(key), "-in", str(asked), "-out", str(chain)]
    words += ["-startdate", start, "-enddate", end]
    subprocess.run(words, check=True, capture_output=True)
    return key, chain


AUTHORITY = """\
[ca]
default_ca = own
[own]
database = {folder}/index.txt
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = extensions
[any]
commonName = supplied
[extensions]
subjectAltName = IP:127.0.0.1
basicConstraints = critical,CA:TRUE
"""


@pytest.mark.parametrize(
    ("days", "code", "said"),
    [
        (90, "", ""),
        (5, "certificate-expires", "The certificate expires on "),
        (-5, "site-unreachable", "certificate has expired"),
        (None, "site-unreachable", "self-signed certificate"),
    ],
)
def test_certificates_are_checked(
    host: Host, tmp_path: Path, days: int | None, code: str, said: str
) -> None:
    key, chain = certificate(tmp_path, days or 90)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    known = os.environ | ({"SSL_CERT_FILE": str(chain)} if days else {})
    with serving(replace(host, port=0, context=context)) as secured:
        words = [sys.executable, "-m", "statusgen", "doctor", secured.url, "--format", "json"]
        env = {name: known[name] for name in known if "proxy" not in name.lower()}
        done = subprocess.run(words, check=False, capture_output=True, text=True, env=env)
    problems = json.loads(done.stdout)["problems"]
    found = {each["code"]: each["message"] for each in problems if each["code"] != "old-build"}
    assert [*found] == ([code] if code else [])
    assert said in found.get(code, "")
