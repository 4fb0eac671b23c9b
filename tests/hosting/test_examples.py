"""The examples in the pages about hosts are valid and do what the text says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from statusgen.commands.init import init

ROOT = Path(__file__).parents[2]
HOSTS = ROOT / "statusgen/starter/hosts"
PAGES = {path.stem: path for path in sorted((ROOT / "docs/hosting").glob("*.md"))}

_FILE = re.compile(
    r"^(?P<blank> *)\*\*(?P<path>\S+/\S+)\*\*\n\n(?P=blank)```\w+\n(?P<text>.*?)^(?P=blank)```$",
    re.MULTILINE | re.DOTALL,
)


def example(page: str, path: str) -> str:
    """Return the text of a file shown on a page, also inside a list."""
    found = {
        each["path"]: textwrap.dedent(each["text"])
        for each in _FILE.finditer(PAGES[page].read_text(encoding="utf-8"))
    }
    return found[path]


def test_every_host_has_a_linked_page() -> None:
    hosts = {"github-pages", "gitlab-pages", "netlify", "cloudflare-pages", "s3", "nginx"}
    assert set(PAGES) == {*hosts, "index"}
    first = PAGES["index"].read_text(encoding="utf-8")
    assert set(re.findall(r"^- \[[^]]+\]\((.+)\.md\)$", first, re.MULTILINE)) == hosts


CHANNEL = {"name": "ops-chat", "audience": "internal", "url": "${OPS_CHAT_URL}"}


@pytest.mark.parametrize("settings", [{}, {"channels": [CHANNEL]}], ids=["quiet", "announcing"])
def test_the_pipeline_is_valid_and_includes_nothing(
    tmp_path: Path, settings: dict[str, object]
) -> None:
    init(tmp_path, datetime.now(UTC), {}, host="gitlab-pages", settings=settings)
    text = (tmp_path / ".gitlab-ci.yml").read_text(encoding="utf-8")
    files = [tmp_path / f"{number}.yml" for number in range(2)]
    for file, part in zip(files, text.split("\n---\n"), strict=True):
        file.write_text(part, encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci"]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    _, jobs = yaml.safe_load_all(text)
    assert jobs["image"] == "$PYTHON_IMAGE"
    assert "include" not in jobs
    assert "://" not in text
    assert ("announce" in jobs) == ("announce-failed" in jobs) == bool(settings)


def test_gitlab_gets_compressed_files(tmp_path: Path) -> None:
    text = (HOSTS / "gitlab-pages/dot-gitlab-ci.yml").read_text(encoding="utf-8")
    line = re.search(r"^    - (find public .*)$", text, re.MULTILINE)
    assert line
    for name, size in (("index.html", 5000), ("tiny.json", 10), ("static/photo.jpg", 5000)):
        (tmp_path / "public" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "public" / name).write_bytes(b"x" * size)
    subprocess.run(["sh", "-c", line[1]], cwd=tmp_path, check=True)
    found = {path.name for path in (tmp_path / "public").rglob("*.gz")}
    assert found == {"index.html.gz"}


def test_netlify_is_given_forced_redirects(tmp_path: Path) -> None:
    settings = tomllib.loads((HOSTS / "netlify/netlify.toml").read_text(encoding="utf-8"))
    assert settings["build"]["publish"] == "output"
    *_, mend = settings["build"]["command"].strip().split("&&\n")
    (tmp_path / "output").mkdir()
    file = tmp_path / "output/_redirects"
    file.write_text("/old/ /new/#a 301\n/301 /x/301 301\n")
    subprocess.run(["sh", "-c", mend], cwd=tmp_path, check=True)
    assert file.read_text() == "/old/ /new/#a 301!\n/301 /x/301 301!\n"
    preview = settings["context"]["deploy-preview"]["command"]
    assert '--preview "$HEAD" --base-url "$DEPLOY_PRIME_URL"' in preview


def test_the_upload_is_a_script() -> None:
    script = example("s3", "./upload.sh")
    subprocess.run(["sh", "-n"], input=script, text=True, check=True)
    order = [script.index(each) for each in ("output/assets", '"*.atom"', '"*.html" --ex', "--del")]
    assert order == sorted(order)


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node", path=f"{sys.prefix}/bin") or shutil.which("node")
    if not found:
        pytest.skip("no node here: `make test` installs one where it can")
    return found


def test_cdn_completes_folder_addresses(node: str) -> None:
    asked = [
        *("/", "/history/", "/feed.atom", "/old/v1.2/", "/.well-known/token"),
        *("/history", "//evil.example/x", "//evil.example/x/", "/components/api"),
    ]
    script = f"""{example("s3", "./folders.js")}
    const answers = {json.dumps(asked)}.map((uri) => handler({{request: {{uri}}}}));
    process.stdout.write(JSON.stringify(answers));"""
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True)
    answers = [
        each.get("uri") or (each["statusCode"], each["headers"]["location"]["value"])
        for each in json.loads(done.stdout)
    ]
    assert answers == [
        *("/index.html", "/history/index.html", "/feed.atom", "/old/v1.2/index.html"),
        "/.well-known/token",
        (301, "/history/"),
        (301, "/evil.example/x/"),  # a path on this site, never another host
        "/evil.example/x/index.html",
        (301, "/components/api/"),
    ]
