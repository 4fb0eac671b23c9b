"""The HTML of every page: valid to the Nu checker, and every link leads somewhere."""

from __future__ import annotations

import json
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

VALIDATOR = Path(__file__).parents[1] / "node/node_modules/vnu-jar/build/dist/vnu.jar"


class Places(HTMLParser):
    """The links of a page and the places that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base needs it
        given = dict(attrs)
        self.ids.update(name for name in (given.get("id"),) if name)
        if given.get("rel") != "canonical":
            self.links += [value for key in ("href", "src") if (value := given.get(key))]


def test_every_page_is_valid(demo: tuple[str, Path]) -> None:
    if not shutil.which("java"):
        pytest.skip("no Java here for the Nu checker: `make test` installs one where it can")
    if not VALIDATOR.exists():
        pytest.skip("no Nu checker here: `make test` installs it with npm where it can")
    _, folder = demo
    done = subprocess.run(
        ["java", "-jar", VALIDATOR, "--format", "json", "--stdout", "--skip-non-html", folder],
        capture_output=True,
        check=False,
        text=True,
    )
    # Of files the checker says that nothing is 'self'; the browser judges the policy for real.
    messages = [
        row
        for row in json.loads(done.stdout)["messages"]
        if "violates Content Security Policy (meta tag)" not in row["message"]
    ]
    assert [f"{row['url']}:{row.get('lastLine')}: {row['message']}" for row in messages] == []


def test_every_link_leads_somewhere(demo: tuple[str, Path]) -> None:
    _, folder = demo
    places = {
        path: Places(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))
    }
    broken: list[str] = []
    for path, page in places.items():
        for link in page.links:
            if "://" in link or link.startswith(("data:", "mailto:", "tel:")):
                continue
            target, _, fragment = link.partition("#")
            base = folder if target.startswith("/") else path.parent
            file = (base / target.lstrip("/")).resolve() if target else path
            file = file / "index.html" if file.is_dir() else file
            if not file.is_file():
                broken.append(f"{path.relative_to(folder)}: nothing at {link}")
            elif fragment and fragment not in places[file].ids:
                broken.append(f"{path.relative_to(folder)}: no such place in {link}")
    assert broken == []
