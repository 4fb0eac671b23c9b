"""The minified script of the widget, and the HTML that other sites copy."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from builders import site
from feeds.publishing import SHIPPED

from statusgen.notation.words import LANGUAGES
from statusgen.rendering.kit import integrity, snippets_of, widget_script
from statusgen.rendering.labels import COMPONENT_STATES, OVERALL, STATES
from statusgen.rendering.locale import Locale
from statusgen.rendering.theme import Theme

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "themes/default/static"
SHAPES = ROOT / "tests/node/read_script.mjs"
TYPESCRIPT = ROOT / "tests/node/node_modules/typescript"

OURS = Theme(default=SHIPPED.default_theme)


def node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Node.js from the environment or the machine."""
    found = shutil.which("node", path=f"{sys.prefix}/bin") or shutil.which("node")
    if not found or not TYPESCRIPT.exists():
        pytest.skip("no TypeScript here: `make test` installs it with npm where it can")
    return subprocess.run([found, *arguments], capture_output=True, text=True, check=False)


def test_the_minified_script_behaves_like_its_source(tmp_path: Path) -> None:
    published = tmp_path / "widget.js"
    published.write_bytes(widget_script(OURS))
    done = node(SHAPES, SCRIPTS / "widget.js", published)
    assert done.returncode == 0, done.stderr
    one, other = json.loads(done.stdout)
    assert len(one) > 1000
    assert one == other


def test_the_script_is_small() -> None:
    assert len(gzip.compress(widget_script(OURS), 9)) <= 4600 - len(b"widget.js\0")  # with its name


def test_the_script_is_in_ascii() -> None:
    assert widget_script(OURS).isascii()
    assert "\\xc9tat inconnu" in widget_script(OURS).decode()


def test_the_script_has_the_words_of_every_catalogue() -> None:
    source = (SCRIPTS / "widget.js").read_text(encoding="utf-8")
    tables = dict(re.findall(r"^    (\w+): \{(.*?)\},?$", source, re.MULTILINE | re.DOTALL))
    complete = [each for each in SHIPPED.languages if LANGUAGES[each.code] == "complete"]
    assert tables.keys() == {language.code for language in complete}
    for language in complete:
        words = dict(re.findall(r'"(.+?)": "(.+?)"', tables[language.code]))
        locale = Locale(language, "UTC")
        known = (*STATES.values(), *COMPONENT_STATES.values(), *OVERALL.values())
        for context, english in known:
            if english != "Update":  # the data has the state that it keeps
                assert words.get(english, english) == locale.pgettext(context, english)
        for english in ("Security incident", "Data loss"):
            assert words.get(english, english) == locale.gettext(english)


def test_a_script_in_the_sites_theme_is_unchanged() -> None:
    own = b"// mine\n  const a = 1;\n"
    theme = Theme(name="own", files=(("static/widget.js", own),), default=SHIPPED.default_theme)
    assert widget_script(theme) == own
    assert widget_script(Theme(default=())) == b""


def test_integrity_matches_what_browsers_compute() -> None:
    # printf script | openssl dgst -sha384 -binary | base64
    assert integrity(b"script") == (
        "sha384-6ue5d2QaPwlaMGhNVnY+j4dug2fnmrD4zxJxcL2G/+on/gwRUMV5t16bKlY1s8CK"
    )


def test_every_script_of_the_theme_has_right_types(tmp_path: Path) -> None:
    options = {
        "allowJs": True,
        "checkJs": True,
        "lib": ["es2022", "dom", "dom.iterable"],
        "moduleDetection": "force",  # so that no script uses names from another
        "noEmit": True,
        "noFallthroughCasesInSwitch": True,
        "noImplicitReturns": True,
        "noUnusedLocals": True,
        "noUnusedParameters": True,
        "strict": True,
        "target": "es2022",
        "types": [],
    }
    scripts = sorted(SCRIPTS.glob("*.js"))
    assert {"status.js", "widget.js", "embed.js"} <= {path.name for path in scripts}
    config = tmp_path / "tsconfig.json"
    config.write_text(json.dumps({"compilerOptions": options, "files": list(map(str, scripts))}))
    assert node(TYPESCRIPT / "bin/tsc", "--project", config).stdout == ""


SETTINGS = replace(site().settings, title='A & "B"', base_url="https://a.example/state")


class Reader(HTMLParser):
    """Collects elements with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def snippets() -> SimpleNamespace:
    return snippets_of(SETTINGS, b"script")


def test_the_script_comes_from_the_site_and_has_no_hash() -> None:
    script = {"src": "https://a.example/state/widget.js", "async": None}
    assert Reader(snippets().script).found == [("script", script)]


def test_each_mode_has_a_link_for_readers_without_script() -> None:
    link = ("a", {"href": "https://a.example/state/"})
    for text, mode in (
        (snippets().pill, {}),
        (snippets().list, {"mode": "list"}),
        (snippets().banner, {"mode": "banner"}),
    ):
        read = Reader(text)
        assert read.found == [("status-widget", mode), link]
        assert read.text == 'A & "B"'


def test_a_frame_has_a_title() -> None:
    (tag, attributes) = Reader(snippets().frame).found[0]
    assert tag == "iframe"
    assert attributes["src"] == "https://a.example/state/embed/"
    assert attributes["title"] == 'A & "B"'


def test_a_copy_has_a_hash_and_names_the_site() -> None:
    script, element, _ = Reader(snippets().copy).found
    # printf script | openssl dgst -sha384 -binary | base64
    assert script[1]["integrity"] == (
        "sha384-6ue5d2QaPwlaMGhNVnY+j4dug2fnmrD4zxJxcL2G/+on/gwRUMV5t16bKlY1s8CK"
    )
    assert element[1] == {"src": "https://a.example/state/"}
