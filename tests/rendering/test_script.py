"""The widget's script as it is published: shorter, and the same program."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from feeds.publishing import SHIPPED

from statusgen.notation.words import LANGUAGES
from statusgen.rendering.labels import COMPONENT_STATES, OVERALL, STATES
from statusgen.rendering.locale import Locale
from statusgen.rendering.script import integrity, widget_script
from statusgen.rendering.theme import Theme

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "themes/default/static"
SHAPES = ROOT / "tests/node/read_script.mjs"
TYPESCRIPT = ROOT / "tests/node/node_modules/typescript"

OURS = Theme(default=SHIPPED.default_theme)


def node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Node.js, the environment's or the machine's."""
    found = shutil.which("node", path=f"{sys.prefix}/bin") or shutil.which("node")
    if not found or not TYPESCRIPT.exists():
        pytest.skip("no TypeScript here: `make test` installs it with npm where it can")
    return subprocess.run([found, *arguments], capture_output=True, text=True, check=False)


def test_it_is_the_same_program_as_its_source(tmp_path: Path) -> None:
    published = tmp_path / "widget.js"
    published.write_bytes(widget_script(OURS))
    done = node(SHAPES, SCRIPTS / "widget.js", published)
    assert done.returncode == 0, done.stderr
    one, other = json.loads(done.stdout)
    assert len(one) > 1000
    assert one == other


def test_it_is_small() -> None:
    assert len(gzip.compress(widget_script(OURS), 9)) <= 5 * 1024


def test_it_speaks_the_words_of_every_catalogue() -> None:
    source = (SCRIPTS / "widget.js").read_text(encoding="utf-8")
    tables = dict(re.findall(r"^    (\w+): \{(.*?)\},?$", source, re.MULTILINE | re.DOTALL))
    complete = [each for each in SHIPPED.languages if LANGUAGES[each.code] == "complete"]
    assert tables.keys() == {language.code for language in complete}
    for language in complete:
        words = dict(re.findall(r'"(.+?)": "(.+?)"', tables[language.code]))
        locale = Locale(language, "UTC")
        known = (*STATES.values(), *COMPONENT_STATES.values(), *OVERALL.values())
        for context, english in known:
            if english != "Update":  # what stands in the data is the state that it keeps
                assert words.get(english, english) == locale.pgettext(context, english)
        for english in ("Security incident", "Data loss"):
            assert words.get(english, english) == locale.gettext(english)


def test_a_script_of_the_sites_own_is_left_alone() -> None:
    own = b"// mine\n  const a = 1;\n"
    theme = Theme(name="own", files=(("static/widget.js", own),), default=SHIPPED.default_theme)
    assert widget_script(theme) == own
    assert widget_script(Theme(default=())) == b""


def test_integrity_is_as_browsers_compute_it() -> None:
    # printf script | openssl dgst -sha384 -binary | base64
    assert integrity(b"script") == (
        "sha384-6ue5d2QaPwlaMGhNVnY+j4dug2fnmrD4zxJxcL2G/+on/gwRUMV5t16bKlY1s8CK"
    )


def test_every_script_of_the_theme_has_right_types(tmp_path: Path) -> None:
    options = {
        "allowJs": True,
        "checkJs": True,
        "lib": ["es2022", "dom", "dom.iterable"],
        "moduleDetection": "force",  # so that none leans on another's names
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
